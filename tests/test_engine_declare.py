"""Declarations: units are checked while equations are traced, links are resolved, and errors say where."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_models import Reader, Tablet, compiled, number

from osteon.engine.declare import Needs, Pool, Subsystem, flow, value
from osteon.engine.model import build
from osteon.engine.quantity import Quantity, exp, hill, logistic, maximum, sqrt, tanh
from osteon.engine.unit import unit
from osteon.errors import DeclarationError


def _trace_error(*subsystems: type[Subsystem]) -> str:
    with pytest.raises(DeclarationError) as caught:
        build(subsystems).trace()
    return str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "factor"),
    [
        ("mmol/h", "mmol/d", 24.0),
        ("pmol/L", "nM", 1e-3),
        ("g/cm2", "mg/cm2", 1000.0),
        ("1/(pmol/L h)", "L/(pmol d)", 24.0),
        ("%", "1", 0.01),
        ("mL/min", "L/d", 1.44),
        ("W/m2", "J/(m2 s)", 1.0),
    ],
)
def test_units_convert(first: str, second: str, factor: float) -> None:
    assert unit(first).factor_to(unit(second)) == pytest.approx(factor, rel=1e-12)
    assert unit(second).factor_to(unit(first)) == pytest.approx(1 / factor, rel=1e-12)


def test_units_that_do_not_convert_or_are_unknown() -> None:
    assert unit("mmol").factor_to(unit("mg")) is None
    with pytest.raises(DeclarationError, match=r"did you mean .*mmol"):
        unit("mmoll")
    with pytest.raises(DeclarationError, match="bracket"):
        unit("1/(mmol d")


class WrongRate(Subsystem):
    """A flow in the wrong dimensions."""

    speed = number(1.0, "1/d")
    pool = Pool("mmol", start=1.0, doc="pool")

    @flow(pool)
    def outflow(self) -> Quantity:
        """Forgot the pool."""
        return self.speed


class WrongSum(Subsystem):
    """A sum of things that cannot be added."""

    mass, amount = number(1.0, "mg"), number(1.0, "mmol")
    pool = Pool("mmol", start=1.0, doc="pool")

    @value("mmol")
    def total(self) -> Quantity:
        """Apples and pears."""
        return self.mass + self.amount


class BareNumber(Subsystem):
    """A constant without a record."""

    pool = Pool("mmol", start=1.0, doc="pool")

    @value("mmol")
    def tripled(self) -> Quantity:
        """Three times."""
        return 3 * self.pool


class RootedPower(Subsystem):
    """A fractional power of a quantity with a unit."""

    half = number(0.5, "1")
    pool = Pool("mmol", start=1.0, doc="pool")

    @value("mmol")
    def rooted(self) -> Quantity:
        """Without a reference."""
        return self.pool**self.half


class Circle(Subsystem):
    """Two values that need one another."""

    pool = Pool("mmol", start=1.0, doc="pool")

    @value("mmol")
    def hen(self) -> Quantity:
        """From the egg."""
        return self.egg + self.pool

    @value("mmol")
    def egg(self) -> Quantity:
        """From the hen."""
        return self.hen + self.pool


class Lonely(Subsystem):
    """Needs something nobody has."""

    calcuim = Needs("tablet.plazma", "mmol")
    pool = Pool("mmol", start=1.0, doc="pool")

    @flow(into=pool)
    def gift(self) -> Quantity:
        """Of it."""
        return self.calcuim


class Greedy(Subsystem):
    """Needs something in a unit it does not have."""

    plasma = Needs("tablet.plasma", "mg")
    pool = Pool("mg", start=1.0, doc="pool")

    @value("mg")
    def copy(self) -> Quantity:
        """Of it."""
        return self.plasma


@pytest.mark.parametrize(
    ("subsystems", "said"),
    [
        ((WrongRate,), ("wrong_rate.outflow", "1/d", "mmol/d")),
        ((WrongSum,), ("wrong_sum.total", "mg", "mmol")),
        ((BareNumber,), ("bare_number.tripled", "3", "Param")),
        ((RootedPower,), ("rooted_power.rooted", "divide by a reference")),
        ((Circle,), ("circle", "hen", "egg")),
        ((Tablet, Lonely), ("lonely.calcuim", "tablet.plazma", "did you mean tablet.plasma")),
        ((Tablet, Greedy), ("greedy.plasma", "mmol", "mg")),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    subsystems: tuple[type[Subsystem], ...], said: tuple[str, ...]
) -> None:
    text = _trace_error(*subsystems)
    assert all(word in text for word in said), text


def test_a_flow_reaches_a_pool_of_another_subsystem_with_its_scale() -> None:
    kernel = compiled(Tablet, Reader)
    states = kernel.run(kernel.defaults(1), [0.0, 1.0], initial=np.zeros((1, 3))).states[0, 1]
    loss = 0.5
    # 1 umol a day into a pool in mmol, lost at 0.5 a day.
    assert states[1] == pytest.approx(1e-3 * (1 - 2.718281828459045**-loss) / loss, rel=1e-5)


def test_a_flow_can_be_replaced_and_a_wrong_name_is_told() -> None:
    model = build((Tablet,))

    def faster(tablet: Subsystem) -> Quantity:
        return 2 * tablet.uptake * tablet.gut  # type: ignore[attr-defined, no-any-return]

    changed = model.with_flow("tablet.absorption", faster)
    assert changed.trace().rates != model.trace().rates
    with pytest.raises(DeclarationError, match=r"did you mean tablet\.absorption"):
        model.with_flow("tablet.absorbtion", faster)


def test_an_edition_that_sets_an_unknown_parameter_is_told() -> None:
    with pytest.raises(DeclarationError, match=r"did you mean tablet\.loss"):
        _ = build((Tablet,), {"tablet.los": 1.0}).defaults


def test_a_flow_without_pools_or_words_is_refused() -> None:
    with pytest.raises(DeclarationError, match="a pool to leave or a pool to enter"):
        flow()
    with pytest.raises(DeclarationError, match="needs a docstring"):

        class Silent(Subsystem):
            pool = Pool("mmol", start=1.0, doc="pool")

            @flow(pool)
            def outflow(self) -> Quantity:
                return self.pool


class Shapes(Subsystem):
    """The named functions of equations."""

    x, percent = number(0.7, "1"), number(35.0, "%")
    long, wide = number(2.0, "m"), number(8.0, "m")
    pool = Pool("1", start=1.0, doc="pool")

    @value("1")
    def curve(self) -> Quantity:
        """Hill curve, with its half in another unit."""
        return hill(self.x, half=self.percent, steepness=2)

    @value("1")
    def bend(self) -> Quantity:
        """Two shapes of one curve: tanh x = 2 logistic(2x) - 1."""
        return tanh(self.x) - 2 * logistic(2 * self.x) + exp(self.x - self.x)

    @value("m")
    def length(self) -> Quantity:
        """A root takes the root of the unit."""
        return sqrt(self.long * self.wide)

    @value("1")
    def larger(self) -> Quantity:
        """The larger one."""
        return maximum(self.x, 2)


def test_functions_of_quantities() -> None:
    kernel = compiled(Shapes)
    found = kernel.read(kernel.run(kernel.defaults(1), [0.0]))[0, 0]
    assert found.tolist() == pytest.approx([0.8, 0.0, 4.0, 2.0], abs=1e-14)
    assert kernel.readouts == ("shapes.curve", "shapes.bend", "shapes.length", "shapes.larger")


def test_a_kernel_goes_by_its_own_names() -> None:
    """Two models of equal equations and other names must not share what is kept of them."""

    class First(Subsystem):
        x = number(2.0, "1")
        pool = Pool("1", start=1.0, doc="pool")

        @value("1")
        def here(self) -> Quantity:
            """Doubled."""
            return 2 * self.x

    class Second(Subsystem):
        x = number(2.0, "1")
        pool = Pool("1", start=1.0, doc="pool")

        @value("1")
        def there(self) -> Quantity:
            """Doubled."""
            return 2 * self.x

    assert compiled(First).readouts == ("first.here",)
    assert compiled(Second).readouts == ("second.there",)
