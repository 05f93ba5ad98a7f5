"""Tables as CSV in which no text of another's document is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from skillmap.text import neutral

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, by which Excel sees the encoding.

    A cell that a spreadsheet program would calculate begins with an apostrophe; line breaks inside a cell
    become blanks.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    line = " ".join(neutral(text).split())
    return f"'{line}" if line.startswith(_STARTS_A_FORMULA) else line
