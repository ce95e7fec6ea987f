"""What is known of one person, as frozen records: the first link of `Person -> simulate -> outcomes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from osteon.person.interval import interval_days
from osteon.units import Amount

FIRST_DAY = 1


@dataclass(frozen=True, slots=True)
class Lab:
    """One measurement: `outcome` is an outcome word such as 25ohd_serum, `value` is in that outcome's own unit.

    `assay` names the method, laboratory or scanner where it is known: results of one assay share its error.
    `precision` is the coefficient of variation of repeats in percent, where the laboratory or scanner states it.
    """

    outcome: str
    value: Amount
    date: date
    assay: str = ""
    precision: float | None = None


@dataclass(frozen=True, slots=True)
class Food:
    """A food that is eaten regularly, as written: the food tables decide what it holds."""

    name: str
    amount: Amount
    every: str = "day"

    @property
    def interval_days(self) -> float | None:
        """Days between two helpings; None if eaten once."""
        return interval_days(self.every)


@dataclass(frozen=True, slots=True)
class Diet:
    """What is eaten: `nutrients` are totals per day (foods included) by name, each in its substance's unit per day.

    `pattern` holds what the person keeps to, such as vegan or lactose-free; plans keep to it.
    """

    nutrients: Mapping[str, Amount] = field(default_factory=dict)
    foods: tuple[Food, ...] = ()
    pattern: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sun:
    """Sun on the skin: `minutes` a day at `hour` (None: around noon), the shares of skin `exposed` and of `cloud`."""

    minutes: float = 0.0
    exposed: float = 0.25
    sunscreen_spf: float = 0.0
    hour: float | None = None
    cloud: float | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """One supplement: `amount` of `substance` (minerals: elemental) at each dose, from day `start` up to day `stop`.

    Where a label leaves the amount open it lies from `at_least` to `at_most`, and `amount` is what is counted; `untold`
    is True where nothing bounds it from above.
    """

    substance: str
    amount: Amount
    every: str = "day"
    start: float = 0.0
    stop: float | None = None
    with_meal: bool = True
    name: str = ""
    at_least: Amount | None = None
    at_most: Amount | None = None
    untold: bool = False

    @property
    def interval_days(self) -> float | None:
        """Days between two doses; None if taken once."""
        return interval_days(self.every)


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine; `amount` is None where the file gives only its name."""

    name: str
    amount: Amount | None = None
    every: str = "day"
    start: float = 0.0
    stop: float | None = None

    @property
    def interval_days(self) -> float | None:
        """Days between two doses; None if taken once."""
        return interval_days(self.every)


@dataclass(frozen=True, slots=True)
class Person:
    """One person on day 0 of a simulation: years, cm, kg, degrees; `egfr` in mL/min/1.73m2.

    `assumed` says in words what was not given and what stands in its place; it does not count in comparisons.
    Without `start_date`, day 0 is 1 January, so that the same file always gives the same result.

    >>> from osteon.person import Person
    >>> body = {"age": 57, "sex": "female", "height": "164 cm", "mass": "66 kg", "place": "Utrecht", "skin_type": 2}
    >>> person = Person.from_dict({"person": body})
    >>> person.place, person.latitude, person.start_day_of_year
    ('Utrecht, NL', 52.09, 1)
    """

    age: float
    sex: str
    height_cm: float
    mass_kg: float
    latitude: float
    longitude: float = 0.0
    place: str = ""
    skin_type: int = 2
    name: str = ""
    birth_date: date | None = None
    start_date: date | None = None
    menopause_age: float | None = None
    egfr: float | None = None
    conditions: frozenset[str] = frozenset()
    medicines: tuple[Medicine, ...] = ()
    ethnicity: str = ""
    smoking: str = ""
    alcohol_g_per_day: float | None = None
    exercise_min_per_week: float | None = None
    parent_hip_fracture: bool | None = None
    previous_fracture: bool | None = None
    labs: Mapping[str, tuple[Lab, ...]] = field(default_factory=dict)
    diet: Diet = Diet()
    sun: Sun = Sun()
    supplements: tuple[Supplement, ...] = ()
    assumed: tuple[str, ...] = field(default=(), compare=False)

    @property
    def start_day_of_year(self) -> int:
        """Day of the year (1 to 366) on which the simulation starts; 1 without a start date."""
        return self.start_date.timetuple().tm_yday if self.start_date else FIRST_DAY

    @property
    def body_mass_index(self) -> float:
        """Mass over height squared, kg/m2.

        >>> round(Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1).body_mass_index, 1)
        24.5
        """
        return self.mass_kg / (self.height_cm / 100) ** 2

    def takes(self, word: str) -> bool:
        """Whether a medicine or supplement of this name, or of this group of medicines, is taken.

        >>> ill = Medicine("warfarin")
        >>> me = Person(age=57, sex="male", height_cm=180, mass_kg=80, latitude=52.1, medicines=(ill,))
        >>> me.takes("vitamin K antagonist"), me.takes("digoxin")
        (True, False)
        """
        from osteon.substances import substances

        names = {taken.name for taken in self.medicines} | {taken.substance for taken in self.supplements}
        return word in names or word in {substances()[name].group for name in names}

    def latest(self, outcome: str) -> Lab | None:
        """The newest measurement of an outcome, if there is one.

        >>> print(Person(age=57, sex="male", height_cm=180, mass_kg=80, latitude=52.1).latest("25ohd_serum"))
        None
        """
        found = self.labs.get(outcome, ())
        return found[-1] if found else None

    @classmethod
    def from_toml(cls, path: str | Path, today: date | None = None) -> Person:
        """Read a person file; raises InputError that lists every problem with its key and line."""
        from osteon.person.files import read_file

        text = read_file(path)
        return cls.from_text(text, where=str(path), today=today, folder=Path(path).parent)

    @classmethod
    def from_text(
        cls, text: str, where: str = "person", today: date | None = None, folder: Path | None = None
    ) -> Person:
        r"""Read a person from the text of a person file; `where` names it in messages, labels are read from `folder`.

        >>> Person.from_text("[person]\nage = 57\nsex = 'male'\nlatitude = 52.1").sex
        'male'
        """
        from osteon.person.files import key_lines, read_toml
        from osteon.person.reading import read_person

        table = read_toml(text, where)
        day = today or date.today()
        return read_person(table, where=where, lines=key_lines(text), today=day, folder=folder)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any], where: str = "person", today: date | None = None) -> Person:
        """Read a person from the tables of a person file as dictionaries; raises InputError with every problem.

        >>> Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1}}).height_cm
        175.0
        """
        from osteon.person.reading import read_person

        return read_person(table, where=where, lines={}, today=today or date.today())

    def to_toml(self) -> str:
        """Write the person file that reads back as this person.

        >>> me = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1}})
        >>> Person.from_text(me.to_toml()) == me
        True
        """
        from osteon.person.writing import write_person

        return write_person(self)
