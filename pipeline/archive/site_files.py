"""The folder of site files: which one is for which source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.archive.store.disk import ArchiveError
from pipeline.sites.rules import RulesError, SiteFile, SiteRules, parse_site_file

__all__ = ["Sites", "load_sites"]


@dataclass(frozen=True, slots=True)
class Sites:
    """All site files of a folder."""

    files: Mapping[str, SiteFile] = field(default_factory=dict)
    """By the name of the file without ``.toml``: the host."""
    _folders: Mapping[str, str] = field(default_factory=dict)
    """Name of the file by folder."""

    def rules_for(self, name: str, url: str | None) -> SiteRules | None:
        """The rules for a source: those of its host, else of a domain above it; without a URL, of the innermost folder above it."""
        found = self._host(url) if url else self._folder(name)
        return self.files[found].rules(f"{found}.toml") if found else None

    def _host(self, url: str) -> str:
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""
        parts = host.split(".")
        return next((own for n in range(len(parts)) if (own := ".".join(parts[n:])) in self.files), "")

    def _folder(self, name: str) -> str:
        parts = name.split("/")[:-1]
        return next((own for n in range(len(parts), 0, -1) if (own := self._folders.get("/".join(parts[:n]), ""))), "")


def load_sites(folder: Path) -> Sites:
    """Every ``*.toml`` of a folder; none where there is no such folder. Raises `ArchiveError` with a sentence for the first that is wrong."""
    if folder.exists() and not folder.is_dir():
        raise ArchiveError("wrong-site-file", f"{folder} is not a folder of site files. Name a folder in the settings (review.sites).", usage=True)
    files = {path.stem.lower(): _load_file(path) for path in sorted(folder.glob("*.toml"))} if folder.is_dir() else {}
    folders: dict[str, str] = {}
    for name, file in files.items():
        if name.startswith("www."):
            raise ArchiveError("wrong-site-file", f"{folder / name}.toml holds for no page: hosts are named without www. "
                               f"Name it {name.removeprefix('www.')}.toml.", usage=True)
        for own in file.folders:
            if own in folders:
                raise ArchiveError("wrong-site-file", f"{folder / name}.toml: the folder {own} is named in {folders[own]}.toml as well.", usage=True)
            folders[own] = name
    return Sites(files, folders)


def _load_file(path: Path) -> SiteFile:
    """One site file. Raises `ArchiveError` with a sentence."""
    try:
        return parse_site_file(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError("wrong-site-file", f"{path} can't be read ({getattr(error, 'strerror', None) or error}).", usage=True) from None
    except RulesError as error:
        raise ArchiveError("wrong-site-file", str(error), usage=True) from None
