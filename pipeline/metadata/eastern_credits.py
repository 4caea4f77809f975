"""Authors in credits of Chinese, Japanese and Korean: ``文・写真＝山田花子``, ``来源：… 作者：…``, ``記者王小明／台北報導``, ``홍길동 기자 =``.

A line of credits names several people and what each of them did; only those who wrote are authors. In running text, the opening of the first
paragraph and the end of the last one may hold such a credit in brackets or before a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from pipeline.reading.forms import composed
from pipeline.reading.names import EASTERN, is_nobody, is_organisation
from pipeline.reading.people import Person, people_declared
from pipeline.reading.word_lists import listed

__all__ = ["credited_people", "is_of_credits"]

_DATA = "pipeline.metadata"
_HAN = "\u3400-\u9fff々〆ヶ"
_KANA = "\u3041-\u30ff"
_LONGEST = 160
_WRITERS = frozenset((*listed("names.eastern_by"), *listed("eastern.writers", _DATA)))
_OTHERS = frozenset(listed("eastern.others", _DATA))
_ANY = "|".join(map(re.escape, sorted(_WRITERS | _OTHERS, key=lambda w: (-len(w), w))))
_OPEN = r"\s　|｜、，,；;。/／（）()【】〔〕\[\]「『·•-"
_AND_ROLE = r"\s?(?:並びに|及び|[・·•/／&＆、+와과と并並和及兼])\s?"
_ROLES = rf"(?:{_ANY})(?:{_AND_ROLE}(?:{_ANY})){{0,4}}"
_CREDIT = re.compile(
    rf"(?:(?P<bare>(?:^|(?<=[{_OPEN}]))(?P<roles>{_ROLES})(?:\s?[:：=＝/／|｜・]\s?|\s{{1,3}}))"
    rf"|(?P<run>(?:{'|'.join(map(re.escape, sorted((w for w in _WRITERS | _OTHERS if len(w) > 1), key=lambda w: (-len(w), w))))})\s?[:：]\s?))")
"""A word of a credit and the mark behind it; a word of one character only where something stands before it."""
_END = re.compile(r"[()（）【】〔〕\[\]|｜。\n\d@]|https?:|\s[-–—]\s|\s=")
"""What ends the names of a credit."""
_SPLIT = re.compile(
    rf"[、，,；;＆&/／]|(?<![{_KANA}])[・·•]|[・·•](?![{_KANA}])|\s(?:와|과|및|和|與|与|と)\s|(?<=[{_HAN}]{{2}})[和與与](?=[{_HAN}]{{2}})")
_REPORTER = re.compile(
    rf"(?:^|(?<=[\s　（(【〔\[「｜|:：/／]))[{_HAN}]{{0,6}}?(?:記者|记者|通讯员|特派员)[\s　]*"
    rf"(?P<names>[{_HAN}]{{2,8}}(?:[\s　、，,][{_HAN}]{{2,4}}){{0,5}})"
    rf"(?P<place>\s?[/／]\s?[{_HAN}]{{2,12}}|[\s　]?\d{{1,2}}日[電电讯訊])?")
_REPORTS = re.compile(r"(?:綜合|综合|即時|即时|專題|连线|連線|現場|现场|獨家|特稿){0,4}(?:報導|報道|报道|特稿|電|电|訊|讯)$")
_DISPATCH = re.compile(
    rf"^[^。\n]{{0,40}}?(?:[电電讯訊][\s　]*[（(](?:[{_HAN}]{{0,6}}?)(?:記者|记者|通讯员)[\s　:：]*(?P<names>[^（）()。]{{2,40}})[）)])")
_BRACKET = re.compile(r"^[\s　]*[（(【〔\[]([^（）()【】〔〕\[\]\n]{3,60})[）)】〕\]]")
_CLOSING = re.compile(r"[（(【〔\[]([^（）()【】〔〕\[\]\n]{2,60})[）)】〕\]][\s　]*$")
_SPACED = re.compile(rf"^(?:[{_HAN}]{{0,6}}?)(?:記者|记者)[\s　]+(?P<names>(?:[{_HAN}]{{2,4}}[\s　、，]+){{1,5}})(?=[^\s])")
_NAME_AND_JOB = re.compile(
    rf"[\s　]*([{_HAN}{_KANA}]{{1,4}}[\s　]?[{_HAN}{_KANA}]{{1,4}})[\s　]?"
    r"(?:[（(](?:[^（）()]{0,8}(?:記者|ライター|編集委員|論説委員))[）)]|記者|論説委員)")
_JAPANESE_NAME = re.compile(rf"[{_HAN}{_KANA}]{{1,3}}[\s　]?[{_HAN}{_KANA}]{{1,3}}")
_DESK = re.compile(rf"(?:編集部|編集局|[{_HAN}]{{1,6}}(?:支局|総局|部))[\s　・:：/／=＝]+(?=[{_HAN}{_KANA}])")
_HANGUL = r"[가-힣]{2,4}"
_JOB = r"(?:선임|전문|객원|수습|인턴|시민|수석|대|명예|특별|온라인)?\s?(?:기자|특파원|논설위원|통신원|리포터|칼럼니스트)(?![가-힣])"
_KOREAN = re.compile(rf"(?:^|(?<=[\s\[\](（)【】|｜/,·=:]))(?P<names>{_HANGUL}(?:\s?[·,、/&]\s?{_HANGUL}){{0,5}})\s?{_JOB}")
_KOREAN_OPENING = re.compile(
    rf"^[\s]*(?:[(\[【][^)\]】\n]{{1,30}}[)\]】]\s*)?(?P<names>{_HANGUL}(?:\s?[·,、/&\s]\s?{_HANGUL}){{0,5}})\s?{_JOB}\s*[=|]")
_PHOTO_BEFORE = re.compile(r"(?:사진|영상|그래픽|촬영|편집|일러스트)\s?[=:：/]\s?$")
_WORD_OF_CREDITS = re.compile(rf"[{_HAN}]{{0,6}}?(?:{_ANY}|特派员|{_REPORTS.pattern.removesuffix('$')})|{_JOB}")
"""A word that says what somebody did, with the name of the paper before it: ``本报记者``, ``台北報導``."""
_BESIDE = re.compile(rf"[:：=＝◎●■▲{_OPEN}]+")
"""What parts the words of credits, and opens a line of them."""
_PHOTO_BEHIND = re.compile(r"[\s　/／]*[摄攝撮]影?(?![文图圖报報])")
_NO_KOREAN_NAME = frozenset(listed("eastern.no_korean_names", _DATA))
_PLACE_END = re.compile("[都道府県市区町村駅号年月日時]$")
_STOPS = re.compile(r"[部社局室網网報报台臺院組组会會處处]$|編集|编辑|編輯|報導|報道|报道|综合|綜合")
"""How names of desks and papers end, which are no people."""
_TITLES = re.compile(rf"(?:{'|'.join(listed('eastern.titles', _DATA))})$")
_LONGEST_NAME = 12
_TWO_CAPITALS = re.compile(r"[A-Z][\w'’.-]*\s[A-Z][\w'’.-]*")
_BEFORE_DATE = re.compile(rf"[\s　]*([{_HAN}{_KANA}]{{2,6}})[\s　]?(?=(?:19|20)\d\d[年/.-]\d)[\d年月日時分秒:：/.\s　-]{{6,30}}")
_PAPER_BEHIND = re.compile(r"[，,、]\s?[A-Za-z][A-Za-z .&-]{1,30}$")


def credited_people(text: str, language: str) -> list[Person] | None:
    """Who wrote, by the credits of a line or at the edges of running text; None where a text has no credit that this reader knows."""
    if (form := composed(text)) is not None:
        people = credited_people(form[0], language)
        places = form[1]
        return None if people is None else [replace(p, start=places[p.start], end=places[min(p.end, len(text))]) for p in people]
    if len(text) > _LONGEST or re.search(r"[。다][.]?[^。]{0,40}$", text) and ("。" in text or "다." in text):
        return _at_the_edges(text, language) or None
    korean = list(_korean(text))
    credited, told = _credited(text, language)
    people = _once([*credited, *_reporters(text), *korean])
    if people or told or any(_PHOTO_BEHIND.match(text, match.end("names")) for match in _REPORTER.finditer(text)):
        return people
    bare = re.fullmatch(r"[\s　]*[（(【〔\[](.{2,30})[）)】〕\]][\s　]*", text)
    found = _in_brackets(text, bare.start(1), bare.end(1), language) if bare else _with_title(text)
    return found or _before_date(text, language) or None


def is_of_credits(text: str, authors: Iterable[str]) -> bool:
    """Whether nothing stands in a line but authors, words of credits, the people whom such words name, and papers."""
    for name in authors:
        text = text.replace(name, " ")
    announced = False
    for piece in filter(None, _BESIDE.split(text)):
        if _WORD_OF_CREDITS.fullmatch(piece):
            announced = True
            continue
        paper = len(piece) <= _LONGEST_NAME and (is_organisation(piece) or _STOPS.search(piece))
        if not paper and not (announced and _person(piece, 0, len(piece))):
            return False
    return True


def _credited(text: str, language: str, at: int = 0, end: int | None = None) -> tuple[list[Person], bool]:
    """The people whom words of credits name as writers, and whether there are such words."""
    end = len(text) if end is None else end
    marks = [m for m in _CREDIT.finditer(text, at, end) if not _is_spaced(m) or _opens_with_name(text, m.end())]
    out: list[Person] = []
    for n, mark in enumerate(marks):
        roles = re.split(_AND_ROLE, (mark["roles"] or mark["run"]).strip(" :：　"))
        if not any(role in _WRITERS for role in roles):
            continue
        stop = marks[n + 1].start() if n + 1 < len(marks) else end
        tail = _END.search(text, mark.end(), stop)
        out += _names(text, mark.end(), tail.start() if tail else stop, language)
    return out, bool(marks)


def _is_spaced(mark: re.Match[str]) -> bool:
    """Whether nothing but white space stands behind a word of a credit that is alone: two (``文・写真``) are no words of a sentence."""
    return mark["roles"] is not None and mark[0].strip(" \u3000") == mark["roles"] and re.search(_AND_ROLE, mark["roles"]) is None


def _opens_with_name(text: str, at: int) -> bool:
    """Whether a word with a common family name stands at a place, of as many characters as a name has."""
    word = re.compile(r"[^\s\u3000、，,／/|｜（(]+").match(text, at)
    if word is None:
        return False
    if word[0].isascii():
        return _TWO_CAPITALS.match(text, at) is not None
    if re.fullmatch("[가-힣]+", word[0]):
        return word[0][0] in _korean_surnames() and len(word[0]) in (3, 4)
    if any(word[0][:size] in _japanese() for size in (1, 2, 3)) and len(word[0]) <= 6:
        return True
    if len(word[0]) == 1 and word[0] in _surnames():  # 王　伟: a name of two characters, spread over the place of three
        return re.compile(rf"[\s\u3000]+[{_HAN}](?![{_HAN}])").match(text, word.end()) is not None
    return 0 < _size_of_name(word[0]) == len(word[0])


def _names(text: str, at: int, end: int, language: str) -> list[Person]:
    """The people of a stretch that holds names, as far as the first piece that is none."""
    out: list[Person] = []
    cuts = [m.span() for m in _SPLIT.finditer(text, at, end)]
    spans = zip((at, *(stop for _, stop in cuts)), (*(start for start, _ in cuts), end), strict=True)
    for start, stop in spans:
        for low, high in _by_spaces(text, start, stop, language):
            if (person := _person(text, low, high)) is None:
                return out
            out.append(person)
    return out


def _by_spaces(text: str, start: int, stop: int, language: str) -> Iterator[tuple[int, int]]:
    """Names that white space parts: in Chinese and Korean each word is one, in Japanese two short words are family name and given name."""
    words = [m.span() for m in re.finditer(r"[^\s　]+", text[start:stop])]
    words = [(start + low, start + high) for low, high in words]
    if not words:
        return
    if text[words[0][0]:words[0][1]].isascii():
        yield words[0][0], words[-1][1]
        return
    n = 0
    while n < len(words):
        (low, high), following = words[n], words[n + 1] if n + 1 < len(words) else None
        joined = following is not None and following[1] - following[0] <= 3 and (
            language.startswith("ja") and high - low <= 3 or high - low == following[1] - following[0] == 1)
        if joined and following is not None:
            high, n = following[1], n + 1
        yield low, high
        n += 1


def _person(text: str, low: int, high: int) -> Person | None:
    piece = text[low:high]
    if inner := re.match(rf"[{_HAN}]{{0,6}}(?:記者|记者)(?=[{_HAN}]{{2}})[\s　]*", piece):
        low, piece = low + inner.end(), piece[inner.end():]
    if title := re.search(rf"\s?{_JOB}$", piece):
        piece = piece[:title.start()]
    piece = _TITLES.sub("", piece).rstrip()
    if piece.isascii() or not EASTERN.search(piece):
        people = people_declared(piece)
        return replace(people[0], start=people[0].start + low, end=people[0].end + low) if len(people) == 1 else None
    letters = re.sub(r"[\s　・·•=＝]", "", piece)
    shaped = re.fullmatch(rf"[{_HAN}]{{2,5}}|[{_HAN}{_KANA}]{{2,{_LONGEST_NAME}}}|[가-힣]{{2,5}}", letters)
    if not shaped or _STOPS.search(piece) or is_nobody(piece) or is_organisation(piece) or piece in _WRITERS | _OTHERS:
        return None
    return Person(" ".join(piece.split()), low, low + len(piece))


def _reporters(text: str, at: int = 0, end: int | None = None) -> Iterator[Person]:
    """``記者王小明／台北報導``, ``本报记者 张小明 李娜``: names behind the word, without a mark between them."""
    for match in _REPORTER.finditer(text, at, len(text) if end is None else end):
        low = match.start("names")
        if _PHOTO_BEHIND.match(text, match.end("names")):
            continue
        for word in re.finditer(r"[^\s　、，,]+", match["names"]):
            size = _size_of_name(word[0])
            if not size or word[0] in _WRITERS | _OTHERS:
                break
            yield Person(word[0][:size], low + word.start(), low + word.start() + size)
            if size < len(word[0]):
                break


def _size_of_name(word: str) -> int:
    """Characters of the name with which a Chinese word begins: the whole word, or what a place and ``報導`` leave; 0 where it is none."""
    known = 2 if word[:2] in _surnames_of_two() else 1 if word[:1] in _surnames() else 0
    if not known or is_organisation(word):
        return 0
    bare = _REPORTS.sub("", word)
    if len(bare) == len(word) or not bare:
        return len(word) if 2 <= len(word) <= 3 + (known > 1) else known + 2 if len(word) > known + 3 and known + 2 < len(word) else 0
    most = known + 2 if len(bare) - known - 2 >= 2 else known + 1
    return most if len(bare) - most != 1 and len(bare) >= most else 0


def _korean(text: str) -> Iterator[Person]:
    for match in _KOREAN.finditer(text):
        if not _PHOTO_BEFORE.search(text[max(match.start() - 8, 0):match.start()]):
            yield from _korean_names(match["names"], match.start("names"))


def _korean_names(names: str, at: int) -> Iterator[Person]:
    for word in re.finditer("[가-힣]+", names):
        if word[0][0] in _korean_surnames() and word[0] not in _NO_KOREAN_NAME:
            yield Person(word[0], at + word.start(), at + word.end())


def _with_title(text: str) -> list[Person]:
    """``山田 花子（記者）``, ``山田花子記者``: a line that is one name and its job."""
    match = _NAME_AND_JOB.fullmatch(text)
    person = _person(text, match.start(1), match.end(1)) if match else None
    return [person] if person else []


def _before_date(text: str, language: str) -> list[Person]:
    """``松村太郎2019年04月13日 09時00分``: a line that is a name with a known family name and a date."""
    match = _BEFORE_DATE.fullmatch(text)
    if match is None:
        return []
    name = match[1]
    known = any(name[:size] in _japanese() for size in (1, 2, 3)) and len(name) > 2 if language.startswith("ja") else _size_of_name(name) == len(name)
    person = _person(text, *match.span(1)) if known and not _PLACE_END.search(name) else None
    return [person] if person else []


def _at_the_edges(text: str, language: str) -> list[Person]:
    """Whom running text names at its beginning or at its end."""
    if match := _KOREAN_OPENING.match(text):
        return list(_korean_names(match["names"], match.start("names")))
    if match := _DISPATCH.match(text):
        return _names(text, match.start("names"), match.end("names"), language)
    if match := _BRACKET.match(text):
        if people := _once([*_reporters(text, match.start(1), match.end(1)), *_credited(text, language, match.start(1), match.end(1))[0]]):
            return people
    if match := _SPACED.match(text):
        return list(_reporters(text[:match.end("names")]))
    if match := _CLOSING.search(text[-70:]):
        off = max(len(text) - 70, 0)
        return _in_brackets(text, match.start(1) + off, match.end(1) + off, language)
    return []


def _in_brackets(text: str, low: int, high: int, language: str) -> list[Person]:
    """The people of a credit in brackets; a name alone is one where it begins with a common family name of Japanese."""
    if desk := _DESK.match(text, low, high):
        return _names(text, desk.end(), high, language)
    people, told = _credited(text, language, low, high)
    if people or told:
        return people
    if people := list(_reporters(text, low, high)):
        return people
    high -= len(paper[0]) if (paper := _PAPER_BEHIND.search(text[low:high])) else 0
    inner = text[low:high].strip()
    known = next((size for size in (3, 2, 1) if inner[:size] in _japanese()), 0)
    alone = known and language.startswith("ja") and _JAPANESE_NAME.fullmatch(inner) and len(inner) > max(known, 2)
    return _names(text, low, high, language) if alone and not _PLACE_END.search(inner) else []


def _once(people: list[Person]) -> list[Person]:
    seen: dict[str, Person] = {}
    for person in sorted(people, key=lambda p: (p.start, -p.end)):
        seen.setdefault(person.name, person)
    return list(seen.values())


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(listed("eastern.surnames", _DATA)[0])


@lru_cache(maxsize=1)
def _surnames_of_two() -> frozenset[str]:
    return frozenset(listed("eastern.surnames_of_two", _DATA))


@lru_cache(maxsize=1)
def _japanese() -> frozenset[str]:
    return frozenset(listed("eastern.japanese_surnames", _DATA))


@lru_cache(maxsize=1)
def _korean_surnames() -> frozenset[str]:
    return frozenset(listed("eastern.korean_surnames", _DATA)[0])
