"""Sentences written for skills: read, and measured before anything is trained on them.

A folder of such sentences holds ``*.tsv`` files with three columns and no header: the voice (``outcome``,
``criteria`` or ``duty``), the skills and the sentence. A skill is the first eight hexadecimal digits of its
ESCO UUID with ``:e`` where its name stands in the sentence or nearly so, ``:i`` where other words express it;
``!`` before the digits marks a near miss, a skill that a careless matcher would pick. Beside them may lie
``groups.csv`` (skill, group: its ISCED-F field or branch of the skills hierarchy) and ``judged.csv``
(sentence, verdict: ``right`` or ``wrong``), the blind review of a sample.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.calibration import Share, wilson

VOICES = ("outcome", "criteria", "duty")
GRAM = 5
"""Words of the runs that two sentences are compared by."""
ALIKE = 0.5
"""Share of runs in common (Jaccard) above which two sentences count as near-duplicates."""
MOST_OF_A_FRAME = 5
"""Times that one sentence may occur when the words of its skills are masked."""

_MARK = re.compile(r"(?P<near>!)?(?P<key>[0-9a-f]{8})(?::(?P<how>[ei]))?")
_WORD = re.compile(r"[\w+#]+")
_MASK = "_"


@dataclass(frozen=True, slots=True)
class SkillSentence:
    """One sentence and the skills that it expresses."""

    id: str
    """File and line, e.g. ``batch_03:17``."""
    voice: str
    text: str
    explicit: tuple[str, ...]
    """Keys of skills whose name stands in the sentence, or nearly so."""
    implicit: tuple[str, ...]
    """Keys of skills that other words express."""
    near: tuple[str, ...] = ()
    """Keys of skills that it does not express, though it comes near."""

    @property
    def skills(self) -> tuple[str, ...]:
        """Keys of every skill it expresses."""
        return (*self.explicit, *self.implicit)


@dataclass(frozen=True, slots=True)
class SentenceSheet:
    """What must be known of a set of sentences before a model is trained on it."""

    sentences: int
    skills: int
    """Different skills that are expressed by at least one sentence."""
    groups: int
    """ISCED-F fields and branches of the skills hierarchy among them; 0 where none are given."""
    voices: Mapping[str, int]
    words: float
    """Mean length of a sentence."""
    near_duplicates: float
    """Share of the sentences with a near-duplicate among those before them."""
    most_of_a_frame: int
    """How often the most frequent sentence occurs when the words of its skills are masked."""
    name_absent: float
    """Share that holds no label or alternative label of its skills."""
    several_skills: float
    """Share with two skills or more."""
    with_near_miss: float
    """Share that names at least one skill it does not express."""
    like_a_benchmark: int | None
    """Sentences that come within the limit of one of a benchmark; None where no benchmark was given."""
    judged: int
    """Sentences of the blind review; 0 where there was none."""
    wrong: Share | None
    """Those of the reviewed whose skills are not right, with a Wilson interval at 95 %."""


def read_sentences(folder: Path) -> tuple[SkillSentence, ...]:
    """Return the sentences of a folder, file by file.

    Raises:
        FormatError: there is none, or a line is not as the module says.
    """
    found = [sentence for file in sorted(folder.glob("*.tsv")) for sentence in _read_file(file)]
    if not found:
        raise FormatError(folder.name, "", "holds no sentences (*.tsv)")
    return tuple(found)


def read_column(path: Path, key: str, value: str) -> dict[str, str]:
    """Return one column of a CSV file by another; empty where there is no such file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[key]: row[value] for row in csv.DictReader(stream)}


