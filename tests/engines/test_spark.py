"""The engine spark: the bytes of the local engine, from a real master with two workers, one of which is lost; and what goes wrong, in sentences."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive.run.run import progress_of
from pipeline.archive.store.disk import ArchiveError
from pipeline.settings import Settings, recipe
from tests.makers.archives import ROOT, archive, bag, command, engross, environment, scrape
from tests.makers.clusters import Cluster, cluster, missing

needs_spark = pytest.mark.skipif(bool(missing()), reason=missing())
LOOPBACK = {"SPARK_LOCAL_IP": "127.0.0.1"}
SMALL = "[archive]\nbatch = 20\n"
COUNT = 420  # more than are sketched here
LONG = 500.0  # seconds, on a machine that does other things as well


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """Pages of one site, with copies among them, one that is no text and one that is empty."""
    folder = scrape(tmp_path_factory.mktemp("pages") / "in", COUNT)
    for n in range(3):
        (folder / f"again{n}.txt").write_text((folder / f"page{n:03d}.txt").read_text(encoding="utf-8").replace("By Ada Quill", "By Bo Reed"))
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "blank.txt").write_bytes(b"\n")
    return folder


@pytest.fixture(scope="module")
def plain(pages, tmp_path_factory) -> Path:
    """The archive of the pages that the local engine makes."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "engross.toml").write_text(SMALL)
    told = engross("archive", pages, "-o", folder / "out", "--no-report", cwd=folder, timeout=LONG)
    assert told.returncode == 1, told.stderr
    return folder / "out"


