"""Texts, taxonomies and encoders of different languages: what is covered, and what is said of the rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hashing_encoder import HashingEncoder
from skillmap.cli.app import app
from skillmap.domain import (
    Credential,
    Document,
    LearningOutcome,
    MatchState,
    Module,
    Programme,
    Skill,
    Source,
    Statement,
    Target,
)
from skillmap.engine import Engine
from skillmap.errors import LanguageError
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, build_index, encoders
from skillmap.matching.encoding.sentence_transformer import SentenceTransformerEncoder
from skillmap.matching.models import model_path
from skillmap.recognition.coverage import Thresholds, compare
from skillmap.resources import cache_root
from skillmap.taxonomy import install_framework
from skillmap.text import LANGUAGE_NAMES, detected, is_covered, possible_languages, seems_foreign

SENTENCES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "data/languages.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
GERMAN = ("Brot und Gebäck backen", "Wände für ein Haus errichten", "mit Kindern singen und tanzen")


def test_sentences_in_six_languages_are_named_rightly_or_not_at_all() -> None:
    outcomes = Counter(
        "right" if detected(text) == language else "none" if detected(text) is None else "wrong"
        for language, text in SENTENCES
    )

    assert Counter(language for language, _ in SENTENCES) == dict.fromkeys(LANGUAGE_NAMES, 50)
    assert outcomes["wrong"] == 0
    assert outcomes["right"] >= 233


def test_no_english_sentence_seems_foreign_to_an_english_encoder_and_most_others_do() -> None:
    kept = Counter(language for language, text in SENTENCES if seems_foreign(text, {"en"}))

    assert kept["en"] == 0
    assert sum(kept.values()) >= 200


@pytest.mark.parametrize(
    ("text", "language", "languages", "covered"),
    [
        ("Brot backen", "de", {"en"}, False),
        ("Brot backen", "de-AT", {"de"}, True),
        ("Bake bread with the children", "de", {"en"}, False),
        ("Brot und Gebäck mit den Kindern backen", None, {"en"}, True),
        ("Brot und Gebäck mit den Kindern backen", None, {"de", "en"}, True),
        ("Brot und Gebäck mit den Kindern backen", None, set(), True),
        ("数据库管理系统", None, {"en"}, False),
        ("Kubernetes", None, {"en"}, True),
        ("", None, {"en"}, True),
        ("The die casting of metal in Los Angeles", None, {"en"}, True),
        ("12345 --- 67", None, {"en"}, True),
    ],
)
def test_the_stated_language_counts_and_without_one_the_script(text, language, languages, covered) -> None:
    assert is_covered(text, language, languages) is covered


@pytest.mark.parametrize(
    ("text", "languages", "seems"),
    [
        ("Brot und Gebäck mit den Kindern backen", {"en"}, {"de"}),
        ("Brot und Gebäck mit den Kindern backen", {"de", "en"}, set()),
        ("Brot und Gebäck mit den Kindern backen", set(), set()),
        ("The die casting of metal in Los Angeles", {"en"}, set()),
        ("Kubernetes", {"en"}, set()),
    ],
)
def test_a_text_seems_foreign_only_where_its_words_show_it(text, languages, seems) -> None:
    assert seems_foreign(text, languages) == seems


def test_a_guessed_language_takes_no_outcome_out_of_a_decision_but_is_told(store, encoder) -> None:
    outcomes = (
        LearningOutcome("1", "Brot und Gebäck mit den Kindern backen"),
        LearningOutcome("2", "Brot backen", "de"),
        LearningOutcome("3", "Bake bread with the children"),
    )
    credential = Credential("c", "Bakery", Source("c.json", "json", "0" * 64), outcomes=outcomes)
    programme = Programme("p", "P", (Module("M", "M", outcomes=(LearningOutcome("1", "bake bread"),)),))
    matcher = Matcher(
        build_index((Target("M/1", ("bake bread",)),), store, reading=OUTCOME_TO_OUTCOME.reading),
        encoder,
        OUTCOME_TO_OUTCOME,
    )

    grid = compare((credential,), programme, matcher, Thresholds(met=0.6, partly=0.2))

    assert [query.statement.id for query in grid.comparison.queries] == ["c/1", "c/3"]
    assert [(finding.place, finding.message) for finding in grid.findings] == [
        ("c.json, c/2", "could not read: language de is not covered by hashing (en)"),
        (
            "c.json, c/1",
            "compared all the same, but it seems to be in German (de), which is not covered by hashing (en)",
        ),
    ]


def test_a_text_between_two_languages_is_neither_but_may_be_both() -> None:
    assert detected("de la une un con") is None or len(possible_languages("de la une un con")) == 1
    assert possible_languages("la un de") <= {"es", "fr", "it", "nl"}


def test_a_statement_says_in_which_language_it_seems_to_be(toy_targets, store, encoder) -> None:
    matcher = Matcher(
        build_index(toy_targets, store, reading=OUTCOME_TO_OUTCOME.reading), encoder, OUTCOME_TO_OUTCOME
    )

    german, stated, english = matcher.match(
        [
            Statement("1", "Brot und Gebäck mit den Kindern backen"),
            Statement("2", "Bake bread", "nl"),
            Statement("3", "Bake bread with the children"),
        ]
    )

    assert german.state is stated.state is MatchState.UNREAD
    assert german.note == (
        "it seems to be in German (de), which is not covered by hashing (en); state its language if it is not"
    )
    assert stated.note == "language nl is not covered by hashing (en)"
    assert english.candidates


class CountingEncoder(HashingEncoder):
    """An encoder whose languages are chosen, and which counts what it is asked for."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__()
        self.languages = frozenset(languages)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, CountingEncoder]:
    """Encoders ``for-en``, ``for-de`` and ``for-any``, in a cache of their own."""
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    known = {
        "for-en": CountingEncoder(["en"]),
        "for-de": CountingEncoder(["de"]),
        "for-any": CountingEncoder([]),
    }
    found = encoders.get
    monkeypatch.setattr(encoders, "get", lambda name: (lambda: known[name]) if name in known else found(name))
    return known


