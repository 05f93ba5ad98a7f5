"""Every encoder that is installed here, by existing, and the reference that the default is held to."""

from functools import cache

import numpy as np
import pytest

from skillmap.matching import encoders, make_encoder

TEXTS = [
    "Bake bread",
    "",
    "Explain the principles of machine learning. " * 30,
    "café à la carte",
    "Bake bread",
    "x",
]


@cache
def encoder_of(name: str):
    return make_encoder(name)


@pytest.mark.parametrize("name", encoders.names())
def test_rows_are_float32_of_unit_length_and_zero_for_an_empty_text(name: str) -> None:
    encoder = encoder_of(name)

    rows = encoder.encode(TEXTS)

    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), encoder.dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 1, 1, 1], atol=1e-5)


@pytest.mark.parametrize("name", encoders.names())
def test_a_text_has_the_same_row_alone_and_among_others(name: str) -> None:
    together = encoder_of(name).encode(TEXTS)
    alone = np.vstack([encoder_of(name).encode([text]) for text in TEXTS])

    assert np.allclose(together, alone, atol=1e-5)
    assert np.array_equal(together[0], together[4])


@pytest.mark.parametrize("name", encoders.names())
def test_no_texts_give_no_rows(name: str) -> None:
    assert encoder_of(name).encode([]).shape == (0, encoder_of(name).dim)


def test_the_default_equals_sentence_transformers_within_1e_5() -> None:
    ours = encoder_of("minilm").encode(TEXTS)
    reference = encoder_of("minilm-reference").encode(TEXTS)

    assert np.abs(ours - reference).max() < 1e-5
