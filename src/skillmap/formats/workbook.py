"""Excel workbooks (.xlsx, .xlsm) with one of the lists that are read from CSV files, too."""

from __future__ import annotations

from skillmap.domain import Document, Source
from skillmap.formats import (
    catalogue_export,
    credential_table,
    module_table,
    rich_skill_descriptors,
    spreadsheet,
    transcript_table,
)
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import TableKind
from skillmap.resources import sha256_of

NAME = "workbook"


def sniff(name: str, head: bytes) -> bool:
    """Return True for an Excel file; old and binary ones are recognised in order to say what to do."""
    return spreadsheet.looks_like_workbook(name, head)


def read(name: str, content: bytes) -> Document:
    """Read the first visible sheet whose header is that of a known list.

    Raises:
        FormatError: not a workbook that can be read, no known list in it, or a cell that cannot be read.
        LimitError: the workbook is too large when unpacked.
    """
    return spreadsheet.read_sheets(content, Source(name, NAME, sha256_of(content)), kinds())


def kinds() -> tuple[TableKind, ...]:
    """Return the lists that a sheet may hold, in the order in which they are tried."""
    own = (module_table.KIND, credential_table.KIND, transcript_table.KIND, rich_skill_descriptors.KIND)
    return (*own, *catalogue_export.kinds())


readers.register(NAME)(
    Reader("an Excel workbook with a list of modules, credentials, courses or skills (.xlsx)", sniff, read)
)
