"""A plan in a folder: text, JSON, and a calendar; readable by their owner only, since they say how somebody is."""

from __future__ import annotations

import json
from pathlib import Path

from osteon.errors import StorageError
from osteon.finite import finite
from osteon.plan.calendar import icalendar
from osteon.plan.effect import person_under
from osteon.plan.records import Plan
from osteon.plan.summary import plan_summary
from osteon.plan.text import plan_text
from osteon.tablefile import write_private


def write_plan(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write plan.txt, plan.json, the calendar plan.ics, and the person file of who follows the plan.

    The folder is made if it is not there; what a plan does not have is not written.

    Raises:
        StorageError: the folder cannot be made or written to.
    """
    contents = {"plan.txt": plan_text(plan), "plan.json": plan_json(plan)}
    if plan.timetable:
        contents["plan.ics"] = icalendar(plan)
    if plan.minutes is not None:
        contents["person_with_plan.toml"] = person_under(plan.person, plan.steps, plan.dropped, plan.minutes).to_toml()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tuple(write_private(folder / name, text) for name, text in contents.items())
    except OSError as error:
        raise StorageError(f"cannot write to {folder}: {error.strerror or error}; choose another folder") from error


def plan_json(plan: Plan) -> str:
    """The plan as JSON text."""
    return json.dumps(finite(plan_summary(plan)), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
