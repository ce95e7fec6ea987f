"""Rival hypotheses as data: a question, its alternatives, and what each sets or replaces in the model."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from osteon.engine.model import Model
from osteon.errors import DeclarationError, InputError, nearest
from osteon.hypotheses.equations import EQUATIONS, Constant, replacement

FILE = Path(__file__).parents[1] / "data" / "hypotheses.toml"
SIDES = ("for", "against")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published finding that speaks for or against an alternative, with its source."""

    side: str
    says: str
    source: str
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One answer: values it sets (in the parameters' own units) and equations it replaces, by the model's names.

    An alternative that sets and replaces nothing is what the edition itself says.
    """

    name: str
    says: str
    prior: float
    values: Mapping[str, float]
    equations: Mapping[str, str]
    constants: Mapping[str, Constant]
    evidence: tuple[Evidence, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether this is the edition as it stands."""
        return not self.values and not self.equations


@dataclass(frozen=True, slots=True)
class Question:
    """What is disputed. Doubt about the parameters in `about` is what the alternatives stand for, not counted twice.

    `outcomes` are the words to look at first; `weights` says where the prior weights come from.
    """

    name: str
    question: str
    weights: str
    about: tuple[str, ...]
    outcomes: tuple[str, ...]
    alternatives: tuple[Alternative, ...]

    @property
    def priors(self) -> dict[str, float]:
        """The prior weight of each alternative; they add up to 1."""
        return {each.name: each.prior for each in self.alternatives}

    def alternative(self, name: str) -> Alternative:
        """The alternative of this name.

        Raises:
            InputError: there is none.
        """
        for each in self.alternatives:
            if each.name == name:
                return each
        hint = nearest(name, self.priors) or f"there are {', '.join(self.priors)}"
        raise InputError(f"{self.name} has no alternative {name!r}; {hint}")


@cache
def hypotheses() -> Mapping[str, Question]:
    """All questions by name.

    Raises:
        DeclarationError: the data file is broken; all problems at once.

    >>> list(hypotheses()["k2_bone"].priors)
    ['none', 'weak', 'strong']
    """
    return read(tomllib.loads(FILE.read_text(encoding="utf-8")))


def question_of(name: str) -> Question:
    """The question of this name.

    Raises:
        InputError: there is none.
    """
    known = hypotheses()
    if name not in known:
        raise InputError(f"no question is called {name!r}; {nearest(name, known) or 'there are ' + ', '.join(known)}")
    return known[name]


def apply(model: Model, names: Sequence[str]) -> Model:
    """A model with alternatives laid over it, each named ``question.alternative``; other questions stay as they are.

    Raises:
        InputError: an unknown name, or two answers to one question; all problems at once.

    >>> from osteon.body.editions import OWN, edition
    >>> apply(edition(OWN).model(), ["k2_bone.none"]).defaults["osteocalcin.spine_gain"]
    0.0
    """
    for alternative in _chosen(names):
        model = Model(model.subsystems, {**model.overlay, **alternative.values}, model.replacements, model.held)
        for target, equation in alternative.equations.items():
            model = model.with_flow(target, replacement(equation, alternative.constants))
    return model


def _chosen(names: Sequence[str]) -> list[Alternative]:
    found: dict[str, Alternative] = {}
    problems: list[str] = []
    for name in names:
        question, _, answer = name.partition(".")
        try:
            alternative = question_of(question).alternative(answer)
            if question in found:
                problems.append(f"{question} is answered twice: {found[question].name} and {answer}")
            found[question] = alternative
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems, where="hypotheses")
    return list(found.values())


def read(tables: Mapping[str, Any]) -> dict[str, Question]:
    """Questions from the tables of the data file.

    Raises:
        DeclarationError: something is missing, unknown or does not add up; all problems at once.
    """
    found, problems = {}, list[str]()
    for name, facts in tables.items():
        try:
            found[name] = _question(name, facts)
            problems += [f"{name}: {problem}" for problem in _problems(found[name])]
        except (KeyError, TypeError) as error:
            problems.append(f"{name}: {error} is missing or unknown")
    if problems:
        raise DeclarationError(f"{FILE.name}: " + "; ".join(problems))
    return found


def _question(name: str, facts: Mapping[str, Any]) -> Question:
    alternatives = tuple(_alternative(dict(each)) for each in facts["alternative"])
    about, outcomes = tuple(facts.get("about", ())), tuple(facts["outcomes"])
    return Question(name, facts["question"], facts["weights"], about, outcomes, alternatives)


def _alternative(facts: dict[str, Any]) -> Alternative:
    parts = {
        "values": {name: float(value) for name, value in facts.pop("values", {}).items()},
        "equations": facts.pop("equations", {}),
        "constants": {name: Constant(**each) for name, each in facts.pop("constants", {}).items()},
        "evidence": tuple(Evidence(**each) for each in facts.pop("evidence", ())),
    }
    return Alternative(**facts, **parts)


def _problems(question: Question) -> list[str]:
    total = sum(question.priors.values())
    found = [] if abs(total - 1) < 1e-9 else [f"the prior weights add up to {total:g}, not 1"]
    if sum(each.changes_nothing for each in question.alternatives) != 1:
        found.append("exactly one alternative must change nothing: the edition as it stands")
    for each in question.alternatives:
        found += [
            f"{each.name}: no equation is called {key!r}" for key in each.equations.values() if key not in EQUATIONS
        ]
        found += [
            f"{each.name}: evidence is for or against, not {item.side}"
            for item in each.evidence
            if item.side not in SIDES
        ]
    return found
