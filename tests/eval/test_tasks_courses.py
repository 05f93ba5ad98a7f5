"""The gold set ``courses`` and the traps that its tasks set."""

from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.task import Task
from skillmap_eval.tasks.courses import CUT_AT, FIT, TEST


def task(kind: str, split: str) -> Task:
    return tasks.get(f"gold-courses{kind}-{split}")(None)


@pytest.mark.parametrize("split", ["fit", "test"])
def test_every_course_asked_for_has_one_of_the_same_content(split: str) -> None:
    made = task("", split)

    assert len(made.queries) == 24
    assert len(made.targets) == 40
    for query in made.queries:
        assert len(made.relevant_of(query.id)) == 1
    assert not made.no_match


def test_the_splits_share_no_field_and_no_text() -> None:
    fit, test = task("", "fit"), task("", "test")

    assert {query.slices["field"] for query in fit.queries} == set(FIT)
    assert {query.slices["field"] for query in test.queries} == set(TEST)
    assert not {item.description for item in fit.targets} & {item.description for item in test.targets}


def test_titles_that_are_looked_through_are_cut() -> None:
    made = task("-titles", "test")

    assert max(len(item.names[0]) for item in made.targets) <= CUT_AT
    assert all(query.text == query.title for query in made.queries)


def test_against_the_house_all_wrong_courses_speak_like_the_asking_one() -> None:
    made = task("-house", "test")

    for query in made.queries:
        (right,) = made.relevant_of(query.id)
        houses = {id.split("@")[1] for id in made.pools[query.id] if id != right}
        assert houses == {query.slices["house"]}
        assert right.split("@")[1] not in houses


def test_against_the_surface_two_courses_stand() -> None:
    made = task("-surface", "fit")

    for query in made.queries:
        assert len(made.pools[query.id]) == 2
        assert made.relevant_of(query.id) < set(made.pools[query.id])


def test_a_set_with_an_unknown_house_or_without_its_prose_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "courses"
    folder.mkdir()
    head = "id\tfield\tside\thouse\ttitle\tcontent\toutcomes\tsame\tnear\tapart"
    row = "A\tarts\ttarget\tnowhere\tGlazing\tGlazes.\tmix a glaze\t\t\t"
    (folder / "courses.tsv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(TaskAbsentError, match=r"houses\.json"):
        tasks.get("gold-courses-test")(tmp_path)

    (folder / "houses.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FormatError, match="row 2"):
        tasks.get("gold-courses-test")(tmp_path)
