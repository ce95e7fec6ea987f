"""Work off the event loop: a few threads, the latest of each session first, and an end to the queue."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from osteon.web.refusals import RefusedError
from osteon.web.settings import Settings

Found = TypeVar("Found")
MOST_SESSIONS = 2048


class Work:
    """Threads for quick answers and one for long work; what a newer turn replaces is not begun."""

    def __init__(self, settings: Settings) -> None:
        self._quick = ThreadPoolExecutor(settings.workers, thread_name_prefix="quick")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="long")
        self._jobs = ThreadPoolExecutor(1, thread_name_prefix="jobs")
        self._most = settings.waiting
        self._waiting = 0
        self._turns: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    async def quick(self, do: Callable[[int], Found], session: str = "", turn: int = 0) -> Found:
        """Do something soon; it is told how many processors to use.

        Raises:
            RefusedError: a newer turn of the session came first, or too many wait.
        """
        self._arrive(session, turn)
        try:
            return await asyncio.wrap_future(self._quick.submit(self._begin, do, session, turn))
        finally:
            with self._lock:
                self._waiting -= 1

    async def long(self, do: Callable[[], Found]) -> Found:
        """Do something that takes seconds, one after the other."""
        return await asyncio.wrap_future(self._long.submit(do))

    def later(self, do: Callable[[], None]) -> None:
        """Do something that takes seconds, without waiting for it."""
        self._jobs.submit(do)

    def close(self) -> None:
        """End, without beginning what waits."""
        self._quick.shutdown(wait=False, cancel_futures=True)
        self._long.shutdown(wait=False, cancel_futures=True)
        self._jobs.shutdown(wait=False, cancel_futures=True)

    def _arrive(self, session: str, turn: int) -> None:
        with self._lock:
            if self._waiting >= self._most:
                raise RefusedError(429, "busy", "too many requests at once; try again in a second")
            if session:
                if turn < self._turns.get(session, 0):
                    raise RefusedError(409, "superseded", "a newer turn of this session came first")
                self._turns[session] = turn
                self._turns.move_to_end(session)
                while len(self._turns) > MOST_SESSIONS:
                    self._turns.popitem(last=False)
            self._waiting += 1

    def _begin(self, do: Callable[[int], Found], session: str, turn: int) -> Found:
        with self._lock:
            alone = self._waiting == 1
            if session and turn < self._turns.get(session, 0):
                raise RefusedError(409, "superseded", "a newer turn of this session came first")
        return do(2 if alone else 1)
