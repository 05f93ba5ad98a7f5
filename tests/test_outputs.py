"""What each output says, held against values made by hand and against parsers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest
import yaml

from advice_values import (
    ADVICE,
    CAPSTONE,
    CHARTS,
    CHARTS_MATCH,
    DATA,
    PLOT_MATCH,
    PREPARE,
    PROFILE,
    REPORTING,
    SCRIPTING,
    SCRIPTS,
    WRANGLING,
    rule,
)
from skillmap.domain import (
    AssessmentRoute,
    Award,
    Coverage,
    Credit,
    DecidedCase,
    Effect,
    Extent,
    GeneralAward,
    Landing,
    LandingPlace,
    MatchRelation,
    OutcomeCoverage,
    Precedent,
    PrecedentNote,
    Verdict,
)
from skillmap.formats import alignments_to_modules, read_document_from, readers
from skillmap.recognition import bound_for
from skillmap.report import letter_pdf, outputs, render_advice, render_letter
from skillmap.report.letter import NO_APPEAL, letter_of
from skillmap.report.writers.suggestions_table import COLUMNS

INFERRED = replace(PLOT_MATCH, statement_id=f"{DATA.id}/o2")
FULL = replace(
    ADVICE,
    profile=replace(
        PROFILE, holdings=(PROFILE.holdings[0], replace(PROFILE.holdings[1], matches=(INFERRED,)))
    ),
)
LANDED = replace(
    WRANGLING, landing=Landing(LandingPlace.NAMED_MODULE, "DS101", "The outcomes are those of the module.")
)


def table(advice=FULL) -> list[dict[str, str]]:
    text = outputs.get("csv").write(advice).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def graph(advice=FULL) -> dict[str, list[dict]]:
    """Nodes of the transfer value profiles by type."""
    document = json.loads(outputs.get("ctdl").write(advice))
    assert document["@context"] == "https://credreg.net/ctdl/schema/context/json"
    nodes: dict[str, list[dict]] = {}
    for node in document["@graph"]:
        nodes.setdefault(node["@type"], []).append(node)
    return nodes


def mapping_set(advice=FULL) -> tuple[dict, list[dict[str, str]]]:
    """A mapping set as the specification of SSSOM/TSV says to read it."""
    content = outputs.get("sssom").write(advice).decode("utf-8")
    assert not content.startswith("\ufeff")
    assert "\r" not in content
    lines = content.split("\n")
    head = [line for line in lines if line.startswith("#")]
    assert lines[: len(head)] == head, "the metadata block comes first and in one piece"
    metadata = yaml.safe_load("\n".join(line[1:] for line in head))
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[len(head) :])), delimiter="\t"))
    return metadata, rows


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_table_has_a_row_for_each_outcome_and_stable_columns() -> None:
    rows = table()

    assert tuple(rows[0]) == COLUMNS
    assert [(row["module_id"], row["outcome_id"]) for row in rows] == [
        *(("DS101", f"o{number}") for number in (1, 2, 3)),
        *(("DS102", f"o{number}") for number in (1, 2, 3)),
        ("DS390", "o1"),
    ]
    first = rows[0]
    assert (first["suggested"], first["credit"], first["credit_scheme"]) == ("specified credit", "5", "ECTS")
    assert (first["extent"], first["similarity"], first["confidence"]) == ("met", "0.71000", "")
    assert rows[1]["confidence"] == "0.83000"
    assert (first["credential"], first["status"]) == (DATA.title, "suggestion; a person decides")


def test_a_module_without_outcomes_keeps_a_row() -> None:
    bare = replace(WRANGLING, coverage=Coverage("DS101", ()))

    (row,) = table(replace(ADVICE, recommendations=(bare,)))

    assert (row["module_id"], row["outcome_id"]) == ("DS101", "")


def test_a_transfer_value_profile_has_value_source_and_target_and_is_marked_as_in_development() -> None:
    nodes = graph(replace(ADVICE, recommendations=(LANDED, REPORTING, CAPSTONE)))

    (profile,) = nodes["ceterms:TransferValueProfile"]
    ids = {node["@id"]: node for listed in nodes.values() for node in listed}
    assert [ids[name]["ceterms:name"] for name in profile["ceterms:transferValueFrom"]] == [
        {"en": DATA.title},
        {"und": SCRIPTING.title},
    ]
    (target,) = (ids[name] for name in profile["ceterms:transferValueFor"])
    assert (target["@type"], target["ceterms:codedNotation"]) == ("ceterms:Course", "DS101")
    (value,) = profile["ceterms:transferValue"]
    assert (value["schema:value"], value["schema:description"]) == (5, {"und": "ECTS"})
    assert profile["ceterms:lifeCycleStatusType"]["ceterms:targetNode"] == "lifeCycle:Developing"
    assert "Named module “DS101”" in profile["ceterms:description"]["en"]
    assert {"ceterms:ctid", "ceterms:ownedBy", "ceterms:startDate"}.isdisjoint(profile)


@pytest.mark.parametrize(
    ("scheme", "unit"), [("semester hour", "SemesterHour"), ("ECTS", None), (None, None)]
)
def test_a_unit_of_credit_is_named_only_where_the_language_knows_it(scheme, unit) -> None:
    advised = replace(WRANGLING, credit=Credit(3, scheme))

    (profile,) = graph(replace(ADVICE, recommendations=(advised,)))["ceterms:TransferValueProfile"]

    (value,) = profile["ceterms:transferValue"]
    units = [one["ceterms:targetNode"] for one in value.get("ceterms:creditUnitType", [])]
    assert units == ([f"creditUnit:{unit}"] if unit else [])


def test_only_specified_credit_is_a_transfer_value() -> None:
    others = tuple(replace(WRANGLING, award=award) for award in Award if award is not Award.SPECIFIED_CREDIT)

    assert graph(replace(ADVICE, recommendations=others)) == {}


def test_an_earlier_decision_is_derived_from_only_where_its_number_is_an_address() -> None:
    def noted(number: str) -> PrecedentNote:
        earlier = Precedent(number, DATA.title, "Northfield", "DS101", "specified credit", date(2025, 1, 1))
        return PrecedentNote(earlier, True, "Agrees.")

    advised = replace(WRANGLING, precedents=(noted("urn:case:7"), noted("2025-014")))

    (profile,) = graph(replace(ADVICE, recommendations=(advised,)))["ceterms:TransferValueProfile"]

    assert profile["ceasn:derivedFrom"] == ["urn:case:7"]


def test_credential_and_module_of_a_profile_read_back_as_on_offer_and_held_by_nobody() -> None:
    document = read_document_from("transfer.jsonld", outputs.get("ctdl").write(ADVICE))

    read = {offer.title: offer for offer in document.credentials}
    assert set(read) == {DATA.title, SCRIPTING.title, "Data Wrangling"}
    assert {offer.holder_identified for offer in read.values()} == {False}
    assert read[DATA.title].credit == Credit(5, "ECTS")
    assert read[DATA.title].level == DATA.level
    assert [outcome.text for outcome in read[DATA.title].outcomes] == [o.text for o in DATA.outcomes]
    (module,) = document.modules
    assert (module.id, module.credit) == ("DS101", Credit(5, "ECTS"))
    assert [o.text for o in module.outcomes] == [c.outcome.text for c in WRANGLING.coverage.outcomes]


@pytest.mark.parametrize(
    ("relation", "pointer"),
    [
        (None, "ceasn:alignTo"),
        (MatchRelation.EXACT, "ceasn:exactAlignment"),
        (MatchRelation.BROAD, "ceasn:broadAlignment"),
    ],
)
def test_an_outcome_of_a_credential_points_to_the_module_outcome_that_it_meets(relation, pointer) -> None:
    match = replace(CHARTS_MATCH, statement_id=f"{DATA.id}/o2", relation=relation)
    covered = (OutcomeCoverage(WRANGLING.coverage.outcomes[1].outcome, Extent.MET, match, DATA.id),)
    advised = replace(WRANGLING, coverage=Coverage("DS101", covered))

    competencies = graph(replace(ADVICE, recommendations=(advised,)))["ceasn:Competency"]

    texts = {node["@id"]: " ".join(node["ceasn:competencyText"].values()) for node in competencies}
    pointing = [node for node in competencies if pointer in node]
    assert [node["ceasn:competencyText"]["en"] for node in pointing] == [CHARTS]
    assert [texts[target] for target in pointing[0][pointer]] == [covered[0].outcome.text]


def test_the_same_credential_of_two_holders_has_one_address_in_what_is_published() -> None:
    other = replace(ADVICE.standings[0], credential=replace(DATA, id="urn:credential:another-holder"))
    advised = replace(WRANGLING, credential_ids=(other.credential.id,))
    mine = replace(ADVICE, recommendations=(replace(WRANGLING, credential_ids=(DATA.id,)),))
    theirs = replace(ADVICE, recommendations=(advised,), standings=(other,))

    assert outputs.get("ctdl").write(mine) == outputs.get("ctdl").write(theirs)


def test_a_mapping_set_declares_its_prefixes_licence_tool_and_date() -> None:
    metadata, rows = mapping_set()

    assert {"mapping_set_id", "license", "mapping_tool", "mapping_tool_version", "comment"} <= set(metadata)
    assert metadata["mapping_date"] == date(2026, 11, 24)
    assert metadata["license"] == "https://w3id.org/sssom/license/unspecified"
    built_in = {"skos", "semapv"}
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, _, local = row[slot].partition(":")
            assert prefix in built_in | set(metadata["curie_map"]), row[slot]
            assert re.fullmatch(r"[\w.~%-]+", local), row[slot]


def test_a_mapping_has_label_predicate_justification_score_and_measure() -> None:
    _, rows = mapping_set()

    (charts,) = (row for row in rows if row["subject_label"] == CHARTS and "DS101" in row["object_category"])
    assert charts["predicate_id"] == "skos:mappingRelation"
    assert charts["mapping_justification"] == "semapv:SemanticSimilarityThresholdMatching"
    assert (charts["similarity_score"], charts["confidence"]) == ("0.66000", "0.83000")
    assert "fingerprint f1" in charts["similarity_measure"]
    assert charts["comment"] == "Data Wrangling (DS101), outcome o2: met."
    skills = {
        row["object_id"]: row["object_label"] for row in rows if row["object_category"].startswith("skill")
    }
    assert skills == {"ns1:2": "present data visually"}
    assert mapping_set()[0]["curie_map"]["ns1"] == "https://example.org/skill/"


@pytest.mark.parametrize(
    ("relation", "predicate", "justification"),
    [
        (MatchRelation.EXACT, "exactMatch", "LexicalMatching"),
        (MatchRelation.CLOSE, "closeMatch", "LexicalMatching"),
        (MatchRelation.BROAD, "broadMatch", "SemanticSimilarityThresholdMatching"),
        (MatchRelation.NARROW, "narrowMatch", "SemanticSimilarityThresholdMatching"),
        (MatchRelation.RELATED, "relatedMatch", "SemanticSimilarityThresholdMatching"),
    ],
)
def test_a_relation_is_the_property_of_skos_of_the_same_name(relation, predicate, justification) -> None:
    match = replace(CHARTS_MATCH, relation=relation)
    covered = (OutcomeCoverage(WRANGLING.coverage.outcomes[1].outcome, Extent.MET, match, DATA.id),)
    advised = replace(WRANGLING, coverage=Coverage("DS101", covered))

    _, (row,) = mapping_set(replace(ADVICE, recommendations=(advised,)))

    assert row["predicate_id"] == f"skos:{predicate}"
    assert row["mapping_justification"] == f"semapv:{justification}"


def test_what_falls_short_is_no_mapping_and_a_column_without_a_value_is_left_out() -> None:
    _, rows = mapping_set(replace(ADVICE, recommendations=(WRANGLING, REPORTING)))
    assert not any("o2" in row["comment"] and "DS102" in row["comment"] for row in rows)
    assert {row["comment"].rpartition(" ")[2] for row in rows if row["subject_label"] == SCRIPTS} == {
        "evidence."
    }

    first = (replace(WRANGLING.coverage.outcomes[0], others=()),)
    _, (row,) = mapping_set(
        replace(ADVICE, recommendations=(replace(WRANGLING, coverage=Coverage("DS101", first)),))
    )
    assert "confidence" not in row


def test_an_outcome_that_experience_shows_says_nothing_of_the_strongest_credential() -> None:
    shown = replace(WRANGLING.coverage.outcomes[0], evidence_ids=("E1",), others=())
    advice = replace(ADVICE, recommendations=(replace(WRANGLING, coverage=Coverage("DS101", (shown,))),))

    assert mapping_set(advice)[1] == []
    assert alignments_to_modules(DATA, advice) == ()
    assert table(advice)[0]["evidence_items"] == "E1"


def test_a_badge_can_carry_the_module_outcomes_that_it_meets_and_reads_back_alike() -> None:
    match = replace(WRANGLING.coverage.outcomes[0].match, statement_id=f"{DATA.id}/o1")
    covered = (replace(WRANGLING.coverage.outcomes[0], match=match),)
    advice = replace(ADVICE, recommendations=(replace(WRANGLING, coverage=Coverage("DS101", covered)),))

    (link,) = alignments_to_modules(DATA, advice)
    content = readers.get("open-badges-3").write(DATA, (*DATA.alignments, link))

    written = next(one for one in json.loads(content)["alignment"] if one["targetName"] == PREPARE)
    assert written["targetType"] == "ceasn:Competency"
    assert written["targetCode"] == "DS101/o1"
    assert written["targetUrl"].startswith("urn:uuid:")
    assert written["targetFramework"] == "BSc Data Practice: Data Wrangling (DS101)"
    assert "not confirmed by a person. Module outcome: met." in written["targetDescription"]
    (again,) = read_document_from("badge.json", content).offers
    assert [one.outcome for one in again.alignments if one.label == PREPARE] == [again.outcomes[0].id]


def test_a_letter_gives_suggestion_reasons_gaps_changes_and_lines_to_fill_in() -> None:
    advised = replace(
        LANDED,
        rules=(rule("level_is_reached", "DS101", Verdict.YES, Effect.REFER, applicant="Your level fits."),),
    )
    assess = replace(
        REPORTING,
        route=AssessmentRoute.CHALLENGE,
        rules=(rule("volume", "DS102", Verdict.UNKNOWN, Effect.REFER, applicant="Tell us the hours."),),
    )
    advice = replace(ADVICE, recommendations=(advised, assess, CAPSTONE))

    for text in (re.sub(r"<[^>]+>|\s+", " ", render_letter(advice)), pdf_text(letter_pdf(advice))):
        flat = " ".join(text.split())
        for words in (
            "Draft for a person to decide. This letter suggests; a person decides.",
            "do not send this letter",
            "Data Wrangling (DS101)",
            "Specified credit is suggested",
            "Your level fits.",
            "Tell us the hours.",
            "What is needed: challenge assessment.",
            "(partly covered)",
            "Evidence on data protection.",
            "Review and appeal",
            NO_APPEAL,
            "Name, role and signature",
            "Applicant",
            ADVICE.policy,
            ADVICE.fingerprint,
        ):
            assert words in flat, words


def test_a_letter_never_turns_anybody_down() -> None:
    every = tuple(replace(WRANGLING, award=award, rules=(), changes=()) for award in Award)
    letter = letter_of(replace(ADVICE, recommendations=every))
    page = render_letter(replace(ADVICE, recommendations=every))

    body = page[page.index("<main") : page.index("<script")]
    assert not re.search(r"refus|reject|declin|denied|den(y|ies)|unsuccess|unfortunately|fail", body, re.I)
    assert len(letter.suggested) == len(Award) - 2


def test_an_adopted_policy_carries_no_warning_and_an_appeal_is_the_institutions_own() -> None:
    advice = replace(ADVICE, policy_status="adopted")

    page = render_letter(advice, appeal="You may appeal within 10 working days.")

    assert "do not send" not in page
    assert "You may appeal within 10 working days." in page
    assert NO_APPEAL not in page


def test_the_appeal_that_the_policy_states_is_printed_and_one_given_goes_before_it() -> None:
    advice = replace(ADVICE, appeal="Ask the invented registry.")

    assert "Ask the invented registry." in " ".join(pdf_text(letter_pdf(advice)).split())
    assert letter_of(advice).appeal == "Ask the invented registry."
    assert letter_of(advice, appeal="Ask within ten days.").appeal == "Ask within ten days."


def test_the_bound_on_error_stands_in_the_part_for_staff_in_the_report_and_in_the_table() -> None:
    bound = bound_for([DecidedCase(0.7, right=True)] * 5, 0.1)
    rules = (rule("error_is_bounded", "DS101", Verdict.UNKNOWN, Effect.INFO, staff=bound.words),)
    advised = replace(LANDED, rules=rules, score=0.62)
    advice = replace(ADVICE, recommendations=(advised, REPORTING), bound=bound)
    told = "No bound on wrong suggestions covers it (score 0.62): review it."

    staff = letter_of(advice).for_staff
    report = " ".join(re.sub(r"<[^>]+>|\s+", " ", render_advice(advice)).split())
    letters = [" ".join(re.sub(r"<[^>]+>|\s+", " ", render_letter(advice)).split())]
    letters.append(" ".join(pdf_text(letter_pdf(advice)).split()))

    assert staff[:2] == (bound.words, f"Data Wrangling (DS101): {told}")
    assert all(f"Assumed: {assumption}" in staff for assumption in bound.assumptions)
    assert told in report
    assert bound.words in report
    assert all(letter.index("For the person who decides") < letter.index(bound.words) for letter in letters)
    (first, *_) = csv.DictReader(
        io.StringIO(outputs.get("csv").write(advice).decode("utf-8-sig"), newline="")
    )
    assert (first["score"], first["bound_on_error"]) == ("0.62000", told)


def test_an_award_without_a_module_stands_in_the_letter() -> None:
    general = GeneralAward(
        Award.UNSPECIFIED_CREDIT,
        (SCRIPTING.id,),
        Credit(2, "ECTS"),
        Landing(LandingPlace.ELECTIVE_POOL, "Free choice", "It fits no module."),
        (),
        "The learning is at the level of the programme.",
    )

    letter = letter_of(replace(ADVICE, general=(general,)))

    part = letter.suggested[-1]
    assert (part.title, part.credit, part.rests_on) == ("Elective pool", "2 ECTS", (SCRIPTING.title,))
    assert "Free choice" in part.lands


def test_an_award_without_a_module_has_a_row_in_the_table() -> None:
    general = GeneralAward(
        Award.UNSPECIFIED_CREDIT,
        (SCRIPTING.id,),
        Credit(2, "ECTS"),
        Landing(LandingPlace.ELECTIVE_POOL, "Free choice", "It fits no module."),
        (),
        "The learning is at the level of the programme.",
    )

    rows = table(replace(ADVICE, general=(general,)))

    assert len(rows) == len(table(ADVICE)) + 1
    last = {name: rows[-1][name] for name in ("module_id", "suggested", "credit", "lands_in", "credential")}
    assert last == {
        "module_id": "",
        "suggested": "unspecified credit",
        "credit": "2",
        "lands_in": "elective pool",
        "credential": SCRIPTING.title,
    }
    assert rows[-1]["status"] == "suggestion; a person decides"


def test_what_nobody_has_looked_at_is_not_called_accepted() -> None:
    general = GeneralAward(
        Award.ASSESS,
        (SCRIPTING.id,),
        None,
        Landing(LandingPlace.NOT_COUNTING, "", "Nothing counts before a person has looked."),
        (),
        "It covers no module enough.",
    )

    page = render_letter(replace(ADVICE, general=(general,)))

    assert "Credit without a module" in page
    assert "ccepted" not in page


def test_a_long_list_of_modules_without_a_suggestion_is_counted_and_not_spelt_out() -> None:
    many = tuple(replace(CAPSTONE, module_id=f"M{number}") for number in range(50))

    letter = letter_of(replace(ADVICE, recommendations=many))

    assert (len(letter.nothing_yet), letter.unnamed) == (40, 10)


def test_what_would_change_an_answer_is_cut_short_only_where_nothing_is_suggested() -> None:
    changes = tuple(f"Change {number}." for number in range(9))
    nothing = replace(CAPSTONE, changes=changes, rules=())
    advised = replace(WRANGLING, changes=changes)

    letter = letter_of(replace(ADVICE, recommendations=(advised, nothing)))

    assert len(letter.suggested[0].changes) == 9
    assert letter.nothing_yet[0].changes[5:] == ("And 4 more, which the report lists.",)
    assert letter.nothing_yet[0].reasons == (CAPSTONE.reason,)


def test_staff_words_stand_in_no_letter_where_a_rule_has_words_for_the_applicant() -> None:
    told = rule("volume", "DS102", Verdict.UNKNOWN, Effect.REFER, applicant="Tell us.", staff="Ask them.")
    advice = replace(ADVICE, recommendations=(replace(REPORTING, rules=(told,)),))

    assert letter_of(advice).to_assess[0].reasons == ("Tell us.",)
    assert "Ask them." not in render_letter(advice)


def test_a_pdf_prints_accents_greek_and_cyrillic_and_says_what_it_cannot_print() -> None:
    title = "Žluťoučký kůň, Ελληνικά, Привет, Øresund"
    europe = replace(ADVICE, recommendations=(replace(WRANGLING, module_title=title),))
    asia = replace(ADVICE, recommendations=(replace(WRANGLING, module_title="漢字 نص"),))

    assert title in pdf_text(letter_pdf(europe))
    assert "no letters for" not in pdf_text(letter_pdf(europe))
    # Two letters and three, in the table and in the part below it.
    assert "8 characters are of scripts that this file has no letters for" in pdf_text(letter_pdf(asia))
    assert "漢字 نص" in render_letter(asia)


def test_a_pdf_with_two_hundred_awards_runs_over_pages_that_all_say_that_it_is_a_draft() -> None:
    many = tuple(
        replace(WRANGLING, module_id=f"M{number}", module_title="x" * 10_000) for number in range(200)
    )

    pages = pypdf.PdfReader(io.BytesIO(letter_pdf(replace(ADVICE, recommendations=many)))).pages

    assert len(pages) > 20
    assert all("This letter suggests; a person decides." in page.extract_text() for page in pages)


def test_a_pdf_has_the_date_of_the_advice_and_the_same_bytes_each_time() -> None:
    content = letter_pdf(ADVICE)

    made = pypdf.PdfReader(io.BytesIO(content)).metadata.creation_date
    assert made == datetime(2026, 11, 24, tzinfo=UTC)
    assert letter_pdf(ADVICE) == content


def test_nothing_in_the_folder_of_writers_is_left_unregistered() -> None:
    folder = Path(outputs.get("csv").write.__code__.co_filename).parent
    registered = {Path(outputs.get(name).write.__code__.co_filename).name for name in outputs.own_names()}

    assert {path.name for path in folder.glob("*.py")} - {"__init__.py"} == registered


def test_a_rule_that_only_informs_is_no_reason_in_the_letter() -> None:
    rules = (
        rule("level_is_reached", "DS101", Verdict.YES, Effect.REFER, applicant="Your level fits."),
        rule("evidence_is_in_accepted_language", "DS101", Verdict.YES, Effect.INFO, applicant="We read it."),
    )

    letter = letter_of(replace(ADVICE, recommendations=(replace(LANDED, rules=rules),)))

    (part,) = [part for part in letter.suggested if "DS101" in part.title]
    assert "Your level fits." in part.reasons
    assert "We read it." not in part.reasons


HELD_BACK = replace(
    LANDED,
    landing=Landing(
        LandingPlace.NOT_COUNTING, "DS101", "With this award 17 of at most 12 ECTS.", "Policy 4.1"
    ),
    rules=(
        *LANDED.rules,
        rule("share_of_programme", "DS101", Verdict.NO, Effect.REFER, applicant="No room."),
    ),
)


def test_an_award_that_does_not_count_has_a_part_of_its_own_in_the_letter() -> None:
    advice = replace(ADVICE, recommendations=(HELD_BACK,))

    letter, page, pdf = letter_of(advice), render_letter(advice), pdf_text(letter_pdf(advice))

    assert letter.suggested == ()
    (part,) = letter.not_counting
    assert part.suggestion == "Specified credit could be suggested, but does not count"
    assert part.lands == "Not counting: With this award 17 of at most 12 ECTS."
    assert part.reasons
    assert "No room." not in part.reasons
    assert "What could be suggested, but does not count" in page
    assert "What could be suggested, but does not count" in pdf


def test_an_award_that_does_not_count_is_told_apart_on_the_page_and_in_the_table() -> None:
    advice = replace(ADVICE, recommendations=(HELD_BACK,))

    page, rows = render_advice(advice), table(advice)

    assert "specified credit, not counting" in page
    assert "0 modules with a suggested award, 1 with one that does not count, 0 to assess" in page
    assert {(row["suggested"], row["lands_in"]) for row in rows} == {("specified credit", "not counting")}


def test_what_does_not_count_is_no_transfer_value() -> None:
    assert "ceterms:TransferValueProfile" in graph(replace(ADVICE, recommendations=(LANDED,)))
    assert "ceterms:TransferValueProfile" not in graph(replace(ADVICE, recommendations=(HELD_BACK,)))
