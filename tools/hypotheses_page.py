"""Writes docs/hypotheses.md: the questions from their data file, what they mean for a person, and what trials say.

python -m tools.hypotheses_page            writes the page (half a minute)
python -m tools.hypotheses_page --check    says whether it differs
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.tables import row, table

from osteon.evidence.trial import load_all
from osteon.hypotheses import Alternative, Comparison, Question, Weighed, compare, hypotheses, weigh
from osteon.hypotheses.__main__ import TELLING
from osteon.hypotheses.comparing import Outlook
from osteon.person import Person
from osteon.readouts import readouts

PAGE = Path(__file__).parents[1] / "docs" / "hypotheses.md"
YEARS = 10.0
PERSON = {
    "person": {"age": 57, "sex": "female", "menopause_age": 51, "latitude": 52.1},
    "supplement": [
        {"nutrient": "vitamin D3", "amount": "2000 IU", "every": "day"},
        {"nutrient": "MK-7", "amount": "180 ug", "every": "day"},
        {"nutrient": "calcium carbonate", "amount": "1000 mg", "every": "day"},
    ],
}
HEAD = """\
# Rival hypotheses

<!-- Written by tools/hypotheses_page.py from data/hypotheses.toml. Run: python -m tools.hypotheses_page -->

Where the evidence is divided, alternatives live side by side. Each is data: values it sets, or equations it replaces by
name, a prior weight, and the findings for and against it. One alternative of each question is the edition as it stands.

    from osteon.hypotheses import apply, compare, weigh
    apply(model, ["k2_bone.none", "pth_response.threshold"])      a model with these answers
    compare(person, "k2_bone", 10)                                what each answer means for a person
    weigh("hydroxylation", trials)                                prior weights times how well each foretells trials

**Three spreads, never one.** *Hypotheses* is disagreement between alternatives, weighted. *Doubt* is what is not known
of the typical values within one alternative. *People* is how people differ. They come from crossed draws (each doubt
with each person under each alternative), so that their squares and that of a rest (what they do to each other)
add up to the square of the whole. Doubt about the very parameters that a question is about is not counted twice.

**What the weights are worth.** Priors are judgements. The weights after trials use figures of the calibration split
only, each trial once, with the declared spread between studies; directions without figures count 80 to 20. Held-out
trials stay unread. Alternatives are not fitted anew: they carry the edition's other values, which were chosen or
fitted with the edition's own equations and, in part, to these very trials. A low weight speaks against an alternative
as it stands here, not against the idea, and a high weight of the edition's own answer is partly praise of oneself.

**What falls short.** Labs are not used: the person stands for everybody of this age, sex and habits. What the person
says of food and sun is taken at its word. Priors of different questions are independent.

The person below is a woman of 57, last period at 51, at 52 degrees north, who takes vitamin D3 2000 IU, MK-7 180 ug and
calcium 1000 mg a day for ten years. *Changes* are against the same woman without them. Each cell is the middle, with
the 5 to 95 % interval of doubt and people together; the right half is standard deviations.
"""


def page() -> str:
    """The page as Markdown."""
    person, trials = Person.from_dict(PERSON), load_all()
    parts = [HEAD]
    for question in hypotheses().values():
        parts += _section(question, compare(person, question.name, YEARS), weigh(question.name, trials))
    return "\n".join(parts)


def words() -> Iterator[str]:
    """The lines of the page that need no run: questions, alternatives and evidence."""
    for question in hypotheses().values():
        yield _heading(question)
        for each in question.alternatives:
            yield from _alternative(each)


def _section(question: Question, compared: Comparison, weighed: Weighed) -> Iterator[str]:
    yield _heading(question)
    for each in question.alternatives:
        yield "\n".join(_alternative(each)) + "\n"
    yield f"Prior weights: {question.weights}.\n"
    yield _figures(question, compared) + "\n"
    yield _verdict(question, weighed) + "\n"


def _heading(question: Question) -> str:
    return f"## {question.question}\n\nIn code: `{question.name}`.\n"


def _alternative(each: Alternative) -> Iterator[str]:
    yield f"- **{each.name}** ({each.prior:.0%}): {each.says}"
    for item in each.evidence:
        doi = f", doi:{item.doi}" if item.doi else ""
        yield f"  - {item.side}: {item.says} ({item.source}{doi})"


def _figures(question: Question, compared: Comparison) -> str:
    names = [each.name for each in question.alternatives]
    head = ["after ten years", *names, "hypotheses", "doubt", "people", "rest", "whole"]
    rows = []
    for word in question.outcomes:
        unit = readouts()[word].unit
        rows.append(_row(f"{word}, {unit}", compared.levels[word]))
        rows.append(_row("changes by", compared.effects[word]))
    return table(head, rows)


def _row(name: str, outlook: Outlook) -> str:
    cells = [f"{middle:.3g} ({low:.3g} to {high:.3g})" for middle, low, high in outlook.by_alternative.values()]
    spread = outlook.spread
    parts = (spread.hypotheses, spread.doubt, spread.people, spread.rest, spread.total)
    return row(name, *cells, *(f"{part:.2g}" for part in parts))


def _verdict(question: Question, weighed: Weighed) -> str:
    telling = sorted(trial for trial, support in weighed.support.items() if min(support.values()) < -TELLING)
    shares = ", ".join(f"{name} {weight:.0%}" for name, weight in weighed.weights.items())
    if not telling:
        return f"After the trials: {shares}. No trial of the calibration split tells the alternatives apart."
    return f"After the trials: **{shares}**. What parts them: {', '.join(telling)}."


def main(words: Sequence[str]) -> int:
    """Write or check; the exit code is 1 where a check finds a difference."""
    made = page()
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
    if "--check" not in words:
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}: {'as it was' if same else 'changed'}\n")
    return int("--check" in words and not same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
