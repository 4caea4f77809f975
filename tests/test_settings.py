"""Settings files, their errors, and the recipe."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive.configured import read_settings
from pipeline.settings import Articles, Settings, SettingsError, described, parse_settings, recipe, recipe_parts
from tests.makers.archives import ROOT, environment


def test_a_settings_file_changes_what_it_names():
    settings = parse_settings('[articles]\nlanguage = "de"\n[archive]\nbatch = 7\n')
    assert settings.articles.language == "de"
    assert settings.archive.batch == 7
    assert settings.articles.publisher == Settings().articles.publisher


@pytest.mark.parametrize(("text", "told"), [
    ("[articles]\nmax_bytes = 5", "articles.max_bytes must be a number from 1000 to 2000000000, not 5."),
    ('[archive]\nbatch = "many"', "archive.batch must be a number from 1 to 5000, not 'many'."),
    ("[articles]\nlanguage = 3", "articles.language must be text in quotation marks, not 3."),
    ("[articles]\nlangauge = 'de'", "there is no setting articles.langauge; known here: articles.publisher, articles.language, articles.max_bytes."),
    ("[foo]\na = 1", "there is no setting foo; known here: [articles], [archive], [repeats], [inputs], [limits], [review]."),
    ("[archive]\nbatch = true", "archive.batch must be a number from 1 to 5000, not True."),
    ("[articles]\nlanguage = 'English'", "articles.language must be empty or a code of a language, such as en or pt-BR, not 'English'."),
    ("articles = 3", "articles must be a table of settings"),
    ("a =", "is not a TOML file"),
])
def test_what_a_settings_file_can_say_wrong(text, told):
    with pytest.raises(SettingsError, match="engross.toml") as caught:
        parse_settings(text, "engross.toml")
    assert told in str(caught.value)


def test_several_mistakes_are_told_in_one_sentence():
    with pytest.raises(SettingsError) as caught:
        parse_settings("[archive]\nbatch = 0\n[limits]\nseconds = 0\n", "engross.toml")
    assert str(caught.value) == ("engross.toml: archive.batch must be a number from 1 to 5000, not 0; "
                                 "limits.seconds must be a number from 1 to 1000000, not 0.")


def test_a_byte_order_mark_is_no_part_of_the_settings(tmp_path):
    (tmp_path / "engross.toml").write_bytes(b"\xef\xbb\xbf[archive]\nbatch = 7\n")
    assert read_settings(tmp_path / "engross.toml").archive.batch == 7


@pytest.mark.parametrize("tag", ["", "en", "pt-BR", "zh-Hant-TW", "de-CH-1996"])
def test_codes_of_languages_are_settings(tag):
    assert parse_settings(f"[articles]\nlanguage = '{tag}'").articles.language == tag


def test_settings_in_another_encoding_say_what_to_do(tmp_path):
    (tmp_path / "engross.toml").write_bytes("[archive]\ndescription = 'Mühle'".encode("latin-1"))
    with pytest.raises(SettingsError, match="byte 27 is not UTF-8. Save the file as UTF-8."):
        read_settings(tmp_path / "engross.toml")


def test_every_setting_is_described():
    assert [setting.key for setting in described()] == [
        "articles.publisher", "articles.language", "articles.max_bytes", "archive.batch", "archive.organization", "archive.identifier",
        "archive.description", "archive.contact", "repeats.articles", "repeats.share", "repeats.inside", "inputs.max_unpacked",
        "inputs.max_members", "inputs.text", "inputs.html", "inputs.markdown", "inputs.title", "inputs.author", "inputs.published", "inputs.updated",
        "inputs.publisher", "inputs.section", "inputs.tag", "inputs.language", "inputs.description", "inputs.url", "inputs.captured", "inputs.id",
        "limits.seconds", "limits.seconds_per_megabyte", "limits.memory", "limits.memory_per_megabyte", "limits.short_blocks",
        "review.decisions", "review.sites",
    ]
    assert all(setting.text.endswith(".") for setting in described())


def test_the_recipe_changes_with_what_can_change_a_result():
    assert recipe(Settings()) == recipe(Settings())
    assert recipe(Settings(articles=Articles(language="de"))) != recipe(Settings())
    assert recipe(parse_settings("[archive]\nbatch = 3")) == recipe(Settings())
    assert set(recipe_parts(Settings())) == {"settings", "code", "rules", "model", "schema", "libraries"}


def parts(folder: Path) -> str:
    code = "from pipeline.settings import *; print(sorted(recipe_parts(Settings()).items()))"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment({"PYTHONPATH": str(folder)}), capture_output=True, text=True,
                          check=True).stdout


def test_the_recipe_is_made_from_contents(tmp_path):
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    before = parts(tmp_path)
    (tmp_path / "pipeline/cli/__init__.py").write_text("# below the edge\n")
    (tmp_path / "pipeline/archive/run/plan.py").touch()
    (tmp_path / "pipeline/README.md").write_text("not shipped\n")
    assert parts(tmp_path) == before
    crlf = tmp_path / "pipeline/reasons.toml"
    crlf.write_bytes(crlf.read_bytes().replace(b"\n", b"\r\n"))
    assert parts(tmp_path) == before
    with (tmp_path / "pipeline/decoding/page.py").open("a") as stream:
        stream.write("# another line\n")
    assert parts(tmp_path) != before


def test_defaults_cost_no_pydantic():
    code = "import sys; from pipeline.settings import Settings; Settings(); print('pydantic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], env=environment(), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told == "False\n"
