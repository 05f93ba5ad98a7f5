"""Results in plain words, for whoever has to answer for them; nothing that is not in the value."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from skillmap.domain import (
    Advice,
    Award,
    CapState,
    Coverage,
    CredentialStanding,
    Effect,
    Extent,
    GeneralAward,
    Landing,
    LandingPlace,
    Match,
    MatchRelation,
    MatchState,
    Profile,
    Recommendation,
    RuleResult,
    Severity,
    Standing,
    StatementMatches,
    Verdict,
)
from skillmap.text import clipped, neutral

Explainable = Advice | Recommendation | GeneralAward | CredentialStanding | StatementMatches | Match

A_PERSON_DECIDES = "This is a suggestion; a person decides."
QUOTE_LENGTH = 160
"""Characters of a quoted text; the page shows it whole."""

_AWARDS = {
    Award.EXEMPTION: "an exemption is suggested",
    Award.ASSESS: "an assessment by a person is suggested",
    Award.NONE_FOUND: "nothing is suggested on what was read",
}
_RELATIONS = {
    MatchRelation.EXACT: "named word for word",
    MatchRelation.CLOSE: "named in another form",
    MatchRelation.BROAD: "a broader concept, never counted as the whole",
    MatchRelation.NARROW: "a narrower concept",
    MatchRelation.RELATED: "a related concept",
}
_STANDINGS = {
    Standing.CLEAR: "can support an award",
    Standing.REFER: "needs a person to look first",
    Standing.SET_ASIDE: "cannot support an award",
}


def explain(result: Explainable) -> str:
    """Return a result in plain words, ending with the reminder that a person decides."""
    told = _told(result)
    between = "\n" if isinstance(result, Advice) else " "
    return neutral(f"{told}{between}{A_PERSON_DECIDES}")


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, e.g. ``1 module`` or ``3 modules``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def rule_title(rule: str) -> str:
    """Return the name of a rule as words, e.g. ``Level is reached``."""
    words = rule.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def similarity_words(match: Match) -> str:
    """Return similarity and confidence of a match, side by side and never as one number."""
    if match.confidence is None:
        return f"similarity {match.similarity:.2f}; no calibrated confidence yet"
    return f"similarity {match.similarity:.2f}; calibrated confidence {match.confidence:.2f}"


def confidence_notes(result: Advice | Profile) -> tuple[str, ...]:
    """Return what the confidences of a result are probabilities of, or why there are none, each once."""
    if isinstance(result, Profile):
        matches = [match for found in result.statements for match in found.candidates]
    else:
        covered = [one for each in result.recommendations for one in each.coverage.outcomes]
        matches = [one.match for one in covered if one.match is not None]
    return tuple(dict.fromkeys(match.confidence_reason for match in matches if match.confidence_reason))


def relation_words(match: Match) -> str:
    """Return how the target relates to the statement, with what shows it; empty where nothing does."""
    return f"{match.relation}: {match.relation_reason}" if match.relation is not None else ""


def coverage_words(coverage: Coverage) -> str:
    """Return how many outcomes are met, partly met, missing or unread; those with none are left out."""
    if not coverage.outcomes:
        return "no outcomes stated"
    met = f"{coverage.count(Extent.MET)} of {count_of(len(coverage.outcomes), 'outcome')} met"
    rest = ((Extent.PARTLY, "partly"), (Extent.MISSING, "missing"), (Extent.UNREAD, "unread"))
    return ", ".join([met, *(f"{coverage.count(e)} {word}" for e, word in rest if coverage.count(e))])


def consequence(rule: RuleResult) -> str:
    """Return what the verdict of a rule leads to."""
    if rule.blocks:
        return "blocks an award"
    if rule.refers:
        return "refers to a person"
    return "for information" if rule.effect is Effect.INFO else "no effect"


_BOUND = "error_is_bounded"
"""The rule about decided cases."""


def award_words(award: Award, landing: Landing | None = None) -> str:
    """Return an award as a clause that suggests and no more."""
    if does_not_count(award, landing):
        article = "an " if award is Award.EXEMPTION else ""
        return f"{article}{award} could be suggested, but does not count"
    return _AWARDS.get(award, f"{award} is suggested")


def award_label(award: Award, landing: Landing | None = None) -> str:
    """Return an award in a word or two for a table, with a note where it does not count."""
    return f"{award}, not counting" if does_not_count(award, landing) else award.value


def does_not_count(award: Award, landing: Landing | None) -> bool:
    """Return whether an award is shown that its own rules allow, and that does not count."""
    shown = award not in (Award.ASSESS, Award.NONE_FOUND)
    return shown and landing is not None and landing.place is LandingPlace.NOT_COUNTING


def landing_words(landing: Landing) -> str:
    """Return where an award counts, and why there."""
    where = landing.place.value
    if landing.name and landing.place is not LandingPlace.NOT_COUNTING:
        where = f"{where} {_quoted(landing.name)}"
    return _joined(f"{where[:1].upper()}{where[1:]}:", landing.reason)


def cap_words(cap: CapState) -> str:
    """Return a limit, what is used of it, and whether it holds an award back."""
    allowed = "a limit that cannot be told" if cap.allowed is None else f"{cap.allowed:g}"
    held = " It holds back a further award." if cap.binding else ""
    return f"{_sentence(cap.words)} Suggested: {cap.used:g} of {allowed} {cap.unit}.{held}"


def bound_words(advised: Recommendation) -> str:
    """Return what decided cases say of a suggested award; empty where none is suggested or nothing is asked.

    The bound itself is told once, for all suggestions (``Advice.bound``).
    """
    if advised.award not in (Award.SPECIFIED_CREDIT, Award.EXEMPTION):
        return ""
    asked = next((rule for rule in advised.rules if rule.rule == _BOUND), None)
    if asked is None:
        return ""
    score = "no score" if advised.score is None else f"score {advised.score:.2f}"
    if asked.verdict is Verdict.YES:
        return f"Within the bound on wrong suggestions ({score})."
    if asked.verdict is Verdict.NO:
        return f"Below the score from which the bound on wrong suggestions holds ({score}): review it."
    return f"No bound on wrong suggestions covers it ({score}): review it."


def shows_bound(advice: Advice) -> bool:
    """Return whether there is a suggested award that a bound on wrong suggestions speaks of."""
    return advice.bound is not None and any(bound_words(found) for found in advice.recommendations)


def _bound_lines(advice: Advice) -> tuple[str, ...]:
    if advice.bound is None or not shows_bound(advice):
        return ()
    return (
        f"Bound on wrong suggestions: {advice.bound.words}",
        _listed("It assumes:", advice.bound.assumptions),
    )


def choice_words(best_proven: bool | None) -> str:
    """Return how good the set of awards is known to be; empty where nothing had to be chosen."""
    if best_proven is None:
        return ""
    if best_proven:
        return "The awards were chosen among several legal sets; no other is worth more credit."
    return "The awards were chosen among several legal sets; a better set may exist."


@singledispatch
def _told(result: object) -> str:
    raise TypeError(f"there are no words for a {type(result).__name__}")


@_told.register
def _(match: Match) -> str:
    told = f"{_quoted(match.statement)} is compared with {_quoted(match.target)}: {similarity_words(match)}."
    if match.confidence_reason:
        told = f"{told} About confidence: {match.confidence_reason}."
    if match.relation is not None:
        told = f"{told} It is {_RELATIONS[match.relation]}: {match.relation_reason}."
    if not match.reasons:
        return told
    best = match.reasons[0]
    seen = f"{_quoted(best.source_text)} beside {_quoted(best.target_text)}"
    lowered = "".join(
        f" It is lowered ({reason.scorer}, times {reason.score:.2f}): "
        f"{_quoted(reason.source_text)} beside {_quoted(reason.target_text)}."
        for reason in match.reasons
        if reason.lowers
    )
    strongest = f"The strongest scorer, {best.scorer}, gives {best.score:.2f} for {seen}."
    return f"{told} {strongest}{lowered}{_weighed(match)}"


def _weighed(match: Match) -> str:
    """Return what moved it beside the other candidates, strongest first; a space stands before."""
    moved = [influence for reason in match.reasons for influence in reason.influences]
    if not moved:
        return ""
    listed = ", ".join(f"{one.name} ({one.amount:+.2f})" for one in moved)
    return f" Beside the other candidates it is moved by: {listed}; above 0 speaks for it, below against it."


@_told.register
def _(result: StatementMatches) -> str:
    statement, note = _quoted(result.statement.text), _sentence(result.note)
    if result.state is MatchState.UNREAD:
        return _joined(f"{statement} could not be read.", note)
    named = "; ".join(f"{clipped(m.target, QUOTE_LENGTH)} ({similarity_words(m)})" for m in result.candidates)
    if result.state is MatchState.NO_MATCH:
        nearest = f"The nearest candidates are {named}." if named else "There is no candidate."
        return _joined(f"{statement} has no match.", note, nearest)
    return _joined(
        f"For {statement} {count_of(len(result.candidates), 'candidate')} suggested: {named}.", note
    )


@_told.register
def _(advised: Recommendation) -> str:
    return _joined(
        _headline(advised),
        _rests_on(advised.credential_ids),
        _listed("It rests on items of the portfolio:", advised.evidence_ids),
        _sentence(advised.reason),
        f"To be assessed: {advised.route}." if advised.route is not None else "",
        landing_words(advised.landing) if advised.landing is not None else "",
        _rules_words(advised.rules),
        bound_words(advised),
        _listed("Earlier decisions:", (note.words for note in advised.precedents)),
        _listed("What would change this answer:", advised.changes),
        _listed("The same evidence comes near to:", advised.alternatives),
    )


@_told.register
def _(general: GeneralAward) -> str:
    credit = f", {general.credit}" if general.credit is not None else ""
    told = award_words(general.award, general.landing)
    return _joined(
        f"{told[:1].upper()}{told[1:]}{credit}.",
        _rests_on(general.credential_ids),
        _sentence(general.reason),
        landing_words(general.landing),
        _listed("What would change this answer:", general.changes),
    )


@_told.register
def _(standing: CredentialStanding) -> str:
    issuer = standing.credential.issuer
    by = f" from {issuer.name}" if issuer is not None else ""
    return _joined(
        f"{_quoted(standing.credential.title)}{by} {_STANDINGS[standing.standing]}.",
        _rules_words(standing.rules),
        # The note says what it supports or why it supports nothing; without one, the bare ids do.
        _sentence(standing.note) or _listed("Suggested awards rest on it for:", standing.supports),
        "" if standing.note else _nearest(standing),
    )


@_told.register
def _(advice: Advice) -> str:
    none_found = sum(advised.award is Award.NONE_FOUND for advised in advice.recommendations)
    warnings = [f.message for f in advice.findings if f.severity is Severity.WARNING]
    lines = (
        f"Prior learning for {advice.programme.title}, as of {advice.on.isoformat()}, "
        f"under policy {advice.policy} (status: {advice.policy_status}).",
        *(_headline(advised) for advised in advice.recommendations if advised.award is not Award.NONE_FOUND),
        f"Nothing is suggested for {count_of(none_found, 'module')}." if none_found else "",
        *(_told(general) for general in advice.general),
        *(cap_words(cap) for cap in advice.caps if cap.binding),
        choice_words(advice.best_proven),
        *_bound_lines(advice),
        *(_told(standing) for standing in advice.standings),
        _listed("Noticed on reading:", warnings),
    )
    return "\n".join(line for line in lines if line)


def _headline(advised: Recommendation) -> str:
    credit = f", {advised.credit}" if advised.credit is not None else ""
    told = award_words(advised.award, advised.landing)
    head = f"{clipped(advised.module_title, QUOTE_LENGTH)} ({advised.module_id}): {told}"
    return f"{head}{credit}. Coverage: {coverage_words(advised.coverage)}."


def _rests_on(credential_ids: tuple[str, ...]) -> str:
    return f"It rests on {', '.join(credential_ids)}." if credential_ids else ""


def _rules_words(rules: tuple[RuleResult, ...]) -> str:
    stops = _listed("What stops an award:", (_rule_words(rule) for rule in rules if rule.blocks))
    refers = _listed("What needs a person:", (_rule_words(rule) for rule in rules if rule.refers))
    return _joined(stops, refers)


def _rule_words(rule: RuleResult) -> str:
    return f"{rule_title(rule.rule)}: {rule.verdict} ({rule.for_staff.rstrip('. ')})"


def _nearest(standing: CredentialStanding) -> str:
    if standing.supports or standing.nearest_module_id is None:
        return ""
    covered = (
        f" ({coverage_words(standing.nearest_coverage)})" if standing.nearest_coverage is not None else ""
    )
    return f"The nearest module is {standing.nearest_module_id}{covered}."


def _quoted(text: str) -> str:
    return f"“{clipped(text, QUOTE_LENGTH)}”"


def _sentence(text: str) -> str:
    line = text.strip()
    return line if not line or line[-1] in ".!?…" else f"{line}."


def _listed(head: str, items: Iterable[str]) -> str:
    told = [item.strip().rstrip(".") for item in items if item.strip()]
    return f"{head} {'; '.join(told)}." if told else ""


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
