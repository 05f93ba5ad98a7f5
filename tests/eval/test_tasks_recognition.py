"""Our own gold set: how labels become tasks, what the set holds, and that fit and test share no text."""

import json
from itertools import product
from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.gold import FIELDS, FIT, KEYS, PASSES, TEST, gold_folder
from skillmap_eval.task import leaks
from skillmap_eval.tasks.recognition import issuer_of

NAMES = ("gold-outcomes-fit", "gold-outcomes-test", "gold-modules-fit", "gold-modules-test")


def write_field(folder: Path, field: str) -> None:
    """A field of two modules with two outcomes each, a third module, and two cases."""

    def module(id: str) -> dict[str, object]:
        outcomes = [{"id": f"{id}.{number}", "text": f"{field} outcome {id}.{number}"} for number in (1, 2)]
        return {"id": id, "title": f"{field} {id}", "description": "About it.", "outcomes": outcomes}

    def credential(id: str, kind: str) -> dict[str, object]:
        outcomes = [{"id": f"{id}.1", "text": f"{field} shown in {id}"}]
        return {"id": id, "title": f"Badge {id}", "kind": kind, "outcomes": outcomes}

    a, b = f"{field}-01", f"{field}-02"
    modules = [f"{field}-M{number}" for number in (1, 2, 3)]
    cases = [
        {
            "id": a,
            "credentials": [credential(f"{a}-a", "vendor certificate"), credential(f"{a}-b", "university")],
            "pair_modules": [modules[1], modules[0]],
        },
        {"id": b, "credentials": [credential(f"{b}-a", "sailing papers")], "pair_modules": modules[:2]},
    ]
    home = folder / "fields" / field
    home.mkdir(parents=True)
    (home / "programme.json").write_text(json.dumps({"modules": [module(id) for id in modules]}))
    (home / "cases.json").write_text(json.dumps(cases))
    shown = [(a, f"{a}-a.1"), (a, f"{a}-b.1"), (b, f"{b}-a.1")]
    asked = [f"{id}.{number}" for id in modules[:2] for number in (1, 2)]
    outcomes = {(case, one, other): "not" for (case, one), other in product(shown, asked)}
    awards = {(case, id): "none found" for case, id in product((a, b), modules)}
    first = outcomes | {(a, f"{a}-a.1", asked[0]): "met", (a, f"{a}-a.1", asked[1]): "partly"}
    write_labels(folder / "pass1" / f"{field}.outcomes.tsv", "outcomes", first)
    second = outcomes | {(a, f"{a}-a.1", asked[0]): "partly", (a, f"{a}-a.1", asked[1]): "partly"}
    write_labels(folder / "pass2" / f"{field}.outcomes.tsv", "outcomes", second)
    first = awards | {(a, modules[0]): "specified credit", (a, modules[1]): "assess"}
    write_labels(folder / "pass1" / f"{field}.awards.tsv", "awards", first)
    second = awards | {(a, modules[0]): "exemption", (a, modules[1]): "assess", (b, modules[0]): "assess"}
    write_labels(folder / "pass2" / f"{field}.awards.tsv", "awards", second)


