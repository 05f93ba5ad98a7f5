"""Whether a signature over linked data covers all that a document says, term for term.

Such a signature covers the statements that a document expands to under its JSON-LD contexts, not its JSON. A
term that no context defines is dropped from the statements, so anyone can add one and the signature holds; a
term can be written as its full address, and a member moved into another description of the same thing.
Readers read JSON, so a signature counts only if the JSON says no more than was signed, under the names that
readers know, and hides nothing that was signed of the credential's own dates, status, subject and results.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmap.domain.verification import CheckState

_CREDENTIAL = "https://www.w3.org/2018/credentials#"
_PROOF = "https://w3id.org/security#proof"
_OF_SUBJECT = re.compile(
    "[#/](achievement(-0)?|Achievement|result|creditsEarned|activity(Start|End)Date|term|role|narrative)$"
)
_TYPE, _ID = "@type", "@id"
_ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*|_):[^\s<>\"]*")
# Of a text with its language; PyLD does not sign the direction, and nothing here reads it.
_TEXT_MEMBERS = frozenset({"@value", "@language", "@direction"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a signature that matches still does not say that the document is what was signed."""

    place: str
    """JSON path; names members, never values."""
    problem: str
    """A clause that goes on after the path."""
    state: CheckState


@dataclass(frozen=True, slots=True)
class Place:
    """A JSON path, written out only when asked for: hostile documents have long names, deep down."""

    above: Place | None = None
    step: str = "$"

    def at(self, key: str) -> Place:
        """Return the place of a member of what stands here."""
        return Place(self, f".{key}")

    def nth(self, position: int) -> Place:
        """Return the place of an item of the list that stands here."""
        return Place(self, f"[{position}]")

    def __str__(self) -> str:
        steps = []
        here: Place | None = self
        while here is not None:
            steps.append(here.step)
            here = here.above
        return "".join(reversed(steps))


