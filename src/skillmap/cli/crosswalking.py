"""``taxonomies crosswalk``: the concepts of one taxonomy matched to those of another, kept as it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skillmap.cli.matching import encoder_option
from skillmap.cli.show import NOTHING_FOUND, as_json, fail, json_option, progress_bar, say, table
from skillmap.domain import Crosswalk, CrosswalkKind, CrosswalkRow, Match, MatchRelation, MatchState

if TYPE_CHECKING:
    from skillmap.pathways import Crossing

_SHOWN = 10
_MOST = 20
"""Matches of one concept; more are no crosswalk."""


@click.command("crosswalk")
@click.argument("origin")
@click.argument("target")
@click.option("--occupations", "kind", flag_value="occupations", help="Match occupations.")
@click.option("--skills", "kind", flag_value="skills", default="skills", help="Match skills (if left out).")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Mapping set to write (SSSOM/TSV).")
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=1, show_default=True, help="Matches of a concept."
)
@click.option("--threshold", type=click.FloatRange(0, 1), help="Similarity from which one counts.")
@encoder_option
@json_option
def crosswalk_taxonomies(
    origin: str,
    target: str,
    kind: str,
    output: Path | None,
    limit: int,
    threshold: float | None,
    encoder: str,
    json: bool,
) -> None:
    """Match each concept of ORIGIN to TARGET, both installed taxonomies. All of it is inferred.

    A concept that nothing comes near enough to has no match. With -o, what is finished is kept in
    FILE.part, and an interrupted run goes on from there.
    """
    from skillmap.engine import Engine
    from skillmap.taxonomy import Taxonomy

    if output is not None and output.exists():
        fail(f"{output} exists already; choose another name")
    asked = CrosswalkKind(kind)
    with progress_bar() as progress:
        engine = Engine(taxonomy=target, encoder=encoder, progress=progress)
        crossing = engine.crossing(Taxonomy.open(origin), asked, limit=limit, threshold=threshold)
        part = _Part(output.with_name(output.name + ".part"), crossing) if output is not None else None
        rows = {row.concept_id: row for row in (part.rows if part is not None else ())}
        total = len(crossing.concepts)
        for row in crossing.rows(frozenset(rows)):
            rows[row.concept_id] = row
            if part is not None:
                part.keep(row)
            progress(f"matching {kind}", len(rows), total)
    found = crossing.crosswalk(rows.values())
    if output is not None and part is not None:
        _write(output, found, engine.on)
        part.remove()
    _show(found, output, json)
    if not any(row.matches for row in found.rows):
        raise click.exceptions.Exit(NOTHING_FOUND)


class _Part:
    """Rows of an unfinished crosswalk in a file, one a line behind a line that says what they are of."""

    def __init__(self, path: Path, crossing: Crossing) -> None:
        self._path = path
        self._head = json.dumps({"crosswalk": crossing.fingerprint})
        self.rows = tuple(_kept(path, self._head, crossing))
        if not self.rows:
            path.write_text(self._head + "\n", encoding="utf-8")

    def keep(self, row: CrosswalkRow) -> None:
        """Add a row."""
        from skillmap.json_values import plain

        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(plain(row), ensure_ascii=False) + "\n")

    def remove(self) -> None:
        """Drop the file once the crosswalk is written."""
        self._path.unlink()


def _kept(path: Path, head: str, crossing: Crossing) -> Iterator[CrosswalkRow]:
    """Yield the rows of an earlier run; none where it was of something else or another version."""
    if not path.is_file():
        return
    known = {concept.id for concept in crossing.concepts}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if lines[0] != head:
        return
    for line in lines[1:]:
        try:
            row = _row(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue  # the line that was being written when it was interrupted
        if row.concept_id in known:
            yield row


def _row(raw: dict[str, Any]) -> CrosswalkRow:
    matches = tuple(
        Match(
            **{
                **each,
                "reasons": (),
                "relation": None if each["relation"] is None else MatchRelation(each["relation"]),
            }
        )
        for each in raw["matches"]
    )
    return CrosswalkRow(raw["concept_id"], raw["label"], MatchState(raw["state"]), matches, raw["note"])


def _write(path: Path, found: Crosswalk, on: date) -> None:
    from skillmap.report import crosswalk_sssom
    from skillmap.resources import replace_file

    replace_file(path, crosswalk_sssom(found, on))


def _show(found: Crosswalk, output: Path | None, json: bool) -> None:
    if json:
        as_json(found)
        return
    matched, none = found.count(MatchState.MATCHED), found.count(MatchState.NO_MATCH)
    rows = [
        (row.label, row.matches[0].target, row.matches[0].relation or "", f"{row.matches[0].similarity:.2f}")
        for row in found.rows
        if row.matches
    ]
    head = f"{found.origin} to {found.target}: {matched} of {len(found.rows)} {found.kind.value} matched"
    table(head, ("concept", "nearest", "relation", "similarity"), rows[:_SHOWN])
    if len(rows) > _SHOWN:
        say(f"and {len(rows) - _SHOWN} more")
    say(f"{none} have no match from {found.threshold:g}; {found.count(MatchState.UNREAD)} could not be read")
    say("everything here is inferred: a person checks it before it is used")
    if output is not None:
        say(f"wrote {output}")
