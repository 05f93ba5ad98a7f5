"""``skillmap eval sentences``: what must be known of sentences before anything is trained on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import skillmap
from skillmap.cli.show import as_json, json_option, table
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.sentences import ALIKE, GRAM, SentenceSheet, read_column, read_sentences, sheet

BENCHMARKS = ("tech", "tech-validation", "house-validation", "skillskape")
"""Tasks whose sentences nothing may be trained on."""
GROUPS_FILE = "groups.csv"
REVIEW_FILE = "judged.csv"


@click.command("sentences")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder with data sets."
)
@click.option("--taxonomy", default="esco", show_default=True, help="Whose skills the sentences name.")
@json_option
def sentences_command(folder: Path, data: Path | None, taxonomy: str, json: bool) -> None:
    """Measure the training sentences in FOLDER: duplicates, frames, names, reach, errors."""
    opened = skillmap.Taxonomy.open(taxonomy)
    names = {key_of(skill.id): (skill.label, *skill.alt_labels) for skill in opened}
    benchmark = list(benchmark_sentences(data)) if data is not None else None
    found = sheet(
        read_sentences(folder),
        names,
        groups=read_column(folder / GROUPS_FILE, "skill", "group"),
        benchmark=benchmark,
        verdicts=read_column(folder / REVIEW_FILE, "sentence", "verdict"),
    )
    if json:
        as_json(found)
        return
    table("Sentences", ("fact", "figure"), list(_rows(found, benchmark)))


def key_of(uri: str) -> str:
    """Return the first eight digits of the UUID in a skill's URI: distinct for all of ESCO 1.2."""
    return uri.rpartition("/")[2][:8]


def benchmark_sentences(data: Path) -> Iterator[str]:
    """Yield the sentences of the benchmarks whose data is there."""
    for name in BENCHMARKS:
        try:
            task = tasks.get(name)(data)
        except TaskAbsentError:
            continue
        yield from (query.text for query in task.queries)


def _rows(found: SentenceSheet, benchmark: list[str] | None) -> Iterator[tuple[str, str]]:
    yield "sentences", str(found.sentences)
    yield "skills expressed", str(found.skills)
    yield "fields and branches", str(found.groups)
    yield "voices", ", ".join(f"{voice} {count}" for voice, count in found.voices.items())
    yield "words in a sentence", f"{found.words:.1f}"
    yield f"near-duplicates ({GRAM}-gram Jaccard over {ALIKE})", f"{found.near_duplicates:.2%}"
    yield "most frequent frame", f"{found.most_of_a_frame} times"
    yield "no label or other name of its skills", f"{found.name_absent:.0%}"
    yield "two skills or more", f"{found.several_skills:.0%}"
    yield "with a near miss", f"{found.with_near_miss:.0%}"
    if benchmark is None:
        yield "like a sentence of a benchmark", "not looked at; name the folder with --data"
    else:
        yield "like a sentence of a benchmark", f"{found.like_a_benchmark} ({len(benchmark)} looked at)"
    if found.wrong is None or found.wrong.value is None:
        yield "wrong, by blind review", "not reviewed"
    else:
        share = found.wrong
        interval = f"[{share.low:.1%}, {share.high:.1%}]"
        yield "wrong, by blind review", f"{share.count} of {share.of}, {share.value:.1%} {interval}"
