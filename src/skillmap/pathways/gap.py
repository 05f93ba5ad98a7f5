"""What lies between what a person can show and what a target needs; a part is never counted as the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from skillmap.domain import (
    CandidateEvidence,
    Credential,
    EvidenceKind,
    Gap,
    GapEvidence,
    GapItem,
    GapState,
    Holding,
    HoldingBasis,
    Hours,
    Match,
    NeedEvidence,
    PathTarget,
    Profile,
    Showing,
    SkillNeed,
    Verification,
)
from skillmap.frameworks import hours_of, is_at_least
from skillmap.matching import Hierarchy
from skillmap.matching.hierarchy import above
from skillmap.pathways.evidence_table import kind_of

_YEAR = 365.25
_STATES = (GapState.HAVE, GapState.PARTLY, GapState.MISSING)
_SHOWN = {Showing.SHOWN: GapState.HAVE, Showing.PARTLY: GapState.PARTLY}


@dataclass(frozen=True, slots=True)
class Bringing:
    """What a person brings, in the forms that a gap is read from; each may be left out."""

    credentials: tuple[Credential, ...] = ()
    evidence: CandidateEvidence | None = None
    """Statements beside the needs of the target."""
    profile: Profile | None = None
    """Skills of a taxonomy; counts where the needs are of the same taxonomy."""
    hierarchy: Hierarchy | None = None
    """Of that taxonomy; without it only the very skill counts."""
    verifications: Mapping[str, Verification] = field(default_factory=dict)
    """Checks by id of the credential."""
    on: date | None = None
    fades_after_years: float | None = None
    """From which age evidence counts as a part only. Off where None: skills do not fade by a calendar, and an
    institution that asks for recent learning says so in its policy."""


def gap_of(target: PathTarget, brought: Bringing) -> Gap:
    """Return for each need whether it is had, partly had, missing, or whether that could not be read.

    Args:
        target: what is aimed at.
        brought: what a person can show.
    """
    ledger = _Ledger(brought)
    rows = {row.need_id: row for row in brought.evidence.needs} if brought.evidence is not None else {}
    unread = brought.evidence.unread if brought.evidence is not None else ()
    items = tuple(_item(need, rows.get(need.id), ledger, unread) for need in target.needs)
    return Gap(target, items, _notes(brought, items), unread)


class _Ledger:
    """Credentials by id, by statement, and the hours that fall to each skill."""

    def __init__(self, brought: Bringing) -> None:
        self.brought = brought
        profile = brought.profile
        listed = (*brought.credentials, *(profile.credentials if profile is not None else ()))
        self.credentials = {credential.id: credential for credential in listed}
        self.by_statement = {
            f"{credential.id}/{outcome.id}": credential
            for credential in self.credentials.values()
            for outcome in credential.outcomes
        }
        self.holdings = profile.holdings if profile is not None else ()
        self.skills: Counter[str] = Counter()
        for id, _ in {(id, holding.skill.id) for holding in self.holdings for id in holding.credential_ids}:
            self.skills[id] += 1

    def hours(self, credential: Credential) -> Hours | None:
        """Return the hours of a credential shared equally over the skills that it supports."""
        whole = credential.hours or (hours_of(credential.credit) if credential.credit is not None else None)
        share = self.skills[credential.id]
        if whole is None or not share:
            return None
        return Hours(whole.low / share, whole.high / share, whole.basis)


def _item(
    need: SkillNeed, row: NeedEvidence | None, ledger: _Ledger, unread: Sequence[tuple[str, str]]
) -> GapItem:
    found = [*_from_profile(need, ledger), *(_from_row(need, row, ledger) if row is not None else ())]
    kinds = tuple(EvidenceKind)
    found.sort(
        key=lambda one: (
            _STATES.index(one.counts_as),
            kinds.index(one.kind),
            one.basis is HoldingBasis.INFERRED,
            -(one.similarity or 1.0),
            one.credential_id,
        )
    )
    state = found[0].counts_as if found else GapState.MISSING
    if state is GapState.MISSING and unread:
        state = GapState.UNREAD
    return GapItem(need, state, tuple(found), _why(state, found), _level_gap(need, state, found))


def _why(state: GapState, found: Sequence[GapEvidence]) -> str:
    if state is GapState.UNREAD:
        return "nothing that was read shows it, and something could not be read"
    if state is GapState.MISSING:
        return found[0].why if found else "nothing that was read shows it"
    return f"{found[0].why} ({found[0].kind})"


def _level_gap(need: SkillNeed, state: GapState, found: Sequence[GapEvidence]) -> str:
    if need.level is None or state not in (GapState.HAVE, GapState.PARTLY):
        return ""
    levels = [one.level for one in found if one.level is not None and one.counts_as is not GapState.MISSING]
    if not levels:
        return f"{need.level} is asked for; no level is stated"
    if any(is_at_least(level, need.level) for level in levels):
        return ""
    told = ", ".join(sorted({str(level) for level in levels}))
    if all(is_at_least(level, need.level) is None for level in levels):
        return f"{told} cannot be compared with {need.level}"
    return f"{told} is shown, {need.level} is asked for"


def _from_profile(need: SkillNeed, ledger: _Ledger) -> Iterable[GapEvidence]:
    for holding in ledger.holdings:
        linked = _link(need, holding, ledger.brought.hierarchy)
        if linked is None:
            continue
        state, why = linked
        for id in holding.credential_ids:
            credential = ledger.credentials[id]
            kind = kind_of(ledger.brought.verifications.get(id))
            if credential.participation_only or kind is None:
                continue
            similarity = max((match.similarity for match in holding.matches), default=None)
            evidence = GapEvidence(id, holding.skill.label, kind, holding.basis, state, why, similarity)
            yield _weighed(evidence, need, credential, ledger)


def _link(need: SkillNeed, holding: Holding, hierarchy: Hierarchy | None) -> tuple[GapState, str] | None:
    """Return what a skill held makes of a need, and why; None where nothing links them."""
    skill = holding.skill
    if skill.id == need.id:
        named = (
            "the issuer names it" if holding.basis is HoldingBasis.ASSERTED else "inferred from an outcome"
        )
        return GapState.HAVE, f"{skill.label!r}: {named}"
    if hierarchy is None:
        return None
    held = _held(holding)
    if need.id in above(skill.id, hierarchy):
        return GapState.PARTLY, f"{held} is a narrower skill: a part of what is asked for"
    if skill.id in above(need.id, hierarchy):
        return GapState.PARTLY, f"{held} is a wider skill: it may or may not hold what is asked for"
    if skill.id in hierarchy.related(need.id) or need.id in hierarchy.related(skill.id):
        return GapState.MISSING, f"{held} is related, which is shown and not counted"
    return None


def _held(holding: Holding) -> str:
    """Return a skill that is held, with the words it was inferred from, so that a wrong one can be seen."""
    best = max(holding.matches, key=lambda match: match.similarity, default=None)
    if holding.basis is not HoldingBasis.INFERRED or best is None:
        return repr(holding.skill.label)
    return f"{holding.skill.label!r}, inferred from {best.statement!r},"


def _from_row(need: SkillNeed, row: NeedEvidence, ledger: _Ledger) -> Iterable[GapEvidence]:
    if row.match is None or row.kind is None or row.showing not in _SHOWN:
        return
    yield _stated(need, row.match, row.kind, _SHOWN[row.showing], ledger)
    for match in row.others:
        credential = ledger.by_statement.get(match.statement_id)
        if credential is None:
            continue
        kind = kind_of(ledger.brought.verifications.get(credential.id))
        # Another statement shows no more than the first, which stands first because it shows most.
        if kind is not None:
            yield _stated(need, match, kind, GapState.PARTLY, ledger)


def _stated(
    need: SkillNeed, match: Match, kind: EvidenceKind, state: GapState, ledger: _Ledger
) -> GapEvidence:
    credential = ledger.by_statement.get(match.statement_id)
    said = "shows it" if state is GapState.HAVE else "shows a part of it"
    claimed = "; it is claimed, and nothing shows it yet" if kind is EvidenceKind.CLAIMED else ""
    id = credential.id if credential is not None else match.statement_id
    evidence = GapEvidence(
        id,
        match.statement,
        kind,
        HoldingBasis.INFERRED,
        state,
        f"{match.statement!r} {said}{claimed}",
        match.similarity,
    )
    return evidence if credential is None else _weighed(evidence, need, credential, ledger)


def _weighed(evidence: GapEvidence, need: SkillNeed, credential: Credential, ledger: _Ledger) -> GapEvidence:
    """Return the evidence with level, age and hours; a lower level or too old counts as a part."""
    state, why = evidence.counts_as, [evidence.why]
    held = credential.level
    if need.level is not None and held is not None and is_at_least(held, need.level) is False:
        why.append(f"at {held}, and {need.level} is asked for")
        state = GapState.PARTLY if state is GapState.HAVE else state
    awarded = credential.awarded or credential.valid_from
    if (faded := _faded(awarded, ledger.brought)) and state is GapState.HAVE:
        state = GapState.PARTLY
        why.append(faded)
    return GapEvidence(
        evidence.credential_id,
        evidence.said,
        evidence.kind,
        evidence.basis,
        state,
        "; ".join(why),
        evidence.similarity,
        credential.level,
        awarded,
        ledger.hours(credential),
    )


def _faded(awarded: date | None, brought: Bringing) -> str:
    years = brought.fades_after_years
    if years is None or brought.on is None or awarded is None:
        return ""
    age = (brought.on - awarded).days / _YEAR
    return f"awarded {age:.1f} years ago, and counts in full for {years:g} years" if age > years else ""


def _notes(brought: Bringing, items: Sequence[GapItem]) -> tuple[str, ...]:
    notes = []
    if brought.fades_after_years is None:
        notes.append("Age is shown and not counted; a policy that asks for recent learning can set it.")
    elif any(one.awarded is None for item in items for one in item.evidence):
        notes.append("Where no date of award is stated, age is unknown and takes nothing away.")
    if any(one.hours is not None for item in items for one in item.evidence):
        notes.append("Hours are those of the credential, shared equally over the skills that it supports.")
    if brought.profile is not None and brought.hierarchy is None:
        notes.append("The taxonomy came without relations: wider and narrower skills were not looked at.")
    return tuple(notes)
