"""Blind annotation of pairs by two raters, at the terminal: one key each, nothing lost when it is killed."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from skillmap.errors import FormatError, SkillmapError
from skillmap.text import neutral
from skillmap_eval.catalogue import read_rows
from skillmap_eval.keys import read_keys
from skillmap_eval.result import Figure

LABELS = ("not", "partly", "met")
"""Lowest first. Where raters differ the lower is gold, because a wrong award costs more."""
UNSURE = "unsure"
UNDONE = "undone"
KEYS: Mapping[str, str] = {"y": "met", "p": "partly", "n": "not", "u": UNSURE}
BACK, QUIT = "b", "q"
_STOPS = {QUIT, "\x03", "\x04"}  # a terminal in raw mode hands on Ctrl-C and Ctrl-D as they are
HEADING = "item\tlabel\ttexts\n"
WIDTH = 88
MARK = 12
"""Figures of the hash by which a label knows the texts that it was given for."""

_RATER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HELP = "y met   p partly   n not   u unsure   b back   q quit"
_COLUMNS = ("id", "left", "right", "context", "group")


@dataclass(frozen=True, slots=True)
class LabelItem:
    """A pair of texts to judge."""

    id: str
    left: str
    """What somebody has shown."""
    right: str
    """What is asked for."""
    context: str = ""
    """What a rater may know besides, e.g. the field; never a score."""
    group: str = ""
    """Pairs of one group, e.g. a case, hang together and are resampled as one."""

    @property
    def mark(self) -> str:
        """Hash of what a rater sees, so that a label is not carried over to other texts."""
        return hashlib.sha256("\x1f".join((self.left, self.right, self.context)).encode()).hexdigest()[:MARK]


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """How far two raters agree on the pairs of which both were sure.

    A coefficient is nan where both gave one label throughout; the ends of its interval are nan where that
    happens in a resample.
    """

    judged: int
    """Pairs that both labelled ``not``, ``partly`` or ``met``."""
    unsure: int
    """Pairs left out because one rater or both were unsure."""
    same: Figure
    """Share of judged pairs with one and the same label."""
    kappa: Figure
    """Cohen 1960."""
    weighted_kappa: Figure
    """Cohen 1968, linear weights."""
    alpha: Figure
    """Krippendorff, ordinal."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What ``finish`` made."""

    gold: Path
    agreement: RaterAgreement | None
    """None when there is no pair of which both raters were sure."""


