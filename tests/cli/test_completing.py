"""``completeness`` and ``registers`` as a user runs them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ISSUERS = Path(__file__).parents[1] / "data/issuers"
HARVARD = ISSUERS / "harvard-extension-school.json"
NOVA = ISSUERS / "nova-academy.jsonld"
SAMPLE = Path(__file__).parents[1] / "data/samples/european-digital-credential.jsonld"


def skillmap(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_completeness_shows_state_value_and_place_of_each_item_and_fails_where_one_is_missing() -> None:
    done = skillmap("completeness", HARVARD)

    assert done.returncode == 1
    assert "  4 | Awarding body | present | Harvard Extension School | $.issuer" in done.stdout
    assert "  10 | Form of participation | empty |  | " in done.stdout
    assert re.search(r"mandatory: \d present, 4 unclear, \d empty of 11", done.stdout)
    assert done.stderr == ""


def test_completeness_in_json_has_every_profile_and_every_question() -> None:
    done = skillmap("completeness", NOVA, HARVARD, "--profile", "all", "--json")

    found = json.loads(done.stdout)
    assert len(found) == 2 * 7
    assert {one["credential_title"] for one in found} == {
        "China in Context",
        "Project Management Methodologies",
    }
    workload = next(item for item in found[2]["items"] if item["key"] == "workload")
    assert (workload["state"], workload["value"]) == ("unclear", "10 credits (scheme not stated)")
    assert "how many credits of which scheme" in workload["question"]
    assert workload["origin"]["place"].endswith("creditPoint.point")


def test_unconfirmed_items_are_marked() -> None:
    done = skillmap("completeness", NOVA, "--profile", "australia-microcredentials")

    assert "  R1* | Title | present" in done.stdout
    assert "* not confirmed against its source yet" in done.stdout


def test_two_profiles_and_a_part_of_one_can_be_asked_for() -> None:
    done = skillmap("completeness", NOVA, "--profile", "unesco-2022", "--profile", "ecctis-aspects:UK")

    assert "UNESCO definition 2022" in done.stdout
    assert "aspects shared by eight definitions: United Kingdom, QAA" in done.stdout


def test_questions_make_a_letter_without_the_holder() -> None:
    done = skillmap("completeness", SAMPLE, "--profile", "microbol", "--questions")

    assert done.returncode == 1
    assert done.stdout.startswith('Subject: Questions about "Community Energy Planning"')
    assert "Needed for a decision:" in done.stdout
    assert "Nora" not in done.stdout
    assert "77310" not in done.stdout


def test_a_complete_credential_leaves_with_zero(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    item = 'number = "1"\nkey = "title"\nname = "Title"\nrequirement = "mandatory"\nquestion = "Title?"\n'
    item += (
        'tests = [{ test = "present", field = "title" }]\nsource = "ours"\ndate = "2026"\nstatus = "seen"\n'
    )
    profile.write_text(f'title = "Ours"\ndocument = "ours"\ndate = "2026"\n[[items]]\n{item}')

    done = skillmap("completeness", HARVARD, "--profile", profile)
    letters = skillmap("completeness", HARVARD, "--profile", profile, "--questions")

    assert done.returncode == 0
    assert (letters.returncode, letters.stdout) == (0, "nothing is left to be asked\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("completeness", HARVARD, "--profile", "iso"),
            "no completeness profile 'iso'; there are: australia",
        ),
        (("completeness", "missing.json"), "missing.json: there is no such file"),
        (("registers", "iso"), "no register 'iso'; there are: micro-credential-definitions"),
        (("registers", "micro-credential-issuers", "yale"), "no entry of micro-credential-issuers 'yale'"),
    ],
)
def test_wrong_use_is_one_line(arguments: tuple, line: str) -> None:
    done = skillmap(*arguments)

    assert done.returncode == 2
    assert line in done.stderr
    assert done.stderr.count("\n") == 1


def test_registers_are_listed_shown_and_opened_at_one_entry() -> None:
    listed, shown, opened = (
        skillmap("registers", *more)
        for more in ((), ("micro-credential-issuers",), ("micro-credential-issuers", "depaul"))
    )

    assert "micro-credential-formats | 12 | Twelve formats" in listed.stdout
    assert "  DePaul College of Education | certificate | no | no | no" in shown.stdout
    assert "how it stacks | not towards a degree" in opened.stdout
    assert "source | Ecctis" in opened.stdout


def test_registers_in_json_have_facts_and_sources() -> None:
    register = json.loads(skillmap("registers", "micro-credential-volumes", "--json").stdout)
    (entry,) = json.loads(
        skillmap("registers", "micro-credential-volumes", "north carolina", "--json").stdout
    )

    assert len(register["entries"]) == 11
    assert (entry["facts"]["at_least"], entry["facts"]["is_credit"]) == ("8", "no")
    assert entry["confirmed"] is True


def test_taxonomies_show_the_items_of_a_profile_and_the_entries_of_a_register() -> None:
    profile = skillmap("taxonomies", "show", "ecctis-aspects").stdout
    register = skillmap("taxonomies", "show", "micro-credential-formats").stdout

    assert (
        "3* | credit-bearing | Credit-bearing (named by 4 of 8 definitions: AU, EC, NZ, UK) | optional"
        in profile
    )
    assert "parts: ecctis-aspects:AU" in profile
    assert "  Nanodegree | one programme | unclear | yes | unclear" in register
