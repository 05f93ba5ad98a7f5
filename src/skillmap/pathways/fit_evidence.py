"""What a person brings, beside the needs of many roles at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    Credential,
    EvidenceKind,
    FitEvidence,
    Match,
    MatchRelation,
    MatchState,
    Module,
    RoleCandidate,
    Statement,
    StatementMatches,
    Target,
    Verification,
)
from skillmap.matching import Matcher
from skillmap.pathways.evidence_table import SHOWN, kind_of
from skillmap.pathways.need_table import NeedTable
from skillmap.pathways.reverse import Teaching

_NOT_THE_WHOLE = (MatchRelation.BROAD, MatchRelation.NARROW, MatchRelation.RELATED)


@dataclass(frozen=True, slots=True)
class Brought:
    """Evidence for needs, and what could not be used."""

    evidence: tuple[FitEvidence, ...]
    unread: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def named_skills(
    credentials: Iterable[Credential], verifications: Mapping[str, Verification] | None = None
) -> tuple[FitEvidence, ...]:
    """Return the skills that issuers name by their address, with what stands behind each.

    Credentials of taking part, and those found changed or revoked, bring nothing.
    """
    checked = verifications or {}
    return tuple(
        FitEvidence(link.uri, link.label, True, "", credential.id, kind, None)
        for credential in credentials
        if not credential.participation_only and (kind := kind_of(checked.get(credential.id))) is not None
        for link in credential.alignments
        if link.names_a_skill and link.uri is not None
    )


def skills_shown(candidate: RoleCandidate, matcher: Matcher, threshold: float) -> Brought:
    """Return the skill of a taxonomy that each statement comes nearest to, where it is near enough.

    A skill that words show to be wider, narrower or only related is not what the statement says: it is not
    counted, and a note says how many there were.

    Args:
        candidate: a person's statements.
        matcher: over the skills of a taxonomy.
        threshold: similarity from which the nearest skill counts.
    """
    kinds = {brought.statement.id: brought.kind for brought in candidate.statements}
    found = matcher.match([each.statement for each in candidate.statements], limit=1, threshold=threshold)
    matched = [(kinds[each.statement.id], each.candidates[0]) for each in found if _is_match(each)]
    whole = [(kind, match) for kind, match in matched if match.relation not in _NOT_THE_WHOLE]
    unread = tuple((each.statement.id, each.note) for each in found if each.state is MatchState.UNREAD)
    parts = len(matched) - len(whole)
    note = f"{parts} statement(s) name something wider, narrower or only related; they are not counted"
    return Brought(
        tuple(_evidence(match, kind) for kind, match in whole),
        (*candidate.unreadable, *unread),
        (note,) if parts else (),
    )


def _is_match(found: StatementMatches) -> bool:
    return found.state is MatchState.MATCHED


def _evidence(match: Match, kind: EvidenceKind) -> FitEvidence:
    return FitEvidence(
        match.target_id, match.target, True, match.statement, match.statement_id, kind, match.similarity
    )


def said_by(
    candidate: RoleCandidate, named: Iterable[FitEvidence], brought: Brought
) -> tuple[Statement, ...]:
    """Return the statements of a person that could be read, and the names of skills that issuers give."""
    unread = {id for id, _ in brought.unread}
    names = {(each.source_id, each.need): Statement(each.source_id, each.need) for each in named}
    read = [each.statement for each in candidate.statements if each.statement.id not in unread]
    return (*read, *names.values())


def table_targets(table: NeedTable) -> tuple[Target, ...]:
    """Return the distinct needs of many roles as targets, in order."""
    return tuple(Target(id, (label,)) for id, label in table.needs)


def needs_shown(candidate: RoleCandidate, table: NeedTable, matcher: Matcher) -> Brought:
    """Return the nearest statement to each need that one shows, by the bound of the evidence table.

    Args:
        candidate: a person's statements.
        table: the needs.
        matcher: over ``table_targets(table)``.
    """
    # As in the evidence table: the tag of a text says who wrote it for whom, and not what can be read.
    asked = [(each.kind, replace(each.statement, language=None)) for each in candidate.statements]
    why = {one.id: matcher.unread(one) or matcher.seems_foreign(one) for _, one in asked}
    read = [(kind, one) for kind, one in asked if not why[one.id]]
    comparison = matcher.compare([one for _, one in read])
    evidence = [
        _shown_by(table.needs[int(column)], one, kind, float(comparison.scores[row, column]))
        for row, (kind, one) in enumerate(read)
        for column in (comparison.scores[row] >= SHOWN).nonzero()[0]
    ]
    unread = tuple((id, reason) for id, reason in why.items() if reason)
    return Brought(tuple(evidence), (*candidate.unreadable, *unread))


def _shown_by(
    need: tuple[str, str], statement: Statement, kind: EvidenceKind, similarity: float
) -> FitEvidence:
    id, label = need
    return FitEvidence(id, label, True, statement.text, statement.id, kind, similarity)


def taught_skills(modules: Sequence[Module], matcher: Matcher, threshold: float) -> tuple[Teaching, ...]:
    """Return modules with the skills of a taxonomy that their outcomes come nearest to."""
    found = iter(matcher.match(list(_outcomes(modules)), limit=1, threshold=threshold))
    taught = []
    for module in modules:
        own = [next(found) for _ in module.outcomes]
        whole = [each.candidates[0] for each in own if _is_match(each)]
        needs = frozenset(match.target_id for match in whole if match.relation not in _NOT_THE_WHOLE)
        taught.append(Teaching(module.id, module.title, needs))
    return tuple(taught)


def taught_needs(modules: Sequence[Module], table: NeedTable, matcher: Matcher) -> tuple[Teaching, ...]:
    """Return modules with the needs of roles that their outcomes show, by the bound of the evidence table."""
    readable = [each for each in _outcomes(modules) if not matcher.unread(each)]
    scores = matcher.compare(readable).scores
    needs: dict[str, set[str]] = {}
    for row, statement in enumerate(readable):
        module = statement.id.partition("/")[0]
        needs.setdefault(module, set()).update(
            table.needs[int(column)][0] for column in (scores[row] >= SHOWN).nonzero()[0]
        )
    return tuple(
        Teaching(module.id, module.title, frozenset(needs.get(str(place), ())))
        for place, module in enumerate(modules)
    )


def _outcomes(modules: Sequence[Module]) -> Iterable[Statement]:
    for place, module in enumerate(modules):
        for outcome in module.outcomes:
            yield Statement(f"{place}/{outcome.id}", outcome.text, outcome.language)
