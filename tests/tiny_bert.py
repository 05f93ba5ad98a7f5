"""A BERT of two layers with random weights, and its forward pass written the slow and obvious way."""

import math

import numpy as np
from numpy.typing import NDArray

CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "hidden_size": 12,
    "num_attention_heads": 3,
    "num_hidden_layers": 2,
    "layer_norm_eps": 1e-6,
}
WORDS, PLACES, HIDDEN, WIDE, HEADS = 30, 16, 12, 20, 3

Weights = dict[str, NDArray[np.float32]]


def random_weights(random: np.random.Generator) -> Weights:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (WORDS, HIDDEN),
        "embeddings.position_embeddings.weight": (PLACES, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
    }
    for number in range(2):
        layer = f"encoder.layer.{number}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            shapes[f"{layer}.attention.{name}.weight"] = (HIDDEN, HIDDEN)
            shapes[f"{layer}.attention.{name}.bias"] = (HIDDEN,)
        shapes[f"{layer}.intermediate.dense.weight"] = (WIDE, HIDDEN)
        shapes[f"{layer}.intermediate.dense.bias"] = (WIDE,)
        shapes[f"{layer}.output.dense.weight"] = (HIDDEN, WIDE)
        shapes[f"{layer}.output.dense.bias"] = (HIDDEN,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{layer}.{name}.weight"] = (HIDDEN,)
            shapes[f"{layer}.{name}.bias"] = (HIDDEN,)
    return {name: random.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


class SlowBert:
    """One text at a time, one head at a time, one token at a time, in float64."""

    def __init__(self, weights: Weights) -> None:
        self.weights = {name: array.astype(np.float64) for name, array in weights.items()}

    def encode(self, tokens: list[int]) -> NDArray[np.float64]:
        rows = [self._embedding(token, place) for place, token in enumerate(tokens)]
        for number in range(2):
            rows = self._layer(rows, f"encoder.layer.{number}")
        mean = sum(rows) / len(rows)
        return np.asarray(mean / math.sqrt(sum(value * value for value in mean)))

    def _embedding(self, token: int, place: int) -> NDArray[np.float64]:
        word = self.weights["embeddings.word_embeddings.weight"][token]
        position = self.weights["embeddings.position_embeddings.weight"][place]
        segment = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm(word + position + segment, "embeddings.LayerNorm")

    def _layer(self, rows: list[NDArray[np.float64]], layer: str) -> list[NDArray[np.float64]]:
        mixed = self._attention(rows, f"{layer}.attention")
        result = []
        for row, attended in zip(rows, mixed, strict=True):
            row = self._norm(row + attended, f"{layer}.attention.output.LayerNorm")
            wide = self._linear(row, f"{layer}.intermediate.dense")
            wide = np.array([value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in wide])
            result.append(
                self._norm(row + self._linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
            )
        return result

    def _attention(self, rows: list[NDArray[np.float64]], layer: str) -> list[NDArray[np.float64]]:
        size = HIDDEN // HEADS
        queries, keys, values = (
            [self._linear(row, f"{layer}.self.{name}") for row in rows] for name in ("query", "key", "value")
        )
        result = []
        for query in queries:
            parts = []
            for head in range(HEADS):
                own = slice(head * size, (head + 1) * size)
                scores = [math.exp(query[own] @ key[own] / math.sqrt(size)) for key in keys]
                weighted = [score * value[own] for score, value in zip(scores, values, strict=True)]
                parts.append(sum(weighted) / sum(scores))
            result.append(self._linear(np.concatenate(parts), f"{layer}.output.dense"))
        return result

    def _linear(self, row: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(self.weights[f"{name}.weight"] @ row + self.weights[f"{name}.bias"])

    def _norm(self, row: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        mean = sum(row) / len(row)
        variance = sum((value - mean) ** 2 for value in row) / len(row)
        normal = (row - mean) / math.sqrt(variance + 1e-6)
        return np.asarray(normal * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])
