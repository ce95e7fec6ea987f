"""A server of its own, on loopback and with a data folder that is thrown away, and a real Chromium."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000


def free_port() -> int:
    with contextlib.closing(socket.socket()) as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Osteon."""
    port = free_port()
    home = tmp_path_factory.mktemp("home")
    folders = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "osteon", "serve", "--no-browser", "--port", str(port)]
    kept = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    running = subprocess.Popen(command, env={**os.environ, **kept, **folders}, stdout=subprocess.DEVNULL)
    place = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{place}/api/meta", running)
        yield place
    finally:
        running.terminate()
        running.wait(30)


def wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert running.poll() is None, "osteon serve ended by itself"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError("osteon serve does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; skipped where it or playwright is missing."""
    play = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with play.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def is_fault(said: Any) -> bool:
    """Whether the console tells of a fault; Chromium also tells of answers (409) that a newer question overtook."""
    return bool(said.type == "error" and "409 (Conflict)" not in said.text)


class Watched:
    """A page with what it asked for outside this machine, and what went wrong in it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.elsewhere: list[str] = []
        self.faults: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if is_fault(said) else None)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.elsewhere.append(request.url)

    def go(self, name: str) -> None:
        """Open a page of the app and wait until nothing spins."""
        self.page.goto(f"{self.address}/#/{name}")
        self.page.locator("h1").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing spins any more."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(".spinner", state="detached")


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Watched]:
    """A fresh tab in a fresh profile; no request of it may leave the machine, and nothing may go wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    found = Watched(context.new_page(), address)
    yield found
    context.close()
    assert found.elsewhere == []
    assert found.faults == []
