"""``gap`` and ``pathway``: what is missing for a target, and the way there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap.domain import Document, Gap, Objective, PathTarget, Pathway, PathwayChoices, SkillNeed
from skillmap.errors import FormatError

if TYPE_CHECKING:
    from skillmap.engine import Engine


@dataclass(frozen=True, slots=True)
class _Question:
    """What both commands ask for."""

    files: tuple[Path, ...]
    target: Path | None
    occupation: str
    verify: bool
    fades_after: float | None
    taxonomy: str
    encoder: str


def _asking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a gap to a command."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True)),
        click.option("--target", type=click.Path(path_type=Path), help="Role profile (TOML)."),
        click.option("--occupation", default="", help="Name, code or URI of an occupation in the taxonomy."),
        click.option("--verify", is_flag=True, help="Run the checks of verify first, without a network."),
        click.option(
            "--fades-after",
            type=click.FloatRange(min=0),
            help="Years after which evidence counts as a part only; off if left out.",
        ),
        taxonomy_option,
        encoder_option,
        json_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_asking
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
def gap(json: bool, html: Path | None, **asked: Any) -> None:
    """Show what a person has, partly has and lacks of what a target needs.

    FILES are the person's credentials and CV. A part, a wider or a narrower skill is never counted as the
    whole, and a related one is shown and not counted.
    """
    from skillmap.engine import Engine

    question = _Question(**asked)
    with progress_bar() as progress:
        engine = Engine(taxonomy=question.taxonomy, encoder=question.encoder, progress=progress)
        found = _gap(engine, question)
        attributions = _attributions(engine, question)
    if html is not None:
        from skillmap.report import render_gap
        from skillmap.resources import replace_file

        replace_file(html, render_gap(found, attributions=attributions).encode())
    if json:
        as_json(found)
        return
    _show_gap(found)
    if html is not None:
        say(f"report: {html}")


@click.command()
@_asking
@click.option(
    "--offers",
    "catalogues",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path, exists=True),
    help="Catalogue of modules or credentials on offer; may be given several times.",
)
@click.option(
    "--limits", "limits_file", type=click.Path(path_type=Path), help="Limits (TOML; see template limits)."
)
@click.option(
    "--by",
    type=click.Choice([each.value for each in Objective]),
    default=Objective.CHEAPEST.value,
    show_default=True,
    help="What the plan is to be best for.",
)
@click.option("--alternatives", "compared", is_flag=True, help="Also show the best plan for every objective.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
def pathway(
    json: bool,
    catalogues: tuple[Path, ...],
    limits_file: Path | None,
    by: str,
    compared: bool,
    html: Path | None,
    **asked: Any,
) -> None:
    """Plan the best legal set of modules and micro-credentials that closes the gap to a target.

    FILES are what the person brings; without any, all that the target needs is planned for.
    """
    from skillmap.domain import PlanLimits
    from skillmap.engine import Engine
    from skillmap.formats import LimitsFile, read_limits
    from skillmap.pathways import alternatives

    question = _Question(**asked)
    read = read_limits(limits_file) if limits_file is not None else LimitsFile(PlanLimits())
    with progress_bar() as progress:
        engine = Engine(taxonomy=question.taxonomy, encoder=question.encoder, progress=progress)
        found = _gap(engine, question)
        offered = engine.offers(found.open_needs, _catalogues(catalogues), read.facts)
        plan = engine.pathway(found, offered, read.limits, Objective(by))
    if html is not None:
        from skillmap.report import render_pathway
        from skillmap.resources import replace_file

        replace_file(html, render_pathway(found, plan, attributions=_attributions(engine, question)).encode())
    choices = alternatives(found.open_needs, offered.offers, read.limits) if compared else None
    if json:
        as_json({"gap": found, "pathway": plan, "alternatives": choices})
        return
    _show_plan(found, plan)
    if choices is not None:
        _show_choices(choices)
    if html is not None:
        say(f"report: {html}")


def _gap(engine: Engine, question: _Question) -> Gap:
    from dataclasses import replace

    from skillmap.pathways import Bringing, candidate_of

    target = _target(engine, question)
    documents, refused = _read(question.files)
    credentials = [credential for document in documents for credential in document.credentials]
    claims = [claim for document in documents for claim in document.claims]
    files = [file for place in question.files for file in _files(place)]
    checks = by_credential(credentials, checked_files(files, engine.on)[0]) if question.verify else {}
    holder = replace(candidate_of("holder", credentials, claims, checks), unreadable=refused)
    setting = Bringing(verifications=checks, on=engine.on, fades_after_years=question.fades_after)
    return engine.gap(holder, target, credentials, setting)


def _attributions(engine: Engine, question: _Question) -> tuple[str, ...]:
    return (engine.taxonomy.attribution,) if question.occupation else ()


def _target(engine: Engine, question: _Question) -> PathTarget:
    from skillmap.formats import read_role

    if (question.target is None) == (not question.occupation):
        raise click.UsageError("give either --target ROLE.toml or --occupation NAME")
    if question.target is not None:
        return read_role(question.target)
    return engine.occupation_target(question.occupation)


def _files(place: Path) -> list[Path]:
    return sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]


def _read(places: Sequence[Path]) -> tuple[list[Document], tuple[tuple[str, str], ...]]:
    from skillmap.formats import read_documents_together

    files = [file for place in places for file in _files(place)]
    readings = read_documents_together(*files) if files else ()
    documents = [reading.document for reading in readings if reading.document is not None]
    return documents, tuple((each.path.name, each.refusal) for each in readings if each.refusal)


def _catalogues(places: Sequence[Path]) -> list[Document]:
    documents, refused = _read(places)
    if refused:
        raise FormatError(refused[0][0], "", refused[0][1])
    if not any(document.modules or document.offers for document in documents):
        raise FormatError(places[0].name, "", "holds no modules and no credentials on offer")
    return documents


def _show_gap(found: Gap) -> None:
    rows = [
        (item.state.value, "essential" if item.need.essential else "optional", item.need.label, item.why)
        for item in found.items
    ]
    table(f"{found.target.title}: gap", ("", "", "need", "why"), rows)
    for item in found.items:
        if item.level_gap:
            say(f"  level, {item.need.label}: {item.level_gap}")
    for which, why in found.unread:
        say(f"could not read {which}: {why}")
    for note in (*found.target.notes, *found.notes):
        say(note)


def _show_plan(found: Gap, plan: Pathway) -> None:
    from skillmap.report.words import count_of

    needs = {need.id: need for need in found.open_needs}
    names = {need.id: need.label for need in found.open_needs}
    rows = [
        (
            f"{item.term}" if item.term == item.last_term else f"{item.term}-{item.last_term}",
            item.offer.title or item.offer.id,
            str(item.offer.cost or "cost not stated"),
            str(item.offer.credit or "no credit stated"),
            "; ".join(_named(id, needs) for id in _essential_first(item.adds, needs))
            or "needed before another",
        )
        for item in plan.items
    ]
    heads = ("term", "offer", "cost", "credit", "adds")
    table(f"{found.target.title}: {plan.by} pathway ({plan.state})", heads, rows)
    for item in plan.items:
        for each in item.offer.teaches:
            if each.need_id in item.adds and each.outcome:
                told = f"{each.outcome!r} (similarity {each.similarity:.2f})"
                say(f"  {item.offer.id}, {names[each.need_id]}: {told}")
    priced = f", {plan.unpriced} without a stated cost" if plan.unpriced else ""
    totals = [str(plan.cost)] if plan.cost is not None else []
    totals += [*map(str, plan.credits), *([str(plan.hours)] if plan.hours is not None else [])]
    totals += [count_of(plan.terms, "term")]
    say(f"together: {', '.join(totals)}{priced}")
    sure = f"at most {plan.gap:.1%} from the best" if plan.gap else "and no plan has less"
    say(f"{plan.measure}: {plan.value:g}, {sure}")
    for told in plan.binding:
        say(f"limit: {told}")
    for stacking in plan.stacks:
        say(f"counts towards: {stacking}")
    for left in plan.uncovered:
        say(f"open, {'essential' if left.need.essential else 'optional'}: {left.need.label}: {left.why}")
    for note in plan.notes:
        say(note)


def _essential_first(ids: Sequence[str], needs: Mapping[str, SkillNeed]) -> list[str]:
    return sorted(ids, key=lambda id: not needs[id].essential)


def _named(id: str, needs: Mapping[str, SkillNeed]) -> str:
    return needs[id].label if needs[id].essential else f"{needs[id].label} (optional)"


def _show_choices(choices: PathwayChoices) -> None:
    rows = [
        (
            each.by.value,
            f"{len(each.items)} offers in {each.terms} terms",
            str(each.cost or "cost not stated"),
            ", ".join(map(str, each.credits)) or "no credit stated",
            each.state.value,
            ", ".join(item.offer.id for item in each.items),
        )
        for each in choices.pathways
    ]
    table("alternatives", ("best for", "size", "cost", "credit", "", "offers"), rows)
    for alike in choices.same:
        if len(alike) > 1:
            say(f"the same offers: {', '.join(alike)}")
