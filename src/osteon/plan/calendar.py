"""A plan's timetable as a calendar file (iCalendar, RFC 5545): repeated entries at floating local times."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from osteon.plan.records import Moment, Plan

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = 75
"""Most octets in a line before it is folded."""
FIRST_DAY = date(2026, 1, 5)
"""A Monday on which calendars begin where the person file names no day."""
MINUTES = 15


def icalendar(plan: Plan) -> str:
    r"""The timetable as the text of an .ics file; the same plan gives the same text, with the same identifiers.

    Times are local to whoever reads the calendar. Medicines are not in it: their times are the doctor's.

    >>> from osteon.plan import plan
    >>> from osteon.person import Person
    >>> ill = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
    >>> icalendar(plan(ill)).split("\r\n")[0]
    'BEGIN:VCALENDAR'
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Osteon//Plan//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append("X-WR-CALNAME:" + escaped("Osteon plan"))
    first = plan.person.start_date or FIRST_DAY
    seen: dict[str, int] = {}
    for moment in plan.timetable:
        if moment.kind != "medicine":
            key = f"{plan.person.name}|{moment.kind}|{moment.name}|{moment.slot}"
            seen[key] = seen.get(key, 0) + 1
            lines += _event(moment, first, f"{key}|{seen[key]}")
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def _event(moment: Moment, first: date, key: str) -> list[str]:
    day = _begins(moment, first)
    time = moment.time.replace(":", "") + "00"
    text = " ".join(f"{part[:1].upper()}{part[1:]}." for part in (moment.words, moment.why) if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@osteon",
        f"DTSTAMP:{first:%Y%m%d}T000000Z",
        f"DTSTART:{day:%Y%m%d}T{time}",
        f"DURATION:PT{MINUTES}M",
        f"RRULE:{_rule(moment)}",
        f"SUMMARY:{escaped(moment.name)}",
        f"DESCRIPTION:{escaped(text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _begins(moment: Moment, first: date) -> date:
    """The first day on or after the start on which it is due."""
    return next(day for day in (first + timedelta(days=ahead) for ahead in range(7)) if day.weekday() in moment.days)


def _rule(moment: Moment) -> str:
    if not moment.daily:
        return "FREQ=WEEKLY;BYDAY=" + ",".join(DAYS[day] for day in moment.days)
    return "FREQ=DAILY" if moment.every == 1 else f"FREQ=DAILY;INTERVAL={moment.every}"


def escaped(text: str) -> str:
    r"""Text as a calendar's value: backslash, semicolon, comma and new line are escaped; control marks are left out.

    >>> escaped("one; two, three\nfour")
    'one\\; two\\, three\\nfour'
    """
    plain = (
        text.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    )
    return "".join(mark for mark in plain if mark >= " " and mark != "\x7f")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets; all but the first begin with a space, and no mark is cut.

    >>> [len(piece) for piece in folded("SUMMARY:" + "a" * 100)]
    [75, 34]
    """
    piece = ""
    for mark in line:
        if len((piece + mark).encode()) > LONGEST:
            yield piece
            piece = " "
        piece += mark
    yield piece
