"""Files given together: a part that one of them only names by its address may stand in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from skillmap.errors import SkillmapError
from skillmap.formats.json_text import Node, load_json, looks_like_json

_PARTS = frozenset({"BadgeClass", "Issuer", "Profile", "Achievement", "Endorsement"})
"""Types of what a badge may name by address instead of holding it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a badge may name by its address."""

    file: str
    node: Node


@dataclass(frozen=True, slots=True)
class Companions:
    """The parts that files hold, by the address that the parts give themselves."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Names of the files from which parts have been taken."""

    def whole(self, node: Node) -> Node:
        """Return the part that a node names by its address; the node itself where no file holds it."""
        part = self.parts.get(node.text()) if isinstance(node.value, str) else None
        if part is None:
            return node
        self.used.add(part.file)
        return part.node

    def anew(self) -> Companions:
        """Return the same parts, none of them used yet."""
        return Companions(self.parts)


def companions_in(files: Iterable[tuple[str, bytes]]) -> Companions:
    """Return the parts that files hold; of two parts with one address and different content neither counts.

    A file that cannot be opened here is passed over: it is refused in words when it is read.
    """
    parts: dict[str, Part] = {}
    contested = set()
    for address, part in _parts(files):
        if parts.setdefault(address, part).node.value != part.node.value:
            contested.add(address)
    return Companions({address: part for address, part in parts.items() if address not in contested})


def _parts(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Part]]:
    for name, content in files:
        if not looks_like_json(content):
            continue
        try:
            node = Node(load_json(name, content), f"{name}, $")
        except SkillmapError:
            continue
        address = node.any_of("id", "@id").text() if isinstance(node.value, dict) else ""
        if address and {local_name(kind) for kind in node.types()} & _PARTS:
            yield address, Part(name, node)


def local_name(term: str) -> str:
    """Return a term without its vocabulary, e.g. ``BadgeClass`` for ``obi:BadgeClass``."""
    return re.split(r"[:/#]", term)[-1]
