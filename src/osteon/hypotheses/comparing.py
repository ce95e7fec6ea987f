"""What the alternatives mean for one person, with three spreads kept apart: doubt, people, hypotheses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN, edition
from osteon.engine.model import Model
from osteon.engine.solver import compile_model
from osteon.errors import InputError
from osteon.evidence.replay_draws import doubted, people_noise, varied
from osteon.futures import futures
from osteon.hypotheses.records import Question, apply, question_of
from osteon.person import Person
from osteon.posterior import posterior_of

FloatArray = NDArray[np.float64]
DOUBTS, PEOPLE = 12, 12
KEY = "hypotheses"


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations of one outcome, in its unit, that together make the whole.

    `hypotheses` is disagreement between alternatives, `doubt` what is not known of typical values, `people` how people
    differ, `rest` what these do to each other. Their squares add up to the square of `total`.
    """

    total: float
    hypotheses: float
    doubt: float
    people: float
    rest: float


@dataclass(frozen=True)
class Outlook:
    """One outcome at the end: middle and 5 to 95 % interval under each alternative, and what the spread is made of."""

    by_alternative: Mapping[str, tuple[float, float, float]]
    spread: Spread


@dataclass(frozen=True)
class Comparison:
    """The alternatives of a question for one person: levels at the end, and what the person's supplements change.

    `effects` is empty where the person takes no supplement.
    """

    question: Question
    years: float
    weights: Mapping[str, float]
    levels: Mapping[str, Outlook]
    effects: Mapping[str, Outlook]


def compare(
    person: Person,
    question: str,
    years: float = 10.0,
    *,
    weights: Mapping[str, float] | None = None,
    doubts: int = DOUBTS,
    people: int = PEOPLE,
) -> Comparison:
    """Every outcome of a person under each alternative of a question, in the same draws.

    Weights are the question's priors unless others are given, as from `weigh`. Labs are not used here: the person
    stands for everybody of this age, sex and habits.

    Raises:
        InputError: an unknown question, weights of other names, years or draws too few.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> found = compare(me, "k2_bone", 1, doubts=2, people=2)
    >>> list(found.levels["bmd_lumbar_spine"].by_alternative), found.effects
    (['none', 'weak', 'strong'], mappingproxy({}))
    """
    chosen = question_of(question)
    shares = _shares(chosen, weights)
    if years <= 0 or min(doubts, people) < 1:
        raise InputError("years must be above 0, and at least one draw of doubt and one of people is needed")
    size = doubts, people
    levels = _lived(chosen, person, years, size)
    effects: dict[str, FloatArray] = {}
    if person.supplements:
        without = _lived(chosen, replace(person, supplements=()), years, size)
        effects = {word: levels[word] - without[word] for word in levels}
    return Comparison(chosen, years, MappingProxyType(shares), _outlooks(shares, levels), _outlooks(shares, effects))


def decompose(values: FloatArray, weights: FloatArray) -> Spread:
    """The spread of values, (alternatives, doubts, people), into parts; weights add up to 1.

    >>> table = np.array([[[0.0, 2.0], [0.0, 2.0]], [[1.0, 3.0], [1.0, 3.0]]])
    >>> decompose(table, np.array([0.5, 0.5]))
    Spread(total=1.118033988749895, hypotheses=0.5, doubt=0.0, people=1.0, rest=0.0)
    """
    mixed = np.tensordot(weights, values, axes=1)
    middle = float(mixed.mean())
    total = float(weights @ ((values - middle) ** 2).mean(axis=(1, 2)))
    between = float(weights @ (values.mean(axis=(1, 2)) - middle) ** 2)
    doubt, people = float(np.var(mixed.mean(axis=1))), float(np.var(mixed.mean(axis=0)))
    rest = max(total - between - doubt - people, 0.0)
    return Spread(*(float(np.sqrt(part)) for part in (total, between, doubt, people, rest)))


def crossed(model: Model, about: tuple[str, ...], doubts: int, people: int) -> FloatArray:
    """(doubts x people, parameters): each draw of doubt with each person; what is disputed has no doubt of its own."""
    place = {entry.name: index for index, entry in enumerate(model.params)}
    centre = np.array([model.defaults[entry.name] for entry in model.params])
    centres = doubted(model, centre, doubts, posterior_of(OWN)) if doubts > 1 else centre[None]
    for name in about:
        centres[:, place[name]] = centre[place[name]]
    return varied(model, centres, people_noise(model, KEY, people))


def _lived(question: Question, person: Person, years: float, size: tuple[int, int]) -> dict[str, FloatArray]:
    """Every outcome at the end, (alternatives, doubts, people)."""
    found: dict[str, list[FloatArray]] = {}
    for alternative in question.alternatives:
        model = apply(edition(OWN).model(), [f"{question.name}.{alternative.name}"])
        ends = futures(compile_model(model), person, crossed(model, question.about, *size), [years])
        for word, values in ends.items():
            found.setdefault(word, []).append(values[:, -1].reshape(size))
    return {word: np.stack(each) for word, each in found.items()}


def _outlooks(shares: Mapping[str, float], found: Mapping[str, FloatArray]) -> Mapping[str, Outlook]:
    return MappingProxyType({word: _outlook(shares, values) for word, values in found.items()})


def _outlook(shares: Mapping[str, float], values: FloatArray) -> Outlook:
    middles = np.percentile(values.reshape(len(values), -1), (50.0, 5.0, 95.0), axis=1).T.tolist()
    by_alternative = {name: (row[0], row[1], row[2]) for name, row in zip(shares, middles, strict=True)}
    return Outlook(by_alternative, decompose(values, np.array(list(shares.values()))))


def _shares(question: Question, weights: Mapping[str, float] | None) -> dict[str, float]:
    given = question.priors if weights is None else weights
    if set(given) != set(question.priors) or min(given.values()) < 0 or sum(given.values()) <= 0:
        names = ", ".join(question.priors)
        raise InputError(f"{question.name} needs a weight of 0 or more for each of {names}, at least one above 0")
    total = sum(given.values())
    return {name: given[name] / total for name in question.priors}
