"""One row of an event table: its cells checked and turned into an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from osteon.assign import LONGEST_HOURS, check_range, gather, read_number
from osteon.catalogue import Catalogue, Item
from osteon.errors import InputError
from osteon.eventtable.records import DOSE, OBSERVATION, OTHER, RESET_AND_DOSE, Dosing, Event

NUMBERS = ("TIME", "EVID", "AMT", "RATE", "DUR", "II", "ADDL", "SS")
COLUMNS = ("ID", "CMT", *NUMBERS)
MOST_DOSES = 10_000_000


@dataclass
class RowReader:
    """Turns rows into events; every problem is noted in `problems` with its line.

    `places` says where each known column stands, `params` which columns set which parameter.
    """

    catalogue: Catalogue
    problems: list[str]
    places: Mapping[str, int]
    params: Mapping[int, Item]
    line: int = 0
    cells: Sequence[str] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    pools: dict[str, Item | str] = field(default_factory=dict)

    def person(self, line: int, cells: Sequence[str]) -> str:
        """Take up the next row and say whose it is; without a column ID everything is person 1's."""
        self.line, self.cells = line, cells
        self.numbers = {column: self._number(column) for column in NUMBERS if column in self.places}
        if "ID" in self.places and not self._text("ID"):
            self._note("ID is missing")
        return self._text("ID") if "ID" in self.places else "1"

    def event(self, before: Event | None) -> Event:
        """The row taken up last, as the event that follows `before`."""
        hour, kind = self._hour(before), self._kind()
        dosing = self._dosing() if kind in (DOSE, RESET_AND_DOSE) else None
        if kind not in (DOSE, RESET_AND_DOSE) and self._given("AMT"):
            self._note(f"AMT {self._text('AMT')} is not given on a row with EVID {kind}; a dose has EVID 1 or 4")
        return Event(self.line, hour, kind, dosing, self._sets())

    def _note(self, problem: str) -> None:
        self.problems.append(f"line {self.line}: {problem}")

    def _text(self, column: str) -> str:
        place = self.places.get(column)
        return "" if place is None or self.cells[place] == "." else self.cells[place]

    def _number(self, column: str) -> float:
        text = self._text(column)
        return gather(self.problems, lambda: read_number(text), 0.0, f"line {self.line}: {column} ") if text else 0.0

    def _given(self, column: str) -> float:
        return self.numbers.get(column, 0.0)

    def _whole(self, column: str, most: int) -> int:
        number = self._given(column)
        if number != int(number) or not 0 <= number <= most:
            self._note(f"{column} {number:g} is not a whole number from 0 to {most}")
            return 0
        return int(number)

    def _hour(self, before: Event | None) -> float:
        hour = self._given("TIME")
        if "TIME" in self.places and not self._text("TIME"):
            self._note("TIME is missing")
        elif not 0 <= hour <= LONGEST_HOURS:
            self._note(f"TIME {hour:g} must be from 0 to {LONGEST_HOURS:g} h")
        elif before and "TIME" not in self.places:
            self._note("a second row of one ID needs a column TIME (hours)")
        elif before and hour < before.hour:
            self._note(f"TIME {hour!r} comes after {before.hour!r} on line {before.line}; sort each ID's rows by TIME")
        return hour

    def _kind(self) -> int:
        """EVID; where it is missing, a row with an amount is a dose and any other an observation."""
        if self._text("EVID"):
            return self._whole("EVID", RESET_AND_DOSE)
        if self._given("AMT"):
            return DOSE
        return OBSERVATION if "TIME" in self.places else OTHER

    def _dosing(self) -> Dosing | None:
        pool, duration, interval = self._pool(), self._duration(), self._given("II")
        more, steady = self._whole("ADDL", MOST_DOSES), self._whole("SS", 2)
        if not self._text("AMT") or self._given("AMT") < 0:
            self._note("a dose needs AMT, a number of 0 or more")
        if interval < 0 or (interval == 0 and (more or steady)):
            self._note("ADDL and SS need II, the hours between doses, above 0")
        if steady == 2:
            self._note("SS 2 (adding to a steady state) is not possible in a model that is not linear; use SS 1")
        if steady and duration > interval > 0:
            self._note(f"SS needs infusions no longer than II; this one takes {duration:g} h")
        return None if pool is None else Dosing(pool, self._given("AMT"), duration, interval, more + 1, bool(steady))

    def _duration(self) -> float:
        """Hours of an infusion from RATE (amount an hour) or DUR; 0 for a dose given at once."""
        rate, hours, amount = self._given("RATE"), self._given("DUR"), self._given("AMT")
        if rate < 0 or hours < 0:
            self._note("RATE and DUR must be 0 or more; rates that a model works out (-1, -2) are not supported")
            return 0.0
        if (rate or hours) and not amount:
            self._note("an infusion needs AMT above 0")
        if rate and hours and abs(amount / rate - hours) > 1e-6 * hours:
            self._note(f"RATE and DUR disagree: AMT/RATE is {amount / rate:g} h; give one of them")
        return amount / rate if rate else hours

    def _pool(self) -> Item | None:
        text = self._text("CMT")
        if not text:
            self._note("a dose needs CMT, the name or number of a pool")
            return None
        if text not in self.pools:
            self.pools[text] = self._found(text)
        found = self.pools[text]
        if isinstance(found, str):
            self._note(f"CMT {found}")
            return None
        return found

    def _found(self, text: str) -> Item | str:
        """The pool of this name or number, or what is wrong with it."""
        try:
            return self.catalogue.compartment(text)
        except InputError as error:
            return error.problems[0]

    def _sets(self) -> dict[Item, float]:
        stated = ((place, item) for place, item in self.params.items() if self.cells[place] not in ("", "."))
        return {item: self._value(item, self.cells[place]) for place, item in stated}

    def _value(self, item: Item, text: str) -> float:
        def read() -> float:
            number = read_number(text)
            check_range(item, number)
            return number

        return gather(self.problems, read, 0.0, f"line {self.line}: {self.catalogue.label(item)} ")
