"""Settings from a file on disk: relative paths in it begin in the folder where it lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.settings import Settings, SettingsError, parse_settings

__all__ = ["read_settings"]


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises `SettingsError` with a sentence where it can't be read or says something it can't."""
    try:
        settings = parse_settings(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} can't be read as settings: byte {error.start + 1} is not UTF-8. Save the file as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{path} can't be read as settings ({error.strerror or error}). Mend that, or name another file "
                            "with --settings.") from None
    beside = {name: str(path.parent / getattr(settings.review, name)) for name in ("decisions", "sites")}
    return replace(settings, review=replace(settings.review, **beside))