class LabelSession:
    """The labels of one rater, kept in ``<folder>/<rater>.labels.tsv``; a second session takes them up.

    The file only grows: each answer and each undoing is a line that is on the disk before the next pair is
    shown, and the last line on a pair wins. It reads no other file, so a rater cannot see the other's labels.

    Raises:
        SkillmapError: a rater's name cannot be a file name, or ids of items are doubled or hold a tab or line
            break.
        FormatError: the file holds labels on items that are not there, or whose texts have changed since.
    """

    def __init__(self, items: Sequence[LabelItem], folder: Path, rater: str, seed: int = 13) -> None:
        _check(items)
        self.path = labels_path(folder, rater)
        self.items = ordered(items, rater, seed)
        """In the order of this rater."""
        labels = _read_labels(self.path, items)
        self._labels = labels
        # Undoing goes back in the order of giving, through earlier sessions too.
        self._given = list(labels)

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels by item id, in the order given."""
        return dict(self._labels)

    @property
    def current(self) -> LabelItem | None:
        """The next item without a label; None when all have one."""
        return next((item for item in self.items if item.id not in self._labels), None)

    def give(self, item: LabelItem, label: str) -> None:
        """Keep a label."""
        self._write(item, label)
        self._labels[item.id] = label
        self._given.append(item.id)

    def undo(self) -> LabelItem | None:
        """Take back the last label and return its item; None when there is none."""
        if not self._given:
            return None
        last = next(item for item in self.items if item.id == self._given[-1])
        self._write(last, UNDONE)
        del self._labels[self._given.pop()]
        return last

    def _write(self, item: LabelItem, label: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before = self.path.read_bytes() if self.path.is_file() else b""
        # A half line of a killed session is closed, so that this one stands alone.
        start = "" if before.endswith(b"\n") else "\n" if before else HEADING
        with self.path.open("ab") as stream:
            stream.write(f"{start}{item.id}\t{label}\t{item.mark}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())


def run_session(session: LabelSession, keys: Iterator[str], write: Callable[[str], None]) -> bool:
    """Ask for labels until all are given, the rater quits or the keys end; return whether all are given.

    Args:
        session: where labels are kept; each is on the disk before the next pair is shown.
        keys: one character at a time; white space is passed over.
        write: called with text to show, line breaks included.
    """
    write(_introduction(session))
    while (item := session.current) is not None:
        write(_shown(session, item))
        key = _next_key(keys, write)
        if key is None:
            write(f"\nStopped; {_progress(session)} are kept.\n")
            return False
        if key == BACK:
            undone = session.undo()
            write("\nNothing to take back.\n" if undone is None else "\nTaken back.\n")
        else:
            session.give(item, KEYS[key])
            write(f"{KEYS[key]}\n")
    write(f"\nAll {len(session.items)} pairs are labelled.\n")
    return True


def run_at_terminal(session: LabelSession) -> bool:
    """Run a session on the keyboard and screen of this process; return whether all labels are given."""

    def show(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    with closing(read_keys()) as keys:
        return run_session(session, keys, show)


def finish(items: Sequence[LabelItem], folder: Path, raters: tuple[str, str]) -> Finished:
    """Write ``<folder>/gold.tsv`` from the labels of two raters and return how far they agree.

    Columns: item, label, and the label of each rater under the rater's name. The label is the lower of the
    two, and empty where a rater was unsure: such a pair wants a third look.

    Raises:
        SkillmapError: the raters are one and the same, or one has not labelled every pair.
        FormatError: a file of labels cannot be read or is on other items.
    """
    _check(items)
    if raters[0].lower() == raters[1].lower():
        raise SkillmapError(f"label: {raters[0]!r} cannot agree with themselves; expected two raters")
    first, second = (_read_labels(labels_path(folder, rater), items) for rater in raters)
    for rater, labels in zip(raters, (first, second), strict=True):
        if len(labels) < len(items):
            waiting = f"{len(items) - len(labels)} of {len(items)} pairs"
            raise SkillmapError(f"label: {rater} has {waiting} to go; gold is made when both are done")
    lines = [("item", "label", *raters)]
    lines += [(i.id, _lower(first[i.id], second[i.id]), first[i.id], second[i.id]) for i in items]
    gold = folder / "gold.tsv"
    partial = gold.with_suffix(".tmp")
    partial.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8", newline="\n")
    partial.replace(gold)
    return Finished(gold, _agreement(items, first, second))


def read_items(path: Path) -> tuple[LabelItem, ...]:
    """Read pairs from a table with tabs and the columns ``id left right context group``.

    Raises:
        FormatError: the file cannot be read or a column is missing.
    """
    return tuple(LabelItem(**row) for row in read_rows(path, _COLUMNS, "\t"))


def labels_path(folder: Path, rater: str) -> Path:
    """Return where the labels of a rater are kept, or raise SkillmapError for a name that is no file name."""
    if not _RATER.fullmatch(rater):
        raise SkillmapError(
            f"label: {rater!r} is not a name for a rater; expected letters, digits, - and _, at most 64"
        )
    return folder / f"{rater}.labels.tsv"


def ordered(items: Sequence[LabelItem], rater: str, seed: int) -> tuple[LabelItem, ...]:
    """Return items in the order of a rater: the same for one seed, whatever order they come in."""

    def place(item: LabelItem) -> tuple[bytes, str]:
        return hashlib.sha256("\x1f".join((str(seed), rater, item.id)).encode()).digest(), item.id

    return tuple(sorted(items, key=place))


def _check(items: Sequence[LabelItem]) -> None:
    seen: set[str] = set()
    for item in items:
        if not item.id or item.id.splitlines() != [item.id] or "\t" in item.id:
            raise SkillmapError(f"label: {item.id!r} is not an id; expected text without tabs or line breaks")
        if item.id in seen:
            raise SkillmapError(f"label: id {item.id!r} stands more than once")
        seen.add(item.id)


def _read_labels(path: Path, items: Sequence[LabelItem]) -> dict[str, str]:
    """Return the labels that stand, in the order given; a half line of a killed session is passed over."""
    marks = {item.id: item.mark for item in items}
    labels: dict[str, str] = {}
    if not path.is_file():
        return labels
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n")[1:], 2):
        item, _, rest = line.partition("\t")
        label, _, mark = rest.partition("\t")
        if len(mark) != MARK:
            continue
        if marks.get(item) != mark:
            problem = "is on other texts than today's" if item in marks else "is on an item that is not there"
            raise FormatError(path.name, f"row {number}, {item}", problem)
        if label not in (*LABELS, UNSURE, UNDONE):
            raise FormatError(path.name, f"row {number}", f"label {label!r} is none of {', '.join(LABELS)}")
        # Taken out first, so that a new label stands last in the order of giving.
        labels.pop(item, None)
        if label != UNDONE:
            labels[item] = label
    return labels


def _next_key(keys: Iterator[str], write: Callable[[str], None]) -> str | None:
    """The next key that means something, in lower case; None to stop."""
    for key in keys:
        if key.lower() in _STOPS:
            return None
        if key.lower() in KEYS or key.lower() == BACK:
            return key.lower()
        if not key.isspace():
            write(f"\n{_HELP}\n> ")
    return None


def _introduction(session: LabelSession) -> str:
    question = (
        "Somebody has shown what stands first. How far is what stands second shown? When torn, the lower."
    )
    return f"{textwrap.fill(question, WIDTH)}\n{_HELP}\n{_progress(session)} so far.\n"


def _progress(session: LabelSession) -> str:
    return f"{len(session.labels)} of {len(session.items)} labels"


def _shown(session: LabelSession, item: LabelItem) -> str:
    number = len(session.labels) + 1
    parts = [f"\n--- {number} of {len(session.items)} " + "-" * 40]
    if item.context:
        parts.append(_indented("about", item.context))
    parts += [_indented("shown", item.left), _indented("asked", item.right), "> "]
    return "\n".join(parts)


def _indented(name: str, text: str) -> str:
    start, rest = f"{name}  ", " " * (len(name) + 2)
    # Cleaned, because a control character in a text would steer the terminal.
    return textwrap.fill(neutral(text), WIDTH, initial_indent=start, subsequent_indent=rest)


def _lower(first: str, second: str) -> str:
    if UNSURE in (first, second):
        return ""
    return min(first, second, key=LABELS.index)


def _agreement(
    items: Sequence[LabelItem], first: Mapping[str, str], second: Mapping[str, str]
) -> RaterAgreement | None:
    # Imported here: to label pairs asks for none of it.
    import numpy as np
    from numpy.typing import NDArray

    from skillmap_eval import agreement
    from skillmap_eval.bootstrap import interval_of

    sure = [item for item in items if UNSURE not in (first[item.id], second[item.id])]
    if not sure:
        return None

    def places(labels: Mapping[str, str]) -> dict[tuple[str, ...], int]:
        return {(item.group or item.id, item.id): LABELS.index(labels[item.id]) for item in sure}

    by_group = agreement.tables_by_case(places(first), places(second), len(LABELS))

    def figure(coefficient: Callable[[NDArray[np.float64]], float]) -> Figure:
        return interval_of(lambda tables: coefficient(tables.sum(axis=0)), by_group)

    return RaterAgreement(
        judged=len(sure),
        unsure=len(items) - len(sure),
        same=figure(lambda table: float(np.trace(table) / table.sum())),
        kappa=figure(agreement.kappa),
        weighted_kappa=figure(agreement.weighted_kappa),
        alpha=figure(lambda table: agreement.ordinal_alpha(table + table.T)),
    )
