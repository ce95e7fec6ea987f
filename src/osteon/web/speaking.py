"""What the app says in words: hard stops and problems, with where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from osteon.errors import InputError
from osteon.outcomes.interactions import SEVERITIES, Caution
from osteon.person import Person
from osteon.safety import ASK, hard_stops
from osteon.web.schemas.common import CautionWords, Problem, Stop

_PLACE = re.compile(
    r"""(?P<field>(?:[A-Za-z_][\w]*|"[^"]*")(?:[ ]\#\d+)*(?:\.(?:[A-Za-z_][\w]*|"[^"]*")(?:[ ]\#\d+)*)*)"""
    r"""(?:[ ]\(line[ ](?P<line>\d+)\))?:[ ](?P<message>.*)""",
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(r'\#(?P<number>\d+)|"(?P<quoted>[^"]*)"|(?P<word>\w+)')
TABLES = ("person", "labs", "diet", "sun", "supplement")


def stops_of(person: Person) -> list[Stop]:
    """The reasons why this person should ask a doctor first."""
    return [Stop(what=stop.what, why=stop.why, ask=ASK, source=stop.source) for stop in hard_stops(person)]


def caution_words(cautions: Iterable[Caution]) -> list[CautionWords]:
    """Warnings about what does not go together, or is too much."""
    return [
        CautionWords(
            first=list(each.first),
            second=list(each.second),
            what=each.what,
            why=each.why,
            severity=each.severity,
            severity_words=SEVERITIES[each.severity],
            ask=each.ask,
            source=each.source,
            timing=each.timing,
        )
        for each in cautions
    ]


def problems_of(error: InputError) -> list[Problem]:
    """Each problem of an input with the place it is at.

    >>> found = problems_of(InputError(["supplement #1.amount (line 7): 5 is not text", "there is no [person] table"]))
    >>> found[0].path, found[0].line, found[1].path
    (['supplement', 0, 'amount'], 7, [])
    """
    return [_problem(text) for text in error.problems]


def _problem(text: str) -> Problem:
    match = _PLACE.fullmatch(text)
    if match is None:
        return Problem(path=[], field="", message=text, line=None)
    line = int(match["line"]) if match["line"] else None
    return Problem(path=list(_path(match["field"])), field=match["field"], message=match["message"], line=line)


def _path(field: str) -> Iterable[str | int]:
    for piece in _PIECE.finditer(field):
        if piece["number"] is not None:
            yield int(piece["number"]) - 1
        else:
            yield piece["quoted"] if piece["quoted"] is not None else piece["word"]
