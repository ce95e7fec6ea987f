"""What of a person does not move with the sliders: draws that agree with their labs, kept between answers."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.draws import Spread, reporting_noise
from osteon.inputs import Inputs, filtration_course, inputs_of, taken_inputs
from osteon.intake.schedule import schedule_of
from osteon.person import Person
from osteon.simulate import RUN_IN, UNREAD, YEAR, chosen_draws, own_kernel

FloatArray = NDArray[np.float64]
SEED = 1
MOST_KEPT = 64
THINNED = 4
"""So many times as many draws are made as are shown, so that labs leave different ones, not a few over and over."""
SPREADS: Mapping[str, Spread] = {
    "both": Spread(),
    "doubt": Spread(vary=False),
    "people": Spread(know=False),
}
SUN_MEAN = "skin.synthesis_mean"
ONLY_AT_START = ("life.age_at_start", "kidney.filtration_at_start", "skin.day_of_year_at_start")


@dataclass(frozen=True)
class Base:
    """A person with the rows of parameters they begin from, four years before day 0, habits laid over.

    `exact` says that habits are taken exactly as told.
    """

    key: str
    person: Person
    habits: Mapping[str, float]
    rows: FloatArray
    effective: float
    notes: tuple[str, ...]
    exact: bool = False

    @property
    def sun_factor(self) -> FloatArray:
        """How far each draw's sun is off what was told, as a factor."""
        told = self.habits[SUN_MEAN]
        if told:
            return np.asarray(self.rows[:, places()[SUN_MEAN]] / told)
        noise = {names[0]: factor for names, factor in reporting_noise(len(self.rows), SEED)}
        return np.ones(len(self.rows)) if self.exact else noise[SUN_MEAN]

    def inputs_of(self, person: Person, days: float) -> Inputs:
        """The person's inputs; what is eaten is worked out anew only for another age."""
        if (person.age, person.diet) != (self.person.age, self.person.diet):
            return inputs_of(person, days)
        schedule = schedule_of(person)
        changes, boluses = taken_inputs(schedule, self.habits, days)
        return Inputs(self.habits, tuple(changes), tuple(boluses))

    def at(self, person: Person, inputs: Inputs) -> FloatArray:
        """The same rows for the person as changed: each draw keeps what it adds to the habits and to the age."""
        rows, place = self.rows.copy(), places()
        for name, value in inputs.values.items():
            before = self.habits[name]
            if value != before and name not in ONLY_AT_START:
                column = rows[:, place[name]]
                rows[:, place[name]] = column * (value / before) if before else value
        if person.age != self.person.age:
            _age(rows, place, self, person, inputs)
        return rows


def _age(rows: FloatArray, place: Mapping[str, int], base: Base, person: Person, inputs: Inputs) -> None:
    """Set the age before the run-in, and the filtration that leads to the one at day 0."""
    kidney = [rows[:, place[f"kidney.{name}"]] for name in ("old_share", "middle_age", "spread")]
    rows[:, place["life.age_at_start"]] = person.age - RUN_IN / YEAR
    earlier = filtration_course(np.full(len(rows), person.age - RUN_IN / YEAR), *kidney)
    gained = earlier / filtration_course(np.full(len(rows), person.age), *kidney)
    rows[:, place["kidney.filtration_at_start"]] = inputs.values["kidney.filtration_at_start"] * gained


@cache
def places() -> Mapping[str, int]:
    """The column of each parameter of Osteon's own edition.

    >>> places()["life.age_at_start"] >= 0
    True
    """
    return {entry.name: index for index, entry in enumerate(own_kernel().model.params)}


class Bases:
    """The bases of the people last asked about, the newest kept; safe for many threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, person: Person, digest: str, draws: int, spread: str) -> Base:
        """The base of a person, made where it is not there yet."""
        key = f"{digest} {draws} {spread}"
        found = self.kept(key)
        if not isinstance(found, Base):
            found = _base(key, person, draws, spread)
            self.keep(key, found)
        return found

    def kept(self, key: str) -> Any:
        """What is kept under a key, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, value: Any) -> None:
        """Keep something, and let go of the oldest beyond the limit."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()


def _base(key: str, person: Person, draws: int, spread: str) -> Base:
    kernel = own_kernel()
    inputs = inputs_of(person, YEAR)
    chosen = chosen_draws(kernel, person, inputs, THINNED * draws, SEED, 2, OWN, SPREADS[spread])
    rows = np.ascontiguousarray(chosen.params[::THINNED])
    if spread == "doubt":
        rows = _as_told(rows, inputs)
    notes = (*chosen.notes, *person.assumed, *(UNREAD.format(word) for word in inputs.unread))
    effective = min(chosen.effective, float(len(rows)))
    return Base(key, person, inputs.values, rows, effective, notes, exact=spread == "doubt")


def _as_told(rows: FloatArray, inputs: Inputs) -> FloatArray:
    """Habits exactly as told: what people leave out or misjudge is a difference between people."""
    told, place = rows.copy(), places()
    for name, value in inputs.values.items():
        if name not in ONLY_AT_START:
            told[:, place[name]] = value
    return told


def digest_of(table: Any) -> str:
    """A key for a person's tables; it says nothing of them."""
    return hashlib.sha256(json.dumps(table, sort_keys=True, default=str).encode()).hexdigest()


def aged(person: Person, age: float) -> Person:
    """The person at another age, with the same labs, habits and year of menopause."""
    return replace(person, age=age, birth_date=None)
