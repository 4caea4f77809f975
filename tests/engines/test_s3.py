"""The exchange in S3: a server of moto on the loopback address plays the store, and s3fs, the driver of fsspec, speaks with it."""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive.store.disk import ArchiveError
from pipeline.engines.exchange import Exchange, stranger
from tests.engines.test_exchange import TOKEN, archived_away
from tests.makers.archives import archive, bag, scrape

_MISSING = [name for name in ("fsspec", "s3fs", "moto", "flask") if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(_MISSING), reason=f"{', '.join(_MISSING)} not installed (pip install 'moto[server]' s3fs).")
_PATIENCE = 120.0  # seconds; moto takes some to start on a machine that is busy with other things


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server. It does not outlive the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("moto") / "log"
    with log.open("wb") as stream:
        server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=stream, stderr=stream)
        try:
            until = time.monotonic() + _PATIENCE
            while not _answers(port):
                assert server.poll() is None and time.monotonic() < until, log.read_text(errors="replace")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(1.0)
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket, and what reaches it in the environment."""
    for name, value in (("AWS_ENDPOINT_URL", store), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing"),
                        ("AWS_DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir("articles")
    yield "s3://articles"
    files.rm("articles", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


def listed() -> list[str]:
    import s3fs

    files = s3fs.S3FileSystem()
    files.invalidate_cache()
    return sorted(files.find("articles"))


def test_machines_that_share_nothing_but_a_bucket_make_the_same_bytes(tmp_path: Path, bucket: str) -> None:
    source = scrape(tmp_path / "in", 40)
    archive(tmp_path / "plain", source, batch=10)
    machines = archived_away(tmp_path / "out", source, f"{bucket}/runs/nightly", batch=10)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")
    prefix = f"articles/runs/nightly/engross-{TOKEN}/"
    assert all(path.startswith(prefix) for path in listed())
    machines.exchange.close()
    assert listed() == []


def test_what_a_killed_run_left_in_the_bucket_is_removed_by_the_next(tmp_path: Path, bucket: str) -> None:
    work = tmp_path / "work"
    work.mkdir()
    first = Exchange(f"{bucket}/runs", work, TOKEN)
    first.open()
    assert not stranger(first.root, TOKEN)
    assert "is another place than on the machine where the run was started" in stranger(first.root, "other")
    after = Exchange(f"{bucket}/runs", work, "fedcba9876543210")
    after.open()
    assert listed() == ["articles/runs/engross-fedcba9876543210/token"]
    after.close()
    assert listed() == []


def test_a_bucket_that_is_not_there_is_told(tmp_path: Path, bucket: str) -> None:
    with pytest.raises(ArchiveError, match=re.escape(f"s3://nowhere/engross-{TOKEN} can't be written (FileNotFoundError")):
        Exchange("s3://nowhere", tmp_path, TOKEN).open()
