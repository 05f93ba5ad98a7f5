"""The tasks on occupations, on a small made-up crosswalk: nothing of the real one is in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.system import make_system
from skillmap_eval.tasks.occupations import ONE_IN

NAMES = (
    *("occupations-to-esco-fit", "occupations-to-esco-test"),
    *("occupations-to-onet-fit", "occupations-to-onet-test"),
    *("roles-from-tasks", "roles-from-tasks-fit", "roles-from-few-tasks"),
)
MANY = 24
HEAD = (
    "O*NET Id,O*NET Title,O*NET Description,ESCO or ISCO URI,ESCO or ISCO Title,ESCO or ISCO Description,"
    "Type of Match"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    code, uri = "99-{:04}.00".format, "http://example.org/o/{}".format
    files = {
        "melo/crosswalk_esco_onet.csv": ["Mapping project name,Invented,,,,,", ",,,,,,", HEAD]
        + [f"{code(n)},Folder {n},Folds {n}.,{uri(n)},folder {n},,exactMatch" for n in range(MANY)]
        + [f"{code(0)},Folder 0,Folds 0.,http://example.org/isco/1,group,,broadMatch"],
        "esco-1.2.0/raw/occupations_en.csv": ["conceptUri,preferredLabel,altLabels,description,status"]
        + [f"{uri(n)},folder {n},,Folds boat {n}.,released" for n in range(MANY)]
        + ["http://example.org/o/gone,gone,,,obsolete"],
        "esco-1.2.0/occupationSkillRelations_reconstructed.csv": [
            "occupationUri,relationType,skillUri,skillLabel"
        ]
        + [f"{uri(n)},essential,s:{n},fold boat {n}" for n in range(MANY)]
        + [f"{uri(n)},optional,s:x,sing" for n in range(MANY)],
        "onet-29.2/txt/Task Statements.txt": ["O*NET-SOC Code\tTask ID\tTask\tTask Type"]
        + [f"{code(n)}\t1\tFold boat {n}.\tCore" for n in range(MANY)],
    }
    for name, lines in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_without_the_data_a_task_is_absent(name: str, tmp_path: Path) -> None:
    with pytest.raises(TaskAbsentError, match=r"crosswalk_esco_onet\.csv"):
        tasks.get(name)(tmp_path)


@pytest.mark.parametrize("side", ["esco", "onet"])
def test_the_halves_share_nothing_and_make_the_whole(side: str, data: Path) -> None:
    fit, test = (tasks.get(f"occupations-to-{side}-{half}")(data) for half in ("fit", "test"))

    assert (fit.split, test.split) == ("fit", "test")
    assert {query.id for query in fit.queries}.isdisjoint(query.id for query in test.queries)
    assert len(fit.queries) + len(test.queries) == MANY
    assert len(fit.targets) == MANY


def test_links_to_groups_and_concepts_not_in_use_are_left_out(data: Path) -> None:
    found = [tasks.get(f"occupations-to-esco-{half}")(data) for half in ("fit", "test")]

    judged = {id: graded for task in found for id, graded in task.judgements.items()}
    assert judged["99-0000.00"] == {"http://example.org/o/0": 1}
    assert all(item.id != "http://example.org/o/gone" for item in found[0].targets)


def test_a_profile_is_the_tasks_and_a_role_its_essential_skills(data: Path) -> None:
    task = tasks.get("roles-from-tasks")(data)

    reporting = tasks.get("occupations-to-esco-test")(data).queries
    assert len(task.queries) == -(-len(reporting) // ONE_IN)
    assert task.queries[0].parts == (task.queries[0].text,)
    assert all(item.parts == (f"fold boat {item.id.rpartition('/')[2]}",) for item in task.targets)


def test_roles_for_choices_and_for_reporting_share_no_profile(data: Path) -> None:
    fit, test, few = (tasks.get(f"roles-from-{name}")(data) for name in ("tasks-fit", "tasks", "few-tasks"))

    assert (fit.split, test.split, few.split) == ("fit", "test", "test")
    assert {query.id for query in fit.queries}.isdisjoint(query.id for query in test.queries)
    assert [query.id for query in few.queries] == [query.id for query in test.queries]


def test_a_thin_profile_is_five_tasks_in_their_order(data: Path) -> None:
    rows = data / "onet-29.2/txt/Task Statements.txt"
    code = tasks.get("roles-from-tasks")(data).queries[0].id
    more = "".join(f"{code}\t{n}\tSing song {n}.\tCore\n" for n in range(7))
    rows.write_text(rows.read_text(encoding="utf-8") + more, encoding="utf-8")

    whole, few = (tasks.get(f"roles-from-{name}")(data).queries[0].parts for name in ("tasks", "few-tasks"))

    assert len(whole) == 8
    assert len(few) == 5
    assert [task for task in whole if task in few] == list(few)


def test_our_system_finds_the_role_whose_skill_a_task_names(data: Path) -> None:
    task = tasks.get("roles-from-tasks")(data)

    (found,) = make_system("skillmap").rank(task, task.queries[:1], 5)

    assert found.target_ids[0] in task.judgements[found.query_id]


def test_a_crosswalk_without_its_headings_is_refused(data: Path) -> None:
    (data / "melo/crosswalk_esco_onet.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(FormatError, match=r"begins with 'O\*NET Id'"):
        tasks.get("roles-from-tasks")(data)
