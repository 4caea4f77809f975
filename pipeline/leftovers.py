"""Entities and tags that a scraper left in plain text."""

from __future__ import annotations

from pipeline.data import Repair

__all__ = ["find_leftovers", "read_entities", "read_tags"]


def find_leftovers(text: str) -> list[Repair]:
    return []


def read_entities(text: str) -> str:
    return text


def read_tags(text: str, gap: str) -> str:
    return text
