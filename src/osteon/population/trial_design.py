"""How a trial is run: its kind, groups, visits, adherence, those who leave; what it asks of people at screening.

These tables ([design], [[factor]], [[eligible]]) stand beside those of docs/evidence/trials.md in the same file and are
described in docs/trials_in_silico.md. A published trial without them is run in parallel, at the days of its endpoints.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import outcome_word, outcomes
from osteon.evidence.trial import FOLDER, Trial
from osteon.evidence.trial_schema import read_trial
from osteon.person.fields import flag, number, one_of, text, whole
from osteon.person.files import KeyPath, key_lines, read_file, read_toml
from osteon.person.table import Problems, Table, shown
from osteon.population.trial_spans import days_of

KINDS = ("parallel", "crossover", "factorial")
MOST_FACTORS = 4
COLUMNS: Mapping[str, str] = {
    "age": "years",
    "bmi": "kg/m2",
    "egfr": "mL/min/1.73m2",
    "calcium_intake": "mg/d",
    "vitamin_d3_intake": "ug/d",
    "years_since_menopause": "years",
}
"""What may be asked of people at screening besides measured outcomes, and its unit."""
_SHARE = number(0, 1, example="0.05")
_RATE = number(0, 20, example="0.05")
_LIMIT = number(-1e9, 1e9, example="50")


@dataclass(frozen=True, slots=True)
class Criterion:
    """Who may be in: a column or a measured outcome within limits, in its own unit."""

    word: str
    low: float = -math.inf
    high: float = math.inf

    @property
    def measured(self) -> bool:
        """Whether it is measured at screening, with the error that measuring has."""
        return self.word not in COLUMNS

    @property
    def words(self) -> str:
        """What somebody who is left out is told.

        >>> Criterion("25ohd_serum", high=50.0).words
        '25ohd_serum above 50 nmol/L'
        """
        unit = COLUMNS.get(self.word) or outcomes()[self.word].unit
        if self.low == -math.inf:
            return f"{self.word} above {self.high:g} {unit}"
        if self.high == math.inf:
            return f"{self.word} below {self.low:g} {unit}"
        return f"{self.word} outside {self.low:g} to {self.high:g} {unit}"


@dataclass(frozen=True, slots=True)
class Design:
    """How a trial is run; days, and shares or rates a year of the people in it.

    `allocation` holds whole shares by arm (by sequence in a crossover); `factors` are the factors of a factorial trial,
    whose arms are made of them.
    """

    kind: str = "parallel"
    allocation: Mapping[str, int] | None = None
    visits: tuple[float, ...] = ()
    adherence_sd: float = 0.0
    stop_per_year: float = 0.0
    leave_per_year: float = 0.0
    missed_visits: float = 0.0
    deaths: bool = False
    country: str = "GB"
    period: float = 0.0
    washout: float = 0.0
    factors: tuple[str, ...] = ()
    eligible: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A trial to be run: the trial, its design, and the text it was read from."""

    trial: Trial
    design: Design
    text: str


def load_planned(path: str | Path) -> Planned:
    """Read a trial to be run, from a file or by the id of a published one; InputError lists every problem.

    >>> load_planned("knapen2013").design.kind
    'parallel'
    """
    given = Path(path)
    if not given.suffix and not given.exists():
        known = [file.stem for file in FOLDER.glob("*.toml")]
        if given.name not in known:
            hint = nearest(given.name, known) or "give a .toml file, or the id of a trial that comes with Osteon"
            raise InputError(f"there is no trial {given.name!r}; {hint}")
        given = FOLDER / f"{given.name}.toml"
    return parse_planned(read_file(given), str(path))


def parse_planned(content: str, where: str = "trial") -> Planned:
    r"""Read a trial to be run from the text of a file; InputError lists every problem with its line.

    >>> text = "[trial]\nid='x'\n[people]\nage=60\n[[factor]]\nname='D'\n[[factor]]\nname='K'\n"
    >>> [arm.name for arm in parse_planned(text + "[design]\nkind='factorial'").trial.arms]
    ['neither', 'D', 'K', 'D + K']
    """
    tables, lines = read_toml(content, where), key_lines(content)
    mine = {key: tables.pop(key) for key in ("design", "factor", "eligible") if key in tables}
    problems = Problems(where, lines)
    top = Table(mine, (), problems)
    design = _design(Table(top.read("design", lambda given: given, {}), ("design",), problems), top)
    if "factor" in mine:
        tables["arm"] = _arms_of_factors(top, tables, design)
        design = replace(
            design, factors=tuple(str(each.get("name")) for each in tables["arm"] if each.pop("single", 0))
        )
    trial = _trial(tables, where, lines, problems)
    _check(top, design, trial)
    problems.raise_any()
    return Planned(trial, _settled(design, trial), content)


