"""A person's dated labs as the model can compare them: outcome, day, value, and the errors they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from osteon.measuring import measurement_errors
from osteon.outcomes.reference import bmd_from_t_score, bmd_from_z_score
from osteon.person import Person
from osteon.person.filtration import filtration_of
from osteon.person.records import Lab
from osteon.readouts import readouts

YEAR = 365.25
SAME_AS: Mapping[str, str] = {"calcium_albumin_corrected": "calcium_serum", "fgf23_intact": "fgf23"}
"""Labs that the model knows under another word; where both were taken on one day, the first counts."""
SCORE_ERROR = 0.03
"""Extra relative error of a density worked back from a T- or Z-score: reference curves differ between makers."""


@dataclass(frozen=True, slots=True)
class Result:
    """One lab result: `day` counts from the start of the simulation (0 or less: before it), `value` in the outcome's
    unit. `within` is its own relative error (a coefficient of variation), `between` that which all results of its
    `group` (outcome and assay) share.
    """

    outcome: str
    label: str
    date: date
    day: float
    value: float
    within: float
    between: float
    group: str


def start_of(person: Person) -> date | None:
    """Day 0: as given, else the first 1 January after the newest lab, so that each lab keeps its season.

    >>> print(start_of(Person(age=57, sex="male", height_cm=180, mass_kg=80, latitude=52.1)))
    None
    """
    newest = max((labs[-1].date for labs in person.labs.values() if labs), default=None)
    return person.start_date or (date(newest.year + 1, 1, 1) if newest else None)


def results_of(person: Person) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """All labs that the model has an outcome for, by day and name, and in words which were left out and why.

    >>> body = {"age": 57, "sex": "female", "latitude": 52.1, "start_date": "2026-01-01"}
    >>> labs = {"creatinine": {"value": "80 umol/L", "date": "2025-12-01"}}
    >>> [(round(r.value), r.outcome) for r in results_of(Person.from_dict({"person": body, "labs": labs}))[0]]
    [(74, 'egfr')]
    """
    start = start_of(person)
    found = [_result(person, lab, start) for labs in person.labs.values() for lab in labs if start]
    notes = [f"{label}: not used, the model has no such outcome" for label in sorted(_unknown(person))]
    results = sorted(
        (result for result in found if result),
        key=lambda result: (result.day, result.label, result.group, result.value),
    )
    kept, doubled = [], set()
    for result in results:
        better = any(
            other.outcome == result.outcome and other.date == result.date and _rank(other) < _rank(result)
            for other in results
        )
        if better:
            doubled.add(result.label)
        else:
            kept.append(result)
    notes += [f"{label}: left out where the same was measured more directly on that day" for label in sorted(doubled)]
    return tuple(kept), tuple(notes)


def _unknown(person: Person) -> Iterator[str]:
    """Labs that no outcome stands for."""
    yield from (word for word in person.labs if _outcome(word) not in measurement_errors("within"))


def _rank(result: Result) -> int:
    """What counts first where one thing was reported twice on a day: density before scores, corrected before total."""
    return 0 if result.label == result.outcome or result.label in SAME_AS else 1


def _outcome(word: str) -> str:
    """The readout that a lab's word is compared with."""
    if word.startswith(("t_score_", "z_score_")):
        return f"bmd_{word[len('t_score_') :]}"
    return "egfr" if word == "creatinine_serum" else SAME_AS.get(word, word)


def _result(person: Person, lab: Lab, start: date) -> Result | None:
    outcome = _outcome(lab.outcome)
    own, shared = (measurement_errors(part, lab.assay).get(outcome) for part in ("within", "between"))
    if own is None or shared is None or outcome not in readouts():
        return None
    day = float((lab.date - start).days)
    within = own.error if lab.precision is None else lab.precision / 100
    plain = Result(outcome, lab.outcome, lab.date, day, lab.value.value, within, shared.error, f"{outcome}|{lab.assay}")
    return _converted(person, plain)


def _converted(person: Person, result: Result) -> Result:
    """The value in the outcome's own unit, with the error that converting adds."""
    age, word = person.age + result.day / YEAR, result.label
    if word == "creatinine_serum":
        return replace(result, value=filtration_of(result.value, person.sex, age))
    if word.startswith(("t_score_", "z_score_")):
        site = word[len("t_score_") :]
        if word.startswith("t"):
            density = bmd_from_t_score(site, result.value)
        else:
            density = bmd_from_z_score(site, result.value, person.sex, age)
        wider = float((result.between**2 + SCORE_ERROR**2) ** 0.5)
        return replace(result, value=float(density), between=wider, group=f"{result.group}|score")
    return result
