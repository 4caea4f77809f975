"""The address of a Spark master: what is one, and whether anybody answers there, told before anything is started."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
from pathlib import Path

from pipeline.archive.store.disk import ArchiveError
from pipeline.data.counting import counted

__all__ = ["check_installed", "check_master", "is_here"]

_FORMS = "spark://HOST:7077, local[N], yarn or k8s://https://HOST:PORT"
_STANDALONE = re.compile(r"spark://([\w.-]+:\d+(?:,[\w.-]+:\d+)*)")
_HERE = re.compile(r"local(\[(\d{1,4}|\*)(, ?\d{1,4})?\])?")
_OTHERS = re.compile(r"yarn|k8s://\S+")
_PATIENCE = 10.0  # seconds


def check_installed() -> None:
    """Raises `ArchiveError` with what to install, where PySpark or Java is missing."""
    if importlib.util.find_spec("pyspark") is None:
        raise _usage("no-pyspark", "The engine spark needs PySpark. Install it with: pip install 'engross[spark]'")
    home = os.environ.get("JAVA_HOME")
    if home and not (Path(home) / "bin" / "java").exists():
        raise _usage("no-java", f"The engine spark needs Java, and there is none in {home}, which JAVA_HOME names.")
    if not home and shutil.which("java") is None:
        raise _usage("no-java", "The engine spark needs Java 17 or newer on this machine and on those of the cluster, and there is no command java "
                     "here. On Debian: apt install default-jre-headless")


def check_master(url: str) -> None:
    """Raises `ArchiveError` where this is no address of a master, or where nobody answers at it."""
    if not url:
        raise _usage("no-master", f"The engine spark needs the address of a master: --master {_FORMS}")
    standalone = _STANDALONE.fullmatch(url)
    if not standalone and not _HERE.fullmatch(url) and not _OTHERS.fullmatch(url):
        raise _usage("wrong-master", f"--master {url}: this is no address of a Spark master. Addresses look like {_FORMS}{_hint(url)}")
    if standalone:
        reasons = [_silent(place) for place in standalone[1].split(",")]
        if all(reasons):
            sentence = (f"No Spark master answers at {url} ({reasons[0]}). Start it, or name another one with --master; "
                        "the page of a master in the browser shows its address.")
            raise ArchiveError("no-master", sentence)


def is_here(url: str) -> bool:
    """True for an address that means this machine alone."""
    return bool(_HERE.fullmatch(url))


def _hint(url: str) -> str:
    return " (this is the address of a web page; that page shows the address of the master)." if url.startswith("http") else "."


def _silent(place: str) -> str:
    """Why nobody answers there; empty if somebody does."""
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _PATIENCE).close()
    except TimeoutError:
        return f"no answer in {counted(round(_PATIENCE), 'second')}"
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


def _usage(code: str, sentence: str) -> ArchiveError:
    return ArchiveError(code, sentence, usage=True)