def _trial(tables: dict[str, Any], where: str, lines: Mapping[KeyPath, int], problems: Problems) -> Trial:
    """The trial itself; an endpoint that is planned needs no figure, and its problems join the others."""
    for endpoint in tables.get("endpoint", ()) if isinstance(tables.get("endpoint"), list) else ():
        if isinstance(endpoint, dict) and not {"observed", "direction"} & set(endpoint):
            endpoint["direction"] = "none"
    try:
        return read_trial(tables, where, lines)
    except InputError as error:
        raise InputError([*_found(problems), *error.problems], where) from None


def _found(problems: Problems) -> tuple[str, ...]:
    try:
        problems.raise_any()
    except InputError as error:
        return error.problems
    return ()


def _design(table: Table, top: Table) -> Design:
    criteria = [_criterion(Table(given, path, top.problems)) for path, given in top.entries("eligible")]
    design = Design(
        kind=table.read("kind", one_of(KINDS), "parallel"),
        allocation=table.read("allocation", _allocation, None),
        visits=table.read("visits", _visits, ()),
        adherence_sd=table.read("adherence_sd", number(0, 0.5, example="0.15"), 0.0),
        stop_per_year=table.read("stop_per_year", _RATE, 0.0),
        leave_per_year=table.read("leave_per_year", _RATE, 0.0),
        missed_visits=table.read("missed_visits", _SHARE, 0.0),
        deaths=table.read("deaths", flag, False),
        country=table.read("country", one_of(("GB", "US")), "GB"),
        period=table.read("period", days_of, 0.0),
        washout=table.read("washout", days_of, 0.0),
        eligible=tuple(each for each in criteria if each),
    )
    table.finish()
    return design


def _allocation(given: object) -> dict[str, int]:
    if not isinstance(given, Mapping) or not given:
        raise InputError(f"{shown(given)} is not a table of shares; write it like {{ placebo = 1, MK7 = 2 }}")
    share = whole(1, 100)
    return {str(name): share(value) for name, value in given.items()}


def _visits(given: object) -> tuple[float, ...]:
    if not isinstance(given, list) or not given:
        raise InputError(f'{shown(given)} is not a list of times; write it like ["3 months", "1 year"] or [0, 90, 365]')
    return tuple(sorted({days_of(each) for each in given}))


def _criterion(table: Table) -> Criterion | None:
    word = table.require("what", _asked_word, "", 'what = "25ohd_serum"')
    unit = table.read("unit", text, "")
    low, high = table.read("min", _LIMIT, -math.inf), table.read("max", _LIMIT, math.inf)
    table.finish()
    if not word:
        return None
    if low == -math.inf and high == math.inf:
        table.wrong("min", "is missing, and max too; give at least one")
    if low > high:
        table.wrong("min", f"{low:g} is above max, {high:g}")
    factor = _unit_factor(table, word, unit)
    return Criterion(word, low * factor, high * factor)


def _asked_word(given: object) -> str:
    word = text(given)
    found = word if word in COLUMNS else outcome_word(word)
    if found is None:
        hint = nearest(word, [*COLUMNS, *outcomes()]) or f"known are {', '.join(COLUMNS)} and all outcome words"
        raise InputError(f"{shown(word)} is not known; {hint}")
    return found


def _unit_factor(table: Table, word: str, unit: str) -> float:
    if word in COLUMNS:
        if unit not in ("", COLUMNS[word]):
            table.wrong("unit", f"{unit!r} does not fit {word}, which is in {COLUMNS[word]}")
        return 1.0
    if not unit:
        table.wrong("unit", f'is missing; {word} is in "{outcomes()[word].unit}"')
        return 1.0
    return table.read("unit", lambda given: outcomes()[word].factor_from(text(given)), 1.0)


