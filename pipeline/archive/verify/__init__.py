"""Checking an archive."""
