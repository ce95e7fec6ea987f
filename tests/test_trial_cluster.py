"""A trial on a real Dask cluster on loopback: the same bytes, even if a worker is killed half way."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.trial_support import TWO_ARMS, files_of

from osteon.errors import InputError, StorageError
from osteon.population.trial_design import parse_planned
from osteon.population.trial_run import run_trial

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed", reason="the extra osteon[cluster] is not installed")

PEOPLE, CHUNK = 640, 32


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address, self.folder = f"tcp://127.0.0.1:{port}", folder
        self.scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"
        )
        self.workers = [
            self._start(
                "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"
            )
            for _ in range(2)
        ]
        self._wait()

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{module}", *arguments]
        log = (self.folder / f"{module}-{time.monotonic_ns()}.log").open("wb")
        return subprocess.Popen(program, stdout=log, stderr=log)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with (
                suppress(OSError, distributed.comm.CommClosedError),
                distributed.Client(self.address, timeout=2, set_as_default=False) as client,
            ):
                if len(client.nthreads()) == 2:
                    return
            time.sleep(0.2)
        raise AssertionError("the cluster did not start: " + self.logs())

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.stop()


@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_half_way_changes_no_bit(cluster: Cluster, tmp_path: Path) -> None:
    planned = parse_planned(TWO_ARMS)
    run_trial(planned, people=PEOPLE, seed=3, chunk=CHUNK, out=tmp_path / "threads")
    out, killed = tmp_path / "cluster", threading.Event()

    def kill_half_way() -> None:
        while len(list(out.glob("visits/*.parquet"))) < PEOPLE // CHUNK // 2:
            time.sleep(0.002)
        cluster.workers[0].kill()
        killed.set()

    killer = threading.Thread(target=kill_half_way, daemon=True)
    killer.start()
    run_trial(planned, people=PEOPLE, seed=3, chunk=CHUNK, out=out, cluster=cluster.address)
    assert killed.is_set()
    assert cluster.workers[0].wait(10) != 0
    assert files_of(out) == files_of(tmp_path / "threads")


@pytest.mark.filterwarnings("ignore")
def test_workers_of_another_version_are_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.population.trial_run.identity_here", lambda: "another")
    with pytest.raises(StorageError, match="another version of Osteon"):
        run_trial(parse_planned(TWO_ARMS), people=64, seed=3, chunk=CHUNK, cluster=cluster.address)


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.population.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(InputError, match="'nowhere' is no address of a scheduler"):
        run_trial(parse_planned(TWO_ARMS), people=64, seed=3, chunk=CHUNK, cluster="nowhere")
    with pytest.raises(InputError, match="no scheduler answers at tcp"):
        run_trial(parse_planned(TWO_ARMS), people=64, seed=3, chunk=CHUNK, cluster="tcp://127.0.0.1:9")
