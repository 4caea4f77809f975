"""What contradicts itself or can't hold for anything is refused, with a sentence that names it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import pipeline.cli as cli
from pipeline.archive.site_files import load_sites
from pipeline.archive.store.disk import ArchiveError

REFUSED = [
    (("clean", "--json", "--tei", "page.txt"), "Name one of --json, --tei."),
    (("export", "out", "--to", "jsonl", "-o", "x", "--since", "2020", "--until", "2019-12"), "--since 2020 is later than --until 2019-12"),
    (("export", "out", "--to", "jsonl", "-o", "x", "--language", "English"), "'English' is not the code of a language"),
    (("decide", "out", "a000000000000", "1", "frob"), "LABEL must be keep"),
]


@pytest.mark.parametrize(("command", "told"), REFUSED, ids=lambda case: str(case)[:40])
def test_a_contradiction_is_refused(command, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "bagit.txt").touch()
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 2 and told in result.output + result.stderr


@pytest.mark.parametrize(("since", "until"), [("2019-04", "2019"), ("2019", "2019-04"), ("2019-04-01", "2019-04")])
def test_dates_that_share_a_day_are_no_contradiction(since, until, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "bagit.txt").touch()
    result = CliRunner().invoke(cli.main, ["export", "out", "--to", "jsonl", "-o", "x", "--since", since, "--until", until])
    assert "holds no article, so nothing was written" in result.stderr


def test_a_command_that_is_stopped_says_how_it_goes_on(monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.cli.showing.load_settings", stopped)
    result = CliRunner().invoke(cli.main, ["clean", "page.txt"])
    assert result.exit_code == 1 and "Run the same command again" in result.stderr


def test_a_site_file_that_no_host_fits_is_refused(tmp_path):
    (tmp_path / "www.harbour.example.toml").write_text('publisher = "X"\n', encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"Name it harbour\.example\.toml"):
        load_sites(tmp_path)
