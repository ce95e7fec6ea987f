"""Show the questions, or weigh one by the published trials.

python -m osteon.hypotheses
python -m osteon.hypotheses hydroxylation
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from osteon.errors import InputError
from osteon.hypotheses.records import hypotheses, question_of
from osteon.hypotheses.weighing import weigh

TELLING = 0.05
"""Trials that part the alternatives by less than this, in log-likelihood, are not listed."""


def listed() -> Iterator[str]:
    """Every question with its alternatives and prior weights."""
    for question in hypotheses().values():
        yield f"{question.name}: {question.question}"
        yield from (f"  {each.name} ({each.prior:.0%}): {each.says}" for each in question.alternatives)


def weighed(name: str) -> Iterator[str]:
    """A question's weights after the calibration split of all trials, and the trials that part its alternatives."""
    from osteon.evidence.trial import load_all

    found = weigh(name, load_all())
    priors = question_of(name).priors
    yield from (f"{answer}: {weight:.1%} (before: {priors[answer]:.0%})" for answer, weight in found.weights.items())
    for trial, support in found.support.items():
        if min(support.values()) < -TELLING:
            yield f"  {trial}: " + ", ".join(f"{answer} {value:.2f}" for answer, value in support.items())


def main(words: Sequence[str]) -> int:
    """Print what was asked for; the exit code is that of the error where there is one."""
    try:
        lines = list(weighed(words[0]) if words else listed())
    except InputError as error:
        sys.stderr.write(f"Error: {error}\n")
        return error.exit_code
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
