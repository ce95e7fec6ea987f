"""What the tests of the app share: a client that asks it in the process, without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import httpx

from osteon.web.app import create_app
from osteon.web.settings import Settings

Answer = TypeVar("Answer")
BASE = "http://127.0.0.1:8617"
EXAMPLES = Path(__file__).parents[1] / "examples"


class Client:
    """Asks an app as a browser on the same machine would.

    Its loop has a thread of its own, since a browser's tests may hold one in the tests' thread.
    """

    def __init__(self, settings: Settings | None = None, base: str = BASE) -> None:
        self.app = create_app(settings)
        self._base = base
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        return self._answer(self._ask(method, path, given))

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def post(self, path: str, body: Any, **given: Any) -> httpx.Response:
        return self.ask("POST", path, json=body, **given)

    def delete(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("DELETE", path, **given)

    def many(self, asked: list[tuple[str, Any]]) -> list[httpx.Response]:
        """Posts at the same time."""

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self._ask("POST", path, {"json": body}) for path, body in asked))

        return self._answer(all_of_them())

    def close(self) -> None:
        self.app.state.osteon.jobs.stop_all()
        self.app.state.osteon.work.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _answer(self, asked: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()

    async def _ask(self, method: str, path: str, given: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url=self._base, timeout=300.0) as client:
            return await client.request(method, path, **given)


@contextmanager
def client(settings: Settings | None = None, base: str = BASE) -> Iterator[Client]:
    found = Client(settings, base)
    try:
        yield found
    finally:
        found.close()


@cache
def _example(name: str) -> str:
    import tomllib

    return json.dumps(tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")), default=str)


def example(name: str = "menopause_d3_k2") -> dict[str, Any]:
    """An example person as JSON."""
    found: dict[str, Any] = json.loads(_example(name))
    return found


def events(text: str) -> list[tuple[str, Any]]:
    """The server-sent events of an answer."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found
