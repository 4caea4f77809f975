"""Frozen dataclasses that cost no more to make than others.

A frozen dataclass sets each field by a call of ``object.__setattr__``, which for `Markup` is five times the cost of the assignments, and a
page makes a thousand such values. Here the value is made as an instance of an open class of the same layout and becomes frozen when it is
whole. Nobody sees it before.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

__all__ = ["quick"]

_Frozen = TypeVar("_Frozen", bound=type)


def quick(cls: _Frozen) -> _Frozen:
    """The class, which must be a frozen dataclass with slots and no base but `object`, with a quick ``__init__``."""
    names = [field.name for field in fields(cls)]
    known: dict[str, Any] = {"_become": object.__setattr__, "_open": type(cls.__name__, (), {"__slots__": tuple(names)}), "_frozen": cls}
    parameters = []
    for field in fields(cls):
        if field.default_factory is not MISSING or field.kw_only or not field.init:
            raise TypeError(f"{cls.__name__}.{field.name}: only plain fields can be set quickly.")
        if field.default is not MISSING:
            known[f"_default_{field.name}"] = field.default
        parameters.append(field.name if field.default is MISSING else f"{field.name}=_default_{field.name}")
    lines = ["_become(self, '__class__', _open)", *(f"self.{name} = {name}" for name in names), "self.__class__ = _frozen"]
    exec(f"def __init__(self, {', '.join(parameters)}):\n " + "\n ".join(lines), known)  # noqa: S102  names of our own fields
    made, frozen = known["__init__"], known["_frozen"]
    made.__qualname__, made.__annotations__ = f"{cls.__qualname__}.__init__", frozen.__init__.__annotations__
    frozen.__init__ = made
    return cls
