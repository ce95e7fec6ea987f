"""The person's own response: the year's lowest and highest 25(OH)D in every draw, at each intake of vitamin D and sun.

Every draw of what is not known of the person (after the labs) is lived to its steady year at a grid of intakes in one
batch. Both ends of the year rise with intake, so each draw has a lowest and a highest intake that keeps it within the
level aimed at; the intakes that do so in nine of ten draws are a window that a linear programme can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.solver import Kernel, Settings
from osteon.errors import SolveError
from osteon.inputs import Inputs, inputs_of
from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import PRECISION, RUN_IN, YEAR, chosen_draws, own_kernel
from osteon.substances import substances

FloatArray = NDArray[np.float64]

DRAWS = 256
GRID = (0.0, 4.0, 9.0, 16.0, 26.0, 42.0, 65.0, 95.0)
"""More vitamin D3 than today's food brings, ug/d, at which each draw is simulated."""
STEP = 0.25
"""Steps, ug/d, in which the window is looked for."""
TIMES = 14
OTHER_FORMS = {"vitamin D2": 10.0, "calcifediol": 4.0}
"""Amounts, ug/d, of other forms of vitamin D that are compared with vitamin D3."""
LEVEL = "25ohd_serum"


@dataclass(frozen=True)
class Year:
    """One amount of sun: `lowest` and `highest` 25(OH)D of the steady year, nmol/L, (intakes, draws)."""

    minutes: float
    lowest: FloatArray
    highest: FloatArray


@dataclass(frozen=True)
class Window:
    """Changes of intake, ug/d of vitamin D3 from `low` to `high`, that keep a level with at least the chance asked for.

    Empty where `low` is above `high`; then `best` says where the chance is highest, and `chance` what it is there.
    """

    low: float
    high: float
    best: float
    chance: float

    @property
    def empty(self) -> bool:
        """Whether no intake gives the chance asked for."""
        return self.low > self.high


@dataclass(frozen=True, eq=False)
class Response:
    """How a person's 25(OH)D answers to intake: `years` by minutes of sun, the person's own minutes first.

    `intakes` are changes of vitamin D3 against today's food, ug/d; `strength` is what a ug of another form counts as,
    in ug of vitamin D3 (10, 50, 90 % of draws); `effective` is what the draws are worth after the labs.
    """

    intakes: FloatArray
    years: tuple[Year, ...]
    strength: dict[str, tuple[float, float, float]]
    params: FloatArray
    inputs: Inputs
    effective: float
    notes: tuple[str, ...]

    def within(self, minutes: float, change: FloatArray | float, low: float, high: float) -> FloatArray:
        """Which draws stay from low to high all year; `change` is one intake for all draws, or one for each."""
        year = self.year(minutes)
        asked = np.broadcast_to(np.asarray(change, float), (year.lowest.shape[1],))
        ends = [_across(self.intakes, values, asked) for values in (year.lowest, year.highest)]
        return np.asarray((ends[0] >= low) & (ends[1] <= high))

    def lowest(self, minutes: float, change: float) -> FloatArray:
        """The year's lowest 25(OH)D of each draw at one change of intake, nmol/L."""
        values = self.year(minutes).lowest
        return _across(self.intakes, values, np.full(values.shape[1], change))

    def year(self, minutes: float) -> Year:
        """The year of so many minutes of sun a day."""
        return next(year for year in self.years if year.minutes == minutes)

    def window(self, minutes: float, low: float, high: float, chance: float) -> Window:
        """The intakes that keep 25(OH)D from low to high all year with a chance; the longest run of them."""
        steps = np.arange(self.intakes[0], self.intakes[-1] + STEP / 2, STEP)
        shares = np.array([self.within(minutes, step, low, high).mean() for step in steps])
        best = int(np.argmax(shares))
        run = _longest(shares >= chance)
        ends = (float(steps[run[0]]), float(steps[run[1]])) if run else (np.inf, -np.inf)
        return Window(*ends, float(steps[best]), float(shares[best]))


def respond(
    person: Person, minutes: Sequence[float] = (), *, draws: int = DRAWS, seed: int = 1, name: str = OWN
) -> Response:
    """Simulate a person's steady year without supplements over a grid of intakes, at today's sun and at other minutes.

    Raises:
        SolveError: a draw did not get through.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> found = respond(me, draws=16)
    >>> year = found.year(0.0)
    >>> bool((np.diff(year.lowest, axis=0) > 0).all())
    True
    """
    kernel = own_kernel(name)
    unaided = replace(person, supplements=())
    inputs = inputs_of(unaided, YEAR)
    chosen = chosen_draws(kernel, unaided, inputs, draws, seed, 2, name)
    eaten = inputs.values.get("vitamin_d.d3_intake", 0.0) / _nanomoles("vitamin D3")
    intakes = np.array([-eaten, *GRID] if eaten > 0.5 else GRID)
    levels = list(dict.fromkeys((person.sun.minutes, *minutes)))
    rows = [_grid_rows(kernel, chosen.params, intakes, _sun_ratio(kernel, unaided, inputs, level)) for level in levels]
    others = [_other_rows(kernel, chosen.params, form, amount) for form, amount in OTHER_FORMS.items()]
    low, high = _ends(kernel, np.concatenate([*rows, *others]))
    size = len(intakes) * draws
    years = [
        Year(level, *(end[i * size : (i + 1) * size].reshape(len(intakes), draws) for end in (low, high)))
        for i, level in enumerate(levels)
    ]
    rest = low[len(levels) * size :].reshape(len(OTHER_FORMS), draws)
    strength = {
        form: _strength(intakes, years[0].lowest, rest[i], amount)
        for i, (form, amount) in enumerate(OTHER_FORMS.items())
    }
    return Response(intakes, tuple(years), strength, chosen.params, inputs, chosen.effective, chosen.notes)


