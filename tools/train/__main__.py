"""``python -m tools.train text dom``: writes the model files. See README.md beside this file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from pipeline.label import model as runtime
from tools.train import bench, characters, examples, record, render
from tools.train.fit import Row, prepare, train
from tools.train.save import write_model

MODELS = Path(runtime.__file__).parent / "models"
TOOLS = ("catboost", "numpy", "rapidfuzz", "selectolax", "trafilatura", "readability-lxml", "resiliparse")


def rows(variant: str) -> list[Row]:
    """Every article, prepared: as HTML, or in the renderings that train the plain variant."""
    found = examples.html_examples("article") if variant == "dom" else _renderings()
    return [prepare(example, variant) for example in found]


def _renderings() -> Iterator[examples.Example]:
    """A page a block a line, in one other way of full text (turn by turn), and as three extractors leave it."""
    others = [name for name in render.FULL if name != "lines"]
    for example in examples.text_examples("article"):
        turn = others[int(example.gold.id) % len(others)]
        if example.rendering in ("lines", turn, *render.CLEAN):
            yield example


def deliver(variant: str) -> None:
    """The file that goes with the package."""
    model = train(rows(variant), variant)
    path = MODELS / f"{variant}.npz"
    write_model(model, path)
    print(f"{path.name}: version {model.version}, {path.stat().st_size} bytes", flush=True)


def cross(folder: Path, *variants: str) -> None:
    """For each fold a model that never saw its domains; of both variants unless some are named."""
    for variant in variants or runtime.VARIANTS:
        paths = [folder / f"{variant}-{fold}.npz" for fold in range(bench.FOLDS)]
        every = [] if all(path.exists() for path in paths) else rows(variant)
        for fold, path in enumerate(paths):
            if not path.exists():
                model = train([row for row in every if row.fold != fold], variant)
                write_model(model, path)
                print(f"{path.name}: version {model.version}", flush=True)


def main(arguments: list[str]) -> int:
    """Do what is named, in order."""
    if not arguments or not {*arguments[:1]} <= {*runtime.VARIANTS, "cross", "characters", "record"}:
        print("python -m tools.train (text | dom)... | cross FOLDER [text | dom] | characters | record", file=sys.stderr)
        return 2
    if arguments[0] == "characters":
        characters.main()
    elif arguments[0] == "record":
        record.main()
    elif arguments[0] == "cross":
        cross(Path(arguments[1]), *arguments[2:])
    else:
        for variant in arguments:
            deliver(variant)
        lines = [f"{name} {version(name)}\n" for name in TOOLS]
        Path(__file__).with_name("versions.txt").write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except bench.Missing as error:
        sys.exit(str(error))
