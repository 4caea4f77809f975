"""How many lines of code the folders of the labeller have, without data.

    python -m benchmarks.code_size

Counted are lines with code: no blank lines, no comments, no docstrings, none of the strings that say what a name is, no data files.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

FOLDERS = ("reading", "evidence", "labelling")
MOST = 3_000
"""Lines that these folders may have together."""
ROOT = Path(__file__).resolve().parents[1] / "pipeline"
_NO_CODE = frozenset((tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER))


def lines_of_code(source: str) -> int:
    """The lines of a module that hold code."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    code = {line for token in tokens if token.type not in _NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    told = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    return len(code - {line for node in told if isinstance(node.value, str) for line in range(node.lineno, (node.end_lineno or 0) + 1)})


def sizes() -> dict[str, int]:
    """The lines of code of each folder."""
    return {name: sum(lines_of_code(path.read_text(encoding="utf-8")) for path in (ROOT / name).rglob("*.py")) for name in FOLDERS}


if __name__ == "__main__":
    for folder, lines in sizes().items():
        print(f"{lines:6,} pipeline/{folder}")
    print(f"{sum(sizes().values()):6,} of {MOST:,}")
