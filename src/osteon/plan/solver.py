"""Mixed-integer linear programmes with HiGHS: always one thread, one seed and no gap, so that answers repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from osteon.errors import OsteonError

ALWAYS = ""
"""The group of rows that are never given up."""
WHOLE = 1e-6
"""How far from a whole number a whole one may come out, and a row be missed, in the row's own scale."""
TIE = 1e-5
"""Added to costs by place, so that of two equal plans the first in the order of the tables is taken."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One number to find, from 0 to `most`: a whole one unless it is said otherwise; `cost` for each unit."""

    name: str
    most: float
    cost: float
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One condition: the sum of terms lies from `low` to `high`; rows of a `group` stand or fall together."""

    group: str
    terms: Mapping[str, float]
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True, slots=True)
class Problem:
    """What to find, under which conditions."""

    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of rows that can be given up, in their order."""
        return tuple(dict.fromkeys(row.group for row in self.rows if row.group != ALWAYS))


@dataclass(frozen=True, slots=True)
class Solution:
    """The cheapest values, and what they cost."""

    values: Mapping[str, float]
    cost: float


def solve(problem: Problem, start: Mapping[str, float] | None = None) -> Solution | None:
    """The cheapest values that keep all rows; None where there are none. `start` are values to begin from, if known.

    Raises:
        OsteonError: the solver gave up.

    >>> glass = Variable("glasses", 3, 1.0)
    >>> solve(Problem((glass,), (Row("need", {"glasses": 240.0}, low=400.0),))).values
    {'glasses': 2.0}
    >>> solve(Problem((glass,), (Row("need", {"glasses": 240.0}, low=900.0),))) is None
    True
    """
    solver = _solver()
    solver.passModel(_model(problem.variables, problem.rows))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = [start[variable.name] for variable in problem.variables]
        solver.setSolution(known)
    if not _run(solver):
        return None
    found = solver.getSolution().col_value
    values = {
        variable.name: float(round(value)) if variable.whole else max(float(value), 0.0)
        for variable, value in zip(problem.variables, found, strict=True)
    }
    return Solution(values, sum(variable.cost * values[variable.name] for variable in problem.variables))


def possible(problem: Problem, without: Iterable[str] = ()) -> bool:
    """Whether any values keep all rows but those of some groups.

    >>> glass = Variable("glasses", 3, 1.0)
    >>> short = Problem((glass,), (Row("need", {"glasses": 240.0}, low=900.0),))
    >>> possible(short), possible(short, ["need"])
    (False, True)
    """
    left_out = set(without)
    free = tuple(replace(variable, cost=0.0) for variable in problem.variables)
    solver = _solver()
    solver.setOptionValue("mip_max_improving_sols", 1)
    model = _model(free, [row for row in problem.rows if row.group not in left_out])
    model.col_cost_ = np.zeros(len(free))
    solver.passModel(model)
    return _run(solver)


def _run(solver: Any) -> bool:
    """Whether the solver found values; an error where it cannot tell."""
    solver.run()
    status = solver.getModelStatus()
    nothing = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    enough = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)
    if status not in (*nothing, *enough):
        raise OsteonError(f"the planner's solver gave up: {solver.modelStatusToString(status)}")
    return status in enough


def kept(row: Row, values: Mapping[str, float]) -> bool:
    """Whether values keep a row.

    >>> kept(Row("need", {"glasses": 240.0}, low=400.0), {"glasses": 2.0})
    True
    """
    total = sum(factor * values[name] for name, factor in row.terms.items())
    slack = WHOLE * max(1.0, *(abs(end) for end in (row.low, row.high) if np.isfinite(end)))
    return bool(row.low - slack <= total <= row.high + slack)


def _solver() -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", TIE / 10)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
    return solver


def _model(variables: Sequence[Variable], rows: Sequence[Row]) -> highspy.HighsLp:
    place = {variable.name: index for index, variable in enumerate(variables)}
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(variables), len(rows)
    model.col_cost_ = np.array([variable.cost + TIE * i / len(variables) for i, variable in enumerate(variables)])
    model.col_lower_ = np.zeros(len(variables))
    model.col_upper_ = np.array([float(variable.most) for variable in variables])
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[variable.whole] for variable in variables]
    model.row_lower_ = np.array([row.low for row in rows])
    model.row_upper_ = np.array([row.high for row in rows])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row.terms) for row in rows)]).astype(np.int32)
    matrix.index_ = np.array([place[name] for row in rows for name in row.terms], dtype=np.int32)
    matrix.value_ = np.array([value for row in rows for value in row.terms.values()], dtype=float)
    return model
