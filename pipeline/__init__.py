"""Engross: clean archival copies of scraped articles. ``from pipeline import clean`` (or ``clean_text``) is all of the Python interface."""

# Imported here and now, not on demand: importing the submodule later would put the module in the place of the function. It costs
# nothing, since clean.py imports its stages when they are needed.
from pipeline.clean import clean, clean_text

__all__ = ["clean", "clean_text"]
