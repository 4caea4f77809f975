"""What has to hold for every input, whatever it is.

- Nothing is raised but a `Fault`, and no fault says that Engross itself went wrong.
- What is written passes the checks that read it from disk.
- The decoded page can be rebuilt from article and ledger.
- Nothing that acts reaches the output: no character that XML forbids, no link that runs a script.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from lxml import etree

from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings
from pipeline.sources import read
from pipeline.validate import validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from pipeline.writers.tei import write_tei

__all__ = ["Broken", "check_fault", "check_input", "checked"]

_LINKS = ("target", "url", "ref", "source", "facs")
_ACTING = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_OURS = frozenset({"internal-error", "invalid-output"})
SETTINGS = Settings()
RECIPE = "0" * 12


class Broken(AssertionError):
    """Something that has to hold does not."""


def check_input(data: bytes, name: str, most: int = 20) -> list[str]:
    """Reads an input, cleans its first sources and checks the results. Returns the codes of what was refused."""
    codes = []
    for number, item in enumerate(read(data, name)):
        if isinstance(item, Fault):
            codes.append(check_fault(item))
        elif number < most and (code := checked(item)):
            codes.append(code)
    return codes


def checked(source: Source) -> str:
    """Cleans, writes and checks one source. Returns the code of its fault, or no characters."""
    try:
        seen = explain_source(source, SETTINGS)
    except Fault as fault:
        return check_fault(fault)
    article = replace(seen.article, recipe=RECIPE)
    tei, line, ledger = write_tei(article), write_json(article), write_ledger(article)
    problems = [*validate_tei(tei), *validate_line(line), *validate_line(ledger, "ledger"), *validate_agreement(tei, line, ledger)]
    problems += validate_rebuild(json.loads(line), json.loads(ledger), seen.page.text)
    if problems and problems[0].code == "tei-too-large":
        return "too-large"
    if problems:
        raise Broken(f"{source.name}: {problems[0]}")
    _check_links(tei, source.name)
    return ""


def check_fault(fault: Fault) -> str:
    """The code of a fault that is a sentence for people. Raises `Broken` where it is none."""
    sentence = str(fault)
    if fault.code in _OURS or not fault.code:
        raise Broken(f"{fault.code}: {sentence}")
    if not sentence.endswith((".", "!", "?")) or "Traceback" in sentence or len(sentence) > 20_000:
        raise Broken(f"no sentence: {fault.code}: {sentence[:200]!r}")
    return fault.code


def _check_links(tei: bytes, name: str) -> None:
    """No attribute that programs follow holds a script or a document of its own."""
    for element in etree.fromstring(tei).iter():
        for key in _LINKS:
            if _ACTING.match(element.get(key) or ""):
                raise Broken(f"{name}: a link that acts: {element.tag} {key} {element.get(key)!r}")
