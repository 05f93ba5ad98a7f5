"""Our own gold set ``roles``: candidates beside a role, and statements beside what the role needs.

The order of candidates follows from judged statements by a rule that its data sheet states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, length_of, read_rows, tasks
from skillmap_eval.shipped import gold_root
from skillmap_eval.task import Item, Query, Task, check_task

LICENCE = "Apache-2.0; written by the skillmap project"
FOLDER = "roles"
EXTENTS = {"partly": 1, "shows": 2}
NEED_GRADES = {0: "not", 1: "partly", 2: "shows"}
Row = dict[str, str]


@tasks.register("gold-roles-fit")
def gold_roles_fit(data: Path | None) -> Task:
    """Candidates to a role, in the order that judged evidence gives; choices may look at it."""
    return _roles_task("fit", data)


@tasks.register("gold-roles-test")
def gold_roles_test(data: Path | None) -> Task:
    """Candidates to a role, in the order that judged evidence gives; for reporting only."""
    return _roles_task("test", data)


@tasks.register("gold-needs-fit")
def gold_needs_fit(data: Path | None) -> Task:
    """What candidates can show to the needs of the role; choices may look at it."""
    return _needs_task("fit", data)


@tasks.register("gold-needs-test")
def gold_needs_test(data: Path | None) -> Task:
    """What candidates can show to the needs of the role; for reporting only."""
    return _needs_task("test", data)


def _roles_task(split: str, data: Path | None) -> Task:
    name = f"gold-roles-{split}"
    needs, statements, graded = _read(data, name)
    queries: list[Query] = []
    targets: list[Item] = []
    judgements: dict[str, dict[str, int]] = {}
    pools: dict[str, tuple[str, ...]] = {}
    for role, rows in needs.items():
        if rows[0]["split"] != split:
            continue
        # Essential needs first: how many there are stands in the slice of that name.
        ordered = sorted(rows, key=lambda row: row["essential"] != "yes")
        texts = tuple(row["text"] for row in ordered)
        essential = sum(row["essential"] == "yes" for row in rows)
        slices = {"essential": str(essential)}
        queries.append(Query(role, ". ".join(texts), "en", slices, rows[0]["title"], texts))
        brought: dict[str, list[Row]] = defaultdict(list)
        for statement in statements[role]:
            brought[statement["candidate"]].append(statement)
        pools[role] = tuple(brought)
        targets += [_candidate(candidate, own) for candidate, own in brought.items()]
        judgements[role] = _places(ordered, brought, graded)
    task = Task(
        name=name,
        title="Roles to invented candidates, by the needs that their statements show",
        kind="role-to-candidate",
        split=split,
        licence=LICENCE,
        queries=tuple(queries),
        targets=tuple(targets),
        judgements=judgements,
        grades={grade: f"better than {grade} of the others" for grade in range(6)},
        pools=pools,
    )
    check_task(task)
    return task


def _needs_task(split: str, data: Path | None) -> Task:
    name = f"gold-needs-{split}"
    needs, statements, graded = _read(data, name)
    chosen = {role: rows for role, rows in needs.items() if rows[0]["split"] == split}
    queries = [
        Query(
            s["statement"], s["text"], "en", {"kind": s["kind"], "length": length_of(s["text"]), "role": role}
        )
        for role in chosen
        for s in statements[role]
    ]
    pools = {
        s["statement"]: tuple(n["need"] for n in rows)
        for role, rows in chosen.items()
        for s in statements[role]
    }
    task = Task(
        name=name,
        title="Statements of invented candidates to the needs of a role",
        kind="outcome-to-outcome",
        split=split,
        licence=LICENCE,
        queries=tuple(queries),
        targets=tuple(Item(n["need"], (n["text"],)) for rows in chosen.values() for n in rows),
        judgements={
            query.id: {need: graded.get((query.id, need), 0) for need in pools[query.id]} for query in queries
        },
        grades=NEED_GRADES,
        pools=pools,
    )
    check_task(task)
    return task


def _read(
    data: Path | None, task: str
) -> tuple[dict[str, list[Row]], dict[str, list[Row]], dict[tuple[str, str], int]]:
    folder = data / FOLDER if data is not None and (data / FOLDER).is_dir() else gold_root() / FOLDER
    if not (folder / "roles.tsv").is_file():
        raise TaskAbsentError(task, f"gold/{FOLDER}/roles.tsv", data)
    needs: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(folder / "roles.tsv", ("role", "split", "title", "need", "essential", "text"), "\t"):
        needs[row["role"]].append(row)
    statements: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(folder / "candidates.tsv", ("role", "candidate", "statement", "kind", "text"), "\t"):
        statements[row["role"]].append(row)
    graded: dict[tuple[str, str], int] = {}
    for number, row in enumerate(
        read_rows(folder / "judgements.tsv", ("statement", "need", "extent"), "\t"), 2
    ):
        if row["extent"] not in EXTENTS:
            known = ", ".join(EXTENTS)
            raise FormatError(
                "judgements.tsv", f"row {number}", f"extent {row['extent']!r} is none of {known}"
            )
        graded[row["statement"], row["need"]] = EXTENTS[row["extent"]]
    return needs, statements, graded


def _candidate(candidate: str, own: list[Row]) -> Item:
    texts = tuple(row["text"] for row in own)
    return Item(candidate, (" ".join(texts),), " ".join(texts), texts)


def _places(
    needs: list[Row], brought: Mapping[str, list[Row]], graded: Mapping[tuple[str, str], int]
) -> dict[str, int]:
    """Return how many others stand behind each candidate, by essential and then by optional needs."""
    worth = {}
    for candidate, own in brought.items():
        best = [max(graded.get((row["statement"], need["need"]), 0) for row in own) for need in needs]
        essential = [need["essential"] == "yes" for need in needs]
        worth[candidate] = tuple(
            sum(
                grade == wanted and is_essential is asked
                for grade, is_essential in zip(best, essential, strict=True)
            )
            for asked in (True, False)
            for wanted in (2, 1)
        )
    return {one: sum(worth[other] < worth[one] for other in worth) for one in worth}
