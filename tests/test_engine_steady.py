"""Steady states: where rates vanish, that runs stay there, and what is said of people who have none."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_models import Explosion, Organ, Swing, Tablet, VanDerPol, compiled
from tests.golden_support import EDITION, FOLDER, kernel_of, read_table

from osteon.body.editions import edition
from osteon.engine.run import Settings
from osteon.engine.solver import Kernel, compile_model
from osteon.engine.steady import FloatArray, eigenvalues, steady
from osteon.errors import DeclarationError, InputError


def _people(kernel: Kernel, count: int) -> FloatArray:
    generator = np.random.default_rng(11)
    return kernel.defaults(count) * np.exp(0.15 * generator.normal(size=(count, len(kernel.model.params))))


def test_rates_vanish_and_a_run_stays() -> None:
    kernel = compiled(Organ)
    params = kernel.defaults(20)
    params[:, 0] *= np.linspace(0.3, 1.1, 20)
    params[:, 1] = 0.0
    found = steady(kernel, params)
    assert found.found.all()
    assert found.why == ("",) * 20
    free = [0, 1]
    assert np.abs(found.rates[:, free]).max() < 1e-9
    later = kernel.run(params, [0.0, 500.0], initial=found.states, settings=Settings(relative=1e-9)).states
    np.testing.assert_allclose(later[:, 1, free], found.states[:, free], rtol=1e-6)


def test_a_long_run_ends_there() -> None:
    kernel = compiled(Organ)
    params = kernel.defaults(1)
    params[:, 1] = 0.0
    ran = kernel.run(params, [5000.0], settings=Settings(relative=1e-10)).states[0, 0]
    np.testing.assert_allclose(steady(kernel, params).states[0, :2], ran[:2], rtol=1e-7)


def test_season_is_held_at_the_day_asked_for() -> None:
    kernel = compiled(Organ)
    params = kernel.defaults(2)
    found = steady(kernel, params, time=np.array([0.0, 15.0]))
    assert found.found.all()
    assert found.states[0, 0] > found.states[1, 0]


def test_ledgers_are_left_out_and_keep_their_start() -> None:
    found = steady(compiled(Tablet), compiled(Tablet).defaults(1), initial=np.array([[1.0, 2.0, 0.25]]))
    assert found.left_out == ("tablet.lost",)
    np.testing.assert_allclose(found.states, [[0.0, 0.0, 0.25]], atol=1e-9)


def test_numbers_do_not_depend_on_company_or_threads() -> None:
    kernel = compiled(Organ)
    params = _people(kernel, 23)
    together = steady(kernel, params)
    shared = steady(kernel, params, threads=3)
    turned = steady(kernel, params[::-1])
    np.testing.assert_array_equal(together.states, shared.states)
    np.testing.assert_array_equal(together.states, turned.states[::-1])
    alone = np.concatenate([steady(kernel, params[i : i + 1]).states for i in range(23)])
    np.testing.assert_array_equal(together.states, alone)


def test_stability_is_told_by_eigenvalues() -> None:
    organ, pendulum, oscillator = compiled(Organ), compiled(Swing), compiled(VanDerPol)
    resting = eigenvalues(organ, steady(organ, organ.defaults(1)))
    assert resting.shape == (1, 2)
    assert resting.real.max() < 0
    swinging = eigenvalues(pendulum, steady(pendulum, pendulum.defaults(1)))[0]
    np.testing.assert_allclose(np.sort(swinging.imag), [-1, 1])
    np.testing.assert_allclose(swinging.real, 0, atol=1e-12)
    assert eigenvalues(oscillator, steady(oscillator, oscillator.defaults(1))).real.max() > 1


def test_who_has_none_is_told_why_and_the_others_are_found() -> None:
    kernel = compiled(Explosion)
    params = np.array([[0.5], [0.0]])
    found = steady(kernel, params)
    assert found.found.tolist() == [False, True]
    assert "explosion.y" in found.why[0]
    assert "grow without end" in found.why[0]
    assert found.why[1] == ""


def test_published_bone_calcium_has_no_steady_state_and_the_rest_has() -> None:
    kernel = kernel_of(EDITION)
    found = steady(kernel, kernel.defaults(1))
    assert not found.found[0]
    assert "bone_calcium.deep" in found.why[0]
    assert "bone_calcium.exchangeable" in found.why[0]
    held = compile_model(edition(EDITION).model().holding("bone_calcium.deep", "bone_calcium.exchangeable"))
    sampled = read_table(FOLDER / "population1000.csv")
    params = held.defaults(len(sampled["ID"]))
    for place, entry in enumerate(held.model.params):
        if entry.symbol in sampled:
            params[:, place] = sampled[entry.symbol]
    rest = steady(held, params)
    assert eigenvalues(held, steady(held, params[rest.found])).real.max() <= 1e-9
    # One sampled person's Bcl-2 comes to lie on the jump of the published survival effect and goes to and fro there.
    assert rest.found.sum() >= len(params) - 1
    assert all("may lie on a jump" in why for why in rest.why if why)


def test_a_held_pool_keeps_its_start_and_a_wrong_name_is_told() -> None:
    model = compiled(Tablet).model
    held = compile_model(model.holding("tablet.plasma"))
    states = held.run(held.defaults(1), [0.0, 3.0], initial=np.array([[1.0, 2.0, 0.0]])).states[0]
    assert states[1, 1] == 2.0
    assert states[1, 0] < 0.1
    with pytest.raises(DeclarationError, match=r"did you mean tablet\.plasma"):
        model.holding("tablet.plasm")


def test_wrong_shapes_are_told_together() -> None:
    kernel = compiled(Tablet)
    with pytest.raises(InputError) as caught:
        steady(kernel, np.ones((2, 7)), initial=np.ones((3, 3)), time=np.zeros(9))
    assert len(caught.value.problems) == 3
