"""``python -m tools.train``: from the material to the model files. See README.md beside this file."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from pipeline.archive.store.disk import ArchiveError
from pipeline.labelling import network as runtime
from tools.train import characters, corpus, dataset, decisions, examples, fit, further, invented, labelled, refine, teachers
from tools.train.dataset import PageArrays
from tools.train.vocabulary import Vocabulary, vocabularies

MODELS = Path(runtime.__file__).parent / "models"
TOOLS = ("torch", "numpy", "rapidfuzz", "selectolax", "trafilatura", "readability-lxml", "resiliparse", "inscriptis", "html2text")
COMPOSED = 6_000
"""Pages that are composed of parts of others; lists and pages of several articles are a twentieth of that each."""
PLANS = {"text": fit.Plan(epochs=8, width=96, dropout=0.2, place=0.4, whole=0.5), "html": fit.Plan(epochs=9, dropout=0.25, whole=0.5)}
MEMBERS = {"text": 2, "html": 2}
"""Networks of which the mean is taken."""
WORDS = {"text": (0.7, 0.85), "html": (0.5, 0.5)}
"""By what the vectors of words of each member are multiplied when training is over. Words tell the kinds of boilerplate, but tie what is text to the
pages of training; on a third of these pages they are left out (Srivastava et al. 2014 multiply by the share that stays)."""
RENDERINGS = 3
"""Renderings of each page that are looked at in an epoch."""
GRAFTED = 0.3
"""How often a page of HTML is looked at with something put in (`grafts`), where there is such a form of it."""
LATE = 2
"""Epochs at the end of training that look oftener at what people labelled."""
INVENTED = (2, 3)
"""How often an epoch looks at each invented text, in one of its forms; the second number holds for the late epochs."""
SIDED = (0.0, 0.7)
"""`fit.Plan.sided` of each member. Invented texts teach the kinds of boilerplate, which targets of real pages mostly leave open. What they say on
text or not helps with pages like them and costs a little on real ones, so the members differ."""
READ = (4, 13)
"""How much oftener the five real texts are looked at, which a reader labelled line by line; the second number holds for the late epochs."""
READINGS, SAMPLES = ("reading:",), ("reading:", "sample:")
"""How the names of the five real texts begin, and those of the sample articles too."""
CASES = (*SAMPLES, "structure:", "label:")
"""The same with the labelled cases of the tests."""
AGAIN = {"text": ((8e-4, 1, 0.4, READINGS), (8e-4, 2, 0.4, READINGS), (8e-4, 2, 0.4, SAMPLES), (8e-4, 2, 0.4, CASES),
                  (5e-4, 3, 0.4, CASES), (5e-4, 3, 0.4, CASES), (4e-4, 3, 0.4, CASES), (4e-4, 3, 0.4, CASES),
                  (5e-4, 3, 0.4, CASES), (5e-4, 3, 0.4, CASES), (3e-4, 3, 1.0, CASES), (2e-4, 3, 1.0, CASES),
                  (4e-4, 3, 1.0, CASES), (4e-4, 3, 1.0, CASES))}
"""More epochs, late ones, in which texts that a reader labelled line by line count as real texts: the rate of each, by how much oftener it looks at
these texts, the weight of the place of the title (`fit.Plan.place`), and how the names of these texts begin. By the end of the others the rate has
fallen so low that these few pages count for little."""
FURTHER, FURTHER_PLACE = (5e-4, 5e-4, 5e-4, 4e-4, 4e-4, 2.5e-4), 1.0
"""Rates of the epochs of a labeller that is delivered (`further`), and the weight of the place of the title."""
BLENDED = 0.3
"""The share of these epochs in the weights that are delivered then (`further.blend`)."""
TOLD, RAREST = 3.0, 3.0
"""Weight of the lines of invented texts whose very label a person has told, and by how much that of the rarest labels is larger: real pages tell
few of them."""
DOUBTFUL = 0.3
"""Weight of pages whose gold is marked as doubtful."""


def arrays(variant: str) -> list[PageArrays]:
    """Everything that a variant is trained on, made first where it is missing."""
    path = material(variant)
    golds = {gold.id: gold for gold in corpus.pages()}
    out = list(dataset.read(path))
    names, _ = dataset.columns(variant)
    told = _told([s for s in out if s.collection == "invented"])
    for sequence in out:
        if sequence.collection == "invented":
            sequence.weight = np.array([told.get(mask, 1.0) for mask in sequence.mask.tolist()], np.float32) * sequence.weight
        else:
            refine.refine(sequence, names)
            if variant == "html":
                if not golds[sequence.id].partial:
                    refine.hold_to_gold(sequence)
                refine.tell_kinds(sequence, names, runtime.load("text"))
        if sequence.id in golds and golds[sequence.id].doubtful:
            sequence.weight = sequence.weight * DOUBTFUL
    return out


def material(variant: str) -> Path:
    """The file with the arrays of a variant as they are before `refine`, made where it is missing."""
    path = examples.folder() / f"{variant}.pickles"
    if not path.exists():
        if variant == "html":
            dataset.build_html(path)
        else:
            dataset.build_text(_texts(), path)
    return path


def newest(part: str) -> list[PageArrays]:
    """The invented texts of the files with ``part`` in their names."""
    made = [text for example in labelled.newest(part) if (text := dataset.text_sequence(example, 0)) is not None] if part else []
    told = _told(made)
    for text in made:
        text.weight = np.array([told.get(mask, 1.0) for mask in text.mask.tolist()], np.float32) * text.weight
    return made


def _told(invented_texts: Sequence[PageArrays]) -> dict[int, float]:
    """The weight of each label that a person has told, by its bit: the rarer, the heavier."""
    lines = Counter(mask for s in invented_texts for mask in s.mask.tolist() if mask.bit_count() == 1)
    usual = lines.total() / max(len(lines), 1)
    return {mask: TOLD * min(max((usual / n) ** 0.5, 1.0), RAREST) for mask, n in lines.items()}


def _texts() -> list[tuple[examples.Example, int]]:
    golds = {gold.id: gold for gold in corpus.pages()}
    kinds = {gold.id: dataset.page_class(gold.collection, gold.kind) for gold in golds.values()}
    out = [(example, kinds.get(example.id, -1)) for example in examples.load()]
    composer = invented.Composer([example for example, _ in out], golds)
    out += [(example, 0) for example in labelled.cases()]
    out += [(composer.page(n), 0) for n in range(COMPOSED)]
    out += [(composer.framed(n), 0) for n in range(COMPOSED // 2)]
    out += [(composer.listing(n), 1) for n in range(COMPOSED // 20)]
    return out + [(composer.several(n), 2) for n in range(COMPOSED // 20)]


def picker(
    sequences: Sequence[PageArrays], variant: str, number: int = 0, oftener: int = 1, readings: tuple[str, ...] = READINGS,
) -> Callable[[int], list[int]]:
    """Which sequences an epoch looks at: some renderings of each page, half of the composed pages, invented texts as often as `INVENTED` says."""
    groups: dict[str, list[int]] = defaultdict(list)
    whole = {*corpus.LINES, *fit.MADE}
    for i, s in enumerate(sequences):
        groups[s.collection if s.collection in whole else s.id].append(i)

    def pick(epoch: int) -> list[int]:
        rng, out = random.Random(epoch + 1_000 * number), []
        for key, members in groups.items():
            if key == "invented":
                late = epoch >= PLANS[variant].epochs - LATE
                times = INVENTED[late]
                for forms in _by_page(sequences, members):
                    read = sequences[forms[0]].id.startswith(readings)
                    out += [forms[(epoch * times + k) % len(forms)] for k in range(times * (oftener * READ[late] if read else 1))]
            elif key in whole:
                out += members if key in corpus.LINES else rng.sample(members, len(members) // 2)
            elif variant == "text":
                out += rng.sample(members, min(RENDERINGS, len(members)))
            else:
                plain, grafted = ([i for i in members if (sequences[i].rendering == dataset.GRAFTED) is told] for told in (False, True))
                out.append(rng.choice(grafted if grafted and rng.random() < GRAFTED else plain))
        return out

    return pick


def _by_page(sequences: Sequence[PageArrays], members: Sequence[int]) -> list[list[int]]:
    """The forms of each invented page."""
    out: dict[str, list[int]] = defaultdict(list)
    for i in members:
        out[sequences[i].id.partition("#")[0]].append(i)
    return list(out.values())


def train(variant: str, sequences: Sequence[PageArrays], path: Path) -> None:
    """Train the members of one variant, each from another beginning, and write its file."""
    parts = [path.with_name(f"{path.stem}.{number}.npz") for number in range(MEMBERS[variant])]
    known = vocabularies(sequences)
    for number, part in enumerate(parts):
        train_member(variant, sequences, part, number, known)
    print(f"{path.name}: version {fit.join_models(parts, path, WORDS[variant])}, {path.stat().st_size} bytes", flush=True)
    for part in parts:
        part.unlink()


def train_member(variant: str, sequences: Sequence[PageArrays], path: Path, number: int, known: tuple[Vocabulary, ...]) -> None:
    """Train one member and write it as a model of its own. ``known``: the tokens that have a vector, for all members the same."""
    names, groups = dataset.columns(variant)
    plan = replace(PLANS[variant], seed=PLANS[variant].seed + number, sided=SIDED[number])
    fit.write_model(fit.train(names, groups, sequences, plan, pick=picker(sequences, variant, number), known=known), names, path)
    for late, (rate, oftener, place, readings) in enumerate(AGAIN.get(variant, ()), plan.epochs):
        real = _as_real(sequences, readings)
        pick = partial(_late, picker(sequences, variant, number, oftener, readings), late)
        once_more = replace(plan, epochs=1, rate=rate, place=place, start=path)
        fit.write_model(fit.train(names, groups, real, once_more, pick=pick, known=known), names, path)


def _as_real(sequences: Sequence[PageArrays], readings: tuple[str, ...]) -> list[PageArrays]:
    """The same, and texts that a reader labelled line by line count as real ones."""
    return [replace(s, collection="read") if s.id.startswith(readings) else s for s in sequences]


def train_further(sequences: Sequence[PageArrays], rates: Sequence[float]) -> None:
    """More epochs for the members of the labeller of text that is delivered, one for each rate; writes its file."""
    path, first = MODELS / "text.npz", PLANS["text"].epochs + len(AGAIN["text"])
    further.keep_answers(runtime.load("text"), sequences)
    parts = [path.with_name(f"{path.stem}.{number}.npz") for number in range(MEMBERS["text"])]
    further.split_model(path, parts, WORDS["text"])
    with np.load(path, allow_pickle=False) as found:
        known = tuple(found[name] for name in found.files if name.startswith("vocabulary"))
    before = [part.with_suffix(".before.npz") for part in parts]
    for part, copy in zip(parts, before, strict=True):
        shutil.copyfile(part, copy)
    names, groups = dataset.columns("text")
    real = _as_real(sequences, CASES)
    for number, part in enumerate(parts):
        pick = further.picker(real, number)
        for late, rate in enumerate(rates):
            seed = PLANS["text"].seed + number + 10 * late
            plan = replace(PLANS["text"], seed=seed, sided=SIDED[number], epochs=1, rate=rate, place=FURTHER_PLACE, start=part)
            fit.write_model(fit.train(names, groups, real, plan, pick=partial(_late, pick, first + late), known=known), names, part)
        further.blend(before[number], part, BLENDED, part)
    print(f"{path.name}: version {fit.join_models(parts, path, WORDS['text'])}, {path.stat().st_size} bytes", flush=True)
    for part in (*parts, *before):
        part.unlink()


def _late(pick: Callable[[int], list[int]], before: int, epoch: int) -> list[int]:
    """What is looked at in an epoch after so many others."""
    return pick(before + epoch)


def cross(
    folder: Path, variants: Sequence[str], sequences: Callable[[str], list[PageArrays]] = arrays, without: Sequence[str] = (), *,
    by_fold: bool = False,
) -> None:
    """For each fold a model that never saw its domains, written to ``folder`` where it is missing.

    ``sequences`` gives what a variant is trained on. ``without``: sets that are left out; there is one model for all folds then, unless ``by_fold``
    asks for one for each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    single = bool(without) and not by_fold
    for variant in variants:
        every = [s for s in sequences(variant) if s.collection not in without]
        paths = [folder / f"{variant}-{fold}.npz" for fold in range(corpus.FOLDS)]
        for fold, path in enumerate(paths):
            if path.exists():
                continue
            if single and fold:
                shutil.copyfile(paths[0], path)
            else:
                train(variant, [s for s in every if single or s.fold != fold], path)


