"""What drives each outcome: Morris elementary effects of every uncertain parameter, in two people.

    python -m osteon.sensitivity            what the committed table says
    python -m osteon.sensitivity --write    works the table out anew (needs SALib, in the extra `test`)

Method: Morris MD (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33:161, with
the mean of absolute effects of Campolongo F, Cariboni J, Saltelli A (2007), Environ Model Softw 22:1509.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.declare import Input, Param
from osteon.engine.model import Model
from osteon.engine.solver import Kernel
from osteon.errors import InputError, nearest
from osteon.futures import futures
from osteon.person import Person
from osteon.posterior import Posterior, posterior_of
from osteon.readouts import readouts
from osteon.simulate import own_kernel

FloatArray = NDArray[np.float64]
Evaluate = Callable[[FloatArray], FloatArray]
TABLE = Path(__file__).parent / "data" / "sensitivity.csv"
YEARS = 10.0
REACH = 1.645
"""Each parameter is moved over so many standard deviations of its combined spread to either side: 90 % of it."""
TRAJECTORIES, LEVELS, SEED = 20, 4, 1
PRECISION = 1e-6
"""Finer than usual, because effects are differences."""
KEPT = 0.02
"""Effects below this share of an outcome's largest are left out of the table."""
LEVEL = ("25ohd_serum", "pth_intact", "calcium_serum", "fractional_calcium_absorption", "ctx")
DENSITY = ("bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip")
VESSEL = ("ucoc_fraction", "dp_ucmgp", "pwv_carotid_femoral", "cac_score")
OUTCOMES = (*LEVEL, *DENSITY, *VESSEL)
"""Levels after ten years; of densities the change over ten years, in percent."""
_HABITS = {
    "diet": {"nutrients": {"calcium": "800 mg/d", "vitamin D": "4 ug/d"}},
    "sun": {"minutes": 15, "exposed": 0.25},
}
PEOPLE: Mapping[str, Mapping[str, object]] = {
    "woman at menopause": {
        "person": {"age": 51, "sex": "female", "menopause_age": 51, "latitude": 52.1, "skin_type": 2},
        **_HABITS,
    },
    "man of 70": {"person": {"age": 70, "sex": "male", "latitude": 52.1, "skin_type": 2}, **_HABITS},
}


@dataclass(frozen=True, slots=True)
class Driver:
    """How far one parameter moves one outcome of one person over its range.

    `effect` is the mean absolute effect (mu*) and `bend` the spread of the effects (sigma: above 0 where the effect is
    bent or depends on other parameters), both in the outcome's unit; `share` is its part of the sum of all effects,
    `doubt` the part of the parameter's variance that is doubt about the typical value, the rest being differences
    between people.
    """

    person: str
    outcome: str
    unit: str
    typical: float
    rank: int
    parameter: str
    effect: float
    bend: float
    share: float
    doubt: float


@cache
def drivers(person: str, outcome: str, most: int = 5) -> tuple[Driver, ...]:
    """The parameters that move an outcome most, from the committed table, strongest first.

    Raises:
        InputError: a person or outcome that the table does not have.

    >>> [driver.rank for driver in drivers("man of 70", "25ohd_serum", 3)]
    [1, 2, 3]
    """
    known = [driver for driver in table() if driver.person == person and driver.outcome == outcome]
    if not known:
        close = "" if outcome in OUTCOMES else nearest(outcome, OUTCOMES)
        hint = close or f"there are {', '.join(OUTCOMES)} for {' and '.join(PEOPLE)}"
        raise InputError(f"no sensitivity of {outcome!r} is known for {person!r}; {hint}")
    return tuple(known[:most])


