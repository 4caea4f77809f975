"""Runs that end in the middle: a function that stops the program when it is called once too often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Stopped", "stopping"]


class Stopped(BaseException):
    """Nothing in the program catches this, as nothing catches the end of a process."""


def stopping(real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """The function, which raises `Stopped` once no call is left; functions with the same ``left`` share their calls."""
    def call(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Stopped
        return real(*arguments)
    return call
