"""Writes docs/tei.html, the customization documented for people who work with TEI, from docs/tei.md.

    python -m tools.make_tei_page

The Markdown page is held against the golden files and the schema by tests; this is the same page to open in a browser.
"""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt

DOCS = Path(__file__).parent.parent / "docs"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TEI customization of Engross</title>
<style>
body {{ font: 16px/1.55 Georgia, serif; max-width: 58rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fdfdfb; }}
h1, h2, h3 {{ font-family: system-ui, sans-serif; line-height: 1.2; }}
h2 {{ margin-top: 2.5rem; border-bottom: 1px solid #ccc; }}
pre {{ background: #f2f1ea; padding: .8rem; overflow-x: auto; font-size: 13px; line-height: 1.4; }}
code {{ background: #f2f1ea; padding: 0 .2em; font-size: .9em; }}
pre code {{ padding: 0; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def page(markdown: str) -> str:
    """The page for a Markdown text with tables and code."""
    return _PAGE.format(body=MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))


if __name__ == "__main__":
    (DOCS / "tei.html").write_text(page((DOCS / "tei.md").read_text("utf-8")), "utf-8")
    print(DOCS / "tei.html", "written")
