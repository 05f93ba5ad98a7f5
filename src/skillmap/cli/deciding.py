"""``recommend`` and ``demo``: credentials against a programme."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.case import Case, advise, case_options
from skillmap.cli.matching import taxonomy_option
from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, say, table
from skillmap.domain import (
    Advice,
    Award,
    Extent,
    LandingPlace,
    OutcomeCoverage,
    Recommendation,
)

LONGEST = 160
"""Characters of one quoted text; the report and --json have the whole."""
NEAREST = 3
"""Modules without a suggestion that are still named."""


@click.command()
@case_options
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@taxonomy_option
@json_option
def recommend(case: Case, html: Path | None, taxonomy: str, json: bool) -> None:
    """Suggest awards for the modules of a programme, with reasons. A person decides.

    FILES are one applicant's credentials. They may be left out where --evidence brings experience; it counts
    only as far as people judged it, and is kept apart from what credentials cover.
    """
    _answer(advise(case, taxonomy), html, json)


@click.command()
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    default=Path("out/report.html"),
    show_default=True,
    help="Where to write the report.",
)
@json_option
def demo(html: Path, json: bool) -> None:
    """Run the main job on the examples that ship with skillmap."""
    from skillmap.examples import credential_files, programme_file

    _answer(advise(Case(tuple(credential_files()), programme_file())), html, json)


def _answer(answered: tuple[Advice, str], html: Path | None, json: bool) -> None:
    advice, attribution = answered
    if html is not None:
        _write(html, advice, attribution)
    if json:
        as_json(advice)
    else:
        _show(advice)
        if html is not None:
            say(f"report: {html}")
    if all(found.award is Award.NONE_FOUND for found in advice.recommendations):
        raise click.exceptions.Exit(NOTHING_FOUND)


def _write(html: Path, advice: Advice, attribution: str) -> None:
    from skillmap.report import render_advice
    from skillmap.resources import replace_file

    replace_file(html, render_advice(advice, attributions=(attribution,)).encode())


def _show(advice: Advice) -> None:
    from skillmap.report.words import award_label, count_of

    say(f"{advice.programme.title}: suggestions on {advice.on}, not decisions")
    say(f"policy {advice.policy} ({advice.policy_status})")
    suggested = [found for found in advice.recommendations if found.award is not Award.NONE_FOUND]
    rows = [
        (
            found.module_id,
            found.module_title,
            award_label(found.award, found.landing) if found.award is not Award.ASSESS else "refer (assess)",
            str(found.credit) if found.credit is not None else "",
            found.reason,
        )
        for found in suggested
    ]
    if rows:
        table(
            f"{count_of(len(rows), 'module')} with a suggestion",
            ("code", "module", "suggested", "credit", "why"),
            rows,
        )
    else:
        say("no module is suggested for an award")
        nearest = advice.recommendations[:NEAREST]
        table(
            "nearest modules",
            ("code", "module", "nearness", "why not"),
            [(r.module_id, r.module_title, f"{r.nearness:.2f}", r.reason) for r in nearest],
        )
    for found in suggested or advice.recommendations[:1]:
        _show_outcomes(found)
    _show_together(advice)
    table(
        "credentials",
        ("credential", "standing", "what became of it"),
        [(s.credential.title, s.standing.value, s.note) for s in advice.standings],
    )
    for finding in advice.findings:
        say(f"{finding.severity.value}: {finding.place}: {finding.message}")


def _show_outcomes(found: Recommendation) -> None:
    from skillmap.recognition.reasons import change_for
    from skillmap.report.words import bound_words

    rows = [
        (
            covered.extent.value,
            covered.outcome.text,
            _evidence_of(covered),
        )
        for covered in found.coverage.outcomes
    ]
    table(f"{found.module_id} {found.module_title}", ("extent", "module outcome", "evidence"), rows)
    if found.route is not None:
        say(f"  to be assessed: {found.route}")
    if found.landing is not None and found.is_held_back:
        say(f"  does not count, by: {found.landing.reference}")
    elif found.landing is not None and found.landing.place is not LandingPlace.NAMED_MODULE:
        say(f"  counts as: {found.landing.place}; {found.landing.reason}")
    for note in found.precedents:
        say(f"  {'warning' if note.agrees is False else 'earlier decision'}: {note.words}")
    told = bound_words(found)
    if told:
        say(f"  {told}")
    # What is missing stands in the table above.
    listed = {change_for(covered.outcome) for covered in found.coverage.outcomes}
    open_ones = sum(change in listed for change in found.changes)
    for change in found.changes:
        if change not in listed:
            say(f"  would change the answer: {change}")
    if open_ones:
        said = "the outcome" if open_ones == 1 else f"the {open_ones} outcomes"
        say(f"  would change the answer: evidence for {said} above that no evidence meets")
    if found.alternatives:
        say(f"  the same evidence comes near to: {', '.join(found.alternatives)}")


def _evidence_of(covered: OutcomeCoverage) -> str:
    """Return what an outcome is covered by: judged experience by its items, else the words that matched."""
    from skillmap.text import clipped

    if covered.evidence_ids:
        return f"judged experience: {', '.join(covered.evidence_ids)}"
    if covered.match is None or covered.extent is Extent.MISSING:
        return ""
    return clipped(covered.match.statement, LONGEST)


def _show_together(advice: Advice) -> None:
    from skillmap.report.words import award_label, shows_bound

    if advice.general:
        table(
            "suggestions without a module",
            ("suggested", "credit", "where it counts", "why"),
            [
                (
                    award_label(each.award, each.landing),
                    str(each.credit or ""),
                    f"{each.landing.place} {each.landing.name}: {each.landing.reason}",
                    each.reason,
                )
                for each in advice.general
            ],
        )
    held = [cap for cap in advice.caps if cap.binding]
    for cap in held:
        say(f"limit reached: {cap.words} ({cap.used:g} of {cap.allowed:g} {cap.unit}; {cap.reference})")
    if advice.bound is not None and shows_bound(advice):
        say(f"bound on wrong suggestions: {advice.bound.words}")
        for assumption in advice.bound.assumptions:
            say(f"  assumed: {assumption}")
    if advice.best_proven is not None:
        known = "no other legal set is worth more" if advice.best_proven else "a better set may exist"
        say(f"the awards were chosen among several: {known}")
