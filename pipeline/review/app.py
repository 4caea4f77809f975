"""The application: the report's pages and a few further addresses, for one person on this machine.

An article may hold anything. So the pages never make markup of its words, and every answer forbids scripts, frames, forms and pictures from
elsewhere. Other pages in the same browser know neither the token in the address nor get past the checks of host and origin.
"""

from __future__ import annotations

import contextlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.archive.store.disk import ArchiveError, sentence_for
from pipeline.review.desk import Desk
from pipeline.review.reapply import Reapply

__all__ = ["make_app"]

_LARGEST = 10_000  # bytes of a decision
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
                               "base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}
_FIELDS = {"id": str, "start": int, "block": str, "after": str, "scope": str}
_SCRIPT = '<script src="start.js"></script>'


def make_app(report: Path, open_desk: Callable[[], Desk], host: str, token: str) -> Starlette:
    """The application. ``report``: folder of the report; ``host``: address and port under which it is served; ``token``: first part of every path."""
    own = [
        Route("/", _index), Route("/index.html", _index), Route("/decide.js", _script), Route("/review.json", _about),
        Route("/record/{id}", _record), Route("/decisions", _decide, methods=["POST"]), Route("/reapply", _reapply, methods=["GET", "POST"]),
        Mount("/", StaticFiles(directory=report)),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        desk = app.state.desk = open_desk()
        reapply = app.state.reapply = Reapply(desk.root, desk.settings)
        yield
        await run_in_threadpool(reapply.stop)
        desk.close()

    handlers: Any = {ArchiveError: _refused, Exception: _broken, HTTPException: _http}
    return Starlette(routes=[Mount(f"/{token}", routes=own)], lifespan=lifespan, exception_handlers=handlers,
                     middleware=[Middleware(_Guard, host=host, token=token)])


class _Guard:
    """Lets nobody in but the pages themselves, and forbids browsers what no page needs."""

    def __init__(self, app: ASGIApp, host: str, token: str) -> None:
        self._app, self._host, self._token = app, host, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = self._refusal(scope["path"], Headers(scope=scope))
        await (refused or self._app)(scope, receive, guarded)

    def _refusal(self, path: str, headers: Headers) -> Response | None:
        if headers.get("host") != self._host:
            return PlainTextResponse("This is not an address of the review.", 421)
        own = f"http://{self._host}"
        if headers.get("origin", own) != own or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("Another page may not ask the review for anything.", 403)
        token = path.lstrip("/").partition("/")[0]
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return PlainTextResponse("Open the address that engross review printed; it ends in a token.", 404)
        return None


async def _index(request: Request) -> Response:
    """The page of the report with the buttons of the review."""
    desk = _desk(request)
    page = (desk.root / "report" / "index.html").read_text(encoding="utf-8")
    return Response(page.replace(_SCRIPT, f'<script src="decide.js"></script>\n{_SCRIPT}'), media_type="text/html")


async def _script(_: Request) -> Response:
    return Response((resources.files("pipeline.review") / "assets" / "decide.js").read_bytes(), media_type="text/javascript")


async def _about(request: Request) -> Response:
    reapply: Reapply = request.app.state.reapply
    return JSONResponse(_desk(request).about() | {"at_work": reapply.progress.at_work})


async def _record(request: Request) -> Response:
    return JSONResponse(_desk(request).record(request.path_params["id"]))


async def _decide(request: Request) -> Response:
    asked = await _asked(request)
    desk = _desk(request)
    record = desk.decide(asked["id"], asked["start"], asked["block"], asked["after"], asked["scope"])
    return JSONResponse({"record": record, "noted": desk.noted})


async def _reapply(request: Request) -> Response:
    """How far the run is that applies the decisions; with POST, one is begun."""
    reapply: Reapply = request.app.state.reapply
    if request.method == "POST":
        if await _sent(request) != {}:
            raise ArchiveError("wrong-request", "A run is asked for with an empty JSON object.", usage=True)
        reapply.start()
    return JSONResponse(reapply.progress._asdict())


async def _sent(request: Request) -> Any:
    """The JSON that was sent; None where there is none. Raises `ArchiveError` where it is longer than any decision."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise ArchiveError("wrong-decision", "This is too long for a decision.", usage=True)
    with contextlib.suppress(ValueError):
        return json.loads(body) if request.headers.get("content-type") == "application/json" else None
    return None


async def _asked(request: Request) -> dict[str, Any]:
    """The decision that was sent. Raises `ArchiveError` where it is none."""
    asked = await _sent(request)
    if not isinstance(asked, dict) or any(type(asked.get(name)) is not kind for name, kind in _FIELDS.items()):
        raise ArchiveError("wrong-decision", f"A decision is sent as a JSON object with {', '.join(_FIELDS)}.", usage=True)
    return asked


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _refused(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)


async def _broken(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": sentence_for(error)}, 500)


async def _http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    told = "The review has no such address. Open the address that engross review printed."
    return JSONResponse({"error": told if status == 404 else "The review can't do what was asked for. Load the page again."}, status)
