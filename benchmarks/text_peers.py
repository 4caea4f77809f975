"""Other systems on plain text. They read HTML, so each line is put into a ``<p>`` and escaped, outside of the measured time."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.metadata import PackageNotFoundError, version

__all__ = ["PEERS", "available", "wrap"]

Extract = Callable[[str], str]


def wrap(text: str) -> str:
    """A page of HTML that is nothing but the text's lines, a paragraph each."""
    body = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Text</title></head><body>\n{body}\n</body></html>'


def _justext() -> Extract:
    import justext

    stop_words = justext.get_stoplist("English")
    return lambda page: "\n".join(p.text for p in justext.justext(page, stop_words) if not p.is_boilerplate)


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(page, main_content=True)


def _trafilatura() -> Extract:
    from trafilatura import extract

    return lambda page: extract(page) or ""


def _readability() -> Extract:
    from lxml import html
    from readability import Document

    return lambda page: str(html.fromstring(Document(page).summary(html_partial=True)).xpath("string()"))


PEERS: tuple[tuple[str, str, Callable[[], Extract]], ...] = (
    ("jusText", "jusText", _justext), ("Resiliparse", "resiliparse", _resiliparse), ("trafilatura", "trafilatura", _trafilatura),
    ("readability-lxml", "readability-lxml", _readability),
)


def available() -> dict[str, tuple[str, Extract]]:
    """Name to version and function, of the systems that are installed (``pip install -e '.[bench]'`` brings them all)."""
    out: dict[str, tuple[str, Extract]] = {}
    for package, name, load in PEERS:
        try:
            out[name] = version(package), load()
        except PackageNotFoundError:
            print(f"{name} is not installed: left out. pip install -e '.[bench]' installs it.")
        except ImportError as error:
            print(f"{name} is left out: {error}.")
    return out
