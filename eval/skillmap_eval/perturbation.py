"""Whether a similarity moves when a text's meaning does, and stays when only its wording does.

Each case changes one text in one way and says what that must do to its similarity with a target. Read both
sides together: a system that ignores words passes every ``same``, one that startles at any change passes
every ``lower``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

import skillmap
from skillmap.errors import FormatError, SkillmapError
from skillmap.matching import Encoder
from skillmap_eval.calibration import Share, wilson
from skillmap_eval.catalogue import TaskAbsentError, read_rows, tidy
from skillmap_eval.shipped import gold_root

STEADY = 0.05
"""Most that a similarity may move where the meaning is the same.

Fixed before any figure was seen: under half of the 0.12 between the example policy's limits for partly met
(0.40) and met (0.52) as they stood then, so that wording alone, twice over, does not carry a text from one
to the other.
"""
MARKED = STEADY
"""Least that a similarity must fall where the meaning is lost: what is less could be wording."""
DIGITS = 5
"""Differences are rounded as the matcher rounds similarities, so that 0.30 to 0.25 is a fall of 0.05."""
FOLDER = "perturbation"
FILE = "cases.tsv"
REPOSITORY = gold_root() / FOLDER
COLUMNS = ("id", "kind", "original", "perturbed", "target", "expected")
_SENTENCE = "-sentence"


class Expected(StrEnum):
    """What a change must do to the similarity with the target."""

    SAME = "same"
    LOWER = "lower"


KINDS = {
    "negation": Expected.LOWER,
    "depth": Expected.LOWER,
    "letters-of-and-or": Expected.SAME,
    "reordered": Expected.SAME,
    "boilerplate": Expected.SAME,
    "level-word": Expected.LOWER,
    "part": Expected.LOWER,
    "shared-words": Expected.LOWER,
}
"""Every kind of change, and what it must do."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text before and after a change, and what both are compared with."""

    id: str
    kind: str
    original: str
    perturbed: str
    target: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one system gave for one case."""

    case: Case
    original: float
    """Similarity of the original text and the target."""
    perturbed: float
    """Similarity of the changed text and the target."""

    @property
    def difference(self) -> float:
        """Changed minus original; negative where the change lowered the similarity."""
        return round(self.perturbed - self.original, DIGITS)

    @property
    def holds(self) -> bool:
        """True when the change did what it must."""
        if self.case.expected is Expected.SAME:
            return abs(self.difference) <= STEADY
        return self.difference <= -MARKED


@dataclass(frozen=True, slots=True)
class KindResult:
    """How many cases of one kind hold."""

    kind: str
    expected: Expected
    held: Share
    mean_difference: float
    """Mean of changed minus original."""


@dataclass(frozen=True, slots=True)
class PerturbationReport:
    """One system on all cases: hashes and numbers, no text of a case."""

    system: str
    fingerprint: str
    """The scorer's own: what shaped its similarities."""
    cases_sha256: str
    kinds: tuple[KindResult, ...]
    """In the order of ``KINDS``; kinds without a case are left out."""


class PairScorer(Protocol):
    """Compares texts with targets."""

    @property
    def name(self) -> str:
        """What a user types to choose it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when its similarities would."""
        ...

    def similarities(self, texts: Sequence[str], targets: Sequence[str]) -> NDArray[np.float32]:
        """Return one similarity per text and target, of shape (n_texts, n_targets)."""
        ...


class MatcherScorer:
    """skillmap's own similarity of two learning outcomes."""

    name = "skillmap"

    def __init__(self, encoder: Encoder, store: skillmap.VectorStore | None = None) -> None:
        self._encoder = encoder
        self._store = store or skillmap.VectorStore(encoder)

    @property
    def fingerprint(self) -> str:
        """Changes with the version, the encoder and the recipe."""
        recipe = hashlib.sha256(repr(skillmap.OUTCOME_TO_OUTCOME).encode()).hexdigest()[:12]
        return f"skillmap-{skillmap.__version__}-{self._encoder.fingerprint}-{recipe}"

    def similarities(self, texts: Sequence[str], targets: Sequence[str]) -> NDArray[np.float32]:
        """Return what ``Matcher.compare`` gives.

        Raises:
            SkillmapError: a text cannot be read.
        """
        # All targets stand in one index: no scorer of this recipe looks from one target at another.
        listed = [skillmap.Target(str(row), (target,)) for row, target in enumerate(targets)]
        recipe = skillmap.OUTCOME_TO_OUTCOME
        index = skillmap.build_index(listed, self._store, reading=recipe.reading)
        matcher = skillmap.Matcher(index, self._encoder, recipe)
        statements = [skillmap.Statement(str(row), text) for row, text in enumerate(texts)]
        compared = matcher.compare(statements)
        read = {query.statement.id for query in compared.queries}
        for statement in statements:
            if statement.id not in read:
                raise SkillmapError(f"{statement.text!r} is not read: {matcher.unread(statement)}")
        return compared.scores


