"""Turns the tables of a trial file into a Trial, or raises one InputError that lists every problem found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import outcomes
from osteon.evidence.trial_endpoint import prose, read_analysis, read_endpoint
from osteon.evidence.trial_parts import Arm, Endpoint, Exposure, People, Trial
from osteon.evidence.trial_people import medicine_words, read_people
from osteon.person import Supplement, parse_interval
from osteon.person.fields import flag, number, whole
from osteon.person.files import KeyPath
from osteon.person.table import Problems, Table, shown
from osteon.substances import find_substance, parse_dose
from osteon.units import Amount, parse_amount

_NOTHING: object = {}
_SHARE = number(0, 1, example="0.97")
_DAY = number(-36525, 36525, "d", "0")
_MISPLACED = dict.fromkeys(("id", "title", "doi", "latitude", "start_month"), "[trial]") | dict.fromkeys(
    ("n", "age", "female", "bmi", "skin_type"), "[people]"
)


def read_trial(content: Mapping[str, Any], where: str, lines: Mapping[KeyPath, int]) -> Trial:
    """Read all tables of one file; `lines` gives the line of each key for messages.

    >>> tables = {"trial": {"id": "x"}, "people": {"age": 60}, "arm": [{"name": "a"}]}
    >>> read_trial(tables, "x.toml", {}).people.age.mean
    60.0
    """
    problems = Problems(where, lines)
    top = Table(content, (), problems)
    head = Table(top.require("trial", _as_is, _NOTHING, '[trial] with id = "vieth2001"'), ("trial",), problems)
    group = Table(top.require("people", _as_is, _NOTHING, "[people] with age and n"), ("people",), problems)
    arms = tuple(_arm(Table(given, path, problems)) for path, given in top.entries("arm"))
    analysis = read_analysis(head, "completers")
    endpoints = tuple(
        read_endpoint(Table(given, path, problems), arms, analysis) for path, given in top.entries("endpoint")
    )
    top.finish(_MISPLACED)
    _check_names(top, [arm.name for arm in arms])
    trial = _trial(head, read_people(group, {endpoint.outcome for endpoint in endpoints}), arms, endpoints)
    problems.raise_any()
    return trial


def _as_is(given: object) -> object:
    return given


def _trial(head: Table, people: People, arms: tuple[Arm, ...], endpoints: tuple[Endpoint, ...]) -> Trial:
    name = head.require("id", prose, "", 'id = "vieth2001"')
    trial = Trial(
        id=name,
        title=head.read("title", prose, name),
        people=people,
        arms=arms,
        endpoints=endpoints,
        doi=head.read("doi", prose, ""),
        latitude=head.read("latitude", number(-90, 90, example="50.8"), None),
        longitude=head.read("longitude", number(-180, 180, example="5.7"), None),
        start_month=head.read("start_month", whole(1, 12), None),
        domain=head.read("domain", prose, ""),
        cohort=head.read("cohort", prose, name),
        seen=head.read("seen", prose, ""),
        note=head.read("note", prose, ""),
        remarks=_remarks(endpoints),
    )
    head.finish()
    return trial


def _remarks(endpoints: tuple[Endpoint, ...]) -> tuple[str, ...]:
    """What a reader should know of a file that is correct: outcomes nobody has registered cannot be predicted."""
    unknown = sorted({endpoint.outcome for endpoint in endpoints if endpoint.known is None})
    hints = {word: nearest(word, outcomes()) or "no prediction is made" for word in unknown}
    return tuple(f"outcome {word} is not registered; {hint}" for word, hint in hints.items())


def _check_names(top: Table, names: list[str]) -> None:
    if not names:
        top.wrong("arm", 'is missing; a trial needs at least one [[arm]], such as name = "placebo"')
    for name in sorted({name for name in names if names.count(name) > 1}):
        top.wrong("arm", f"two arms are called {name!r}; give each its own name")


def _arm(table: Table) -> Arm:
    sun = table.read("sun", _as_is, None)
    diet = Table(table.read("diet", _as_is, {}), (*table.path, "diet"), table.problems)
    doses = [_dose(Table(given, path, table.problems)) for path, given in table.entries("dose")]
    arm = Arm(
        name=table.require("name", prose, "", 'name = "placebo"'),
        dose=tuple(dose for dose in doses if dose),
        adherence=table.read("adherence", _SHARE, 1.0),
        dropout=table.read("dropout", _dropout, 0.0),
        n=table.read("n", whole(1, 10**8), None),
        sun=None if sun is None else _exposure(Table(sun, (*table.path, "sun"), table.problems)),
        diet={_nutrient(diet, key): diet.read(key, _per_day, Amount(0, "mg/d")) for key in diet},
        medicines=table.read("medicines", medicine_words, ()),
    )
    table.finish()
    return arm


def _dropout(given: object) -> float:
    share = number(0, 1, example="0.2")(given)
    if share == 1:
        raise InputError(f"{shown(given)} is outside 0 to below 1; somebody must have stayed")
    return share


def _dose(table: Table) -> Supplement | None:
    """One dose, in the words of a person's [[supplement]]; trials may go beyond what is believed of a person."""
    word = table.require("nutrient", lambda given: find_substance(prose(given)).name, "", 'nutrient = "vitamin D3"')
    read_amount = (lambda given: parse_dose(word, given)) if word else parse_amount
    amount = table.require("amount", read_amount, Amount(0, "mg"), 'amount = "1000 IU"')
    every = table.read("every", parse_interval, "day")
    start, stop = table.read("start", _DAY, 0.0), table.read("stop", _DAY, None)
    with_meal = table.read("with_meal", flag, True)
    name = table.read("name", prose, "")
    table.finish()
    if stop is not None and stop <= start:
        table.wrong("stop", f"day {stop:g} is not after the start, day {start:g}")
    return Supplement(word, amount, every, start, stop, with_meal, name) if word else None


def _exposure(table: Table) -> Exposure:
    exposure = Exposure(
        sed=table.require("sed", number(0, 100, example="1"), 0.0, "sed = 1"),
        exposed=table.read("exposed", _SHARE, 1.0),
        every=table.read("every", parse_interval, "day"),
        start=table.read("start", _DAY, 0.0),
        stop=table.read("stop", _DAY, None),
    )
    table.finish()
    return exposure


def _nutrient(diet: Table, key: str) -> str:
    try:
        return find_substance(key, ("nutrient",)).name
    except InputError as error:
        diet.wrong(key, *error.problems)
        return key


def _per_day(given: object) -> Amount:
    amount = parse_amount(given, "700 mg/d")
    if not amount.unit.endswith("/d"):
        raise InputError(f"{shown(given)} is not per day; write it like '700 mg/d'")
    return amount
