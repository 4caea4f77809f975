"""Guards: each one does what it is for, and leaves alone what it is not for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.blocks import HeadData
from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Answer, Decision, Encoding, Label, Page, Vote, block_digest
from pipeline.labelling.duplicates import find_duplicates
from pipeline.labelling.guards import GUARDS, Guarded, apply_guards
from pipeline.reading.traits import Traits, traits_of
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE

KEPT = ("paragraph", 0.9, "kept")


def page(text: str, *, kept: float = 0.9, head: HeadData | None = None, repeats: tuple[Vote, ...] = (), restore: tuple[tuple[int, int], ...] = ()) -> Guarded:
    blocks = split_text(Page("case", text, text, Encoding("utf-8", "unicode"))).blocks
    return Guarded(blocks, traits_of(blocks), [kept] * len(blocks), head, repeats, restore)


def decisions(found: Guarded, *labels: str) -> list[Decision]:
    told = labels or ("paragraph",) * len(found.blocks)
    return [Decision(n, Label(label), 0.9, "labeller" if Label(label).removed else "kept") for n, label in enumerate(told)]


def after(found: Guarded, *labels: str) -> list[str]:
    return [f"{d.label} ({d.reason})" for d in apply_guards(found, decisions(found, *labels))]


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found | Lock Gazette", "Error 503", "Access Denied"])
def test_an_error_page_has_no_article(title: str) -> None:
    found = page("Sorry\n\nWe looked everywhere.", head=HeadData(title=title))
    assert {d.reason for d in apply_guards(found, decisions(found))} == {"error-page"}


@pytest.mark.parametrize("title", ["Body not found in the canal after two days", "404 boats in one day", "", "Forbidden fruit | Lock Gazette"])
def test_a_title_about_errors_is_a_title(title: str) -> None:
    found = page("\n\n".join(PROSE[:2]), head=HeadData(title=title))
    assert not any(d.label.removed for d in apply_guards(found, decisions(found)))


def test_a_long_text_is_no_error_page() -> None:
    found = page("\n\n".join(PROSE), head=HeadData(title="404 Not Found"))
    assert not any(d.label.removed for d in apply_guards(found, decisions(found)))


def test_what_a_site_repeats_is_removed_unless_it_is_the_title() -> None:
    text = "The kettle\n\n" + PROSE[0] + "\n\nWrite to us at the lock.\n"
    votes = tuple(Vote(n, Label.SITE_REPEAT, 0.9, "site-repeat", "stands everywhere") for n in (0, 2))
    found = page(text, repeats=votes)
    assert after(found, "title", "paragraph", "paragraph") == ["title (kept)", "paragraph (kept)", "site-repeat (site-repeat)"]


def test_a_weak_repeat_needs_the_labellers_doubt() -> None:
    vote = (Vote(1, Label.SITE_REPEAT, 0.55, "site-repeat", ""),)
    text = PROSE[0] + "\n\nWrite to us at the lock.\n\n" + PROSE[1]
    assert after(page(text, repeats=vote))[1] == "paragraph (kept)"
    assert after(page(text, repeats=vote, kept=0.4))[1] == "site-repeat (site-repeat)"


def test_an_article_is_never_empty() -> None:
    found = page(PROSE[0] + "\n\n" + PROSE[1])
    assert after(found, "navigation", "related") == ["paragraph (never-empty)"] * 2


def test_a_title_does_not_stay_without_text() -> None:
    found = page(f"The pier\n\n{PROSE[0]}\n\nHome\n\nHarbour news")
    assert after(found, "title", "related", "navigation", "navigation")[1:] == ["paragraph (never-empty)", "navigation (labeller)", "navigation (labeller)"]
    assert after(found, "title", "standfirst", "navigation", "navigation")[1] == "standfirst (kept)"


def test_a_title_stays_alone_where_no_running_text_was_removed() -> None:
    found = page("The pier, a film by nobody at all, in a version that is shorter by an hour\n\nHome\n\nHarbour news")
    assert after(found, "title", "navigation", "navigation")[1:] == ["navigation (labeller)"] * 2


def test_running_text_in_a_script_without_spaces_comes_back_below_its_title() -> None:
    flash = "港口管理局十三日宣布，新的防波堤将于明年春天开工，工程预计历时三年，耗资约两亿元。"
    found = page(f"防波堤明年春天开工\n\n2018-06-14 03:03:31\n\n{flash}\n\n首页\n\n新闻")
    assert after(found, "title", "dateline", "related", "navigation", "navigation")[2:] == [
        "paragraph (never-empty)", "navigation (labeller)", "navigation (labeller)",
    ]


def test_rules_between_text_are_milestones() -> None:
    found = page(PROSE[0] + "\n\n* * *\n\n" + PROSE[1] + "\n\n-----\n\nShare\n")
    assert after(found, "paragraph", "other", "paragraph", "other", "share")[1::2] == ["milestone (kept)", "separator (separator)"]


def test_two_dashes_part_stretches_of_text_and_open_signatures() -> None:
    found = page(PROSE[0] + "\n\n--\n\n" + PROSE[1] + "\n\n--\nAda Quill\n")
    assert after(found, "paragraph", "other", "paragraph", "other", "paragraph")[1::2] == ["milestone (kept)", "separator (separator)"]


class Counted(tuple[Traits, ...]):
    """Traits that count how often one of them is read by its number."""

    times = 0

    def __getitem__(self, n):
        Counted.times += 1
        return super().__getitem__(n)


def test_the_cost_of_rules_grows_with_their_number() -> None:
    count = 300
    found = page(f"{PROSE[0]}\n\n" + "* * *\n\n" * count + PROSE[1])
    found = replace(found, traits=Counted(found.traits))
    assert set(after(found, "paragraph", *["other"] * count, "paragraph")[1:-1]) == {"milestone (kept)"}
    assert Counted.times < 10 * count


@pytest.mark.parametrize(("line", "label", "wanted"), [
    ("The old ferry", "kicker", "duplicate (duplicate)"), ("The old ferry", "navigation", "duplicate (duplicate)"),
    ("- The old ferry", "list-item", "list-item (kept)"),
])
def test_the_title_stays_once_below_a_menu(line: str, label: str, wanted: str) -> None:
    found = page(f"Home\n\n{line}\n\nNews\n\nThe old ferry\n\n{PROSE[0]}\n\n{PROSE[1]}")
    assert after(found, "navigation", label, "section-name", "title", "paragraph", "paragraph")[1:4:2] == [wanted, "title (kept)"]


def test_a_paragraph_that_opens_a_text_twice_is_no_title() -> None:
    found = page("\n\n".join([PROSE[0], PROSE[1], PROSE[0], PROSE[2]]))
    assert after(found) == ["paragraph (kept)", "paragraph (kept)", "duplicate (duplicate)", "paragraph (kept)"]


def test_an_item_of_a_list_may_have_the_words_of_the_title() -> None:
    html = f"<h1>The old ferry</h1><p>{PROSE[0]}</p><ul><li>The lock</li><li>The old ferry</li></ul><p>{PROSE[1]}</p>"
    blocks = split_html(Page("case.html", html, html, Encoding("utf-8", "unicode"), media_type="text/html")).blocks
    assert find_duplicates(blocks, traits_of(blocks), 0) == ()


def test_what_a_person_wants_back_comes_back_last() -> None:
    text = PROSE[0] + "\n\nShare this\n"
    at = text.index("Share")
    found = page(text, restore=((at, at + 5),), repeats=(Vote(1, Label.SITE_REPEAT, 0.9, "site-repeat", ""),))
    back = apply_guards(found, decisions(found))[1]
    assert (back.label, back.reason) == (Label.PARAGRAPH, "restored")
    assert back.evidence[-1] == "was removed as site-repeat (site-repeat)"


def test_there_are_few_guards() -> None:
    assert len(GUARDS) <= 7


# -- duplicates -------------------------------------------------------------------------------------------------------


_STEP = "Warm up for ten minutes: row slowly along the quay, with the ferry behind you and your oars low in the water."


def doubles(text: str) -> list[tuple[int, int]]:
    found = page(text)
    return [(d.block, d.twin) for d in find_duplicates(found.blocks, found.traits)]


def test_a_caption_printed_twice() -> None:
    caption = "The old ferry at its last crossing in April"
    assert doubles(f"The ferry\n\n{PROSE[0]}\n\n{caption}\n{caption}\n\n{PROSE[1]}") == [(3, 2)]


def test_a_caption_and_its_beginning() -> None:
    assert doubles(f"The ferry\n\n{PROSE[0]}\n\nThe old ferry at its last crossing\nThe old ferry at its last crossing (Pic: Olu Quill)\n\n{PROSE[1]}") == [(2, 3)]


def test_a_teaser_that_returns_as_the_first_paragraph() -> None:
    assert doubles(f"The ferry\n\n{PROSE[0]}\n\nBy Olu Quill\n\n{PROSE[0]}\n\n{PROSE[1]}") == [(1, 3)]


def test_words_of_a_paragraph_set_apart() -> None:
    quote = "“" + PROSE[1].split(",")[1].strip() + "”"
    text = f"The ferry\n\n{PROSE[0]}\n\n{quote}\n\n{PROSE[1]}"
    assert doubles(text) == [(2, 3)]


def test_a_stretch_that_a_page_holds_for_three_widths_of_screen() -> None:
    assert doubles("\n\n".join(["The ferry", *PROSE[:4] * 3])) == [(n, (n - 1) % 4 + 1) for n in range(5, 13)]


def test_a_field_that_holds_the_text_again_in_one_block() -> None:
    assert doubles("\n\n".join(["The ferry", *PROSE[:4], "Copy", " ".join(PROSE[:4]), "About us"])) == [(6, 1)]


def test_a_raw_copy_goes_only_where_all_that_it_holds_stays() -> None:
    found = page("\n\n".join(["The ferry", " ".join(PROSE[:4]), "Comments", *PROSE[:4]]))
    assert after(found, "title", "paragraph", "other", "paragraph", "paragraph", "paragraph", "paragraph")[1] == "duplicate (duplicate)"
    assert after(found, "title", "paragraph", "other", "paragraph", "paragraph", "comments", "paragraph")[1] == "paragraph (kept)"


def test_pictures_may_have_the_same_caption() -> None:
    figure = "<figure><img src='{0}.jpg' alt=''><figcaption>The lock at low tide in April</figcaption></figure>"
    html = f"<h1>The old ferry</h1><p>{PROSE[0]}</p>{figure.format(1)}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>{figure.format(2)}<p>{PROSE[3]}</p>"
    blocks = split_html(Page("case.html", html, html, Encoding("utf-8", "unicode"), media_type="text/html")).blocks
    captions = {block.n for block in blocks if block.text.startswith("The lock")}
    assert len(captions) == 2
    assert find_duplicates(blocks, traits_of(blocks), 0, captions) == ()


def test_long_blocks_are_compared_with_the_page_a_few_times() -> None:
    def long_blocks(count: int) -> Guarded:
        return page("\n\n".join(f"Deck {n}. {' '.join(PROSE)}" for n in range(count)))

    assert grows_with_length(long_blocks, lambda found: find_duplicates(found.blocks, found.traits), 400)


@pytest.mark.parametrize("text", [
    "O the lock, the lock,\nthe clerk has gone,\nO the lock, the lock,\nthe tide goes on.",
    "No kettle!\nNo kettle!\nNo kettle!",
    "\n\n".join([*PROSE[:3], "Nobody answered.", PROSE[3], "Nobody answered.", PROSE[4]]),
    "\n\n".join([PROSE[0], *PROSE[1:], PROSE[0]]),
    "\n\n".join(f"Week {week}\n\n{_STEP}\n\n{PROSE[n]}" for n, week in enumerate(("one", "two", "three"))),
    f"The harbour of Wexley Sound\n\n{PROSE[0]}",
    "\n\n".join(line for day in ("Monday", "Tuesday", "Wednesday") for line in (day, *PROSE[:3])),
    "\n\n".join(["The round", *(paragraph for n in range(4) for paragraph in (PROSE[n], PROSE[5], PROSE[6]))]),
], ids=[
    "a refrain", "a cry", "a short sentence", "a paragraph that returns from afar", "a step of each week", "a heading whose words open its paragraph",
    "what is read on each of three days", "a refrain of two paragraphs"])
def test_what_a_writer_repeats_stays(text: str) -> None:
    assert doubles(text) == []


def test_no_block_that_stays_is_a_duplicate_itself() -> None:
    line = "The old ferry at its last crossing in April"
    found = doubles(f"The ferry\n\n{PROSE[0]}\n\n{line}\n{line}\n{line}\n\n{PROSE[1]}")
    assert found == [(3, 2), (4, 2)]
    assert not {block for block, _ in found} & {twin for _, twin in found}


# -- decisions of people ----------------------------------------------------------------------------------------------


def answered(found: Guarded, *said: tuple[int, str]) -> Guarded:
    answers = tuple(Answer(block_digest(found.blocks[n].text), "x", "paragraph", what, "block", "Ada", "2024-05-06") for n, what in said)
    return replace(found, answers=answers)


def test_no_guard_changes_what_a_person_decided() -> None:
    line = "The old ferry at its last crossing in April"
    text = f"Page not found\n\n{line}\n{line}\n\nWrite to us at the lock.\n\n* * *"
    at = text.index("Write")
    votes = tuple(Vote(n, Label.SITE_REPEAT, 0.9, "site-repeat", "") for n in (1, 2))
    found = answered(page(text, repeats=votes, restore=((at, at + 5),)), (1, "quotation"), (3, "legal"), (4, "keep"))
    assert after(found, "title", "paragraph", "paragraph", "paragraph", "other") == [
        "other (error-page)", "quotation (decision)", "quotation (decision)", "legal (decision)", "paragraph (decision)"]


def test_keep_and_remove_change_as_little_as_they_can() -> None:
    found = page("\n\n".join(PROSE[:4]))
    said = answered(found, (0, "keep"), (1, "keep"), (2, "remove"), (3, "remove"))
    assert after(said, "heading", "share", "quotation", "legal") == [
        "heading (decision)", "paragraph (decision)", "other (decision)", "legal (decision)"]


def test_a_page_has_one_title_also_by_decision() -> None:
    found = page("\n\n".join([*PROSE[:3], PROSE[1]]))
    assert after(answered(found, (1, "title")), "title", "paragraph", "title", "paragraph")[:3] == [
        "kicker (kept)", "title (decision)", "subtitle (kept)"]
    assert "decision" not in after(answered(found, (1, "title")), "title", "paragraph", "title", "paragraph")[3], "the first of the same words"


def test_a_page_of_which_a_person_keeps_nothing_is_not_brought_back() -> None:
    found = answered(page(PROSE[0]), (0, "remove"))
    assert after(found, "paragraph") == ["other (decision)"]
