"""Writes docs/model: one page for each subsystem of Osteon's own edition, from its declarations.

python -m tools.model_pages            writes the pages
python -m tools.model_pages --check    says which differ from what is committed
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.equations import equations
from tools.left_out import left_out, place_in_repository
from tools.tables import number, record, row, source_line, table

from osteon.body.editions import OWN
from osteon.catalogue import DERIVED, FLOW, PARAMETER, POOL, VALUE, Item, catalogue
from osteon.engine.declare import Flow, Input, Needs, Param, Pool, Subsystem
from osteon.whereabouts import Whereabouts, sources

DEFINITION = "definition"
"""The source of numbers that are so by definition."""
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "model"
MADE = (
    "<!-- Written by tools/model_pages.py from the declarations. Edit those, then run: python -m tools.model_pages -->"
)
WORDS = """\
In an equation `a · b` multiplies and `a^b` is a power; time is in days. Lines below it say *with* what is named on the
way and *where* helpers, whose names end in parentheses, come from. The functions are

    hill(x, half = h, steepness = n)  =  x^n / (x^n + h^n)        from 0 to 1; n is 1 where it is not given
    logistic(x)                       =  1 / (1 + exp(-x))        from 0 to 1
    softplus(x, width = w)            =  w · log(1 + exp(x / w))  a smooth maximum of x and 0

A parameter is a record. **know** is how unsure we are of the typical value, **vary** how much people differ; both are
coefficients of variation of a log-normal, or, where they carry a unit, standard deviations. **kind** is measured,
fitted, assumed (see its note) or definition. An input is set by the person, the schedule or the scenario of a run. A
ledger is a pool outside the body that only counts what was eaten or lost.
"""


@dataclass(frozen=True)
class Page:
    """The page of one subsystem."""

    known: Whereabouts
    subsystem: type[Subsystem]

    @property
    def title(self) -> str:
        """The subsystem's name as others spell it."""
        return self.subsystem.title()

    @cached_property
    def doc(self) -> str:
        """What it is, in one paragraph."""
        return " ".join((self.subsystem.__doc__ or "").split())

    def of(self, kind: str) -> list[Item]:
        """What it declares of a kind."""
        return [item for item in self.known.catalogue.of(kind) if item.entry.declaration.owner is self.subsystem]

    def text(self) -> str:
        """The page as Markdown."""
        parts = [f"# {self.title}", MADE, self.doc, self._links(), *self._pools(), *self._flows()]
        parts += [*self._plain("Values", VALUE), *self._plain("Worked out once a person", DERIVED)]
        parts += [*self._parameters(), *self._inputs(), *self._needs(), *self._readers(), *self._sources()]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _links(self) -> str:
        file = place_in_repository(self.subsystem)
        written = left_out(self.subsystem)
        return f"Code: [{file}](../../{file}). What is left out: [{written.title}]({written.link})."

    def _pools(self) -> Iterator[str]:
        pools = self.of(POOL)
        if not pools:
            return
        yield "## Pools"
        yield table(["pool", "unit", "start", "element", "what it is"], [self._pool(item) for item in pools])
        yield "```text\n" + "\n".join(self._balance(item) for item in pools) + "\n```"

    def _pool(self, item: Item) -> str:
        pool = item.entry.declaration
        assert isinstance(pool, Pool)
        start = number(pool.start) if isinstance(pool.start, float | int) else f"`{pool.start.name}`"
        marks = [*(["ledger"] if pool.ledger else []), *(["may be negative"] if pool.signed else [])]
        return row(f"`{item.short}`", pool.unit, start, pool.element, "; ".join([pool.doc, *marks]))

    def _balance(self, item: Item) -> str:
        """What fills and empties a pool, by flows of this and other subsystems."""
        terms = []
        for flow in self.known.catalogue.of(FLOW):
            leaves, enters = self.known.ends(flow.entry.declaration)
            terms += [f"+ {self._near(flow)}"] * (item.name in enters) + [f"- {self._near(flow)}"] * (
                item.name in leaves
            )
        return f"d {item.short}/dt = {' '.join(terms).removeprefix('+ ') or '0'}"

    def _near(self, item: Item) -> str:
        return item.short if item.entry.declaration.owner is self.subsystem else item.name

    def _flows(self) -> Iterator[str]:
        flows = self.of(FLOW)
        if flows:
            yield "## Flows"
            yield "\n\n".join(self._equation(item, self._ends(item)) for item in flows)

    def _ends(self, item: Item) -> str:
        assert isinstance(item.entry.declaration, Flow)
        ends = item.entry.declaration.ends
        leaves, enters = (
            ", ".join(end.what if isinstance(end, Needs) else end.name for end in side) or "outside"
            for side in (ends.leaves, ends.enters)
        )
        return f", {leaves} → {enters}"

    def _plain(self, heading: str, kind: str) -> Iterator[str]:
        items = self.of(kind)
        if items:
            yield f"## {heading}"
            yield "\n\n".join(self._equation(item, "") for item in items)

    def _equation(self, item: Item, ends: str) -> str:
        known = equations(self.subsystem)
        main = known[item.short]
        wanted = [*main.helpers]
        lines = [main.result, *(f"  with {part}" for part in main.parts)]
        for name in wanted:
            lines += [f"  where {known[name].result}", *(f"    with {part}" for part in known[name].parts)]
            wanted += [helper for helper in known[name].helpers if helper not in wanted]
        unit = item.entry.unit if item.entry.unit != "1" else "a pure number"
        formula = "\n".join(f"    {line}" for line in lines)
        return f"**{item.short}**, {unit}{ends}. {item.entry.doc}\n\n{formula}"

    def _params(self) -> list[tuple[Item, Param]]:
        found = [(item, item.entry.declaration) for item in self.of(PARAMETER)]
        return [(item, declared) for item, declared in found if isinstance(declared, Param)]

    def _parameters(self) -> Iterator[str]:
        rows = [
            record(item.short, param, self.known.catalogue.model.defaults[item.name])
            for item, param in self._params()
            if not isinstance(param, Input)
        ]
        if rows:
            yield "## Parameters"
            yield table(["name", "value", "unit", "know", "vary", "kind", "source", "at", "what it is"], rows)

    def _inputs(self) -> Iterator[str]:
        found = [(item, param) for item, param in self._params() if isinstance(param, Input)]
        if found:
            yield "## Inputs"
            defaults = self.known.catalogue.model.defaults
            rows = [row(f"`{item.short}`", number(defaults[item.name]), param.unit, param.doc) for item, param in found]
            yield table(["name", "where nothing is said", "unit", "what it is"], rows)

    def _needs(self) -> Iterator[str]:
        needs = [item for item in self.subsystem.declarations() if isinstance(item, Needs)]
        if needs:
            yield "## Reads from others"
            rows = [row(f"`{need.name}`", _linked(need.what), need.unit) for need in needs]
            yield table(["name here", "is", "unit"], rows)

    def _readers(self) -> Iterator[str]:
        rows = []
        for item in self.known.catalogue.items:
            if item.entry.declaration.owner is self.subsystem:
                readers = [name for name, read in self.known.reads.items() if item.name in read]
                outside = [name for name in readers if name.partition(".")[0] != self.title]
                rows += [row(f"`{item.short}`", ", ".join(map(_linked, outside)))] * bool(outside)
        if rows:
            yield "## Read by others"
            yield table(["name", "read by"], rows)

    def _sources(self) -> Iterator[str]:
        keys = {param.source for _, param in self._params() if not isinstance(param, Input)}
        keys = (keys | {self.subsystem.source}) - {"", DEFINITION}
        if keys:
            yield "## Sources"
            yield "\n".join(source_line(key, sources()) for key in sorted(keys))


