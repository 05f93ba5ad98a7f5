"""The demonstration programme and credentials are complete, say what they are, and are no copies."""

import csv
import json
import re
from pathlib import Path

import pytest

import skillmap
from skillmap.domain import Credit, Level
from skillmap.formats import read_credentials, read_programme

EXAMPLES = Path(skillmap.__file__).parent / "examples"
CREDENTIALS = sorted((EXAMPLES / "credentials").iterdir())
NAMES = [path.name for path in CREDENTIALS]

STOP_WORDS = (
    "about also another because been both each from have into many most other over same some such than that "
    "their them then there these they this those through under until upon what when where which while whose "
    "will with within without your"
)
ENDING = re.compile(r"(?<=\w{4})(?:ations?|ments?|ings?|ie[sd]|ers?|e[sd]|ly|[sey])$")
"""Common endings, cut from what stays a word of four letters or more."""
BULLET = re.compile(r"^- (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def programme():
    return read_programme(EXAMPLES / "programme.csv")[0]


def stated_outcomes(path):
    """The outcomes of a credential, taken from its JSON without the readers."""
    subject = json.loads(path.read_text(encoding="utf-8"))["credentialSubject"]
    if "achievement" in subject:
        return BULLET.findall(subject["achievement"]["criteria"]["narrative"])
    return [outcome["title"]["en"] for outcome in subject["hasClaim"]["specifiedBy"]["learningOutcome"]]


def content_words(text):
    words = re.findall(r"[^\W\d_]+", text.lower())
    return {ENDING.sub("", word) for word in words if len(word) > 3 and word not in STOP_WORDS.split()}


def share_of_words(text, other):
    words = content_words(text)
    return len(words & content_words(other)) / len(words)


def test_the_programme_has_thirteen_complete_modules(programme):
    assert len(programme.modules) == 13
    assert programme.credit == Credit(180.0, "ECTS")
    for module in programme.modules:
        assert module.level in {Level("EQF", 5.0), Level("EQF", 6.0)}
        assert module.credit in {Credit(5.0, "ECTS"), Credit(10.0, "ECTS")}
        assert 125 <= module.hours.low == module.hours.high <= 280
        assert module.core is not None
        assert 4 <= len(module.outcomes) <= 6


def test_the_readers_find_nothing_to_remark_on_in_the_programme():
    assert read_programme(EXAMPLES / "programme.csv")[1] == ()


def test_prerequisites_name_modules_of_the_programme(programme):
    codes = {module.id for module in programme.modules}
    named = {code for module in programme.modules for code in module.prerequisites}

    assert len(named) >= 3
    assert named <= codes


def test_one_module_is_the_capstone(programme):
    assert [module.id for module in programme.modules if "capstone" in module.tags] == ["DS301"]


def test_there_are_five_credentials_with_outcomes():
    counts = {path.name: len(stated_outcomes(path)) for path in CREDENTIALS}

    assert counts == {
        "barista.json": 4,
        "data-stewardship.jsonld": 5,
        "open-data-webinar.jsonld": 3,
        "python-programming.json": 4,
        "statistics-2014.json": 5,
    }


@pytest.mark.parametrize(
    ("text", "other", "share"),
    [
        ("Clean the data sets", "Cleaning data", 2 / 3),
        ("Clean the data sets", "Pour a latte", 0),
        ("Clean data", "Clean data and store them", 1),
    ],
)
def test_the_word_count_finds_shared_words(text, other, share):
    assert share_of_words(text, other) == pytest.approx(share)


@pytest.mark.parametrize("path", CREDENTIALS, ids=NAMES)
def test_the_reader_finds_the_outcomes_that_the_file_states(path):
    (document,) = read_credentials(path)
    (credential,) = document.credentials

    assert [outcome.text for outcome in credential.outcomes] == stated_outcomes(path)


@pytest.mark.parametrize("path", CREDENTIALS, ids=NAMES)
def test_a_credential_outcome_shares_at_most_half_its_words_with_any_module_outcome(path, programme):
    too_close = [
        (text, other.text)
        for text in stated_outcomes(path)
        for module in programme.modules
        for other in module.outcomes
        if share_of_words(text, other.text) > 0.5
    ]

    assert too_close == []


@pytest.mark.parametrize("path", CREDENTIALS, ids=NAMES)
def test_a_credential_says_that_it_is_an_example(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    description = content.get("description") or content["displayParameter"]["description"]["en"]

    assert description.startswith("Example written by the skillmap project")


def test_the_programme_says_that_it_is_an_example():
    with (EXAMPLES / "programme.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["programme"] for row in csv.DictReader(file)}

    assert titles == {"BSc Data and Society (example written by skillmap)"}


def test_the_readme_says_so_first_and_names_every_file():
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert "written by the skillmap project" in text.splitlines()[0]
    assert [name for name in ["programme.csv", *NAMES] if name not in text] == []
