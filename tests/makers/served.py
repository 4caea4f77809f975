"""A review of an archive, served in this process."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.report import write_report
from pipeline.settings import Review, Settings

TOKEN = "a-token-of-the-tests"


class Served(NamedTuple):
    """A server that answers."""

    root: Path
    decisions: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{TOKEN}/"

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; ``path`` begins after the token unless it starts with a slash."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path if path.startswith("/") else f"/{TOKEN}/{path}", body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = (answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found

    def decide(self, **decision: Any) -> tuple[int, Any]:
        """Sends a decision as the pages do."""
        status, _, body = self.ask("decisions", method="POST", body=json.dumps(decision).encode(), Content_Type="application/json")
        return status, json.loads(body)


@contextmanager
def served(root: Path, decisions: Path) -> Iterator[Served]:
    """Serves an archive until the end of the block."""
    import socket

    import uvicorn

    from pipeline.review.app import make_app
    from pipeline.review.desk import Desk

    write_report(root)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings(review=Review(decisions=str(decisions)))
    app = make_app(root / "report", lambda: Desk(root, settings, "Ada Quill"), f"127.0.0.1:{port}", TOKEN)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, http="h11", ws="none"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Served(root, decisions, port)
    server.should_exit = True
    thread.join(10)
    listener.close()