def _linked(name: str) -> str:
    owner, _, item = name.partition(".")
    return f"[{owner}]({owner}.md).`{item}`"


def pages() -> dict[str, str]:
    """Every page of the folder docs/model by its file name.

    >>> pages()["parathyroid.md"].splitlines()[0]
    '# parathyroid'
    """
    known = Whereabouts(catalogue(OWN))
    written = [Page(known, subsystem) for subsystem in known.catalogue.model.subsystems]
    return {"README.md": _index(written)} | {f"{page.title}.md": page.text() for page in written}


def _index(written: Sequence[Page]) -> str:
    rows = []
    for page in written:
        counts = [str(len(page.of(kind))) for kind in (POOL, FLOW, PARAMETER)]
        rows.append(row(f"[{page.title}]({page.title}.md)", *counts, page.doc))
    model = written[0].known.catalogue.model
    sizes = f"{len(model.pools)} pools, {len(model.flows)} flows, {len(model.params)} parameters and inputs"
    total = f"{len(written)} subsystems, {sizes}."
    head = f"# The equations of edition {OWN}\n\n{MADE}\n\n{total}\n\n{WORDS}"
    return head + "\n" + table(["subsystem", "pools", "flows", "parameters", "what it is"], rows) + "\n"


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that are missing, differ from the declarations, or belong to no subsystem."""
    made = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*made, *there} if made.get(name) != there.get(name))


def write(folder: Path = FOLDER) -> list[str]:
    """Write all pages, remove those of subsystems that are gone, and give the names of those that changed."""
    changed, made = stale(folder), pages()
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in made:
            (folder / name).write_text(made[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return changed


def main(words: Sequence[str]) -> int:
    """Write or check; the exit code is 1 where a check finds a page that differs."""
    checking = "--check" in words
    found = stale() if checking else write()
    sys.stdout.write("\n".join([*found, f"{len(found)} pages {'differ' if checking else 'written'}"]) + "\n")
    return int(checking and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
