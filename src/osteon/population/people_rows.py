"""A row of the model's parameters for each person: typical values of their world, their own ways, and their inputs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.engine.declare import Param
from osteon.engine.model import Model
from osteon.evidence.replay_draws import moved
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
    typical = typical_rows(model, people.spec.edition, people.spec.worlds, people.seed)
    rows = np.empty((people.count, len(model.params)))
    for start in range(0, people.count, BLOCK):
        end = min(start + BLOCK, people.count)
        noise = own_noise(model, people.seed, people.first + start, end - start)
        rows[start:end] = moved(model, typical[people.world[start:end]], noise, "vary")
    for name, values in people.inputs.items():
        rows[:, place[name]] = values
    return rows if before == 0.0 else _earlier(rows, place, before)


def own_noise(model: Model, seed: int, first: int, count: int) -> FloatArray:
    """(people, parameters) standard normal numbers of each person's own ways; 0 where people do not differ.

    >>> from osteon.body.editions import OWN, edition
    >>> noise = own_noise(edition(OWN).model(), 1, 0, 5)
    >>> bool((noise[3:] == own_noise(edition(OWN).model(), 1, 3, 2)).all())
    True
    """
    columns = [index for index, entry in enumerate(model.params) if _spread(entry.declaration, "vary")]
    streams = tuple(f"parameter {model.params[index].name}" for index in columns)
    noise = np.zeros((count, len(model.params)))
    noise[:, columns] = many_normals(seed, streams, first, count).T
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
