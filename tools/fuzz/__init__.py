"""Fuzzing: inputs that are changed at random, and what has to hold for each (docs/fuzzing.md)."""
