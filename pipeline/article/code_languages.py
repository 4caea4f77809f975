"""The name of the language that a page prints above its code: no words of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label

__all__ = ["code_languages"]

_CONFIDENCE, _LONGEST, _NEAREST = 0.9, 24, 8
"""Characters of the longest name of a language; hints of the code that are looked at."""
_PREFIX = re.compile(r"(?:language|lang|brush:?|highlight(?:-source)?|source-?code|code|syntax|hljs|prism)[-_:]?", re.IGNORECASE)
_NAMING = re.compile(
    r"(?:[\w-]{0,30}[-_])?(?:(?:code|highlight|snippet)[-_]{0,2}lang(?:uage)?|lang(?:uage)?[-_]{0,2}(?:name|label))(?:[-_][\w-]{0,20})?",
    re.IGNORECASE)
"""Classes of the element that names the language; other labels of code name its file, or say that it is an example."""
_NO_LANGUAGE = frozenset(
    "code console definition demo error example exercise figure formula input listing log output prompt query result results sample screen script "
    "session signature snippet solution source syntax terminal test usage".split())
"""Classes of code that say what it is for, and stand for no language where nothing before them says so."""
_ALSO = {
    "js": "javascript", "py": "python", "python3": "python", "ts": "typescript", "sh": "shell", "bash": "shell", "zsh": "shell", "console": "shell",
    "c++": "cpp", "c#": "csharp", "cs": "csharp", "golang": "go", "rb": "ruby", "rs": "rust", "kt": "kotlin", "yml": "yaml", "markup": "html",
    "xml": "html", "objc": "objectivec", "objective-c": "objectivec", "plaintext": "text", "plain": "text", "txt": "text", "md": "markdown",
    "ps1": "powershell", "tex": "latex", "jsx": "javascript", "tsx": "typescript",
}
"""Other names of languages."""


def code_languages(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """The lines right above code that are the name of its language, as the class of the code tells it."""
    text = [d.block for d in decisions if not d.label.removed and blocks[d.block].text]
    for above, code in pairwise(text):
        if _names_language(blocks[above], decisions[above], blocks[code], decisions[code]):
            yield Proved(above, Label.OTHER, "the name of the language of the code below it", "code-language", _CONFIDENCE)


def _names_language(block: Block, decision: Decision, code: Block, below: Decision) -> bool:
    words = block.text.strip(" :").casefold()
    if below.label is not Label.PREFORMATTED or decision.label is not Label.PARAGRAPH or not decision.stays_by_labeller:
        return False
    if not 0 < len(words) <= _LONGEST or len(words.split()) > 2 or block.markup is None or code.markup is None:
        return False
    hints = [*code.markup.hints[:_NEAREST], *(value for key, value in code.markup.attributes if key == "language")]
    bare = {hint.casefold() for hint in hints}
    said = {_ALSO.get(name, name) for hint in bare for name in (hint, _PREFIX.sub("", hint, count=1)) if name != hint or name not in _NO_LANGUAGE}
    return _ALSO.get(words, words) in said or any(map(_NAMING.fullmatch, block.markup.hints[:2]))
