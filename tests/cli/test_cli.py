"""The commands as a user runs them, in processes of their own, on the shipped examples."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from skillmap.examples import credential_files, programme_file

CREDENTIALS = {path.stem: path for path in credential_files()}
STATEMENTS = {
    "Find data sets that suit a question": {"gather data", "perform data mining"},
    "Judge whether a source of data can be trusted": {
        "assess reliability of data",
        "check correctness of information",
    },
    "Use data within the rules of ethics and privacy": {
        "data ethics",
        "respect data protection principles",
        "ensure information privacy",
    },
    "Store, name and document data so that others can use it": {
        "manage data",
        "manage data, information and digital content",
    },
}


def skillmap(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> dict:
    report = tmp_path_factory.mktemp("demo") / "out" / "report.html"
    done = skillmap("demo", "--html", report, "--json")
    assert done.returncode == 0, done.stderr
    return {"advice": json.loads(done.stdout), "html": report.read_text(encoding="utf-8")}


def standing(demo: dict, title: str) -> dict:
    return next(s for s in demo["advice"]["standings"] if s["credential"]["title"].startswith(title))


def test_the_demo_suggests_credit_for_the_covered_module_with_its_outcomes(demo) -> None:
    first = demo["advice"]["recommendations"][0]

    assert (first["module_id"], first["award"]) == ("DS101", "specified credit")
    assert {outcome["extent"] for outcome in first["coverage"]["outcomes"]} == {"met"}
    assert demo["advice"]["recommendations"][1]["award"] != "specified credit"


def test_the_demo_refers_the_expired_credential_and_refuses_nobody(demo) -> None:
    expired = standing(demo, "Statistics for Practitioners")

    assert expired["standing"] == "refer"
    assert expired["supports"] == ["DS103"]
    assert "refused" not in json.dumps(demo["advice"]).lower()
    assert "refused" not in demo["html"].lower()


def test_the_demo_marks_participation_only_and_rests_nothing_on_it(demo) -> None:
    webinar = standing(demo, "Open Data without Regrets")

    assert webinar["standing"] == "cannot support an award"
    assert webinar["supports"] == []
    assert "Participation only" in webinar["note"]


def test_the_demo_names_the_nearest_module_of_the_unrelated_credential_and_why_not(demo) -> None:
    barista = standing(demo, "Barista")

    assert barista["supports"] == []
    assert barista["nearest_module_id"]
    assert "Nothing suggested; nearest module" in barista["note"]
    assert "counts as met" in barista["note"]


def test_the_demo_gives_the_partial_credential_to_an_assessor_with_what_is_missing(demo) -> None:
    programming = next(r for r in demo["advice"]["recommendations"] if r["module_id"] == "DS102")
    missing = [o["outcome"]["text"] for o in programming["coverage"]["outcomes"] if o["extent"] == "missing"]

    assert programming["award"] == "assess"
    assert len(missing) == 3
    assert all(f"Evidence for: {text}" in programming["changes"] for text in missing)


def test_the_report_is_one_file_that_loads_nothing(demo) -> None:
    assert "<!doctype html>" in demo["html"][:30].lower()
    assert "src=" not in demo["html"]
    assert "@import" not in demo["html"]


def test_the_same_input_gives_the_same_bytes() -> None:
    arguments = (
        "recommend",
        *credential_files(),
        "--programme",
        programme_file(),
        "--on",
        "2026-11-23",
        "--json",
    )

    one, other = skillmap(*arguments), skillmap(*arguments)

    assert one.returncode == 0
    assert one.stdout == other.stdout


def test_statements_find_their_skills_among_the_first_five() -> None:
    done = skillmap("match", *STATEMENTS, "--json")

    for result in json.loads(done.stdout):
        found = [candidate["target"] for candidate in result["candidates"][:5]]
        assert STATEMENTS[result["statement"]["text"]] & set(found), (result["statement"]["text"], found)
        assert result["state"] == "matched"


@pytest.mark.parametrize(
    "statement", ["The kettle is behind the blue door", "My aunt lives in the second house on the left"]
)
def test_a_remark_that_names_no_skill_gives_no_match_with_the_nearest(statement: str) -> None:
    done = skillmap("match", statement, "--json")
    (result,) = json.loads(done.stdout)

    assert done.returncode == 1
    assert result["state"] == "no match"
    assert len(result["candidates"]) == 5
    assert result["note"]


def test_read_shows_each_fact_with_its_place() -> None:
    done = skillmap("read", CREDENTIALS["data-stewardship"])

    assert done.returncode == 0
    assert "5 ECTS" in done.stdout
    assert "$.credentialSubject.hasClaim" in done.stdout


@pytest.mark.parametrize("kind", ["modules", "credentials"])
def test_a_template_can_be_read_back(kind: str, tmp_path: Path) -> None:
    form = tmp_path / f"{kind}.csv"

    assert skillmap("template", kind, "-o", form).returncode == 0
    assert skillmap("read", form).returncode == 0
    assert skillmap("template", kind, "-o", form).returncode == 2  # an existing file is never overwritten


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.json", b"", "empty.json: the file is empty"),
        ("half.json", b'{"type": ["VerifiableCredential"', "half.json"),
        ("noise.bin", bytes(range(256)), "noise.bin"),
        ("list.csv", b"code,title,outcomes\n,Baking,Bake bread\n", "list.csv, row 2, column code"),
        (
            "bad.csv",
            b"code,title,outcomes,credits\nA1,Baking,Bake bread,ten\n",
            "bad.csv, row 2, column credits",
        ),
        ("fake.pdf", b"%PDF-1.7 nothing", "fake.pdf"),
    ],
)
def test_a_broken_file_is_one_clear_line_and_exit_code_2(tmp_path: Path, name, content, told) -> None:
    (tmp_path / name).write_bytes(content)

    done = skillmap("read", tmp_path / name)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("read", "nowhere.json"), "nowhere.json: there is no such file"),
        (("taxonomies", "show", "escoo"), "no taxonomy 'escoo'; there are: "),
        (("match", "x", "--encoder", "minilm2"), "no encoder 'minilm2'"),
        (
            ("template", "badges"),
            "no template 'badges'; there are: circumstances, columns, credentials, decided, evidence",
        ),
    ],
)
def test_a_wrong_name_lists_what_there_is(arguments, told) -> None:
    done = skillmap(*arguments)

    assert done.returncode == 2
    assert told in done.stderr


def test_without_an_installed_taxonomy_the_error_names_the_command(tmp_path: Path) -> None:
    import os

    done = skillmap("taxonomies", "search", "data", env={**os.environ, "SKILLMAP_CACHE": str(tmp_path)})

    assert done.returncode == 2
    assert "run: skillmap taxonomies install esco" in done.stderr


def test_search_finds_by_label_other_name_and_uri() -> None:
    label = json.loads(skillmap("taxonomies", "search", "gather data", "--json").stdout)[0]
    other = json.loads(skillmap("taxonomies", "search", "collect data", "--json").stdout)
    uri = json.loads(skillmap("taxonomies", "search", label["skill"]["id"], "--json").stdout)

    assert label["skill"]["label"] == "gather data"
    assert label["skill"]["id"] in [found["skill"]["id"] for found in other]
    assert [found["skill"]["label"] for found in uri] == ["gather data"]
    assert skillmap("taxonomies", "search", "zzzzqqqq xxxyyy", "--json").returncode in {0, 1}


def test_where_a_wrong_suggestion_is_dear_no_match_is_said_with_the_confidence() -> None:
    done = skillmap("match", "analyse data with Python", "--cost-wrong", "1000", "--limit", "2", "--json")

    (found,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["state"] == "no match"
    assert "where no match costs least" in found["note"]
    assert all(0 < candidate["confidence"] < 1 for candidate in found["candidates"])
    assert "fitted on" in found["candidates"][0]["confidence_reason"]


def test_lists_show_what_is_installed() -> None:
    taxonomies = json.loads(skillmap("taxonomies", "list", "--json").stdout)
    models = json.loads(skillmap("models", "list", "--json").stdout)

    assert {"esco", "levels", "credit"} <= {entry["name"] for entry in taxonomies}
    states = {entry["name"]: entry["state"] for entry in models}
    own = "ships with skillmap"
    assert states == {
        "minilm": "installed",
        **dict.fromkeys(("bearing", "confidence", "context", "course-names", "rerank"), own),
    }


def test_every_command_explains_itself() -> None:
    done = skillmap("--help")

    assert done.returncode == 0
    for command in ("read", "template", "match", "profile", "recommend", "demo", "taxonomies", "models"):
        assert command in done.stdout
        assert skillmap(command, "--help").returncode == 0


def test_a_hostile_document_cannot_steer_the_terminal(tmp_path: Path) -> None:
    escape = "\x1b]0;owned\x07\x1b[2J\u202e"
    catalogue = tmp_path / "hostile.csv"
    catalogue.write_text(f"code,title,outcomes\nA1,Baking{escape},Bake bread{escape}\n", encoding="utf-8")

    done = skillmap("read", catalogue)

    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "Baking" in done.stdout