def _grid_rows(kernel: Kernel, params: FloatArray, intakes: FloatArray, sun: dict[int, float]) -> FloatArray:
    """The draws once for each intake, at one amount of sun: (intakes x draws, parameters)."""
    place = _places(kernel)["vitamin_d.d3_intake"]
    rows = np.concatenate([params] * len(intakes))
    rows[:, place] = np.maximum(rows[:, place] + np.repeat(intakes, len(params)) * _nanomoles("vitamin D3"), 0.0)
    for column, value in sun.items():
        rows[:, column] = value * np.concatenate([_sun_noise(kernel, params, column)] * len(intakes))
    return rows


def _sun_ratio(kernel: Kernel, person: Person, inputs: Inputs, minutes: float) -> dict[int, float]:
    """The inputs of the skin at other minutes of sun, by their place; empty for today's."""
    if minutes == person.sun.minutes:
        return {}
    other = inputs_of(replace(person, sun=replace(person.sun, minutes=minutes)), YEAR).values
    place = _places(kernel)
    names = [name for name in other if name.startswith("skin.") and name != "skin.day_of_year_at_start"]
    return {place[name]: other[name] for name in names}


def _sun_noise(kernel: Kernel, params: FloatArray, column: int) -> FloatArray:
    """How far what is told of the sun is off in each draw: the draws' ratio to what was told, 1 where none was told."""
    mean = params[:, _places(kernel)["skin.synthesis_mean"]]
    middle = float(np.median(mean))
    return np.asarray(mean / middle) if middle > 0 else np.ones(len(params))


def _other_rows(kernel: Kernel, params: FloatArray, form: str, amount: float) -> FloatArray:
    inputs = {"vitamin D2": "vitamin_d.d2_intake", "calcifediol": "vitamin_d.calcifediol_intake"}
    rows = params.copy()
    rows[:, _places(kernel)[inputs[form]]] += amount * _nanomoles(form)
    return rows


def _ends(kernel: Kernel, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest 25(OH)D of the year after the run-in, for each row."""
    times = RUN_IN + np.linspace(0.0, YEAR, TIMES)
    batch = kernel.run(rows, times, settings=Settings(relative=PRECISION), threads=2)
    if not batch.ok.all():
        first = int(np.argmin(batch.ok))
        pool = kernel.model.pools[batch.worst[first]].name
        count = int((~batch.ok).sum())
        message = f"{count} of {len(rows)} draws did not get through; worst pool {pool}"
        raise SolveError(message, time=float(batch.reached[first] - RUN_IN), pool=pool, state={})
    readout = readouts()[LEVEL]
    read = kernel.follow(batch.times, batch.states, batch.params, readout.parts, threads=2)
    values = readout.of({part: read[..., index] for index, part in enumerate(readout.parts)})
    return np.asarray(values.min(axis=1)), np.asarray(values.max(axis=1))


def _strength(
    intakes: FloatArray, lowest: FloatArray, reached: FloatArray, amount: float
) -> tuple[float, float, float]:
    """The vitamin D3 that raises the year's lowest level as much as an amount of another form, ug for each ug."""
    same = [np.interp(level, lowest[:, draw], intakes) for draw, level in enumerate(reached)]
    low, middle, high = (float(value) for value in np.percentile(np.array(same) / amount, (10.0, 50.0, 90.0)))
    return low, middle, high


def _across(intakes: FloatArray, values: FloatArray, asked: FloatArray) -> FloatArray:
    """The value of each draw at an intake of its own, on a straight line between the intakes simulated."""
    place = np.clip(np.searchsorted(intakes, asked) - 1, 0, len(intakes) - 2)
    share = (asked - intakes[place]) / (intakes[place + 1] - intakes[place])
    draws = np.arange(values.shape[1])
    return np.asarray(values[place, draws] * (1 - share) + values[place + 1, draws] * share)


def _longest(holds: NDArray[np.bool_]) -> tuple[int, int] | None:
    """First and last place of the longest run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    runs = list(zip(edges[::2], edges[1::2] - 1, strict=True))
    return max(runs, key=lambda run: run[1] - run[0], default=None)


def _places(kernel: Kernel) -> dict[str, int]:
    return {entry.name: index for index, entry in enumerate(kernel.model.params)}


def _nanomoles(substance: str) -> float:
    """Nanomoles in a microgram."""
    return 1000.0 / float(substances()[substance].compound_mass or 1.0)