class SentenceScorer:
    """Cosine of the whole text and the whole target, by any encoder."""

    def __init__(self, name: str, encoder: Encoder) -> None:
        self.name = name
        self._encoder = encoder

    @property
    def fingerprint(self) -> str:
        """Changes with the encoder."""
        return f"sentence-{self._encoder.fingerprint}"

    def similarities(self, texts: Sequence[str], targets: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosines."""
        cosines: NDArray[np.float32] = self._encoder.encode(texts) @ self._encoder.encode(targets).T
        return cosines


def make_scorer(name: str) -> PairScorer:
    """Return ``skillmap``, or the whole-sentence baseline of an encoder: ``minilm-sentence``.

    ``sentence-transformers:MODEL`` names any model or folder.

    Raises:
        UnknownNameError: no encoder of that name.
    """
    if name == MatcherScorer.name:
        return MatcherScorer(skillmap.make_encoder("minilm"))
    return SentenceScorer(name, skillmap.make_encoder(name.removesuffix(_SENTENCE)))


def cases_file(data: Path | None, file: str = FILE) -> Path:
    """Return a file of cases: from ``perturbation`` of the user's data, or else the repository's.

    Raises:
        TaskAbsentError: it is not there.
    """
    folder = REPOSITORY
    if data is not None and (data / FOLDER).is_dir():
        folder = data / FOLDER
    if not (folder / file).is_file():
        raise TaskAbsentError(FOLDER, file, folder)
    return folder / file


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a file, in its order.

    Raises:
        FormatError: a column is missing, a cell is empty, an id is doubled, a kind is unknown, or what is
            expected is not what its kind asks for.
    """
    found: dict[str, Case] = {}
    for number, row in enumerate(read_rows(path, COLUMNS, "\t"), 2):
        place = f"row {number}"
        case = _case({column: tidy(cell) for column, cell in row.items()}, path.name, place)
        if case.id in found:
            raise FormatError(path.name, place, f"id {case.id!r} stands twice")
        found[case.id] = case
    if not found:
        raise FormatError(path.name, "", "holds no case")
    return tuple(found.values())


def judge(cases: Sequence[Case], scorer: PairScorer) -> tuple[CaseResult, ...]:
    """Compare both texts of each case with its target, in the order of the cases."""
    texts = [text for case in cases for text in (case.original, case.perturbed)]
    targets = list(dict.fromkeys(case.target for case in cases))
    column = {target: place for place, target in enumerate(targets)}
    grid = np.round(scorer.similarities(texts, targets).astype(np.float64), DIGITS)
    return tuple(
        CaseResult(
            case, float(grid[2 * row, column[case.target]]), float(grid[2 * row + 1, column[case.target]])
        )
        for row, case in enumerate(cases)
    )


def report_of(results: Sequence[CaseResult], scorer: PairScorer) -> PerturbationReport:
    """Count, by kind, the cases that hold."""
    kinds = []
    for kind, expected in KINDS.items():
        group = [result for result in results if result.case.kind == kind]
        if group:
            held = wilson(sum(result.holds for result in group), len(group))
            mean = round(sum(result.difference for result in group) / len(group), DIGITS)
            kinds.append(KindResult(kind, expected, held, mean))
    hashed = sha256_of([result.case for result in results])
    return PerturbationReport(scorer.name, scorer.fingerprint, hashed, tuple(kinds))


def sha256_of(cases: Sequence[Case]) -> str:
    """Return the hash of every cell of some cases: what figures were computed on."""
    digest = hashlib.sha256()
    for case in cases:
        cells = (case.id, case.kind, case.original, case.perturbed, case.target, case.expected.value)
        digest.update("\x1f".join(cells).encode() + b"\x1e")
    return digest.hexdigest()


def _case(row: dict[str, str], file: str, place: str) -> Case:
    empty = [column for column in COLUMNS if not row[column]]
    if empty:
        raise FormatError(file, place, f"column {empty[0]!r} is empty")
    kind = row["kind"]
    if kind not in KINDS:
        raise FormatError(file, place, f"kind {kind!r} is none of {', '.join(KINDS)}")
    if row["expected"] != KINDS[kind].value:
        raise FormatError(
            file, place, f"expected {row['expected']!r}, but {kind} asks for {KINDS[kind].value!r}"
        )
    return Case(row["id"], kind, row["original"], row["perturbed"], row["target"], KINDS[kind])
