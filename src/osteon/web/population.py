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
from osteon.outcomes.fracture import FractureRisk, RiskFactors, fracture_risk, treatment
from osteon.outcomes.reference import t_score
from osteon.population.people import draw_people, parameter_rows
from osteon.population.spec import WORLDS, Spec, women_share
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
NECK, SPINE, RESORPTION = "bmd_femoral_neck", "bmd_lumbar_spine", "bone_cells.resorption"
LEVEL = "25ohd_serum"
BINS = 24
PER = 1000.0
PEOPLE_OF_A_WORLD, FEWEST_WORLDS = 50, 4
"""So many people at least share a set of typical values, lest groups differ by chance alone; and so many sets."""
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
    columns["world"] = np.concatenate([each.world for each in drawn])[ok].astype(float)
    lives = [_joined(each, ok) for each in (plain, helped)]
    return _result(asked, columns, lives[0], lives[1], len(ok) - int(ok.sum()), time.perf_counter() - begun)


def _spec(asked: PopulationRequest) -> Spec:
    women = women_share() if asked.women is None else asked.women
    wanted = Wanted(age=Spread(min=asked.age_from, max=asked.age_to), female=women)
    worlds = int(np.clip(asked.people // PEOPLE_OF_A_WORLD, FEWEST_WORLDS, WORLDS))
    return Spec("app", wanted, latitude=asked.latitude, worlds=worlds)


def _taken(asked: PopulationRequest) -> dict[str, float]:
    """What the supplements add to inputs of the model."""
    d3, factor = food_inputs()["vitamin D3"]
    added = {d3: asked.d3_iu / IU_PER_UG * factor, "menaquinone.mk7_supplement": asked.mk7_ug}
    return {name: amount for name, amount in added.items() if amount}


def _lived(kernel: Kernel, rows: FloatArray, years: float, added: Mapping[str, float]) -> _Lives:
    """Two runs after one another: the run-in as they live, then the years with what is added from day 0 on."""
    from osteon.engine.events import SET_PARAMETER, Line

    place = places()
    times = RUN_IN + np.linspace(0.0, years, MOMENTS) * YEAR
    lines = [
        [Line(RUN_IN, SET_PARAMETER, place[name], float(row[place[name]]) + more) for name, more in added.items()]
        for row in rows
    ]
    batch = kernel.run(rows, times, events=lines, settings=Settings(relative=PRECISION), threads=2)
    wanted = [readouts()[word] for word in OUTCOMES]
    parts = sorted({RESORPTION} | {part for readout in wanted for part in readout.parts if part in kernel.readouts})
    read = kernel.follow(times, batch.states, batch.params, parts, threads=2)
    values = {part: read[..., index] for index, part in enumerate(parts)}
    values |= {entry.name: batch.states[..., index] for index, entry in enumerate(kernel.model.pools)}
    outcomes = {readout.outcome: readout.of(values) for readout in wanted}
    return _Lives(outcomes | {RESORPTION: values[RESORPTION]}, batch.ok)


def _joined(lives: list[_Lives], ok: NDArray[np.bool_]) -> dict[str, FloatArray]:
    return {word: np.concatenate([each.outcomes[word] for each in lives])[ok] for word in lives[0].outcomes}


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
            "Intervals of counts are between groups that share a set of typical values: what is not known, and chance.",
            "Spreads of outcomes are of people; what is not known of typical values differs between them too.",
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
    world = columns["world"]
    lives = (plain, helped)
    rows = [
        _count("below_30", "have less than 30 nmol/L of 25(OH)D", [_below(each, 30.0) for each in lives], world),
        _count("below_50", "have less than 50 nmol/L of 25(OH)D", [_below(each, 50.0) for each in lives], world),
        _count("osteoporosis", "have a T-score of -2.5 or less (thigh bone)", [_thin(each) for each in lives], world),
    ]
    risks = [_risk(asked.years, columns, each, plain) for each in lives]
    words = {"hip": "break a hip", "vertebral": "have a spine fracture", "major": "break a hip, spine, arm or wrist"}
    for name, what in words.items():
        chances = [each.within(asked.years, name)[:, None] for each in risks]
        rows.append(_count(name, f"{what} within {asked.years:g} years", chances, world, now=False))
    return rows


def _count(name: str, words: str, chances: list[FloatArray], world: FloatArray, *, now: bool = True) -> Counted:
    """What each person's chances, (people, times), come to in 1,000 people, over all and between groups."""
    later, later_with = (PER * each[:, -1] for each in chances)
    fewer = later - later_with
    return Counted(
        id=name,
        words=words,
        now=_short(PER * float(np.mean(chances[0][:, 0]))) if now else None,
        later=_short(float(np.mean(later))),
        later_with=_short(float(np.mean(later_with))),
        fewer=_short(float(np.mean(fewer))),
        later_interval=_between(later, world),
        later_with_interval=_between(later_with, world),
        fewer_interval=_between(fewer, world),
    )


def _between(values: FloatArray, world: FloatArray) -> tuple[float, float]:
    """The interval of the means of groups that share their typical values."""
    groups = np.unique(world)
    low, high = np.percentile([float(np.mean(values[world == group])) for group in groups], (5.0, 95.0)).tolist()
    return _short(low), _short(high)


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _below(lives: Mapping[str, FloatArray], limit: float) -> FloatArray:
    return np.asarray(lives[LEVEL] < limit, dtype=np.float64)


def _thin(lives: Mapping[str, FloatArray]) -> FloatArray:
    return np.asarray(t_score("femoral_neck", lives[NECK]) <= -2.5, dtype=np.float64)


def _risk(
    years: float, columns: Mapping[str, FloatArray], life: Mapping[str, FloatArray], plain: Mapping[str, FloatArray]
) -> FractureRisk:
    """Fracture risk of one life of each person, what differs from the plain one counted as a treatment."""
    factors = RiskFactors(
        years_since_fracture=np.where(columns["prior_fracture"] > 0, 5.0, np.inf)[:, None],
        smoker=columns["smoker"][:, None] > 0,
        bmi=columns["bmi"][:, None],
        **treatment(*(life[word] / plain[word] for word in (NECK, SPINE, RESORPTION))),
    )
    sex = np.where(columns["female"] > 0, "female", "male")
    return fracture_risk(np.linspace(0.0, years, MOMENTS), columns["age"], sex, life[NECK], factors)


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
