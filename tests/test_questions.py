"""The letter to the issuer."""

from dataclasses import replace

from skillmap.domain import Credential, Credit, LearningOutcome, Party, Source
from skillmap.frameworks import assess, completeness_profile_names
from skillmap.report import questions_to_issuer

EU = "eu-recommendation-2022"
CREDENTIAL = Credential(
    "urn:uuid:holder-7731",
    "Dashboards for Beginners",
    Source("badge-of-nora.json", "open-badges-3", "0" * 64),
    issuer=Party("Harbour Learning Centre", "https://harbour.example", "IE"),
    credit=Credit(2, None),
    code="DSH-1",
    holder_identified=True,
)


def letter(credential: Credential, *profiles: str) -> str:
    return questions_to_issuer(credential, [assess(credential, profile) for profile in profiles])


def test_the_letter_asks_for_what_is_open_and_quotes_what_was_read() -> None:
    text = letter(CREDENTIAL, EU)

    assert 'Questions about "Dashboards for Beginners" (DSH-1)' in text
    assert "To Harbour Learning Centre:" in text
    assert "Please list\n   the learning outcomes" in text
    assert "We read: 2 credits (scheme not stated)" in text
    assert "Which body awards it" not in text


def test_the_letter_names_neither_the_credential_by_id_nor_its_file_nor_a_date() -> None:
    text = letter(CREDENTIAL, *completeness_profile_names())

    assert "7731" not in text
    assert "nora" not in text


def test_a_question_that_several_profiles_ask_stands_once() -> None:
    text = letter(CREDENTIAL, EU, "microbol", "unesco-2022")

    assert text.count("What does a learner know, understand or can do afterwards?") == 1
    assert "MICROBOL framework 2022" in " ".join(text.split())


def test_mandatory_questions_come_first_and_numbers_run_on() -> None:
    lines = letter(CREDENTIAL, EU).splitlines()

    headings = [lines.index(line) for line in ("Needed for a decision:", "Helpful, if you have it:")]
    assert headings == sorted(headings)
    numbers = [int(line.split(".")[0]) for line in lines if line[:1].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_question_is_asked_under_the_strictest_profile() -> None:
    text = letter(CREDENTIAL, EU, "australia-microcredentials")

    before, _, _ = text.partition("Helpful, if you have it:")
    assert "What was required of those who enrolled?" in before


def test_no_line_is_longer_than_a_mail_shows() -> None:
    text = letter(replace(CREDENTIAL, title="A very long title " * 30), EU)

    assert max(len(line) for line in text.splitlines() if not line.startswith("Subject")) <= 170
    assert all(len(line) <= 76 for line in text.splitlines() if line.startswith("   "))


def test_text_of_a_stranger_cannot_steer_the_terminal() -> None:
    text = letter(replace(CREDENTIAL, title="Dash\x1b[2Jboards\u202e"), EU)

    assert "\x1b" not in text
    assert "\u202e" not in text


def test_nothing_open_gives_no_letter() -> None:
    asked = assess(replace(CREDENTIAL, outcomes=(LearningOutcome("c.1", "Build a dashboard", "en"),)), EU)

    assert questions_to_issuer(CREDENTIAL, [replace(asked, items=())]) == ""
    assert questions_to_issuer(CREDENTIAL, []) == ""
