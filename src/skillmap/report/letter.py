"""A draft of the letter to an applicant: what is suggested, why, and what would change it. A person decides.

It states no decision and turns nobody down; it knows no applicant, and leaves lines for what staff fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from skillmap.domain import (
    Advice,
    Award,
    Effect,
    Extent,
    GeneralAward,
    LandingPlace,
    OutcomeCoverage,
    Recommendation,
    RuleResult,
    Standing,
    Verdict,
)
from skillmap.report.html import page
from skillmap.report.words import (
    award_words,
    bound_words,
    coverage_words,
    does_not_count,
    landing_words,
    shows_bound,
)
from skillmap.text import clipped, neutral

LONGEST = 300
"""Characters of one quoted text; the report has the whole."""
_MOST_LISTED = 40
"""Modules without a suggestion that are named one by one."""

_MOST_CHANGES = 5
"""What would change the answer, for a module without a suggestion."""

DRAFT = "Draft for a person to decide. This letter suggests; a person decides."
TO_FILL_IN = (
    ("Applicant", "name and number, filled in by staff"),
    ("Decision", "made by a person, with its reasons where it differs from what is suggested"),
    ("Name, role and signature", "of the person who decides"),
    ("Date of the decision", ""),
)
"""Lines for staff: what goes there, and a hint."""
NOT_COUNTING = "What could be suggested, but does not count"
WHY_NOT_COUNTING = (
    "What you brought covers these as well. They do not count beside what is suggested above, for the reason "
    "given with each."
)
NO_APPEAL = "To be filled in: how and until when the applicant can ask for a review or appeal."
_EXTENTS = {
    Extent.PARTLY: "partly covered",
    Extent.MISSING: "not found in what you brought",
    Extent.UNREAD: "could not be read",
}


@dataclass(frozen=True, slots=True)
class LetterPart:
    """What the letter says about one module, or about one award without a module."""

    title: str
    suggestion: str
    credit: str
    covered: str
    """How many outcomes are covered; empty for an award without a module."""
    lands: str
    rests_on: tuple[str, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The draft, in plain words and in the order in which it is read."""

    programme: str
    on: date
    policy: str
    policy_status: str
    adopted: bool
    brought: tuple[str, ...]
    """One sentence for each credential."""
    suggested: tuple[LetterPart, ...]
    not_counting: tuple[LetterPart, ...]
    """Awards that their own rules allow and for which there is no room beside the others."""
    to_assess: tuple[LetterPart, ...]
    nothing_yet: tuple[LetterPart, ...]
    unnamed: int
    """Further modules without a suggestion, which are only counted."""
    appeal: str
    for_staff: tuple[str, ...]
    """What the person who decides should know of the suggestions, beside the lines to fill in."""
    fingerprint: str


class _Place(Enum):
    """Where in the letter a suggestion stands."""

    SUGGESTED = 1
    NOT_COUNTING = 2
    TO_ASSESS = 3
    NOTHING_YET = 4


def _place_of(found: Recommendation | GeneralAward) -> _Place:
    if found.award is Award.ASSESS:
        return _Place.TO_ASSESS
    if found.award is Award.NONE_FOUND:
        return _Place.NOTHING_YET
    return _Place.NOT_COUNTING if does_not_count(found.award, found.landing) else _Place.SUGGESTED


def letter_of(advice: Advice, *, appeal: str = "") -> Letter:
    """Return the draft of a letter; ``appeal`` goes before what the policy says of that."""
    titles = {standing.credential.id: _short(standing.credential.title) for standing in advice.standings}
    modules = [(_place_of(found), _module_part(found, titles)) for found in advice.recommendations]
    parts = [*modules, *((_place_of(award), _general_part(award, titles)) for award in advice.general)]
    none = [part for place, part in parts if place is _Place.NOTHING_YET]
    return Letter(
        programme=_short(advice.programme.title),
        on=advice.on,
        policy=_short(advice.policy),
        policy_status=_short(advice.policy_status),
        adopted=advice.policy_status.strip().lower() == "adopted",
        brought=tuple(_brought(advice)),
        suggested=tuple(part for place, part in parts if place is _Place.SUGGESTED),
        not_counting=tuple(part for place, part in parts if place is _Place.NOT_COUNTING),
        to_assess=tuple(part for place, part in parts if place is _Place.TO_ASSESS),
        nothing_yet=tuple(none[:_MOST_LISTED]),
        unnamed=max(0, len(none) - _MOST_LISTED),
        appeal=neutral(" ".join((appeal or advice.appeal).split())),
        for_staff=_for_staff(advice),
        fingerprint=advice.fingerprint,
    )


