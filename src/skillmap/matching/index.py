"""Everything about the targets that can be computed before a statement comes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Span, Target
from skillmap.matching.course_names import NO_COURSE_NAMES, CourseNames, course_names
from skillmap.matching.encoder import Vectors
from skillmap.matching.reading import Reading, name_text, target_passages, turned
from skillmap.matching.terms import NameTerms, build_terms
from skillmap.matching.title_words import TitleWords
from skillmap.matching.vectors import Progress, VectorStore, key_of, mapped
from skillmap.resources import replace_file
from skillmap.text import NO_PROSE, Prose, Window, clauses, learn_prose, phrases

Rows = NDArray[np.int64]
_FORMAT = 1
"""Raised when the files of a saved index change their meaning."""


@dataclass(frozen=True)
class TargetIndex:
    """Vectors and terms of a sequence of targets, in their order.

    Memory: one row number per name; the vectors themselves stay mapped in the store.
    """

    targets: Sequence[Target]
    store: VectorStore
    name_rows: Rows
    """Row of each name in the store; the names of one target stand together."""
    starts: Rows
    """First name of each target; one more entry than targets."""
    description_rows: Rows
    """Row of "name. description" of each target; of the bare name where there is no description."""
    terms: NameTerms | None
    """None for small sets, where document frequencies would say nothing."""
    fingerprint: str
    reading: Reading = Reading.STATEMENT
    """How the targets were cut; statements are cut the same way."""
    prose: Prose = NO_PROSE
    """What the descriptions of these targets repeat."""
    course_names: CourseNames = NO_COURSE_NAMES
    """What courses are called elsewhere."""

    def __len__(self) -> int:
        return len(self.targets)

    @cached_property
    def label_vectors(self) -> Vectors:
        """Vectors of the preferred names, of shape (len(self), dim); mapped where they lie in one stretch."""
        return self._stretch(self.name_rows[self.starts[:-1]])

    @cached_property
    def description_vectors(self) -> Vectors:
        """Vectors of "name. description", of shape (len(self), dim); mapped where they lie in one stretch."""
        return self._stretch(self.description_rows)

    def names_at(self, rows: Rows) -> tuple[Vectors, Rows]:
        """Return the vectors of all names of some targets, and where each target's begin (one more entry)."""
        names = [self.name_rows[self.starts[row] : self.starts[row + 1]] for row in rows]
        begins = np.cumsum([0, *map(len, names)])
        return self.store.rows[np.concatenate(names)] if names else self.store.rows[:0], begins

    @cached_property
    def parts(self) -> tuple[tuple[Window, ...], ...]:
        """The phrases of each target's preferred name."""
        return tuple(_parts_of(target.names[0], self.reading) for target in self.targets)

    @cached_property
    def part_vectors(self) -> Vectors:
        """Vectors of all ``parts``, one after another."""
        return self.store.vectors_of([part.text for parts in self.parts for part in parts])

    @cached_property
    def part_starts(self) -> Rows:
        """First part of each target in ``part_vectors``; one more entry than targets."""
        return np.cumsum([0, *map(len, self.parts)])

    @cached_property
    def label_texts(self) -> tuple[str, ...]:
        """The part of each preferred name that is compared."""
        return tuple(name_text(target.names[0], self.reading, self.prose) for target in self.targets)

    @cached_property
    def any_order_vectors(self) -> Vectors:
        """One unit vector for each preferred name, its clauses read in both orders."""
        return unit(self.label_vectors + self.store.vectors_of(list(map(turned, self.label_texts))))

    @cached_property
    def passages(self) -> tuple[tuple[Window, ...], ...]:
        """What the description and the outcomes of each target say; the title where they say nothing."""
        return tuple(
            target_passages(target, self.prose) or _titled(label)
            for target, label in zip(self.targets, self.label_texts, strict=True)
        )

    @cached_property
    def passage_vectors(self) -> Vectors:
        """Vectors of all ``passages``, one after another."""
        return self.store.vectors_of([window.text for found in self.passages for window in found])

    @cached_property
    def passage_starts(self) -> Rows:
        """First passage of each target in ``passage_vectors``; one more entry than targets."""
        return np.cumsum([0, *map(len, self.passages)])

    @cached_property
    def centre(self) -> Vectors:
        """Mean of the targets' gists: what all of them have in common, their house style with it."""
        return np.asarray(self._bare_gists.mean(axis=0)) if len(self) else np.zeros(0, np.float32)

    @cached_property
    def gists(self) -> Vectors:
        """One unit vector for each target: what its title and passages say together, less the ``centre``."""
        return unit(self._bare_gists - self.centre)

    @cached_property
    def _bare_gists(self) -> Vectors:
        sums = np.add.reduceat(self.passage_vectors, self.passage_starts[:-1], axis=0)
        means = (sums / np.diff(self.passage_starts)[:, None]).astype(np.float32)
        return unit(unit(means) + self.label_vectors)

    @cached_property
    def other_names(self) -> tuple[tuple[str, ...], ...]:
        """What each course is called elsewhere; nothing for most."""
        return tuple(self.course_names.others(target.names[0]) for target in self.targets)

    @cached_property
    def other_name_vectors(self) -> Vectors:
        """Vectors of all ``other_names``, one after another."""
        texts = [name_text(name, self.reading) for names in self.other_names for name in names]
        return self.store.vectors_of(texts)

    @cached_property
    def title_words(self) -> TitleWords:
        """The words of the preferred names, for titles that abbreviate."""
        return TitleWords(self.label_texts)

    def _stretch(self, rows: Rows) -> Vectors:
        if len(rows) and (np.diff(rows) == 1).all():
            return self.store.rows[rows[0] : rows[-1] + 1]
        return np.asarray(self.store.rows[rows])


