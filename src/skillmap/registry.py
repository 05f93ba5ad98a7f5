"""Named plug-ins: built-ins and third parties come in by the same door."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from skillmap.errors import UnknownNameError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Objects of one kind by name, e.g. every reader.

    A registry is made with the package that holds its built-ins and imports that package's modules on
    the first question, not before: one new file is enough, and ``import skillmap`` stays light. Other
    distributions add theirs under the entry-point group ``skillmap.<kind>``; those are imported only
    when asked for by name.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._known: dict[str, T] = {}
        self._loaded = False

    def register(self, name: str) -> Callable[[T], T]:
        """Decorate an object to file it under ``name``.

        Raises:
            ValueError: the name is taken.
        """

        def file(item: T) -> T:
            if name in self._known and self._known[name] is not item:
                raise ValueError(f"{self.kind} {name!r} is already registered")
            self._known[name] = item
            return item

        return file

    def get(self, name: str) -> T:
        """Return the object filed under ``name``, or raise UnknownNameError."""
        self._load()
        if name not in self._known:
            for point in _outside(self.kind):
                if point.name == name:
                    self._known[name] = point.load()
        if name not in self._known:
            raise UnknownNameError(self.kind, name, self.names())
        return self._known[name]

    def own_names(self) -> list[str]:
        """Every built-in name, sorted; unlike ``names`` it asks no other distribution, which takes time."""
        self._load()
        return sorted(self._known)

    def names(self) -> list[str]:
        """Every known name, sorted, without importing third-party code."""
        self._load()
        return sorted({*self._known, *(point.name for point in _outside(self.kind))})

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__, self._package + "."):
            importlib.import_module(module.name)


def _outside(kind: str) -> EntryPoints:
    # Imported here: most runs ask for built-ins only, and importlib.metadata costs 30 ms.
    from importlib.metadata import entry_points

    return entry_points(group=f"skillmap.{kind}")
