"""`osteon serve` as its users run it: start, pages, sliders of many at once, stop."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.web_support import client, example

from osteon.web.assets import listed
from osteon.web.settings import Settings

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "osteon", "serve", *words]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1", "OSTEON_DATA": str(folder)}


@contextmanager
def served(folder: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running app, and its process."""
    with subprocess.Popen(
        command("--port", "0", "--no-browser", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(folder),
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield found[0], process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def asked(address: str, path: str = "") -> httpx.Response:
    """A page, as soon as it is there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(address + path, trust_env=False, timeout=PATIENCE)
        except httpx.ConnectError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def test_it_says_where_it_is_and_stops_without_a_trace(tmp_path: Path) -> None:
    with served(tmp_path) as (address, process):
        assert asked(address).status_code == 200
        assert asked(address, "api/meta").json()["version"]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert process.stdout is not None
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_what_is_asked_is_logged(tmp_path: Path) -> None:
    with served(tmp_path) as (address, process):
        asked(address)
        person = example()
        person["person"]["name"] = "Annabella"
        httpx.post(f"{address}api/live", json={"person": person}, trust_env=False, timeout=PATIENCE)
        httpx.get(f"{address}api/people/annabella?x=annabella", trust_env=False)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        assert process.stdout is not None
        assert process.stderr is not None
        told = (process.stdout.read() + process.stderr.read()).lower()
    assert "annabella" not in told
    assert "api/" not in told


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        found = subprocess.run(
            command("--port", port, "--no-browser"),
            capture_output=True,
            text=True,
            env=environment(tmp_path),
            check=False,
        )
    assert found.returncode == 2
    assert f"port {port} is in use" in found.stderr
    assert "--port 0" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "0.0.0.0"], "add --token"),
        (["--host", "0.0.0.0", "--token", "short"], "16 characters"),
        (["--host", "203.0.113.7", "--token"], "not an address of this machine"),
        (["--host", "no.such.host.invalid", "--token"], "not an address of this machine"),
    ],
)
def test_other_addresses_need_a_token(tmp_path: Path, words: list[str], told: str) -> None:
    found = subprocess.run(
        command("--port", "0", "--no-browser", *words),
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=False,
    )
    assert found.returncode == 2
    assert told in found.stderr


def test_an_open_address_warns_and_asks_for_its_token(tmp_path: Path) -> None:
    with served(tmp_path, "--host", "0.0.0.0", "--token") as (address, process):
        token = re.search(r"token=(\S+)", address)
        assert token
        plain = address.partition("?")[0]
        assert asked(plain, "api/meta").status_code == 401
        with httpx.Client(trust_env=False, follow_redirects=True) as browser:
            assert browser.get(address).status_code == 200
            assert browser.get(f"{plain}api/meta").status_code == 200
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        assert process.stderr is not None
        assert "WARNING" in process.stderr.read()


@pytest.mark.slow
def test_a_head_that_never_ends_is_given_up(tmp_path: Path) -> None:
    with served(tmp_path) as (address, _):
        asked(address)
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.settimeout(PATIENCE)
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1")
            begun = time.monotonic()
            assert slow.recv(1) == b""
            assert time.monotonic() - begun > 5
        assert asked(address).status_code == 200


def _drag(address: str, number: int, until: float, found: list[int]) -> None:
    body = {"person": example(), "session": f"user {number}"}
    with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as browser:
        turn = 0
        while time.monotonic() < until:
            turn += 1
            sliders = {"d3_iu": float(100 * turn % 4000), "sun_minutes": float(number)}
            found.append(browser.post("/api/live", json=body | {"turn": turn, "sliders": sliders}).status_code)


def _memory_mb(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_fifty_slider_users_are_answered_in_bounded_memory(tmp_path: Path) -> None:
    """The short form of benchmarks/serve.py, which runs for the 60 seconds of the issue."""
    with served(tmp_path) as (address, process):
        asked(address, "api/ready")
        idle = _memory_mb(process.pid)
        found: list[int] = []
        until = time.monotonic() + 8.0
        users = [threading.Thread(target=_drag, args=(address, number, until, found)) for number in range(50)]
        for user in users:
            user.start()
        for user in users:
            user.join()
        loaded = _memory_mb(process.pid)
    assert len(found) >= 50
    assert set(found) == {200}
    assert idle < 200
    assert loaded < 400


def test_files_of_the_app_are_kept_by_their_hash(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Osteon</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-DkW3xQ9a.js").write_text("export {}", encoding="utf-8")
    (tmp_path / "icon.svg").write_text("<svg/>", encoding="utf-8")
    with client(Settings(static=tmp_path)) as web:
        page = web.get("/")
        assert page.headers["cache-control"] == "no-cache"
        assert "Osteon" in page.text
        for path in ("/body", "/trials/knapen2013"):
            assert web.get(path).text == page.text
        script = web.get("/assets/index-DkW3xQ9a.js")
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert script.headers["content-type"].startswith("text/javascript")
        assert web.get("/icon.svg").headers["cache-control"] == "no-cache"
        assert web.get("/icon.svg").headers["content-type"] == "image/svg+xml"
        assert web.get("/assets/old-AAAAAAAA.js").status_code == 404
        assert web.post("/", {}).status_code == 405
    assert set(listed(tmp_path)) == {"index.html", "assets/index-DkW3xQ9a.js", "icon.svg"}


def test_without_its_files_it_says_how_to_get_them(tmp_path: Path) -> None:
    with client(Settings(static=tmp_path / "nothing")) as web:
        page = web.get("/")
    assert page.status_code == 200
    assert "npm run build" in page.text


def test_the_schema_is_there_for_the_browsers_types() -> None:
    with client() as web:
        schema = web.get("/api/openapi.json").json()
    assert {"/api/live", "/api/compare", "/api/plan", "/api/people"} <= set(schema["paths"])
    assert json.dumps(schema).count("#/components/schemas/PersonFile") >= 5
