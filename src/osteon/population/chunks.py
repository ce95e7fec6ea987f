"""Chunks of a run, worked out by threads of this machine; each comes back when it is ready, few wait at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Result = TypeVar("Result")


def by_threads(make: Callable[[int], Result], chunks: Sequence[int], threads: int) -> Iterator[Result]:
    """What `make` gives for each chunk, in the order in which they get ready.

    No more than one besides those that threads work at is waiting, so that memory is bounded. When the reader stops,
    or a chunk fails, those that have not begun never do.

    >>> sorted(by_threads(lambda chunk: chunk * chunk, range(5), threads=2))
    [0, 1, 4, 9, 16]
    """
    waiting = iter(chunks)
    with ThreadPoolExecutor(threads, thread_name_prefix="chunk") as pool:
        under_way: set[Future[Result]] = set()
        try:
            for chunk in waiting:
                under_way.add(pool.submit(make, chunk))
                if len(under_way) > threads:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    yield from (each.result() for each in done)
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        finally:
            for each in under_way:
                each.cancel()