@pytest.mark.parametrize("language", ["de", "de-DE", None])
def test_a_taxonomy_in_another_language_is_refused_before_anything_is_encoded(made, language) -> None:
    skills = tuple(Skill(f"urn:{n}", label, language=language) for n, label in enumerate(GERMAN))
    install_framework(Document(Source("f", "skos", "0" * 64), skills=skills), "german", "1")

    with pytest.raises(LanguageError, match="the taxonomy german is in de, and hashing is made for en; take"):
        Engine(taxonomy="german", encoder="for-en").match([Statement("1", "bake bread")])

    assert made["for-en"].encoded == []


@pytest.mark.parametrize("encoder", ["for-de", "for-any"])
def test_a_taxonomy_that_the_encoder_covers_or_that_nobody_can_tell_is_matched(made, encoder) -> None:
    skills = tuple(Skill(f"urn:{n}", label, language="de") for n, label in enumerate(GERMAN))
    install_framework(Document(Source("f", "skos", "0" * 64), skills=skills), "german", "1")

    (found,) = Engine(taxonomy="german", encoder=encoder).match([Statement("1", "Brot backen", "de")])

    assert found.candidates[0].target == "Brot und Gebäck backen"


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: en\nlicense: mit\n---\n# X", {"en"}),
        ("---\nlicense: mit\nlanguage:\n- en\n- de\n- zh-cn\ntags:\n- fr\n---\n", {"en", "de", "zh"}),
        ('---\nlanguage: [en, "no"]\n---\n', {"en", "no"}),
        ("---\nlanguage:\n  - nl\n---\n", {"nl"}),
        ("---\nlanguage: multilingual\n---\n", set()),
        ("---\nlanguage:\n- multilingual\n- en\n---\n", set()),
        ("---\nlicense: mit\n---\nlanguage: en\n", set()),
        ("# A model\nlanguage: en\n", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_the_languages_of_a_model_are_those_of_its_card_and_else_unknown(tmp_path, card, languages) -> None:
    if card is not None:
        (tmp_path / "README.md").write_text(card, encoding="utf-8")

    assert SentenceTransformerEncoder(str(tmp_path)).languages == languages


def test_the_packaged_model_works_as_any_folder_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = model_path("minilm")
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    labels = ("bake bread", "build walls", "sing songs", "collect data")
    skills = tuple(Skill(f"urn:{n}", label, language="en") for n, label in enumerate(labels))
    install_framework(Document(Source("f", "skos", "0" * 64), skills=skills), "small", "1")
    words = [
        "match",
        "gather data from the web",
        "Brot und Gebäck mit den Kindern backen",
        "--taxonomy",
        "small",
    ]

    app([*words, "--encoder", f"sentence-transformers:{folder}", "--json"], standalone_mode=False)
    english, german = json.loads(capsys.readouterr().out)

    assert english["candidates"][0]["target"] == "collect data"
    assert german["state"] == "could not read"
    assert "German (de)" in german["note"]
    assert f"sentence-transformers:{folder} (en)" in german["note"]
    rows = np.fromfile(next((cache_root() / "vectors").glob("*/rows.f32")), np.float32).reshape(-1, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_german_framework_is_installed_and_says_that_no_vectors_were_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").symlink_to(model_path_of_the_user(monkeypatch))
    file = tmp_path / "brot.ttl"
    concepts = (f'<urn:{n}> a skos:Concept ; skos:prefLabel "{label}"@de .' for n, label in enumerate(GERMAN))
    file.write_text("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n" + "\n".join(concepts))

    app(["taxonomies", "install", "brot", "--file", str(file), "--version", "1"], standalone_mode=False)
    shown = capsys.readouterr().out

    assert "no vectors were computed: the taxonomy brot is in de, and minilm is made for en" in shown
    assert not (tmp_path / "cache" / "vectors").exists()


def model_path_of_the_user(monkeypatch: pytest.MonkeyPatch) -> Path:
    with monkeypatch.context() as patched:
        patched.delenv("SKILLMAP_CACHE")
        return cache_root() / "models"


def test_the_language_option_is_the_language_of_every_statement(capsys: pytest.CaptureFixture[str]) -> None:
    code = app(["match", "bake bread", "--language", "nl", "--json"], standalone_mode=False)

    (found,) = json.loads(capsys.readouterr().out)
    assert code == 1
    assert found["statement"]["language"] == "nl"
    assert "language nl is not covered by minilm (en)" in found["note"]
