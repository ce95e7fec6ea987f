"""Published trials as they are sent, and their replay."""

from __future__ import annotations

from functools import cache
from typing import Any

from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay import replay, summary_of
from osteon.evidence.trial import Endpoint, Trial, load_all
from osteon.web.jobs import Say
from osteon.web.kept_scorecard import keep_scorecard
from osteon.web.refusals import RefusedError
from osteon.web.schemas.jobs import ReplayRequest
from osteon.web.schemas.trials import Scorecard, TrialArm, TrialEndpoint, TrialLine, TrialPage, Trials


@cache
def known() -> dict[str, Trial]:
    """All trials that come with Osteon, by id."""
    return {trial.id: trial for trial in load_all()}


def trial_list() -> Trials:
    """The list of all trials.

    >>> "knapen2013" in {line.id for line in trial_list().trials}
    True
    """
    words = {endpoint.outcome for trial in known().values() for endpoint in trial.endpoints}
    return Trials(
        trials=[TrialLine(**_line(trial)) for trial in known().values()],
        outcomes={word: outcomes()[word].name for word in sorted(words) if word in outcomes()},
    )


def trial_page(name: str) -> TrialPage:
    """One trial.

    Raises:
        RefusedError: there is none of this id.
    """
    trial = trial_of(name)
    return TrialPage(
        **_line(trial),
        arm_details=[
            TrialArm(name=arm.name, people=arm.n, dose=[f"{x.amount} {x.substance} every {x.every}" for x in arm.dose])
            for arm in trial.arms
        ],
        figures=[_endpoint(endpoint) for endpoint in trial.endpoints],
    )


def trial_of(name: str) -> Trial:
    """The trial of this id; only those that come with Osteon, never a file.

    Raises:
        RefusedError: there is none.
    """
    if name not in known():
        raise RefusedError(404, "not_found", "there is no such trial; see /api/trials")
    return known()[name]


def scorecard(asked: ReplayRequest, say: Say) -> Scorecard:
    """Replay trials, and tell how far it is."""
    chosen = [trial_of(name) for name in asked.trials] or list(known().values())
    done = iter(range(len(chosen) + 1))

    def progress(name: str) -> None:
        say(next(done), len(chosen), known()[name].title or name)

    card = summary_of(replay(chosen, people=asked.people, doubts=asked.doubts, progress=progress))
    say(len(chosen), len(chosen), "done")
    found = scorecard_of(card)
    if asked == ReplayRequest():
        keep_scorecard(found)
    return found


def scorecard_of(card: dict[str, Any]) -> Scorecard:
    """The scorecard as it is sent."""
    passed = card.pop("pass")
    for trial in card["trials"]:
        for row in trial["endpoints"]:
            row["words"] = outcomes()[row["outcome"]].name if row["outcome"] in outcomes() else row["outcome"]
    return Scorecard.model_validate({**card, "passed": passed})


def _line(trial: Trial) -> dict[str, Any]:
    return {
        "id": trial.id,
        "title": trial.title,
        "doi": trial.doi,
        "people": trial.people.n,
        "age": trial.people.age.mean,
        "female": trial.people.female,
        "latitude": trial.latitude,
        "arms": [arm.name for arm in trial.arms],
        "outcomes": list(dict.fromkeys(endpoint.outcome for endpoint in trial.endpoints)),
        "endpoints": len(trial.endpoints),
        "held_out": sum(endpoint.split == "holdout" for endpoint in trial.endpoints),
    }


def _endpoint(endpoint: Endpoint) -> TrialEndpoint:
    names = ("outcome", "measure", "arm", "versus", "day", "observed", "direction", "unit", "source", "split", "note")
    return TrialEndpoint(**{name: getattr(endpoint, name) for name in names}, ci95=endpoint.interval())