@cache
def table() -> tuple[Driver, ...]:
    """The committed table, by person, outcome and rank."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Driver(
                row["person"],
                row["outcome"],
                row["unit"],
                float(row["typical"]),
                int(row["rank"]),
                row["parameter"],
                *(float(row[name]) for name in ("effect", "bend", "share", "doubt")),
            )
            for row in csv.DictReader(file)
        )


@dataclass(frozen=True, slots=True)
class Factor:
    """An uncertain parameter: its place in the model, its centre, and its two spreads as standard deviations.

    Spreads are of the logarithm, or in the parameter's own unit where it is declared as normal.
    """

    name: str
    index: int
    centre: float
    know: float
    vary: float
    normal: bool
    low: float
    high: float

    @property
    def doubt(self) -> float:
        """The part of the variance that is doubt about the typical value."""
        return self.know**2 / (self.know**2 + self.vary**2)

    def at(self, scores: FloatArray) -> FloatArray:
        """The parameter so many combined standard deviations from its centre."""
        moved = scores * np.hypot(self.know, self.vary)
        value = self.centre + moved if self.normal else self.centre * np.exp(moved)
        return np.asarray(np.clip(value, self.low, self.high))


def factors(model: Model, posterior: Posterior | None = None) -> tuple[Factor, ...]:
    """Every parameter of a model that is unsure or differs between people, in the model's order.

    A posterior narrows the doubt about the parameters that were fitted; how their doubts hang together is left out.
    """
    told = (
        {} if posterior is None else dict(zip(posterior.names, np.linalg.norm(posterior.factor, axis=1), strict=True))
    )
    found = []
    for index, entry in enumerate(model.params):
        param = entry.declaration
        assert isinstance(param, Param)
        if not isinstance(param, Input) and (param.know or param.vary):
            normal = param.spread == "normal"
            know, vary = (size if normal else float(np.sqrt(np.log1p(size**2))) for size in (param.know, param.vary))
            know *= float(told.get(entry.name, 1.0))
            low, high = (-np.inf if param.low is None else param.low), (np.inf if param.high is None else param.high)
            found.append(Factor(entry.name, index, model.defaults[entry.name], know, vary, normal, low, high))
    return tuple(found)


def design(names: Sequence[str], trajectories: int = TRAJECTORIES, seed: int = SEED) -> FloatArray:
    """Where to evaluate: (trajectories x (factors + 1), factors) standard scores; neighbours differ in one factor."""
    sampler = import_module("SALib.sample.morris")
    return np.asarray(sampler.sample(_problem(names), trajectories, num_levels=LEVELS, seed=seed), float)


def screen(
    names: Sequence[str], evaluate: Evaluate, trajectories: int = TRAJECTORIES, seed: int = SEED
) -> tuple[FloatArray, FloatArray]:
    """Mean absolute effect (mu*) and spread of effects (sigma) of each factor on each output, (factors, outputs).

    An effect is the change of the output as the factor goes over its whole range, -1.645 to 1.645 standard deviations.
    `evaluate` takes standard scores (points, factors) and gives outputs (points, outputs).
    """
    analyzer = import_module("SALib.analyze.morris")
    points = design(names, trajectories, seed)
    outputs = evaluate(points).T
    found = [analyzer.analyze(_problem(names), points, each, num_levels=LEVELS, seed=seed) for each in outputs]
    return _columns(found, "mu_star"), _columns(found, "sigma")


def _columns(found: Sequence[Mapping[str, FloatArray]], key: str) -> FloatArray:
    return np.column_stack([np.asarray(each[key], float) for each in found])


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[-REACH, REACH]] * len(names)}


def evaluate_with(kernel: Kernel, person: Person, moved: Sequence[Factor]) -> Evaluate:
    """The outcomes of a person as a function of standard scores of some parameters."""

    def evaluate(scores: FloatArray) -> FloatArray:
        params = kernel.defaults(len(scores))
        for column, factor in enumerate(moved):
            params[:, factor.index] = factor.at(scores[:, column])
        found = futures(kernel, person, params, [0.0, YEARS], precision=PRECISION)
        return np.column_stack([_figure(word, found[word]) for word in OUTCOMES])

    return evaluate


def _figure(word: str, values: FloatArray) -> FloatArray:
    if word in DENSITY:
        return np.asarray(100 * (values[:, 1] / values[:, 0] - 1))
    return values[:, 1]


def unit_of(word: str) -> str:
    """The unit of an outcome in the table."""
    return "% in 10 years" if word in DENSITY else readouts()[word].unit


def worked_out(kernel: Kernel) -> list[Driver]:
    """The whole table, anew."""
    moved = factors(kernel.model, posterior_of(OWN))
    names = [factor.name for factor in moved]
    found = []
    for label, facts in PEOPLE.items():
        evaluate = evaluate_with(kernel, Person.from_dict(dict(facts)), moved)
        typical = evaluate(np.zeros((1, len(moved))))[0]
        sizes, bends = screen(names, evaluate)
        for column, word in enumerate(OUTCOMES):
            effects = sizes[:, column]
            for rank, row in enumerate(np.argsort(-effects, kind="stable"), 1):
                if effects[row] < KEPT * effects.max():
                    break
                numbers = effects[row], bends[row, column], effects[row] / effects.sum(), moved[row].doubt
                found.append(
                    Driver(label, word, unit_of(word), float(typical[column]), rank, names[row], *map(float, numbers))
                )
    return found


def write(found: Sequence[Driver], path: Path = TABLE) -> None:
    """Write a table, with four digits of each number."""
    names = list(Driver.__dataclass_fields__)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for driver in found:
            cells = [getattr(driver, name) for name in names]
            writer.writerow([f"{cell:.4g}" if isinstance(cell, float) else cell for cell in cells])


def main(words: Sequence[str]) -> int:
    """Show or write the table."""
    parser = argparse.ArgumentParser(prog="python -m osteon.sensitivity", description="What drives each outcome.")
    parser.add_argument("--write", action="store_true", help="work the table out anew")
    if parser.parse_args(words).write:
        found = worked_out(own_kernel())
        write(found)
        sys.stdout.write(f"{len(found)} rows written to {TABLE}\n")
        return 0
    for person in PEOPLE:
        for word in OUTCOMES:
            best = ", ".join(f"{each.parameter} ({each.effect:.3g})" for each in drivers(person, word))
            sys.stdout.write(f"{person}, {word}, {unit_of(word)}: {best}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
