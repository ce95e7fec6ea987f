"""The app under its users: start, memory, first page, slider latency of one, and 50 sliders at once.

    python benchmarks/serve.py [--seconds 60] [--users 50]

Starts `osteon serve` as its users do, asks it over loopback, and prints each figure beside its target.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
PEOPLE = ("menopause_d3_k2", "older_man_kidney", "vegan_little_sun", "young_man_winter")


def memory_mb(process: int) -> float:
    """Resident memory of a process in MB."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else float("nan")


def processor_seconds(process: int) -> float:
    """Processor time that a process has used, which other work on the machine does not change."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def person(name: str) -> dict[str, object]:
    text = (ROOT / "examples" / f"{name}.toml").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(json.dumps(tomllib.loads(text), default=str))
    return found


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def moved(turn: int) -> dict[str, float]:
    return {"d3_iu": (turn * 130) % 5000, "mk7_ug": (turn * 7) % 360, "sun_minutes": (turn * 3) % 120}


async def one_user(client: httpx.AsyncClient, session: str, count: int) -> list[float]:
    """Milliseconds of each answer while one user drags sliders; a next request goes out when one is answered."""
    body = {"person": person(PEOPLE[0]), "session": session}
    found = []
    for turn in range(count):
        begun = time.perf_counter()
        answer = await client.post("/api/live", json=body | {"turn": turn, "sliders": moved(turn)})
        answer.raise_for_status()
        found.append(1000 * (time.perf_counter() - begun))
    return found


async def user(client: httpx.AsyncClient, number: int, until: float, took: list[float], bad: list[str]) -> None:
    body = {"person": person(PEOPLE[number % len(PEOPLE)]), "session": f"user {number}"}
    turn = 0
    while time.perf_counter() < until:
        turn += 1
        begun = time.perf_counter()
        try:
            answer = await client.post("/api/live", json=body | {"turn": turn, "sliders": moved(turn + number)})
            if answer.status_code != 200:
                bad.append(f"{answer.status_code} {answer.text[:100]}")
            took.append(1000 * (time.perf_counter() - begun))
        except httpx.HTTPError as error:
            bad.append(type(error).__name__)
        await asyncio.sleep(random.uniform(0.0, 0.05))


async def measure(address: str, process: int, users: int, seconds: float) -> None:
    limits = httpx.Limits(max_connections=users + 5)
    async with httpx.AsyncClient(base_url=address, timeout=60.0, limits=limits, trust_env=False) as client:
        begun = time.perf_counter()
        (await client.get("/")).raise_for_status()
        print(f"first page, after the port is open: {1000 * (time.perf_counter() - begun):.0f} ms (target below 1000)")
        (await client.get("/api/meta")).raise_for_status()
        print(f"idle memory, nothing asked yet: {memory_mb(process):.0f} MB (target below 200)")
        (await client.get("/api/ready")).raise_for_status()
        print(f"idle memory, model loaded: {memory_mb(process):.0f} MB (target below 200)")
        await one_user(client, "first", 20)
        used = processor_seconds(process)
        alone = await one_user(client, "alone", 200)
        used = 1000 * (processor_seconds(process) - used) / len(alone)
        print(
            f"one slider user, 200 turns: median {percentile(alone, 0.5):.0f} ms, 95th percentile "
            f"{percentile(alone, 0.95):.0f} ms (target 60, so that the browser can make 100); "
            f"{used:.0f} ms of processor time each"
        )
        took, bad, sizes = [], [], []
        until = time.perf_counter() + seconds

        async def watch() -> None:
            while time.perf_counter() < until:
                sizes.append(memory_mb(process))
                await asyncio.sleep(1.0)

        await asyncio.gather(watch(), *(user(client, number, until, took, bad) for number in range(users)))
        early, late = max(sizes[: len(sizes) // 2 + 1]), max(sizes[len(sizes) // 2 :])
        print(
            f"{users} slider users for {seconds:g} s: {len(took)} answers ({len(took) / seconds:.0f} a second), "
            f"median {percentile(took, 0.5):.0f} ms, 95th percentile {percentile(took, 0.95):.0f} ms, "
            f"{len(bad)} errors (target 0)"
        )
        print(f"memory under load: {early:.0f} MB in the first half, {late:.0f} MB in the second (bounded: no growth)")
        for words in sorted(set(bad))[:5]:
            print("  ", words)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--users", type=int, default=50)
    given = parser.parse_args()
    begun = time.perf_counter()
    command = [sys.executable, "-m", "osteon", "serve", "--port", "0", "--no-browser", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            text = ""
            while "}" not in text:
                text += server.stdout.readline()
            address = json.loads(text)["address"]
            while True:
                try:
                    httpx.get(f"{address}api/meta", trust_env=False)
                    break
                except httpx.HTTPError:
                    time.sleep(0.01)
            print(f"from the command to the first answer: {time.perf_counter() - begun:.2f} s")
            asyncio.run(measure(address, server.pid, given.users, given.seconds))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
