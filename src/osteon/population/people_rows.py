"""A row of the model's parameters for each person: typical values of their world, their own ways, and their inputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.draws import moved
from osteon.engine.declare import Param
from osteon.engine.model import Model
from osteon.inputs import filtration_course
from osteon.population.streams import many_normals
from osteon.posterior import posterior_of

if TYPE_CHECKING:
    from osteon.population.people import People

FloatArray = NDArray[np.float64]

YEAR = 365.25
BLOCK = 1024


def parameter_rows(model: Model, people: People, *, before: float = 0.0) -> FloatArray:
    """(people, parameters): everybody's own parameters on day 0, or as they were so many days `before` it.

    Going back makes people younger, moves the season, and gives back the filtration that age took meanwhile.

    >>> from osteon.body.editions import OWN, edition
    >>> from osteon.population.people import draw_people
    >>> from osteon.population.spec import Spec
    >>> model = edition(OWN).model()
    >>> parameter_rows(model, draw_people(Spec(), 0, 2, seed=1)).shape == (2, len(model.params))
    True
    """
    place = {entry.name: index for index, entry in enumerate(model.params)}
    typical, ways = typical_rows(model, people.spec.edition, people.spec.worlds, people.seed), _ways(model)
    rows = typical[people.world]
    for start in range(0, people.count, BLOCK):
        end = min(start + BLOCK, people.count)
        noise = many_normals(people.seed, ways.streams, people.first + start, end - start)
        centres = typical.T[ways.columns][:, people.world[start:end]]
        rows[start:end, ways.columns] = ways.moved(centres, noise).T
    for name, values in people.inputs.items():
        rows[:, place[name]] = values
    return rows if before == 0.0 else _earlier(rows, place, before)


@dataclass(frozen=True)
class _Ways:
    """The parameters in which people differ: where they stand, their streams, and how each moves with its noise."""

    columns: NDArray[np.intp]
    streams: tuple[str, ...]
    size: FloatArray
    additive: NDArray[np.bool_]
    low: FloatArray
    high: FloatArray

    def moved(self, centres: FloatArray, noise: FloatArray) -> FloatArray:
        """(parameters, people) values around their centres: log-normal, or normal where the record says so."""
        step = self.size[:, None] * noise
        found = centres * np.exp(np.where(self.additive[:, None], 0.0, step))
        found[self.additive] += step[self.additive]
        return np.asarray(np.clip(found, self.low[:, None], self.high[:, None], out=found))


def _ways(model: Model) -> _Ways:
    chosen = [
        (index, entry.name, entry.declaration)
        for index, entry in enumerate(model.params)
        if isinstance(entry.declaration, Param) and entry.declaration.vary
    ]
    records = [record for _, _, record in chosen]
    additive = np.array([record.spread == "normal" for record in records])
    vary = np.array([float(record.vary) for record in records])
    return _Ways(
        np.array([index for index, _, _ in chosen], dtype=np.intp),
        tuple(f"parameter {name}" for _, name, _ in chosen),
        np.where(additive, vary, np.sqrt(np.log1p(vary**2))),
        additive,
        np.array([-np.inf if record.low is None else record.low for record in records]),
        np.array([np.inf if record.high is None else record.high for record in records]),
    )


def own_noise(model: Model, seed: int, first: int, count: int) -> FloatArray:
    """(people, parameters) standard normal numbers of each person's own ways; 0 where people do not differ.

    >>> from osteon.body.editions import OWN, edition
    >>> noise = own_noise(edition(OWN).model(), 1, 0, 5)
    >>> bool((noise[3:] == own_noise(edition(OWN).model(), 1, 3, 2)).all())
    True
    """
    ways, noise = _ways(model), np.zeros((count, len(model.params)))
    noise[:, ways.columns] = many_normals(seed, ways.streams, first, count).T
    return noise


def typical_rows(model: Model, edition: str, worlds: int, seed: int) -> FloatArray:
    """(worlds, parameters) sets of typical values: the edition's own if there is one world, else drawn from its doubt.

    >>> from osteon.body.editions import OWN, edition
    >>> typical_rows(edition(OWN).model(), OWN, 3, 1).shape[0]
    3
    """
    names = tuple(entry.name for entry in model.params)
    kept = _kept(names, edition, worlds, seed)
    centre = np.array([model.defaults[name] for name in names])
    if worlds == 1:
        return centre[None, :]
    posterior = posterior_of(edition)
    noise = kept if posterior is None else posterior.joined(model, kept)
    noise[:, [not _spread(entry.declaration, "know") for entry in model.params]] = 0.0
    return moved(model, np.tile(centre, (worlds, 1)), noise, "know")


@lru_cache(maxsize=8)
def _kept(names: tuple[str, ...], edition: str, worlds: int, seed: int) -> FloatArray:
    return many_normals(seed, tuple(f"typical {name}" for name in names), 0, worlds).T.copy()


def _spread(declared: object, which: str) -> float:
    return float(getattr(declared, which)) if isinstance(declared, Param) else 0.0


def _earlier(rows: FloatArray, place: dict[str, int], days: float) -> FloatArray:
    kidney = [rows[:, place[f"kidney.{name}"]] for name in ("old_share", "middle_age", "spread")]
    age = rows[:, place["life.age_at_start"]]
    gained = filtration_course(age - days / YEAR, *kidney) / filtration_course(age, *kidney)
    rows[:, place["kidney.filtration_at_start"]] *= gained
    rows[:, place["life.age_at_start"]] -= days / YEAR
    rows[:, place["skin.day_of_year_at_start"]] -= days % YEAR
    return rows
