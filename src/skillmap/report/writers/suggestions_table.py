"""Advice as a table: one row for each module and outcome, and one for each award without a module."""

from __future__ import annotations

from collections.abc import Mapping

from skillmap.domain import Advice, Credit, GeneralAward, Landing, OutcomeCoverage, Recommendation
from skillmap.report.cells import csv_bytes
from skillmap.report.output import Output, outputs
from skillmap.report.words import bound_words

COLUMNS = (
    *("programme_id", "programme", "module_id", "module_title", "suggested", "route"),
    *("credit", "credit_scheme", "lands_in", "lands_in_name", "lands_because", "reason", "would_change"),
    *("outcome_id", "outcome", "extent", "credential", "credential_outcome"),
    *("similarity", "confidence", "relation", "evidence_items"),
    *("policy", "policy_status", "as_of", "fingerprint", "status"),
    *("score", "bound_on_error"),
)
"""Columns in their order; more may be added at the end, none is renamed or moved.

``credit`` is the amount in ``credit_scheme``; ``similarity`` is measured, in [0, 1]; ``confidence`` is a
calibrated probability and empty where there is none; ``status`` always says that a person decides. ``score``
is what a bound on wrong suggestions is about, and ``bound_on_error`` what it says of a suggested award.
"""
STATUS = "suggestion; a person decides"


def write(advice: Advice) -> bytes:
    """Return every module, outcome by outcome, then the awards that name no module.

    A module without outcomes has one row; the row of an award that names no module has no module_id.
    """
    titles = {standing.credential.id: standing.credential.title for standing in advice.standings}
    modules = [
        (*_module_cells(advice, found), *cells, *_advice_cells(advice), *_bound_cells(found))
        for found in advice.recommendations
        for cells in [_outcome_cells(covered, titles) for covered in found.coverage.outcomes] or [("",) * 9]
    ]
    general = [
        (*_general_cells(advice, award), *_relied_on(award, titles), *_advice_cells(advice), "", "")
        for award in advice.general
    ]
    return csv_bytes(COLUMNS, [*modules, *general])


def _module_cells(advice: Advice, found: Recommendation) -> tuple[str, ...]:
    return (
        *_programme_cells(advice),
        found.module_id,
        found.module_title,
        found.award.value,
        found.route.value if found.route is not None else "",
        *_value_cells(found.credit, found.landing),
        found.reason,
        " ".join(found.changes),
    )


def _general_cells(advice: Advice, award: GeneralAward) -> tuple[str, ...]:
    return (
        *_programme_cells(advice),
        "",
        "",
        award.award.value,
        "",
        *_value_cells(award.credit, award.landing),
        award.reason,
        " ".join(award.changes),
    )


def _relied_on(award: GeneralAward, titles: Mapping[str, str]) -> tuple[str, ...]:
    return ("", "", "", "; ".join(titles.get(name, "") for name in award.credential_ids), *("",) * 5)


def _programme_cells(advice: Advice) -> tuple[str, str]:
    return advice.programme.id, advice.programme.title


def _value_cells(credit: Credit | None, landing: Landing | None) -> tuple[str, ...]:
    return (
        f"{credit.amount:g}" if credit is not None else "",
        (credit.scheme or "not stated") if credit is not None else "",
        landing.place.value if landing is not None else "",
        landing.name if landing is not None else "",
        landing.reason if landing is not None else "",
    )


def _outcome_cells(covered: OutcomeCoverage, titles: Mapping[str, str]) -> tuple[str, ...]:
    match = covered.match
    return (
        covered.outcome.id,
        covered.outcome.text,
        covered.extent.value,
        # By title: the id of an award can lead to its holder.
        titles.get(covered.credential_id or "", ""),
        match.statement if match is not None else "",
        f"{match.similarity:.5f}" if match is not None else "",
        f"{match.confidence:.5f}" if match is not None and match.confidence is not None else "",
        match.relation.value if match is not None and match.relation is not None else "",
        "; ".join(covered.evidence_ids),
    )


def _bound_cells(found: Recommendation) -> tuple[str, ...]:
    return (f"{found.score:.5f}" if found.score is not None else "", bound_words(found))


def _advice_cells(advice: Advice) -> tuple[str, ...]:
    return (advice.policy, advice.policy_status, advice.on.isoformat(), advice.fingerprint, STATUS)


outputs.register("csv")(
    Output("a table of suggestions, outcome by outcome, and of awards without a module (CSV)", ".csv", write)
)
