"""The parts of a trial: who was in it, what each arm took, what was measured and how sure that figure is.

The file format is described in docs/evidence/trials.md. All objects are frozen; figures keep the unit of their source.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from osteon.evidence.outcome_words import Outcome, outcomes
from osteon.intake.schedule import Schedule, of_supplement
from osteon.person import Supplement, interval_days
from osteon.units import Amount

NORMAL_95 = 1.959964

Measure = Literal["value", "change", "percent_change", "ratio_of_change", "ratio"]
Direction = Literal["higher", "lower", "none"]
Split = Literal["calibration", "holdout"]
SpreadOrigin = Literal["reported", "derived", "unknown"]
Analysis = Literal["all", "completers"]

MEASURES: tuple[Measure, ...] = ("value", "change", "percent_change", "ratio_of_change", "ratio")
DIRECTIONS: tuple[Direction, ...] = ("higher", "lower", "none")
SPLITS: tuple[Split, ...] = ("calibration", "holdout")
SPREAD_ORIGINS: tuple[SpreadOrigin, ...] = ("reported", "derived", "unknown")
ANALYSES: tuple[Analysis, ...] = ("all", "completers")


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that differs between people: its mean and SD, its limits, or both; unit empty where the key fixes it."""

    mean: float | None = None
    sd: float | None = None
    min: float | None = None
    max: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Who was in the trial: eligibility (limits) and baseline (means and SDs), to be matched when people are drawn.

    `baselines` holds outcomes, each with its unit; `intakes` holds daily intakes by nutrient name.
    """

    age: Spread
    n: int | None = None
    female: float = 0.5
    height: Spread | None = None
    mass: Spread | None = None
    bmi: Spread | None = None
    years_since_menopause: Spread | None = None
    egfr: Spread | None = None
    skin_type: Spread | None = None
    sun_minutes: Spread | None = None
    smokers: float | None = None
    prior_fracture: float | None = None
    medicines: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    baselines: Mapping[str, Spread] = field(default_factory=dict)
    intakes: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Measured ultraviolet exposure: standard erythema doses on a share of the skin, at an interval."""

    sed: float
    exposed: float = 1.0
    every: str = "day"
    start: float = 0.0
    stop: float | None = None

    @property
    def interval_days(self) -> float | None:
        """Days between two exposures; None if once."""
        return interval_days(self.every)


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a trial; `diet` replaces the people's usual intakes.

    `adherence` is the share of doses taken by those who have not stopped; `dropout` is the share of people who have
    stopped for good by the last day of follow-up of this arm.
    """

    name: str
    dose: tuple[Supplement, ...] = ()
    adherence: float = 1.0
    dropout: float = 0.0
    n: int | None = None
    sun: Exposure | None = None
    diet: Mapping[str, Amount] = field(default_factory=dict)
    medicines: tuple[str, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """What this arm takes on average: every dose times the adherence, in the words of a person's schedule.

        >>> arm = Arm("MK-7", (Supplement("MK-7", Amount(180, "ug")),), adherence=0.5)
        >>> arm.schedule.mean_daily("MK-7", 0, 365)
        90.0
        """
        doses = (of_supplement(replace(dose, amount=self._taken(dose.amount))) for dose in self.dose)
        return Schedule(tuple(doses))

    def _taken(self, amount: Amount) -> Amount:
        return Amount(amount.value * self.adherence, amount.unit)


@dataclass(frozen=True, slots=True)
class Meal:
    """The calcium load with which an absorption was measured, and its salt where it was not food."""

    calcium: Amount
    form: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One observed figure with its spread, or only its direction.

    `ratio` is a hazard, risk, odds or rate ratio of events, or of two arms' values; its spread is on the log scale.
    `weak` figures are shown but never fitted to and never counted. `analysis` says whose figure it is: of "all" who
    began, also those who stopped, or of the "completers", who had not.
    """

    outcome: str
    measure: Measure
    arm: str
    day: float
    versus: str | None = None
    from_day: float = 0.0
    observed: float | None = None
    ci95: tuple[float, float] | None = None
    sd: float | None = None
    n: int | None = None
    se: float | None = None
    direction: Direction | None = None
    tolerance: float | None = None
    unit: str = ""
    source: str = ""
    split: Split = "holdout"
    note: str = ""
    weak: bool = False
    spread: SpreadOrigin = "reported"
    meal: Meal | None = None
    analysis: Analysis = "completers"

    @property
    def known(self) -> Outcome | None:
        """The registered outcome, or None for a word that is in good form but not registered."""
        return outcomes().get(self.outcome)

    @property
    def counts(self) -> bool:
        """Whether this figure may be fitted to or counted in pass marks."""
        return not self.weak and (self.direction is not None or self.standard_error() is not None)

    def standard_error(self) -> float | None:
        """Standard error in `unit`; of the logarithm for a ratio; None where the source gives no spread.

        >>> Endpoint("bmd_total_hip", "percent_change", "D", 365, sd=2.0, n=100).standard_error()
        0.2
        """
        if self.ci95 is not None:
            low, high = (math.log(limit) for limit in self.ci95) if self.measure == "ratio" else self.ci95
            return (high - low) / (2 * NORMAL_95)
        if self.se is not None:
            return self.se
        return self.sd / math.sqrt(self.n) if self.sd is not None and self.n else None

    def interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the observed figure, as printed or from its standard error.

        >>> low, high = Endpoint("ctx", "percent_change", "D", 365, observed=1.0, se=0.5).interval()
        >>> round(low, 2), round(high, 2)
        (0.02, 1.98)
        """
        error = self.standard_error()
        if self.ci95 is not None or error is None or self.observed is None:
            return self.ci95
        step = NORMAL_95 * error
        if self.measure == "ratio":
            return self.observed * math.exp(-step), self.observed * math.exp(step)
        return self.observed - step, self.observed + step


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial as its file says it; `cohort` names the people, so that reports of one cohort share one split.

    `seen` says which parameter of the body was first set from it, so that nobody takes its replay for a blind one.
    """

    id: str
    title: str
    people: People
    arms: tuple[Arm, ...]
    endpoints: tuple[Endpoint, ...] = ()
    doi: str = ""
    latitude: float | None = None
    longitude: float | None = None
    start_month: int | None = None
    domain: str = ""
    cohort: str = ""
    seen: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()

    def arm(self, name: str) -> Arm:
        """The arm of this name.

        >>> Trial("t", "a trial", People(Spread(57)), (Arm("placebo"),)).arm("placebo").adherence
        1.0
        """
        return next(arm for arm in self.arms if arm.name == name)

    @property
    def blind(self) -> bool:
        """Whether all its figures are held out and none went into the body before."""
        return not self.seen and all(endpoint.split == "holdout" for endpoint in self.endpoints)

    @property
    def last_day(self) -> float:
        """The last day on which anything is measured."""
        return max((endpoint.day for endpoint in self.endpoints), default=0.0)

    def last_day_of(self, name: str) -> float:
        """The last day on which anything is measured in an arm.

        >>> seen = Endpoint("ctx", "change", "D3", 90)
        >>> Trial("t", "a trial", People(Spread(57)), (Arm("D3"), Arm("K1")), (seen,)).last_day_of("D3")
        90
        """
        return max((each.day for each in self.endpoints if name in (each.arm, each.versus)), default=0.0)
