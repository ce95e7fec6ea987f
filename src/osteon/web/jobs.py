"""Long work in a thread of its own, watched through server-sent events; the last few results are kept."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from threading import Event, Lock
from typing import Literal

from osteon.errors import InputError, OsteonError
from osteon.web.faults import where_of
from osteon.web.refusals import RefusedError
from osteon.web.schemas.common import Failure
from osteon.web.schemas.jobs import JobProgress, JobState
from osteon.web.speaking import problems_of
from osteon.web.work import Work

Say = Callable[[int, int, str], None]
Do = Callable[[Say], str]
MOST_KEPT = 16
MOST_AT_WORK = 4
LOOK = 0.1
ALIVE = 10.0
logger = logging.getLogger("osteon.web")


class StoppedError(Exception):
    """Somebody asked the job to stop."""


class Job:
    """One piece of long work; `say` inside it tells how far it is, and ends it when it was asked to stop."""

    def __init__(self, kind: str, do: Do) -> None:
        self.id = secrets.token_urlsafe(16)
        self.kind = kind
        self.status: Literal["waiting", "running", "done", "failed", "stopped"] = "waiting"
        self.progress = JobProgress(done=0, total=0, words="waiting")
        self.result = ""
        self.error: Failure | None = None
        self.stop = Event()
        self._do = do

    def run(self) -> None:
        """Do the work; whatever happens is kept."""
        try:
            self._say(0, self.progress.total, "begun")
            self.status = "running"
            self.result = self._do(self._say)
            self.status = "done"
        except StoppedError:
            self.status = "stopped"
        except InputError as error:
            self._fail(Failure(kind="input", message=str(error), problems=problems_of(error)))
        except OsteonError as error:
            self._fail(Failure(kind="stopped", message=str(error), problems=[]))
        except Exception as error:
            logger.error("a fault in Osteon: %s", where_of(error))
            self._fail(Failure(kind="fault", message="a fault in Osteon", problems=[]))

    def state(self) -> JobState:
        """How far it is."""
        return JobState(job=self.id, kind=self.kind, status=self.status, progress=self.progress, error=self.error)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come."""
        return self.status in ("done", "failed", "stopped")

    def _say(self, done: int, total: int, words: str) -> None:
        if self.stop.is_set():
            raise StoppedError
        self.progress = JobProgress(done=done, total=total, words=words)

    def _fail(self, error: Failure) -> None:
        self.error = error
        self.status = "failed"


class Jobs:
    """The jobs of an app, the last few kept."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = Lock()

    def begin(self, kind: str, do: Do) -> Job:
        """Begin something, one after the other.

        Raises:
            RefusedError: too many are at work.
        """
        job = Job(kind, do)
        with self._lock:
            if sum(not each.ended for each in self._jobs.values()) >= MOST_AT_WORK:
                raise RefusedError(429, "busy", "other long work is going on; wait for it, or stop it")
            self._jobs[job.id] = job
            ended = [key for key, each in self._jobs.items() if each.ended]
            for key in ended[: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[key]
        self._work.later(job.run)
        return job

    def get(self, name: str) -> Job:
        """The job of this name.

        Raises:
            RefusedError: there is none.
        """
        found = self._jobs.get(name)
        if found is None:
            raise RefusedError(404, "not_found", "there is no such job; its result was kept for a while only")
        return found

    def stop_all(self) -> None:
        """Ask all jobs to stop."""
        for job in list(self._jobs.values()):
            job.stop.set()


async def events(job: Job) -> AsyncIterator[str]:
    """The server-sent events of a job: progress, and at the end result, failed or stopped."""
    told, spoken = None, time.monotonic()
    while not job.ended:
        if job.progress != told:
            told, spoken = job.progress, time.monotonic()
            yield event("progress", told.model_dump_json())
        elif time.monotonic() - spoken > ALIVE:
            spoken = time.monotonic()
            yield ": still there\n\n"
        await asyncio.sleep(LOOK)
    yield event("progress", job.progress.model_dump_json())
    if job.status == "done":
        yield event("result", job.result)
    else:
        yield event(job.status, json.dumps({"error": job.error.model_dump()} if job.error else {}))


def event(name: str, data: str) -> str:
    """One server-sent event.

    >>> event("progress", "{}").splitlines()
    ['event: progress', 'data: {}', '']
    """
    return f"event: {name}\ndata: {data}\n\n"
