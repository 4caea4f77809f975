"""Which place an address means, and which addresses mean none.

The latter hold the thing itself (``data:``), a program (``javascript:``), or what one browser had in memory; or they hold half a surrogate pair,
which a string of JSON may have and no address can be written with.
"""

from __future__ import annotations

import re

__all__ = ["leads_nowhere", "place_of"]

_SPACE = r"[\x00-\x20]*"
_SCHEMES = "blob|data|filesystem|javascript|jscript|livescript|mocha|vbscript"
_NOWHERE = re.compile(rf"{_SPACE}(?:(?:feed|jar|view-source){_SPACE}:{_SPACE})?(?:{_SCHEMES}){_SPACE}:", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")
_LEFT_OUT = str.maketrans("", "", "\t\n\r")


def leads_nowhere(url: str) -> bool:
    """Whether an address must not be written as one. Browsers leave out tabs and line ends inside an address, so they do not hide its scheme.

    >>> leads_nowhere("java\\rscript:alert(1)"), leads_nowhere("https://weir.example/data:1")
    (True, False)
    """
    if "\t" in url or "\n" in url or "\r" in url:
        url = url.translate(_LEFT_OUT)
    return _NOWHERE.match(url) is not None or not url.isascii() and _HALF.search(url) is not None


def place_of(url: str) -> tuple[str, str]:
    """Host and path of an address, without what varies between two addresses of one place. A path alone has no host.

    >>> place_of("https://www.Weir.example/a/b/?page=2#end"), place_of("/a/b"), place_of("#end")
    (('weir.example', 'a/b'), ('', 'a/b'), ('', ''))
    """
    whole = url.partition("#")[0].partition("?")[0].split("://", 1)[-1].removeprefix("//")
    host, _, path = whole.partition("/")
    return host.lower().removeprefix("www."), path.strip("/")