def objects_of(document: Mapping[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every object of a document with its place, outer before inner, in the order of the text."""
    waiting: list[tuple[Place, Any]] = [(Place(), document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            yield place, value
            inside = [(place.at(key), item) for key, item in value.items() if key != "@context"]
        else:
            inside = [(place.nth(position), item) for position, item in enumerate(value)]
        waiting += reversed([(where, item) for where, item in inside if isinstance(item, dict | list)])


def misspelt(document: Mapping[str, Any]) -> Fault | None:
    """Return the first member whose name or shape hides from readers of JSON what the signature covers."""
    for place, held in objects_of(document):
        if "@value" not in held:
            for key, value in held.items():
                if found := _hidden(key, value):
                    return Fault(str(place.at(key)), found, CheckState.FAIL)
        elif not held.keys() <= _TEXT_MEMBERS or held["@value"] is None:
            problem = "is written in a form of JSON-LD that readers do not know"
            return Fault(str(place), problem, CheckState.UNSUPPORTED)
    return None


def _hidden(key: str, value: Any) -> str:
    if key.startswith("@") and key != "@context":
        return "is a keyword of JSON-LD where a term is expected"
    if ":" in key:
        return "is an address where a term is expected, so that readers miss it"
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        return "holds lists within a list, which the signature does not cover"
    return ""


class Marks:
    """A copy of a document in which every value has become a mark, to see which of them expansion keeps."""

    def __init__(self) -> None:
        # Random, so that no document can hold what looks like a mark.
        self._scheme = f"mark{secrets.token_hex(8)}"
        self._places: dict[str, Place] = {}
        self._types: dict[str, int] = {}

    def mark(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the marked copy; contexts and types stay, since they decide what the terms mean."""
        return self._marked_object(document, Place())

    def fault(self, expanded: list[Any]) -> Fault | None:
        """Return the first member or type of which nothing is left in the expanded copy."""
        survivors = _survivors(expanded)
        for mark, place in self._places.items():
            if mark not in survivors:
                problem = "is not covered by the signature: no context defines it"
                return Fault(str(place), problem, CheckState.FAIL)
            kept = survivors[mark]
            if kept is None:
                continue
            if len(kept) != self._types.get(mark, 0) or not all(map(_is_absolute, kept)):
                problem = "names a type that no context defines, so the signature does not cover it"
                return Fault(str(place.at("type")), problem, CheckState.FAIL)
        return None

    def _marked(self, value: Any, place: Place) -> Any:
        if isinstance(value, dict):
            return self._marked_object(value, place)
        if isinstance(value, list):
            return [self._marked(item, place.nth(position)) for position, item in enumerate(value)]
        return value if value is None else self._new(place)

    def _marked_object(self, held: Mapping[str, Any], place: Place) -> dict[str, Any]:
        mark = self._new(place)
        if "@value" in held:
            return {**held, "@value": mark}
        if "type" in held:
            self._types[mark] = len(held["type"]) if isinstance(held["type"], list) else 1
        marked: dict[str, Any] = {"id" if isinstance(held.get("id"), str) else _ID: mark}
        for key, value in held.items():
            if key in ("@context", "type"):
                marked[key] = value
            elif key != "id":
                marked[key] = self._marked(value, place.at(key))
        return marked

    def _new(self, place: Place) -> str:
        mark = f"{self._scheme}:{len(self._places)}"
        self._places[mark] = place
        return mark


def _survivors(expanded: list[Any]) -> dict[str, list[str] | None]:
    """Return the ids and values in an expanded document, the ids with the types of what they name."""
    found: dict[str, list[str] | None] = {}
    waiting: list[Any] = [expanded]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and "@value" in value:
            # The value of an @json literal is kept whole, whatever it holds.
            found |= dict.fromkeys(_texts(value["@value"]), None)
        elif isinstance(value, dict):
            if isinstance(value.get(_ID), str):
                found[value[_ID]] = value.get(_TYPE, [])
            waiting += value.values()
    return found


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item


def relative(document: Mapping[str, Any], expanded: list[Any]) -> Fault | None:
    """Return the first reference that is no absolute address: statements with such a one are dropped."""
    bad: set[str] = set()
    waiting: list[Any] = [expanded]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and "@value" not in value:
            if "@index" in value or any(_drops(key) for key in value):
                return Fault("$", "has members that the signature does not cover", CheckState.FAIL)
            if _ID in value and not _is_absolute(value[_ID]):
                bad.add(str(value[_ID]))
            waiting += [item for key, item in value.items() if key not in (_ID, _TYPE)]
    if not bad:
        return None
    for place, held in objects_of(document):
        for key, value in held.items():
            texts = {item for item in _listed(value) if isinstance(item, str)}
            if key not in ("@context", "type") and bad & texts:
                problem = "is not an absolute address, so the signature does not cover it"
                return Fault(str(place.at(key)), problem, CheckState.FAIL)
    return Fault(
        "$", "holds an address that is not absolute, so the signature does not cover it", CheckState.FAIL
    )


def _drops(key: str) -> bool:
    return not key.startswith("@") and (key.startswith("_:") or not _is_absolute(key))


def _is_absolute(address: object) -> bool:
    return isinstance(address, str) and _ABSOLUTE.fullmatch(address) is not None


def scattered(expanded: list[Any]) -> Fault | None:
    """Return a fault where the document, its subject or its status is described a second time elsewhere.

    Statements about one thing are signed as one set, so they can be moved between its descriptions: an
    expiry date out of the credential, say, into an endorsement that carries the same id. A subject may also
    be an issuer, and the subject of embedded credentials that are signed themselves: of it only what is said
    of an achievement counts.
    """
    root = expanded[0]
    chief = [("$", root)]
    for member in ("credentialSubject", "credentialStatus"):
        chief += [(f"$.{member}", node) for node in root.get(_CREDENTIAL + member, [])]
    firsts = {node[_ID]: (place, node) for place, node in reversed(chief) if isinstance(node.get(_ID), str)}
    for node, is_signed_apart in _nodes_of_one_graph(root):
        place, first = firsts.get(node.get(_ID, ""), ("", node))
        said = dict(node)
        if place == "$.credentialSubject":
            said = {} if is_signed_apart else {key: node[key] for key in node if _OF_SUBJECT.search(key)}
        if first is not node and not _says_all(first, said):
            problem = "is described a second time elsewhere; no signature says which statement stands where"
            return Fault(place, problem, CheckState.UNSUPPORTED)
    return None


def _nodes_of_one_graph(root: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield what has an id in the graph of a document, and whether that is in a part signed by itself."""
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        value, apart = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, apart) for item in value]
        elif isinstance(value, dict) and "@value" not in value:
            apart = apart or (value is not root and _PROOF in value)
            if isinstance(value.get(_ID), str):
                yield value, apart
            # What stands in a graph of its own is signed in it, and cannot be moved out.
            waiting += [(item, apart) for key, item in value.items() if key not in (_ID, _TYPE, "@graph")]


def _says_all(first: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether one description of a thing holds everything that another says of it."""
    for key, values in other.items():
        if key == _ID:
            continue
        said = {json.dumps(value, sort_keys=True) for value in _listed(first.get(key, []))}
        if not said.issuperset(json.dumps(value, sort_keys=True) for value in _listed(values)):
            return False
    return True


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
