"""The gold set ``roles``: what it holds, and the order that follows from its judgements."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap_eval.catalogue import tasks
from skillmap_eval.shipped import gold_root

NAMES = ("gold-roles-fit", "gold-roles-test", "gold-needs-fit", "gold-needs-test")


def test_the_set_holds_what_its_data_sheet_says() -> None:
    found = {name: tasks.get(name)(None) for name in NAMES}

    assert len(found["gold-roles-fit"].queries) + len(found["gold-roles-test"].queries) == 10
    assert len(found["gold-roles-fit"].targets) + len(found["gold-roles-test"].targets) == 51
    assert len(found["gold-needs-fit"].queries) + len(found["gold-needs-test"].queries) == 184
    pairs = sum(len(pool) for name in NAMES[2:] for pool in found[name].pools.values())
    assert pairs == 1104


def test_no_text_stands_in_both_splits() -> None:
    fit, test = (tasks.get(f"gold-needs-{split}")(None) for split in ("fit", "test"))

    assert {query.text for query in fit.queries}.isdisjoint(query.text for query in test.queries)


def test_the_candidate_who_shows_everything_is_expected_first() -> None:
    task = tasks.get("gold-roles-fit")(None)
    graded = task.judgements["data-analyst"]

    assert max(graded, key=lambda candidate: graded[candidate]) == "data-analyst/6"
    assert graded["data-analyst/6"] == 5
    assert graded["data-analyst/5"] == 0


def test_a_judgement_that_is_no_extent_is_refused_with_its_row(tmp_path: Path) -> None:
    folder = tmp_path / "roles"
    shutil.copytree(gold_root() / "roles", folder)
    lines = (folder / "judgements.tsv").read_text().splitlines()
    (folder / "judgements.tsv").write_text("\n".join([lines[0], lines[1].replace("shows", "maybe")]))

    with pytest.raises(FormatError, match=r"row 2: extent 'maybe' is none of partly, shows"):
        tasks.get("gold-needs-fit")(tmp_path)
