"""The fit: nothing held out is read, priors hold, and the edition's file is what the data on disk gave."""

from __future__ import annotations

import json

import numpy as np
import pytest

from osteon.body.editions import FOLDER, OWN, edition
from osteon.engine.declare import Param
from osteon.evidence.calibrate import (
    FARTHEST,
    Fit,
    Problem,
    as_edition,
    calibration_trials,
    digest,
    fit,
    loss,
    scale_of,
    weights,
)
from osteon.evidence.calibrate_data import Figures, figures_of, healthy_course
from osteon.evidence.replay_draws import doubted
from osteon.evidence.trial import load_trial
from osteon.posterior import posterior_of
from osteon.simulate import own_kernel

FILE = FOLDER / f"{OWN}.json"
fitted = pytest.mark.skipif(not FILE.exists(), reason="no fit has been written")


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of([load_trial("francic2019"), load_trial("dalmeijer2012")])


@pytest.fixture(scope="module")
def result(figures: Figures) -> Fit:
    kernel = own_kernel()
    scale = scale_of(kernel)
    few = np.array(
        [name.startswith(("vitamin_d.hydroxylase", "matrix_gla.half", "calcidiol.clear")) for name in scale.names]
    )
    return fit(Problem(kernel, figures, 8, 1), scale.only(few), lambda _: None, 2)


def test_nothing_held_out_is_read() -> None:
    trials = calibration_trials()
    assert all(each.split == "calibration" for trial in trials for each in trial.endpoints)
    held = load_trial("knapen2013")
    assert figures_of([held]).endpoints == ()


def test_weak_figures_are_not_fitted() -> None:
    assert all(each.counts for each in figures_of(calibration_trials()).endpoints)


def test_a_figure_met_has_no_distance(figures: Figures) -> None:
    met = np.array([[each.observed if each.observed is not None else 0.0 for each in figures.endpoints]])
    plain = [index for index, each in enumerate(figures.endpoints) if each.observed is not None]
    assert figures.residuals(met)[0, plain] == pytest.approx(np.zeros(len(plain)), abs=1e-9)


def test_huber_counts_outliers_less() -> None:
    distances = np.array([0.5, 10.0, 10.0])
    assert weights(distances, 2).tolist() == [1.0, 0.2, 1.0]
    assert loss(distances, 2, np.zeros(1)) < float((distances**2).sum())


def test_the_centre_of_the_scale_is_what_is_declared() -> None:
    kernel = own_kernel()
    scale = scale_of(kernel)
    assert scale.centres(np.zeros((1, len(scale.names))))[0] == pytest.approx(kernel.defaults(1)[0])
    ahead = scale.centres(np.ones((1, len(scale.names))))[0]
    for name, place in zip(scale.names, scale.places, strict=True):
        record = kernel.model.params[place].declaration
        assert isinstance(record, Param)
        assert record.low is None or ahead[place] >= record.low, name
        assert record.high is None or ahead[place] <= record.high, name


def test_a_fit_comes_nearer_and_knows_more(result: Fit) -> None:
    assert result.losses[-1] <= result.losses[0]
    assert np.abs(result.coordinates).max() <= FARTHEST
    assert (np.diag(result.covariance) <= 1 + 1e-9).all()
    assert np.linalg.eigvalsh(result.covariance).min() > 0


def test_the_edition_file_reads_back(result: Fit, figures: Figures, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "trial.json").write_text(json.dumps(as_edition(result, figures, "abc")), encoding="utf-8")
    posterior = posterior_of("trial", tmp_path)
    assert posterior is not None
    assert posterior.names == result.scale.names
    assert posterior.factor @ posterior.factor.T == pytest.approx(result.covariance, abs=1e-3)
    kernel = own_kernel()
    wide = doubted(kernel.model, kernel.defaults(1)[0], 40)
    tight = doubted(kernel.model, kernel.defaults(1)[0], 40, posterior)
    column = [entry.name for entry in kernel.model.params].index("matrix_gla.half_supply")
    assert tight[:, column].std() < wide[:, column].std()


def test_an_untreated_life_is_the_reference_of_itself() -> None:
    kernel = own_kernel()
    course = healthy_course(kernel, kernel.defaults(2), 1)
    assert np.isfinite(course).all()
    assert course[0] == pytest.approx(course[1])


@fitted
def test_the_edition_was_fitted_to_the_trials_on_disk() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert kept["data"]["sha256"] == digest(), "trials have changed: run python -m osteon.evidence.calibrate"


@fitted
def test_fitted_values_are_of_parameters_that_are_there() -> None:
    names = {entry.name for entry in edition(OWN).model().params}
    assert set(edition(OWN).overlay) <= names
