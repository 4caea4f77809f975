"""Links as they may stand in a TEI attribute.

Strategy: percent-encode what RFC 3986 does not allow, then look at the result once; what is no URI even so is refused, since
``ref/@target`` is a list and ``http://a/b c`` would pass as two pointers.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from pipeline.data.addresses import leads_nowhere

__all__ = ["host_of", "tei_uri"]

_PLAIN = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[\w.~/-]*)?", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SPLIT = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_HOST = re.compile(r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+(?::[0-9]{1,5})?")
_REFUSED = frozenset({"about", "src", "bp", "stage", "ucp"})
"""Schemes that are not written: ``about``, which leads nowhere outside of a browser, and those with a meaning of their own in our TEI."""
_CONTROL = re.compile(r"[\x00-\x20]+")
_LONGEST = 8000


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace"))


def host_of(url: str | None) -> str:
    """The host of an address; empty where it has none, or is no address."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def tei_uri(link: str, base: str | None = None) -> str | None:
    """One URI or relative reference without white space, absolute where ``base`` is known; None for a link that leads nowhere.

    Links into the page itself (``#top``) need a base: in the TEI file they would point at nothing.
    """
    if _PLAIN.fullmatch(link):
        return link
    link = _CONTROL.sub("", link.strip()) if any(c in link for c in "\t\r\n") else link.strip()
    if not link or len(link) > _LONGEST or leads_nowhere(link):
        return None
    made = _encoded(_joined(link, base))
    return made if made and not made.startswith("#") else None


def _joined(link: str, base: str | None) -> str:
    if not base or _SCHEME.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _encoded(link: str) -> str | None:
    parts = _SPLIT.fullmatch(_STRAY_PERCENT.sub("%25", _UNSAFE.sub(_percent, link)))
    if parts is None:
        return None
    scheme, host, path, query, fragment = parts.groups()
    if scheme and scheme.lower() in _REFUSED:
        return None
    if host is not None and not (_HOST.fullmatch(host) and not host.endswith(":")):
        return None
    if scheme and host is None and (not path or scheme.lower() in ("http", "https", "ftp")):
        return None
    path = _no_brackets(path)
    if not scheme and host is None and ":" in path.split("/")[0]:
        path = "./" + path
    return "".join((
        f"{scheme}:" if scheme else "", f"//{host}" if host is not None else "", path,
        f"?{_no_brackets(query)}" if query is not None else "", f"#{_no_brackets(fragment).replace('#', '%23')}" if fragment is not None else "",
    )) or None


def _no_brackets(part: str) -> str:
    return part.replace("[", "%5B").replace("]", "%5D")
