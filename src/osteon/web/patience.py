"""Connections that never come to a request are closed: a request's head has so many seconds to arrive, not for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 10.0


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, which looks now and then whether a head is still not whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to look."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._was_waiting = False
        self.loop.call_later(SECONDS, self._look)

    def _look(self) -> None:
        """Close what was waiting for the rest of a head at two looks; look again else."""
        if self.transport.is_closing():
            return
        waiting = self._waits()
        if waiting and self._was_waiting:
            self.transport.close()
            return
        self._was_waiting = waiting
        self.loop.call_later(SECONDS, self._look)

    def _waits(self) -> bool:
        """Whether nothing came yet, or part of a head only."""
        begun: Any = self.conn.trailing_data[0]
        return self.conn.their_state is h11.IDLE and (self.cycle is None or bool(begun))
