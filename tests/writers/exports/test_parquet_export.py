"""Rows of Parquet as pyarrow, pandas and datasets read them."""

from __future__ import annotations

import io
import json

import pytest
import yaml

from pipeline.validate.records import ArticleRecord, Removal
from pipeline.writers import write_json
from pipeline.writers.exports import Item
from pipeline.writers.exports import parquet as writer
from pipeline.writers.exports.card import dataset_pieces
from pipeline.writers.exports.neutral import neutral_item, neutral_text
from pipeline.writers.exports.parquet import parquet_pieces, parquet_schema
from tests.makers.hostile import hostile
from tests.makers.items import item, items
from tests.makers.random_articles import article as random_article

pa = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402


def read(made) -> list[dict[str, object]]:
    return parquet.read_table(io.BytesIO(b"".join(parquet_pieces(made)))).to_pylist()


def told(value):
    """Without what is null or empty, which a line of JSON leaves out."""
    if isinstance(value, dict):
        return {key: told(part) for key, part in value.items() if part not in (None, [], (), "")}
    return [told(part) for part in value] if isinstance(value, list | tuple) else value


def test_a_row_is_the_line_of_the_article():
    for row, it in zip(read(items()), items(), strict=True):
        assert told(row) == told(it.row | {"removed": it.removed, "copy_of": it.copy_of})


def test_absurd_articles_are_written():
    made = [Item(json.loads(write_json(random_article(seed))), "x") for seed in range(60)]
    assert [told(row) for row in read(made)] == [told(it.row | {"removed": []}) for it in made]


def test_every_field_of_the_records_has_a_column():
    def names(model):
        """Names of fields, with those of the models inside."""
        for name, field in getattr(model, "model_fields", getattr(model, "__pydantic_fields__", {})).items():
            yield name
            for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if hasattr(part, "__pydantic_fields__"):
                    yield from (f"{name}.{inner}" for inner in names(part))

    def columns(fields):
        for field in fields:
            yield field.name
            kind = field.type.value_type if pa.types.is_list(field.type) else field.type
            if pa.types.is_struct(kind):
                yield from (f"{field.name}.{inner}" for inner in columns(kind))

    found = set(columns(parquet_schema()))
    assert found == {*names(ArticleRecord), "copy_of", "removed", *(f"removed.{name}" for name in names(Removal))}


def test_groups_are_bounded_by_rows_and_by_text(monkeypatch):
    monkeypatch.setattr(writer, "_ROWS", 3)
    made = parquet.ParquetFile(io.BytesIO(b"".join(parquet_pieces([item("plain")] * 7))))
    assert [made.metadata.row_group(n).num_rows for n in range(made.metadata.num_row_groups)] == [3, 3, 1]
    monkeypatch.setattr(writer, "_CHARS", 1)
    assert parquet.ParquetFile(io.BytesIO(b"".join(parquet_pieces([item("plain")] * 2)))).metadata.num_row_groups == 2


def test_the_same_articles_give_the_same_bytes():
    assert b"".join(parquet_pieces(items())) == b"".join(parquet_pieces(items()))


def test_pandas_reads_it():
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(io.BytesIO(b"".join(parquet_pieces(items()))))
    assert list(frame["id"]) == [it.row["id"] for it in items()]
    assert list(frame["title"].dropna()) == [it.row["title"] for it in items() if it.row["title"] is not None]


def put(folder, pieces):
    for name, piece in pieces:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as stream:
            stream.write(piece)


def test_datasets_loads_the_folder(tmp_path):
    datasets = pytest.importorskip("datasets")
    put(tmp_path / "set", dataset_pieces(items()))
    found = datasets.load_dataset(str(tmp_path / "set"), cache_dir=str(tmp_path / "cache"), split="train")
    assert found["id"][:] == [it.row["id"] for it in items()]


def test_the_card_says_what_is_there(tmp_path):
    made = [item("plain"), item("plain", language="pt-BR", published="2004-08", licence="CC0"), item("everything", language="und")]
    put(tmp_path, dataset_pieces([*made[:1], Item(made[1].row, "x", copy_of="a0123456789ab"), made[2]]))
    _, matter, body = (tmp_path / "README.md").read_text().split("---\n", 2)
    assert yaml.safe_load(matter) == {
        "language": ["en", "pt"], "size_categories": ["n<1K"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "data/train-00000-of-00001.parquet"}]}]}
    assert f"Articles: 3; words: {sum(it.row['words'] for it in made)}." in body
    assert "Dates of publication go from 2004-08 to 2023-03-14." in body
    assert "| `pt-BR` | 1 |" in body
    assert "Near-duplicates of others (`copy_of`): 1 of 3." in body


def test_texts_that_mean_harm_are_values_and_no_part_of_the_card(tmp_path):
    made = neutral_item(hostile())
    assert told(read([made])[0]) == told(made.row | {"removed": made.removed})
    put(tmp_path, dataset_pieces([made]))
    card = (tmp_path / "README.md").read_text()
    assert "calc" not in card
    assert neutral_text(card) == card
