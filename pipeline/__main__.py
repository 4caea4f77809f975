"""The command line as a program: ``engross``, and ``python -m pipeline``."""

import sys

__all__ = ["run"]


def run() -> None:
    """Runs the command that was typed. Ctrl-C is answered with a sentence here as long as the commands themselves are not loaded."""
    try:
        from pipeline.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("engross: Stopped before anything was done.\n")
        sys.exit(1)
    main()


if __name__ == "__main__":
    run()
