import json

import pytest

from hashing_encoder import HashingEncoder
from skillmap.matching import bearing_of, make_encoder
from skillmap.matching.bearing import THRESHOLD
from skillmap.resources import data_root

FOLDER = data_root() / "models" / "bearing"


def lines(name: str) -> list[str]:
    return (FOLDER / "sentences" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("file", "most_wrong", "is_remark"), [("check-yes", 6, False), ("check-no", 41, True)]
)
def test_the_sentences_kept_for_measuring_give_the_figures_of_the_card(file, most_wrong, is_remark) -> None:
    encoder = make_encoder("minilm")
    bearing = bearing_of(encoder)
    assert bearing is not None

    below = bearing.chances(encoder.encode(lines(file))) < THRESHOLD

    wrong = int((below != is_remark).sum())
    assert wrong == most_wrong
    assert f"{wrong} of 150" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_another_encoder_has_no_such_model() -> None:
    assert bearing_of(HashingEncoder()) is None


def test_no_sentence_stands_twice_or_on_both_sides() -> None:
    everything = [line.lower() for name in ("yes", "no", "check-yes", "check-no") for line in lines(name)]

    assert len(everything) == 1_700
    assert len(set(everything)) == len(everything)


def test_the_weights_are_384_numbers_in_json() -> None:
    weights = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))

    assert len(weights["coefficients"]) == 384
