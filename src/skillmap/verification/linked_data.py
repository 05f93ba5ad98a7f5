"""A signed document as linked data: expanded under its contexts, and brought to its canonical form.

Both are PyLD's work. Both are bounded, since whoever writes a document chooses how hard they are.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckState
from skillmap.errors import LimitError, SkillmapError
from skillmap.verification.contexts import ContextError
from skillmap.verification.signed_terms import Fault, Marks, misspelt, objects_of, relative, scattered

if TYPE_CHECKING:
    from skillmap.verification.contexts import Context

MOST_OBJECTS = 3_000
"""JSON objects in one document; a transcript of a hundred courses has about 2,000."""
MOST_VALUES = 30_000
MOST_DEPTH = 60
"""Levels of nesting; the deepest real credential seen has 17."""
MOST_PAIRS = 1_000_000
"""Pairs of values under one member, summed: PyLD compares each with each, a million in half a second."""
MOST_CONTEXTS = 400
"""Names of contexts; each embedded credential brings three or four of its own."""
MOST_OTHER_CONTEXTS = 100
"""Names in lists of contexts that differ from each other; PyLD works through each list once."""
MOST_STEPS = 1_000_000
"""Work of telling blank nodes apart; a real credential needs some thousands, a poisoned one billions."""
MOST_SECONDS = 2.5
"""Processor time for all that is made of one document, whatever the other limits let through."""


class TooMuchWorkError(LimitError):
    """A document that would take too long to bring into canonical form."""


class NotLinkedDataError(SkillmapError):
    """A document that its contexts cannot expand, so that no signature can have been made over it."""


def context_addresses(document: Mapping[str, Any]) -> tuple[str, ...] | Fault:
    """Return the addresses of all contexts that a document names, at any depth, each once.

    A context written into the document itself is a fault: it can give any member any meaning.
    """
    found: dict[str, None] = {}
    for place, held in objects_of(document):
        for entry in _named_contexts(held):
            if not isinstance(entry, str):
                problem = "holds a JSON-LD context of the document's own, which is not taken at its word"
                return Fault(str(place.at("@context")), problem, CheckState.UNSUPPORTED)
            found[entry] = None
    return tuple(found)


def refuse_heavy(document: Mapping[str, Any]) -> None:
    """Raise TooMuchWorkError for a document that is too large to be brought into canonical form."""
    size = _Size()
    layer: list[_Placed] = [(("", ""), document)]
    for _ in range(MOST_DEPTH):
        layer = [held for owner, value in layer for held in size.count(owner, value)]
    if layer:
        raise TooMuchWorkError(
            f"the document is nested too deep to canonicalise (more than {MOST_DEPTH} levels)"
        )
    if sum(count * count for count in size.members.values()) // 2 > MOST_PAIRS:
        raise TooMuchWorkError("a member of the document has too many values to canonicalise")


def _named_contexts(held: Mapping[str, Any]) -> list[Any]:
    named = held.get("@context", [])
    return named if isinstance(named, list) else [named]


_Placed = tuple[tuple[str, str], Any]


class _Size:
    """How much a document holds, counted so far."""

    def __init__(self) -> None:
        self.members: dict[tuple[str, str], int] = {}
        """Values by the thing and the member that they belong to."""
        self._objects = self._values = self._contexts = self._other_contexts = 0
        self._lists: set[str] = set()

    def count(self, owner: tuple[str, str], value: Any) -> list[_Placed]:
        """Count one value, and return what it holds."""
        self._values += len(value) if isinstance(value, dict | list) else 0
        self._objects += isinstance(value, dict)
        if self._values > MOST_VALUES or self._objects > MOST_OBJECTS:
            raise TooMuchWorkError("the document is too large to canonicalise")
        if isinstance(value, list):
            return [(owner, item) for item in value]
        self.members[owner] = self.members.get(owner, 0) + 1
        return self._held(value) if isinstance(value, dict) else []

    def _held(self, value: dict[str, Any]) -> list[_Placed]:
        self._count_contexts(_named_contexts(value))
        # Two descriptions of one thing become one node, with the values of both.
        itself = value["id"] if isinstance(value.get("id"), str) else f"#{self._objects}"
        return [((itself, key), item) for key, item in value.items() if key != "@context"]

    def _count_contexts(self, names: list[Any]) -> None:
        self._contexts += len(names)
        listed = " ".join(map(str, names[: MOST_OTHER_CONTEXTS + 1]))
        if listed not in self._lists:
            self._lists.add(listed)
            self._other_contexts += len(names)
        if self._contexts > MOST_CONTEXTS or self._other_contexts > MOST_OTHER_CONTEXTS:
            raise TooMuchWorkError("the document names too many JSON-LD contexts to canonicalise")


class Effort:
    """The work that may still be put into one document."""

    def __init__(self) -> None:
        self._steps = MOST_STEPS
        self._ends = time.thread_time() + MOST_SECONDS

    def spend(self, steps: int = 0, *, seconds_to_come: float = 0.0) -> None:
        """Take some steps of the work.

        Raises:
            TooMuchWorkError: the steps or the time are used up, or would be with some seconds to come.
        """
        self._steps -= steps
        if self._steps < 0 or time.thread_time() + seconds_to_come > self._ends:
            raise TooMuchWorkError("the document is too large, or its parts too alike, to canonicalise")


class Reading:
    """A document under one choice of texts for its contexts.

    Everything asked of it may raise ``TooMuchWorkError``, ``NotLinkedDataError`` or ``ContextError``.
    """

    def __init__(self, document: Mapping[str, Any], texts: Sequence[Context], effort: Effort) -> None:
        from pyld.context_resolver import ContextResolver

        self.document = document
        self._effort = effort
        self.texts = tuple(texts)
        self._by_address = {text.url: text.document for text in texts}
        # PyLD's own cache is the whole process's: through it one document's contexts could serve another.
        self._resolver = ContextResolver({}, self._load)

    @cached_property
    def canonical(self) -> bytes:
        """The canonical N-Quads of the document."""
        return self._canonical(self._expanded)

    @cached_property
    def fault(self) -> Fault | None:
        """What keeps a signature over the canonical form from covering all that the document says."""
        return self._fault_of(self.document, self._expanded) or scattered(self._expanded)

    def canonical_options(self, options: Mapping[str, Any]) -> bytes:
        """Return the canonical N-Quads of the options of a proof, under the contexts of the document."""
        return self._canonical(self._expand(self._with_contexts(options)))

    def fault_of_options(self, options: Mapping[str, Any]) -> Fault | None:
        """Return what keeps a signature from covering all that the options of a proof say."""
        whole = self._with_contexts(options)
        found = self._fault_of(whole, self._expand(whole))
        return found and Fault(f"$.proof{found.place[1:]}", found.problem, found.state)

    @cached_property
    def _expanded(self) -> list[Any]:
        return self._expand(self.document)

    def _with_contexts(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "@context": self.document.get("@context")}

    def _expand(self, document: Mapping[str, Any]) -> list[Any]:
        from pyld import jsonld

        with _troubles():
            expanded = jsonld.expand(dict(document), self._options())
        self._effort.spend()
        if not (isinstance(expanded, list) and len(expanded) == 1 and isinstance(expanded[0], dict)):
            raise NotLinkedDataError("its contexts give the document no meaning")
        return expanded

    def _canonical(self, expanded: list[Any]) -> bytes:
        from pyld import jsonld

        with _troubles():
            dataset = jsonld.to_rdf(expanded, self._options())
            self._effort.spend()
            text: str = _bounded_canonicaliser(self._effort).main(dataset, {"format": "application/n-quads"})
            return text.encode()

    def _options(self) -> dict[str, Any]:
        # Without a base PyLD invents one, and so keeps relative addresses that other implementations drop.
        return {"documentLoader": self._load, "contextResolver": self._resolver, "base": None}

    def _load(self, url: str, _options: object = None) -> dict[str, Any]:
        if url not in self._by_address:
            raise ContextError(f"the JSON-LD context {url[:200]!r}, which another one names, is not known")
        return {"contextUrl": None, "documentUrl": url, "document": self._by_address[url]}

    def _fault_of(self, document: Mapping[str, Any], expanded: list[Any]) -> Fault | None:
        if fault := misspelt(document):
            return fault
        marks = Marks()
        return marks.fault(self._expand(marks.mark(document))) or relative(document, expanded)


def _bounded_canonicaliser(effort: Effort) -> Any:
    from pyld.canon import URDNA2015

    class Bounded(URDNA2015):  # type: ignore[misc]
        """Counts the work of each call of Hash N-Degree Quads before it is done.

        Blank nodes that look alike are told apart by trying every order of them, again for each order of
        their neighbours; PyLD sets no bound.
        """

        def create_hash_to_related(self, *arguments: Any) -> Any:
            related = super().create_hash_to_related(*arguments)
            orders = sum(math.factorial(min(len(alike), 12)) for alike in related.values())
            effort.spend((1 + orders) * (20 + len(self.blank_node_info)))
            return related

    return Bounded()


@contextmanager
def _troubles() -> Iterator[None]:
    """Turn what PyLD raises for documents that are not JSON-LD into one error.

    Beside its own error these are those of Python, for values of kinds that it does not expect.
    """
    from pyld.jsonld import JsonLdError

    try:
        yield
    except RecursionError as error:
        raise TooMuchWorkError("the document is nested too deep to canonicalise") from error
    except (JsonLdError, ValueError, ArithmeticError, TypeError, AttributeError, LookupError) as error:
        for cause in _causes(error):
            if isinstance(cause, ContextError):
                raise cause from error
        code = getattr(error, "code", None) or type(error).__name__
        raise NotLinkedDataError(f"its contexts cannot be applied to the document ({code})") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
