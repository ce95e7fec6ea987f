"""Writes docs/sensitivity.md from the committed table of effects.

python -m tools.sensitivity_page            writes the page
python -m tools.sensitivity_page --check    says whether it differs
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.tables import number

from osteon.body.editions import OWN, edition
from osteon.readouts import readouts
from osteon.sensitivity import OUTCOMES, PEOPLE, TRAJECTORIES, Driver, drivers, table

PAGE = Path(__file__).parents[1] / "docs" / "sensitivity.md"
TOP = 5
HEAD = """\
# What drives each outcome

<!-- Written by tools/sensitivity_page.py from data/sensitivity.csv. Run: python -m tools.sensitivity_page -->

Every parameter that is unsure or differs between people is moved over 90 % of its spread (doubt and difference
together), one at a time, from {starts} different starting points: Morris's elementary effects (Morris 1991,
Technometrics 33:161; mean of absolute effects after Campolongo 2007, Environ Model Softw 22:1509; sampled and analysed
with SALib). {count} parameters, two people who take no supplement or medicine, ten years on the same habits. The
number behind a parameter says how far the outcome moves, on average, as the parameter goes from one end of its range
to the other.

Work the table out anew with `python -m osteon.sensitivity --write`, then write this page. In code:
`osteon.sensitivity.drivers("man of 70", "bmd_total_hip")`.

**How to read it.** *doubt* means that the parameter's spread is mostly what nobody knows of the typical value: better
studies would narrow it. *people* means that it is mostly how people differ: measuring the person narrows it. *both*
lies between. *bent* marks effects that depend on other parameters or are far from straight.

**What it cannot say.** An effect is only as honest as the declared spread. Parameters are moved as if independent of
each other, though some were fitted together, so that fitted partners look stronger than they are. What people eat and
how much sun they get are held fixed. Vitamin K's effect on bone and arteries does not show, because nobody in these
runs changes their intake; see [hypotheses.md](hypotheses.md). Densities are changes, so peak density does
not show either.
"""


def page() -> str:
    """The page as Markdown."""
    moved = len([entry for entry in edition(OWN).model().params if _spread(entry.declaration)])
    parts = [
        HEAD.format(count=moved, starts=TRAJECTORIES),
        *(part for word in OUTCOMES for part in _outcome(word, _docs())),
    ]
    return "\n".join(parts)


def _spread(declared: object) -> bool:
    return bool(getattr(declared, "know", 0) or getattr(declared, "vary", 0))


def _docs() -> Mapping[str, str]:
    return {entry.name: entry.doc for entry in edition(OWN).model().params}


def _outcome(word: str, docs: Mapping[str, str]) -> Iterator[str]:
    first = drivers(next(iter(PEOPLE)), word)[0]
    name = readouts()[word].name
    yield f"## {name[0].upper() + name[1:]} (`{word}`, {'a share' if first.unit == '1' else first.unit})\n"
    for person in PEOPLE:
        best = drivers(person, word, TOP)
        share = sum(driver.share for driver in best)
        typical = f"typical {number(best[0].typical)}; these make {share:.0%} of all effects"
        yield f"**{person[0].upper() + person[1:]}**, {typical}:\n"
        yield "\n".join(_line(driver, docs) for driver in best) + "\n"


def _line(driver: Driver, docs: Mapping[str, str]) -> str:
    why = "doubt" if driver.doubt > 2 / 3 else "people" if driver.doubt < 1 / 3 else "both"
    bent = ", bent" if driver.bend > driver.effect / 2 else ""
    return f"{driver.rank}. {docs[driver.parameter]} (`{driver.parameter}`): **{driver.effect:.3g}**; {why}{bent}"


def main(words: Sequence[str]) -> int:
    """Write or check; the exit code is 1 where a check finds a difference."""
    made = page()
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
    if "--check" not in words:
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}: {len(table())} effects, {'as it was' if same else 'changed'}\n")
    return int("--check" in words and not same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
