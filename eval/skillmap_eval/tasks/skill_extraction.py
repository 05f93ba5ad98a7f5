"""Sentences of vacancies and the ESCO skills in them (TECH and HOUSE, Decorte et al.; SkillSkape).

Grouped as the published figures group them: one query for each sentence, its gold the set of labels of all
its spans, spans without a label dropped. The candidates are the list that comes with the data (ESCO 1.1).
"""

from __future__ import annotations

import ast
from pathlib import Path

import skillmap
from skillmap.errors import FormatError, NotInstalledError
from skillmap_eval.catalogue import length_of, present, read_rows, tasks, tidy
from skillmap_eval.task import Item, Query, Task, check_task

FOLDER = "skill-extraction-gold"
LABELS = f"{FOLDER}/skills_en_label.txt"
ABSENT = "LABEL NOT PRESENT"
"""The annotators found no ESCO skill for the span."""
UNDERSPECIFIED = "UNDERSPECIFIED"
"""The span names a skill, but not closely enough to choose one."""
LICENCE = "CC BY 4.0 on the TechWolf data cards; the repository of the files states none"


@tasks.register("tech")
def tech(data: Path | None) -> Task:
    """TECH, test part: 338 sentences of technical vacancies."""
    return _task("tech", "TECH test: vacancy sentences to ESCO skills", "test", data)


@tasks.register("tech-validation")
def tech_validation(data: Path | None) -> Task:
    """TECH, validation part: 75 sentences."""
    return _task("tech-validation", "TECH validation: vacancy sentences to ESCO skills", "validation", data)


@tasks.register("house-validation")
def house_validation(data: Path | None) -> Task:
    """HOUSE, validation part: 61 sentences of vacancies of all kinds."""
    return _task("house-validation", "HOUSE validation: vacancy sentences to ESCO skills", "validation", data)


@tasks.register("tech-abstain")
def tech_abstain(data: Path | None) -> Task:
    """TECH test with the sentences in which no marked skill is in ESCO: the right answer there is to abstain.

    It measures less than it seems to. Every sentence names a skill, so none is far from ESCO; a query without
    a match only says that the annotators found no label for the spans they marked. Sentences with an
    underspecified span and no label are left out: they have a match that nobody named.
    """
    title = "TECH test with sentences whose skills ESCO lacks, as annotated (all sentences name some skill)"
    return _task("tech-abstain", title, "test", data, with_no_match=True)


@tasks.register("skillskape")
def skillskape(data: Path | None) -> Task:
    """SkillSkape, development part: 1,230 synthetic sentences, many of them with implicit mentions.

    Evaluation only: its labels were drawn from those of TECH and HOUSE, so training on it, or choosing by it,
    would leak what is frequent there (Magron et al., JobSkape, 2024).
    """
    path = present("skillskape", data, "skillskape/dev.csv")
    targets = _targets(present("skillskape", data, LABELS))
    id_of = {item.names[0]: item.id for item in targets}
    queries, judgements = [], {}
    for number, row in enumerate(read_rows(path, ("sentence", "skills")), 1):
        labels = {_without_commas(label) for label in _listed(path, number, row["skills"])}
        found = sorted(id_of[label] for label in labels if label in id_of)
        if not found:
            continue
        query = Query(
            f"skillskape-dev-{number:04}", row["sentence"], "en", {"length": length_of(row["sentence"])}
        )
        queries.append(query)
        judgements[query.id] = dict.fromkeys(found, 1)
    task = Task(
        name="skillskape",
        title="SkillSkape development: synthetic vacancy sentences to ESCO skills",
        kind="statement-to-skill",
        split="test",
        licence="MIT",
        queries=tuple(queries),
        targets=targets,
        judgements=judgements,
        grades={0: "not labelled", 1: "labelled"},
    )
    check_task(task)
    return task


def _listed(path: Path, number: int, text: str) -> list[str]:
    """Return the labels of a cell such as ``['a', 'b']``."""
    try:
        labels = ast.literal_eval(text)
    except (ValueError, SyntaxError) as error:
        raise FormatError(path.name, f"row {number + 1}", f"{text[:40]!r} is not a list of labels") from error
    return [label for label in labels if isinstance(label, str)]


def _task(name: str, title: str, split: str, data: Path | None, *, with_no_match: bool = False) -> Task:
    source = "house" if name.startswith("house") else "tech"
    path = present(name, data, f"{FOLDER}/{source}_{split}_annotations.csv")
    targets = _targets(present(name, data, LABELS))
    id_of = {item.names[0]: item.id for item in targets}
    labels_of = _labels_by_sentence(path, frozenset(id_of))
    seen = _validation_texts(name, data) if split == "test" else None
    queries, judgements = [], {}
    # The number is the place among all sentences: a sentence has one id in every task of its file.
    for number, (sentence, labels) in enumerate(labels_of.items(), 1):
        found = labels - {ABSENT, UNDERSPECIFIED}
        if not found and not (with_no_match and UNDERSPECIFIED not in labels):
            continue
        slices = {"length": length_of(sentence)}
        if seen is not None:
            slices["in validation"] = "yes" if tidy(sentence).lower() in seen else "no"
        query = Query(f"{source}-{split}-{number:03}", sentence, "en", slices)
        queries.append(query)
        if found:
            judgements[query.id] = dict.fromkeys(sorted(id_of[label] for label in found), 1)
    task = Task(
        name=name,
        title=title,
        kind="statement-to-skill",
        split=split,
        licence=LICENCE,
        queries=tuple(queries),
        targets=targets,
        judgements=judgements,
        grades={0: "not labelled", 1: "labelled"},
    )
    check_task(task)
    return task


def _validation_texts(name: str, data: Path | None) -> frozenset[str]:
    """Sentences of TECH validation: eight of TECH test are among them, as published."""
    path = present(name, data, f"{FOLDER}/tech_validation_annotations.csv")
    return frozenset(tidy(row["sentence"]).lower() for row in read_rows(path, ("sentence",)))


def _labels_by_sentence(path: Path, known: frozenset[str]) -> dict[str, set[str]]:
    labels_of: dict[str, set[str]] = {}
    for number, row in enumerate(read_rows(path, ("sentence", "label")), 2):
        label = _without_commas(row["label"])
        if label not in known and label not in (ABSENT, UNDERSPECIFIED):
            raise FormatError(path.name, f"row {number}", f"label {label!r} is not in {LABELS}")
        labels_of.setdefault(row["sentence"], set()).add(label)
    return labels_of


def _targets(path: Path) -> tuple[Item, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(path.name, "", f"cannot be read: {error}") from error
    esco = _esco()
    targets = []
    # Ids are places in the list: run files that are committed hold no text of the data.
    for number, label in enumerate(dict.fromkeys(tidy(line) for line in lines if line.strip()), 1):
        names, description = esco.get(label, ((), ""))
        targets.append(Item(f"label-{number:05}", tuple(dict.fromkeys((label, *names))), description))
    return tuple(targets)


def _esco() -> dict[str, tuple[tuple[str, ...], str]]:
    """Names and description by label without commas; empty where ESCO is not installed.

    The list of the data is the older ESCO 1.1, so a few hundred of its skills stay bare either way.
    """
    try:
        taxonomy = skillmap.Taxonomy.open("esco")
    except NotInstalledError:
        return {}
    rows = ((taxonomy.names_of(row), taxonomy.description_of(row)) for row in range(len(taxonomy)))
    return {_without_commas(names[0]): (names, description) for names, description in rows}


def _without_commas(label: str) -> str:
    """The list of labels has lost its commas, so nothing is compared with them."""
    return tidy(label.replace(",", ""))
