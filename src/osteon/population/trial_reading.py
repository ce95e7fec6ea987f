"""Outcomes of people through time by their words: only the readouts that these words need are worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel
from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay_read import FRACTURES, T_SCORES, extra, levels_of
from osteon.evidence.trial_parts import Meal
from osteon.inputs import calcium_salt
from osteon.readouts import readouts

FloatArray = NDArray[np.float64]

TEST_MEAL = "gut.fraction_test"
TEST_LOAD = "gut.test_load"
MG_PER_MMOL = 40.078


@dataclass(frozen=True)
class Reading:
    """How outcomes are read from a model: which readouts and pools each word is made of.

    `meals` holds, for words that are measured with a test meal, its calcium (mmol) and what its salt makes of it;
    `also` are values that are read by the model's own names.
    """

    kernel: Kernel
    words: tuple[str, ...]
    names: tuple[str, ...]
    pools: Mapping[str, int]
    meals: Mapping[str, tuple[float, float]]
    also: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, kernel: Kernel, words: Sequence[str], meals: Mapping[str, Meal] | None = None, also: Sequence[str] = ()
    ) -> Reading:
        """The reading of these words (levels, not events).

        Raises:
            InputError: words that the model has no outcome for; all are named.
        """
        check_words(words)
        tests = {word: _test_meal(meal) for word, meal in (meals or {}).items() if word in words}
        parts = dict.fromkeys(part for word in words for part in ([TEST_MEAL] if word in tests else parts_of(word)))
        parts |= dict.fromkeys(also)
        pools = {entry.name: index for index, entry in enumerate(kernel.model.pools)}
        names = tuple(part for part in parts if part not in pools)
        held = {part: pools[part] for part in parts if part in pools}
        return cls(kernel, tuple(words), names, held, tests, tuple(also))

    def prepare(self, rows: FloatArray) -> None:
        """Put the test meal into rows of parameters; nothing but its own absorption depends on it."""
        place = {entry.name: index for index, entry in enumerate(self.kernel.model.params)}
        for load, _ in self.meals.values():
            rows[:, place[TEST_LOAD]] = load

    def read(
        self,
        times: FloatArray,
        states: FloatArray,
        rows: FloatArray,
        *,
        between: tuple[int, int] | None = None,
    ) -> dict[str, FloatArray]:
        """Each word's outcome, (people, times), in its registered unit, with parameters that hold at these times."""
        first, last = between or (0, len(times))
        found = self.kernel.follow(times, states, rows, self.names, between=(first, last))
        values = {name: found[..., index] for index, name in enumerate(self.names)}
        values |= {name: states[:, first:last, index] for name, index in self.pools.items()}
        result = levels_of(values, [word for word in self.words if word not in self.meals])
        result |= {word: 100 * salt * values[TEST_MEAL] for word, (_, salt) in self.meals.items()}
        return result | {name: values[name] for name in self.also}


def parts_of(word: str) -> tuple[str, ...]:
    """The model's values that an outcome is made of.

    >>> parts_of("ucoc_serum")
    ('osteocalcin.undercarboxylated', 'osteocalcin.total')
    """
    if word in T_SCORES:
        return (f"bone_density.bmd_{T_SCORES[word]}",)
    if word in extra():
        return tuple(str(extra()[word][key]) for key in ("value", "over") if key in extra()[word])
    return readouts()[word].parts


def check_words(words: Sequence[str]) -> None:
    """Refuse outcomes that cannot be simulated for each person.

    Raises:
        InputError: with every such word.

    >>> check_words(["25ohd_serum"])
    """
    known = [word for word in (*readouts(), *T_SCORES, *extra(), *FRACTURES) if word in outcomes()]
    problems = [f"outcome {word!r} {_why_not(word, known)}" for word in words if word not in known]
    if problems:
        raise InputError(problems, where="outcomes")


def _why_not(word: str, known: Sequence[str]) -> str:
    hint = nearest(word, known) or "outcome words are listed in docs/trials_in_silico.md"
    return f"is not an outcome that the model has; {hint}"


def _test_meal(meal: Meal) -> tuple[float, float]:
    salt = float(calcium_salt(meal.form)["factor"])
    return meal.calcium.to("mg") / MG_PER_MMOL, salt
