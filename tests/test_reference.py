"""Reference bone density and life tables: the tabulated figures, their inverses, and checks against other surveys."""

from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.outcomes import reference
from osteon.outcomes.interpolation import Curve
from osteon.outcomes.mortality import death_rate, life_expectancy
from osteon.outcomes.tables import SEXES, read_table

sites = st.sampled_from(reference.SITES)
sexes = st.sampled_from(SEXES)
ages = st.floats(18.0, 100.0)
scores = st.floats(-5.0, 4.0)


def test_every_tabulated_mean_lies_on_its_curve() -> None:
    rows = [row for row in read_table("reference_bmd.csv") if row["what"] == "curve"]
    assert len(rows) == 54
    for row in rows:
        here = reference.mean_bmd(row["site"], row["sex"], float(row["age"]))
        assert float(here) == pytest.approx(float(row["mean"]), rel=1e-12)


@pytest.mark.parametrize(
    ("site", "sex", "decades"),
    [
        ("femoral_neck", "female", (0.858, 0.832, 0.803, 0.748, 0.692, 0.630, 0.583)),
        ("femoral_neck", "male", (0.934, 0.887, 0.849, 0.814, 0.785, 0.746, 0.704)),
        ("lumbar_spine", "female", (1.064, 1.065, 1.056, 0.993, 0.952, 0.902, 0.90)),
        ("lumbar_spine", "male", (1.057, 1.042, 1.051, 1.053, 1.070, 1.068, 1.07)),
        ("total_hip", "male", (1.067, 1.029, 1.040, 1.015, 0.997, 0.961, 0.92)),
    ],
)
def test_decade_means_of_the_surveys(site: str, sex: str, decades: tuple[float, ...]) -> None:
    here = reference.mean_bmd(site, sex, np.arange(25.0, 86.0, 10.0))
    assert here == pytest.approx(decades, rel=0.015)


@given(sites, sexes, ages)
def test_curves_stay_between_their_neighbouring_points(site: str, sex: str, age: float) -> None:
    rows = [
        row for row in read_table("reference_bmd.csv") if (row["what"], row["site"], row["sex"]) == ("curve", site, sex)
    ]
    points, means = [float(row["age"]) for row in rows], [float(row["mean"]) for row in rows]
    piece = min(max(int(np.searchsorted(points, age, side="right")) - 1, 0), len(points) - 2)
    low, high = sorted(means[piece : piece + 2])
    assert low - 1e-12 <= float(reference.mean_bmd(site, sex, age)) <= high + 1e-12


@pytest.mark.parametrize("site", ["femoral_neck", "total_hip"])
@pytest.mark.parametrize("sex", SEXES)
def test_hips_lose_bone_every_year_after_fifty(site: str, sex: str) -> None:
    assert np.all(np.diff(reference.mean_bmd(site, sex, np.arange(50.0, 100.0))) < 0.0)


def test_men_keep_spine_density_as_scanned() -> None:
    course = reference.mean_bmd("lumbar_spine", "male", [45.0, 80.0])
    assert course[1] > course[0]


@given(sites, scores, sexes)
def test_t_score_and_its_inverse(site: str, score: float, sex: str) -> None:
    bmd = reference.bmd_from_t_score(site, score, sex)
    assert float(reference.t_score(site, bmd, sex)) == pytest.approx(score, abs=1e-9)


@given(sites, scores, sexes, ages, st.sampled_from(reference.ethnicities()))
def test_z_score_and_its_inverse(site: str, score: float, sex: str, age: float, ethnicity: str) -> None:
    bmd = reference.bmd_from_z_score(site, score, sex, age, ethnicity)
    assert float(reference.z_score(site, bmd, sex, age, ethnicity)) == pytest.approx(score, abs=1e-9)


def test_the_world_health_reference() -> None:
    assert reference.young_reference("femoral_neck") == (0.858, 0.120)
    assert reference.young_reference("total_hip", "male") == (1.041, 0.144)


