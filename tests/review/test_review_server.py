"""The server of the review: whom it lets in, what it forbids, what it notes."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import time

import pytest

from pipeline.archive.decisions import load
from pipeline.archive.verify.verify import verify
from pipeline.review.reapply import Reapply, reapply
from pipeline.settings import Articles, Review, Settings
from tests.makers.archives import command, engross, environment

MIXED, HOSTILE = (f"a{hashlib.sha256(name).hexdigest()[:12]}" for name in (b"mixed.html", b"hostile.html"))


def record(desk, ident: str = MIXED) -> dict:
    status, _, body = desk.ask(f"record/{ident}")
    assert status == 200, body
    return json.loads(body)


def block(found: dict, words: str) -> dict:
    """What the record says of the block with these words."""
    digest = hashlib.sha256(words.encode()).hexdigest()
    return next(one for one in found["page"] if one["block"] == digest)


@pytest.mark.parametrize("path", ["", "index.html", "review.json", f"record/{MIXED}", "report.css", "decide.js", "meta.js", "list/articles-0000.js"])
def test_every_answer_forbids_what_no_page_needs(desk, path):
    status, headers, _ = desk.ask(path)
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"], headers["cross-origin-resource-policy"]) == ("nosniff", "no-referrer", "same-origin")


@pytest.mark.parametrize(("path", "headers", "status"), [
    ("/", {}, 404), ("/wrong-token/", {}, 404), ("/wrong-token/review.json", {}, 404), ("/index.html", {}, 404),
    ("", {"Host": "localhost"}, 421), ("", {"Host": "evil.example"}, 421), ("", {"Host": "127.0.0.1"}, 421),
    ("", {"Origin": "http://evil.example"}, 403), ("", {"Origin": "null"}, 403), ("review.json", {"Sec-Fetch-Site": "cross-site"}, 403),
    ("review.json", {"Sec-Fetch-Site": "same-site"}, 403), ("../../data/articles/00000.jsonl", {}, 404), ("%2e%2e/data/articles/00000.jsonl", {}, 404),
    ("..%2fdata%2farticles%2f00000.jsonl", {}, 404), ("nowhere", {}, 404),
])
def test_nobody_else_is_let_in(desk, path, headers, status):
    found, sent, body = desk.ask(path, **{name.replace("-", "_"): value for name, value in headers.items()})
    assert found == status
    assert b"old mill" not in body
    assert "content-security-policy" in sent


def test_a_page_of_another_origin_notes_nothing(desk):
    own = block(record(desk), "Facebook Twitter Print")
    body = json.dumps({"id": MIXED, "start": own["start"], "block": own["block"], "after": "keep", "scope": "block"}).encode()
    for headers in ({"Content_Type": "text/plain"}, {"Content_Type": "application/json", "Origin": "http://evil.example"}, {}):
        status, _, _ = desk.ask("decisions", method="POST", body=body, **headers)
        assert status in (400, 403)
    assert desk.ask("decisions")[0] in (404, 405)
    assert not desk.decisions.exists()


def test_a_record_says_how_sure_the_labeller_is_of_every_block(desk):
    found = record(desk)
    assert len(found["page"]) > 20
    assert all(0 <= one["sure"] <= 1 and one["label"] for one in found["page"])
    assert all(one["evidence"] for one in found["page"]), "also where the block stays beyond doubt"
    assert found["title"] == "How the mill was saved"


def test_a_decision_is_noted_and_the_article_comes_back_as_it_will_be(desk):
    own = block(record(desk), "Facebook Twitter Print")
    assert own["label"] == "share"
    status, answer = desk.decide(id=MIXED, start=own["start"], block=own["block"], after="keep", scope="site")
    assert (status, answer["noted"]) == (200, 1)
    assert "Facebook Twitter Print" in json.dumps(answer["record"]["sections"])
    noted = load(desk.decisions)
    assert [(one.block, one.source, one.before, one.after, one.scope, one.who) for one in noted] == [
        (own["block"], "mixed.html", "share", "keep", "site", "Ada Quill")]
    assert block(record(desk), "Facebook Twitter Print")["answer"]["after"] == "keep"
    desk.decide(id=MIXED, start=own["start"], block=own["block"], after="undo", scope="site")
    again = record(desk)
    assert block(again, "Facebook Twitter Print")["answer"] is None
    assert "Facebook Twitter Print" not in json.dumps(again["sections"])


@pytest.mark.parametrize("wrong", [
    {"after": "nonsense"}, {"scope": "world"}, {"start": 10_000_000}, {"start": "1"}, {"start": True}, {"id": "a000000000000"}, {"id": "../../x"}, {"block": "0" * 64},
    {"after": "image"}, {"after": None}, {"scope": "x" * 20_000},
])
def test_a_wrong_decision_is_refused_in_a_sentence_and_not_noted(desk, wrong):
    own = block(record(desk), "Facebook Twitter Print")
    status, answer = desk.decide(**({"id": MIXED, "start": own["start"], "block": own["block"], "after": "keep", "scope": "block"} | wrong))
    assert status == 400
    assert answer["error"].endswith((".", ")."))
    assert not desk.decisions.exists()


def ask_reapply(desk, **headers: str) -> tuple[int, dict]:
    status, _, body = desk.ask("reapply", method="POST", body=b"{}", **({"Content_Type": "application/json"} | headers))
    return status, json.loads(body) if body.startswith(b"{") else {}


def ended(desk) -> dict:
    """What is told of the run that applies the decisions, when it has ended."""
    until = time.monotonic() + 60
    while (found := json.loads(desk.ask("reapply")[2]))["at_work"] and time.monotonic() < until:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("headers", [{"Content_Type": "text/plain"}, {"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
def test_no_other_page_begins_a_run(desk, headers):
    assert ask_reapply(desk, **headers)[0] in (400, 403)
    assert json.loads(desk.ask("reapply")[2]) == {"at_work": False, "done": 0, "total": 0, "told": "", "failed": False}


def test_one_run_at_a_time_and_reading_goes_on_meanwhile(desk):
    own = block(record(desk), "Facebook Twitter Print")
    desk.decide(id=MIXED, start=own["start"], block=own["block"], after="keep", scope="block")
    status, found = ask_reapply(desk)
    assert (status, found["at_work"]) == (200, True)
    assert ask_reapply(desk) == (400, {"error": "Reapply is at work already. Wait until it ends."})
    assert block(record(desk), "Facebook Twitter Print")["answer"]["after"] == "keep"
    assert ended(desk)["told"] == "1 article was made again, and the report is up to date."
    assert record(desk)["version"] == 2
    assert verify(desk.root).faults == []


def test_a_run_that_cannot_begin_is_told(desk):
    desk.decisions.write_text("no line of JSON\n")
    ask_reapply(desk)
    found = ended(desk)
    assert found["failed"]
    assert "line 1" in found["told"]


def test_a_review_that_ends_leaves_no_run_half_done(made, tmp_path):
    shutil.copytree(made / "out", tmp_path / "out")
    settings = Settings(review=Review(decisions=str(tmp_path / "decisions.jsonl")), articles=Articles(publisher="The Quill"))
    run = Reapply(tmp_path / "out", settings)
    run.start()
    run.stop()
    assert run.progress.failed
    assert run.progress.told == "The review was ended; the next run goes on."
    assert reapply(tmp_path / "out", settings, lambda *_: None).failed == 0
    assert verify(tmp_path / "out").faults == []
    assert reapply(tmp_path / "out", settings, lambda *_: None).older == 0


def test_a_file_of_decisions_that_is_broken_is_named(desk):
    desk.decisions.write_text("no line of JSON\n")
    status, _, body = desk.ask(f"record/{MIXED}")
    assert status == 400
    assert "line 1" in json.loads(body)["error"]


def test_a_run_in_between_is_seen(desk, tmp_path):
    record(desk)
    source = tmp_path / "copy/in"
    (source / "mixed.html").write_text((source / "mixed.html").read_text().replace("eleven years", "twelve years"))
    assert engross("archive", source, "-o", desk.root).returncode == 0
    found = record(desk)
    assert found["version"] == 2
    assert "twelve years" in json.dumps(found["sections"])


def test_the_command_serves_until_it_is_stopped(made, tmp_path):
    process = subprocess.Popen(command("review", made / "out", "--who", "Ada"), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        address = process.stdout.readline().decode().removeprefix("Review: ").strip()
        assert address.startswith("http://127.0.0.1:")
        import urllib.request

        with urllib.request.urlopen(address + "review.json", timeout=30) as answer:
            assert json.load(answer)["who"] == "Ada"
    finally:
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (0, b"")


def test_a_port_that_is_taken_is_named(desk):
    told = engross("review", desk.root, "--port", str(desk.port))
    assert told.returncode == 2
    assert f"Port {desk.port} can't be used".encode() in told.stderr


def test_without_the_extra_a_sentence_says_what_to_install(made, tmp_path):
    (tmp_path / "starlette.py").write_text("raise ModuleNotFoundError('No module named starlette', name='starlette')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from pipeline.cli import main; main()"
    import sys

    told = subprocess.run([sys.executable, "-c", code, "review", str(made / "out")], env=environment(), capture_output=True, check=False, timeout=60)
    assert told.returncode == 2
    assert b'needs the package starlette. Run: pip install "engross[review]"' in told.stderr
