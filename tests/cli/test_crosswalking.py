"""``taxonomies crosswalk`` as a user runs it, with the shipped encoder. Everything in it is invented."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from skillmap.cli.app import app
from skillmap.domain import Document, Occupation, Relation, RelationKind, Skill, Source
from skillmap.errors import NotInstalledError
from skillmap.resources import cache_root
from skillmap.taxonomy import install_framework

LINK = Relation("http://example.org/s/1", RelationKind.ESSENTIAL_FOR, "http://example.org/o/1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    models = cache_root() / "models"
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/models").symlink_to(models)
    source = Source("invented.ttl", "skos", "0" * 64)
    for name, start, skills, jobs in (
        ("ours", "http://example.com", ("bake bread", "shear sheep"), ("bakers", "shepherds")),
        ("theirs", "http://example.org", ("bake bread", "repair engines"), ("baker", "engine mechanic")),
    ):
        held = tuple(Skill(f"{start}/s/{n}", label) for n, label in enumerate(skills, 1))
        done = tuple(Occupation(f"{start}/o/{n}", label) for n, label in enumerate(jobs, 1))
        install_framework(Document(source, skills=held, occupations=done, relations=(LINK,)), name, "1")
    return tmp_path


def run(*words: object) -> int | None:
    return app(["taxonomies", "crosswalk", *map(str, words)], standalone_mode=False)


def test_skills_are_matched_and_written_as_a_mapping_set(folder: Path, capsys) -> None:
    run("ours", "theirs", "-o", folder / "out.sssom.tsv")

    out = capsys.readouterr().out
    assert "1 of 2 skills matched" in out
    assert "bake bread | bake bread | exact" in out
    written = (folder / "out.sssom.tsv").read_text(encoding="utf-8")
    assert "\tskos:exactMatch\t" in written
    assert "shear sheep" not in written
    assert not (folder / "out.sssom.tsv.part").exists()


def test_occupations_are_matched_where_they_are_asked_for(folder: Path, capsys) -> None:
    run("ours", "theirs", "--occupations", "--json")

    found = json.loads(capsys.readouterr().out)
    assert [[match["target"] for match in row["matches"]] for row in found["rows"]] == [["baker"], []]


def test_an_interrupted_run_goes_on_from_what_is_kept(folder: Path, capsys, monkeypatch) -> None:
    from skillmap.pathways import Crossing

    rows = Crossing.rows
    monkeypatch.setattr(Crossing, "rows", _interrupted)
    with pytest.raises(click.exceptions.Abort):
        run("ours", "theirs", "-o", folder / "out.sssom.tsv")
    part = folder / "out.sssom.tsv.part"
    # The line that was being written when it ended is not whole.
    part.write_text(part.read_text(encoding="utf-8") + '{"concept_id": "http', encoding="utf-8")
    asked = []
    monkeypatch.setattr(Crossing, "rows", lambda self, done: (asked.append(done), rows(self, done))[1])
    capsys.readouterr()

    run("ours", "theirs", "-o", folder / "out.sssom.tsv", "--json")

    assert asked == [frozenset({"http://example.com/s/1"})]
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 2


def _interrupted(self, done):
    from skillmap.domain import CrosswalkRow, MatchState

    yield CrosswalkRow("http://example.com/s/1", "bake bread", MatchState.NO_MATCH, (), "invented")
    raise KeyboardInterrupt


def test_what_is_kept_of_another_question_is_not_taken(folder: Path, capsys) -> None:
    (folder / "out.sssom.tsv.part").write_text(
        '{"crosswalk": "another"}\n{"concept_id": "x"}\n', encoding="utf-8"
    )

    run("ours", "theirs", "-o", folder / "out.sssom.tsv", "--json")

    assert len(json.loads(capsys.readouterr().out)["rows"]) == 2


def test_a_file_that_is_there_is_not_written_over(folder: Path, capsys) -> None:
    (folder / "out.sssom.tsv").write_text("mine", encoding="utf-8")

    with pytest.raises(SystemExit):
        run("ours", "theirs", "-o", folder / "out.sssom.tsv")

    assert "exists already" in capsys.readouterr().err


def test_nothing_that_is_near_ends_with_one(folder: Path) -> None:
    assert run("ours", "theirs", "--threshold", "1") == 1


def test_occupations_of_a_taxonomy_without_them_are_refused(folder: Path) -> None:
    source = Source("invented.ttl", "skos", "0" * 64)
    install_framework(Document(source, skills=(Skill("http://example.net/s/1", "bake"),)), "bare", "1")

    with pytest.raises(NotInstalledError, match="came without occupations"):
        run("bare", "theirs", "--occupations")
