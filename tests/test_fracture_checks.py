"""Fracture risk held to what was printed: FRAX, QFracture, population rates, lifetime risks and treatment trials."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from osteon.outcomes import reference
from osteon.outcomes.fracture import FractureParameters, RiskFactors, fracture_hazards, fracture_risk, usual_course
from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.mortality import death_rate
from osteon.outcomes.tables import SEXES, read_table

TYPICAL = FractureParameters.typical()
TEN_YEARS = np.arange(0.0, 10.01, 0.25)


def after_ten_years(age: float, sex: str, t: float, outcome: str) -> float:
    """Percent of people at a T-score who break a bone within ten years while losing bone as is usual."""
    bmd = float(reference.bmd_from_t_score("femoral_neck", t))
    risk = fracture_risk(TEN_YEARS, age, sex, usual_course("femoral_neck", bmd, sex, age, TEN_YEARS))
    return 100 * float(risk.within(10, outcome)[0])


@cache
def spread_of_people() -> tuple[FloatArray, FloatArray]:
    points, weights = np.polynomial.hermite_e.hermegauss(15)
    return points, weights / weights.sum()


def of_the_population(
    age: float,
    years: float,
    sex: str,
    outcome: str = "hip",
    country: str = "GB",
    parameters: FractureParameters = TYPICAL,
    competing_death: bool = True,
) -> FloatArray:
    """Percent of all people of an age, over the spread of bone density, who break a bone within some years."""
    points, weights = spread_of_people()
    times = np.arange(0.0, years + 0.01, 0.5)
    bmd = reference.bmd_from_z_score("femoral_neck", points, sex, age)
    course = usual_course("femoral_neck", bmd, sex, age, times)
    risk = fracture_risk(
        times, age, sex, course, country=country, parameters=parameters, competing_death=competing_death
    )
    percent: FloatArray = 100 * np.sum(risk.within(years, outcome) * weights, axis=-1)
    return percent


# printed tables


def cells(table: str) -> list[dict[str, str]]:
    return [row for row in read_table("fracture_frax_uk.csv") if row["table"] == table]


@pytest.mark.parametrize(
    "row", cells("3"), ids=lambda row: "-".join(row[key] for key in ("sex", "age", "t", "outcome"))
)
def test_frax_uk_cells(row: dict[str, str]) -> None:
    """The 118 printed cells are rounded to 0.1 %; worst misses are -11 and +13.5 % (women, major)."""
    mine, printed = (
        after_ten_years(float(row["age"]), row["sex"], float(row["t"]), row["outcome"]),
        float(row["percent"]),
    )
    assert abs(mine - printed) <= max(0.1, 0.15 * printed)


def misfit(parameters: FractureParameters) -> float:
    """Sum of squared log misses of all printed cells, weighted by 4 % and the rounding to 0.1 %."""
    rows = cells("3")
    age, t = (np.array([float(row[key]) for row in rows]) for key in ("age", "t"))
    sex, printed = [row["sex"] for row in rows], np.array([float(row["percent"]) for row in rows])
    course = usual_course("femoral_neck", reference.bmd_from_t_score("femoral_neck", t), sex, age, TEN_YEARS)
    risk = fracture_risk(TEN_YEARS, age, sex, course, parameters=parameters)
    hip = np.array([row["outcome"] == "hip" for row in rows])
    mine = 100 * np.where(hip, risk.within(10, "hip"), risk.within(10, "major"))
    return float(np.sum(np.log(mine / printed) ** 2 / (0.04**2 + (0.029 / printed) ** 2)))


@pytest.mark.parametrize(
    ("name", "step"),
    [("hip_level", 0.02), ("hip_gradient_scale", 0.02), ("limb_level", 0.03), ("clinical_share", 0.25)],
)
def test_the_baseline_is_the_best_fit_to_the_printed_cells(name: str, step: float) -> None:
    best = misfit(TYPICAL)
    for factor in (1 - step, 1 + step):
        assert misfit(replace(TYPICAL, **{name: getattr(TYPICAL, name) * factor})) > best


def test_frax_uk_cells_have_no_bias() -> None:
    for sex in SEXES:
        for outcome in ("hip", "major"):
            rows = [
                row
                for row in cells("3")
                if (row["sex"], row["outcome"]) == (sex, outcome) and float(row["percent"]) >= 1
            ]
            logs = [
                np.log(after_ten_years(float(row["age"]), sex, float(row["t"]), outcome) / float(row["percent"]))
                for row in rows
            ]
            assert abs(np.mean(logs)) < 0.03
            assert np.sqrt(np.mean(np.square(logs))) < 0.08


@pytest.mark.parametrize(
    "row",
    [row for row in cells("2") if row["factor"] == "none"],
    ids=lambda row: f"{row['sex']}-{row['age']}-{row['outcome']}",
)
def test_frax_uk_without_bone_density(row: dict[str, str]) -> None:
    """Table 2 (no density entered, not used in the fit) against all people of an age: within 30 % or 0.35 points."""
    mine = float(of_the_population(float(row["age"]), 10.0, row["sex"], row["outcome"]))
    assert abs(mine - float(row["percent"])) <= max(0.35, 0.30 * float(row["percent"]))


@pytest.mark.parametrize("sex", SEXES)
def test_qfracture_is_lower_but_of_the_same_shape(sex: str) -> None:
    """An independent United Kingdom model without bone density and without death; its disagreement is kept, not fitted.

    Hip: 0.45-0.70 of ours in women and 0.28-0.70 in men; major: 0.35-0.55 and 0.15-0.50 (ages 50-90).
    """
    bands = {"hip": (0.25, 0.75), "major": (0.15, 0.60)}
    for outcome, (low, high) in bands.items():
        ratios = []
        for row in read_table("fracture_qfracture.csv"):
            if (row["sex"], row["outcome"]) == (sex, outcome) and 50 <= int(row["age"]) <= 90:
                mine = of_the_population(float(row["age"]), 10.0, sex, outcome, competing_death=False)
                ratios.append(float(row["percent"]) / float(mine))
        assert all(low < ratio < high for ratio in ratios)


# populations


def rate_at_fifty_and_over(sex: str, outcome: str) -> float:
    """Fractures per 10,000 person-years in a stationary United Kingdom population without risk factors."""
    points, weights = spread_of_people()
    years = np.arange(50.0, 105.0, 0.25) + 0.125
    alive = np.exp(-np.cumsum(death_rate(years, sex) * 0.25))
    bmd = reference.bmd_from_z_score("femoral_neck", points[:, None], sex, years)
    mean = weights @ getattr(fracture_hazards(years, sex, bmd), outcome)
    return float(1e4 * np.sum(mean * alive) / np.sum(alive))


@pytest.mark.parametrize(("sex", "printed"), [("female", 33.5), ("male", 13.4)])
def test_hip_rates_of_general_practice_records(sex: str, printed: float) -> None:
    """CPRD 2008-12, 50 years and over (van der Velde 2016, abstract); not used in the fit."""
    assert rate_at_fifty_and_over(sex, "hip") == pytest.approx(printed, rel=0.15)


def test_vertebral_rates_of_general_practice_records() -> None:
    """CPRD has 11.8 per 10,000 woman-years; the share of clinical fractures is known to a factor of 1.6 either way."""
    assert rate_at_fifty_and_over("female", "vertebral") == pytest.approx(11.8, rel=0.6)


def test_major_fractures_are_most_but_not_all_fractures() -> None:
    """Any fracture at 50 and over: 155.4 (women) and 71.8 (men) per 10,000 person-years (Curtis 2016)."""
    for sex, any_fracture in (("female", 155.4), ("male", 71.8)):
        assert 0.5 * any_fracture < rate_at_fifty_and_over(sex, "major") < any_fracture


def test_hip_risk_doubles_every_five_to_six_years() -> None:
    """Farmer 1984: about every 5 years after 50."""
    for sex in SEXES:
        bmd = [float(reference.mean_bmd("femoral_neck", sex, age)) for age in (60.0, 80.0)]
        ratio = float(fracture_hazards(80.0, sex, bmd[1]).hip / fracture_hazards(60.0, sex, bmd[0]).hip)
        assert 4.0 < 20.0 / np.log2(ratio) < 9.0


def with_hip_level(level: float) -> FractureParameters:
    return replace(TYPICAL, hip_level=level)


@pytest.mark.parametrize(
    ("age", "country", "women", "men", "miss"), [(50.0, "US", 17.5, 6.0, 0.30), (45.0, "GB", 23.3, 11.2, 0.10)]
)
def test_one_level_serves_both_sexes(age: float, country: str, women: float, men: float, miss: float) -> None:
    """Lifetime hip risks of white Americans and of Malmo: the level that meets women must nearly meet men."""
    low, high = 0.3, 6.0
    for _ in range(25):
        level = (low + high) / 2
        found = float(of_the_population(age, 55.0, "female", country=country, parameters=with_hip_level(level)))
        low, high = (level, high) if found < women else (low, level)
    found_men = float(of_the_population(age, 55.0, "male", country=country, parameters=with_hip_level(low)))
    assert found_men == pytest.approx(men, rel=miss)


@pytest.mark.parametrize(
    ("country", "age", "sex", "printed"),
    [("US", 50.0, "female", 17.5), ("US", 50.0, "male", 6.0), ("SE", 45.0, "female", 23.3), ("SE", 45.0, "male", 11.2)],
)
def test_printed_lifetime_risks_lie_within_the_doubt(country: str, age: float, sex: str, printed: float) -> None:
    draws = FractureParameters.draws(200, seed=7)
    low, high = np.percentile(of_the_population(age, 55.0, sex, country=country, parameters=draws), [2.5, 97.5])
    assert low < printed < high


def test_competing_death_halves_the_lifetime_risk() -> None:
    mortal, immortal = (
        float(of_the_population(50.0, 50.0, "female", competing_death=death)) for death in (True, False)
    )
    assert mortal < 0.5 * immortal


# treatment

YEARS = np.linspace(0.0, 3.0, 37)
AGE, NECK, SPINE = 72.0, 0.60, 0.80
COURSES = {"antiresorptive": (1.4, 0.9, 0.14), "anabolic": (2.4, 0.95, 0.0)}
"""Gain of spine and of neck over that of the total hip, and share of resorption removed per 1 % of total hip: trials of
alendronate, zoledronate, denosumab and raloxifene lie about the first, Neer's of teriparatide is the second."""


