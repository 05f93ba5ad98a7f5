"""What is known of an application beside its credentials, from the files that a command was given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skillmap.domain import Circumstances, Finding, Portfolio

if TYPE_CHECKING:
    from skillmap.recognition import Dossier


def dossier_of(
    circumstances: Path | None, precedents: Path | None, evidence: Path | None, decided: Path | None = None
) -> tuple[Dossier, tuple[Finding, ...]]:
    """Return the files as a dossier, and what of the evidence could not be read."""
    from skillmap.formats import read_circumstances, read_decided, read_evidence, read_precedents
    from skillmap.recognition import Dossier, decided_by

    portfolio, findings = read_evidence(evidence) if evidence is not None else (Portfolio(), ())
    earlier = read_precedents(precedents) if precedents is not None else ()
    cases = read_decided(decided) if decided is not None else ()
    known = Dossier(
        circumstances=read_circumstances(circumstances) if circumstances is not None else Circumstances(),
        precedents=earlier,
        portfolio=portfolio,
        decided=decided_by(cases, earlier, decided.name if decided is not None else ""),
    )
    return known, findings
