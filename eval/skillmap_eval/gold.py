"""Our own gold set ``recognition``: programmes, cases and two passes of labels. See its GUIDELINE.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, read_json, read_rows, tidy
from skillmap_eval.shipped import gold_root

FIT = ("computing", "business", "health", "education")
TEST = ("engineering", "hospitality", "environment", "media")
FIELDS = (*FIT, *TEST)
PASSES = ("pass1", "pass2")
LABELS = {
    "outcomes": ("not", "partly", "met"),
    "awards": ("none found", "assess", "exemption", "specified credit"),
}
"""Labels of each kind of judgement, lowest first."""
KEYS = {"outcomes": ("case", "credential_outcome", "module_outcome"), "awards": ("case", "module")}
"""What a label is on: the columns before it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome of a credential or module."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class GoldModule:
    """A module of the programme of a field."""

    id: str
    title: str
    description: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class GoldCredential:
    """A credential of a case."""

    title: str
    kind: str
    """In the writer's words, e.g. ``vendor certificate``."""
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class GoldCase:
    """One applicant."""

    id: str
    credentials: tuple[GoldCredential, ...]
    pair_modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldField:
    """A field: its programme and its cases."""

    name: str
    modules: tuple[GoldModule, ...]
    cases: tuple[GoldCase, ...]


def gold_folder(data: Path | None) -> Path:
    """Return the folder of the gold set: ``recognition`` of the user's data, or else the one that ships."""
    if data is not None and (data / "recognition").is_dir():
        return data / "recognition"
    return gold_root() / "recognition"


def read_field(folder: Path, field: str, task: str) -> GoldField:
    """Read programme and cases of a field.

    Raises:
        TaskAbsentError: a file is not there; it names ``task``.
        FormatError: a file is not what FORMAT asks for.
    """
    programme = _read(folder, f"fields/{field}/programme.json", task)
    cases = _read(folder, f"fields/{field}/cases.json", task)
    try:
        return GoldField(
            field,
            tuple(_module(module) for module in programme["modules"]),
            tuple(_case(case) for case in cases),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"fields/{field}", "", f"is not a programme with cases: {error!r}") from error


def read_labels(folder: Path, field: str, what: str, task: str) -> tuple[dict[tuple[str, ...], int], ...]:
    """Return the labels of both passes by what they are on, as places in ``LABELS[what]``.

    Raises:
        TaskAbsentError: a pass is not there; it names ``task``.
        FormatError: a label is unknown, given twice, or given in one pass only.
    """
    first, second = (_labels(folder, f"{name}/{field}.{what}.tsv", what, task) for name in PASSES)
    lone = first.keys() ^ second.keys()
    if lone:
        raise FormatError(f"{field}.{what}.tsv", ", ".join(min(lone)), "is judged in one pass only")
    return first, second


def lower_of(passes: tuple[Mapping[tuple[str, ...], int], ...]) -> dict[tuple[str, ...], int]:
    """Return the gold labels: where passes differ the lower, because a wrong award costs more."""
    return {key: min(labels[key] for labels in passes) for key in passes[0]}


def _labels(folder: Path, file: str, what: str, task: str) -> dict[tuple[str, ...], int]:
    path = _present(folder, file, task)
    found: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(read_rows(path, (*KEYS[what], "label"), "\t"), 2):
        key = tuple(row[column] for column in KEYS[what])
        if row["label"] not in LABELS[what]:
            known = ", ".join(LABELS[what])
            raise FormatError(file, f"row {number}", f"label {row['label']!r} is none of {known}")
        if key in found:
            raise FormatError(file, f"row {number}", f"{', '.join(key)} is judged twice")
        found[key] = LABELS[what].index(row["label"])
    return found


def _present(folder: Path, file: str, task: str) -> Path:
    if not (folder / file).is_file():
        raise TaskAbsentError(task, file, folder)
    return folder / file


def _read(folder: Path, file: str, task: str) -> Any:
    return read_json(_present(folder, file, task))


def _module(module: Mapping[str, Any]) -> GoldModule:
    return GoldModule(
        module["id"], tidy(module["title"]), tidy(module["description"]), _outcomes(module["outcomes"])
    )


def _case(case: Mapping[str, Any]) -> GoldCase:
    credentials = tuple(
        GoldCredential(tidy(credential["title"]), credential["kind"], _outcomes(credential["outcomes"]))
        for credential in case["credentials"]
    )
    return GoldCase(case["id"], credentials, tuple(case["pair_modules"]))


def _outcomes(outcomes: list[Mapping[str, str]]) -> tuple[Outcome, ...]:
    return tuple(Outcome(outcome["id"], tidy(outcome["text"])) for outcome in outcomes)
