"""How people end: each in a batch has a status, and a single run that stops says when, where and from which state."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_models import Drain, Explosion, Organ, Root, Tablet, VanDerPol, compiled, number

from osteon.engine.declare import Pool, Subsystem, flow
from osteon.engine.quantity import Quantity, sqrt
from osteon.engine.run import Settings
from osteon.engine.solver import STATUS, single
from osteon.errors import SolveError

OK, STEP_LIMIT, LEFT_DOMAIN, SINGULAR = range(4)


class Edge(Subsystem):
    """Two pools joined by square roots: where one is empty, slopes are infinite and cannot be eliminated."""

    rate, whole = number(1.0, "mmol/d"), number(1.0, "mmol")
    left = Pool("mmol", start=0.0, doc="empty", scale=1.0)
    right = Pool("mmol", start=0.0, doc="empty", scale=1.0)

    @flow(into=left)
    def rise(self) -> Quantity:
        """From both."""
        return self.rate * sqrt((self.left + self.right) / self.whole)

    @flow(into=right)
    def climb(self) -> Quantity:
        """From both."""
        return self.rate * sqrt((self.left + self.right) / self.whole)


def test_status_words_stand_in_their_places() -> None:
    assert STATUS == ("ok", "step limit", "left domain", "singular")


def test_everybody_gets_through_a_gentle_model() -> None:
    batch = compiled(Tablet).run(compiled(Tablet).defaults(9), [0.0, 10.0])
    assert batch.ok.all()
    assert (batch.reached == 10.0).all()
    np.testing.assert_array_equal(batch.final, batch.states[:, -1])


def test_steps_are_counted_and_limited() -> None:
    kernel = compiled(VanDerPol)
    days = np.linspace(0, 300, 31)
    free = kernel.run(kernel.defaults(1), days)
    limit = int(free.steps[0]) // 2
    batch = kernel.run(kernel.defaults(1), days, settings=Settings(step_limit=limit))
    assert batch.status[0] == STEP_LIMIT
    assert batch.steps[0] == limit
    passed = days <= batch.reached[0]
    assert passed.any()
    assert not passed.all()
    np.testing.assert_array_equal(batch.states[0, passed], free.states[0, passed])
    assert np.isnan(batch.states[0, ~passed]).all()


def test_a_limit_that_is_just_enough_is_no_limit() -> None:
    kernel = compiled(Tablet)
    steps = int(kernel.run(kernel.defaults(1), [5.0]).steps[0])
    assert kernel.run(kernel.defaults(1), [5.0], settings=Settings(step_limit=steps)).ok.all()


@pytest.mark.parametrize(
    ("model", "day", "pool"),
    [(Explosion, 2.0, "explosion.y"), (Drain, 2.5, "drain.pool"), (Root, 2.0, "root.pool")],
)
def test_a_model_that_leaves_its_domain_stops_there(model: type[Subsystem], day: float, pool: str) -> None:
    kernel = compiled(model)
    days = np.array([0.0, 1.0, 10.0])
    batch = kernel.run(kernel.defaults(1), days)
    assert batch.status[0] == LEFT_DOMAIN
    assert batch.reached[0] == pytest.approx(day, abs=2e-4)
    assert np.isfinite(batch.states[0, :2]).all()
    assert np.isnan(batch.states[0, 2]).all()
    assert kernel.model.pools[batch.worst[0]].name == pool


def test_slopes_that_are_not_finite_are_called_singular() -> None:
    kernel = compiled(Edge)
    params = kernel.defaults(3)
    starts = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    batch = kernel.run(params, [0.0, 1.0], initial=starts)
    assert batch.status.tolist() == [SINGULAR, OK, OK]


def test_a_pool_never_shows_less_than_nothing() -> None:
    kernel = compiled(Drain)
    batch = kernel.run(kernel.defaults(1), np.linspace(0, 2.5, 2001), settings=Settings(relative=1e-3))
    seen = batch.states[0, :, 1]
    assert (seen[np.isfinite(seen)] >= 0).all()


def test_a_single_run_raises_with_time_pool_and_last_good_state() -> None:
    kernel = compiled(Explosion)
    batch = kernel.run(kernel.defaults(1), [10.0])
    with pytest.raises(SolveError, match=r"day 2.* \(left domain\); worst pool explosion\.y") as caught:
        single(kernel, batch)
    error = caught.value
    assert error.time == batch.reached[0]
    assert error.pool == "explosion.y"
    assert error.state == dict(zip(("explosion.y", "explosion.z"), batch.final[0], strict=True))
    assert np.isfinite(list(error.state.values())).all()
    assert error.exit_code == 4


def test_a_single_run_that_got_through_is_handed_on() -> None:
    batch = compiled(Organ).run(compiled(Organ).defaults(1), [1.0])
    assert single(compiled(Organ), batch) is batch
