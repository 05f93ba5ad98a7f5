"""The report: plain words and one offline page, from advice and profiles made by hand."""

import itertools
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from advice_values import (
    ADVICE,
    CAPSTONE,
    CHARTS_MATCH,
    CLEANING,
    CLEANING_MATCH,
    DATA,
    GERMAN,
    PREPARE,
    PROFILE,
    REPORTING,
    SCRIPTING,
    SQL_MATCH,
    WRANGLING,
    outcome,
    rule,
)
from skillmap import __version__
from skillmap.domain import (
    AssessmentRoute,
    Award,
    CapState,
    Coverage,
    Credit,
    Effect,
    Extent,
    GeneralAward,
    Landing,
    LandingPlace,
    OutcomeCoverage,
    Precedent,
    PrecedentNote,
    Reason,
    Span,
    StatementMatches,
    Verdict,
)
from skillmap.report import explain, render_advice, render_profile
from skillmap.report.grid import CellState, coverage_grid
from skillmap.report.marks import pieces
from skillmap.text import clipped, neutral

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \"quoted\" 'and' {{ 7 * 7 }} & javascript:alert(3)"
)


class Page(HTMLParser):
    """A page as a reader finds it: its tags, its text, and what stands inside each element asked for."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.unclosed, self.texts, self.inside = [], [], [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)
        if tag in {"mark", "bdi", "caption", "h1", "h2", "h3", "h4", "summary"}:
            self.inside.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.unclosed, f"</{tag}> closes nothing"
        assert self.unclosed.pop() == tag

    def handle_data(self, text):
        for tag in self.inside:
            if tag in self.unclosed:
                self.inside[tag][-1] += text
        if not {"style", "script"} & {*self.unclosed}:
            self.texts.append(text)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def advice_page(**changes):
    return Page(render_advice(replace(ADVICE, **changes)))


def with_outcome(text):
    """Advice whose first module has one outcome, of this text."""
    met = OutcomeCoverage(
        outcome(text, 1), Extent.MET, replace(CLEANING_MATCH, target=text, reasons=()), DATA.id
    )
    return replace(ADVICE, recommendations=(replace(WRANGLING, coverage=Coverage("DS101", (met,))),))


# What is on the page


def test_every_outcome_of_a_suggested_module_is_on_the_page():
    page = advice_page()

    for advised in (WRANGLING, REPORTING):
        for covered in advised.coverage.outcomes:
            assert covered.outcome.text in page.text


def test_every_rule_is_on_the_page_with_its_verdict_words_facts_and_source():
    page = advice_page()
    judged = [standing.rules for standing in ADVICE.standings] + [WRANGLING.rules, REPORTING.rules]

    for told in (result for results in judged for result in results):
        title = told.rule.replace("_", " ").capitalize()
        assert title in page.text
        assert told.for_staff in page.text
        assert told.change in page.text
        assert told.reference in page.text
    for fact in WRANGLING.rules[0].inputs:
        assert f"{fact.name}: {fact.value}" in page.text
    assert "read at $.educationLevel" in page.text


def test_every_credential_is_on_the_page_with_its_standing_and_the_rule_that_made_it_so():
    page = advice_page()

    assert "A Practical Data Preparation" in page.inside["h3"]
    assert "Standing: clear" in page.text
    assert "Standing: refer" in page.text
    assert "Credential is in date: no, refers to a person" in page.text
    assert "Standing: cannot support an award" in page.text
    assert "Credential is assessed: no, blocks an award" in page.text


def test_participation_only_and_expired_are_said_in_words():
    page = advice_page()

    assert "participation only" in page.text
    assert "expired on 2024-03-01" in page.text


def test_a_credential_is_not_expired_on_its_last_day():
    page = advice_page(on=SCRIPTING.expires)

    assert "expired on" not in page.text.replace("The credential expired on", "")


def test_modules_without_a_suggestion_are_folded_and_keep_their_reason_and_blocking_rule():
    page = advice_page()

    assert "Nothing suggested for this 1 module" in page.inside["summary"]
    assert CAPSTONE.reason in page.text
    assert CAPSTONE.changes[0] in page.text
    assert "Module may be awarded: no, blocks an award. Tagged capstone: not awarded." in page.text


def test_the_page_says_first_that_it_is_a_suggestion_and_marks_an_example_policy():
    page = advice_page()

    head = page.text.index("What is suggested")
    assert page.text.index("A suggestion, not a decision.") < head
    assert page.text.index("Example policy") < head
    assert "24 November 2026" in page.text[:head]


@pytest.mark.parametrize(("status", "loud"), [("example", True), ("sample", True), ("adopted", False)])
def test_only_an_adopted_policy_carries_no_warning(status, loud):
    page = advice_page(policy_status=status)

    assert ({"class": "loud", "role": "note"} in page.named("div")) is loud


def test_similarity_and_confidence_stand_side_by_side_and_are_never_one_number():
    page = advice_page()

    assert "similarity 0.71; no calibrated confidence yet" in page.text
    assert "similarity 0.66; calibrated confidence 0.83" in page.text


def test_the_words_that_scorers_compared_are_marked_and_overlaps_are_merged():
    page = advice_page(recommendations=(WRANGLING,))

    assert page.inside["mark"] == [
        "Clean and reshape messy tables with a scripting",
        "cleaning, joining and reshaping tables",
        "for a lay audience",
        "to non-specialists",
        "several related tables",
        "several joined tables",
    ]


def test_findings_fingerprint_version_and_attribution_are_on_the_page():
    sentence = "This service uses the ESCO classification of the European Commission."
    page = Page(render_advice(ADVICE, attributions=(sentence,)))

    for finding in ADVICE.findings:
        assert finding.message in page.text
        assert finding.place in page.text
    assert ADVICE.fingerprint in page.text
    assert f"skillmap {__version__}" in page.text
    assert sentence in page.text
    assert "ESCO" not in advice_page().text


def test_the_profile_of_an_advice_is_shown_when_a_taxonomy_was_asked():
    page = advice_page(profile=PROFILE)

    assert "1 skill named by an issuer, 1 inferred by software" in page.text
    assert "Skills that the credentials support" not in advice_page().text


def test_an_advice_without_modules_credentials_or_findings_says_so():
    page = advice_page(recommendations=(), standings=(), findings=())

    assert "Nothing is suggested for any module" in page.text
    assert "No credential was given." in page.text
    assert "Nothing was repaired, odd or left unread." in page.text


def test_a_module_without_outcomes_is_not_called_covered():
    empty = replace(REPORTING, coverage=Coverage("DS102", ()))
    page = advice_page(recommendations=(empty,))

    assert "no outcomes stated" in page.text
    assert "Every stated outcome is met." not in page.text


def test_a_credential_that_is_not_among_the_standings_is_named_by_its_id():
    page = advice_page(standings=())

    assert DATA.id in page.text


# The profile


def test_the_profile_keeps_asserted_and_inferred_skills_apart():
    page = Page(render_profile(PROFILE))

    asserted, inferred = page.text.split("Skills inferred from outcomes")
    assert "clean data" in asserted
    assert "present data visually" in inferred.split("Every outcome")[0]


def test_the_profile_shows_every_outcome_with_its_state_and_candidates():
    page = Page(render_profile(PROFILE))

    for found in PROFILE.statements:
        assert found.statement.text in page.text
        assert f"{found.state} {found.note}".strip() in page.text
    assert page.inside["mark"] == ["Design charts", "visually"]


# The page as a page

PAGES = {"advice": lambda: render_advice(ADVICE), "profile": lambda: render_profile(PROFILE)}


@pytest.fixture(params=PAGES, ids=list(PAGES))
def html(request):
    return PAGES[request.param]()


def test_the_same_value_gives_the_same_bytes(html):
    assert html in {render_advice(ADVICE), render_profile(PROFILE)}


def test_the_page_loads_nothing(html):
    page = Page(html)

    assert not re.search(r"@import|url\(|expression\(", html)
    assert not [tag for tag, _ in page.tags if tag in {"img", "iframe", "object", "embed", "base", "form"}]
    assert not [attrs for _, attrs in page.tags if {"src", "srcset", "data", "action", "style"} & {*attrs}]
    links = {attrs["href"] for _, attrs in page.tags if "href" in attrs}
    assert {link for link in links if not link.startswith("#")} == {"data:,"}


def test_a_policy_in_the_page_forbids_loading_and_admits_only_its_own_script(html):
    policy = Page(html).named("meta")[1]["content"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [attrs for _, attrs in Page(html).tags if any(name.startswith("on") for name in attrs)]


def test_every_element_is_closed_and_every_link_leads_somewhere(html):
    page = Page(html)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]

    assert page.unclosed == []
    assert len(ids) == len({*ids})
    assert {attrs["href"][1:] for _, attrs in page.tags if attrs.get("href", "").startswith("#")} <= {*ids}


def test_headings_go_down_one_step_at_a_time(html):
    levels = [int(tag[1]) for tag, _ in Page(html).tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(html):
    page = Page(html)

    assert len(page.named("caption")) == len(page.named("table"))
    assert all(attrs.get("scope") in {"row", "col"} for attrs in page.named("th"))
    assert page.named("html")[0]["lang"] == "en"


def test_texts_carry_the_language_that_their_source_states():
    page = advice_page()

    german = [attrs for tag, attrs in page.tags if tag == "bdi" and attrs.get("lang") == "de"]
    assert german


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *((ink, field) for ink in ("ink", "quiet", "link") for field in ("paper", "raised")),
    *((ink, "paper") for ink in ("good", "care", "bad")),
    *(("quiet", field) for field in ("good-field", "care-field")),
    *(("link", field) for field in ("good-field", "care-field")),
    ("good", "good-field"),
    ("care", "care-field"),
    ("bad", "bad-field"),
    ("ink", "care-field"),
    ("mark-ink", "mark"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "field"), PAIRS)
def test_text_has_the_contrast_that_wcag_asks_at_level_aa(theme, ink, field):
    block = re.findall(r":root \{(.*?)\}", render_advice(ADVICE), re.DOTALL)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    low, high = sorted((luminance(colours[ink]), luminance(colours[field])))

    assert (high + 0.05) / (low + 0.05) >= 4.5


# Hostile texts


def hostile_pages(text):
    credential = replace(
        DATA,
        id=text,
        title=text,
        issuer=replace(DATA.issuer, name=text),
        credit=Credit(5, text),
        language=text,
    )
    match = replace(CLEANING_MATCH, statement=text, target=text)
    met = OutcomeCoverage(outcome(text, 1, text), Extent.MET, match, text)
    advised = replace(
        WRANGLING, module_id=text, module_title=text, credential_ids=(text,), reason=text, changes=(text,),
        coverage=Coverage(text, (met,)), rules=(rule(text, text, Verdict.NO, Effect.REFER, staff=text),),
    )  # fmt: skip
    standing = replace(ADVICE.standings[0], credential=credential, supports=(text,), note=text)
    yield render_advice(
        replace(ADVICE, recommendations=(advised,), standings=(standing,), policy_status=text)
    )
    holding = replace(PROFILE.holdings[1], credential_ids=(text,), matches=(match,))
    found = replace(PROFILE.statements[0], candidates=(match,), note=text)
    yield render_profile(
        replace(PROFILE, credentials=(credential,), holdings=(holding,), statements=(found,), taxonomy=text)
    )


def test_tags_and_scripts_in_a_credential_stay_text():
    for html in hostile_pages(HOSTILE):
        page = Page(html)

        assert len(page.named("script")) == 1
        assert page.named("img") == []
        assert HOSTILE in page.text
        assert page.unclosed == []


def test_no_text_of_a_credential_becomes_a_link_or_a_language():
    for html in hostile_pages("javascript:alert(1)"):
        page = Page(html)

        assert not [a for _, a in page.tags if a.get("href", "#")[0] != "#" and a["href"] != "data:,"]
        assert {a["lang"] for _, a in page.tags if "lang" in a} <= {"en", "de"}


def test_characters_that_reorder_or_hide_text_are_left_out_and_words_are_isolated():
    for html in hostile_pages(
        "pay\u202eload \u2066x\u2069 nul\x00 bell\x07 esc\x1b[31m tag\U000e0041 half\ud800"
    ):
        page = Page(html)

        assert "payload x nul bell esc[31m tag half\ufffd" in page.text
        assert "payload x nul bell esc[31m tag half\ufffd" in page.inside["bdi"]
        html.encode("utf-8")


def test_marks_stay_on_their_words_where_hidden_characters_are_left_out():
    text = "ab\u202ecd efgh ij"
    marked = replace(
        CLEANING_MATCH, statement=text, reasons=(Reason("parts", 0.5, "efgh", "raw", Span(6, 10), None),)
    )
    met = OutcomeCoverage(outcome(PREPARE, 1), Extent.MET, marked, DATA.id)
    page = advice_page(recommendations=(replace(WRANGLING, coverage=Coverage("DS101", (met,))),))

    assert page.inside["mark"] == ["efgh"]


def test_an_outcome_of_ten_thousand_characters_is_folded_and_whole():
    text = ("Analyse data. " * 715)[:10_000].strip()
    page = Page(render_advice(with_outcome(text)))

    assert text in page.text
    assert any(
        "all 10,000 characters" in summary or "all 9,9" in summary for summary in page.inside["summary"]
    )


def test_a_very_long_word_may_break_anywhere():
    html = render_advice(with_outcome("w" * 5_000))

    assert "bdi, code, .place { overflow-wrap: anywhere; }" in html
    assert "w" * 5_000 in Page(html).inside["bdi"]


# The parts


def test_touching_spans_join_and_a_span_of_the_whole_text_marks_nothing():
    spans = (Span(0, 3), Span(3, 5), Span(8, 99), Span(0, 10), None, Span(6, 6))

    assert pieces("0123456789", spans) == (("01234", True), ("567", False), ("89", True))
    assert pieces("abc", (Span(0, 3),)) == (("abc", False),)


def test_neutral_text_keeps_joiners_accents_and_lines():
    assert neutral("می‌خواهم é\r\nline\u2028next\ttab") == "می‌خواهم é\nline\nnext\ttab"


def test_a_clipped_text_ends_at_a_word():
    assert clipped("one two three", 9) == "one two…"
    assert clipped("one\n two", 9) == "one two"


def test_the_grid_has_a_column_for_each_credential_that_is_used():
    grid = coverage_grid(WRANGLING, ("unused", DATA.id, SCRIPTING.id))

    assert grid.columns == (DATA.id, SCRIPTING.id)
    assert [cell.state for cell in grid.rows[0].cells] == [CellState.MET, CellState.ALSO]
    assert [cell.state for cell in grid.rows[1].cells] == [CellState.MET, CellState.NONE]
    assert [row.extent for row in coverage_grid(REPORTING, ()).rows] == [
        Extent.MET,
        Extent.MISSING,
        Extent.UNREAD,
    ]


# Words

RESULTS = [ADVICE, *ADVICE.recommendations, *ADVICE.standings, SQL_MATCH, CHARTS_MATCH, *PROFILE.statements]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_explanation_suggests_and_leaves_the_decision_to_a_person(result):
    told = explain(result)

    assert told.endswith("This is a suggestion; a person decides.")
    assert not re.search(r"\b(granted|refused|approved|rejected|equivalent)\b", told)
    assert "  " not in told
    assert ".." not in told


@pytest.mark.parametrize("award", Award, ids=str)
def test_every_award_is_suggested(award):
    assert "suggested" in explain(replace(WRANGLING, award=award, credit=None))


def test_a_recommendation_is_explained_with_its_coverage_rules_and_changes():
    assert explain(REPORTING) == (
        "Reporting and Responsible Use of Data (DS102): an assessment by a person is suggested. "
        "Coverage: 1 of 3 outcomes met, 1 missing, 1 unread. It rests on urn:credential:data. "
        "One outcome is met, one is missing and one could not be read. "
        "What needs a person: Outcomes are covered: no (1 of 3 outcomes met; 60% must be met); "
        "Volume is reached: unknown (The module states no hours). "
        "What would change this answer: Evidence on data protection; The module's notional hours. "
        "This is a suggestion; a person decides."
    )


def test_a_match_is_explained_with_similarity_confidence_and_the_words_that_were_seen():
    assert explain(CHARTS_MATCH) == (
        "“Design charts that answer a stated question for a lay audience.” is compared with "
        "“Communicate findings to non-specialists with suitable charts.”: "
        "similarity 0.66; calibrated confidence 0.83. The strongest scorer, parts, gives 0.70 for "
        "“for a lay audience” beside “to non-specialists”. This is a suggestion; a person decides."
    )


def test_a_statement_that_could_not_be_read_says_so():
    assert explain(PROFILE.statements[2]) == (
        f"“{GERMAN}” could not be read. The language is not covered. This is a suggestion; a person decides."
    )


def test_a_standing_without_a_note_names_its_modules():
    assert "rest on it for: DS101." in explain(replace(ADVICE.standings[0], note=""))
    assert "nearest module is DS101 (2 of 3 outcomes met, 1 partly)." in explain(
        replace(ADVICE.standings[1], note="")
    )


def test_an_advice_is_explained_one_line_for_each_suggestion_and_credential():
    lines = explain(ADVICE).splitlines()

    assert lines[0].endswith("under policy example-university 2026-11 (status: example).")
    assert lines[3] == "Nothing is suggested for 1 module."
    assert len(lines) == 9


def test_control_characters_never_reach_a_terminal():
    hostile = replace(CLEANING_MATCH, statement="a\x1b[2Jb\u202ec")

    assert "“a[2Jbc”" in explain(hostile)


def test_something_else_has_no_words():
    with pytest.raises(TypeError, match="there are no words for a str"):
        explain("text")


def test_a_statement_with_no_candidates_says_that_there_is_none():
    found = StatementMatches(PROFILE.statements[1].statement, PROFILE.statements[1].state, ())

    assert "There is no candidate." in explain(found)


def test_a_scorer_that_saw_the_whole_text_is_said_to_have_seen_it():
    page = advice_page()

    assert "the whole text" in page.text
    assert CLEANING in page.text


def with_new_facts():
    landing = Landing(LandingPlace.STAGE, "Year 2", "Every stage before it is covered.", "the catalogue")
    precedent = Precedent(
        "D-9", "Data", "School", "DS101", "refused", date(2025, 1, 1), reason="Too <short>."
    )
    note = PrecedentNote(precedent, False, "The suggestion departs from an earlier decision D-9.")
    first = replace(
        ADVICE.recommendations[0],
        landing=Landing(LandingPlace.NOT_COUNTING, "DS101", "The electives are full.", "x"),
        route=AssessmentRoute.FACTS,
        precedents=(note,),
        alternatives=("DS102",),
        evidence_ids=("item <1>",),
    )
    general = GeneralAward(Award.ADVANCED_STANDING, (DATA.id,), None, landing, (), "Entry to <Year 2>.")
    cap = CapState("share_of_programme", "Policy 4.1", 90, 90, "ECTS", True, "At most half.")
    return replace(
        ADVICE,
        recommendations=(first, *ADVICE.recommendations[1:]),
        general=(general,),
        caps=(cap,),
        best_proven=True,
    )


@pytest.mark.parametrize(
    "words",
    [
        "advanced standing",
        "Stage “Year 2”: Every stage before it is covered.",
        "At most half. Suggested: 90 of 90 ECTS. It holds back a further award.",
        "no other is worth more credit",
        "Not counting: The electives are full.",
        "The suggestion departs from an earlier decision D-9.",
        "a fact to be settled",
    ],
)
def test_landings_limits_and_earlier_decisions_are_on_the_page_and_in_words(words: str) -> None:
    advice = with_new_facts()

    page = render_advice(advice)
    told = explain(advice) + explain(advice.recommendations[0])

    assert words in page
    assert words.lower() in told.lower()
    assert "<short>" not in page
    assert "item <1>" not in page
    assert "<Year 2>" not in page


def test_an_award_without_a_module_is_put_into_words() -> None:
    assert explain(with_new_facts().general[0]).startswith("Advanced standing is suggested. It rests on")
