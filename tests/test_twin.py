"""A twin: no labs leave the prior, tight labs pull, contradictions are said, the same person gives the same twin."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.twin_support import lab, person, quick

from osteon.errors import InputError
from osteon.lab_results import results_of
from osteon.measuring import measurement_errors
from osteon.person import Person
from osteon.person.filtration import filtration_of
from osteon.readouts import readouts
from osteon.simulate import own_kernel, simulate
from osteon.twin import Twin, fit
from osteon.twin.compare import told
from osteon.twin.fitting import bench_of

LABS: dict[str, object] = {
    "25(OH)D": [lab("38 nmol/L", "2025-03-10"), lab("61 nmol/L", "2025-09-15")],
    "PTH": lab("60 pg/mL"),
    "calcium": lab("2.31 mmol/L"),
    "BMD lumbar spine": [lab("0.95 g/cm2", "2023-05-01"), lab("0.93 g/cm2", "2025-05-01")],
}
FULL = {"draws": 128, "library": 512}
HERE = Path(__file__).parents[1] / "examples"
EXAMPLES = [*sorted(HERE.glob("*.toml")), HERE / "labs" / "menopause_measured.toml"]


@pytest.fixture(scope="module")
def twin() -> Twin:
    return quick(person(LABS), **FULL)


def now(found: Twin, outcome: str) -> np.ndarray:
    return found.trajectory(1, days=np.array([0.0])).outcomes[outcome][:, 0]


def test_without_labs_a_twin_is_what_is_simulated() -> None:
    who = person(
        sun={"minutes": 20, "exposed": 0.2},
        supplement=[{"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"}],
    )
    found, run = fit(who, draws=32), simulate(who, 1, draws=32)
    assert np.array_equal(found.scores, found.prior)
    for word, draws in found.trajectory(1).outcomes.items():
        assert np.allclose(draws, run.outcomes[word], rtol=2e-4, atol=1e-6), word
    assert any("no labs" in note for note in found.notes)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000))
def test_the_order_of_labs_does_not_matter(twin: Twin, seed: int) -> None:
    words = list(LABS)
    random.Random(seed).shuffle(words)
    mixed = {word: LABS[word][::-1] if isinstance(LABS[word], list) else LABS[word] for word in words}
    other = person(mixed)
    assert results_of(other) == results_of(twin.person)
    assert bench_of(other, own_kernel(), "2026.1")[0].results == twin.results


@pytest.mark.slow
def test_the_same_person_gives_the_same_twin_on_any_number_of_threads(twin: Twin) -> None:
    again, single = quick(person(LABS), **FULL), quick(person(LABS), **FULL, threads=1)
    assert np.array_equal(again.scores, twin.scores)
    assert np.array_equal(single.scores, twin.scores)
    assert again.checks == twin.checks
    assert not np.array_equal(quick(person(LABS), seed=2).scores, twin.scores)


def test_fits_are_values_and_change_nothing() -> None:
    who = person({"25(OH)D": lab("90 nmol/L")})
    before = simulate(person(), 1, draws=8).outcomes["25ohd_serum"]
    quick(who)
    assert np.array_equal(simulate(person(), 1, draws=8).outcomes["25ohd_serum"], before)


def test_labs_pull_and_narrow(twin: Twin) -> None:
    without = quick(person(), **FULL)
    for word in ("25ohd_serum", "pth_intact", "bmd_lumbar_spine"):
        assert now(twin, word).std() < 0.85 * now(without, word).std(), word
    assert abs(np.median(now(twin, "bmd_lumbar_spine")) - 0.927) < 0.02
    assert "parameter" in {row.kind for row in told(twin)}


@pytest.mark.slow
def test_tighter_labs_pull_harder() -> None:
    spread = {}
    for precision in ("0.3 %", "6 %"):
        scans = [lab("1.10 g/cm2", "2025-12-01", precision=precision)]
        found = quick(person({"BMD total hip": scans}), **FULL)
        spread[precision] = now(found, "bmd_total_hip").std(), abs(np.median(now(found, "bmd_total_hip")) - 1.10)
    assert spread["0.3 %"][0] < 0.7 * spread["6 %"][0]
    assert spread["0.3 %"][1] < spread["6 %"][1]


def test_a_better_assay_counts_for_more() -> None:
    found = {
        assay: now(quick(person({"25(OH)D": lab("90 nmol/L", assay=assay)}), **FULL), "25ohd_serum")
        for assay in ("LC-MS/MS", "some kit")
    }
    assert found["LC-MS/MS"].std() < found["some kit"].std()


def test_a_value_in_winter_says_more_than_the_same_in_summer() -> None:
    late, early = (
        quick(person({"25(OH)D": lab("55 nmol/L", date)}), draws=128) for date in ("2025-09-01", "2025-03-01")
    )
    assert np.median(now(early, "25ohd_serum")) > np.median(now(late, "25ohd_serum")) + 4


@pytest.mark.slow
def test_results_of_one_scanner_share_its_error() -> None:
    def loss(first: str, second: str) -> float:
        scans = [
            lab("0.95 g/cm2", "2022-01-05", assay=first, precision="0.8 %"),
            lab("0.88 g/cm2", "2025-12-05", assay=second, precision="0.8 %"),
        ]
        found = quick(person({"BMD lumbar spine": scans}), **FULL)
        run = found.trajectory(10, days=np.array([0.0, 3652.5])).outcomes["bmd_lumbar_spine"]
        return float(np.std(np.log(run[:, 1] / run[:, 0])))

    assert loss("A", "A") < loss("A", "B") * 1.02


def test_creatinine_moves_filtration_and_a_given_one_stays() -> None:
    assert filtration_of(88.4, "female", 57) == pytest.approx(65.7, abs=0.1)
    assert filtration_of(88.4, "male", 57) == pytest.approx(87.8, abs=0.1)
    low, high = (quick(person({"creatinine": lab(value)})) for value in ("125 umol/L", "55 umol/L"))
    assert np.median(now(low, "egfr")) < np.median(now(high, "egfr")) - 25
    given = quick(person({"creatinine": lab("125 umol/L")}, egfr="80 mL/min/1.73m2"))
    assert np.allclose(now(given, "egfr"), 80, rtol=0.01)


def test_scores_are_turned_into_densities_and_count_once() -> None:
    labs = {"T-score femoral neck": lab("-1.0 SD"), "BMD femoral neck": lab("0.738 g/cm2")}
    results, notes = results_of(person(labs))
    assert [result.label for result in results] == ["bmd_femoral_neck"]
    assert any("t_score_femoral_neck" in note for note in notes)
    alone = results_of(person({"T-score femoral neck": lab("-1.0 SD")}))[0]
    assert alone[0].value == pytest.approx(0.858 - 0.12)


def test_what_cannot_be_compared_is_said() -> None:
    _, notes = results_of(person({"zinc": lab("12 umol/L"), "CRP": lab("1 mg/L")}))
    assert len([note for note in notes if "not used" in note]) == 2


@pytest.mark.slow
def test_coronary_scores_set_the_start() -> None:
    clear = quick(person({"CAC": lab("0")}))
    assert np.quantile(now(clear, "cac_chance"), 0.95) < 1
    assert np.max(now(clear, "cac_score")) < 1
    assert clear.checks[0].before > 0.2
    old = quick(person({"CAC": lab("0")}, age=88))
    assert old.checks[0].before < clear.checks[0].before
    loaded = quick(person({"CAC": lab("160")}), **FULL)
    assert 100 < np.median(now(loaded, "cac_score")) < 230
    assert np.min(now(loaded, "cac_chance")) > 90


def test_every_measured_outcome_is_one_of_the_model() -> None:
    within, between = measurement_errors("within"), measurement_errors("between")
    assert set(within) == set(between)
    assert set(within) <= set(readouts())


def test_errors_of_measurement_add_up_to_those_that_simulate_uses() -> None:
    within, between = measurement_errors("within"), measurement_errors("between")
    for outcome, both in measurement_errors("both").items():
        assert np.hypot(within[outcome].error, between[outcome].error) == pytest.approx(both.error, rel=0.02), outcome


def test_an_assay_of_its_own_takes_the_place_of_any() -> None:
    labs = {"25(OH)D": [lab("50 nmol/L") | {"assay": assay} for assay in ("LC-MS/MS", "of my town")]}
    shared = {result.group: result.between for result in results_of(person(labs))[0]}
    assert shared == {"25ohd_serum|LC-MS/MS": 0.05, "25ohd_serum|of my town": 0.0975}


def test_without_a_start_date_labs_keep_their_season() -> None:
    undated = replace(person({"25(OH)D": lab("50 nmol/L", "2025-07-02")}), start_date=None)
    assert results_of(undated)[0][0].day == pytest.approx(-183, abs=1)


def test_labs_after_the_start_are_read_on_their_day() -> None:
    pills = [{"nutrient": "vitamin D3", "amount": "4000 IU", "every": "day"}]
    labs = {"25(OH)D": [lab("40 nmol/L", "2025-12-20"), lab("118 nmol/L", "2026-07-01")]}
    found = quick(person(labs, supplement=pills))
    assert [result.day > 0 for result in found.results] == [False, True]
    assert 85 < found.checks[1].fitted.middle < 135
    assert found.warnings == ()


@pytest.mark.slow
def test_very_old_labs_are_left_out_and_that_is_said() -> None:
    found = quick(person({"25(OH)D": [lab("40 nmol/L", "1990-02-20"), lab("45 nmol/L")]}, age=40, menopause_age=50))
    assert len(found.results) == 1
    assert any("older" in note for note in found.notes)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_fitted_without_contradiction(path: Path) -> None:
    found = quick(Person.from_toml(path))
    assert found.warnings == ()
    assert found.quality.chance > 0.01
    assert np.isfinite(found.scores).all()


def test_a_lab_that_contradicts_the_model_is_said() -> None:
    found = quick(person({"25(OH)D": lab("420 nmol/L"), "PTH": lab("40 pg/mL")}))
    assert any("25(OH)D" in warning and "contradicts" in warning for warning in found.warnings)
    assert found.warnings[0] in found.trajectory(1).notes


def test_labs_that_contradict_each_other_are_said() -> None:
    labs = {"25(OH)D": [lab("25 nmol/L", "2025-12-18"), lab("95 nmol/L", "2025-12-20")]}
    found = quick(person(labs))
    assert found.warnings
    assert found.quality.chance < 0.01
    assert all(check.left_out < 0.01 for check in found.checks)


def test_bad_numbers_are_all_said() -> None:
    with pytest.raises(InputError) as error:
        fit(person(), draws=2, library=10**6)
    assert len(error.value.problems) == 2


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Anybody with some labs, likely and unlikely ones."""
    sex, age = draw(st.sampled_from(["female", "male"])), draw(st.floats(19, 92))
    ranges = {
        "25(OH)D": (8, 250, "nmol/L"),
        "PTH": (8, 300, "pg/mL"),
        "calcium": (1.9, 2.9, "mmol/L"),
        "phosphate": (0.5, 2.0, "mmol/L"),
        "creatinine": (40, 400, "umol/L"),
        "CTX": (0.03, 1.8, "ng/mL"),
        "dp-ucMGP": (100, 2000, "pmol/L"),
        "BMD total hip": (0.5, 1.3, "g/cm2"),
        "CAC": (0, 800, "Agatston"),
        "PWV": (5, 17, "m/s"),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(ranges)), min_size=1, max_size=5, unique=True))
    labs: dict[str, object] = {}
    for word in chosen:
        low, high, unit = ranges[word]
        value = f"{draw(st.floats(low, high)):.4g} {unit}"
        labs[word] = lab(value, f"2025-{draw(st.integers(1, 12)):02d}-15")
    return replace(person(labs), age=age, sex=sex, menopause_age=None, mass_kg=draw(st.floats(45, 120)))


@pytest.mark.slow
@settings(max_examples=6)
@given(who=people())
def test_anybody_can_be_fitted_and_nothing_is_silent(who: Person) -> None:
    """Whoever it is: finite draws, chances between 0 and 1, and a warning wherever the fit did not take a lab in."""
    found = quick(who, draws=32, library=64, sweeps=2)
    assert np.isfinite(found.scores).all()
    for check in found.checks:
        assert 0 < check.before <= 1
        assert 0 < check.left_out <= 1
        assert check.warning or check.after >= 0.05
    assert np.isfinite(now(found, "25ohd_serum")).all()