def sheet(
    sentences: Sequence[SkillSentence],
    names: Mapping[str, Sequence[str]],
    *,
    groups: Mapping[str, str] | None = None,
    benchmark: Iterable[str] | None = None,
    verdicts: Mapping[str, str] | None = None,
) -> SentenceSheet:
    """Measure a set of sentences.

    Args:
        sentences: in any order; near-duplicates are looked for among all of them.
        names: label and alternative labels of each skill, by key.
        groups: group of each skill, by key.
        benchmark: sentences that nothing may be trained on.
        verdicts: ``right`` or ``wrong`` by sentence id, from the blind review.
    """
    expressed = {key for sentence in sentences for key in sentence.skills}
    texts = [sentence.text for sentence in sentences]
    count = len(sentences)
    frames = Counter(_frame(sentence, names) for sentence in sentences)
    reviewed = list((verdicts or {}).values())
    wrong = reviewed.count("wrong")
    return SentenceSheet(
        sentences=count,
        skills=len(expressed),
        groups=len({groups[key] for key in expressed if key in groups}) if groups else 0,
        voices={voice: sum(sentence.voice == voice for sentence in sentences) for voice in VOICES},
        words=sum(len(words_of(sentence.text)) for sentence in sentences) / count,
        near_duplicates=len(near_duplicates(texts)) / count,
        most_of_a_frame=max(frames.values()),
        name_absent=sum(not _names_a_skill(sentence, names) for sentence in sentences) / count,
        several_skills=sum(len(sentence.skills) > 1 for sentence in sentences) / count,
        with_near_miss=sum(bool(sentence.near) for sentence in sentences) / count,
        like_a_benchmark=None if benchmark is None else len(near_duplicates(texts, benchmark)),
        judged=len(reviewed),
        wrong=wilson(wrong, len(reviewed)) if reviewed else None,
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; ``+`` and ``#`` belong to words."""
    return _WORD.findall(text.lower())


def near_duplicates(texts: Sequence[str], earlier: Iterable[str] | None = None) -> list[int]:
    """Return the positions of texts that have a near-duplicate.

    Each is compared with the texts before it, or with ``earlier`` only where that is given.
    """
    index = _GramIndex()
    for text in earlier or ():
        index.add(_grams(text))
    found = []
    for position, text in enumerate(texts):
        grams = _grams(text)
        if index.holds_one_like(grams):
            found.append(position)
        if earlier is None:
            index.add(grams)
    return found


Grams = frozenset[tuple[str, ...]]


class _GramIndex:
    """Texts by the runs of words they hold."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)

    def add(self, grams: Grams) -> None:
        for gram in grams:
            self._holders[gram].append(len(self._sizes))
        self._sizes.append(len(grams))

    def holds_one_like(self, grams: Grams) -> bool:
        shared = Counter(other for gram in grams for other in self._holders.get(gram, ()))
        return any(
            count > ALIKE * (len(grams) + self._sizes[other] - count) for other, count in shared.items()
        )


def _read_file(file: Path) -> Iterator[SkillSentence]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        parts = line.split("\t")
        if len(parts) != 3 or parts[0] not in VOICES:
            wanted = f"{', '.join(VOICES)}, then skills, then a sentence, separated by tabs"
            raise FormatError(file.name, f"line {number}", f"expected {wanted}")
        marks = [_MARK.fullmatch(mark) for mark in parts[1].split()]
        kept = [mark for mark in marks if mark is not None and (mark["near"] or mark["how"])]
        if len(kept) < len(marks) or not kept:
            raise FormatError(file.name, f"line {number}", "expected skills such as 0123abcd:e or !0123abcd")
        yield SkillSentence(
            id=f"{file.stem}:{number}",
            voice=parts[0],
            text=parts[2].strip(),
            explicit=tuple(mark["key"] for mark in kept if not mark["near"] and mark["how"] == "e"),
            implicit=tuple(mark["key"] for mark in kept if not mark["near"] and mark["how"] == "i"),
            near=tuple(mark["key"] for mark in kept if mark["near"]),
        )


def _grams(text: str) -> Grams:
    words = words_of(text)
    if len(words) <= GRAM:
        return frozenset({tuple(words)})
    return frozenset(tuple(words[start : start + GRAM]) for start in range(len(words) - GRAM + 1))


def _names_a_skill(sentence: SkillSentence, names: Mapping[str, Sequence[str]]) -> bool:
    padded = f" {' '.join(words_of(sentence.text))} "
    return any(
        f" {' '.join(words_of(name))} " in padded for key in sentence.skills for name in names.get(key, ())
    )


def _frame(sentence: SkillSentence, names: Mapping[str, Sequence[str]]) -> str:
    own = {word for key in sentence.skills for name in names.get(key, ()) for word in words_of(name)}
    masked = [_MASK if word in own else word for word in words_of(sentence.text)]
    return re.sub(rf"{_MASK}(?: {_MASK})+", _MASK, " ".join(masked))