def of_a_trial(kind: str, total_hip: float) -> dict[str, float]:
    """Fractures of three years over those untreated, where density rises to so many percent more over two years.

    Two thirds of the gain are there after a year; resorption falls within weeks.
    """
    spine, neck, removed = COURSES[kind]
    rise = (1 - np.exp(-np.minimum(YEARS, 2.0) / 0.75)) / (1 - np.exp(-2.0 / 0.75)) * total_hip / 100
    factors = RiskFactors(
        resorption_removed=removed * total_hip * np.minimum(YEARS / 0.1, 1.0),
        hip_gained=neck * rise,
        spine_gained=spine * rise,
    )
    density = NECK * (1 + neck * rise), SPINE * (1 + spine * rise)
    before = fracture_hazards(AGE + YEARS, "female", NECK, spine_bmd=SPINE)
    after = fracture_hazards(AGE + YEARS, "female", density[0], factors, spine_bmd=density[1])
    sites = {"vertebral": ("vertebral",), "hip": ("hip",), "nonvertebral": ("hip", "limb")}
    found = {}
    for word, parts in sites.items():
        old, new = (np.trapezoid(sum(getattr(each, part) for part in parts), YEARS) for each in (before, after))
        found[word] = float(new / old)
    return found


@pytest.mark.parametrize("kind", COURSES)
@pytest.mark.parametrize(
    ("gain", "vertebral", "hip", "nonvertebral"), [(2.0, 28, 16, 10), (4.0, 51, 29, 16), (6.0, 66, 40, 21)]
)
def test_treatment_gains_and_fractures(
    kind: str, gain: float, vertebral: float, hip: float, nonvertebral: float
) -> None:
    """Bouxsein 2019, 38 trials: total hip +2, +4 and +6 % over placebo at 24 months; the fit that set the gains.

    Antiresorptive and anabolic courses meet the same line: -34, -55, -70 and -29, -49, -62 % for vertebrae.
    """
    found = of_a_trial(kind, gain)
    assert 100 * (1 - found["vertebral"]) == pytest.approx(vertebral, abs=6)
    assert 100 * (1 - found["hip"]) == pytest.approx(hip, abs=3)
    assert 100 * (1 - found["nonvertebral"]) == pytest.approx(nonvertebral, abs=3)


