"""All that is not known of one person, as independent standard normal numbers: the coordinates in which twins live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteon.draws import Report, noise_of, parameters_of, range_scores, reporting_noise, reports
from osteon.engine.declare import Input, Param
from osteon.engine.model import Model
from osteon.inputs import food_inputs
from osteon.population.normal import chance_below, normal_of
from osteon.population.streams import normals
from osteon.posterior import Posterior

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
RARE = 1e-12
FILTRATION, CALCIFICATION = "filtration", "calcification"


@dataclass(frozen=True)
class Space:
    """Scores of a person, (draws, size): doubt about typical values, the person's own differences, errors of what is
    told of habits, and errors that labs share. All are independent and standard normal before any lab is looked at.
    """

    model: Model
    posterior: Posterior | None
    groups: tuple[str, ...]

    @cached_property
    def records(self) -> tuple[Param, ...]:
        """The declaration of each parameter, in the model's order."""
        return tuple(entry.declaration for entry in self.model.params if isinstance(entry.declaration, Param))

    @cached_property
    def doubt(self) -> IntArray:
        """Places of the parameters whose typical value is unsure."""
        return np.array([i for i, one in enumerate(self.records) if one.know and not isinstance(one, Input)])

    @cached_property
    def people(self) -> IntArray:
        """Places of the parameters in which people differ."""
        return np.array([i for i, one in enumerate(self.records) if one.vary and not isinstance(one, Input)])

    @cached_property
    def habits(self) -> tuple[str, ...]:
        """What is unsure of the inputs: reports, ranges of what food holds, filtration, calcium in the arteries."""
        ranges = [name for name, _ in food_inputs().values()]
        return (*("|".join(report.inputs) for report in reports()), *ranges, FILTRATION, CALCIFICATION)

    @property
    def size(self) -> int:
        """How many scores a draw has."""
        return len(self.doubt) + len(self.people) + len(self.habits) + len(self.groups)

    @cached_property
    def parts(self) -> dict[str, slice]:
        """Where each kind of score stands."""
        sizes = (len(self.doubt), len(self.people), len(self.habits), len(self.groups))
        names = ("doubt", "people", "habits", "groups")
        ends = np.cumsum(sizes).tolist()
        return {name: slice(end - size, end) for name, size, end in zip(names, sizes, ends, strict=True)}

    def draw(self, count: int, seed: int) -> FloatArray:
        """(count, size) scores before any lab: those that `simulate` draws with this seed."""
        doubt, people = noise_of(self.model, count, seed)
        noises = (noise for _, noise in reporting_noise(count, seed))
        told = [_score(report, noise) for report, noise in zip(reports(), noises, strict=True)]
        ranges = [range_scores(name, count, seed) for name, _ in food_inputs().values()]
        others = [normals(seed, f"twin {name}", 0, count) for name in (FILTRATION, CALCIFICATION, *self.groups)]
        return np.column_stack([doubt[:, self.doubt], people[:, self.people], *told, *ranges, *others])

    def parameters(self, scores: FloatArray) -> FloatArray:
        """(draws, parameters) of scores; inputs stay at their defaults."""
        doubt, people = (np.zeros((len(scores), len(self.records))) for _ in range(2))
        doubt[:, self.doubt] = scores[:, self.parts["doubt"]]
        people[:, self.people] = scores[:, self.parts["people"]]
        return parameters_of(self.model, doubt, people, self.posterior)

    def habit(self, scores: FloatArray, name: str) -> FloatArray:
        """The scores of one habit."""
        return np.asarray(scores[:, self.parts["habits"].start + self.habits.index(name)])

    def reports(self, scores: FloatArray) -> list[tuple[tuple[str, ...], FloatArray]]:
        """How far what people say of their habits is off, as in `draws.reporting_noise`."""
        found = []
        for report in reports():
            score = self.habit(scores, "|".join(report.inputs))
            if report.spread:
                found.append((report.inputs, np.exp(_log_size(report.spread) * score)))
            else:
                found.append((report.inputs, -report.mean * np.log(np.maximum(chance_below(-score), RARE))))
        return found

    @cached_property
    def sizes(self) -> tuple[FloatArray, FloatArray]:
        """How far a score of 1 moves each parameter by doubt and by difference; of the logarithm unless normal."""
        know = [one.know if one.spread == "normal" else _log_size(one.know) for one in self.records]
        vary = [one.vary if one.spread == "normal" else _log_size(one.vary) for one in self.records]
        return np.array(know), np.array(vary)

    def slopes(self, by_parameter: FloatArray, by_habit: FloatArray, by_group: FloatArray) -> FloatArray:
        """(results, size) slopes by score from those by parameter, (results, parameters), by habit and by group."""
        know, vary = self.sizes
        doubt = by_parameter * know
        if self.posterior is not None:
            place = {entry.name: index for index, entry in enumerate(self.model.params)}
            columns = [place[name] for name in self.posterior.names]
            doubt[:, columns] = doubt[:, columns] @ self.posterior.factor
        people = by_parameter * vary
        return np.column_stack([doubt[:, self.doubt], people[:, self.people], by_habit, by_group])


def names_of(space: Space) -> Sequence[str]:
    """A name for each score, such as "person's calcidiol.clearance"."""
    params = [entry.name for entry in space.model.params]
    return (
        *(f"typical {params[i]}" for i in space.doubt),
        *(f"own {params[i]}" for i in space.people),
        *(f"told {name}" for name in space.habits),
        *(f"assay {name}" for name in space.groups),
    )


def _score(report: Report, noise: FloatArray) -> FloatArray:
    """The standard normal number behind the error of a report."""
    if report.spread:
        return np.asarray(np.log(noise) / _log_size(report.spread))
    return normal_of(np.clip(-np.expm1(-noise / report.mean), RARE, 1 - RARE))


def _log_size(spread: float) -> float:
    return float(np.sqrt(np.log1p(spread**2)))
