"""The graph against a slow forward pass in numpy, on a tiny BERT with random weights."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from skillmap.errors import FormatError
from skillmap.matching.onnx_graph import write_graph
from skillmap.resources import sha256_of_file
from tiny_bert import CONFIG, PLACES, WORDS, SlowBert, Weights, random_weights


@pytest.fixture
def weights() -> Weights:
    return random_weights(np.random.default_rng(20261123))


@pytest.fixture
def folder(weights: Weights, tmp_path: Path) -> Path:
    save_file(weights, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def run(graph: Path, texts: list[list[int]]) -> NDArray[np.float32]:
    longest = max(map(len, texts))
    # Padding has any word, not only number 0: the mask alone must keep it out.
    tokens = np.full((len(texts), longest), 7, np.int64)
    mask = np.zeros((len(texts), longest), np.int64)
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = text
        mask[row, : len(text)] = 1
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    (vectors,) = session.run(None, {"input_ids": tokens, "attention_mask": mask})
    return np.asarray(vectors)


def test_the_graph_equals_a_slow_forward_pass(folder: Path, weights: Weights) -> None:
    random = np.random.default_rng(5)
    texts = [random.integers(0, WORDS, length).tolist() for length in (1, 2, 5, 9, PLACES)]
    write_graph(folder, folder / "tiny.onnx")

    slow = np.stack([SlowBert(weights).encode(text) for text in texts])
    np.testing.assert_allclose(run(folder / "tiny.onnx", texts), slow, atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(folder: Path) -> None:
    write_graph(folder, folder / "tiny.onnx")
    alone = run(folder / "tiny.onnx", [[3, 1, 4]])
    among = run(folder / "tiny.onnx", [[2, 7, 1, 8, 2, 8], [3, 1, 4]])

    np.testing.assert_allclose(alone[0], among[1], atol=1e-6)


def test_vectors_have_unit_length(folder: Path) -> None:
    write_graph(folder, folder / "tiny.onnx")

    lengths = np.linalg.norm(run(folder / "tiny.onnx", [[1], [5, 6, 7], [9] * PLACES]), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-6)


def test_the_same_weights_give_the_same_bytes(folder: Path) -> None:
    first = write_graph(folder, folder / "tiny.onnx")
    first_bytes = (folder / "tiny.onnx").read_bytes()

    assert write_graph(folder, folder / "tiny.onnx") == first == sha256_of_file(folder / "tiny.onnx")
    assert (folder / "tiny.onnx").read_bytes() == first_bytes


def test_the_graph_is_valid_onnx(folder: Path) -> None:
    write_graph(folder, folder / "tiny.onnx")

    onnx.checker.check_model(str(folder / "tiny.onnx"), full_check=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [("model_type", "roberta"), ("hidden_act", "gelu_new"), ("position_embedding_type", "relative_key")],
)
def test_another_architecture_is_refused(folder: Path, key: str, value: str) -> None:
    (folder / "config.json").write_text(json.dumps(CONFIG | {key: value}))

    with pytest.raises(FormatError, match=key):
        write_graph(folder, folder / "tiny.onnx")


def test_a_missing_weight_is_named_and_nothing_is_written(folder: Path, weights: Weights) -> None:
    del weights["encoder.layer.1.output.dense.bias"]
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(FormatError, match=r"encoder\.layer\.1\.output\.dense\.bias"):
        write_graph(folder, folder / "tiny.onnx")
    assert not (folder / "tiny.onnx").exists()
