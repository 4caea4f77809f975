"""Where the work of a command is done: options, and the cluster that they name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.terminal import stop

if TYPE_CHECKING:
    from pipeline.engines.spark import Cluster
    from pipeline.settings import Settings

__all__ = ["cluster_of", "engine_options"]


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--engine``, ``--master``, ``--exchange`` and ``--wait``."""
    engine = click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
                          help="Where sources are read and cleaned: on this machine, or on a Spark cluster (docs/cluster.md).")
    master = click.option("--master", default="", metavar="URL", help="The Spark master, such as spark://HOST:7077 or local[2].")
    exchange = click.option("--exchange", default="", metavar="URL",
                            help="Where the machines of the cluster share no disk: a place that all of them reach, such as s3://BUCKET/PREFIX, for "
                                 "what they need and what they make (docs/cluster.md).")
    wait = click.option("--wait", type=click.FloatRange(1, 86_400), default=120.0, show_default=True, metavar="SECONDS",
                        help="How long to wait for the Spark master and its first worker.")
    return engine(master(exchange(wait(command))))


def cluster_of(options: dict[str, Any], output: Path, settings: Settings, *, workers: int | None,
               scheduler_url: str) -> AbstractContextManager[Cluster | None]:
    """The cluster that does the work, or None for this machine. Ends the command where the options contradict one another."""
    if options["engine"] == "local":
        for name in ("master", "exchange"):
            if options[name]:
                stop(f"--{name} belongs to --engine spark.", 2)
        return nullcontext()
    if workers is not None:
        stop("--workers counts processes of this machine; with --engine spark the cluster decides. For this machine: --master 'local[N]'", 2)
    if scheduler_url:
        stop("--scheduler-url belongs to --engine local; Spark shows the progress on the pages of its master.", 2)
    from pipeline.engines.spark import Cluster

    return Cluster(options["master"], output / "work", settings, patience=options["wait"], exchange=options["exchange"])
