"""What candidates bring for each need of a role: the evidence first, before anyone is put in an order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    CandidateEvidence,
    CandidateStatement,
    Check,
    CheckState,
    Claim,
    Credential,
    EvidenceKind,
    Match,
    NeedEvidence,
    RoleCandidate,
    Showing,
    SkillNeed,
    Statement,
    Target,
    Verification,
)
from skillmap.matching import Comparison, Matcher
from skillmap.text import LANGUAGE_NAMES, detected, impersonal, is_covered, seems_foreign

SHOWN, PARTLY = 0.41, 0.36
"""Similarities from which a statement shows a need, or a part of it.

Chosen on the fit roles of the project's own gold set ``roles``: from .41 on, 3 of 4 pairs are judged to show
the need, and 4 of 5 that do are found.
"""
_STRONGEST = tuple(EvidenceKind)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Similarities from which a statement shows a need or a part of it."""

    shown: float = SHOWN
    partly: float = PARTLY


def candidate_of(
    pseudonym: str,
    credentials: Iterable[Credential] = (),
    claims: Iterable[Claim] = (),
    verifications: Mapping[str, Verification] | None = None,
) -> RoleCandidate:
    """Return what a person brings as statements: outcomes of credentials, and claims apart from them.

    Titles of address, words of sex, countries and the names of issuers are taken out of what is compared.

    Args:
        pseudonym: an id that stands for the person.
        credentials: what was issued to them; one that records taking part only brings nothing.
        claims: what they say of themselves.
        verifications: checks by id of the credential; one that is not there was not checked.
    """
    checked = verifications or {}
    statements = [
        CandidateStatement(
            _plain(f"{credential.id}/{outcome.id}", outcome.text, outcome.language, credential), kind
        )
        for credential in credentials
        if not credential.participation_only and (kind := kind_of(checked.get(credential.id))) is not None
        for outcome in credential.outcomes
    ]
    statements += [
        CandidateStatement(Statement(claim.id, impersonal(claim.text), claim.language), EvidenceKind.CLAIMED)
        for claim in claims
    ]
    return RoleCandidate(pseudonym, tuple(statements))


def _plain(id: str, text: str, language: str | None, credential: Credential) -> Statement:
    bodies = [party for party in (credential.issuer, credential.awarding_body) if party is not None]
    names = [name for party in bodies for name in (party.name, party.country) if name]
    return Statement(id, impersonal(text, names), language)


def kind_of(verification: Verification | None) -> EvidenceKind | None:
    """Return what stands behind a credential; None for one that was found changed or revoked."""
    if verification is None:
        return EvidenceKind.DOCUMENTED
    states = [verification.state_of(check) for check in (Check.INTEGRITY, Check.NOT_REVOKED)]
    if CheckState.FAIL in states:
        return None
    return EvidenceKind.VERIFIED if states[0] is CheckState.PASS else EvidenceKind.DOCUMENTED


def need_targets(needs: Sequence[SkillNeed]) -> tuple[Target, ...]:
    """Return the needs of a role as targets, in order."""
    return tuple(Target(need.id, (need.label,)) for need in needs)


def evidence_table(
    candidates: Sequence[RoleCandidate],
    needs: Sequence[SkillNeed],
    matcher: Matcher,
    bounds: Bounds | None = None,
) -> tuple[CandidateEvidence, ...]:
    """Return what each candidate brings for each need, in the order of the candidates.

    Every statement is compared alone and in the same way, whoever brings it: what a candidate gets does not
    depend on who else is there.

    Args:
        candidates: people by pseudonym.
        needs: of the role, in its order.
        matcher: over ``need_targets(needs)``.
        bounds: from which similarity a need is shown; the shipped ones where left out.
    """
    held = bounds or Bounds()
    return tuple(_row(candidate, needs, matcher, held) for candidate in candidates)


def _row(
    candidate: RoleCandidate, needs: Sequence[SkillNeed], matcher: Matcher, bounds: Bounds
) -> CandidateEvidence:
    covered = matcher.encoder.languages
    unread = dict(candidate.unreadable) | {
        brought.statement.id: why
        for brought in candidate.statements
        if (why := _unreadable(brought.statement, covered, matcher.encoder.name))
    }
    read = [brought for brought in candidate.statements if brought.statement.id not in unread]
    # The tag of a text says who wrote it for whom; what counts is whether its words can be read.
    comparison = matcher.compare([replace(brought.statement, language=None) for brought in read])
    kinds = {brought.statement.id: brought.kind for brought in read}
    return CandidateEvidence(
        candidate.id,
        tuple(
            _need(need, column, _Compared(comparison, kinds, bounds, bool(unread)))
            for column, need in enumerate(needs)
        ),
        tuple(unread.items()),
    )


def _unreadable(statement: Statement, covered: Collection[str], encoder: str) -> str:
    if not statement.text.strip():
        return "the statement is empty"
    known = ", ".join(sorted(covered))
    if seems := seems_foreign(statement.text, covered):
        named = " or ".join(LANGUAGE_NAMES[tag] for tag in sorted(seems))
        return f"it seems to be in {named}, which is not covered by {encoder} ({known})"
    read_as_covered = detected(statement.text) in covered
    if not read_as_covered and not is_covered(statement.text, statement.language, covered):
        return f"language {statement.language or 'unknown'} is not covered by {encoder} ({known})"
    return ""


@dataclass(frozen=True, slots=True)
class _Compared:
    comparison: Comparison
    kinds: Mapping[str, EvidenceKind]
    bounds: Bounds
    something_unread: bool

    def showing(self, similarity: float) -> Showing:
        if similarity >= self.bounds.shown:
            return Showing.SHOWN
        return Showing.PARTLY if similarity >= self.bounds.partly else Showing.NOT_SHOWN


def _need(need: SkillNeed, column: int, compared: _Compared) -> NeedEvidence:
    queries = compared.comparison.queries
    kinds = [compared.kinds[query.statement.id] for query in queries]
    scores = [float(compared.comparison.scores[row, column]) for row in range(len(queries))]
    showings = [compared.showing(score) for score in scores]
    # Among statements that show as much, the one with more behind it stands first, then the nearer one.
    ranked = sorted(
        range(len(queries)),
        key=lambda row: (
            list(Showing).index(showings[row]),
            _STRONGEST.index(kinds[row]) if showings[row] is not Showing.NOT_SHOWN else 0,
            -scores[row],
            queries[row].statement.id,
        ),
    )
    if not ranked:
        nothing = Showing.UNREAD if compared.something_unread else Showing.NOT_SHOWN
        return NeedEvidence(need.id, need.label, need.essential, nothing, None, None)
    first, matches = ranked[0], {row: compared.comparison.match(row, column) for row in ranked[:1]}
    showing = showings[first]
    if showing is Showing.NOT_SHOWN:
        showing = Showing.UNREAD if compared.something_unread else showing
        return NeedEvidence(need.id, need.label, need.essential, showing, None, matches[first])
    others: tuple[Match, ...] = tuple(
        compared.comparison.match(row, column)
        for row in ranked[1:]
        if showings[row] in (Showing.SHOWN, Showing.PARTLY)
    )
    return NeedEvidence(need.id, need.label, need.essential, showing, kinds[first], matches[first], others)
