"""Which virtual people are wanted: who may be in, what is known of their baseline, where they live and since when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from osteon.body.editions import OWN
from osteon.evidence.replay_people import ADULT, USUAL_LATITUDE
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread, Trial

WORLDS = 64


@dataclass(frozen=True)
class Spec:
    """A population as it is asked for; what is left open is as in the adults that were surveyed.

    `people` holds limits (who may be in) and baselines (means and SDs). `latitude` is one for all; without it people
    live in the towns of `country`, as many in each as live there. `ethnicities` are shares by word, the empty word
    for not told; None is as surveyed. `usual_medicines` is how often medicines are taken relative to the survey: 1 for
    a population, 0 for a trial that names its own. `worlds` is how many sets of typical values of the model's
    parameters there are: doubt that all people of a world share. One world holds the edition's own typical values.
    """

    name: str = "adults"
    people: Wanted = field(default_factory=lambda: Wanted(age=Spread(min=ADULT)))
    latitude: float | None = None
    country: str = "US"
    start_month: int | None = None
    ethnicities: tuple[tuple[str, float], ...] | None = None
    usual_medicines: float = 1.0
    edition: str = OWN
    worlds: int = WORLDS

    def __hash__(self) -> int:
        return hash((self.name, self.latitude, self.country, self.start_month, self.edition, self.worlds))


def spec_of_trial(trial: Trial, *, worlds: int = WORLDS) -> Spec:
    """The people of a trial, at its place and season.

    >>> from osteon.evidence.trial import load_trial
    >>> spec_of_trial(load_trial("knapen2013")).latitude
    50.8
    """
    age = trial.people.age
    grown = replace(trial.people, age=replace(age, min=max(ADULT, age.min or ADULT)))
    return Spec(
        name=trial.cohort or trial.id,
        people=grown,
        latitude=USUAL_LATITUDE if trial.latitude is None else trial.latitude,
        start_month=trial.start_month,
        ethnicities=(),
        usual_medicines=0.0,
        worlds=worlds,
    )
