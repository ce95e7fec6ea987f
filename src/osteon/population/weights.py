"""Gives people weights so that, weighted, they have the means and SDs of a trial's table, and says what that costs.

Who is outside the table's limits has no weight. Effective sample size after Kish 1965: the number of equally weighted
people who would give means as sure as these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.population.weights_table import Limit, Target
from osteon.population.weights_tilt import CLOSE, features_of, scale_of, tilted

FloatArray = NDArray[np.float64]
Blocks = Callable[[tuple[str, ...]], Iterable[Mapping[str, FloatArray]]]

FEW = 100.0
"""Effective people below which a matching is said to be poor."""
FLAGS = ("female", "smoker", "prior_fracture")


@dataclass(frozen=True)
class Matching:
    """Weights for people, as a rule: `theta` by feature; of `count` people `kept` count, worth `effective` equal ones.

    `reached` says, for each target, the mean and SD asked for, before and after; `left_out` what could not be matched.
    """

    targets: tuple[Target, ...]
    limits: tuple[Limit, ...]
    theta: FloatArray
    scale: FloatArray
    largest: float
    total: float
    count: int
    kept: int
    effective: float
    reached: Mapping[str, Mapping[str, float | None]]
    left_out: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the weights depend on."""
        return _columns(self.targets, self.limits)

    @property
    def poor(self) -> bool:
        """Whether so few effective people are left that estimates will be rough."""
        return self.effective < FEW

    def weights(self, columns: Mapping[str, FloatArray]) -> FloatArray:
        """The weight of each person, 1 on average over all, 0 for those outside the limits."""
        tilt = (features_of(columns, self.targets) / self.scale) @ self.theta
        weight = np.exp(np.minimum(tilt - self.largest, 0.0)) * (self.count / self.total)
        return np.asarray(np.where(_within(columns, self.limits), weight, 0.0))


def match(
    targets: Sequence[Target], blocks: Blocks, *, limits: Sequence[Limit] = (), left_out: tuple[str, ...] = ()
) -> Matching:
    """The weights that give people the targets; `blocks` reads columns a block at a time, and is called several times.

    A share of 0 or of 1 is a limit.

    Raises:
        InputError: a target that nobody, or no mixture of these people, can have; all that are out of reach at once.

    >>> age = np.linspace(50.0, 80.0, 301)
    >>> found = match([Target("age", 60.0)], lambda names: [{"age": age}])
    >>> weight = found.weights({"age": age})
    >>> round(float(np.average(age, weights=weight)), 3), bool(200 < found.effective < 250)
    (60.0, True)
    """
    if not targets:
        raise InputError("nothing to match: the table gives no mean of a column that these people have")
    chosen, bounds = _with_shares_as_limits(tuple(targets), tuple(limits))
    before = _moments(blocks, _columns(targets, bounds), bounds, None)
    if not before["kept"]:
        raise InputError("nobody of these people is within the limits of the table", "matching")
    fixed = _variable(chosen, before)
    scale = scale_of(fixed, before)
    theta, (largest, total, square) = tilted(fixed, scale, partial(_kept_blocks, blocks, fixed, bounds))
    count, kept = int(before["count"]), int(before["kept"])
    effective = total**2 / square
    matching = Matching(fixed, bounds, theta, scale, largest, total, count, kept, effective, {}, left_out)
    after = _moments(blocks, _columns(targets, bounds), bounds, matching)
    reached = {target.column: _told(target, before, after) for target in targets}
    return replace(matching, reached=reached)


def _with_shares_as_limits(
    targets: tuple[Target, ...], limits: tuple[Limit, ...]
) -> tuple[tuple[Target, ...], tuple[Limit, ...]]:
    """A share of 0 or 1 of people with a mark keeps only those without or with it."""
    whole = [target for target in targets if target.column in FLAGS and target.mean in (0.0, 1.0)]
    bounds = (*limits, *(Limit(target.column, target.mean, target.mean) for target in whole))
    return tuple(target for target in targets if target not in whole), bounds


def _columns(targets: Sequence[Target], limits: Sequence[Limit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(target.column for target in targets), *(limit.column for limit in limits))))


def _within(columns: Mapping[str, FloatArray], limits: Sequence[Limit]) -> NDArray[np.bool_]:
    count = len(next(iter(columns.values())))
    return np.asarray(np.all([np.ones(count, dtype=bool), *(limit.keeps(columns) for limit in limits)], axis=0))


def _kept_blocks(
    blocks: Blocks, targets: tuple[Target, ...], limits: tuple[Limit, ...]
) -> Iterator[Mapping[str, FloatArray]]:
    """The blocks without those who are outside the limits."""
    for block in blocks(_columns(targets, limits)):
        inside = _within(block, limits)
        if inside.any():
            yield {name: values[inside] for name, values in block.items()}


def _moments(
    blocks: Blocks, columns: tuple[str, ...], limits: tuple[Limit, ...], matching: Matching | None
) -> dict[str, float]:
    """Weighted mean, SD and ends of each column, in one pass; before matching, of those within the limits."""
    found: dict[str, float] = {"count": 0.0, "kept": 0.0}
    sums = {name: np.zeros(3) for name in columns}
    ends = dict.fromkeys(columns, (np.inf, -np.inf))
    for block in blocks(columns):
        found["count"] += len(block[columns[0]])
        inside = _within(block, limits)
        found["kept"] += float(inside.sum())
        weight = inside.astype(float) if matching is None else matching.weights(block)
        for name in columns:
            known = np.isfinite(block[name]) & inside
            values, own = block[name][known], weight[known]
            sums[name] += (own.sum(), own @ values, own @ values**2)
            low, high = ends[name]
            ends[name] = (min(low, values.min(initial=np.inf)), max(high, values.max(initial=-np.inf)))
    for name, (total, first, second) in sums.items():
        mean = first / total if total else np.nan
        found |= {
            f"{name} mean": mean,
            f"{name} sd": float(np.sqrt(max(second / total - mean**2, 0.0))) if total else np.nan,
        }
        found |= {f"{name} low": ends[name][0], f"{name} high": ends[name][1]}
    return found


def _variable(targets: tuple[Target, ...], before: Mapping[str, float]) -> tuple[Target, ...]:
    """The targets that weights can move; an error for those that no weights reach."""
    problems, kept = [], []
    for target in targets:
        low, high = before[f"{target.column} low"], before[f"{target.column} high"]
        words = target.column.replace("_", " ")
        room = max((target.mean - low) * (high - target.mean), 0.0)
        if low == high and abs(target.mean - low) <= CLOSE * max(1.0, abs(low)):
            continue
        if not low < target.mean < high:
            problems.append(
                f"{words}: a mean of {target.mean:g} is out of reach, these people have {low:g} to {high:g}"
            )
        elif target.sd is not None and target.sd**2 >= room:
            problems.append(f"{words}: an SD of {target.sd:g} around {target.mean:g} does not fit {low:g} to {high:g}")
        else:
            kept.append(target)
    if problems:
        raise InputError(problems, "matching")
    return tuple(kept)


def _told(target: Target, before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float | None]:
    name = target.column
    return {
        "mean_asked": target.mean,
        "sd_asked": target.sd,
        "mean_before": before[f"{name} mean"],
        "sd_before": before[f"{name} sd"],
        "mean_after": after[f"{name} mean"],
        "sd_after": after[f"{name} sd"],
    }
