"""The registry of tasks, and what the builders of tasks share."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from skillmap.errors import FormatError, SkillmapError
from skillmap.registry import Registry
from skillmap_eval.task import Task

SHORT, MEDIUM = 7, 15
"""Words: the thirds of the TECH test sentences."""


class TaskAbsentError(SkillmapError):
    """A task whose files are not on this machine; the message names the first one that is missing."""

    def __init__(self, task: str, file: str, folder: Path | None) -> None:
        self.task = task
        self.file = file
        where = f" under {folder}" if folder is not None else "; name the folder that holds it with --data"
        super().__init__(f"task {task!r} is absent: no {file}{where}")


tasks: Registry[Callable[[Path | None], Task]] = Registry("task", "skillmap_eval.tasks")
"""Every task by name, as a function of the data folder that the user named.

The function raises TaskAbsentError where the files of the task are not there. Nothing of third parties' data
is in the repository: the folder is the installer's own.
"""


def present(task: str, data: Path | None, file: str) -> Path:
    """Return the path of a file of a task, or raise TaskAbsentError."""
    if data is None or not (data / file).is_file():
        raise TaskAbsentError(task, file, data)
    return data / file


def read_rows(path: Path, columns: Sequence[str], delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a table with a heading, every cell as text.

    Raises:
        FormatError: it cannot be read, or a column is missing.
    """
    # In a table of tabs a quotation mark is a quotation mark; only comma tables quote their cells.
    quoted = delimiter == ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(
                stream, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
            )
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise FormatError(path.name, "row 1", f"column {missing[0]!r} is missing")
            return [{column: row[column] or "" for column in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(path.name, "", f"cannot be read: {error}") from error


def read_json(path: Path) -> object:
    """Return the content of a JSON file, or raise FormatError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FormatError(path.name, "", f"cannot be read: {error}") from error


def tidy(text: str) -> str:
    """Return a text with single spaces and none at its ends."""
    return " ".join(text.split())


def length_of(text: str) -> str:
    """Return the slice that a query's length puts it in: short, medium or long."""
    words = len(text.split())
    if words <= SHORT:
        return "short"
    return "medium" if words <= MEDIUM else "long"
