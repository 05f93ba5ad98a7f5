"""``recommend`` and ``demo``: credentials against a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.dossiers import dossier_of
from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, say, table
from skillmap.domain import (
    Advice,
    Award,
    Check,
    CheckState,
    Extent,
    Finding,
    LandingPlace,
    OutcomeCoverage,
    Recommendation,
    Severity,
)

if TYPE_CHECKING:
    from skillmap.domain import Verification

LONGEST = 160
"""Characters of one quoted text; the report and --json have the whole."""
NEAREST = 3
"""Modules without a suggestion that are still named."""


@dataclass(frozen=True)
class _Choice:
    """Policy, date, taxonomy, encoder and column map of one run."""

    policy: str = "example-university"
    on: date | None = None
    taxonomy: str = "esco"
    encoder: str = "minilm"
    columns: str | None = None
    verify: bool = False
    precedents: Path | None = None
    circumstances: Path | None = None
    evidence: Path | None = None
    decided: Path | None = None


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--programme",
    required=True,
    type=click.Path(path_type=Path),
    help="Module catalogue (CSV, Excel), descriptor (PDF) or a folder of them.",
)
@click.option("--columns", help="Column map for the catalogue, if another system exported it.")
@click.option(
    "--policy",
    default="example-university",
    show_default=True,
    help="Name of a shipped policy, or a TOML file.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the application; today if left out.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@click.option("--verify", is_flag=True, help="Run the eight checks of verify first, without a network.")
@click.option(
    "--precedents",
    type=click.Path(path_type=Path),
    help="Earlier decisions (CSV; see template precedents), to be shown beside suggestions.",
)
@click.option(
    "--circumstances",
    type=click.Path(path_type=Path),
    help="What is known beside the documents (TOML; see template circumstances).",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    help="Evidence of experience and people's judgements of it (CSV, Excel; see template evidence).",
)
@click.option(
    "--decided",
    type=click.Path(path_type=Path),
    help="Suggestions that people decided on (CSV; see template decided), to bound the error; else ours.",
)
@taxonomy_option
@encoder_option
@json_option
def recommend(
    files: tuple[Path, ...],
    programme: Path,
    columns: str | None,
    policy: str,
    on: datetime | None,
    html: Path | None,
    verify: bool,
    precedents: Path | None,
    circumstances: Path | None,
    evidence: Path | None,
    decided: Path | None,
    taxonomy: str,
    encoder: str,
    json: bool,
) -> None:
    """Suggest awards for the modules of a programme, with reasons. A person decides.

    FILES are one applicant's credentials. They may be left out where --evidence brings experience; it counts
    only as far as people judged it, and is kept apart from what credentials cover.
    """
    if not files and evidence is None:
        raise click.UsageError("give one or more credentials, or --evidence, or both")
    day = on.date() if on is not None else None
    choice = _Choice(
        policy, day, taxonomy, encoder, columns, verify, precedents, circumstances, evidence, decided
    )
    _answer(_advise(files, programme, choice), html, json)


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

    _answer(_advise(credential_files(), programme_file(), _Choice()), html, json)


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


def _advise(files: Sequence[Path], programme: Path, choice: _Choice) -> tuple[Advice, str]:
    from skillmap.engine import Engine
    from skillmap.formats import read_credentials, read_programme

    dossier, unread = dossier_of(choice.circumstances, choice.precedents, choice.evidence, choice.decided)
    with progress_bar() as progress:
        engine = Engine(
            policy=choice.policy,
            on=choice.on or dossier.circumstances.applied,
            taxonomy=choice.taxonomy,
            encoder=choice.encoder,
            progress=progress,
        )
        engine.start()  # the model loads while the files are read
        documents = read_credentials(*files)
        modules, findings = read_programme(programme, progress=progress, columns=choice.columns)
        credentials = [c for document in documents for c in document.credentials]
        profile = engine.profile(credentials)
        read = tuple(finding for document in documents for finding in document.findings)
        checked: tuple[Verification, ...] = ()
        if choice.verify:
            checked = checked_files(files, engine.on)
            dossier = replace(dossier, verifications=by_credential(credentials, checked))
        noticed = (*read, *findings, *unread, *_failed(checked))
        advice = engine.recommend(profile, modules, noticed, dossier=dossier)
    return advice, engine.taxonomy.attribution


def _failed(checked: Sequence[Verification]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            Severity.WARNING,
            f"{one.source.name}, {one.part}",
            f"The check {check.value!r} failed: {result.reason}",
        )
        for one in checked
        for check, result in zip(Check, one.results, strict=True)
        if result.state is CheckState.FAIL
    )


def _write(html: Path, advice: Advice, attribution: str) -> None:
    from skillmap.report import render_advice
    from skillmap.resources import replace_file

    replace_file(html, render_advice(advice, attributions=(attribution,)).encode())


def _show(advice: Advice) -> None:
    from skillmap.report.words import count_of

    say(f"{advice.programme.title}: suggestions on {advice.on}, not decisions")
    say(f"policy {advice.policy} ({advice.policy_status})")
    suggested = [found for found in advice.recommendations if found.award is not Award.NONE_FOUND]
    rows = [
        (
            found.module_id,
            found.module_title,
            found.award.value if found.award is not Award.ASSESS else "refer (assess)",
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
    if found.landing is not None and found.landing.place is not LandingPlace.NAMED_MODULE:
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
    from skillmap.report.words import shows_bound

    if advice.general:
        table(
            "suggestions without a module",
            ("suggested", "credit", "where it counts", "why"),
            [
                (
                    each.award.value,
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
