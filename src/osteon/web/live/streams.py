"""Streams and organ figures of the body map: the mean day of the second year, in each draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteon.web.live.bands import figures
from osteon.web.live.base import places
from osteon.web.live.future import Future
from osteon.web.live.tables import Stream, shown, streams
from osteon.web.schemas.common import Figure
from osteon.web.schemas.live import Flow, Level, SliderValues

FloatArray = NDArray[np.float64]
MG_PER_MMOL = 40.078


def stream_figures(future: Future, sliders: SliderValues) -> list[Figure]:
    """What flows in each stream of the table."""
    return figures(np.stack([_amounts(stream, future, sliders) for stream in streams()]))


def level_figures(future: Future) -> list[Figure]:
    """What each organ figure of the table says."""
    settled = {part: future.values[part][:, future.settled] for each in shown() for part in each.readout.parts}
    return figures(np.stack([each.readout.of(settled).mean(axis=1) for each in shown()]))


def flows(now: list[Figure], today: list[Figure]) -> list[Flow]:
    """The streams with what they are today, ready to be sent."""
    return [_flow(stream, *pair) for stream, *pair in zip(streams(), now, today, strict=True)]


def levels(now: list[Figure], today: list[Figure]) -> list[Level]:
    """The organ figures with what they are today, ready to be sent."""
    return [
        Level.model_construct(
            outcome=each.readout.outcome,
            node=each.node,
            words=each.readout.name,
            unit=each.readout.unit,
            digits=each.readout.digits,
            support=each.readout.support,
            amount=amount,
            today=before,
        )
        for each, amount, before in zip(shown(), now, today, strict=True)
    ]


def _flow(stream: Stream, now: Figure, today: Figure) -> Flow:
    return Flow.model_construct(
        id=stream.id,
        substance=stream.substance,
        source=stream.source,
        target=stream.target,
        words=stream.words,
        unit=stream.unit,
        amount=now,
        today=today,
        mmol=float(f"{now.middle / MG_PER_MMOL:.4g}") if stream.substance == "calcium" else None,
    )


def _amounts(stream: Stream, future: Future, sliders: SliderValues) -> FloatArray:
    """The stream in each draw: values of the model added up or taken off, parameters, or what a slider says."""
    total = np.zeros(len(future.habits))
    sign = 1.0
    words = iter(stream.reading.split())
    for word in words:
        if word in "+-":
            sign = 1.0 if word == "+" else -1.0
        elif word == "slider":
            total = total + sign * float(getattr(sliders, next(words)))
        elif word == "param":
            total = total + sign * future.habits[:, places()[next(words)]]
        else:
            total = total + sign * future.values[word][:, future.settled].mean(axis=1)
    return np.asarray(total * stream.factor)
