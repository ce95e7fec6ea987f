"""From a request of the live view to its answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.errors import InputError
from osteon.person import Person
from osteon.readouts import readouts
from osteon.report.summary import Treated, fractures_within
from osteon.safety import ADULT
from osteon.simulate import YEAR, Trajectory, own_kernel
from osteon.web.live.bands import figure_of
from osteon.web.live.base import Base, Bases, digest_of
from osteon.web.live.curves import curves
from osteon.web.live.future import Future, future_of
from osteon.web.live.sliders import as_now, moved, rare_notes, settled
from osteon.web.live.streams import flows, level_figures, levels, stream_figures
from osteon.web.live.tables import RESORPTION
from osteon.web.schemas.common import Figure
from osteon.web.schemas.live import Fractures, Live, LiveRequest, Sliders
from osteon.web.speaking import stops_of

FloatArray = NDArray[np.float64]
Bone = tuple[FloatArray, FloatArray, FloatArray]
SOON = 10.0
NECK, SPINE = "bmd_femoral_neck", "bmd_lumbar_spine"


@dataclass(frozen=True)
class Today:
    """Streams and figures of the person as they are."""

    streams: list[Figure]
    levels: list[Figure]


def live_answer(asked: LiveRequest, bases: Bases, threads: int) -> Live:
    """Everything that the live view shows for a person under the sliders.

    Raises:
        InputError: the person cannot be read, with every problem.
        SolveError: no draw got through.
    """
    begun = time.perf_counter()
    person, digest = person_of(asked.person, bases)
    base = bases.get(person, digest, asked.draws, asked.spread)
    today = today_of(base, bases, threads)
    changed = moved(person, asked.sliders)
    future = future_of(own_kernel(), base, changed, asked.sliders.sun_minutes, threads)
    values = settled(person, asked.sliders)
    return Live.model_construct(
        turn=asked.turn,
        edition=OWN,
        draws=len(future.habits),
        effective_draws=round(base.effective, 1),
        spread=asked.spread,
        sliders=values,
        stops=stops_of(changed),
        notes=[*base.notes, *rare_notes(person)],
        flows=flows(stream_figures(future, values), today.streams),
        levels=levels(level_figures(future), today.levels),
        curves=curves(future),
        fractures=broken(
            future, float(future.days[-1]) / YEAR, _as_lived(base, changed, asked.sliders, bases, threads)
        ),
        milliseconds=round(1000 * (time.perf_counter() - begun), 1),
    )


def person_of(table: Any, bases: Bases) -> tuple[Person, str]:
    """The person of these tables, read once, and the digest they are kept by."""
    digest = digest_of(table)
    key = f"person {digest}"
    person = bases.kept(key)
    if not isinstance(person, Person):
        person = Person.from_dict(table)
        if person.age < ADULT:
            raise InputError(
                f"the model begins at {ADULT:g} years: nothing can be shown for somebody of {person.age:g}"
            )
        bases.keep(key, person)
    return person, digest


def today_of(base: Base, bases: Bases, threads: int) -> Today:
    """Streams and figures of a person as they are, worked out once."""
    key = f"today {base.key}"
    today = bases.kept(key)
    if not isinstance(today, Today):
        future = future_of(own_kernel(), base, moved(base.person, Sliders()), None, threads)
        today = Today(stream_figures(future, as_now(base.person)), level_figures(future))
        bases.keep(key, today)
        bases.keep(_bone_key(base, base.person.age), bone(future))
    return today


def _as_lived(base: Base, changed: Person, sliders: Sliders, bases: Bases, threads: int) -> Bone | None:
    """The bone of the person, at the age asked for, who goes on as now; None where that is what is asked for."""
    same = moved(base.person, Sliders(age=sliders.age))
    if changed == same and sliders.sun_minutes in (None, base.person.sun.minutes):
        return None
    key = _bone_key(base, same.age)
    found = bases.kept(key)
    if found is None:
        found = bone(future_of(own_kernel(), base, same, None, threads))
        bases.keep(key, found)
    lived: Bone = found
    return lived


def _bone_key(base: Base, age: float) -> str:
    return f"bone {base.key} {age:g}"


def bone(future: Future) -> Bone:
    """Femoral neck and lumbar spine (g/cm2) and resorption, (draws, days)."""
    return _density(future, NECK), _density(future, SPINE), future.values[RESORPTION]


def _density(future: Future, word: str) -> FloatArray:
    readout = readouts()[word]
    return readout.of({part: future.values[part] for part in readout.parts})


def broken(future: Future, years: float, lived: Bone | None = None) -> list[Fractures]:
    """Of 1,000 people like this one, how many break a bone within ten years, and within so many years.

    What differs from the bone of the person who goes on as now (`lived`) counts as a treatment does.
    """
    inside = future.days <= years * YEAR + 1.0
    mine = bone(future)
    treated = None
    if lived is not None and lived[0].shape == mine[0].shape:
        treated = Treated(*(new[:, inside] / old[:, inside] for new, old in zip(mine, lived, strict=True)))
    neck = {NECK: mine[0][:, inside]}
    run = Trajectory(future.person, OWN, future.days[inside], neck, MappingProxyType({}), np.empty((0, 0)), 0.0)
    last = float(run.years[-1])
    return [_fractures(each, future) for each in fractures_within(run, sorted({min(SOON, last), last}), treated)]


def _fractures(found: dict[str, Any], future: Future) -> Fractures:
    hip, vertebral, major = (
        figure_of(*(found[word][end] for end in ("median", "low", "high"))) for word in ("hip", "vertebral", "major")
    )
    return Fractures.model_construct(
        people=found["people"],
        years=round(found["years"], 1),
        age=round(future.person.age + found["years"], 1),
        hip=hip,
        vertebral=vertebral,
        major=major,
    )
