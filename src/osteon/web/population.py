"""A population run: virtual people as they live and with a supplement, the same people in both."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.solver import Kernel, Settings
from osteon.errors import InputError
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.inputs import food_inputs
from osteon.outcomes.fracture import RiskFactors, fracture_risk
from osteon.outcomes.reference import t_score
from osteon.population.people import draw_people, parameter_rows
from osteon.population.spec import Spec, women_share
from osteon.readouts import Readout, readouts
from osteon.simulate import RUN_IN, YEAR, own_kernel
from osteon.web.jobs import Say
from osteon.web.live.bands import figure
from osteon.web.live.base import places
from osteon.web.schemas.population import (
    AgeBand,
    Counted,
    Distribution,
    Histogram,
    PopulationRequest,
    PopulationResult,
)

FloatArray = NDArray[np.float64]
CHUNK = 256
PRECISION = 1e-3
IU_PER_UG = 40.0
OUTCOMES = (
    *("25ohd_serum", "pth_intact", "ucoc_fraction", "dp_ucmgp", "ctx"),
    *("bmd_femoral_neck", "bmd_lumbar_spine", "pwv_carotid_femoral"),
)
NECK = "bmd_femoral_neck"
LEVEL = "25ohd_serum"
BINS = 24
PER = 1000.0
MOMENTS = 6
"""Points of each life that the fracture risk is worked out from."""


@dataclass(frozen=True)
class _Lives:
    """One way of living of some people: outcomes by word, (people, moments), and who got through."""

    outcomes: Mapping[str, FloatArray]
    ok: NDArray[np.bool_]


def population(asked: PopulationRequest, say: Say) -> PopulationResult:
    """Draw people, let them live twice, and sum up; tells how far it is.

    Raises:
        InputError: limits that leave nobody.
    """
    begun = time.perf_counter()
    if asked.age_from >= asked.age_to:
        raise InputError(f"age_from {asked.age_from:g} must lie below age_to {asked.age_to:g}")
    spec, kernel = _spec(asked), own_kernel()
    drawn, plain, helped = [], [], []
    for first in range(0, asked.people, CHUNK):
        say(first, asked.people, "people drawn and simulated")
        people = draw_people(spec, first, min(CHUNK, asked.people - first), asked.seed)
        rows = parameter_rows(kernel.model, people, before=RUN_IN)
        drawn.append(people)
        plain.append(_lived(kernel, rows, asked.years, {}))
        helped.append(_lived(kernel, rows, asked.years, _taken(asked)))
    say(asked.people, asked.people, "summing up")
    ok = np.concatenate([one.ok & other.ok for one, other in zip(plain, helped, strict=True)])
    columns = {name: np.concatenate([each.columns[name] for each in drawn])[ok] for name in drawn[0].columns}
    lives = [_joined(each, ok) for each in (plain, helped)]
    return _result(asked, columns, lives[0], lives[1], len(ok) - int(ok.sum()), time.perf_counter() - begun)


def _spec(asked: PopulationRequest) -> Spec:
    women = women_share() if asked.women is None else asked.women
    wanted = Wanted(age=Spread(min=asked.age_from, max=asked.age_to), female=women)
    return Spec("app", wanted, latitude=asked.latitude)


def _taken(asked: PopulationRequest) -> dict[str, float]:
    """What the supplements add to inputs of the model."""
    d3, factor = food_inputs()["vitamin D3"]
    added = {d3: asked.d3_iu / IU_PER_UG * factor, "menaquinone.mk7_supplement": asked.mk7_ug}
    return {name: amount for name, amount in added.items() if amount}


def _lived(kernel: Kernel, rows: FloatArray, years: float, added: Mapping[str, float]) -> _Lives:
    """Two runs after one another: the run-in as they live, then the years with what is added from day 0 on."""
    from osteon.engine.events import SET_PARAMETER, Line

    place = places(kernel)
    times = RUN_IN + np.linspace(0.0, years, MOMENTS) * YEAR
    lines = [
        [Line(RUN_IN, SET_PARAMETER, place[name], float(row[place[name]]) + more) for name, more in added.items()]
        for row in rows
    ]
    batch = kernel.run(rows, times, events=lines, settings=Settings(relative=PRECISION), threads=2)
    wanted = [readouts()[word] for word in OUTCOMES]
    parts = sorted({part for readout in wanted for part in readout.parts if part in kernel.readouts})
    read = kernel.follow(times, batch.states, batch.params, parts, threads=2)
    values = {part: read[..., index] for index, part in enumerate(parts)}
    values |= {entry.name: batch.states[..., index] for index, entry in enumerate(kernel.model.pools)}
    return _Lives({readout.outcome: readout.of(values) for readout in wanted}, batch.ok)


def _joined(lives: list[_Lives], ok: NDArray[np.bool_]) -> dict[str, FloatArray]:
    return {word: np.concatenate([each.outcomes[word] for each in lives])[ok] for word in OUTCOMES}


def _result(
    asked: PopulationRequest,
    columns: Mapping[str, FloatArray],
    plain: Mapping[str, FloatArray],
    helped: Mapping[str, FloatArray],
    stuck: int,
    seconds: float,
) -> PopulationResult:
    return PopulationResult(
        people=len(columns["age"]),
        stuck=stuck,
        years=asked.years,
        seed=asked.seed,
        edition=OWN,
        seconds=round(seconds, 2),
        women=round(float(np.mean(columns["female"])), 3),
        age=figure(columns["age"]),
        distributions=[_distribution(readouts()[word], plain[word], helped[word]) for word in OUTCOMES],
        counted=_counted(asked, columns, plain, helped),
        ages=_ages(columns["age"], plain),
        notes=[
            "Virtual people as adults of United States surveys are; each lives twice, without and with the supplement.",
            "The spread is of people; what is not known of the model's typical values differs between them too.",
        ],
    )


def _distribution(readout: Readout, plain: FloatArray, helped: FloatArray) -> Distribution:
    now, later, later_with = plain[:, 0], plain[:, -1], helped[:, -1]
    ends = np.percentile(np.concatenate([now, later, later_with]), (0.5, 99.5))
    edges = np.linspace(ends[0], max(ends[1], ends[0] + 1e-9), BINS + 1)
    counts = [np.histogram(np.clip(each, edges[0], edges[-1]), edges)[0].tolist() for each in (now, later, later_with)]
    return Distribution(
        outcome=readout.outcome,
        words=readout.name,
        unit=readout.unit,
        digits=readout.digits,
        support=readout.support,  # type: ignore[arg-type]
        now=figure(now),
        later=figure(later),
        later_with=figure(later_with),
        difference=figure(later_with - later),
        mean_difference=float(f"{np.mean(later_with - later):.4g}"),
        histogram=Histogram(
            edges=[float(f"{edge:.4g}") for edge in edges], now=counts[0], later=counts[1], later_with=counts[2]
        ),
    )


def _counted(
    asked: PopulationRequest,
    columns: Mapping[str, FloatArray],
    plain: Mapping[str, FloatArray],
    helped: Mapping[str, FloatArray],
) -> list[Counted]:
    """Of 1,000 people: low vitamin D, T-scores, and fractures within the years."""
    rows = [
        _share("below_30", "have less than 30 nmol/L of 25(OH)D", *(_below(each, 30.0) for each in (plain, helped))),
        _share("below_50", "have less than 50 nmol/L of 25(OH)D", *(_below(each, 50.0) for each in (plain, helped))),
        _share("osteoporosis", "have a T-score of -2.5 or less (thigh bone)", *map(_thin, (plain, helped))),
    ]
    broken = [_broken(asked.years, columns, each[NECK]) for each in (plain, helped)]
    words = {"hip": "break a hip", "vertebral": "have a spine fracture", "major": "break a hip, spine, arm or wrist"}
    for name, what in words.items():
        without, with_it = (float(f"{each[name]:.4g}") for each in broken)
        rows.append(
            Counted(
                id=name,
                words=f"{what} within {asked.years:g} years",
                now=None,
                later=without,
                later_with=with_it,
                fewer=float(f"{without - with_it:.3g}"),
            )
        )
    return rows


def _share(name: str, words: str, plain: NDArray[np.bool_], helped: NDArray[np.bool_]) -> Counted:
    now, later, later_with = (
        round(PER * float(np.mean(each)), 1) for each in (plain[:, 0], plain[:, -1], helped[:, -1])
    )
    return Counted(
        id=name, words=words, now=now, later=later, later_with=later_with, fewer=round(later - later_with, 1)
    )


def _below(lives: Mapping[str, FloatArray], limit: float) -> NDArray[np.bool_]:
    return np.asarray(lives[LEVEL] < limit)


def _thin(lives: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
    return np.asarray(t_score("femoral_neck", lives[NECK]) <= -2.5)


def _broken(years: float, columns: Mapping[str, FloatArray], neck: FloatArray) -> dict[str, float]:
    factors = RiskFactors(
        years_since_fracture=np.where(columns["prior_fracture"] > 0, 5.0, np.inf),
        smoker=columns["smoker"] > 0,
        bmi=columns["bmi"],
    )
    sex = np.where(columns["female"] > 0, "female", "male")
    risk = fracture_risk(np.linspace(0.0, years, MOMENTS), columns["age"], sex, neck, factors)
    return {name: PER * float(np.mean(risk.within(years, name))) for name in ("hip", "vertebral", "major")}


def _ages(age: FloatArray, plain: Mapping[str, FloatArray]) -> list[AgeBand]:
    score = t_score("femoral_neck", plain[NECK][:, 0])
    found: list[Any] = []
    for low in range(10, 100, 10):
        inside = (age >= low) & (age < low + 10)
        if inside.sum() >= MOMENTS:
            found.append(
                AgeBand(
                    ages=f"{low} to {low + 9}",
                    people=int(inside.sum()),
                    t_score=figure(score[inside]),
                    level=figure(plain[LEVEL][inside, 0]),
                )
            )
    return found
