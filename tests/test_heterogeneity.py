"""The between-study spread: every figure has one, and its arithmetic can be repeated."""

from __future__ import annotations

import math

import pytest

from osteon.errors import EvidenceError
from osteon.evidence.heterogeneity import between_study_sd, declared, tau_for
from osteon.evidence.outcome_words import outcomes
from osteon.evidence.trial import Endpoint, load_all
from osteon.evidence.trial_parts import Measure

FIGURES = [(trial, endpoint) for trial in load_all() for endpoint in trial.endpoints]


class TestHeterogeneity:
    def test_every_figure_has_a_declared_spread(self) -> None:
        for trial, endpoint in FIGURES:
            assert tau_for(endpoint) is not None, f"{trial.id} {endpoint.outcome}"
            assert between_study_sd(endpoint, 10.0) > 0

    def test_every_registered_outcome_has_one_in_each_measure_that_trials_use(self) -> None:
        for word, outcome in outcomes().items():
            measures: tuple[Measure, ...] = ("ratio",) if outcome.domain == "fracture" else ("value", "percent_change")
            for measure in measures:
                for other in ("b", None):
                    seen = Endpoint(word, measure, "a", 365, other, observed=1.0, unit=outcome.unit)
                    assert tau_for(seen) is not None, f"{word} {measure} {other}"

    def test_every_entry_is_used_and_says_where_it_is_from(self) -> None:
        assert all(tau.source and tau.how and tau.kind in ("computed", "reported", "judgement") for tau in declared())
        assert all((tau.outcome in outcomes()) != bool(tau.domain) for tau in declared())

    def test_it_is_the_same_in_every_unit(self) -> None:
        nanomoles = Endpoint("25ohd_serum", "change", "a", 90, observed=25.0, unit="nmol/L")
        nanograms = Endpoint("25ohd_serum", "change", "a", 90, observed=25.0 / 2.496, unit="ng/mL")
        assert between_study_sd(nanograms) * 2.496 == pytest.approx(between_study_sd(nanomoles), rel=1e-3)

    def test_an_unregistered_outcome_has_none(self) -> None:
        with pytest.raises(EvidenceError, match="no between-study spread"):
            between_study_sd(Endpoint("grip_strength", "change", "a", 1, observed=1.0))

    def test_the_arithmetic_of_vitamin_d_holds(self) -> None:
        figures = [29, 146, 73, 46.7, 35.7, 33.6, 109.2, 30.95, 69.4, 120.1, 24.5, 32, 36.7, 30]
        arms = [(1000, 67), (10000, 67), (4000, 39), (1000, 33.8), (400, 33.8), (4000, 81.3), (10000, 78.4)]
        arms += [(1000, 58), (5000, 58), (10000, 58), (800, 46.9), (2800, 50), (2000, 35.3), (2000, 77)]
        off = [
            math.log(rise / (33.6 * (dose / 1000) ** 0.51 * (baseline / 50) ** -0.49))
            for rise, (dose, baseline) in zip(figures, arms, strict=True)
        ]
        mean = sum(off) / len(off)
        spread = math.sqrt(sum((each - mean) ** 2 for each in off) / (len(off) - 1))
        assert spread == pytest.approx(0.307, abs=0.005)
        assert math.sqrt(spread**2 - 0.012) == pytest.approx(
            next(tau.relative for tau in declared() if tau.outcome == "25ohd_serum"), abs=0.005
        )

    def test_the_arithmetic_of_fractures_holds(self) -> None:
        tau, q = random_effects("fracture_any")
        assert tau == pytest.approx(0.064, abs=0.001)
        assert q == pytest.approx(10.7, abs=0.1)
        assert random_effects("fracture_hip")[0] == pytest.approx(0.41, abs=0.01)


def random_effects(outcome: str) -> tuple[float, float]:
    """DerSimonian-Laird tau and Q of the log ratios of vitamin D and calcium trials."""
    seen = [
        (math.log(endpoint.observed), 1 / error**2)
        for trial, endpoint in FIGURES
        if trial.domain == "bone and nutrition" and endpoint.outcome == outcome and endpoint.measure == "ratio"
        if endpoint.counts and endpoint.observed and (error := endpoint.standard_error())
    ]
    total = sum(weight for _, weight in seen)
    mean = sum(figure * weight for figure, weight in seen) / total
    q = sum(weight * (figure - mean) ** 2 for figure, weight in seen)
    scale = total - sum(weight**2 for _, weight in seen) / total
    return math.sqrt(max(0.0, (q - len(seen) + 1) / scale)), q
