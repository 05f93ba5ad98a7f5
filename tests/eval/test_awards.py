"""Suggested against expected awards of the gold set."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from skillmap.errors import UnknownNameError
from skillmap_eval.awards import AwardAgreement, SuggestedAward, award_agreement, gold_applications
from skillmap_eval.awards_command import awards_command


def pair(expected: str, suggested: str) -> SuggestedAward:
    return SuggestedAward("case", "field", "module", expected, suggested, "")


def test_every_application_states_what_the_gold_set_says_of_it() -> None:
    applications = [*gold_applications("fit"), *gold_applications("test")]
    credentials = [credential for one in applications for credential in one.credentials]

    assert len(applications) == 72
    assert sum(len(one.expected) for one in applications) == 504
    assert len(credentials) == 80
    assert sum(credential.level is None for credential in credentials) == 16
    assert sum(credential.credit is None for credential in credentials) == 41
    assert sum(credential.hours is None for credential in credentials) == 5


def test_only_an_award_above_what_is_expected_counts_as_wrong() -> None:
    found = AwardAgreement(
        "fit",
        "p",
        (
            pair("specified credit", "exemption"),
            pair("assess", "specified credit"),
            pair("none found", "assess"),
            pair("none found", "none found"),
            pair("exemption", "none found"),
        ),
    )

    assert (found.wrong.count, found.wrong.of) == (1, 2)
    assert (found.same.count, found.same.of) == (1, 5)
    assert (found.found.count, found.found.of) == (2, 3)
    assert (found.needless.count, found.needless.of) == (1, 2)


def test_no_award_is_suggested_wrongly_on_the_fit_fields_under_the_example_policy() -> None:
    """The thresholds were chosen for this; a change that breaks it must choose them anew."""
    found = award_agreement("fit")

    assert found.wrong.count == 0
    assert found.same.count >= 225
    assert found.found.count >= 17


def test_an_unknown_split_names_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="fit"):
        award_agreement("all fields")


def test_the_command_gives_figures_with_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    import skillmap_eval.awards_command as command

    short = AwardAgreement("test", "example-university", (pair("assess", "none found"),))
    monkeypatch.setattr(command, "award_agreement", lambda *_, **__: short)

    shown = CliRunner().invoke(awards_command, ["--split", "test", "--cases"]).output
    told = json.loads(CliRunner().invoke(awards_command, ["--split", "test", "--json"]).output)

    assert "case module: expected assess, suggested none found" in shown
    assert told[0]["same"] == {"count": 0, "of": 1, "low": 0.0, "high": pytest.approx(0.793, abs=0.001)}
