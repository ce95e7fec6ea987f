"""Fracture risk: laws that must hold, printed FRAX cells, population rates, and treatment trials."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.outcomes import reference
from osteon.outcomes.fracture import (
    OUTCOMES,
    FractureParameters,
    FractureRisk,
    RiskFactors,
    countries,
    cumulative_incidence,
    fracture_hazards,
    fracture_risk,
    hip_gradient,
    of_a_thousand,
    records,
    usual_course,
)
from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.mortality import death_rate
from osteon.outcomes.tables import SEXES, read_table

TYPICAL = FractureParameters.typical()
TEN_YEARS = np.arange(0.0, 10.01, 0.25)
sexes = st.sampled_from(SEXES)
ages = st.floats(50.0, 90.0)
densities = st.floats(0.35, 1.2)


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


# laws


@given(ages, sexes, densities, st.floats(0.01, 0.2))
def test_less_bone_more_fractures(age: float, sex: str, bmd: float, less: float) -> None:
    strong, weak = (fracture_risk(TEN_YEARS, age, sex, value) for value in (bmd, bmd - less))
    for outcome in OUTCOMES:
        assert weak.within(10, outcome)[0] > strong.within(10, outcome)[0]


@pytest.mark.parametrize(
    "factors",
    [
        RiskFactors(years_since_fracture=10.0),
        RiskFactors(years_since_fracture=1.0),
        RiskFactors(parent_hip_fracture=True),
        RiskFactors(smoker=True),
        RiskFactors(alcohol=40.0),
        RiskFactors(glucocorticoid=6.0),
        RiskFactors(falls=True),
        RiskFactors(rheumatoid_arthritis=True),
        RiskFactors(inflammation=2.0),
        RiskFactors(resorption_removed=-0.5),
    ],
)
@pytest.mark.parametrize("sex", SEXES)
def test_each_risk_factor_adds_risk(factors: RiskFactors, sex: str) -> None:
    without = fracture_risk(TEN_YEARS, 68.0, sex, 0.65)
    having = fracture_risk(TEN_YEARS, 68.0, sex, 0.65, factors)
    for outcome in OUTCOMES:
        assert having.within(10, outcome)[0] > without.within(10, outcome)[0]


@given(ages, sexes, densities, st.floats(0.0, 200.0), st.floats(12.0, 60.0), st.integers(0, 2**31))
def test_risks_are_probabilities_and_never_fall(
    age: float, sex: str, bmd: float, dose: float, bmi: float, seed: int
) -> None:
    factors = RiskFactors(years_since_fracture=2.0, glucocorticoid=dose, bmi=bmi, falls=True)
    risk = fracture_risk(TEN_YEARS, age, sex, bmd, factors, parameters=FractureParameters.draws(5, seed))
    for outcome in OUTCOMES:
        chance = getattr(risk, outcome)
        assert np.all((chance >= 0.0) & (chance <= 1.0))
        assert np.all(np.diff(chance, axis=-1) >= 0.0)


@given(ages, sexes, densities)
def test_a_part_is_never_more_than_the_whole(age: float, sex: str, bmd: float) -> None:
    risk = fracture_risk(TEN_YEARS, age, sex, bmd)
    assert np.all(risk.hip <= risk.major)
    assert np.all(risk.vertebral <= risk.major)
    assert np.all(risk.vertebral <= risk.vertebral_morphometric)


@given(ages, sexes, densities)
def test_competing_death_lowers_the_risk(age: float, sex: str, bmd: float) -> None:
    mortal, immortal = (fracture_risk(TEN_YEARS, age, sex, bmd, competing_death=death) for death in (True, False))
    assert mortal.within(10, "hip")[0] < immortal.within(10, "hip")[0]


def test_competing_death_halves_the_lifetime_risk() -> None:
    mortal, immortal = (
        float(of_the_population(50.0, 50.0, "female", competing_death=death)) for death in (True, False)
    )
    assert mortal < 0.5 * immortal


@given(st.floats(0.001, 2.0), st.floats(0.001, 2.0), st.floats(1.0, 40.0))
def test_constant_hazards_have_the_textbook_solution(hazard: float, death: float, years: float) -> None:
    times = np.linspace(0.0, years, 7)
    chance = cumulative_incidence(times, np.full(7, hazard), np.full(7, death))
    both = hazard + death
    assert chance == pytest.approx(hazard / both * (1 - np.exp(-both * times)), rel=1e-9, abs=1e-12)


def test_steps_of_half_a_year_are_fine_enough() -> None:
    for sex in SEXES:
        rough, fine = (
            fracture_risk(times, 70.0, sex, usual_course("femoral_neck", 0.6, sex, 70.0, times)).within(10, "hip")[0]
            for times in (np.arange(0.0, 10.1, 0.5), np.arange(0.0, 10.01, 0.05))
        )
        assert rough == pytest.approx(fine, rel=0.002)


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_people_do_not_touch_each_other(order: list[int]) -> None:
    age, bmd = np.linspace(50.0, 85.0, 6), np.linspace(0.5, 0.9, 6)
    sex = np.array(["female", "male"] * 3)
    together = fracture_risk(TEN_YEARS, age, sex, bmd).major
    shuffled = fracture_risk(TEN_YEARS, age[order], sex[order], bmd[order]).major
    assert np.array_equal(together[order], shuffled)


def test_a_recent_fracture_becomes_an_old_one() -> None:
    person = RiskFactors(years_since_fracture=[4.0, 6.0]).by_person().after(np.array([0.0, 2.0]))
    rates = fracture_hazards(70.0, "female", 0.65, person)
    assert rates.limb[0, 0] > rates.limb[0, 1]
    assert rates.limb[0, 1] == rates.limb[1, 1]


def test_spine_density_takes_the_place_of_the_neck_for_vertebrae() -> None:
    usual, low = reference.mean_bmd("lumbar_spine", "female", 70.0), 0.75
    by_neck = fracture_hazards(70.0, "female", reference.mean_bmd("femoral_neck", "female", 70.0))
    at_usual, at_low = (
        fracture_hazards(70.0, "female", reference.mean_bmd("femoral_neck", "female", 70.0), spine_bmd=spine)
        for spine in (usual, low)
    )
    assert at_usual.hip == by_neck.hip
    assert at_low.vertebral > 1.5 * at_usual.vertebral
    assert at_usual.vertebral == pytest.approx(by_neck.vertebral, rel=0.35)


# gradient of risk


@given(sexes, st.floats(50.0, 89.0))
def test_the_hip_gradient_falls_with_age(sex: str, age: float) -> None:
    female = sex == "female"
    assert hip_gradient(age + 1.0, female, TYPICAL) < hip_gradient(age, female, TYPICAL)


@pytest.mark.parametrize(("sex", "low", "high"), [("female", 2.31, 3.59), ("male", 2.02, 4.27)])
def test_the_hip_gradient_at_65_lies_in_the_interval_of_the_meta_analysis(sex: str, low: float, high: float) -> None:
    """Johnell 2005: 2.88 (2.31-3.59) in women, 2.94 (2.02-4.27) in men; not used in the fit."""
    assert low < float(hip_gradient(65.0, sex == "female", TYPICAL)) < high


def test_major_fractures_have_a_gentler_gradient_that_rises_with_age() -> None:
    """Johnell 2005 at 65 years: 1.38 (1.28-1.48) women, 1.41 (1.33-1.51) men, all osteoporotic fractures."""
    for sex in SEXES:
        gradients = []
        for age in (55.0, 65.0, 75.0):
            bmd = float(reference.mean_bmd("femoral_neck", sex, age))
            here, below = (fracture_hazards(age, sex, bmd - less).major for less in (0.0, 0.12))
            gradients.append(float(below / here))
        assert 1.2 < gradients[1] < 1.51
        assert gradients[2] > gradients[0]


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


# treatment


@pytest.mark.parametrize(
    ("hip_gain", "removed", "vertebral", "hip"), [(2.0, 0.25, 0.28, 0.16), (6.0, 0.85, 0.66, 0.40)]
)
def test_treatment_gains_and_fractures(hip_gain: float, removed: float, vertebral: float, hip: float) -> None:
    """Bouxsein 2019: total hip +2 % and +6 % over placebo at 24 months. A gain of 6 % is about 0.35 T at the neck."""
    bmd = 0.60
    gained = bmd + 0.120 * 0.35 * hip_gain / 6.0
    before = fracture_hazards(72.0, "female", bmd)
    after = fracture_hazards(72.0, "female", gained, RiskFactors(resorption_removed=removed))
    assert 1 - float(after.vertebral / before.vertebral) == pytest.approx(vertebral, abs=0.05)
    assert 1 - float(after.hip / before.hip) == pytest.approx(hip, abs=0.05)


def test_density_alone_explains_too_little_of_treatment() -> None:
    before, after = (float(fracture_hazards(72.0, "female", bmd).vertebral) for bmd in (0.60, 0.642))
    assert 1 - after / before < 0.30


def test_raloxifene_lowers_vertebral_risk_at_one_density() -> None:
    """MORE: 36 % fewer at a given density (Sarkar 2002); resorption markers fall by about a third to a half."""
    removed = fracture_hazards(66.0, "female", 0.62, RiskFactors(resorption_removed=0.4))
    assert 1 - float(removed.vertebral / fracture_hazards(66.0, "female", 0.62).vertebral) == pytest.approx(
        0.36, abs=0.05
    )


# uncertainty, countries, words


def test_draws_are_repeatable_and_centred() -> None:
    one, same, other = (FractureParameters.draws(500, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.parent_hip, same.parent_hip)
    assert not np.array_equal(one.parent_hip, other.parent_hip)
    for name, row in records().items():
        drawn = np.asarray(getattr(one, name))
        value, know = float(row["value"]), float(row["know"])
        scale = know if row["spread"] == "normal" else know * value
        assert np.median(drawn) == pytest.approx(value, abs=0.2 * scale + 1e-12)


def test_doubt_widens_the_answer() -> None:
    draws = FractureParameters.draws(200)
    risk = fracture_risk([0, 5, 10], [65.0, 75.0], "female", [0.65, 0.6], parameters=draws)
    assert risk.hip.shape == (200, 2, 3)
    ratio = np.percentile(risk.within(10, "hip")[:, 0], [2.5, 97.5])
    assert ratio[1] / ratio[0] > 2.0


def test_comparison_counts_the_same_people() -> None:
    draws = FractureParameters.draws(100)
    now, plan = (fracture_risk(TEN_YEARS, 70.0, "female", bmd, parameters=draws) for bmd in (0.60, 0.61))
    answer = of_a_thousand(now, plan, 10, "hip")
    assert answer.fewer.low > 0.0
    assert answer.now.middle - answer.plan.middle == pytest.approx(answer.fewer.middle, rel=0.2)
    assert str(answer).startswith("Of 1,000 people like you, ")
    assert str(answer).index("fewer") < str(answer).index("times the risk")


def test_comparing_a_plan_with_itself_changes_nothing() -> None:
    risk = fracture_risk(TEN_YEARS, 70.0, "male", 0.7)
    answer = of_a_thousand(risk, risk, 10)
    assert answer.fewer.middle == 0.0
    assert answer.relative.middle == 1.0


def test_unlike_draws_are_not_compared() -> None:
    few, many = (fracture_risk(TEN_YEARS, 70.0, "male", 0.7, parameters=FractureParameters.draws(n)) for n in (3, 4))
    with pytest.raises(InputError, match="3 and 4 draws"):
        of_a_thousand(few, many, 10)


def test_countries_scale_the_hazard() -> None:
    here, there = (fracture_hazards(70.0, "female", 0.65, country=country).hip for country in ("GB", "SE"))
    assert float(there / here) == pytest.approx(countries()["SE"].multiplier)
    with pytest.raises(InputError, match="XX"):
        fracture_hazards(70.0, "female", 0.65, country="XX")


def test_impossible_factors_are_listed_together() -> None:
    with pytest.raises(InputError) as caught:
        RiskFactors(bmi=4.0, alcohol=-1.0, resorption_removed=1.2)
    assert len(caught.value.problems) == 3


def test_asking_beyond_the_trajectory_is_an_error() -> None:
    risk = fracture_risk([0, 5], 70.0, "female", 0.6)
    with pytest.raises(InputError, match="simulate longer"):
        risk.within(10)
    with pytest.raises(InputError, match="start"):
        fracture_risk([1, 5], 70.0, "female", 0.6)
    with pytest.raises(InputError, match="did you mean hip"):
        risk.within(5, "hips")


def test_every_figure_has_a_source_and_a_doubt() -> None:
    sources = {row["key"] for row in read_table("outcome_sources.csv")}
    kinds = {"measured", "fitted", "assumed", "definition"}
    for name in ("fracture_parameters", "fracture_country", "fracture_baseline"):
        for row in read_table(f"{name}.csv"):
            assert row["source"] in sources
            assert row["kind"] in kinds
            assert row["note"] or name == "fracture_country"
    assert all(float(row["know"]) > 0.0 for row in records().values())


def test_a_recalled_or_assumed_ratio_is_weak() -> None:
    for name, row in records().items():
        if row["kind"] == "assumed" and row["spread"] == "lognormal":
            assert float(row["know"]) >= 0.05, name


def test_result_types() -> None:
    risk = fracture_risk(TEN_YEARS, 70.0, "female", 0.6)
    assert isinstance(risk, FractureRisk)
    assert risk.hip.shape == (1, len(TEN_YEARS))