def unit(vectors: Vectors) -> Vectors:
    """Return rows of length one; a zero row stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def _parts_of(name: str, reading: Reading) -> tuple[Window, ...]:
    text = name_text(name, reading)
    start = max(name.find(text), 0)
    found = clauses(text) if reading is Reading.OUTCOME else phrases(text)
    if not found:  # a name of nothing but dashes is its own only part
        return (Window(text, Span(start, start + len(text))),)
    return tuple(Window(part.text, Span(part.span.start + start, part.span.end + start)) for part in found)


def _titled(text: str) -> tuple[Window, ...]:
    return (Window(text, Span(0, len(text))),)


def described(target: Target) -> str:
    """Return the text whose vector stands for a target's description."""
    return f"{target.names[0]}. {target.description}" if target.description else target.names[0]


def fingerprint_of(targets: Iterable[Target]) -> str:
    """Return a hash of every id, name, description and part, in order."""
    digest = hashlib.sha256()
    for target in targets:
        facts = (target.id, *target.names, target.description, *target.parts, "\x1e")
        digest.update("\x1f".join(facts).encode())
    return digest.hexdigest()


def build_index(
    targets: Sequence[Target],
    store: VectorStore,
    *,
    with_terms: bool = False,
    reading: Reading = Reading.STATEMENT,
    progress: Progress | None = None,
) -> TargetIndex:
    """Encode what is not in the store yet and return the index of the targets.

    ``reading`` is that of the recipe that will rank them.
    """
    listed = list(targets)
    is_course = reading is Reading.COURSE
    prose = _learnt(listed) if is_course else NO_PROSE
    names = [name_text(name, reading, prose) for target in listed for name in target.names]
    starts = np.cumsum([0, *(len(target.names) for target in listed)])
    # Kind by kind, so that what is scored for every target lies in one stretch of the store.
    store.rows_of([names[start] for start in starts[:-1]], progress, "labels")
    name_rows = store.rows_of(names, progress, "names")
    # A course is read passage by passage, and one text may be longer than the encoder reads.
    texts = [names[start] for start in starts[:-1]] if is_course else [described(each) for each in listed]
    description_rows = store.rows_of(texts, progress, "descriptions")
    terms = build_terms([_term_text(each, reading, prose) for each in listed]) if with_terms else None
    return TargetIndex(
        *(targets, store, name_rows, starts, description_rows, terms, fingerprint_of(listed)),
        reading=reading,
        prose=prose,
        course_names=course_names() if is_course else NO_COURSE_NAMES,
    )


def _learnt(targets: Sequence[Target]) -> Prose:
    return learn_prose(
        [target.names[0] for target in targets],
        [(target.description, *target.parts) for target in targets],
    )


def _term_text(target: Target, reading: Reading, prose: Prose) -> str:
    if reading is not Reading.COURSE:
        return target.names[0]
    return "\n".join(
        (name_text(target.names[0], reading, prose), *(p.text for p in target_passages(target, prose)))
    )


def save_index(index: TargetIndex, folder: Path) -> None:
    """Keep an index on disk; ``index.json`` is written last and says that the rest is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("name_rows", "starts", "description_rows"):
        np.save(folder / f"{name}.npy", getattr(index, name), allow_pickle=False)
    if index.terms is not None:
        index.terms.save(folder)
    facts = {
        "format": _FORMAT,
        "fingerprint": index.fingerprint,
        "targets": len(index),
        "names": len(index.name_rows),
        "terms": index.terms is not None,
        "sample": [key_of(text).hex() for text in _sample_texts(index)],
    }
    replace_file(folder / "index.json", json.dumps(facts, indent=1).encode())


def load_index(targets: Sequence[Target], store: VectorStore, folder: Path) -> TargetIndex | None:
    """Read a saved index, or None when there is none that fits the targets and the store."""
    manifest = folder / "index.json"
    if not manifest.is_file():
        return None
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    if facts["format"] != _FORMAT or facts["targets"] != len(targets):
        return None
    arrays = [mapped(folder / f"{name}.npy") for name in ("name_rows", "starts", "description_rows")]
    terms = NameTerms.load(folder) if facts["terms"] else None
    name_rows, starts, description_rows = arrays
    index = TargetIndex(targets, store, name_rows, starts, description_rows, terms, facts["fingerprint"])
    # The store may have been deleted and filled again in another order.
    wanted = "".join(key_of(text).hex() for text in _sample_texts(index))
    same = wanted == "".join(facts["sample"]) and store.keys_at(_sample_rows(index)).hex() == wanted
    return index if same else None


def _sample_places(index: TargetIndex) -> list[int]:
    return sorted({0, len(index) // 2, len(index) - 1}) if len(index) else []


def _sample_texts(index: TargetIndex) -> list[str]:
    chosen = [index.targets[place] for place in _sample_places(index)]
    return [target.names[0] for target in chosen] + [described(target) for target in chosen]


def _sample_rows(index: TargetIndex) -> Rows:
    places = _sample_places(index)
    return np.concatenate([index.name_rows[index.starts[places]], index.description_rows[places]])


__all__ = ["TargetIndex", "build_index", "described", "fingerprint_of", "load_index", "save_index", "unit"]
