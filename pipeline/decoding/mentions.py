"""Signs of a fault that an author names: ``If you see Ã© instead of é``, ``In old letters one reads =C3=A9``.

Such a sign is right as it stands, so no repair may touch it. It shows in three ways: words about encodings stand near, or the sign stands alone and
so does the letter that it stands for, or the word in which it stands is printed near it as it should be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

__all__ = ["EXAMPLES", "has_talk", "is_explained", "is_proven", "is_spoken_of", "touches_letter"]

_NARROW = (
    r"unicode|юникод\w*|utf-?(?:7|8|16)|ascii|iso[- ]?8859|latin-?1|windows-125\d|cp125\d|mojibake|charsets?|character (?:sets?|encodings?)"
    r"|(?:text|file|wrong|right) encoding|encodings|zeichens[aä]tz\w*|zeichenkodierung\w*|jeux? de caractères|encodages?|juegos? de caracteres"
    r"|codificaci[oó]n de (?:caracteres|textos?)|set di caratteri|codifica (?:dei|di) caratteri|conjuntos? de caracteres|codificação de caracteres"
    r"|tekensets?|tekencodering|teckenkodning\w*|tegns[aæ]tt?\w*|kodowani\w+ znaków|zestaw\w* znaków|kódování|znakov\w+ sad\w+|кодировк\w+"
    r"|кодуван\w+|karakter (?:kümesi|kodlaması)|κωδικοποίησ\w+"
)
_WIDE = (
    r"|html|xml|json|javascript|java|php|sql|python|bash|urls?|browsers?|navigateur|navegador|przeglądar\w+|браузер\w*"
    r"|address bar|adress(?:feld|zeile|leiste)|barre d['’]adresse|barra (?:de direcciones|de endereços?|degli indirizzi)|adresbalk|pask\w+ adresu"
    r"|адресн\w+ строк\w+|umlauts?|umlaut[es]n?|accents? (?:aigus?|graves?|circonflexes?)|(?:acute|grave) accents?|tildes?|cedilh?a|tréma"
    r"|quoted[- ]printable|escape (?:sequences?|codes?)|backslash\w*|(?:single|double) quotes|comillas (?:simples|dobles)|aspas (?:simples|duplas)"
)
_EASTERN = "文字コード|文字化け|エンコード|字符集|字符编码|编码|編碼|乱码|亂碼|인코딩|문자 코드|ترميز|קידוד"
_EASTERN_WIDE = "|アドレス欄|ブラウザ|地址栏|網址列|浏览器|瀏覽器|转义|브라우저"
_ENCODINGS = re.compile(rf"(?<![^\W\d_])(?:{_NARROW})(?![^\W\d_])|{_EASTERN}", re.IGNORECASE)
"""Words about encodings."""
_TALK = re.compile(rf"(?<![^\W\d_])(?:{_NARROW}{_WIDE})(?![^\W\d_])|{_EASTERN}{_EASTERN_WIDE}", re.IGNORECASE)
"""With them words about programs, and names of accents, which other texts have too."""
_REACH = 100
"""Characters on each side of a sign that are looked at."""
_SHARE = 0.5
"""The share of some signs that must stand near such words."""
EXAMPLES, _FEW_EXAMPLES = 4, 3
"""Signs inside words that may be examples, near words about encodings and near others: a text that is broken as a whole has more."""
_WORD_BEFORE, _WORD_BEHIND = re.compile(r"[^\W\d_]{0,40}\Z"), re.compile(r"[^\W\d_]{0,40}")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = 3
"""Letters and vowel signs in a row that are a word by themselves."""
_SHORT_WORDS = frozenset("àèéóåÀÈÉÓÅ")
"""Letters that are words too, which tell nothing where they stand alone."""
_FEWEST, _LONG = 2, 8
"""Signs that are proof, and characters of a sign that counts as two."""
_LONG_SIGN = 18
"""Characters of signs in a row that are a word by themselves: those of three letters in UTF-8."""
_MOST = 1000
"""Signs of a text that are looked at, from its beginning."""


def has_talk(text: str, start: int, end: int) -> bool:
    """Whether words about encodings stand near a place of a text, in its line."""
    before, behind = _beside(text, start, end)
    return _ENCODINGS.search(before) is not None or _ENCODINGS.search(behind) is not None


def touches_letter(text: str, start: int, end: int) -> bool:
    """Whether a place of a text stands in a word."""
    return text[max(0, start - 1):start].isalpha() or text[end:end + 1].isalpha()


def is_spoken_of(text: str, places: Sequence[tuple[int, int]]) -> bool:
    """Whether words about encodings stand near most of some places of a text, of which few stand in words or are words; where they are very few,
    words about programs and names of accents tell as much."""
    places = [(start, end) for start, end, _ in _joined((start, end, "") for start, end in places[:_MOST])]
    inside = sum(touches_letter(text, start, end) or end - start >= _LONG_SIGN for start, end in places)
    if inside > EXAMPLES:
        return False
    words = _TALK if inside <= _FEW_EXAMPLES else _ENCODINGS
    near = 0
    for start, end in places:
        before, behind = text[max(0, start - _REACH):start], text[end:end + _REACH]
        near += words.search(before) is not None or words.search(behind) is not None
    return bool(places) and near >= _SHARE * len(places)


def is_explained(text: str, start: int, end: int, after: str) -> bool:
    """Whether what a sign stands for is printed near it, in its line: the letter alone for a sign alone, else the whole word.

    ``after``: what the sign stands for.

    >>> is_explained("If you see Ã© instead of é", 11, 13, "é"), is_explained("Not cafÃ© but café", 7, 9, "é")
    (True, True)
    >>> is_explained("Il est allÃ© au café", 10, 12, "é"), is_explained("A â€“ B – C", 2, 5, "–")
    (False, False)
    """
    if not after.isalpha() or after.isascii():
        return False
    before, behind = _beside(text, start, end)
    near = f"{before}\n{behind}"
    if after not in near:
        return False
    head, tail = _WORD_BEFORE.search(before), _WORD_BEHIND.match(behind)
    word = (head[0] if head else "") + after + (tail[0] if tail else "")
    return word in near and re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", near) is not None


def is_proven(text: str, found: Iterable[tuple[int, int, str]], *, ascii_lines: bool = True) -> bool:
    """Whether signs, each with what it stands for, are a fault of a text: two at least, as many of its letters in words as alone, and no author
    speaks of them. ``ascii_lines``: those in lines with other letters beyond ASCII, which the same program would have written so too, do not count.
    """
    single = [one for one in islice(found, _MOST) if not (ascii_lines and _has_letters(*_beside(text, one[0], one[1])))]
    every = _joined(single)
    letters = [one for one in every if _LETTER.search(one[2])]
    inside = [one for one in every if _is_in_word(text, *one)]
    alone = sum(after not in _SHORT_WORDS for _, _, after in letters) - sum(_LETTER.search(after) is not None for _, _, after in inside)
    if sum(1 + len(after) // _LONG for _, _, after in single) < _FEWEST or not inside or alone > len(inside):
        return False
    explained = sum(is_explained(text, *one) for one in letters)
    return 2 * explained < max(len(letters), 1) and not is_spoken_of(text, [(start, end) for start, end, _ in every])


def _joined(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Signs that touch one another as one."""
    out: list[tuple[int, int, str]] = []
    for start, end, after in found:
        if out and out[-1][1] == start:
            first, _, before = out.pop()
            start, after = first, before + after
        out.append((start, end, after))
    return out


def _is_in_word(text: str, start: int, end: int, after: str) -> bool:
    """Whether a sign touches a letter of the script that it stands for, or, as a mark, a figure; or is a word by itself."""
    if sum(unicodedata.category(char)[0] in "LM" for char in after) >= _WORD:
        return True
    touched = text[max(0, start - 1):start] + text[end:end + 1]
    if not after[:1].isalpha():
        return any(map(str.isalnum, touched))
    return any(map(str.isalpha, touched)) and unicodedata.name(after[0], "").startswith("LATIN")


def _has_letters(*parts: str) -> bool:
    return any(not part.isascii() and any(char > "\x7f" and char.isalpha() for char in part) for part in parts)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands near a place in its line: before it and behind it."""
    return text[max(0, start - _REACH):start].rpartition("\n")[2], text[end:end + _REACH].partition("\n")[0]
