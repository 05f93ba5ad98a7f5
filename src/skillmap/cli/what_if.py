"""``policy what-if``: one case under several policies, programmes or dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.matching import encoder_option
from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap.domain import Award, RuleResult

if TYPE_CHECKING:
    from skillmap.domain import Credential, Finding, Programme
    from skillmap.recognition import Variant, WhatIf
    from skillmap.recognition.what_if import ComparedModule, Outcome, RuleDifference


@dataclass(frozen=True, slots=True)
class _Axes:
    """What is varied."""

    policies: tuple[str, ...]
    programmes: tuple[Path, ...]
    days: tuple[date | None, ...]
    encoder: str

    def name(self, policy: str, programme: Programme, day: date) -> str:
        """Return what tells one variant from the others."""
        parts = [
            policy if len(self.policies) > 1 else "",
            programme.title if len(self.programmes) > 1 else "",
            day.isoformat() if len(self.days) > 1 else "",
        ]
        return ", ".join(filter(None, parts))


@click.command("what-if")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--programme",
    "programmes",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="Module catalogue; more than one for several programmes.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    default=("example-university",),
    show_default=True,
    help="Shipped policy or TOML file; more than one for several policies.",
)
@click.option(
    "--on",
    "days",
    multiple=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the application; more than one for several dates.",
)
@encoder_option
@json_option
def what_if(
    files: tuple[Path, ...],
    programmes: tuple[Path, ...],
    policies: tuple[str, ...],
    days: tuple[datetime, ...],
    encoder: str,
    json: bool,
) -> None:
    """Compare what is suggested for FILES under several policies, programmes or dates, side by side.

    For each module that differs it names the first rule that does not say the same, with where each policy
    says so.
    """
    axes = _Axes(policies, programmes, tuple(day.date() for day in days) or (None,), encoder)
    if len(axes.policies) * len(axes.programmes) * len(axes.days) < 2:
        raise click.UsageError("give --policy, --programme or --on twice or more; one alone compares nothing")
    found = _compared(files, axes)
    if json:
        as_json(found)
    else:
        _show(found)


def _compared(files: Sequence[Path], axes: _Axes) -> WhatIf:
    from skillmap.formats import read_credentials, read_programme
    from skillmap.recognition import compare_variants

    documents = read_credentials(*files)
    credentials = tuple(credential for document in documents for credential in document.credentials)
    with progress_bar() as progress:
        read = [read_programme(place, progress=progress) for place in axes.programmes]
        variants = [
            _variant(axes, credentials, programme, (policy, day))
            for policy, programme, day in product(axes.policies, read, axes.days)
        ]
    return compare_variants(variants)


def _variant(
    axes: _Axes,
    credentials: tuple[Credential, ...],
    read: tuple[Programme, tuple[Finding, ...]],
    rules: tuple[str, date | None],
) -> Variant:
    from skillmap.engine import Engine
    from skillmap.recognition import Variant

    policy, day = rules
    engine = Engine(policy=policy, on=day, encoder=axes.encoder)
    advice = engine.recommend(credentials, read[0], read[1])
    return Variant(axes.name(policy, read[0], advice.on), advice)


def _show(found: WhatIf) -> None:
    say("The same case, side by side: suggestions, not decisions")
    for number, variant in enumerate(found.variants, start=1):
        advice = variant.advice
        say(f"  {number}: {variant.name} (policy {advice.policy}, {advice.policy_status}; on {advice.on})")
    differing = [module for module in found.modules if module.differs]
    same = [
        module
        for module in found.modules
        if not module.differs and module.outcomes[0].award is not Award.NONE_FOUND
    ]
    columns = ("code", "module", *(str(number) for number in range(1, len(found.variants) + 1)), "first rule")
    table(f"{len(differing)} modules differ", columns, [_row(module) for module in differing])
    if same:
        table(f"{len(same)} modules with the same suggestion", columns, [_row(module) for module in same])


def _row(module: ComparedModule) -> tuple[str, ...]:
    told = _difference(module.difference) if module.difference is not None else ""
    return module.module_id, module.module_title, *(_told(each) for each in module.outcomes), told


def _told(outcome: Outcome) -> str:
    if outcome.award is None:
        return "no such module"
    held = outcome.award in (Award.SPECIFIED_CREDIT, Award.EXEMPTION) and not outcome.counts
    credit = f", {outcome.credit}" if outcome.credit is not None else ""
    return f"{outcome.award.value}{credit}{' (not counting)' if held else ''}"


def _difference(difference: RuleDifference) -> str:
    one, other = _said(difference.first), _said(difference.other)
    return f"{difference.rule}: {one}; {difference.other_variant}: {other}"


def _said(result: RuleResult | None) -> str:
    return "not asked" if result is None else f"{result.verdict} ({result.reference}) {result.for_staff}"
