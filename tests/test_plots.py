"""Plots of the reports: where marks stand, and what is told to those who do not see them. All is invented."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from skillmap.domain import (
    CandidateEvidence,
    ComparedSkill,
    FitLikeness,
    Fitting,
    Gap,
    GapItem,
    GapState,
    Hours,
    NearNeed,
    Objective,
    Offer,
    PathTarget,
    Pathway,
    PlacedCandidate,
    Placement,
    PlannedOffer,
    PlanState,
    Ranking,
    RoleFit,
    SkillComparison,
    SkillNeed,
    SkillSet,
    TargetKind,
)
from skillmap.report import render_comparison, render_fitting, render_gap, render_pathway, render_ranking
from skillmap.report.plots import (
    LABEL,
    MOST_ROWS,
    RIGHT,
    Plot,
    coverage_plot,
    fitting_plot,
    gap_plot,
    hours_plot,
    places_plot,
    schedule_plot,
)

EVIL = "<script>alert(1)</script>"
STATES = [GapState.HAVE, GapState.HAVE, GapState.PARTLY, GapState.MISSING, GapState.UNREAD]


def gap(label: str = "need") -> Gap:
    needs = [SkillNeed(f"n{place}", f"{label} {place}") for place in range(len(STATES))]
    needs.append(SkillNeed("o", f"{label} o", essential=False))
    items = [
        GapItem(need, state, (), "why") for need, state in zip(needs, [*STATES, GapState.HAVE], strict=True)
    ]
    return Gap(PathTarget("t", label, TargetKind.ROLE, tuple(needs)), tuple(items))


def pathway(title: str = "Course") -> Pathway:
    items = (
        PlannedOffer(Offer("a", f"{title} a"), 1, 1, ("n2",)),
        PlannedOffer(Offer("b", f"{title} b", terms=2), 1, 2, ("n3", "o")),
    )
    return Pathway(
        Objective.FEWEST, items, PlanState.PROVEN, 0.0, "offers", 2, 2, None, 2, (), None, 2, (), (), (), ()
    )


def ranking(candidates: int = 3, role: str = "role") -> Ranking:
    placed = [
        PlacedCandidate(
            CandidateEvidence(f"C{n}", ()),
            n,
            ("C9",) if n == 2 else (),
            (),
            (max(1, n - 1), n) if n < 3 else None,
            (),
        )
        for n in range(1, candidates + 1)
    ]
    return Ranking(role, (("shown", "How many?"),), tuple(placed), 0.9, True, (), "f")


def comparison(hours: Hours | None, title: str = "A") -> SkillComparison:
    one = SkillSet("a", title, "badge", (("s:x", "x"), ("s:y", "y")), hours)
    two = SkillSet("b", "B", "programme", (("s:x", "x"),), Hours(50, 50))
    return SkillComparison(
        (one, two),
        (ComparedSkill("s:x", "x", ("a", "b")),),
        (),
        (("a", (ComparedSkill("s:y", f"y {title}", ("a",)),)), ("b", ())),
        ("no level",),
        (),
        (Placement("a", "b", (), 1, 2, (("s:y", "y"),), "nowhere"),),
    )


def fitting(title: str = "smith") -> Fitting:
    alike = FitLikeness(0.5, 0.5, 0.4, 0.6, (NearNeed("s:x", "x", f"I {title}", "st", 0.7),))
    fit = RoleFit("r", title, TargetKind.ROLE, 1, 1, 4, 0, 0, (), (("s:y", "y"),), alike)
    return Fitting("invented", 1, (fit,), 0.5, 0, (), (), (), (), "f")


def widths(plot: Plot, row: int) -> list[tuple[str, float]]:
    return [(mark.kind, round(mark.width / (RIGHT - LABEL), 3)) for mark in plot.rows[row].marks]


def test_the_bars_of_a_gap_are_shares_of_its_needs() -> None:
    plot = gap_plot(gap())

    assert widths(plot, 0) == [("have", 0.4), ("partly", 0.2), ("missing", 0.2), ("unread", 0.2)]
    assert plot.rows[0].words == "2 have, 1 partly, 1 missing, 1 could not read"
    assert widths(plot, 1) == [("have", 1.0)]


def test_what_a_plan_closes_grows_with_the_terms_and_counts_essential_needs_alone() -> None:
    plot = coverage_plot(gap(), pathway())

    assert [(row.label, row.words) for row in plot.rows] == [
        ("Now", "2 of 5"),
        ("After term 1", "3 of 5"),
        ("After term 2", "4 of 5"),
    ]
    assert widths(plot, 2) == [("have", 0.4), ("planned", 0.4), ("unread", 0.2)]


def test_an_offer_of_two_terms_spans_both() -> None:
    plot = schedule_plot(pathway())

    first, second = (row.marks[0] for row in plot.rows)
    assert second.width > 1.9 * first.width
    assert plot.rows[1].words == "terms 1 to 2"
    assert [words for _, words in plot.ticks] == ["Term 1", "Term 2"]


def test_a_place_without_a_range_has_a_dot_alone() -> None:
    plot = places_plot(ranking())

    assert [len(row.marks) for row in plot.rows] == [1, 1, 0]
    assert [row.words for row in plot.rows] == ["place 1", "place 2 (tied with C9), 1 to 2", "place 3"]
    assert plot.rows[1].marks[0].x < (plot.rows[0].dot or 0) < (plot.rows[1].dot or 0) < RIGHT


def test_a_long_plot_says_how_much_is_in_the_table_alone() -> None:
    assert places_plot(ranking(MOST_ROWS + 5)).left_out == 5


def test_hours_are_drawn_where_all_state_them_and_skills_are_counted_where_one_does_not() -> None:
    stated, counted = hours_plot(comparison(Hours(100, 100))), hours_plot(comparison(None))

    assert [widths(stated, row) for row in (0, 1)] == [[("shared", 0.5), ("only", 0.5)], [("shared", 0.5)]]
    assert stated.rows[0].words == "50 h in all, 50 h in this alone"
    assert [row.words for row in counted.rows] == ["1 in all, 1 in this alone", "1 in all"]


def test_words_stand_in_a_bar_only_where_there_is_room() -> None:
    plot = fitting_plot(Fitting("x", 1, (_fit(1, 100),), 0.5, 0, (), (), (), (), "f"))

    assert [mark.words for mark in plot.rows[0].marks] == ["", "99"]


def _fit(shown: int, of: int) -> RoleFit:
    return RoleFit("r", "role", TargetKind.ROLE, 1, shown, of, 0, 0, (), ())


class Page(HTMLParser):
    """Attributes and the order of tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