def sequences_of(variant: str, parsed: argparse.Namespace, more: Callable[[str], list[PageArrays]]) -> list[PageArrays]:
    """Everything that a variant is trained on, the decisions of people included, with what the teachers say."""
    found = arrays(variant) + more(variant)
    if parsed.teachers and variant == "html":
        teachers.teach(found, parsed.teachers)
    elif parsed.teachers:
        teachers.teach_texts(found, dataset.read(material("html")), parsed.teachers)
    return found


def main(arguments: Sequence[str]) -> int:
    """Do what is named."""
    parser = argparse.ArgumentParser(prog="python -m tools.train", description=__doc__)
    parser.add_argument("what", choices=("deliver", "cross", "further", "characters"),
                        help="the model files; models by fold; more epochs for a model file of text; the table of characters")
    parser.add_argument("--folder", type=Path, default=None, help="where the models by fold go")
    parser.add_argument("--without", choices=corpus.PAGES, action="append", default=[], help="of cross: a set to leave out; may be repeated")
    parser.add_argument("--pieces", default="", help="of further: what stands in the names of the files of invented texts that are looked at oftener")
    parser.add_argument("--only", choices=runtime.VARIANTS, help="one of the variants")
    parser.add_argument("--by-fold", action="store_true", help="of cross --without: a model for each fold, that saw neither the fold nor the sets")
    parser.add_argument("--teachers", type=Path, help="a folder of models by fold, whose labellers of HTML soften the targets")
    parser.add_argument("--decisions", type=Path, help="decisions of people (decisions.jsonl) as further training data")
    parser.add_argument("--archive", type=Path, action="append", default=[], help="an archive that holds the pages of the decisions; may be repeated")
    parsed = parser.parse_args(arguments)
    if parsed.decisions and not parsed.archive:
        parser.error("--decisions needs --archive: the words of the blocks stand in the archives")
    variants = (parsed.only,) if parsed.only else runtime.VARIANTS

    def more(variant: str) -> list[PageArrays]:
        return decisions.decided_pages(parsed.decisions, parsed.archive, variant) if parsed.decisions else []

    if parsed.what == "characters":
        characters.main()
    elif parsed.what == "cross":
        folder = parsed.folder or examples.folder() / "folds"
        cross(folder, variants, lambda variant: sequences_of(variant, parsed, more), parsed.without, by_fold=parsed.by_fold)
    elif parsed.what == "further":
        train_further([*arrays("text"), *more("text"), *newest(parsed.pieces)], FURTHER)
    else:
        for variant in variants:
            train(variant, sequences_of(variant, parsed, more), MODELS / f"{variant}.npz")
        Path(__file__).with_name("versions.txt").write_text("".join(f"{name} {version(name)}\n" for name in TOOLS), encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (corpus.Missing, ArchiveError) as error:
        sys.exit(str(error))
