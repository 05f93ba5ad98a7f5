"""``skillmap recommend`` with earlier decisions, circumstances and checks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.deciding import recommend
from skillmap.domain import Check, CheckResult, CheckState, Credential, Source, Verification
from skillmap.errors import SkillmapError
from skillmap.examples import credential_files, programme_file

ISSUER = "Example College of Data Work (invented by the skillmap project)"


def run(*arguments: object):
    command = [*credential_files(), "--programme", programme_file(), *arguments]
    return CliRunner().invoke(recommend, list(map(str, command)), catch_exceptions=False)


def test_an_earlier_decision_the_date_of_the_application_and_failed_checks_are_shown(tmp_path: Path) -> None:
    precedents, circumstances = tmp_path / "p.csv", tmp_path / "c.toml"
    head = "id,credential_title,issuer,module,award,decided"
    precedents.write_text(f'{head}\nD-7,Data Stewardship,"{ISSUER}",DS101,refused,2025-01-01\n')
    circumstances.write_text("applied = 2026-10-01\n")

    done = run("--precedents", precedents, "--circumstances", circumstances, "--verify")

    plain, told = (
        json.loads(run("--json", "--on", "2026-10-01", *more).output)
        for more in ((), ("--precedents", precedents))
    )
    assert plain["fingerprint"] != told["fingerprint"]
    assert done.exit_code == 0
    assert "suggestions on 2026-10-01" in done.output
    assert "warning: The suggestion departs from an earlier decision. Decision D-7" in done.output
    assert "The check 'in date' failed" in done.output


def test_the_answer_as_json_has_landings_limits_and_awards_without_a_module() -> None:
    found = json.loads(run("--json", "--on", "2026-10-01").output)

    (first,) = [each for each in found["recommendations"] if each["module_id"] == "DS101"]
    assert first["landing"]["place"] == "named module"
    assert [cap["rule"] for cap in found["caps"]][:1] == ["share_of_programme"]
    assert found["general"] == []


def check(title: str, part: str, sha256: str, state: CheckState = CheckState.NOT_CHECKED) -> Verification:
    results = tuple(CheckResult(each, state, "Not at hand.") for each in Check)
    return Verification(Source("f", "open-badges-3", sha256), part, title, results, datetime.now(UTC))


def test_checks_go_to_the_credential_they_are_about_and_to_none_where_that_is_unclear() -> None:
    alone = Credential("a", "A", Source("f", "x", "1" * 64))
    two = [Credential(name, name, Source("g", "x", "2" * 64)) for name in ("b", "c")]
    twins = [Credential(name, "twin", Source("h", "x", "3" * 64)) for name in ("d", "e")]
    checked = [
        check("another wording", "$", "1" * 64),
        check("b", "$.b", "2" * 64),
        check("c", "$.c", "2" * 64),
        check("twin", "$.d", "3" * 64),
        check("twin", "$.e", "3" * 64),
    ]

    found = by_credential([alone, *two, *twins], checked)

    assert {name: one.part for name, one in found.items()} == {"a": "$", "b": "$.b", "c": "$.c"}


EVIDENCE_HEAD = "item,title,outcomes,valid,authentic,current,sufficient,judged_by,judged_on"


def with_evidence(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((EVIDENCE_HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def test_judged_experience_counts_is_named_and_kept_apart_and_what_has_no_place_is_told(
    tmp_path: Path,
) -> None:
    evidence = with_evidence(
        tmp_path / "evidence.csv",
        "E1,Invented plan,DS103/1,yes,yes,yes,yes,assessor 1,2026-05-01",
        "E2,Invented talk,NOWHERE/1,yes,yes,yes,yes,assessor 1,2026-05-01",
    )

    done = run("--on", "2026-10-01", "--evidence", evidence)
    found = json.loads(run("--on", "2026-10-01", "--evidence", evidence, "--json").output)

    (module,) = [each for each in found["recommendations"] if each["module_id"] == "DS103"]
    first = next(each for each in module["coverage"]["outcomes"] if each["outcome"]["id"] == "DS103.1")
    assert (first["extent"], first["evidence_ids"]) == ("met", ["E1"])
    assert "judged experience: E1" in done.output
    assert "evidence E2: is offered for 'NOWHERE/1', which is no module outcome" in done.output


def test_experience_on_which_assessors_differ_counts_as_the_sheet_says(tmp_path: Path) -> None:
    evidence = with_evidence(
        tmp_path / "evidence.csv",
        "E1,Invented plan,DS103/1,yes,yes,yes,yes,assessor 1,2026-05-01",
        "E1,Invented plan,DS103/1,yes,yes,no,yes,assessor 2,2026-05-02",
    )

    found = json.loads(run("--on", "2026-10-01", "--evidence", evidence, "--json").output)

    (module,) = [each for each in found["recommendations"] if each["module_id"] == "DS103"]
    assert [each["evidence_ids"] for each in module["coverage"]["outcomes"] if each["evidence_ids"]] == []


def test_experience_alone_is_enough_to_ask_and_nothing_at_all_is_not(tmp_path: Path) -> None:
    evidence = with_evidence(tmp_path / "evidence.csv", "E1,Invented plan,DS103/1,,,,,,")
    alone = ["--programme", str(programme_file()), "--on", "2026-10-01"]

    done = CliRunner().invoke(recommend, [*alone, "--evidence", str(evidence)], catch_exceptions=False)
    nothing = CliRunner().invoke(recommend, alone)

    assert (done.exit_code, nothing.exit_code) == (0, 2)
    assert "portfolio" in done.output
    assert "give one or more credentials, or --evidence, or both" in nothing.output


def test_an_institutions_own_decided_cases_bound_the_error_and_are_told(tmp_path: Path) -> None:
    decided = tmp_path / "decided.csv"
    decided.write_text("score,decided\n" + "0.55,specified credit\n" * 60)

    done = run("--on", "2026-10-01", "--decided", decided)
    found = json.loads(run("--on", "2026-10-01", "--decided", decided, "--json").output)

    assert "Within the bound on wrong suggestions" in done.output
    assert "assumed: The decided cases: 60 from decided.csv." in done.output
    assert (found["bound"]["enough"], found["bound"]["behind"]) == (True, 60)
    assert found["appeal"].startswith("Invented for this example")


def test_missing_outcomes_are_named_once_and_counted_in_what_would_change_the_answer() -> None:
    done = run("--on", "2026-10-01")

    missing = "Find faults in a program with a debugger and prevent them with unit tests."
    assert done.output.count(missing) == 1
    assert "evidence for the 3 outcomes above that no evidence meets" in done.output


@pytest.mark.parametrize("forged_first", [True, False])
@pytest.mark.parametrize(
    ("real", "forged", "known"),
    [
        (CheckState.PASS, CheckState.NOT_CHECKED, None),
        (CheckState.FAIL, CheckState.NOT_CHECKED, CheckState.FAIL),
        (CheckState.PASS, CheckState.FAIL, CheckState.FAIL),
        (CheckState.PASS, CheckState.PASS, None),
    ],
)
def test_a_copy_under_the_id_of_a_checked_credential_neither_passes_nor_hides_a_failure(
    real: CheckState, forged: CheckState, known: CheckState | None, forged_first: bool
) -> None:
    brought = [Credential("one id", "A", Source("f", "x", sha * 64)) for sha in "12"]
    checked = [check("A", "$", "1" * 64, real), check("A", "$", "2" * 64, forged)]

    found = by_credential(brought[::-1] if forged_first else brought, checked)

    assert [one.state_of(Check.INTEGRITY) for one in found.values()] == ([] if known is None else [known])


def test_a_document_that_cannot_be_checked_counts_as_not_checked_and_stops_no_other(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Invented notes that are no credential.", encoding="utf-8")

    checked, refused = checked_files([notes, *credential_files()], date(2026, 11, 25))

    assert len(checked) == len(credential_files())
    assert [file for file, _ in refused] == [notes]
    assert "notes.txt" in refused[0][1]


def test_the_credit_of_the_programme_can_be_stated_where_the_catalogue_does_not(tmp_path: Path) -> None:
    catalogue = tmp_path / "modules.csv"
    catalogue.write_text(
        "code,title,outcomes,credits,credit_scheme,level,level_framework,core\n"
        "M1,Data,Plan the handling of research data | Document data sets with metadata,5,ECTS,6,EQF,yes\n"
    )
    command = [str(credential_files()[1]), "--programme", str(catalogue), "--json"]

    def programme_of(*more: str):
        done = CliRunner().invoke(recommend, [*command, *more], catch_exceptions=False)
        return json.loads(done.stdout)["programme"]["credit"]

    assert programme_of() is None
    assert programme_of("--programme-credit", "180 ects") == {"amount": 180.0, "scheme": "ECTS"}


@pytest.mark.parametrize(
    ("stated", "says"),
    [("180", "an amount and its scheme are expected"), ("90 ECTS", "the catalogue states 180 ECTS")],
)
def test_a_credit_of_the_programme_without_a_scheme_or_against_the_catalogue_is_refused(
    stated: str, says: str
) -> None:
    with pytest.raises(SkillmapError, match=says):
        run("--programme-credit", stated)
