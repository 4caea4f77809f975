"""Checks the lines beside those of articles: ``failed/``, ``copies/``, ``memory/``, ``recipes/``. Shares no code with what writes them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.validate import Problem

__all__ = ["check_beside", "object_of"]

_FIELDS: dict[str, tuple[str, dict[str, type | tuple[type, ...]], dict[str, type]]] = {
    "failed": ("failure", {"name": str, "code": str, "sentence": str, "sha256": str, "recipe": str, "warning": bool}, {}),
    "copies": ("tag", {"id": str, "copy_of": (str, type(None)), "similarity": (int, float), "within": (int, float), "differs": list}, {}),
    "memory": ("memory of a source", {"id": str, "sha256": str, "site": str, "votes": list, "sketch": str},
               {"blocks": str, "answers": list, "rules": str}),
    "recipes": ("recipe", {"recipe": str, "parts": dict}, {}),
}
"""Of each folder: what a line holds, its fields with their types, and fields that a line may have besides."""


def check_beside(content: Mapping[str, bytes]) -> tuple[list[Problem], list[tuple[str, str]]]:
    """What is wrong with these lines of a batch; and the copies that they name, each with the article that it is a copy of."""
    problems: list[Problem] = []
    copies = []
    failed: Counter[tuple[str, str, str, str]] = Counter()
    for path, data in content.items():
        folder = path.split("/")[1]
        for found in _lines(path, data, folder, problems) if folder in _FIELDS else ():
            if folder == "failed":
                failed[found["name"], found["code"], found["sha256"], found["sentence"]] += 1
            elif folder == "copies" and found["copy_of"]:
                copies.append((found["id"], found["copy_of"]))
    # captures of several addresses may have one name; their sentences differ
    twice = [(name, code) for (name, code, *_), number in failed.items() if number > 1]
    problems += [Problem("id-twice", f"failed {name}", f"It failed twice with {code} in one batch.") for name, code in twice]
    return problems, copies


def _lines(path: str, data: bytes, folder: str, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """The lines of a file that have their form; the others are named."""
    what, fields, more = _FIELDS[folder]
    if data and not data.endswith(b"\n"):
        problems.append(Problem("cut-off", path, "The last line has no end."))
    for at, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            found = object_of(line)
            if missing := sorted(set(fields) - set(found)):
                raise ValueError(f"it has no field {missing[0]}")
            if strange := sorted(name for name, value in found.items() if not isinstance(value, {**fields, **more}.get(name, ()))):
                raise ValueError(f"its field {strange[0]} is not of its form")
        except ValueError as error:
            problems.append(Problem("broken-line", f"{path}, line {at}", f"The line holds no {what} ({error})."))
        else:
            yield found


def object_of(line: bytes) -> dict[str, Any]:
    """A line of JSON. Raises ValueError with a reason where it holds no object."""
    try:
        found = json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError:
        raise ValueError("it is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found
