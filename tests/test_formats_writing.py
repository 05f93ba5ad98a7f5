"""Writing: what an issuer takes over reads back alike, says where a link comes from, and names nobody."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap import __version__
from skillmap.domain import (
    Alignment,
    Assessment,
    Credential,
    Credit,
    Holding,
    HoldingBasis,
    LearningOutcome,
    Level,
    Match,
    Party,
    Profile,
    Skill,
    Source,
)
from skillmap.errors import FormatError
from skillmap.formats import alignments_from, read_document, read_document_from, readers, unwritten

SAMPLES = Path(__file__).parent / "data/samples"
SOURCE = Source("badge.csv", "credential-table", "0" * 64)
BADGES = ("open-badges-2", "open-badges-3")
BREAD = Skill("http://s.example/bread", "bake bread", description="Make loaves.", code="S1")


def credential(*outcomes: str, **fields) -> Credential:
    listed = tuple(LearningOutcome(f"c.{n}", text) for n, text in enumerate(outcomes, 1))
    return Credential(**{"id": "c", "title": "Bread", "source": SOURCE, "outcomes": listed} | fields)


def written(format_name: str, item: Credential, alignments=()) -> tuple[dict, Credential]:
    content = readers.get(format_name).write(item, alignments)
    (again,) = read_document_from("written.json", content).offers
    return json.loads(content), again


def match(outcome: str, statement: str, similarity: float = 0.71, confidence: float | None = None) -> Match:
    return Match(f"c/{outcome}", statement, BREAD.id, BREAD.label, similarity, confidence, (), "f")


def profile(*holdings: Holding) -> Profile:
    return Profile((), holdings, (), "esco 1.2.0", "f")


def test_an_inferred_skill_says_that_it_is_a_suggestion_and_from_where() -> None:
    item = credential("bake a loaf", "sell it")
    holding = Holding(BREAD, HoldingBasis.INFERRED, ("c",), (match("c.1", "bake a loaf"),))

    assert alignments_from(item, profile(holding)) == (
        Alignment(
            "bake bread",
            "http://s.example/bread",
            "esco 1.2.0",
            f"Suggested by skillmap {__version__} for the outcome 'bake a loaf' (similarity 0.71); "
            "not confirmed by a person. Make loaves.",
            "S1",
            None,
            "c.1",
        ),
    )


def test_a_calibrated_confidence_is_told() -> None:
    holding = Holding(BREAD, HoldingBasis.INFERRED, ("c",), (match("c.1", "x", confidence=0.9),))

    assert (
        "(similarity 0.71, confidence 0.90)"
        in alignments_from(credential("x"), profile(holding))[0].description
    )


def test_the_issuers_own_links_come_first_and_are_not_linked_twice() -> None:
    own = (Alignment("loaves", BREAD.id), Alignment("crumbs", "http://s.example/crumbs"))
    inferred = Holding(BREAD, HoldingBasis.INFERRED, ("c",), (match("c.1", "bake"),))
    asserted = Holding(BREAD, HoldingBasis.ASSERTED, ("c",), ())

    assert alignments_from(credential("bake", alignments=own), profile(asserted, inferred)) == own


def test_what_another_credential_of_the_profile_supports_is_left_out() -> None:
    other = Match("d/d.1", "bake", BREAD.id, BREAD.label, 0.8, None, (), "f")
    holding = Holding(BREAD, HoldingBasis.INFERRED, ("c", "d"), (other, match("c.1", "bake")))

    assert [found.outcome for found in alignments_from(credential("bake"), profile(holding))] == ["c.1"]


@pytest.mark.parametrize("format_name", BADGES)
@pytest.mark.parametrize("sample", BADGES)
def test_a_badge_of_either_version_is_written_and_reads_back_alike(sample: str, format_name: str) -> None:
    (item,) = read_document(SAMPLES / f"{sample}.json").credentials
    links = (*item.alignments, Alignment("bake", BREAD.id, "ESCO", "why", outcome=item.outcomes[1].id))

    value, again = written(format_name, item, links)

    assert again.title == item.title
    assert [outcome.text for outcome in again.outcomes] == [outcome.text for outcome in item.outcomes]
    assert again.alignments[:-1] == item.alignments
    assert again.alignments[-1].outcome == again.outcomes[1].id
    assert (again.level, again.assessed, again.homepage) == (item.level, True, item.homepage)
    assert again.description == item.description
    assert again.holder_identified is False
    assert not {"proof", "recipient", "credentialSubject", "issuedOn"} & value.keys()


@pytest.mark.parametrize("format_name", BADGES)
def test_the_same_credential_gives_the_same_bytes(format_name: str) -> None:
    write = readers.get(format_name).write

    assert write(credential("bake"), ()) == write(credential("bake"), ())


def test_a_definition_has_the_id_of_what_is_on_offer_but_not_that_of_an_award() -> None:
    offered = credential("bake", id="https://x.example/bread", holder_identified=False)
    awarded = credential("bake", id="https://x.example/a/1", holder_identified=True)

    assert written("open-badges-3", offered)[1].id == "https://x.example/bread"
    assert written("open-badges-3", awarded)[1].id.startswith("urn:uuid:")


def test_an_achievement_holds_what_the_standard_has_a_place_for() -> None:
    item = credential(
        "bake",
        kind="MicroCredential",
        code="B1",
        language="en",
        credit=Credit(2, "ECTS"),
        level=Level("EQF", 4),
        fields=("0721",),
        awarding_body=Party("Oven School", "https://x.example", "NZ"),
        assessment=Assessment("a loaf"),
        assessed=True,
        awarded=date(2026, 1, 2),
        entry_requirements="an oven",
    )
    value, again = written("open-badges-3", item)

    assert value["creator"]["address"]["addressCountryCode"] == "NZ"
    assert "## Entry requirements\n\n- an oven" in value["criteria"]["narrative"]
    assert (again.kind, again.code, again.language, again.level) == (
        "MicroCredential",
        "B1",
        "en",
        item.level,
    )
    assert (again.fields, again.awarding_body) == (item.fields, item.awarding_body)
    assert unwritten(item, again) == ("credit", "assessment", "awarded", "entry_requirements")


@pytest.mark.parametrize("assessed", [True, False, None])
@pytest.mark.parametrize("format_name", BADGES)
def test_whether_it_was_assessed_is_written_in_words(format_name: str, assessed: bool | None) -> None:
    assert written(format_name, credential("bake bread", assessed=assessed))[1].assessed is assessed


def test_a_word_for_the_kind_that_the_standard_does_not_have_is_left_out() -> None:
    assert written("open-badges-3", credential("bake", kind="completed module"))[1].kind is None
    assert written("open-badges-3", credential("bake", kind="ext:Workshop"))[1].kind == "ext:Workshop"


@pytest.mark.parametrize("format_name", BADGES)
@pytest.mark.parametrize(
    "text",
    [
        "use *args and **kwargs*",
        "compare <b> with <strong>",
        "write &lt; for <",
        "know [links](https://x.example)",
        r"escape \* and \\",
        "- begin with a dash",
        "# begin with a hash",
        "end with a colon:",
        "Pass the final exam",
        "data: what it is",
    ],
)
def test_marks_of_markdown_and_html_in_a_text_survive(format_name: str, text: str) -> None:
    item = credential(text, title=text, description=text)
    link = Alignment(text, BREAD.id, description=text)

    _, again = written(format_name, item, (link,))

    assert (again.title, again.outcomes[0].text, again.description) == (text, text, text)
    assert again.alignments == (link,)


lines = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30)


@settings(max_examples=150, deadline=None)
@given(lines, st.lists(lines, max_size=4), lines, st.sampled_from(BADGES))
def test_whatever_is_written_reads_back_alike_or_is_refused(title, outcomes, label, format_name) -> None:
    item = credential(*outcomes, title=title)
    link = Alignment(label, BREAD.id)
    try:
        _, again = written(format_name, item, (link,))
    except FormatError:
        return

    assert again.title == title
    assert [outcome.text for outcome in again.outcomes] == (outcomes or [])
    assert again.alignments == (link,)


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (credential("bake"), "title"),
        (credential("bake", "bake", title="Bread"), "outcomes"),
        (credential("..."), "outcomes"),
        (credential(*[f"{n} " + "bake bread " * 20 for n in range(100)]), "outcomes"),
    ],
    ids=["no title", "twice", "no word", "too long"],
)
def test_what_would_not_read_back_alike_is_refused_in_one_line(item: Credential, field: str) -> None:
    if field == "title":
        item = credential("bake", title="  Bread \n")

    with pytest.raises(FormatError, match=f"badge.csv, {field}: cannot be written as open-badges-3"):
        readers.get("open-badges-3").write(item, ())


def test_a_credential_without_outcomes_is_written_with_its_description() -> None:
    _, again = written("open-badges-2", credential(description="Shows how to bake bread by hand."))

    assert again.description == "Shows how to bake bread by hand."


@pytest.mark.parametrize("format_name", [name for name in readers.names() if readers.get(name).write])
def test_every_format_that_can_be_written_is_read_again(format_name: str) -> None:
    item = credential("bake a loaf of bread")

    document = read_document_from(
        "written", readers.get(format_name).write(item, (Alignment("bake", BREAD.id),))
    )

    (again,) = (*document.credentials, *document.offers)
    assert document.source.format == format_name
    assert [outcome.text for outcome in again.outcomes] == ["bake a loaf of bread"]
    assert [alignment.uri for alignment in again.alignments] == [BREAD.id]
