"""What the app keeps while it runs: settings, threads, and the people last asked about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi import Request

from osteon.web.jobs import Jobs
from osteon.web.settings import Settings
from osteon.web.work import Work

if TYPE_CHECKING:
    from osteon.web.live.base import Bases


class State:
    """Everything that routes share; the model is loaded when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.work = Work(settings)
        self.jobs = Jobs(self.work)

    closed = False

    def close(self) -> None:
        """Stop all work."""
        self.closed = True
        self.jobs.stop_all()
        self.work.close()

    @cached_property
    def bases(self) -> Bases:
        """The draws of the people last asked about."""
        from osteon.web.live.base import Bases

        return Bases()


def state_of(request: Request) -> State:
    """The state of the app that a request is for."""
    state = request.app.state.osteon
    assert isinstance(state, State)
    return state
