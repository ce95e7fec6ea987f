"""Weights of rival hypotheses follow the likelihood of what trials saw, each trial once, held-out figures unread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from osteon.body.editions import OWN, edition
from osteon.engine.model import Model
from osteon.errors import EvidenceError
from osteon.evidence.trial import load_trial
from osteon.evidence.trial_parts import Trial
from osteon.hypotheses import question_of, weigh
from osteon.hypotheses.weighing import log_likelihood


@pytest.fixture(scope="module")
def usual() -> Model:
    return edition(OWN).model()


def gain_of(model: Model) -> float:
    return model.defaults["osteocalcin.spine_gain"]


class Told:
    """Foretells every figure of a trial from the gain of a model, and keeps count."""

    def __init__(self, figures: dict[float, float]) -> None:
        self.figures, self.asked = figures, 0

    def __call__(self, model: Model, trial: Trial) -> Sequence[float]:
        self.asked += 1
        return [self.figures[gain_of(model)]] * len(trial.endpoints)


class TestWeigh:
    @pytest.fixture
    def trial(self) -> Trial:
        """One that observed spine density +1 % with an error of 0.5 %."""
        whole = load_trial("booth2008")
        first = next(each for each in whole.endpoints if each.outcome == "bmd_lumbar_spine")
        told = replace(first, observed=1.0, se=0.5, ci95=None, sd=None, direction=None, split="calibration")
        return replace(whole, endpoints=(told,))

    def test_weights_are_priors_times_likelihoods(self, usual: Model, trial: Trial) -> None:
        weak = gain_of(usual)
        figures = {0.0: 0.0, weak: 0.5, 0.6: 1.0}
        found = weigh("k2_bone", [trial], predictor=Told(figures))
        logs = {
            name: log_likelihood(trial, trial.endpoints[0], figures[gain])
            for name, gain in (("none", 0.0), ("weak", weak), ("strong", 0.6))
        }
        raw = {name: question_of("k2_bone").priors[name] * math.exp(value or 0.0) for name, value in logs.items()}
        assert found.weights == pytest.approx({name: value / sum(raw.values()) for name, value in raw.items()})
        assert found.support[trial.id]["strong"] == 0.0
        assert sum(found.weights.values()) == pytest.approx(1)

    def test_a_trial_counts_once_however_many_endpoints_it_has(self, usual: Model, trial: Trial) -> None:
        figures = {0.0: 0.0, gain_of(usual): 0.5, 0.6: 1.0}
        often = replace(trial, endpoints=trial.endpoints * 5)
        once, many = (weigh("k2_bone", [each], predictor=Told(figures)).weights for each in (trial, often))
        assert many == pytest.approx(once)

    def test_alternatives_that_foretell_the_same_keep_their_priors(self, usual: Model, trial: Trial) -> None:
        same = Told({0.0: 2.0, gain_of(usual): 2.0, 0.6: 2.0})
        assert weigh("k2_bone", [trial], predictor=same).weights == pytest.approx(question_of("k2_bone").priors)

    def test_what_is_held_out_is_not_read_unless_asked_for(self, usual: Model, trial: Trial) -> None:
        held = replace(trial, endpoints=(replace(trial.endpoints[0], split="holdout"),))
        told = Told({0.0: 0.0, gain_of(usual): 0.5, 0.6: 1.0})
        assert weigh("k2_bone", [held], predictor=told).weights == question_of("k2_bone").priors
        assert told.asked == 0
        opened = weigh("k2_bone", [held], predictor=told, splits=("calibration", "holdout"))
        assert opened.weights["strong"] > question_of("k2_bone").priors["strong"]

    def test_other_outcomes_tell_nothing(self, trial: Trial) -> None:
        told = Told({})
        assert weigh("calcium_artery", [trial], predictor=told).support == {}
        assert told.asked == 0

    def test_what_cannot_be_foretold_is_left_out(self, trial: Trial) -> None:
        def silent(model: Model, trial: Trial) -> Sequence[float]:
            return [math.nan] * len(trial.endpoints)

        assert weigh("k2_bone", [trial], predictor=silent).weights == question_of("k2_bone").priors

    def test_a_predictor_must_foretell_every_endpoint(self, trial: Trial) -> None:
        with pytest.raises(EvidenceError, match="0 figures were foretold"):
            weigh("k2_bone", [trial], predictor=lambda model, trial: [])

    def test_far_figures_count_in_proportion(self, trial: Trial) -> None:
        seen = trial.endpoints[0]
        near, far, farther = (log_likelihood(trial, seen, 1.0 + gap) or 0.0 for gap in (0.1, 20.0, 40.0))
        assert near > far > farther
        assert farther / far == pytest.approx(2.0, rel=0.1)

    def test_replay_weighs_a_real_trial(self) -> None:
        found = weigh("hydroxylation", [load_trial("francic2019")])
        assert set(found.support) == {"francic2019"}
        assert found.weights["linear"] < question_of("hydroxylation").priors["linear"]
