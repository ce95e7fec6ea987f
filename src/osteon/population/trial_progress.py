"""How far a run is and how long it will still take: by the pace of its chunks, and the second look that follows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

RECENT = 32
"""Chunks by whose pace the rest is judged."""
SURE = 0.05
"""Share of the second look from which on its own pace is known."""
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class State:
    """People done and asked for, seconds so far, and seconds left (None until that can be told)."""

    done: int
    people: int
    seconds: float
    left: float | None
    doing: str = "simulating"


@dataclass
class Pace:
    """Watches chunks get ready and parts be looked at again."""

    people: int
    clock: Clock = time.perf_counter
    done: int = 0
    skipped: int = 0
    looked: float = 0.0
    """Seconds that the first look at the parts took; the second will take about as long."""
    _look: float | None = None
    _begin: float = field(init=False)
    _recent: deque[tuple[float, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._begin = self.clock()
        self._recent = deque([(self._begin, 0)], maxlen=RECENT)

    def skip(self, people: int) -> None:
        """These were done by an earlier run."""
        self.done += people
        self.skipped += people
        self._recent.clear()
        self._recent.append((self.clock(), self.done))

    def step(self, people: int, again: float = 0.0) -> State:
        """So many more people are done; looking at them again will take about `again` seconds."""
        self.done += people
        self.looked += again
        self._recent.append((self.clock(), self.done))
        return self.state()

    def look(self, share: float, doing: str) -> State:
        """So much of the second look is done; what is left goes by its own pace, at first by that of the first."""
        now = self.clock()
        if self._look is None:
            self._look = now
        left = self.looked * self.people / max(self.done - self.skipped, 1)
        if share > SURE and now > self._look:
            left = (now - self._look) * (1 - share) / share
        return State(self.done, self.people, now - self._begin, left, doing)

    def state(self) -> State:
        """Where the run is now."""
        now = self.clock()
        (since, before), left = self._recent[0], None
        if self.done > before and now > since:
            pace = (self.done - before) / (now - since)
            fresh = max(self.done - self.skipped, 1)
            left = (self.people - self.done) / pace + self.looked * self.people / fresh
        return State(self.done, self.people, now - self._begin, left)


def words(state: State) -> str:
    """A line for a terminal.

    >>> words(State(250_000, 1_000_000, 150.0, 453.0))
    '250,000 of 1,000,000 people, 2 min 30 s so far, about 7 min 33 s to go'
    """
    left = "" if state.left is None else f", about {span_words(state.left)} to go"
    what = f"{state.done:,} of {state.people:,} people" if state.doing == "simulating" else state.doing
    return f"{what}, {span_words(state.seconds)} so far{left}"


def span_words(seconds: float) -> str:
    """Seconds in words.

    >>> span_words(75), span_words(4000), span_words(8)
    ('1 min 15 s', '1 h 6 min', '8 s')
    """
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
