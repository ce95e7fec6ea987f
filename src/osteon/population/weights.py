"""Gives people weights so that, weighted, they have the means and SDs of a trial's table, and says what that costs.

Exponential tilting: of all weights with the wanted means, those that differ least from equal ones (relative entropy).
Who is outside the table's limits has no weight. Equation: w proportional to exp(theta . f(x)); theta makes the weighted mean of f zero, f being a column's distance from
its mean and, where an SD is asked for, the squared distance from the mean less the variance. Source: Hainmueller 2012
(entropy balancing); effective sample size after Kish 1965.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError, nearest
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.population.people_allowed import limits_of
from osteon.population.people_eaten import column_of, general_name, per_unit
from osteon.population.people_numbers import or_else
from osteon.population.spec import Spec

FloatArray = NDArray[np.float64]
Blocks = Callable[[tuple[str, ...]], Iterable[Mapping[str, FloatArray]]]
Kept = Callable[[], Iterable[Mapping[str, FloatArray]]]

ROUNDS = 100
CLOSE = 1e-7
"""How near, in SDs, the weighted means must come."""
STEEPEST = 40.0
"""A tilt beyond which a target counts as out of reach."""
FEW = 100.0
"""Effective people below which a matching is said to be poor."""
PLAIN = ("age", "height", "mass", "bmi", "egfr", "skin_type", "sun_minutes", "years_since_menopause")
FLAGS = ("female", "smoker", "prior_fracture")
SHARES = {"smokers": "smoker", "prior_fracture": "prior_fracture"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a weighted column shall have: a mean and, if given, an SD, in the column's own unit."""

    column: str
    mean: float
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """Who counts at all: those between `low` and `high` in a column, and those without a value in it."""

    column: str
    low: float = -np.inf
    high: float = np.inf

    def keeps(self, columns: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
        """Who is within.

        >>> Limit("age", low=60.0).keeps({"age": np.array([59.0, 61.0, np.nan])}).tolist()
        [False, True, True]
        """
        values = columns[self.column]
        return np.asarray(np.isnan(values) | ((values >= self.low) & (values <= self.high)))


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
        tilt = (_features(columns, self.targets) / self.scale) @ self.theta
        weight = np.exp(np.minimum(tilt - self.largest, 0.0)) * (self.count / self.total)
        return np.asarray(np.where(_within(columns, self.limits), weight, 0.0))


def limits_of_table(spec: Spec, names: Sequence[str]) -> tuple[Limit, ...]:
    """The limits of a trial's table on these columns.

    >>> limits_of_table(Spec(), ["age"])
    (Limit(column='age', low=18.0, high=inf),)
    """
    return tuple(
        Limit(column, or_else(spread.min, -np.inf) * factor, or_else(spread.max, np.inf) * factor)
        for column, spread, factor in limits_of(spec)
        if column in names
    )


def targets_of_table(people: Wanted, names: Sequence[str]) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """What a trial's table asks for in these columns, and the words of it that no column holds.

    >>> targets, left_out = targets_of_table(Wanted(age=Spread(mean=60.0, sd=5.0), female=0.5), ["age", "female"])
    >>> [(target.column, target.mean, target.sd) for target in targets], left_out
    ([('age', 60.0, 5.0), ('female', 0.5, None)], ())
    """
    wanted = [(name, getattr(people, name), 1.0) for name in PLAIN]
    wanted += [
        (column_of(general_name(name)), spread, per_unit(name, spread.unit)) for name, spread in people.intakes.items()
    ]
    found = [_target(column, spread, factor) for column, spread, factor in wanted if spread and spread.mean is not None]
    found.append(Target("female", people.female))
    found += [Target(column, value) for key, column in SHARES.items() if (value := getattr(people, key)) is not None]
    known = tuple(target for target in found if target.column in names)
    missing = [target.column for target in found if target.column not in names]
    return known, (*missing, *people.baselines)


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
    scale = _scale(fixed, before)
    theta, (largest, total, square) = _tilted(fixed, scale, partial(_kept_blocks, blocks, fixed, bounds))
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


def _target(column: str, spread: Spread, factor: float) -> Target:
    assert spread.mean is not None
    return Target(column, spread.mean * factor, spread.sd * factor if spread.sd else None)


def _features(columns: Mapping[str, FloatArray], targets: Sequence[Target]) -> FloatArray:
    """(people, features) whose weighted means shall be zero; people without a value count in none of that column's."""
    parts = []
    for target in targets:
        apart = np.nan_to_num(columns[target.column] - target.mean)
        parts.append(apart)
        if target.sd is not None:
            known = np.isfinite(columns[target.column])
            parts.append(np.where(known, apart**2 - target.sd**2, 0.0))
    return np.column_stack(parts) if parts else np.zeros((len(next(iter(columns.values()))), 0))


def _moments(
    blocks: Blocks, columns: tuple[str, ...], limits: tuple[Limit, ...], matching: Matching | None
) -> dict[str, float]:
    """Weighted mean, SD, lowest and highest of each column, in one pass; before matching, of those within the limits."""
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


def _scale(targets: Sequence[Target], before: Mapping[str, float]) -> FloatArray:
    found: list[float] = []
    for target in targets:
        spread = before[f"{target.column} sd"]
        found += [spread] if target.sd is None else [spread, spread**2]
    return np.array(found)


def _tilted(
    targets: tuple[Target, ...], scale: FloatArray, blocks: Kept
) -> tuple[FloatArray, tuple[float, float, float]]:
    """Newton's method on the logarithm of the summed weights, each step in one pass, halved until it goes down."""
    theta, step = np.zeros(len(scale)), 1.0
    value, slope, curve, sums = _pass(targets, scale, blocks, theta)
    for _ in range(ROUNDS):
        if not len(scale) or np.abs(slope).max() < CLOSE:
            return theta, sums
        move = np.linalg.solve(curve + 1e-12 * np.eye(len(scale)), slope)
        step = 1.0
        while step > 1e-6:
            trial = theta - step * move
            found = _pass(targets, scale, blocks, trial)
            if found[0] <= value - 1e-4 * step * float(slope @ move) or np.abs(found[1]).max() < CLOSE:
                break
            step /= 2
        theta, (value, slope, curve, sums) = trial, found
        if np.abs(theta).max() > STEEPEST:
            break
    if np.abs(slope).max() < 1e-3:
        return theta, sums
    worst = _names(targets)[int(np.argmax(np.abs(slope)))]
    raise InputError(
        f"these targets contradict each other in these people, {worst} most of all; "
        "leave one out, or make a population that is nearer to the table",
        "matching",
    )


def _names(targets: Sequence[Target]) -> list[str]:
    found: list[str] = []
    for target in targets:
        words = target.column.replace("_", " ")
        found += [f"the mean of {words}"] if target.sd is None else [f"the mean of {words}", f"the SD of {words}"]
    return found


def _pass(
    targets: tuple[Target, ...], scale: FloatArray, blocks: Kept, theta: FloatArray
) -> tuple[float, FloatArray, FloatArray, tuple[float, float, float]]:
    """Logarithm of the summed weights with slope and curvature, and (largest tilt, sum, sum of squares)."""
    largest, total, square = -np.inf, 0.0, 0.0
    first, second = np.zeros(len(scale)), np.zeros((len(scale), len(scale)))
    for block in blocks():
        features = _features(block, targets) / scale
        tilt = features @ theta
        top = max(largest, float(tilt.max()))
        shrink = np.exp(largest - top) if np.isfinite(largest) else 0.0
        weight = np.exp(tilt - top)
        total, square = total * shrink + weight.sum(), square * shrink**2 + (weight**2).sum()
        first = first * shrink + weight @ features
        second = second * shrink + (features * weight[:, None]).T @ features
        largest = top
    mean = first / total
    return largest + float(np.log(total)), mean, second / total - np.outer(mean, mean), (largest, total, square)


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


def chosen_targets(targets: Sequence[Target], only: Sequence[str]) -> tuple[Target, ...]:
    """Some of the targets, by their columns; raises InputError with the nearest names for others.

    >>> chosen_targets([Target("age", 60.0), Target("bmi", 25.0)], ["bmi"])[0].mean
    25.0
    """
    names = [target.column for target in targets]
    wrong = [name for name in only if name not in names]
    if wrong:
        hints = [
            f"{name!r} is not in the table; {nearest(name, names) or 'there are ' + ', '.join(names)}" for name in wrong
        ]
        raise InputError(hints, "--only")
    return tuple(target for target in targets if target.column in only)
