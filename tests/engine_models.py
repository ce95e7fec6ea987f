"""Small models for the engine's tests: each shows one thing, and most have a solution that can be written down."""

from __future__ import annotations

from functools import cache

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.model import build
from osteon.engine.oracle import interpret
from osteon.engine.quantity import Quantity, cos, exp, hill, log, softplus, sqrt, where_greater
from osteon.engine.solver import Kernel, compile_model


def number(amount: float, unit: str) -> Param:
    """A parameter of a test model."""
    return Param(amount, unit, doc="for tests", know=0.1, vary=0.1, kind="definition", source="test")


class Tablet(Subsystem):
    """A dose in the gut, absorbed into plasma, lost from it: linear, so it can be written down."""

    uptake = number(3.0, "1/d")
    loss = number(0.5, "1/d")
    begin = number(2.0, "mmol")
    gut = Pool("mmol", start=0.0, doc="in the gut", scale=1.0, element="drug")
    plasma = Pool("mmol", start=begin, doc="in plasma", element="drug")
    lost = Pool("mmol", start=0.0, doc="gone", scale=1.0, ledger=True, element="drug")

    @flow(gut, into=plasma)
    def absorption(self) -> Quantity:
        """From the gut."""
        return self.uptake * self.gut

    @flow(plasma, into=lost)
    def clearance(self) -> Quantity:
        """Out of plasma."""
        return self.loss * self.plasma

    @value("1")
    def share(self) -> Quantity:
        """Plasma as a share of its start."""
        return self.plasma / self.begin


class Organ(Subsystem):
    """Two pools that drive one another through a Hill curve, a log, a root, a bend and a season."""

    supply = number(4.0, "mmol/d")
    swing = Input(0.5, "1", doc="depth of the season")
    year = number(30.0, "d")
    turn = number(6.283185307179586, "1")
    half = number(3.0, "mmol")
    steepness = number(2.5, "1")
    loss = number(0.4, "1/d")
    width = number(0.3, "1")
    strength = number(1.5, "mmol/d")
    blood = Pool("mmol", start=5.0, doc="in blood")
    store = Pool("mmol", start=8.0, doc="stored")
    excreted = Pool("mmol", start=0.0, doc="excreted", scale=1.0, ledger=True)

    @derived("mmol/d")
    def base(self) -> Quantity:
        """Supply when the season stands still."""
        return self.supply * (1 + self.swing * self.swing) / 2

    @flow(into=blood)
    def intake(self) -> Quantity:
        """With the season."""
        return self.base * (1 + self.swing * cos(self.turn * self.time / self.year))

    @flow(blood, into=store)
    def storing(self) -> Quantity:
        """Saturable."""
        return self.strength * hill(self.blood, half=self.half, steepness=self.steepness)

    @flow(store, into=blood)
    def release(self) -> Quantity:
        """Bends with the store."""
        excess = log(self.store / self.half)
        return self.loss * sqrt(self.store * self.half) * softplus(excess, width=self.width)

    @flow(blood, into=excreted)
    def excretion(self) -> Quantity:
        """Into urine."""
        return self.loss * self.blood * exp(-(self.half / (self.half + self.blood)))

    @value("mmol")
    def together(self) -> Quantity:
        """Blood and store."""
        return self.blood + self.store


class Robertson(Subsystem):
    """Three reactions over eleven orders of magnitude (H. H. Robertson 1966): the classic stiff problem."""

    slow = number(0.04, "1/d")
    fast = number(3e7, "1/(mmol d)")
    middle = number(1e4, "1/(mmol d)")
    a = Pool("mmol", start=1.0, doc="first")
    b = Pool("mmol", start=0.0, doc="between", scale=1e-5)
    c = Pool("mmol", start=0.0, doc="last", scale=1.0)

    @flow(a, into=b)
    def first(self) -> Quantity:
        """Slow."""
        return self.slow * self.a

    @flow(b, into=a)
    def back(self) -> Quantity:
        """With the last one's help."""
        return self.middle * self.b * self.c

    @flow(b, into=c)
    def second(self) -> Quantity:
        """Fast."""
        return self.fast * self.b * self.b


