"""Serving the app: a socket that is ours, one process, no log of who asks what."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress

from osteon.errors import InputError, StorageError
from osteon.web.settings import ANY_ADDRESS, Settings

BACKLOG = 256


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free.

    Raises:
        InputError: the port is taken, or the address is not this machine's.
        StorageError: the system does not allow it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        raise _reason(error, host, port) from None
    return found


def _reason(error: OSError, host: str, port: int) -> InputError | StorageError:
    if error.errno == errno.EADDRINUSE:
        return InputError(
            f"port {port} is in use, perhaps by another Osteon: open http://{shown(host)}:{port}/, or give another "
            "port, or --port 0 for any that is free"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return StorageError(f"the system does not let you listen on port {port}; give one from 1024 on")
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return InputError(f"{host} is not an address of this machine; leave out --host, or give 0.0.0.0 for all")
    return StorageError(f"cannot listen on {host}, port {port}: {error.strerror}")


def address(settings: Settings, port: int) -> str:
    """What to open in a browser, with the token where one is needed.

    >>> address(Settings(), 8617)
    'http://127.0.0.1:8617/'
    """
    host = "127.0.0.1" if settings.host in ANY_ADDRESS else shown(settings.host)
    return f"http://{host}:{port}/" + (f"?token={settings.token}" if settings.token else "")


def shown(host: str) -> str:
    """A host as it stands in an address.

    >>> shown("::1")
    '[::1]'
    """
    return f"[{host}]" if ":" in host else host


def serve(settings: Settings, door: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the app until it is stopped; `ready` is called when the first page can be asked for."""
    import uvicorn

    from osteon.web.app import create_app
    from osteon.web.patience import PatientProtocol

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(
        create_app(settings),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
        limit_concurrency=1024,
        h11_max_incomplete_event_size=32_768,
        ws="none",
        http=PatientProtocol,
    )
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[door])