def test_people_and_times_are_broadcast() -> None:
    here = reference.mean_bmd("femoral_neck", [["female"], ["male"]], np.array([[30.0, 60.0, 90.0]]))
    assert here.shape == (2, 3)
    assert np.all(here[1] > here[0])


def _share_below(site: str, sex: str, score: float) -> float:
    """Percent of a stationary United States population of 50 and over whose density lies below a T-score."""
    ages = np.arange(50.0, 100.0, 0.5) + 0.25
    alive = np.exp(-np.cumsum(death_rate(ages, sex, "US") * 0.5))
    cut = float(reference.bmd_from_t_score(site, score))
    place = (cut - reference.mean_bmd(site, sex, ages)) / reference.sd_bmd(site, sex, ages)
    below = np.array([0.5 * (1 + erf(value / sqrt(2))) for value in place])
    return float(100 * np.sum(below * alive) / np.sum(alive))


def test_prevalence_of_osteoporosis_against_surveys() -> None:
    """NHANES III: 13-18 % of women and, by the female reference, 1-4 % of men (Looker 1997); in 2005-06 10 and 2 %.

    The stationary population is older than the surveyed one and the curve is of white people, so the bounds are wide.
    """
    assert 10.0 < _share_below("femoral_neck", "female", -2.5) < 20.0
    assert 1.0 < _share_below("femoral_neck", "male", -2.5) < 7.0
    assert 8.9 < _share_below("lumbar_spine", "female", -2.5) < 20.0


def test_unknown_words_name_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean femoral_neck"):
        reference.mean_bmd("femoral_nek", "female", 50)
    with pytest.raises(InputError, match="did you mean female"):
        reference.mean_bmd("femoral_neck", "femal", 50)
    with pytest.raises(InputError, match="white, black, mexican_american"):
        reference.mean_bmd("femoral_neck", "female", 50, "asian")


def test_every_reference_row_has_a_known_source_and_doubt() -> None:
    sources = {row["key"] for row in read_table("outcome_sources.csv")}
    for row in read_table("reference_bmd.csv"):
        assert row["source"] in sources
        assert float(row["know"]) >= 0.0
        assert row["kind"] in {"measured", "fitted", "assumed", "definition"}
        if "RECALLED" in row["note"]:
            assert float(row["know"]) >= 0.02


@given(st.lists(st.floats(-100.0, 100.0), min_size=3, max_size=8))
def test_smooth_curves_never_overshoot(values: list[float]) -> None:
    curve = Curve.through(np.arange(len(values)), values)
    fine = curve(np.linspace(0.0, len(values) - 1.0, 200))
    assert fine.min() >= min(values) - 1e-9
    assert fine.max() <= max(values) + 1e-9


@given(st.lists(st.floats(0.01, 10.0), min_size=2, max_size=8))
def test_smooth_curves_of_rising_points_rise(steps: list[float]) -> None:
    curve = Curve.through(np.arange(len(steps)), np.cumsum(steps))
    assert np.all(np.diff(curve(np.linspace(0.0, len(steps) - 1.0, 200))) >= -1e-9)


@pytest.mark.parametrize(
    ("age", "sex", "printed"), [(65, "male", 17.51), (65, "female", 20.19), (50, "male", 29.35), (85, "female", 6.95)]
)
def test_death_rates_reproduce_the_printed_life_expectancies(age: int, sex: str, printed: float) -> None:
    assert life_expectancy(age, sex, "US") == pytest.approx(printed, abs=0.05)


@given(st.floats(40.0, 99.0), sexes, st.sampled_from(["GB", "US"]))
def test_death_rates_rise_with_age_after_forty(age: float, sex: str, country: str) -> None:
    assert death_rate(age + 1.0, sex, country) > death_rate(age, sex, country)


def test_life_tables_are_whole() -> None:
    for country in ("GB", "US"):
        for sex in SEXES:
            rows = [row for row in read_table("life_table.csv") if (row["country"], row["sex"]) == (country, sex)]
            years = [int(row["age"]) for row in rows]
            assert years == list(range(18, years[-1] + 1))
            assert years[-1] >= 100
