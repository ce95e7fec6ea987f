"""The door of the app: who gets in, how much comes in, and what every answer carries."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st
from starlette.datastructures import Headers
from tests.web_support import BASE, Client, client, example

from osteon.web.app import create_app
from osteon.web.guard import Guard
from osteon.web.settings import Settings, is_loopback, new_token

APP = create_app()
TOKEN = "a-token-of-22-characters"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def web() -> Iterator[Client]:
    with client() as found:
        yield found


@pytest.fixture(scope="module")
def guarded() -> Iterator[Client]:
    with client(Settings(host="0.0.0.0", token=TOKEN), "http://192.168.1.4:8617") as found:
        yield found


@pytest.mark.parametrize("path", ["/", "/api/meta", "/api/nothing", "/api/openapi.json", "/some/page", "/x.js"])
def test_every_answer_carries_the_headers(web: Client, path: str) -> None:
    headers = web.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("access-control")]


def test_answers_of_the_api_are_not_stored(web: Client) -> None:
    assert web.get("/api/meta").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "", "192.168.1.4", "[::2]"]
)
def test_other_host_names_are_not_answered(web: Client, host: str) -> None:
    answer = web.get("/api/meta", headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["error"]["kind"] == "forbidden"


@pytest.mark.parametrize("host", ["127.0.0.1:8617", "localhost:8617", "[::1]:8617", "localhost"])
def test_its_own_host_names_are(web: Client, host: str) -> None:
    assert web.get("/api/meta", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8617"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_sites_cannot_ask(web: Client, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/api/meta"), ("POST", "/api/foods"), ("DELETE", "/api/people")):
        assert web.ask(method, path, headers=headers | JSON, content="{}").status_code == 403


def test_a_link_from_elsewhere_opens_the_page_only(web: Client) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert web.get("/", headers=headers).status_code in (200, 503)
    assert web.get("/api/people", headers=headers).status_code == 403


def test_its_own_pages_can_ask(web: Client) -> None:
    headers = {"origin": BASE, "sec-fetch-site": "same-origin"}
    assert web.post("/api/foods", {"text": "natto"}, headers=headers).status_code == 200


def test_no_preflight_is_granted(web: Client) -> None:
    headers = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    assert web.ask("OPTIONS", "/api/live", headers=headers).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_site_cannot_post(web: Client, kind: str) -> None:
    answer = web.ask("POST", "/api/foods", headers={"content-type": kind}, content='{"text": "natto"}')
    assert answer.status_code == 415


def test_too_large_a_body_is_refused_before_and_while_it_comes() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" " * 1000

    with client(Settings(most_bytes=10_000)) as web:
        assert web.ask("POST", "/api/foods", headers=JSON, content=b" " * 20_000).status_code == 413
        assert web.ask("POST", "/api/foods", headers=JSON, content=endless()).status_code == 413


def test_too_slow_a_body_is_given_up() -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(1.0)
        yield b"}"

    with client(Settings(most_seconds=0.05)) as web:
        assert web.ask("POST", "/api/foods", headers=JSON, content=slow()).status_code == 408


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/assets/../../app.py"],
)
def test_no_path_reaches_the_disk(web: Client, path: str) -> None:
    answer = web.get(path)
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


@pytest.mark.parametrize("name", ["..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "knapen2013.toml"])
def test_names_in_addresses_are_looked_up_never_opened(web: Client, name: str) -> None:
    for path in (f"/api/trials/{name}", f"/api/examples/{name}", f"/api/people/{name}", f"/api/jobs/{name}"):
        assert web.get(path).status_code == 404


def test_a_person_cannot_name_a_file_of_the_disk(web: Client) -> None:
    person = example()
    person["supplement"] = [{"label": "/etc/passwd", "every": "day"}]
    answer = web.post("/api/live", {"person": person})
    assert answer.status_code == 422
    assert "on disk only" in answer.text


def test_deep_nesting_is_refused(web: Client) -> None:
    for depth in (20, 500, 5000, 100_000):
        text = '{"person":' + "[" * depth + "]" * depth + "}"
        assert web.ask("POST", "/api/live", headers=JSON, content=text).status_code in (400, 422)
        inside = '{"person": {"person": ' + '{"a":' * depth + "1" + "}" * depth + "}}"
        assert web.ask("POST", "/api/live", headers=JSON, content=inside).status_code in (400, 422)


def test_a_fault_keeps_its_words_to_itself(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from osteon.web import vocabulary

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("25(OH)D of Anna is 12 nmol/L")

    monkeypatch.setattr(vocabulary, "foods", broken)
    with client() as web, caplog.at_level(logging.DEBUG):
        answer = web.post("/api/foods", {"text": "natto"})
    assert answer.status_code == 500
    assert answer.json()["error"]["kind"] == "fault"
    assert "Anna" not in answer.text + caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_problem_of_shape_does_not_send_back_what_was_given(web: Client) -> None:
    answer = web.post("/api/live", {"person": example(), "sliders": {"d3_iu": "forty-two nmol/L"}})
    assert answer.status_code == 422
    assert "forty-two" not in answer.text


def test_without_the_token_nobody_gets_in(guarded: Client) -> None:
    assert guarded.get("/api/meta").status_code == 401
    page = guarded.get("/")
    assert page.status_code == 401
    assert "token" in page.text
    for given in ({"authorization": "Bearer wrong"}, {"cookie": "osteon_token=wrong"}, {"cookie": "osteon_token="}):
        assert guarded.get("/api/meta", headers=given).status_code == 401
    assert guarded.get("/?token=wrong").status_code == 401
    assert guarded.get(f"/api/meta?token={TOKEN}").status_code == 401


def test_the_token_opens_once_and_stays_as_a_cookie(guarded: Client) -> None:
    answer = guarded.get(f"/?token={TOKEN}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    for headers in ({"cookie": f"osteon_token={TOKEN}"}, {"authorization": f"Bearer {TOKEN}"}):
        assert guarded.get("/api/meta", headers=headers).status_code == 200


def test_a_token_does_not_open_to_other_host_names(guarded: Client) -> None:
    headers = {"host": "evil.example", "cookie": f"osteon_token={TOKEN}"}
    assert guarded.get("/api/meta", headers=headers).status_code == 403


def test_tokens_differ_and_loopback_is_known() -> None:
    assert new_token() != new_token()
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "10.0.0.1", "::", "example.org")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@holds_for(
    name=st.one_of(
        st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.-:[]@/ ", max_size=40),
        st.from_regex(r"(127\.0\.0\.1|localhost|\[::1\]|LOCALHOST)[a-z0-9.:@]{0,8}", fullmatch=True),
    )
)
def test_only_names_of_this_machine_are_ever_answered(name: str) -> None:
    door = Guard(APP, Settings())
    scope = {"type": "http", "method": "GET", "path": "/api/meta", "scheme": "http", "query_string": b"", "headers": []}
    refused = door._refused(scope, Headers({"host": name}))
    own = re.fullmatch(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", name.lower())
    assert (refused is None) == (own is not None)


@pytest.mark.parametrize("name", ["'; drop table people; --", '"', "\\", "<script>alert(1)</script>", "💊", "a" * 100])
def test_any_name_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    with client(Settings(data=tmp_path / "osteon")) as web:
        key = web.post("/api/people", {"name": name, "person": example()}).json()["id"]
        assert web.get(f"/api/people/{key}").json()["name"] == name
        assert len(web.get("/api/people").json()["people"]) == 1


def test_a_fault_in_the_middle_of_an_answer_ends_it_quietly(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("25(OH)D of Anna is 12 nmol/L")

    sent: list[str] = []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"", "headers": headers}
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, Guard(app, Settings())(scope, receive, send)).result()
    assert sent == ["http.response.start"]
    assert "ValueError" in caplog.text
    assert "Anna" not in caplog.text