PAGES = {
    "gap": lambda title: render_gap(gap(title)),
    "pathway": lambda title: render_pathway(gap(title), pathway(title)),
    "ranking": lambda title: render_ranking(ranking(role=title), PathTarget("t", title, TargetKind.ROLE, ())),
    "fitting": lambda title: render_fitting(fitting(title)),
    "comparison": lambda title: render_comparison(comparison(Hours(100, 100), title)),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_plot_has_a_title_and_its_content_in_words(name: str) -> None:
    page = Page(PAGES[name]("title"))

    ids = {attrs["id"] for _, attrs in page.tags if attrs.get("id")}
    drawn = [attrs for tag, attrs in page.tags if tag == "svg" and attrs.get("role") == "img"]
    assert drawn
    assert all(set(str(attrs["aria-labelledby"]).split()) <= ids for attrs in drawn)
    assert len([attrs["id"] for _, attrs in page.tags if attrs.get("id")]) == len(ids)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_and_loads_nothing_that_a_document_says(name: str) -> None:
    text = PAGES[name](EVIL)

    page = Page(text)
    assert EVIL not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not [attrs for _, attrs in page.tags if {"src", "srcset", "style", "onload", "onclick"} & {*attrs}]
    assert not re.search(r"https?://(?!www\.w3\.org)", text.partition("<main")[0])


def test_a_pattern_marks_what_is_partly_had() -> None:
    page = Page(render_gap(gap()))

    patterns = {attrs["id"] for tag, attrs in page.tags if tag == "pattern"}
    filled = {str(attrs["fill"])[5:-1] for tag, attrs in page.tags if tag == "rect" and "fill" in attrs}
    assert filled
    assert filled <= patterns