@contextlib.contextmanager
def on_spark(folder: Path, url: str, pages: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run on a cluster, under way; it does not outlive the context."""
    (folder / "engross.toml").write_text(SMALL)
    run = subprocess.Popen(command("archive", pages, "-o", folder / "out", "--no-report", "--engine", "spark", "--master", url, "--wait", str(LONG), *more), cwd=folder,
                           env=environment(LOOPBACK), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield run
    finally:
        run.kill()
        run.communicate()


def wait_for(made, seconds: float = LONG) -> None:
    until = time.monotonic() + seconds
    while not made():
        assert time.monotonic() < until, "nothing of the kind happened in time"
        time.sleep(0.05)


# -- the same bytes -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_spark
@pytest.mark.parametrize("exchanged", [False, True], ids=["shared disk", "exchange"])
def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(tmp_path, spark: Cluster, pages, plain, exchanged):
    if exchanged:
        pytest.importorskip("fsspec")
    with on_spark(tmp_path, spark.url, pages, *(("--exchange", (tmp_path / "exchange").as_uri()) if exchanged else ())) as run:
        wait_for(lambda: progress_of(tmp_path / "out" / "work") >= 20 or run.poll() is not None)
        assert run.poll() is None, run.communicate()[1]
        assert spark.busy() == {"one", "two"}
        spark.kill_worker("two")
        try:
            told = run.communicate(timeout=LONG)
        finally:
            spark.start_worker("two")
    assert run.returncode == 1, told[1]
    assert b"blank.txt" in told[1] and b"picture.txt" in told[1]
    assert f"{COUNT + 5} sources: {COUNT + 3} archived, 0 unchanged, 2 failed.".encode() in told[0]
    assert b"Traceback" not in told[1]
    assert bag(tmp_path / "out") == bag(plain)
    assert not (tmp_path / "out" / "work").exists()
    assert not exchanged or not any((tmp_path / "exchange").iterdir())


@pytest.mark.slow
@needs_spark
def test_a_run_that_was_killed_on_a_cluster_goes_on_on_this_machine(tmp_path, spark: Cluster):
    pages, finished = scrape(tmp_path / "in", 60), (tmp_path / "out" / "work" / "done").glob
    with on_spark(tmp_path, spark.url, pages) as run:
        wait_for(lambda: any(finished("*/manifest.json")) or run.poll() is not None)
    told = engross("archive", pages, "-o", tmp_path / "out", "--no-report", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    archive(tmp_path / "plain", pages, batch=20)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


@pytest.mark.slow
@needs_spark
def test_spark_on_this_machine_reapplies_and_drops_copies(tmp_path, pages, plain):
    for name in ("local", "spark"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "engross.toml").write_text(SMALL)
    few = ("archive", pages / "again0.txt", pages / "page000.txt", pages / "page001.txt", "-o", "out", "--no-report")
    for name, more in (("local", ()), ("spark", ("--engine", "spark", "--master", "local[2]", "--wait", str(LONG)))):
        assert engross(*few, cwd=tmp_path / name).returncode == 0
        (tmp_path / name / "engross.toml").write_text(SMALL + "[articles]\npublisher = 'The Weir'\n")
        told = engross(*few, "--reapply", "--drop-copies", *more, cwd=tmp_path / name, env=LOOPBACK, timeout=LONG)
        assert told.returncode == 0, told.stderr
    assert bag(tmp_path / "spark" / "out") == bag(tmp_path / "local" / "out")


@needs_spark
def test_a_run_without_news_starts_nothing(tmp_path, plain, pages):
    """No master is connected to, although one that accepts connections is named."""
    before = bag(plain)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"spark://127.0.0.1:{mute.getsockname()[1]}"
        told = engross("archive", pages, "-o", plain, "--no-report", "--engine", "spark", "--master", url, cwd=plain.parent)
    assert b"423 unchanged, 2 failed" in told.stdout, told.stderr
    assert bag(plain) == before


# -- from Luigi ---------------------------------------------------------------------------------------------------------------------------


def documented(folder: Path) -> None:
    """The files of docs/luigi.md; the command waits longer for a cluster, since this machine may do other things as well."""
    text = (ROOT / "docs/luigi.md").read_text(encoding="utf-8").partition("## On a Spark cluster")[2]
    files = dict(re.findall(r"`(\w+\.py)`:\n\n```python\n(.*?)```", text, re.DOTALL))
    assert set(files) == {"nightly.py", "engross_command.py"}
    files["nightly.py"] = files["nightly.py"].replace('"spark", "--master"', f'"spark", "--wait", "{LONG}", "--master"')
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")


@pytest.mark.slow
@needs_spark
def test_luigi_s_task_for_spark_starts_it_as_the_documentation_says(tmp_path, spark: Cluster):
    import pyspark

    documented(tmp_path)
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    # The page that a driver serves takes the first free port of sixteen: other drivers on this machine may have them all.
    (tmp_path / "luigi.cfg").write_text(f"[spark]\nspark-submit = {submit}\nmaster = {spark.url}\nconf = spark.ui.enabled=false\n")
    pages = scrape(tmp_path / "in", 5)
    there = environment(LOOPBACK | {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"})
    nightly = [sys.executable, "-m", "luigi", "--module", "nightly", "Nightly", "--source", pages, "--archive", tmp_path / "out", "--day", "2024-05-17",
               "--local-scheduler"]
    told = subprocess.run(nightly, cwd=tmp_path, env=there, capture_output=True, text=True, check=False, timeout=3 * LONG)
    assert "This progress looks :)" in told.stderr, told.stderr
    assert (tmp_path / "out.2024-05-17.archived").exists()
    archive(tmp_path / "plain", pages, batch=200)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


# -- what goes wrong ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("--engine", "spark"), "needs the address of a master: --master spark://HOST:7077"),
    (("--engine", "spark", "--master", "http://127.0.0.1:8080"), "this is the address of a web page"),
    (("--engine", "spark", "--master", "127.0.0.1:7077"), "this is no address of a Spark master"),
    (("--engine", "spark", "--master", "local[2]", "--workers", "2"), "with --engine spark the cluster decides"),
    (("--engine", "spark", "--master", "local[2]", "--scheduler-url", "http://127.0.0.1:1"), "--scheduler-url belongs to --engine local"),
    (("--master", "local[2]"), "--master belongs to --engine spark."),
    (("--exchange", "s3://bucket"), "--exchange belongs to --engine spark."),
    (("--engine", "spark", "--master", "local[2]", "--exchange", "memory://here"), "workers are processes of their own"),
])
@needs_spark
def test_wrong_usage_is_told_before_anything_is_done(tmp_path, arguments, sentence):
    scrape(tmp_path / "in", 1)
    told = engross("archive", "in", "-o", "out", *arguments, cwd=tmp_path)
    assert sentence in told.stderr.decode()
    assert told.returncode == 2
    assert not (tmp_path / "out").exists()


@needs_spark
def test_a_master_that_is_not_there_is_told(tmp_path):
    scrape(tmp_path / "in", 1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = engross("archive", "in", "-o", "out", "--engine", "spark", "--master", f"spark://127.0.0.1:{port}", cwd=tmp_path)
    assert f"No Spark master answers at spark://127.0.0.1:{port} (Connection refused)." in told.stderr.decode()
    assert told.returncode == 1
    assert not (tmp_path / "out").exists()


WITHOUT = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "pyspark":
            raise ModuleNotFoundError("No module named 'pyspark'", name="pyspark")
sys.meta_path.insert(0, Hidden())
import importlib.util
importlib.util.find_spec = lambda name, *_, found=importlib.util.find_spec: None if name == "pyspark" else found(name, *_)
from pipeline.cli import main
main()
"""


def test_without_pyspark_a_sentence_says_what_to_install(tmp_path):
    scrape(tmp_path / "in", 1)
    told = subprocess.run([sys.executable, "-c", WITHOUT, "archive", "in", "-o", "out", "--engine", "spark", "--master", "local[2]"], cwd=tmp_path,
                          env=environment(), capture_output=True, text=True, check=False, timeout=60)
    assert told.stderr == "engross: The engine spark needs PySpark. Install it with: pip install 'engross[spark]'\n"
    assert told.returncode == 2


@pytest.mark.parametrize(("variables", "sentence"), [
    ({"PATH": "/nowhere", "JAVA_HOME": ""}, "there is no command java here"),
    ({"JAVA_HOME": "/nowhere"}, "there is none in /nowhere, which JAVA_HOME names"),
])
@pytest.mark.skipif("PySpark" in missing(), reason=missing())
def test_without_java_a_sentence_says_what_to_install(tmp_path, variables, sentence):
    scrape(tmp_path / "in", 1)
    told = engross("archive", "in", "-o", "out", "--engine", "spark", "--master", "local[2]", cwd=tmp_path, env=variables)
    assert sentence in told.stderr.decode()
    assert told.returncode == 2


# -- what goes wrong on the cluster -------------------------------------------------------------------------------------------------------

ASK = """
import sys
from pathlib import Path
from pipeline.archive.run.jobs import Job
from pipeline.archive.store.disk import ArchiveError
from pipeline.engines.spark import Cluster
from pipeline.settings import Settings
from tests.engines import test_spark
with Cluster(sys.argv[1], Path("work"), Settings(), patience=float(sys.argv[2])) as cluster:
    for name in sys.argv[3:]:
        try:
            cluster.each(Job(getattr(test_spark, name), (), (), "../{}"), [name])
            print("done")
        except ArchiveError as error:
            print(error)
"""


def touch(work: Path, name: str) -> None:
    (work.parent / name).touch()


def fill(work: Path, name: str) -> None:
    raise OSError(28, "No space left on device", str(work / name))


def ask(folder: Path, url: str, *things: str, patience: float = LONG, env: dict[str, str] | None = None) -> list[str]:
    """What is told of things that a cluster was asked to do, a line each."""
    (folder / "work").mkdir()
    told = subprocess.run([sys.executable, "-c", ASK, url, str(patience), *things], cwd=folder, env=environment(LOOPBACK | (env or {})),
                          capture_output=True, text=True, check=False, timeout=LONG)
    assert told.returncode == 0 and "Traceback" not in told.stderr, told.stderr
    return told.stdout.splitlines()


@pytest.mark.slow
@needs_spark
def test_a_port_that_is_no_master_is_told_in_time(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        threading.Thread(target=lambda: [mute.accept() for _ in range(9)], daemon=True).start()
        told = ask(tmp_path, f"spark://127.0.0.1:{mute.getsockname()[1]}", "touch", patience=5.0)
    assert "does not answer as a Spark master of this version does (waited 5 seconds; --wait changes that)." in told[0]


@pytest.mark.slow
@needs_spark
def test_what_goes_wrong_on_a_machine_is_told_here(tmp_path, spark: Cluster):
    first, second, third = ask(tmp_path, spark.url, "touch", "fill", "touch")
    assert first == third == "done"
    assert (tmp_path / "touch").exists()
    assert re.match(r"On \S+: The disk is full \(\S+fill: No space left on device\)\. .* What Spark said stands in \S+work/spark\.log\.$", second), second


@pytest.mark.slow
@needs_spark
def test_workers_without_this_python_are_told(tmp_path, spark: Cluster):
    told = ask(tmp_path, spark.url, "touch", env={"PYSPARK_PYTHON": "/nowhere/python"})
    assert "Name the one that all machines have in PYSPARK_PYTHON." in told[0], told


def test_files_of_other_machines_are_waited_for(tmp_path):
    from pipeline.engines.spark import await_files

    late = tmp_path / "late"
    threading.Timer(0.3, late.touch).start()
    await_files([late], 30)
    with pytest.raises(ArchiveError, match="never: a worker wrote this file, and it does not show up here"):
        await_files([late, tmp_path / "never"], 0.2)


def test_a_process_checks_that_it_fits(tmp_path):
    from pipeline.engines.spark import misfit

    own = recipe(Settings())
    assert "can't be read" in misfit(tmp_path, "first", own, Settings())
    (tmp_path / "cluster").write_text("other")
    assert "is another folder" in misfit(tmp_path, "second", own, Settings())
    assert f"(recipe {own}, not other)" in misfit(tmp_path, "other", "other", Settings())
    assert not misfit(tmp_path, "other", own, Settings())
