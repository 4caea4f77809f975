"""Object stores and other places that fsspec opens: reading and writing there, and what goes wrong, in sentences."""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.archive.store.disk import ArchiveError

__all__ = ["SAME", "in_words", "is_bucket", "lost", "opened", "receive", "remove", "send", "shown"]

_FORM = re.compile(r"(?!file://[^/])[a-z][a-z0-9+.-]*://\S+")
_FORMS = "s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or file:///FOLDER"
_BUCKETS = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "oci"}
"""Stores that show an object when it is whole, and that have no folders."""
_ARRIVAL = 60.0  # seconds in which what was written shows up on another machine
SAME = "The exchange has to be the same place for all machines, and all of them have to be allowed to read, write and remove there."


def opened(url: str, *, usage: bool = False) -> tuple[Any, str]:
    """What reads and writes there, and the name of the place in its words. Raises `ArchiveError` where nothing can."""
    if importlib.util.find_spec("fsspec") is None:
        raise ArchiveError("no-fsspec", "--exchange needs fsspec. Install it with: pip install 'engross[spark]'", usage=usage)
    import fsspec

    if not _FORM.fullmatch(url):
        sentence = f"--exchange {shown(url)}: this is no address of an exchange. Addresses look like {_FORMS}."
        raise ArchiveError("wrong-exchange", sentence, usage=usage)
    scheme = url.partition("://")[0]
    if scheme == "memory":
        raise ArchiveError("wrong-exchange", "--exchange memory://: the memory of a process is seen by no other one, and workers are processes of "
                           f"their own. Addresses look like {_FORMS}.", usage=usage)
    if scheme not in fsspec.available_protocols():
        raise ArchiveError("wrong-exchange", f"--exchange {shown(url)}: fsspec knows no {scheme}://. Addresses look like {_FORMS}.", usage=usage)
    try:
        files, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise ArchiveError("no-driver", f"--exchange {shown(url)}: a package for {scheme}:// is missing here ({str(error).rstrip('.')}). "
                           "All machines need it.", usage=usage) from None
    except Exception as error:  # noqa: BLE001  (each store raises its own)
        raise ArchiveError("exchange", f"--exchange {shown(url)}: this can't be opened ({error}). {SAME}") from None
    return files, str(path)


def send(files: Any, packed: Path, url: str, path: str) -> None:
    """Writes a file there under a name that shows it when it is whole; one of that name, with the same content, may be there."""
    with in_words(url, "be written"):
        aside = path if is_bucket(url) else f"{path}.{secrets.token_hex(8)}"
        files.put_file(str(packed), aside)
        if aside != path:
            files.mv(aside, path)


def receive(files: Any, url: str, path: str, to: Path) -> None:
    """Reads a file from there; waits a while for one that another machine has written."""
    until = time.monotonic() + _ARRIVAL
    with in_words(url, "be read"):
        while True:
            try:
                files.get_file(path, str(to))
                return
            except FileNotFoundError:
                if time.monotonic() > until:
                    raise lost(url, "this object does not show up here") from None
                files.invalidate_cache()
                time.sleep(0.5)


def remove(files: Any, path: str) -> None:
    """Removes all that stands below a name."""
    with in_words(path, "be removed"):
        files.invalidate_cache()
        with contextlib.suppress(FileNotFoundError):
            files.rm(path, recursive=True)


@contextlib.contextmanager
def in_words(url: str, what: str) -> Iterator[None]:
    """What a store raises, in a sentence. A disk that is full is told by others."""
    try:
        yield
    except ArchiveError:
        raise
    except PermissionError as error:
        raise ArchiveError("no-permission", f"{shown(url)} can't {what}: no permission ({error}). {SAME}") from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise ArchiveError("exchange", f"{shown(url)} can't {what} ({type(error).__name__}: {error}). {SAME}") from None


def lost(url: str, how: str) -> ArchiveError:
    """What is told of an object that does not arrive."""
    return ArchiveError("not-arrived", f"{shown(url)}: {how}. {SAME}")


def is_bucket(url: str) -> bool:
    """True for a store without folders."""
    return url.partition("://")[0] in _BUCKETS


def shown(url: str) -> str:
    """The address without the password that may stand in it."""
    return re.sub(r"//[^/@]*@", "//", url)
