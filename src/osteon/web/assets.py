"""The app's own files: hashed ones are kept by the browser for good, the page itself is asked for anew."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from osteon.web.refusals import refusal

HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.\w+$")
FOR_GOOD = "public, max-age=31536000, immutable"
ANEW = "no-cache"
MISSING = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Osteon</title>
<h1>Osteon is running, but its pages are not here</h1>
<p>The pages are built from the folder <code>app</code> into <code>src/osteon/web/static</code>. An installed Osteon
has them; in a copy of the source, build them with <code>npm ci</code> and <code>npm run build</code> in
<code>app</code>, then reload.</p>
<p>Everything else works: the list of what can be asked is at <a href="/api/openapi.json">/api/openapi.json</a>, and the
command line needs no pages at all.</p>
"""
TYPES: Mapping[str, str] = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
}


class Pages:
    """Answers what is not of the API: a file of the app, or the page itself for the app's own addresses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path = scope["path"].removeprefix("/")
        if path.partition("/")[0] == "api":
            return refusal(404, "not_found", "there is nothing at this address; see /api/openapi.json")
        if scope["method"] not in ("GET", "HEAD"):
            return refusal(405, "input", "the pages can be read only")
        found = listed(self.folder).get(path)
        if found is not None and path != "index.html":
            return _file(path, found)
        if Path(path).suffix and path != "index.html":
            return refusal(404, "not_found", "there is no such file")
        page = self.folder / "index.html"
        if not page.is_file():
            return HTMLResponse(MISSING, status_code=503 if path else 200, headers={"cache-control": "no-store"})
        return FileResponse(page, media_type="text/html", headers={"cache-control": ANEW})


def _file(path: str, found: Path) -> FileResponse:
    kept = FOR_GOOD if path.startswith("assets/") and HASHED.search(path) else ANEW
    kind = TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found, media_type=kind, headers={"cache-control": kept})


def listed(folder: Path) -> dict[str, Path]:
    """The files of the app by address: a path that is asked for is looked up here and never joined to a folder."""
    if not folder.is_dir():
        return {}
    return {str(path.relative_to(folder).as_posix()): path for path in folder.rglob("*") if path.is_file()}
