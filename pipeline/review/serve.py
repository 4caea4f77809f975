"""Serves a review until it is stopped."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from pipeline.archive.store.disk import ArchiveError
from pipeline.report import report
from pipeline.review.app import make_app
from pipeline.review.desk import Desk
from pipeline.settings import Settings

__all__ = ["ADDRESS", "serve"]

ADDRESS = "127.0.0.1"


def serve(root: Path, settings: Settings, who: str, port: int, told: Callable[[str], None]) -> None:
    """Brings the report up to date and serves it with buttons on this machine alone. ``told`` gets the address; port 0 is any free one."""
    report(root)
    with _listening(port) as listener:
        host = f"{ADDRESS}:{listener.getsockname()[1]}"
        token = secrets.token_urlsafe(16)
        app = make_app(root / "report", lambda: Desk(root, settings, who), host, token)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, http="h11", ws="none")
        told(f"http://{host}/{token}/")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
            listener.listen()
        except OSError as error:
            raise ArchiveError("port", f"Port {port} can't be used ({error.strerror}). Name another one with --port.", usage=True) from None
        yield listener
    finally:
        listener.close()
