"""Chunks of a trial on a Dask cluster: one task a chunk; the finished parts come back here, where they are written.

Workers need Osteon and nothing else: no shared disk. A worker that dies takes no result with it, since its tasks are
given to others and a chunk is the same wherever it is made.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

from osteon.errors import InputError, StorageError
from osteon.population.trial_chunk import Part, make_part
from osteon.population.trial_job import Job

AHEAD = 3
"""Tasks for each thread of the cluster that are under way or wait, so that no worker runs dry."""
SECONDS_TO_CONNECT = 10
ADDRESS = re.compile(r"(tcp://|tls://)?(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


def by_cluster(job: Job, chunks: Sequence[int], address: str, identity: str) -> Iterator[Part]:
    """The parts of these chunks, worked out by a cluster, in the order in which they get ready.

    Raises:
        InputError: distributed is not installed, or no scheduler answers.
        StorageError: workers have another kind of processor or version: their numbers could differ in the last bits.
    """
    with _client(address) as client:
        _check_workers(client, identity)
        import distributed

        as_completed: Any = distributed.as_completed
        waiting = iter(chunks)
        threads = max(1, sum(client.nthreads().values()))
        name = sha256(repr(job).encode()).hexdigest()[:12]
        begun = [_submit(client, job, name, chunk) for _, chunk in zip(range(AHEAD * threads), waiting, strict=False)]
        ready = as_completed(begun, loop=client.loop)
        for future in ready:
            part = _result(future)
            future.release()
            for chunk in waiting:
                ready.add(_submit(client, job, name, chunk))
                break
            yield part


def _submit(client: Any, job: Job, name: str, chunk: int) -> Any:
    return client.submit(make_part, job, chunk, key=f"osteon-{name}-{chunk}", pure=False)


def _result(future: Any) -> Part:
    """A finished part, or an error that says what became of the cluster."""
    from concurrent.futures import CancelledError as Cancelled

    from distributed import CancelledError, KilledWorker

    try:
        part: Part = future.result()
    except (KilledWorker, CancelledError, Cancelled, OSError) as error:
        raise StorageError(
            f"the cluster gave up a chunk ({type(error).__name__}); look at its workers' memory and logs, then run the "
            "same command again: it goes on from what is done"
        ) from error
    return part


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError:
        raise InputError(
            'runs on a cluster need Dask: install Osteon with its extra "cluster" (osteon[cluster])', where="--cluster"
        ) from None
    _knock(address)
    try:
        make_client: Any = distributed.Client
        client = make_client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _nobody(address, error) from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=5)


def _knock(address: str) -> None:
    """See whether anybody listens at an address, before Dask begins to try again and again."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise InputError(
            f"{address!r} is no address of a scheduler; write it like tcp://10.0.0.5:8786", where="--cluster"
        )
    try:
        socket.create_connection((match["host"].strip("[]"), int(match["port"])), SECONDS_TO_CONNECT).close()
    except (OSError, OverflowError) as error:
        raise _nobody(address, error) from None


def _nobody(address: str, error: Exception) -> InputError:
    words = f"no scheduler answers at {address} ({error}); start one with `dask scheduler` and give its address, like "
    return InputError(f"{words}tcp://10.0.0.5:8786", where="--cluster")


def _check_workers(client: Any, identity: str) -> None:
    from osteon.population.trial_code import identity_here

    if not client.nthreads():
        raise InputError("the cluster has no workers yet; start some with `dask worker ADDRESS`", where="--cluster")
    others = sorted(worker for worker, theirs in client.run(identity_here).items() if theirs != identity)
    if others:
        raise StorageError(
            f"{len(others)} of the cluster's workers ({', '.join(others[:3])}) have another version of Osteon or "
            "another kind of processor than this machine: their numbers could differ in the last bits; leave them out"
        )
