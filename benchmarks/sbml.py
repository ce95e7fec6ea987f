"""The traced graph as SBML, for libRoadRunner: states and parameter-only work are parameters, shared terms are rules.

`python benchmarks/sbml.py [FILE]` writes the published edition.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from scalar_code import Code, needed

from osteon.engine.graph import Graph

_TAGS = {"add": "plus", "sub": "minus", "mul": "times", "div": "divide", "neg": "minus", "exp": "exp", "log": "ln"}
_TAGS |= {"cos": "cos", "sin": "sin", "max": "max", "min": "min", "sqrt": "root"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="osteon">'
)
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'


def sbml(code: Code) -> str:
    """The model's text: scaled states `y0...`, constants `c0...` (set them for each person), shared terms `n...`."""
    graph = code.traced.graph
    place = {node: index for index, node in enumerate(code.hoisted)}
    nodes = needed(graph, code.traced.rates, code.hoisted)
    shared = _shared(graph, nodes, code.traced.rates)

    def leaf(node: int) -> str | None:
        value = graph.value_of(node)
        if value is not None:
            return f"<cn> {value!r} </cn>"
        if node in place:
            return f"<ci> c{place[node]} </ci>"
        return f"<ci> n{node} </ci>" if node in shared else None

    parts = [_parameter(f"c{index}", constant=True) for index in range(len(code.hoisted))]
    parts += [_parameter(f"y{index}", constant=False) for index in range(len(code.scales))]
    parts += [_parameter(f"n{node}", constant=False) for node in sorted(shared)]
    terms = [_rule("assignmentRule", f"n{node}", _inside(graph, node, leaf, code)) for node in sorted(shared)]
    for index, rate in enumerate(code.traced.rates):
        scaled = f"<apply><times/>{_term(graph, rate, leaf, code)}<cn> {float(1 / code.scales[index])!r} </cn></apply>"
        terms.append(_rule("rateRule", f"y{index}", scaled))
    listed = f"<listOfParameters>{''.join(parts)}</listOfParameters><listOfRules>{''.join(terms)}</listOfRules>"
    return f"{_HEAD}{listed}</model></sbml>\n"


def _shared(graph: Graph, nodes: list[int], roots: list[int]) -> set[int]:
    """Operations that more than one other reads: each gets a rule, the rest stand inside their reader."""
    readers = dict.fromkeys(nodes, 0)
    for node in nodes:
        for argument in graph.nodes[node].arguments:
            if argument in readers:
                readers[argument] += 1
    for root in roots:
        if root in readers:
            readers[root] += 1
    return {node for node, count in readers.items() if count > 1 and graph.nodes[node].arguments}


def _term(graph: Graph, node: int, leaf: Callable[[int], str | None], code: Code) -> str:
    return leaf(node) or _inside(graph, node, leaf, code)


def _inside(graph: Graph, node: int, leaf: Callable[[int], str | None], code: Code) -> str:
    operation, arguments, payload = graph.nodes[node]
    if operation == "state":
        index = int(payload)
        return f"<apply><times/><ci> y{index} </ci><cn> {float(code.scales[index])!r} </cn></apply>"
    if operation == "time":
        return '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time"> t </csymbol>'
    terms = [_term(graph, argument, leaf, code) for argument in arguments]
    if operation == "select":
        less = f"<apply><lt/>{terms[0]}{terms[1]}</apply>"
        return f"<piecewise><piece>{terms[2]}{less}</piece><otherwise>{terms[3]}</otherwise></piecewise>"
    return f"<apply><{_TAGS[operation]}/>{''.join(terms)}</apply>"


def _parameter(name: str, *, constant: bool) -> str:
    return f'<parameter id="{name}" value="0" constant="{str(constant).lower()}"/>'


def _rule(kind: str, variable: str, term: str) -> str:
    return f'<{kind} variable="{variable}">{_MATH.format(term)}</{kind}>\n'


if __name__ == "__main__":
    from people import model, scales
    from scalar_code import scalar_code

    text = sbml(scalar_code(model(), scales()))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        print(text)
