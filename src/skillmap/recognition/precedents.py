"""Earlier decisions beside a suggestion: which speak of the same, and where the suggestion departs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isclose

from skillmap.domain import Award, Credential, Module, Precedent, PrecedentNote, Recommendation

REFUSED = "refused"
"""What a person may have said; the software never does."""
_GRANTS = frozenset(award.value for award in Award) - {Award.ASSESS.value, Award.NONE_FOUND.value}


def speaks_of(precedent: Precedent, credential: Credential) -> bool:
    """Return whether an earlier decision was about this credential: the same code, or title, of one issuer.

    A code says something beside its issuer only, and decides alone where the credential names no issuer.
    """
    parties = (credential.issuer, credential.awarding_body)
    issuers = {plain(party.name) for party in parties if party is not None}
    of_issuer = plain(precedent.issuer) in issuers
    if precedent.credential_code and credential.code:
        same_code = plain(precedent.credential_code) == plain(credential.code)
        return same_code and (of_issuer or not issuers)
    return of_issuer and plain(precedent.credential_title) == plain(credential.title)


def by_module(precedents: Iterable[Precedent]) -> Mapping[str, list[Precedent]]:
    """Return earlier decisions by the plain id of their module, for ``with_precedents``."""
    found: dict[str, list[Precedent]] = defaultdict(list)
    for each in precedents:
        found[plain(each.module_id)].append(each)
    return found


def with_precedents(
    suggested: Recommendation,
    module: Module,
    credentials: Sequence[Credential],
    precedents: Mapping[str, Sequence[Precedent]],
) -> Recommendation:
    """Return a suggestion with the earlier decisions on the credentials and this module, newest first."""
    same = [
        each
        for each in precedents.get(plain(module.id), ())
        if any(speaks_of(each, credential) for credential in credentials)
    ]
    newest = sorted(same, key=lambda each: (each.decided.toordinal(), each.id), reverse=True)
    return replace(suggested, precedents=tuple(_note(each, suggested, module) for each in newest))


def departures(suggested: Iterable[Recommendation]) -> tuple[PrecedentNote, ...]:
    """Return the earlier decisions from which suggestions depart."""
    return tuple(note for each in suggested for note in each.precedents if note.agrees is False)


def _note(precedent: Precedent, suggested: Recommendation, module: Module) -> PrecedentNote:
    # No document says which version of a credential it is, so the version is named and not compared.
    version = f", version {precedent.credential_version}" if precedent.credential_version else ""
    about = f"{precedent.credential_title!r}{version}"
    told = f"Decision {precedent.id} of {precedent.decided} on {about}: {precedent.award}"
    told += f", {precedent.credit}" if precedent.credit is not None else ""
    told += f" under {precedent.policy}" if precedent.policy else ""
    old, new = precedent.module_version, module.version
    if old and new and plain(old) != plain(new):
        words = f"{told}; it was about version {old} of the module, which is now {new}."
        return PrecedentNote(precedent, None, words)
    if suggested.is_held_back and precedent.award in _GRANTS:
        words = (
            f"{told}; now {_told(suggested)} could be suggested, but does not count beside the other awards."
        )
        return PrecedentNote(precedent, None, words)
    agrees = _agrees(precedent, suggested)
    if agrees and suggested.award is Award.NONE_FOUND:
        # Not the same as a refusal, which only a person can make.
        return PrecedentNote(precedent, True, f"{told}; nothing is suggested now; a person decides.")
    if agrees is None and suggested.award is not Award.ASSESS and precedent.award != Award.ASSESS.value:
        words = f"{told}; now {_told(suggested)} is suggested, and the two amounts are not in one scheme."
        return PrecedentNote(precedent, None, words)
    if agrees is None:
        return PrecedentNote(precedent, None, f"{told}; now a person is asked to look.")
    if agrees:
        return PrecedentNote(precedent, True, f"{told}; the suggestion is the same.")
    now = (
        "nothing is suggested" if suggested.award is Award.NONE_FOUND else f"{_told(suggested)} is suggested"
    )
    return PrecedentNote(
        precedent, False, f"The suggestion departs from an earlier decision. {told}; now {now}."
    )


def _told(suggested: Recommendation) -> str:
    return suggested.award.value + (f" ({suggested.credit})" if suggested.credit is not None else "")


def _agrees(precedent: Precedent, suggested: Recommendation) -> bool | None:
    if suggested.award is Award.ASSESS or precedent.award == Award.ASSESS.value:
        return None
    if suggested.award is Award.NONE_FOUND:
        return precedent.award not in _GRANTS
    if precedent.award != suggested.award.value:
        return False
    if precedent.credit is None or suggested.credit is None:
        return True
    if precedent.credit.scheme is None or precedent.credit.scheme != suggested.credit.scheme:
        return None
    return isclose(precedent.credit.amount, suggested.credit.amount)


def plain(text: str) -> str:
    """Return an id, code or name without regard to case and spacing."""
    return " ".join(text.casefold().split())
