"""``skillmap eval awards``: suggested against expected awards."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap_eval.awards import AWARDS, SPLITS, AwardAgreement, award_agreement
from skillmap_eval.calibration import Share


@click.command("awards")
@click.option("--split", type=click.Choice([*SPLITS, "all"]), default="all", show_default=True)
@click.option("--policy", default="example-university", show_default=True, help="Name or TOML file.")
@click.option("--cases", is_flag=True, help="List every module with another award than expected.")
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder with a gold set."
)
@json_option
def awards_command(split: str, policy: str, cases: bool, data: Path | None, json: bool) -> None:
    """Suggest awards for the applications of the gold set, and hold them against the expected ones.

    The fit fields were looked at when the thresholds were chosen; the test fields are for reporting only.
    """
    with progress_bar() as progress:
        found = [
            award_agreement(name, policy=policy, data=data, progress=progress)
            for name in (SPLITS if split == "all" else (split,))
        ]
    if json:
        as_json([{**asdict(one), **_figures(one)} for one in found])
        return
    for one in found:
        _show(one, cases)


def _figures(one: AwardAgreement) -> dict[str, object]:
    return {
        name: {"count": share.count, "of": share.of, "low": share.low, "high": share.high}
        for name, share in (
            ("same", one.same),
            ("found", one.found),
            ("wrong", one.wrong),
            ("needless", one.needless),
        )
    }


def _show(one: AwardAgreement, cases: bool) -> None:
    say(f"{one.split} fields, policy {one.policy}: {len(one.pairs)} modules of applicants")
    say(f"  as expected: {_share(one.same)}")
    say(f"  award or assessment found where one is expected: {_share(one.found)}")
    say(f"  suggested awards that are expected to be lower: {_share(one.wrong)}")
    say(f"  something suggested where nothing is expected: {_share(one.needless)}")
    rows = [
        (expected, *(str(one.counts.get((expected, suggested), 0)) for suggested in AWARDS))
        for expected in AWARDS
    ]
    table("expected (rows) and suggested (columns)", ("", *AWARDS), rows)
    for pair in one.pairs if cases else ():
        if pair.suggested != pair.expected:
            told = f"expected {pair.expected}, suggested {pair.suggested}: {pair.reason}"
            say(f"  {pair.case} {pair.module}: {told}")


def _share(share: Share) -> str:
    if share.value is None:
        return "none"
    return f"{share.count} of {share.of}, {share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"
