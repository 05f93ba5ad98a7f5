"""The evidence-mapping sheet as a page and as a table, from values made by hand; all of it is invented."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from skillmap.domain import (
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    EvidenceSheet,
    Finding,
    LearningOutcome,
    Match,
    Module,
    Portfolio,
    Severity,
    Verdict,
)
from skillmap.recognition import outcome_evidence
from skillmap.report import evidence_csv, render_evidence
from skillmap.report.evidence import COLUMNS

HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>\x1b[31m\u202eevil {{ 7 * 7 }}\r\n@SUM(1)'
MODULE = Module(
    "DM1",
    "Data Management",
    (LearningOutcome("1", "Plan the care of data.", "en"), LearningOutcome("2", "Explain metadata.", "en")),
)
ALL_YES = tuple((rule, Verdict.YES) for rule in EvidenceRule)


def sheet(title: str = "Plan of the archive", claim: str = "Planned data care") -> EvidenceSheet:
    item = EvidenceItem("E1", title, "work product", title, date(2026, 1, 2), outcomes=("DM1/1",))
    judgement = EvidenceJudgement("E1", "DM1/1", ALL_YES, "assessor 1", date(2026, 5, 1), title)
    portfolio = Portfolio((), (item,), (judgement,))
    near = (Match("c1", claim, "DM1/2", "Explain metadata.", 0.61, None, (), "f"),)
    return EvidenceSheet(
        "Invented programme",
        MODULE.id,
        MODULE.title,
        (outcome_evidence(portfolio, MODULE, 0), outcome_evidence(portfolio, MODULE, 1, near)),
        (Finding(Severity.WARNING, "evidence E9", "is offered for 'X/1', which is no module outcome"),),
        date(2026, 11, 24),
        "f1",
    )


class Page(HTMLParser):
    """A page as a reader finds it: its tags and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, text):
        self.texts.append(text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_page_has_outcome_claims_judgements_gaps_and_a_task_marked_as_a_suggestion() -> None:
    text = Page(render_evidence([sheet()])).text

    assert "1 of 2 outcomes shown; no evidence offered: 1" in text
    assert "Plan of the archive" in text
    assert "yes (assessor 1, 2026-05-01: Plan of the archive)" in text
    assert "Planned data care similarity 0.61" in text
    assert "No evidence is offered for it." in text
    assert "Explain it to the assessor" in text
    assert "A suggestion from the words of the outcome; the assessor sets the task." in text
    assert "the software judges none" in text
    assert "is offered for 'X/1', which is no module outcome" in text


def test_the_table_has_a_row_for_each_item_and_for_an_outcome_without_one() -> None:
    first, second = rows(evidence_csv([sheet()]))

    assert tuple(first) == COLUMNS
    assert (first["outcome"], first["state"], first["item"]) == ("DM1/1", "shown", "E1")
    assert first["valid"].startswith("yes (assessor 1")
    assert (second["outcome"], second["state"], second["item"]) == ("DM1/2", "no evidence offered", "")
    assert second["nearest_claims"] == "Planned data care (similarity 0.61)"
    assert second["suggested_task"].startswith("Explain it to the assessor")
    assert second["as_of"] == "2026-11-24"


@pytest.mark.parametrize("text", [HOSTILE, "x" * 10_000, "نص عربي", "\ud800", "\x00\x1b"])
def test_no_text_breaks_the_page_or_the_table(text: str) -> None:
    hostile = sheet(text, text)

    page, table = render_evidence([hostile]), evidence_csv([hostile])

    assert Page(page).tags.count("script") == 1
    assert not {"\x1b", "\x00", "\u202e"} & set(page)
    page.encode()
    for row in rows(table):
        assert set(row) == set(COLUMNS)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_a_formula_is_kept_readable_behind_an_apostrophe() -> None:
    assert rows(evidence_csv([sheet(title="=1+1")]))[0]["item_title"] == "'=1+1"


def test_the_same_sheets_give_the_same_bytes_and_none_give_a_page_too() -> None:
    assert render_evidence([sheet()]) == render_evidence([sheet()])
    assert "No module" in render_evidence([])
    assert evidence_csv([replace(sheet(), outcomes=())]).decode("utf-8-sig").count("\n") == 1
