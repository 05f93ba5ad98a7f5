"""Results as one HTML page: no file beside it, nothing loaded from anywhere, readable without JavaScript."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Award,
    Credential,
    CredentialStanding,
    Fitting,
    Gap,
    Holding,
    HoldingBasis,
    Match,
    MatchState,
    Origin,
    Party,
    PathTarget,
    Pathway,
    Profile,
    Ranking,
    Reason,
    Recommendation,
    SkillComparison,
)
from skillmap.report import words
from skillmap.report.grid import Grid, coverage_grid
from skillmap.report.marks import pieces
from skillmap.report.plots import (
    coverage_plot,
    fitting_plot,
    gap_plot,
    hours_plot,
    places_plot,
    schedule_plot,
)
from skillmap.text import clipped, neutral

if TYPE_CHECKING:
    from jinja2 import Environment

LONG_TEXT = 420
"""Characters above which a text is folded on screen."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_FACTS = (
    ("issuer", "Issuer"),
    ("awarding_body", "Awarding body"),
    ("kind", "Kind"),
    ("credit", "Credit"),
    ("hours", "Hours"),
    ("level", "Level"),
    ("assessed", "Assessed"),
    ("participation_only", "Participation only"),
    ("mode", "Mode"),
    ("awarded", "Awarded"),
    ("valid_from", "Valid from"),
    ("activity_end", "Learning ended"),
    ("expires", "Expires"),
    ("language", "Language"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a credential with the place where it was read."""

    name: str
    value: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class _ModuleView:
    anchor: str
    advised: Recommendation
    grid: Grid


@dataclass(frozen=True, slots=True)
class _CredentialView:
    anchor: str
    key: str
    """Letter that stands for the credential in tables."""
    standing: CredentialStanding
    stated: tuple[Fact, ...]
    not_stated: tuple[str, ...]
    """Names of the facts that the document does not give."""
    flags: tuple[str, ...]


def render_advice(advice: Advice, *, attributions: tuple[str, ...] = ()) -> str:
    """Return advice as one HTML page, with ``attributions`` (what a taxonomy asks for) at its foot."""
    order = tuple(standing.credential.id for standing in advice.standings)
    modules = tuple(
        _ModuleView(f"module-{number}", advised, coverage_grid(advised, order))
        for number, advised in enumerate(advice.recommendations, start=1)
    )
    shown = tuple(m for m in modules if m.advised.award is not Award.NONE_FOUND)
    credentials = tuple(
        _credential_view(number, standing, advice.on)
        for number, standing in enumerate(advice.standings, start=1)
    )
    return page(
        "advice.html",
        attributions,
        advice=advice,
        shown=shown,
        assess_count=sum(m.advised.award is Award.ASSESS for m in shown),
        held_count=sum(m.advised.is_held_back for m in shown),
        none_found=tuple(m for m in modules if m.advised.award is Award.NONE_FOUND),
        credentials=credentials,
        by_id={view.standing.credential.id: view for view in reversed(credentials)},
        titles=_module_titles(advice),
        credential_titles={
            view.standing.credential.id: view.standing.credential.title for view in credentials
        },
        anchors={m.advised.module_id: m.anchor for m in shown},
        **_holdings(advice.profile),
        languages=_languages(tuple(standing.credential for standing in advice.standings)),
    )


def render_profile(profile: Profile, *, attributions: tuple[str, ...] = ()) -> str:
    """Return a profile as one HTML page, with ``attributions`` (what a taxonomy asks for) at its foot."""
    unmatched = sum(s.state is not MatchState.MATCHED for s in profile.statements)
    return page(
        "profile.html",
        attributions,
        profile=profile,
        **_holdings(profile),
        unmatched=unmatched,
        titles={credential.id: credential.title for credential in profile.credentials},
    )


def render_ranking(ranking: Ranking, target: PathTarget, *, attributions: tuple[str, ...] = ()) -> str:
    """Return candidates beside a role as one HTML page: the evidence table first, then the places."""
    by_id = sorted(ranking.placed, key=lambda each: each.evidence.candidate_id)
    return page(
        "ranking.html", attributions, ranking=ranking, target=target, by_id=by_id, plot=places_plot(ranking)
    )


def render_pathway(gap: Gap, plan: Pathway, *, attributions: tuple[str, ...] = ()) -> str:
    """Return a plan with the gap it closes as one HTML page: term by term, then why, then the gap."""
    names = {
        need.id: need.label if need.essential else f"{need.label} (optional)" for need in gap.target.needs
    }
    optional = {need.id for need in gap.target.needs if not need.essential}
    adds = {item.offer.id: sorted(item.adds, key=optional.__contains__) for item in plan.items}
    plots = {"schedule": schedule_plot(plan), "coverage": coverage_plot(gap, plan), "needs": gap_plot(gap)}
    return page("pathway.html", attributions, gap=gap, plan=plan, names=names, adds=adds, plots=plots)


def render_gap(gap: Gap, *, attributions: tuple[str, ...] = ()) -> str:
    """Return what a person has, partly has and lacks of a target as one HTML page, with the evidence."""
    return page("gap.html", attributions, gap=gap, plot=gap_plot(gap))


def render_fitting(fitting: Fitting, *, attributions: tuple[str, ...] = ()) -> str:
    """Return the roles beside a profile as one HTML page: the shortlist, what opens more, each role."""
    return page("fitting.html", attributions, fitting=fitting, plot=fitting_plot(fitting))


def render_comparison(comparison: SkillComparison, *, attributions: tuple[str, ...] = ()) -> str:
    """Return two or three things side by side as one HTML page: skills, hours, and where one would fit."""
    hours = {each.id: each.hours_each for each in comparison.sets}
    titles = {each.id: each.title for each in comparison.sets}
    groups = (
        ("In all", "shared", comparison.shared),
        *((("In two of three", "some", comparison.some),) if len(comparison.sets) > 2 else ()),
        *((f"Only in {titles[id]}", f"only-{n}", rows) for n, (id, rows) in enumerate(comparison.only, 1)),
    )
    return page(
        "comparison.html",
        attributions,
        comparison=comparison,
        groups=groups,
        hours=hours,
        titles=titles,
        plot=hours_plot(comparison),
    )


def letters(number: int) -> str:
    """Return 1 as A, 26 as Z, 27 as AA, as in the columns of a spreadsheet."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def facts_of(credential: Credential) -> tuple[Fact, ...]:
    """Return what a credential states, each fact with the place where it was read."""
    return tuple(
        Fact(name, _fact_word(getattr(credential, field)), credential.origin_of(field))
        for field, name in _FACTS
        if getattr(credential, field) is not None
    )


def flags_of(credential: Credential, on: date) -> tuple[str, ...]:
    """Return what must not be overlooked: participation only, expired."""
    flags = []
    if credential.participation_only:
        flags.append("participation only")
    if credential.expires is not None and credential.expires < on:
        flags.append(f"expired on {credential.expires.isoformat()}")
    return tuple(flags)


def _credential_view(number: int, standing: CredentialStanding, on: date) -> _CredentialView:
    credential = standing.credential
    return _CredentialView(
        anchor=f"credential-{number}",
        key=letters(number),
        standing=standing,
        stated=facts_of(credential),
        not_stated=tuple(name for field, name in _FACTS if getattr(credential, field) is None),
        flags=flags_of(credential, on),
    )


def _holdings(profile: Profile | None) -> dict[str, tuple[Holding, ...]]:
    held = profile.holdings if profile is not None else ()
    return {basis.value: tuple(h for h in held if h.basis is basis) for basis in HoldingBasis}


def _fact_word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.name if isinstance(value, Party) else str(value)


def _module_titles(advice: Advice) -> dict[str, str]:
    titles = {module.id: module.title for module in advice.programme.modules}
    return titles | {advised.module_id: advised.module_title for advised in advice.recommendations}


def _languages(credentials: tuple[Credential, ...]) -> dict[tuple[str, str], str | None]:
    """Return the language of each outcome by credential id and text; the credential's where it has none."""
    return {
        (credential.id, outcome.text): outcome.language or credential.language
        for credential in credentials
        for outcome in credential.outcomes
    }


def _seen(text: str, whole: str) -> str:
    """Return the words that a scorer saw, or that it saw the whole."""
    return "the whole text" if text.strip() == whole.strip() else text


def _source_pieces(match: Match) -> tuple[tuple[str, bool], ...]:
    return pieces(match.statement, (reason.source_span for reason in match.reasons))


def _target_pieces(match: Match) -> tuple[tuple[str, bool], ...]:
    return pieces(match.target, (reason.target_span for reason in match.reasons))


def _scorer_rows(match: Match) -> tuple[tuple[Reason, str, str], ...]:
    return tuple(
        (reason, _seen(reason.source_text, match.statement), _seen(reason.target_text, match.target))
        for reason in match.reasons
    )


def _language_tag(tag: str | None) -> str:
    """Return a language tag that is safe and well formed, else an empty text."""
    return tag if tag is not None and _LANGUAGE_TAG.fullmatch(tag) else ""


def _finalised(value: object) -> object:
    """Clean whatever a template prints, unless the template itself made it."""
    return value if hasattr(value, "__html__") else neutral(str(value))


@cache
def _environment() -> Environment:
    # Imported here: a run that prints no page need not load a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("skillmap.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalised,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        bound_words=words.bound_words,
        shows_bound=words.shows_bound,
        cap_words=words.cap_words,
        choice_words=words.choice_words,
        clipped=clipped,
        confidence_notes=words.confidence_notes,
        consequence=words.consequence,
        coverage_words=words.coverage_words,
        landing_words=words.landing_words,
        language_tag=_language_tag,
        relation_words=words.relation_words,
        rule_title=words.rule_title,
        award_label=words.award_label,
        scorer_rows=_scorer_rows,
        similarity_words=words.similarity_words,
        source_pieces=_source_pieces,
        target_pieces=_target_pieces,
    )
    environment.globals.update(count_of=words.count_of, LONG_TEXT=LONG_TEXT)
    return environment


def page(template: str, attributions: tuple[str, ...], **values: object) -> str:
    """Return a template filled in, with the style, script and foot that all pages share."""
    environment = _environment()
    style = environment.get_template("page.css").render()
    script = environment.get_template("page.js").render()
    return environment.get_template(template).render(
        attributions=tuple(filter(None, attributions)),
        version=__version__,
        style=style,
        style_hash=_content_hash(style),
        script=script,
        script_hash=_content_hash(script),
        **values,
    )


def _content_hash(text: str) -> str:
    """Return the hash under which a browser admits an inline block (CSP Level 3, source expressions)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
