"""JSON-LD whose objects refer to each other by id: references are followed within the file, never outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from skillmap.errors import FormatError
from skillmap.formats.json_text import Node

_CTID = re.compile(r"ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_IDS = ("@id", "id", "ceterms:ctid")
_BARE = frozenset(("@id", "id", "@type", "type"))


class LinkedObjects:
    """The objects of one file by their ids."""

    def __init__(self, root: Node) -> None:
        self._described: dict[str, Node] = {}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node.value, list):
                waiting += node.each()
            elif isinstance(node.value, dict):
                self._keep(node)
                waiting += [node.get(key) for key in node.value]

    def follow(self, node: Node) -> Node:
        """Return the object that a reference names, or the node itself where the file does not hold it."""
        node = node.one()
        if isinstance(node.value, str):
            return self._find(node.value) or node
        if isinstance(node.value, dict) and set(node.value) <= _BARE:
            return self._find(address(node)) or node
        return node

    def each(self, node: Node) -> Iterator[Node]:
        """Yield the items of a list, each followed."""
        for item in node.each():
            yield self.follow(item)

    def _keep(self, node: Node) -> None:
        if set(node.value) <= _BARE:
            return
        for key in _IDS:
            name = node.value.get(key)
            if isinstance(name, str) and name:
                self._described.setdefault(_plain(name), node)

    def _find(self, name: str) -> Node | None:
        return self._described.get(_plain(name))


def count_values(name: str, value: Any, most: int, place: str = "$") -> int:
    """Return how many members and items a JSON value holds.

    Raises:
        FormatError: more than ``most``, so that it cannot be read in a moment.
    """
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict | list):
            count += len(item)
            waiting += item.values() if isinstance(item, dict) else item
        if count > most:
            raise FormatError(name, place, f"holds more than {most:,} values, which is more than is read")
    return count


def address(node: Node) -> str:
    """Return the id of an object, or the text of a reference."""
    return node.get("@id").text() or node.get("id").text() or node.text()


def with_short_names(value: Any, vocabularies: dict[str, str]) -> Any:
    """Return a copy in which names written as full IRIs have a prefix, e.g. ``ceterms:name``.

    ``vocabularies`` gives a prefix for the beginning of an IRI without its scheme, or for another prefix.
    """

    def short(name: str) -> str:
        rest = name.removeprefix("https://").removeprefix("http://")
        for start, prefix in vocabularies.items():
            if rest != name and rest.startswith(start):
                return prefix + rest.removeprefix(start)
            if start.endswith(":") and name.startswith(start):
                return prefix + name.removeprefix(start)
        return name

    def renamed(item: Any, key: str = "") -> Any:
        if isinstance(item, list):
            return [renamed(part, key) for part in item]
        if isinstance(item, dict):
            return {short(name): renamed(part, name) for name, part in item.items()}
        return short(item) if key in ("@type", "type") and isinstance(item, str) else item

    return renamed(value)


def _plain(name: str) -> str:
    # The registry names one resource by its CTID, with or without the address of a registry before it.
    found = _CTID.search(name[-60:])
    return found[0].lower() if found else name
