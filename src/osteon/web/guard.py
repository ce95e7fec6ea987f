"""The door: who may ask, how much may come in and for how long, and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from osteon.web.faults import where_of
from osteon.web.refusals import refusal
from osteon.web.settings import Settings

COOKIE = "osteon_token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
HOST = re.compile(r"(?:\[(?P<number>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::\d{1,5})?")
ASK_TOKEN = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Osteon</title><h1>Osteon asks for its token</h1>"
    "<p>Open the whole address that <code>osteon serve</code> printed; it ends in <code>?token=...</code>.</p>"
)
logger = logging.getLogger("osteon.web")


class Guard:
    """Wraps the app: nothing gets to it that may not, and nothing leaves without the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender = _Sender(send, scope["path"])
        try:
            answer = self._refused(scope, Headers(scope=scope)) or self.app
            await answer(scope, _Bounded(receive, self.settings), sender)
        except ClientDisconnect:
            return
        except Exception as error:
            logger.error("a fault in Osteon: %s", where_of(error))
            if not sender.begun:
                await refusal(500, "fault", "a fault in Osteon; what it is about was not kept")(scope, receive, sender)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to a request that does not get in; None if it does."""
        if not self.settings.answers_to(_host(headers.get("host", ""))):
            return refusal(403, "forbidden", "this host name is not one that Osteon answers to")
        if not _same_origin(scope, headers):
            return refusal(403, "forbidden", "requests from other sites are not answered")
        entered = self._token(scope, headers)
        if entered is not None:
            return entered
        return _unusable(scope, headers, self.settings.most_bytes)

    def _token(self, scope: Scope, headers: Headers) -> Response | None:
        """None if no token is needed or the right one is there; else a redirect that keeps it, or a refusal."""
        token = self.settings.token
        if token is None or _is(token, _cookie(headers)) or _is(f"Bearer {token}", headers.get("authorization", "")):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and scope["method"] == "GET" and _is(token, given):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
            return answer
        if scope["path"].startswith("/api"):
            return refusal(401, "forbidden", "a token is needed: open the whole address that osteon serve printed")
        return HTMLResponse(ASK_TOKEN, status_code=401)


class _Sender:
    """What goes out, with the headers that every answer carries; knows whether an answer has begun."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if self._path.startswith("/api"):
                headers["cache-control"] = "no-store"
        await self._send(message)


class _Bounded:
    """What comes in, counted and timed."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive = receive
        self._left = settings.most_bytes
        self._settings = settings
        self._deadline = time.monotonic() + settings.most_seconds
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._deadline - time.monotonic()))
        except TimeoutError:
            words = f"the request took longer than {self._settings.most_seconds:g} seconds to arrive"
            raise HTTPException(408, words) from None
        self._left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._left < 0:
            raise HTTPException(413, _too_much(self._settings.most_bytes))
        return message


def _same_origin(scope: Scope, headers: Headers) -> bool:
    """Whether a request comes from the app's own pages or from no page at all."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}":
        return False
    opened = scope["method"] in SAFE_METHODS and not scope["path"].startswith("/api")
    return opened or site in ("same-origin", "none")


def _unusable(scope: Scope, headers: Headers, most_bytes: int) -> Response | None:
    """The refusal of a body that is too large or no JSON, before it is read."""
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > most_bytes:
        return refusal(413, "too_large", _too_much(most_bytes))
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    body = length != "0" or "transfer-encoding" in headers
    if scope["method"] == "POST" and body and kind != "application/json":
        return refusal(415, "input", "send JSON, with the header Content-Type: application/json")
    return None


def _host(given: str) -> str:
    """The name in a Host header, without brackets and port; empty where it is no such header."""
    found = HOST.fullmatch(given)
    return (found["number"] or found["name"]).lower() if found else ""


def _too_much(most_bytes: int) -> str:
    return f"more than {most_bytes:,} bytes; that is larger than any file Osteon reads"


def _cookie(headers: Headers) -> str:
    try:
        kept = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return kept.value if kept else ""


def _is(secret: str, given: str) -> bool:
    return hmac.compare_digest(secret.encode(), given.encode())
