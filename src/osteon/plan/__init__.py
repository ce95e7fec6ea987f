"""Foods, supplements and sun within limits: the smallest change that reaches a person's goals."""

from __future__ import annotations

from osteon.plan.planning import plan
from osteon.plan.records import Plan
from osteon.plan.wishes import Wishes, read_wishes

__all__ = ["Plan", "Wishes", "plan", "read_wishes"]
