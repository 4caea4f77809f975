"""Makes a case for ``tests/cases/label`` from a document: prints what is removed now, for a person to correct.

    python -m tools.new_case page.txt --label "what the case shows" >> tests/cases/label/wild.toml

The text is the decoded page, as found: shorten it by hand, and change names that should not stand in the project.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline import clean

_START = 40


def case(label: str, text: str) -> str:
    """The case as TOML: the document, what was removed of it (kind and first words), how the kept headings and notes were labelled."""
    article = clean(text)
    removed: dict[str, list[str]] = {}
    for removal in article.removed:
        removed.setdefault(removal.kind.value, []).append(" ".join(removal.text.split())[:_START].strip())
    kinds = {block.text[:_START].strip(): block.kind.value for block in article.blocks if block.kind.value != "paragraph"}
    quoted = text.replace("\\", "\\\\").replace('"""', '""\\"').strip("\n")
    return "\n".join([
        "[[case]]",
        f"label = {_string(label)}",
        f'text = """\n{quoted}\n"""',
        f"removed = {_table(removed)}", f"kinds = {_table(kinds)}", "",
    ])


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(values: dict[str, list[str]] | dict[str, str]) -> str:
    rows = (f"{_string(key)} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "{ " + ", ".join(rows) + " }" if values else "{}"


def main() -> None:
    """Prints the case of the document that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a text file, UTF-8")
    parser.add_argument("--label", required=True, help="what the case shows, in a few words")
    args = parser.parse_args()
    print(case(args.label, args.file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
