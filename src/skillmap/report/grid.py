"""The coverage grid: outcomes of a module as rows, credentials as columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain import Extent, LearningOutcome, Match, OutcomeCoverage, Recommendation


class CellState(StrEnum):
    """What one credential brings to one outcome."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    UNREAD = "could not read"
    ALSO = "also"
    """Further evidence that meets or partly meets the outcome, beside stronger evidence."""
    NONE = "none"
    """No evidence from this credential is listed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an outcome and a credential meet."""

    credential_id: str
    state: CellState
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome with a cell for each column, and the evidence to be shown for it."""

    number: int
    """Place in the module, from 1."""
    outcome: LearningOutcome
    extent: Extent
    cells: tuple[Cell, ...]
    evidence: tuple[Cell, ...]
    """The cells that hold a match, strongest evidence first."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The coverage of one module, ready to be drawn."""

    columns: tuple[str, ...]
    """Ids of the credentials that the suggestion rests on or that evidence comes from."""
    rows: tuple[Row, ...]

    @property
    def has_result_column(self) -> bool:
        """False when there is one credential, whose cells then say the same."""
        return len(self.columns) != 1

    def rows_with(self, extent: Extent) -> tuple[Row, ...]:
        """Return the rows whose outcome has this extent."""
        return tuple(row for row in self.rows if row.extent is extent)


def coverage_grid(advised: Recommendation, credential_ids: tuple[str, ...]) -> Grid:
    """Return the grid of one module, with its columns in the order of ``credential_ids``."""
    used = {*advised.credential_ids}
    for covered in advised.coverage.outcomes:
        used.update(cell.credential_id for cell in _evidence(covered))
    columns = tuple(id for id in dict.fromkeys((*credential_ids, *sorted(used))) if id in used)
    rows = (_row(number, c, columns) for number, c in enumerate(advised.coverage.outcomes, start=1))
    return Grid(columns, tuple(rows))


def _row(number: int, covered: OutcomeCoverage, columns: tuple[str, ...]) -> Row:
    evidence = _evidence(covered)
    empty = CellState.UNREAD if covered.extent is Extent.UNREAD else CellState.NONE
    # The first evidence from a credential is its strongest, so it stays in the cell.
    found = {cell.credential_id: cell for cell in reversed(evidence)}
    cells = tuple(found.get(id, Cell(id, empty)) for id in columns)
    return Row(number, covered.outcome, covered.extent, cells, evidence)


def _evidence(covered: OutcomeCoverage) -> tuple[Cell, ...]:
    others = tuple(Cell(id, CellState.ALSO, match) for id, match in covered.others)
    if covered.match is None or covered.credential_id is None:
        return others
    return (Cell(covered.credential_id, CellState(covered.extent.value), covered.match), *others)
