"""Prior and posterior side by side: which parameters, habits and assays the labs told something about, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.readouts import readouts
from osteon.twin.records import Span, Twin
from osteon.twin.space import FILTRATION

FloatArray = NDArray[np.float64]

LEAST = 0.1
"""Told (in nats) below which a row says nothing that chance in a few hundred draws would not."""
HABITS = {
    "skin.synthesis_mean": "vitamin D from the sun: what minutes and clothing as told really give",
    "vitamin_d.d3_intake": "vitamin D from food as told",
    "vitamin_d.d3_unseen": "vitamin D from food that was not told",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the labs said of one unknown: the draws' middle and 90 % interval before and after, in its unit.

    `nats` is how far apart the two are (Kullback-Leibler, as of normals): 0 where the labs say nothing. `kind` is
    parameter, habit or assay.
    """

    name: str
    kind: str
    doc: str
    unit: str
    prior: Span
    posterior: Span
    nats: float


def told(twin: Twin, most: int | None = None) -> tuple[Told, ...]:
    """The unknowns that the labs told something about, those of which most first.

    >>> from osteon.person import Person
    >>> from osteon.twin import fit
    >>> body = {"age": 57, "sex": "female", "latitude": 52.1, "start_date": "2026-01-01"}
    >>> labs = {"25(OH)D": {"value": "120 nmol/L", "date": "2025-12-20"}}
    >>> twin = fit(Person.from_dict({"person": body, "labs": labs}), draws=64, library=64, sweeps=2)
    >>> "habit" in {row.kind for row in told(twin)}
    True
    """
    rows = [row for row in (*_parameters(twin), *_habits(twin), *_assays(twin)) if row.nats > LEAST]
    return tuple(sorted(rows, key=lambda row: -row.nats)[:most])


def apart(before: FloatArray, after: FloatArray) -> float:
    """How many nats the second normal distribution of draws is from the first.

    >>> round(apart(np.array([-1.0, 1.0]), np.array([0.0, 2.0])), 2)
    0.5
    """
    spread = before.std()
    if spread <= 0:
        return 0.0
    ratio = float((after.std() / spread) ** 2)
    shift = float((after.mean() - before.mean()) / spread)
    return 0.5 * (ratio + shift**2 - 1 - float(np.log(max(ratio, 1e-12))))


def _parameters(twin: Twin) -> Iterator[Told]:
    space, model = twin.bench.space, twin.bench.kernel.model
    before, after = space.parameters(twin.prior), space.parameters(twin.scores)
    for index in np.union1d(space.doubt, space.people):
        record, entry = space.records[index], model.params[index]
        draws = before[:, index], after[:, index]
        scaled = draws if record.spread == "normal" else tuple(np.log(np.maximum(one, 1e-12)) for one in draws)
        spans = (Span.of(draws[0]), Span.of(draws[1]))
        yield Told(entry.name, "parameter", entry.doc, entry.unit, *spans, apart(scaled[0], scaled[1]))


def _habits(twin: Twin) -> Iterator[Told]:
    bench = twin.bench
    before, after = (bench.parameters(scores, bench.inputs) for scores in (twin.prior, twin.scores))
    names = {**HABITS, **{name: f"food: {name.split('.')[1].replace('_', ' ')}" for name in bench.inputs.ranges}}
    if bench.has("egfr") and bench.person.egfr is None:
        names["kidney.filtration_at_start"] = FILTRATION + " of the kidneys at the start"
    units = {entry.name: entry.unit for entry in bench.kernel.model.params}
    for name, doc in names.items():
        draws = before[:, bench.place[name]], after[:, bench.place[name]]
        scaled = tuple(np.log(np.maximum(one, 1e-12)) for one in draws)
        yield Told(name, "habit", doc, units[name], Span.of(draws[0]), Span.of(draws[1]), apart(scaled[0], scaled[1]))


def _assays(twin: Twin) -> Iterator[Told]:
    space, bench = twin.bench.space, twin.bench
    for column, group in enumerate(space.groups):
        size = float(bench.sharing[:, column].max())
        place = space.parts["groups"].start + column
        before, after = (size * scores[:, place] for scores in (twin.prior, twin.scores))
        spans = (Span.of(100 * np.expm1(before)), Span.of(100 * np.expm1(after)))
        outcome, *assay = group.split("|")
        doc = f"how far {' '.join(['the assay', *filter(None, assay)])} of {readouts()[outcome].name} reads too high"
        yield Told(f"assay of {outcome}", "assay", doc, "%", *spans, apart(before, after))