def test_density_as_between_people_explains_too_little_of_treatment() -> None:
    before, after = (float(fracture_hazards(72.0, "female", bmd).vertebral) for bmd in (0.60, 0.642))
    assert 1 - after / before < 0.30


@pytest.mark.parametrize(("site", "gradient"), [("vertebral", "spine"), ("hip", "hip")])
def test_gained_density_counts_as_much_more_as_strength_does(site: str, gradient: str) -> None:
    """Strength by finite elements over areal density, on the log scale; not used in the fit.

    Spine: teriparatide +28.1 against +10.2 % (Graeff 2009), denosumab +22.4 against +9 % (Keaveny 2014): 2.3 to 2.6.
    Hip: denosumab +14.3 against +6.4 %: 2.2.
    """
    hazards = [fracture_hazards(AGE, "female", NECK * up, spine_bmd=SPINE * up) for up in (1.0, 1.01)]
    between = -float(np.log(getattr(hazards[1], site) / getattr(hazards[0], site))) / 0.01
    whole = between + float(np.asarray(getattr(TYPICAL, f"gain_{site}")))
    assert 2.0 < whole / between < 2.7


def test_raloxifene_lowers_vertebral_risk_at_one_density() -> None:
    """MORE: 36 % fewer at a given density (Sarkar 2002); resorption markers fall by about a third to a half.

    Bouxsein's line pulls the other way: 26 % here, and 36 % lies within the doubt about turnover's own effect.
    """
    before = fracture_hazards(66.0, "female", 0.62)
    removed = RiskFactors(resorption_removed=0.4)
    after = fracture_hazards(66.0, "female", 0.62, removed)
    assert 0.2 < 1 - float(after.vertebral / before.vertebral) < 0.36
    draws = replace(TYPICAL, turnover_vertebral=FractureParameters.draws(500).turnover_vertebral)
    doubted = fracture_hazards(66.0, "female", 0.62, removed, parameters=draws).vertebral / before.vertebral
    assert np.percentile(1 - doubted, 2.5) < 0.36 < np.percentile(1 - doubted, 97.5)


def test_half_of_a_strong_antiresorptive_effect_on_vertebrae_is_turnovers() -> None:
    """Markers explained 57 % and more (FNIH); of zoledronate P1NP 58, density 40 % (HORIZON). Not used in the fit."""
    ours = TYPICAL.turnover_vertebral * COURSES["antiresorptive"][2] * 6.0
    assert 0.4 < ours / -np.log(of_a_trial("antiresorptive", 6.0)["vertebral"]) < 0.7
