"""Whether anybody answers at the address of a master, told without Spark."""

from __future__ import annotations

import socket

import pytest

from pipeline.archive.store.disk import ArchiveError
from pipeline.engines.masters import check_master


def test_each_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: it refuses
        addresses = [own.getsockname() for own in (nobody, server)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", own) for own in addresses])
        check_master("spark://quay.example:7077")


def test_nobody_at_any_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        own = nobody.getsockname()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", own)])
        with pytest.raises(ArchiveError, match="No Spark master answers at spark://quay.example:7077 "):
            check_master("spark://quay.example:7077")
