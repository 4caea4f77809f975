"""What the decisions of a reviewer are worth: quality before and after, as guards and as further training data.

    python -m benchmarks.quality --reviewed 3 --limit 40
    python -m benchmarks.quality --decisions decisions.jsonl --archive output/ --limit 40

The reviewer of ``--reviewed`` is simulated: on each page the blocks of which the labeller is least sure are answered from the gold, keep or remove.
As guards, the answers are scored on the pages where they were given. As training data, they are scored on pages of other sites that nobody looked
at: a labeller is trained twice, without and with the answered pages, and neither training saw a site of these pages. With ``--decisions`` the
second training has the decisions of people instead. To be short, both trainings have the pages of ``--limit`` alone and a few epochs: they are
weaker than the delivered model, and the difference between them is what counts.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import mean
from typing import NamedTuple, TypeVar
from unittest.mock import patch

from pipeline.clean import Explained, explain_source
from pipeline.data import KEEP, REMOVE, Answer, Block, Source, block_digest
from pipeline.faults import Fault
from pipeline.labelling import label, network
from pipeline.settings import Settings
from tools.train import corpus, dataset, examples, fit, render
from tools.train.align import soft_labels
from tools.train.corpus import Gold
from tools.train.dataset import PageArrays
from tools.train.decisions import decided_pages, page_of
from tools.train.scoring import f1, words

__all__ = ["show"]

T = TypeVar("T")
EPOCHS = 8
_TYPES = {"html": "text/html", "text": "text/plain"}


class Reviewed(NamedTuple):
    """A page on which a reviewer answered."""

    before: float
    after: float
    """F1 without and with the answers."""
    answers: int
    wrong: int
    """Of the answered blocks, those that the labeller had put on the wrong side."""
    arrays: PageArrays | None
    """The page as further training data."""


def source_of(gold: Gold, variant: str) -> Source:
    """A page as it came, or as all its visible text, a block a line."""
    data = gold.html() if variant == "html" else render.lines(render.decoded(gold.html())).encode("utf-8", "replace")
    return Source(gold.url or gold.id, data, url=gold.url, media_type=_TYPES[variant], charset=None if variant == "html" else "utf-8")


def doubtful(explained: Explained, count: int) -> list[Block]:
    """The blocks of running text and boilerplate of which the labeller is least sure; what is metadata is no question of text or not."""
    asked = [(decision.score, block) for block, decision in explained.pairs if words(block.text) and not decision.label.front]
    return [block for _, block in sorted(asked, key=lambda pair: (pair[0], pair[1].start))[:count]]


def answers_for(explained: Explained, gold: Gold, count: int) -> tuple[Answer, ...]:
    """What somebody who has the gold answers about these blocks."""
    texts = [block for block in explained.split.blocks if block.text]
    shares = dict(zip((block.n for block in texts), soft_labels([block.text for block in texts], gold.text), strict=True))
    labels = {block.n: decision.label for block, decision in explained.pairs}
    said = {}
    for block in doubtful(explained, count):
        digest, after = block_digest(block.text), KEEP if shares[block.n] >= 0.5 else REMOVE
        said[digest] = Answer(digest, gold.url or gold.id, labels[block.n], after, "block", "gold", "2000-01-01")
    return tuple(said[digest] for digest in sorted(said))


def review(model: network.Network, variant: str, count: int, gold: Gold) -> Reviewed | None:
    """A page before and after its most doubtful blocks are answered; None where it is refused."""
    source = source_of(gold, variant)
    try:
        with patch.object(label, "load", lambda _: model):
            explained = explain_source(source, Settings())
            answers = answers_for(explained, gold, count)
            after = explain_source(source, Settings(), answers=answers)
    except Fault:
        return None
    said = {answer.block: answer.after == KEEP for answer in answers}
    wrong = sum(said[block_digest(block.text)] is decision.label.removed for block, decision in explained.pairs if block_digest(block.text) in said)
    return Reviewed(f1(explained.article.text, gold.text), f1(after.article.text, gold.text), len(answers), wrong,
                    page_of(gold.id, answers, explained) if answers else None)


def score(model: network.Network, variant: str, gold: Gold) -> float:
    """F1 of a page that nobody looked at."""
    try:
        with patch.object(label, "load", lambda _: model):
            return f1(explain_source(source_of(gold, variant), Settings()).article.text, gold.text)
    except Fault:
        return f1("", gold.text)


def arrays_of(variant: str, gold: Gold) -> PageArrays | None:
    """A page with its gold, for training."""
    blocks, found, head = examples.html_page(gold)
    if not blocks:
        return None
    page = dataset.page_class(gold.collection, gold.kind)
    if variant == "html":
        return dataset.html_sequence(blocks, found, head, examples.Example(gold.id, gold.collection, "html", gold.fold, ()), page)
    lines = tuple(examples.labelled_lines(render.lines(render.decoded(gold.html())), examples.words_of(blocks), found))
    return dataset.text_sequence(examples.Example(gold.id, gold.collection, "lines", gold.fold, lines), page) if lines else None


def trained(variant: str, sequences: Sequence[PageArrays], epochs: int) -> network.Network:
    """A labeller, trained for a short time."""
    from tools.train.__main__ import PLANS

    names, groups = dataset.columns(variant)
    plan = fit.Plan(epochs, PLANS[variant].width, dropout=PLANS[variant].dropout, place=PLANS[variant].place)
    with tempfile.TemporaryDirectory() as folder:
        found: network.Network = fit.as_run(fit.train(names, groups, sequences, plan), names, Path(folder))
    return found


def _each(work: Callable[[Gold], T | None], golds: Iterable[Gold], processes: int) -> list[T]:
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return [found for found in pool.imap(work, golds, chunksize=4) if found is not None]


def as_guards(models: Path, variant: str, golds: Sequence[Gold], count: int, processes: int) -> str:
    """A row of the table: answers as guards, on the pages where they were given, with models that never saw their sites."""
    found: list[Reviewed] = []
    for fold in sorted({gold.fold for gold in golds}):
        path = models / f"{variant}-{fold}.npz"
        if path.exists():
            with path.open("rb") as file:
                work = partial(review, network.read(file), variant, count)
            found += _each(work, [gold for gold in golds if gold.fold == fold], processes)
    return _row("guards", variant, len(found), found, [one.before for one in found], [one.after for one in found])


def as_training(variant: str, golds: Sequence[Gold], count: int, processes: int, epochs: int, told: Sequence[PageArrays] = ()) -> str:
    """A row of the table: answers as training data, on pages of sites that neither training saw. ``told``: decisions of people, in their place."""
    reviewed, scored = ([gold for gold in golds if gold.fold == 0 and _half(gold) == half] for half in (0, 1))
    material = _each(partial(arrays_of, variant), [gold for gold in golds if gold.fold != 0], processes)
    first = trained(variant, material, epochs)
    found = [] if told else _each(partial(review, first, variant, count), reviewed, processes)
    more = [*told, *(one.arrays for one in found if one.arrays is not None)]
    second = trained(variant, [*material, *more], epochs)
    before, after = (_each(partial(score, model, variant), scored, processes) for model in (first, second))
    return _row(f"training ({len(material)} pages, {len(more)} with decisions)", variant, len(scored), found, before, after)


def _half(gold: Gold) -> int:
    return hashlib.sha256((gold.domain or gold.id).encode()).digest()[4] % 2


def _row(name: str, variant: str, pages: int, found: Sequence[Reviewed], before: Sequence[float], after: Sequence[float]) -> str:
    answers, wrong = sum(one.answers for one in found), sum(one.wrong for one in found)
    told = (f"{answers}", f"{wrong}") if found else ("", "")
    figures = (f"{mean(before):.4f}", f"{mean(after):.4f}") if before and after else ("", "")
    better, worse = (sum(sign * (b - a) > 0.001 for a, b in zip(before, after, strict=True)) for sign in (1, -1))
    return f"| {name} | {variant} | {pages} | {' | '.join((*told, *figures))} | {better} / {worse} |"


def show(models: Path, limit: int, count: int, processes: int, *, decisions: Path | None = None, archives: Sequence[Path] = ()) -> None:
    """The table as Markdown. ``count``: blocks that the simulated reviewer answers on each page."""
    golds = [gold for gold in corpus.pages() if gold.kind == "article" and not (gold.partial or gold.doubtful) and gold.text.strip()][::limit]
    print("\n| decisions as | variant | pages scored | answers | of these wrong before | F1 before | F1 after | pages better / worse |")
    print("|---|---|---:|---:|---:|---:|---:|---:|", flush=True)
    for variant in network.VARIANTS:
        if count:
            print(as_guards(models, variant, golds, count, processes), flush=True)
        told = decided_pages(decisions, archives, variant) if decisions else []
        if count or told:
            print(as_training(variant, golds, count, processes, EPOCHS, told), flush=True)