class VanDerPol(Subsystem):
    """An oscillator that rests and jumps; both pools may be negative."""

    stiffness = number(100.0, "1")
    rate = number(1.0, "1/d")
    x = Pool("1", start=2.0, doc="place", signed=True)
    v = Pool("1", start=0.0, doc="speed", scale=1.0, signed=True)

    @flow(into=x)
    def move(self) -> Quantity:
        """The speed."""
        return self.rate * self.v

    @flow(into=v)
    def push(self) -> Quantity:
        """Damped where the place is large."""
        return self.rate * (self.stiffness * (1 - self.x * self.x) * self.v - self.x)


class Swing(Subsystem):
    """A pendulum without friction: smooth and not stiff, sine and cosine."""

    rate = number(1.0, "1/d")
    x = Pool("1", start=0.0, doc="place", scale=1.0, signed=True)
    v = Pool("1", start=1.0, doc="speed", signed=True)

    @flow(into=x)
    def move(self) -> Quantity:
        """The speed."""
        return self.rate * self.v

    @flow(v)
    def pull(self) -> Quantity:
        """Back to the middle."""
        return self.rate * self.x


class Bloom(Subsystem):
    """y' = y cos t: not linear in time, not stiff, y = e^(sin t)."""

    rate = number(1.0, "1/d")
    y = Pool("1", start=1.0, doc="blooms")

    @flow(into=y)
    def growth(self) -> Quantity:
        """With the tide."""
        return self.rate * self.y * cos(self.rate * self.time)


class Explosion(Subsystem):
    """y' = k y^2: leaves every bound at time 1/(k y)."""

    speed = number(0.5, "1/(mmol d)")
    y = Pool("mmol", start=1.0, doc="grows")
    z = Pool("mmol", start=1.0, doc="rests")

    @flow(into=y)
    def growth(self) -> Quantity:
        """Ever faster."""
        return self.speed * self.y * self.y


class Drain(Subsystem):
    """A pool that is emptied at a fixed rate: a wrong model, which ends below zero."""

    rate = number(1.0, "mmol/d")
    other = Pool("mmol", start=5.0, doc="rests")
    pool = Pool("mmol", start=2.5, doc="runs dry")

    @flow(pool)
    def outflow(self) -> Quantity:
        """Whatever there is left."""
        return self.rate


class Root(Subsystem):
    """A pool whose outflow has an infinite slope where it is empty."""

    rate = number(1.0, "mmol/d")
    whole = number(1.0, "mmol")
    pool = Pool("mmol", start=1.0, doc="runs dry in finite time")

    @flow(pool)
    def outflow(self) -> Quantity:
        """The square root of what is left."""
        return self.rate * sqrt(self.pool / self.whole)


class Switch(Subsystem):
    """Supply that stops for good on a day: a jump of the rates."""

    day = number(2.0, "d")
    rate = number(1.0, "mmol/d")
    none = number(0.0, "mmol/d")
    pool = Pool("mmol", start=0.0, doc="fills", scale=1.0)

    @flow(into=pool)
    def supply(self) -> Quantity:
        """Until the day."""
        return where_greater(self.day, self.time, self.rate, self.none)


class Reader(Subsystem):
    """Reads and fills a pool of another subsystem."""

    plasma = Needs("tablet.plasma", "umol")
    rate = number(1.0, "umol/d")

    @flow(into=plasma)
    def gift(self) -> Quantity:
        """A little."""
        return self.rate


def compiled(*subsystems: type[Subsystem], lanes: int | None = None) -> Kernel:
    """The compiled model of some subsystems, once a session."""
    return _compiled(subsystems, lanes)


def interpreted(*subsystems: type[Subsystem], lanes: int = 2) -> Kernel:
    """The same as plain Python."""
    return _interpreted(subsystems, lanes)


@cache
def _compiled(subsystems: tuple[type[Subsystem], ...], lanes: int | None) -> Kernel:
    return compile_model(build(subsystems), lanes=lanes)


@cache
def _interpreted(subsystems: tuple[type[Subsystem], ...], lanes: int) -> Kernel:
    return interpret(build(subsystems), lanes=lanes)
