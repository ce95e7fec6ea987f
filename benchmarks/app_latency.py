"""How long the picture takes to follow a slider, measured in Chromium from the slider's event to the painted frame.

    python benchmarks/app_latency.py [moves]

Starts a server of its own on loopback, moves each slider in small steps as a hand does, and reads the app's own
`osteon:slider` marks. The target is 100 ms at the 95th percentile, for streams, curves and numbers together.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = "/usr/bin/chromium"
TARGET_MS = 100.0
MOVES = 200
READ = "performance.getEntriesByName('osteon:slider').map(entry => entry.duration)"
NAMES = ("Vitamin D3", "Vitamin K2 (MK-7)", "Calcium tablets", "Sun at noon", "Age")


def free_port() -> int:
    """A port that nobody listens on."""
    with contextlib.closing(socket.socket()) as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Osteon on a port of its own; the address of its first page."""
    port = free_port()
    command = [sys.executable, "-m", "osteon", "serve", "--no-browser", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api/meta", timeout=2).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(20)


def measured(address: str, moves: int) -> dict[str, list[float]]:
    """Milliseconds from each movement of a slider to the painted frame, by slider."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page.goto(address)
        page.get_by_role("button", name="Gut").first.wait_for(timeout=60_000)
        page.wait_for_timeout(2_000)
        for name in NAMES:
            slider = page.get_by_label(name, exact=True)
            slider.focus()
            page.evaluate("performance.clearMeasures()")
            for step in range(moves // len(NAMES)):
                page.keyboard.press("ArrowRight" if step % 16 < 8 else "ArrowLeft")
                page.wait_for_timeout(120)
            page.wait_for_timeout(300)
            found[name] = page.evaluate(READ)
        browser.close()
    return found


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Measure, and print each slider's figures beside the target."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else MOVES
    with server() as address:
        found = measured(address, moves)
    found["all"] = [value for values in found.values() for value in values]
    for name, durations in found.items():
        middle, late = percentile(durations, 0.5), percentile(durations, 0.95)
        print(
            f"{name:20} {len(durations):4d} moves  median {middle:5.0f} ms  p95 {late:5.0f} ms (target {TARGET_MS:.0f})"
        )


if __name__ == "__main__":
    main()
