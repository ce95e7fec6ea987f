"""How the app is served: to whom it answers, and how much it takes in."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY_ADDRESS = ("0.0.0.0", "::", "")
STATIC = Path(__file__).parent / "static"
DEFAULT_PORT = 8617


@dataclass(frozen=True)
class Settings:
    """Where the app listens, the token it asks for (None: none), the folder of saved people, and limits.

    `names` are further host names that a browser may use for this machine.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    names: tuple[str, ...] = ()
    data: Path | None = None
    static: Path = STATIC
    most_bytes: int = 6_000_000
    most_seconds: float = 20.0
    workers: int = 2
    waiting: int = 256

    @property
    def open_to_others(self) -> bool:
        """Whether other machines can reach it."""
        return not is_loopback(self.host)

    def answers_to(self, name: str) -> bool:
        """Whether a browser may call the app by this host name.

        >>> Settings().answers_to("127.0.0.1"), Settings().answers_to("osteon.example")
        (True, False)
        """
        if name in LOOPBACK or name == self.host or name in self.names:
            return True
        return self.open_to_others and self.host in ANY_ADDRESS and is_address(name)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    return is_address(host) and ipaddress.ip_address(host).is_loopback


def is_address(text: str) -> bool:
    """Whether a text is a numeric address rather than a name.

    >>> is_address("192.168.1.4"), is_address("evil.example")
    (True, False)
    """
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def new_token() -> str:
    """A token that cannot be guessed: 128 random bits.

    >>> len(new_token()) >= 22
    True
    """
    return secrets.token_urlsafe(16)
