"""Event tables: doses, observations and changes by person, read from CSV as NONMEM writes it, and run.

Columns, in any case of letters: ID, TIME (h), EVID, AMT, CMT, RATE, DUR, II, ADDL, SS, and one for each parameter that
is set. What each means: docs/commands.md.
"""

from osteon.eventtable.reading import parse_events, read_events
from osteon.eventtable.records import Dosing, Event, Subject
from osteon.eventtable.request import Piece, Request, Stopped, default_columns
from osteon.eventtable.running import run_events

__all__ = [
    "Dosing",
    "Event",
    "Piece",
    "Request",
    "Stopped",
    "Subject",
    "default_columns",
    "parse_events",
    "read_events",
    "run_events",
]