def write_labels(path: Path, what: str, labels: dict[tuple[str, ...], str]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = ["\t".join((*KEYS[what], "label")), *("\t".join((*key, label)) for key, label in labels.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for field in FIELDS:
        write_field(tmp_path / "recognition", field)
    return tmp_path


def test_fit_and_test_are_the_fields_of_the_guideline() -> None:
    guideline = (gold_folder(None) / "GUIDELINE.md").read_text(encoding="utf-8")

    assert f"| fit | {', '.join(FIT)} |" in guideline
    assert f"| test | {', '.join(TEST)} |" in guideline


def test_an_outcome_is_ranked_against_the_outcomes_of_its_pair_modules_only(data: Path) -> None:
    task = tasks.get("gold-outcomes-fit")(data)

    pool = ("health-M1.1", "health-M1.2", "health-M2.1", "health-M2.2")
    assert task.pools["health-01-a.1"] == pool
    assert task.judgements["health-01-a.1"] == dict(zip(pool, (1, 1, 0, 0), strict=True))
    assert len(task.targets) == len(FIT) * 6


def test_the_lower_of_two_passes_is_the_gold_label(data: Path) -> None:
    task = tasks.get("gold-modules-fit")(data)

    assert task.judgements["health-01"] == {"health-M1": 2, "health-M2": 1, "health-M3": 0}
    assert task.judgements["health-02"] == {"health-M1": 0, "health-M2": 0, "health-M3": 0}
    assert task.no_match == {f"{field}-02" for field in FIT}


def test_a_case_is_asked_with_the_titles_and_outcomes_of_all_its_credentials(data: Path) -> None:
    task = tasks.get("gold-modules-test")(data)

    query = next(query for query in task.queries if query.id == "media-01")
    assert query.text == (
        "Badge media-01-a. media shown in media-01-a Badge media-01-b. media shown in media-01-b"
    )
    assert dict(query.slices) == {
        "field": "media",
        "issuer": "university and vendor",
        "kind": "university and vendor certificate",
        "length": "medium",
    }


@pytest.mark.parametrize(
    ("kind", "issuer"),
    [
        ("employer's academy certificate", "employer"),
        ("MOOC certificate", "MOOC platform"),
        ("module of another university", "university"),
        ("charity training certificate", "volunteer organisation"),
        ("attendance confirmation", "other"),
    ],
)
def test_the_issuer_is_read_from_the_kind_of_credential(kind: str, issuer: str) -> None:
    assert issuer_of(kind) == issuer


@pytest.mark.parametrize("name", NAMES)
def test_without_the_second_pass_there_is_no_gold(name: str, data: Path) -> None:
    field = FIT[0] if name.endswith("fit") else TEST[0]
    what = name.split("-")[1].replace("modules", "awards")
    file = f"pass2/{field}.{what}.tsv"
    (data / "recognition" / file).unlink()

    with pytest.raises(TaskAbsentError, match=f"task '{name}' is absent: no {file} under "):
        tasks.get(name)(data)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("\tmet\n", "\tsuperb\n", "label 'superb' is none of not, partly, met"),
        ("case\t", "applicant\t", "column 'case' is missing"),
        ("\tmet\n", "\tmet\n{row}\tmet\n", "is judged twice"),
        ("{row}\tmet\n", "", "is judged in one pass only"),
    ],
    ids=["unknown label", "other column", "judged twice", "lone judgement"],
)
def test_labels_that_cannot_be_right_are_an_error(old: str, new: str, problem: str, data: Path) -> None:
    row = "computing-01\tcomputing-01-a.1\tcomputing-M1.1"
    file = data / "recognition/pass1/computing.outcomes.tsv"
    text = file.read_text()
    assert old.format(row=row) in text
    file.write_text(text.replace(old.format(row=row), new.format(row=row)))

    with pytest.raises(FormatError, match=problem):
        tasks.get("gold-outcomes-fit")(data)


def test_a_pair_that_nobody_judged_is_an_error_and_not_a_refusal(data: Path) -> None:
    for part in PASSES:
        file = data / f"recognition/{part}/computing.awards.tsv"
        file.write_text(file.read_text().replace("computing-02\tcomputing-M3\tnone found\n", ""))

    with pytest.raises(FormatError, match="computing-02: is not judged against computing-M3"):
        tasks.get("gold-modules-fit")(data)


# queries, judgements, queries without a match; first, tenth and last query; hash of
# every text and label.
# To record again: python -m pytest tests/eval/test_tasks_recognition.py -k recorded, and copy what it found.
RECORDED = {
    "gold-outcomes-fit": (
        208,
        2080,
        67,
        ("computing-01-a.1", "computing-02-a.4", "education-09-b.4"),
        "752a524ef6d6e8a9",
    ),
    "gold-outcomes-test": (
        207,
        2070,
        76,
        ("engineering-01-a.1", "engineering-02-a.4", "media-09-b.4"),
        "ce44b01267034086",
    ),
    "gold-modules-fit": (36, 252, 12, ("computing-01", "business-01", "education-09"), "e41f4514b8c20e16"),
    "gold-modules-test": (36, 252, 12, ("engineering-01", "hospitality-01", "media-09"), "940295ba30d3f8da"),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_gold_set_is_the_one_that_was_recorded(name: str) -> None:
    task = tasks.get(name)(None)

    ids = [query.id for query in task.queries]
    judged = sum(len(graded) for graded in task.judgements.values())
    ends = (ids[0], ids[9], ids[-1])
    assert (len(ids), judged, len(task.no_match), ends, task.sha256[:16]) == RECORDED[name]


@pytest.mark.parametrize("kind", ["outcomes", "modules"])
def test_gold_fit_and_gold_test_share_no_query(kind: str) -> None:
    fit, test = (tasks.get(f"gold-{kind}-{split}")(None) for split in ("fit", "test"))

    assert leaks(fit, test) == frozenset()