def _for_staff(advice: Advice) -> tuple[str, ...]:
    if advice.bound is None or not shows_bound(advice):
        return ()
    told = (
        f"{_short(found.module_title)} ({_short(found.module_id)}): {said}"
        for found in advice.recommendations
        if (said := bound_words(found))
    )
    assumed = (f"Assumed: {assumption}" for assumption in advice.bound.assumptions)
    return _sentences((advice.bound.words, *told, *assumed))


def render_letter(advice: Advice, *, appeal: str = "") -> str:
    """Return the draft of a letter as one HTML page to print."""
    letter = letter_of(advice, appeal=appeal)
    return page(
        "letter.html",
        (),
        letter=letter,
        draft=DRAFT,
        to_fill_in=TO_FILL_IN,
        no_appeal=NO_APPEAL,
        not_counting=(NOT_COUNTING, WHY_NOT_COUNTING),
    )


def _module_part(found: Recommendation, titles: Mapping[str, str]) -> LetterPart:
    # A rule that is met is a reason for an award; without one, only what stands in its way is, in the words
    # for the applicant.
    awarded = found.award not in (Award.ASSESS, Award.NONE_FOUND)
    rules = found.rules
    if found.is_held_back:
        # Where it lands says why it does not count; what stands here is why it is an award at all.
        rules = tuple(rule for rule in rules if not (rule.blocks or rule.refers))
    told = _for_applicant(rules, met=awarded)
    found_nothing = found.award is Award.NONE_FOUND
    changes = _sentences(found.changes)
    if found_nothing and len(changes) > _MOST_CHANGES:
        more = f"And {len(changes) - _MOST_CHANGES} more, which the report lists."
        changes = (*changes[:_MOST_CHANGES], more)
    route = f"What is needed: {found.route.value}." if found.route is not None else ""
    return LetterPart(
        title=f"{_short(found.module_title)} ({_short(found.module_id)})",
        suggestion=_capital(award_words(found.award, found.landing)),
        credit=str(found.credit) if found.credit is not None else "",
        covered=coverage_words(found.coverage),
        lands=landing_words(found.landing) if found.landing is not None else "",
        rests_on=_rests_on(found.credential_ids, found.evidence_ids, titles),
        reasons=_sentences((*((found.reason,) if found.counts or not told else ()), route, *told)),
        missing=() if found_nothing else _sentences(map(_missing, found.coverage.outcomes)),
        changes=changes,
    )


def _general_part(award: GeneralAward, titles: Mapping[str, str]) -> LetterPart:
    return LetterPart(
        title=_general_title(award),
        suggestion=_capital(award_words(award.award, award.landing)),
        credit=str(award.credit) if award.credit is not None else "",
        covered="",
        lands=landing_words(award.landing),
        rests_on=_rests_on(award.credential_ids, (), titles),
        reasons=_sentences((award.reason, *_for_applicant(award.rules, met=True))),
        missing=(),
        changes=_sentences(award.changes),
    )


def _general_title(award: GeneralAward) -> str:
    if award.landing.place is LandingPlace.NOT_COUNTING:
        return f"Stage {_short(award.landing.name)}" if award.landing.name else "Credit without a module"
    return _capital(award.landing.place.value)


def _rests_on(
    credentials: Sequence[str], evidence: Sequence[str], titles: Mapping[str, str]
) -> tuple[str, ...]:
    items = (f"judged evidence {_short(item)}" for item in evidence)
    return (*(titles[name] for name in credentials if name in titles), *items)


def _for_applicant(rules: Iterable[RuleResult], *, met: bool) -> list[str]:
    return [
        rule.for_applicant
        for rule in rules
        if rule.blocks
        or rule.refers
        # What only informs carries no award, and would bury the reasons that do.
        or (met and rule.verdict is Verdict.YES and rule.effect is not Effect.INFO)
    ]


def _missing(covered: OutcomeCoverage) -> str:
    if covered.extent is Extent.MET:
        return ""
    return f"{clipped(covered.outcome.text, LONGEST)} ({_EXTENTS[covered.extent]})"


def _brought(advice: Advice) -> Iterable[str]:
    for standing in advice.standings:
        credential = standing.credential
        party = credential.awarding_body or credential.issuer
        by = f", {_short(party.name)}" if party is not None else ", issuer not stated"
        look = standing.standing is not Standing.CLEAR
        why = _sentences(_for_applicant(standing.rules, met=False)) if look else ()
        yield " ".join((f"“{_short(credential.title)}”{by}.", *why))


def _sentences(texts: Iterable[str]) -> tuple[str, ...]:
    told = (clipped(neutral(text), 2 * LONGEST) for text in texts)
    return tuple(dict.fromkeys(text for text in told if text))


def _short(text: str) -> str:
    return clipped(neutral(text), LONGEST)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