def _arms_of_factors(top: Table, tables: Mapping[str, Any], design: Design) -> list[dict[str, Any]]:
    """An arm for every set of factors, the empty one first."""
    factors = [given for _, given in top.entries("factor") if isinstance(given, Mapping)]
    names = [str(each.get("name", "")) for each in factors]
    if "arm" in tables:
        top.wrong("factor", "stands beside [[arm]]; the arms of a factorial trial are made of its factors")
    if design.kind != "factorial":
        top.wrong("factor", 'needs kind = "factorial" in [design]')
    if not 2 <= len(factors) <= MOST_FACTORS or len(set(names)) < len(names) or not all(names):
        top.wrong("factor", f"two to {MOST_FACTORS} factors are needed, each with a name of its own")
        return [{"name": "none"}]
    sets = [chosen for size in range(len(factors) + 1) for chosen in combinations(factors, size)]
    return [_joined(chosen, "neither" if len(factors) == 2 else "none") for chosen in sets]


def _joined(chosen: Sequence[Mapping[str, Any]], empty: str) -> dict[str, Any]:
    arm: dict[str, Any] = {"name": " + ".join(str(each["name"]) for each in chosen) or empty}
    for each in chosen:
        for key, value in each.items():
            if key in ("dose", "medicines"):
                arm[key] = [*arm.get(key, []), *value]
            elif key == "diet":
                arm[key] = {**arm.get(key, {}), **value}
            elif key == "adherence":
                arm[key] = min(arm.get(key, 1.0), value)
            elif key != "name":
                arm[key] = value
    if len(chosen) == 1:
        arm["single"] = True
    return arm


def _check(top: Table, design: Design, trial: Trial) -> None:
    path = Table({}, ("design",), top.problems)
    if design.kind == "crossover":
        if len(trial.arms) < 2:
            path.wrong("kind", "a crossover needs at least two arms")
        if not design.period:
            path.wrong("period", 'is missing; a crossover needs it, like period = "8 weeks"')
        late = max(trial.last_day, max(design.visits, default=0.0))
        if design.period and late > design.period:
            path.wrong("period", f"{design.period:g} days, but something is measured on day {late:g} of a period")
    elif design.period or design.washout:
        path.wrong("period", f'belongs to kind = "crossover", not to "{design.kind}"')
    if design.kind == "factorial" and not design.factors:
        path.wrong("kind", "a factorial trial needs [[factor]] tables in place of [[arm]]")
    for arm in trial.arms:
        if arm.dropout and "design" in top:
            path.wrong("stop_per_year", f"is missing; dropout of arm {arm.name!r} is read by replays only")
    unknown = sorted(set(design.allocation or ()) - {name for name, _ in groups_of(trial, design)})
    for name in unknown:
        known = [each for each, _ in groups_of(trial, design)]
        path.wrong("allocation", f"{name!r} is not a group; {nearest(name, known) or 'groups are ' + ', '.join(known)}")


def _settled(design: Design, trial: Trial) -> Design:
    """The design with what its file leaves open: visits on the days of the endpoints, shares by the arms' numbers."""
    days = {0.0, *design.visits, *(each.day for each in trial.endpoints), *(each.from_day for each in trial.endpoints)}
    return replace(design, visits=tuple(sorted(days)), allocation=design.allocation or _usual_shares(trial, design))


def _usual_shares(trial: Trial, design: Design) -> dict[str, int]:
    names = [name for name, _ in groups_of(trial, design)]
    sizes = [arm.n for arm in trial.arms]
    if design.kind != "parallel" or None in sizes:
        return dict.fromkeys(names, 1)
    least = min(size for size in sizes if size)
    return {arm.name: max(1, round((arm.n or least) / least)) for arm in trial.arms}


def groups_of(trial: Trial, design: Design) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups people are dealt into, with the arms that each goes through: one, or all of them in a crossover.

    >>> planned = load_planned("knapen2013")
    >>> groups_of(planned.trial, planned.design)
    (('placebo', ('placebo',)), ('MK-7', ('MK-7',)))
    """
    names = tuple(arm.name for arm in trial.arms)
    if design.kind != "crossover":
        return tuple((name, (name,)) for name in names)
    orders = [names[turn:] + names[:turn] for turn in range(len(names))]
    return tuple((" then ".join(order), order) for order in orders)
