"""Count what a kernel does: operations of each straight-line function, non-zeros, fill, what is done once a person.

Counts do not depend on the machine, so tests compare them exactly; times do, and are kept apart.

    python benchmarks/count.py            # show
    python benchmarks/count.py --write    # keep in benchmarks/counts.json, after a change that is meant
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from osteon.body.editions import edition
from osteon.engine.plan import Straight, plan

FILE = Path(__file__).parent / "counts.json"
EDITIONS = ("peterson-riggs-2010", "2026.1")
COSTLY = ("div", "exp", "log", "sqrt", "cos", "sin", "softplus")
"""Operations that take many times longer than a sum."""


def counts(name: str) -> dict[str, Any]:
    """What the kernel of an edition does."""
    model = edition(name).model()
    made = plan(model.trace(), params=len(model.params))
    return {
        "pools": made.sizes["STATES"],
        "parameters": made.sizes["PARAMS"],
        "values": len(made.readouts),
        "slopes that are not zero": made.slopes,
        "entries filled by elimination": made.filled,
        "constants worked out once a person": made.constants,
        "jumps and kinks": made.sizes["SWITCHES"],
        "operations": {line.name: line.operations for line in made.lines},
        "costly": {line.name: found for line in made.lines if (found := _costly(line))},
    }


def _costly(line: Straight) -> dict[str, int]:
    found = Counter(line.graph.nodes[node].operation for node in line.needed if node not in line.stored)
    return {operation: found[operation] for operation in COSTLY if found[operation]}


def main() -> None:
    """Show the counts, or keep them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="keep the counts in benchmarks/counts.json")
    found = {name: counts(name) for name in EDITIONS}
    text = json.dumps(found, indent=2) + "\n"
    if parser.parse_args().write:
        FILE.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
