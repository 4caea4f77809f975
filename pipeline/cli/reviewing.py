"""``review``: the pages of the report with buttons, for a person on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.deciding import login
from pipeline.cli.terminal import PATH, load_settings, must_be_archive, say, settings_option, stop

__all__ = ["review"]


@click.command(short_help="Look through ARCHIVE in a browser and decide on blocks.")
@click.argument("archive", default="output", type=PATH)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1.  [default: one that is free]")
@click.option("--who", default="", metavar="NAME", help="Who decides.  [default: the name of the login]")
@click.option("--open", "opens", is_flag=True, help="Open the pages in the browser.")
@settings_option
def review(archive: Path, port: int, who: str, opens: bool, settings_file: Path | None) -> None:
    """Look through ARCHIVE in a browser and decide on blocks; decisions are noted in the file of decisions.

    The pages are served on this machine alone, under an address that holds a token. engross archive --reapply
    applies the decisions. Needs: pip install "engross[review]"

    \b
    Example:
        engross review archive/
    """
    must_be_archive(archive)
    settings = load_settings(settings_file)
    try:
        from pipeline.review.serve import serve
    except ModuleNotFoundError as error:
        stop(f'engross review needs the package {error.name}. Run: pip install "engross[review]"', 2)

    def told(address: str) -> None:
        say(f"Review: {address}\nStop it with Ctrl-C.")
        if opens:
            click.launch(address)

    serve(archive, settings, who or login(), port, told)
