"""Published trials and how the model replays them."""

from __future__ import annotations

from typing import Literal

from osteon.web.schemas.common import Record


class TrialArm(Record):
    """An arm: what was taken."""

    name: str
    people: int | None
    dose: list[str]


class TrialEndpoint(Record):
    """A figure that was measured."""

    outcome: str
    measure: str
    arm: str
    versus: str | None
    day: float
    observed: float | None
    ci95: tuple[float, float] | None
    direction: str | None
    unit: str
    source: str
    split: Literal["calibration", "holdout"]
    note: str


class TrialLine(Record):
    """A trial in the list; `inside` of `counted` endpoints lie within what was observed, once it was replayed."""

    id: str
    title: str
    doi: str
    people: int | None
    age: float | None
    female: float
    latitude: float | None
    arms: list[str]
    outcomes: list[str]
    endpoints: int
    held_out: int


class TrialPage(TrialLine):
    """A trial with its arms and figures."""

    arm_details: list[TrialArm]
    figures: list[TrialEndpoint]


class Trials(Record):
    """All trials that come with Osteon."""

    trials: list[TrialLine]
    outcomes: dict[str, str]


class Scored(Record):
    """An endpoint as predicted and as observed."""

    outcome: str
    words: str
    measure: str
    arm: str
    versus: str | None
    day: float
    from_day: float
    unit: str
    predicted: float | None
    predicted_interval: tuple[float, float] | None
    observed: float | None
    direction: str | None
    ci95: tuple[float, float] | None
    z: float | None
    z_with_heterogeneity: float | None
    inside: bool | None
    inside_with_heterogeneity: bool | None
    counts: bool
    modelled: bool
    stand_in: str
    split: Literal["calibration", "holdout"]
    blind: bool
    domain: str
    source: str


class TallyRow(Record):
    """How many endpoints counted, and the share of them that was met."""

    counted: int
    inside: float | None
    inside_with_heterogeneity: float | None
    rms_z: float | None
    not_modelled: int


class ReplayedTrial(Record):
    """A trial's endpoints, what could not be read, and the share of people that did not get through."""

    id: str
    endpoints: list[Scored]
    not_read: list[str]
    stuck: float


class Scorecard(Record):
    """Replays of trials: failures stand beside successes."""

    edition: str
    seconds: float
    passed: bool
    shortfalls: list[str]
    groups: dict[str, TallyRow]
    domains: dict[str, dict[str, TallyRow]]
    trials: list[ReplayedTrial]


class KeptScorecard(Record):
    """The scorecard that was kept, if there is one."""

    scorecard: Scorecard | None
