"""The tokens that a model has a vector for, and what becomes of the others."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")
from pipeline.data import Block
from pipeline.evidence.table import evidence_of
from pipeline.labelling.network import in_vocabulary, load
from tools.train import vocabulary
from tools.train.dataset import PageArrays, mask_of
from tools.train.vocabulary import vocabularies


def page(name: str, fold: int, tokens: dict[int, list[int]], labels: list[str], collection: str = "real") -> PageArrays:
    """A page whose blocks have these tokens and labels."""
    n = len(labels)
    owner = np.array([block for block, keys in tokens.items() for _ in keys], np.int32)
    keys = np.array([key for found in tokens.values() for key in found], np.uint32)
    mask = np.array([mask_of(label) for label in labels], np.uint64)
    return PageArrays(name, collection, "lines", fold, 0, np.zeros((n, 1), np.int8), (owner, keys), None, mask, np.ones(n, np.float32),
                      np.ones(n, np.float32), np.ones(n, np.int32))


def test_tokens_of_one_site_or_of_few_pages_are_not_learned() -> None:
    pages = [page(f"p{n}", n % 2, {0: [1, 2] if n < 9 else [1], 1: [3 if n % 2 else 4]}, ["paragraph", "share"]) for n in range(12)]
    assert vocabularies(pages)[0].tolist() == [1]


def test_renderings_and_forms_of_a_page_count_once() -> None:
    pages = [page(f"p#{n}", n % 2, {0: [1]}, ["share"]) for n in range(30)]
    assert vocabularies(pages)[0].tolist() == []


def test_parts_of_other_pages_do_not_count() -> None:
    pages = [page(f"p{n}", n % 3, {0: [1]}, ["share"], "composed" if n < 4 else "real") for n in range(12)]
    assert vocabularies([*pages, page("q", 0, {0: [9]}, ["share"])])[0].tolist() == []


def test_the_tokens_that_tell_most_of_the_label_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST", ((2,), (2, 2)))
    labels = ["share", "paragraph"]
    pages = [page(f"p{n}", n % 2, {0: [5, 7], 1: [6, 7]}, labels) for n in range(12)]
    assert vocabularies(pages)[0].tolist() == [5, 6]


def test_a_token_that_a_model_does_not_know_says_nothing() -> None:
    known = np.array([3, 5, 9], np.uint32)
    owner, row = in_vocabulary((np.array([0, 0, 1, 2], np.int32), np.array([9, 4, 3, 4_000_000_000], np.uint32)), known)
    assert (owner.tolist(), row.tolist()) == ([0, 1], [2, 0])
    assert in_vocabulary((np.array([0], np.int32), np.array([9], np.uint32)), known[:0])[1].tolist() == []


def test_words_that_no_model_knows_give_no_vector() -> None:
    network = load("text")
    evidence = evidence_of([Block(0, "Qwzrk vbnxt", 0, 11, verbatim="Qwzrk vbnxt")])
    assert not any(member.vectors(network.known(evidence.tokens), slice(0, 1)).any() for member in network.members)


def test_inflected_words_share_a_token_and_so_do_sentences_without_spaces() -> None:
    def tokens(text: str) -> set[int]:
        return set(evidence_of([Block(0, text, 0, len(text), verbatim=text)]).words[1].tolist())

    assert tokens("abonnieren") & tokens("abonnierte")
    assert tokens("我们今天") & tokens("他们今天")
    assert not tokens("abon") & tokens("abox")
