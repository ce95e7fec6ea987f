"""Regimens side by side: the same person and draws under each, and the interaction of D3 and K2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.person import Person
from osteon.readouts import Readout, readouts
from osteon.simulate import YEAR, own_kernel
from osteon.web.live.answer import bone, broken, person_of, today_of
from osteon.web.live.bands import figure
from osteon.web.live.base import Base, Bases
from osteon.web.live.curves import curves
from osteon.web.live.future import Future, future_of
from osteon.web.live.sliders import as_now, moved, rare_notes
from osteon.web.live.streams import flows, stream_figures
from osteon.web.regimens import Option, options
from osteon.web.schemas.common import Figure
from osteon.web.schemas.compare import (
    Against,
    Compared,
    CompareRequest,
    Comparison,
    Direction,
    RegimenOutcome,
    Together,
)
from osteon.web.speaking import stops_of

FloatArray = NDArray[np.float64]
OUTCOMES = (
    "25ohd_serum", "fractional_calcium_absorption", "pth_intact", "calcium_urine_mg", "ucoc_fraction", "dp_ucmgp",
    "plasma_mk7", "ctx", "p1np", "bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip", "bone_calcium",
    "pwv_carotid_femoral", "cac_score", "cac_chance",
)  # fmt: skip
CURVES = (
    "25ohd_serum", "pth_intact", "ucoc_fraction", "dp_ucmgp", "fractional_calcium_absorption", "t_femoral_neck",
    "t_lumbar_spine", "bmd_femoral_neck", "bmd_lumbar_spine", "pwv_carotid_femoral", "cac_score",
)  # fmt: skip
NONE = 1e-5
PRECISION = 1e-4
"""Finer than the live view, because effects are differences."""
FACTORIAL = ("nothing", "d3", "k2", "both")


@dataclass(frozen=True)
class _Lived:
    """A regimen with what becomes of the person under it: outcomes on day 0 and at the end, in each draw."""

    option: Option
    person: Person
    future: Future
    start: dict[str, FloatArray]
    end: dict[str, FloatArray]


def compare(asked: CompareRequest, bases: Bases, threads: int) -> Comparison:
    """The standard regimens and those asked for besides, side by side.

    Raises:
        InputError: the person cannot be read, with every problem.
    """
    person, digest = person_of(asked.person, bases)
    base = bases.get(person, digest, asked.draws, "both")
    chosen = options(person, asked)
    lived = {each.id: _live(each, base, asked.years, threads) for each in chosen if each.person is not None}
    today = today_of(base, bases, threads)
    return Comparison.model_construct(
        years=asked.years,
        edition=OWN,
        draws=len(base.rows),
        effective_draws=round(base.effective, 1),
        stops=stops_of(person),
        notes=[*base.notes, *rare_notes(person)],
        regimens=[_compared(each, lived, today.streams, asked.years) for each in chosen],
        synergy=[_together(word, lived) for word in OUTCOMES],
    )


def _live(option: Option, base: Base, years: float, threads: int) -> _Lived:
    assert option.person is not None
    person = moved(option.person, option.sliders)
    future = future_of(own_kernel(), base, person, option.sliders.sun_minutes, threads, option.food, PRECISION)
    last = int(np.argmin(np.abs(future.days - years * YEAR)))
    read = [{word: readouts()[word].of(_at(future, word, day)) for word in OUTCOMES} for day in (0, last)]
    return _Lived(option, person, future, read[0], read[1])


def _at(future: Future, word: str, day: int) -> dict[str, FloatArray]:
    return {part: future.values[part][:, day] for part in readouts()[word].parts}


def _compared(option: Option, lived: dict[str, _Lived], today: list[Figure], years: float) -> Compared:
    found = lived.get(option.id)
    if found is None:
        return Compared.model_construct(
            id=option.id, words=option.words, taken=[], available=False, why_not=option.why_not,
            outcomes=[], flows=[], curves=[], fractures=None,
        )  # fmt: skip
    nothing = None if option.id == "nothing" else lived["nothing"]
    going_on = None if option.id == "now" else bone(lived["now"].future)
    return Compared.model_construct(
        id=option.id,
        words=option.words,
        taken=_taken(found),
        available=True,
        why_not="",
        outcomes=[_outcome(readouts()[word], found, nothing) for word in OUTCOMES],
        flows=flows(stream_figures(found.future, as_now(found.person)), today),
        curves=curves(found.future, CURVES),
        fractures=broken(found.future, min(years, float(found.future.days[-1]) / YEAR), going_on)[-1],
    )


def _taken(found: _Lived) -> list[str]:
    """What is taken, and what a plan adds to the food."""
    pills = [f"{taken.amount} {taken.substance} every {taken.every}" for taken in found.person.supplements]
    return [*pills, *found.option.taken]


def _outcome(readout: Readout, found: _Lived, nothing: _Lived | None) -> RegimenOutcome:
    word = readout.outcome
    return RegimenOutcome.model_construct(
        outcome=word,
        words=readout.name,
        unit=readout.unit,
        digits=readout.digits,
        support=readout.support,
        end=figure(found.end[word]),
        change=figure(found.end[word] - found.start[word]),
        against_nothing=None if nothing is None else _against(found.end[word], nothing.end[word]),
    )


def _against(end: FloatArray, nothing: FloatArray) -> Against:
    amount = figure(end - nothing)
    direction = direction_of(amount, float(np.median(np.abs(nothing))))
    return Against.model_construct(amount=amount, direction=direction, says=SAYS[direction])


def direction_of(amount: Figure, size: float = 1.0) -> Direction:
    """Which way a difference goes, as far as its interval tells; none below a hundred-thousandth of the outcome.

    >>> direction_of(Figure(middle=1, low=-1, high=2))
    'unclear'
    """
    if max(abs(amount.low), abs(amount.high)) <= NONE * size:
        return "none"
    if amount.low > 0:
        return "higher"
    return "lower" if amount.high < 0 else "unclear"


SAYS: Mapping[Direction, str] = {
    "higher": "higher in at least 95 of 100 draws",
    "lower": "lower in at least 95 of 100 draws",
    "unclear": "may be higher or lower: the interval holds zero",
    "none": "no change",
}


def _together(word: str, lived: dict[str, _Lived]) -> Together:
    """(both) - (first) - (second) + (neither), draw by draw."""
    neither, first, second, both = (lived[each].end[word] for each in FACTORIAL)
    readout, interaction = readouts()[word], figure(both - first - second + neither)
    direction = direction_of(interaction, float(np.median(np.abs(neither))))
    return Together.model_construct(
        outcome=word,
        words=readout.name,
        unit=readout.unit,
        digits=readout.digits,
        d3=figure(first - neither),
        k2=figure(second - neither),
        both=figure(both - neither),
        interaction=interaction,
        direction=direction,
        says=_synergy_words(direction),
    )


def _synergy_words(direction: Direction) -> str:
    if direction in ("higher", "lower"):
        return f"together they make it {direction} than the sum of each alone"
    if direction == "none":
        return "together they do what each does alone, no more and no less"
    return "no sign that together they do more or less than the sum of each alone"
