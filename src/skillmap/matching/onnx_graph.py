"""Build the ONNX graph of a sentence encoder from its weights, without torch.

The architecture is BERT with absolute positions and the exact (erf) GELU, followed by mean pooling over
the tokens that the attention mask keeps and by L2 normalisation, as sentence-transformers publishes
all-MiniLM-L6-v2. Inputs are ``input_ids`` and ``attention_mask``, int64 of shape (batch, tokens); the
output is ``sentence_embedding``, float32 of shape (batch, hidden size), each row of unit length.

With an adapter (low-rank changes to some layers, see ``models/context``) the same weights give a second
graph, whose outputs are ``tokens`` of shape (batch, tokens, hidden size) and ``sentence_embedding``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import FormatError
from skillmap.resources import replace_file, sha256_of

GRAPH_VERSION = 2
"""Raised when the graph changes for the same weights, so that one built earlier is built again."""

OPSET = 18
IR_VERSION = 9
MASKED = -1e9
"""Added to the attention score of a padding token: its weight becomes zero in float32."""
SHORTEST = 1e-12
"""Lower bound of the length divided by, as in torch.nn.functional.normalize."""

Weights = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What the graph needs to know of a BERT besides its weights."""

    hidden_size: int
    heads: int
    layers: int
    layer_norm_epsilon: float

    @property
    def head_size(self) -> int:
        """Length of a query, key or value of one head."""
        return self.hidden_size // self.heads


def read_config(path: Path) -> BertConfig:
    """Return the configuration of a BERT, or raise FormatError where the graph would be another."""
    config = json.loads(path.read_text(encoding="utf-8"))
    for key, wanted in (("model_type", "bert"), ("hidden_act", "gelu")):
        if config.get(key) != wanted:
            raise FormatError(str(path), key, f"is {config.get(key)!r}; only {wanted!r} can be built")
    if config.get("position_embedding_type", "absolute") != "absolute":
        raise FormatError(str(path), "position_embedding_type", "only 'absolute' can be built")
    return BertConfig(
        hidden_size=config["hidden_size"],
        heads=config["num_attention_heads"],
        layers=config["num_hidden_layers"],
        layer_norm_epsilon=config["layer_norm_eps"],
    )


class Graph:
    """Nodes and constants of an ONNX graph as they are added; a value is known by its name."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, name: str, values: Any, dtype: type[np.generic] = np.float32) -> str:
        """Add a constant, once for each name, and return the name."""
        from onnx import numpy_helper

        if name not in self._constants:
            array = np.ascontiguousarray(values, dtype)
            # ascontiguousarray makes a vector of a scalar.
            self._constants[name] = numpy_helper.from_array(array.reshape(np.shape(values)), name)
        return name

    def integers(self, *values: int) -> str:
        """Add a vector of integers (axes, shapes) and return its name."""
        return self.constant(f"integers_{'_'.join(map(str, values))}", list(values), np.int64)

    def node(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add an operation and return the name of its output."""
        from onnx import helper

        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def to_bytes(self, name: str, inputs: tuple[str, ...], outputs: Mapping[str, list[str | int]]) -> bytes:
        """Return the model with int64 inputs (batch, tokens) and float32 outputs of the shapes given."""
        from onnx import TensorProto, helper

        shape = ["batch", "tokens"]
        given = [helper.make_tensor_value_info(each, TensorProto.INT64, shape) for each in inputs]
        results = [
            helper.make_tensor_value_info(output, TensorProto.FLOAT, dims) for output, dims in outputs.items()
        ]
        graph = helper.make_graph(self._nodes, name, given, results, list(self._constants.values()))
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="skillmap",
            producer_version=str(GRAPH_VERSION),
        )
        content: bytes = model.SerializeToString(deterministic=True)
        return content


class BertGraph(Graph):
    """The parts of a BERT sentence encoder over its weights."""

    def __init__(self, weights: Weights, config: BertConfig) -> None:
        super().__init__()
        self._weights = weights
        self._config = config

    def linear(self, values: str, layer: str) -> str:
        """Multiply by the layer's weight and add its bias."""
        # Torch keeps (out, in); MatMul needs (in, out).
        weight = self.constant(f"{layer}.weight_transposed", self._weights[f"{layer}.weight"].T)
        bias = self.constant(f"{layer}.bias", self._weights[f"{layer}.bias"])
        return self.node("Add", self.node("MatMul", values, weight), bias)

    def layer_norm(self, values: str, layer: str) -> str:
        """Normalise each token's vector, then scale and shift it."""
        weight = self.constant(f"{layer}.weight", self._weights[f"{layer}.weight"])
        bias = self.constant(f"{layer}.bias", self._weights[f"{layer}.bias"])
        epsilon = self._config.layer_norm_epsilon
        return self.node("LayerNormalization", values, weight, bias, axis=-1, epsilon=epsilon)

    def embeddings(self) -> str:
        """Add the vectors of word, position and segment (always the first) and normalise."""
        words = self.constant("word_embeddings", self._weights["embeddings.word_embeddings.weight"])
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self.constant(
            "position_embeddings", self._weights["embeddings.position_embeddings.weight"] + segment
        )
        tokens = self.node("Slice", self.node("Shape", "input_ids"), self.integers(1), self.integers(2))
        word = self.node("Gather", words, "input_ids")
        place = self.node("Slice", places, self.integers(0), tokens, self.integers(0))
        return self.layer_norm(self.node("Add", word, place), "embeddings.LayerNorm")

    def mask_bias(self, mask: str) -> str:
        """Return what is added to attention scores: 0 for a token, MASKED for padding."""
        spread = self.node("Unsqueeze", mask, self.integers(1, 2))
        padding = self.node("Sub", self.constant("one", 1.0), spread)
        return self.node("Mul", padding, self.constant("masked", MASKED))

    def attention(self, values: str, mask_bias: str, layer: str) -> str:
        """Scaled dot-product attention over all heads, without the output projection."""
        config = self._config
        query = self._heads(self.linear(values, f"{layer}.query"), scale=config.head_size**-0.5)
        key = self._heads(self.linear(values, f"{layer}.key"), order=(0, 2, 3, 1))
        value = self._heads(self.linear(values, f"{layer}.value"))
        scores = self.node("Add", self.node("MatMul", query, key), mask_bias)
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        merged = self.node("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.node("Reshape", merged, self.integers(0, 0, config.hidden_size))

    def _heads(self, values: str, *, scale: float = 1.0, order: tuple[int, ...] = (0, 2, 1, 3)) -> str:
        shape = self.integers(0, 0, self._config.heads, self._config.head_size)
        split = self.node("Reshape", values, shape)
        if scale != 1.0:
            split = self.node("Mul", split, self.constant("attention_scale", scale))
        return self.node("Transpose", split, perm=list(order))

    def gelu(self, values: str) -> str:
        """x * (1 + erf(x / sqrt 2)) / 2, the exact form and not the one with tanh."""
        share = self.node("Erf", self.node("Mul", values, self.constant("root_half", 2**-0.5)))
        doubled = self.node("Mul", values, self.node("Add", share, self.constant("one", 1.0)))
        return self.node("Mul", doubled, self.constant("half", 0.5))

    def encoder_layer(self, values: str, mask_bias: str, layer: str) -> str:
        """Attention and feed-forward, each added to its input and normalised."""
        mixed = self.attention(values, mask_bias, f"{layer}.attention.self")
        attended = self.linear(mixed, f"{layer}.attention.output.dense")
        values = self.layer_norm(self.node("Add", attended, values), f"{layer}.attention.output.LayerNorm")
        widened = self.gelu(self.linear(values, f"{layer}.intermediate.dense"))
        narrowed = self.linear(widened, f"{layer}.output.dense")
        return self.layer_norm(self.node("Add", narrowed, values), f"{layer}.output.LayerNorm")

    def mean_pool(self, values: str, mask: str) -> str:
        """Return the mean over the tokens that are not padding."""
        kept = self.node("Unsqueeze", mask, self.integers(2))
        axis = self.integers(1)
        total = self.node("ReduceSum", self.node("Mul", values, kept), axis, keepdims=0)
        return self.node("Div", total, self.node("ReduceSum", kept, axis, keepdims=0))

    def unit_length(self, values: str, output: str) -> str:
        """Divide each row by its length."""
        length = self.node("ReduceL2", values, self.integers(1), keepdims=1)
        length = self.node("Max", length, self.constant("shortest", SHORTEST))
        return self.node("Div", values, length, output=output)


def build_sentence_encoder(weights: Weights, config: BertConfig, name: str) -> bytes:
    """Return the ONNX model of a BERT with mean pooling and unit length; the same bytes each time."""
    from onnx import TensorProto

    graph = BertGraph(weights, config)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask_bias = graph.mask_bias(mask)
    values = graph.embeddings()
    for number in range(config.layers):
        values = graph.encoder_layer(values, mask_bias, f"encoder.layer.{number}")
    output = graph.unit_length(graph.mean_pool(values, mask), "sentence_embedding")
    return graph.to_bytes(name, ("input_ids", "attention_mask"), {output: ["batch", config.hidden_size]})


def build_context_encoder(weights: Weights, adapter: Weights, config: BertConfig, name: str) -> bytes:
    """Return the ONNX model of a BERT whose layers an adapter changes, with a vector for each token.

    The adapter holds, for each linear layer that it changes, ``LAYER.down`` of shape (rank, in) and
    ``LAYER.up`` of shape (out, rank), to be added as their product.
    """
    from onnx import TensorProto

    graph = BertGraph(adapted(weights, adapter), config)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask_bias = graph.mask_bias(mask)
    values = graph.embeddings()
    for number in range(config.layers):
        values = graph.encoder_layer(values, mask_bias, f"encoder.layer.{number}")
    tokens = graph.node("Identity", values, output="tokens")
    whole = graph.unit_length(graph.mean_pool(values, mask), "sentence_embedding")
    size = config.hidden_size
    outputs: dict[str, list[str | int]] = {tokens: ["batch", "tokens", size], whole: ["batch", size]}
    return graph.to_bytes(name, ("input_ids", "attention_mask"), outputs)


def adapted(weights: Weights, adapter: Weights) -> Weights:
    """Return weights with the low-rank changes of an adapter added; KeyError where a layer is not there."""
    changed = dict(weights)
    for name, down in adapter.items():
        layer, _, part = name.rpartition(".")
        if part == "down":
            change = adapter[f"{layer}.up"].astype(np.float32) @ down.astype(np.float32)
            changed[f"{layer}.weight"] = weights[f"{layer}.weight"] + change
    return changed


def write_graph(folder: Path, output: Path, adapter: Path | None = None) -> str:
    """Build the graph from ``config.json`` and ``model.safetensors`` of a folder; return its SHA-256.

    With the file of an adapter it is the graph with a vector for each token.

    Raises:
        FormatError: the folder holds another architecture, or lacks a weight.
    """
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")
    try:
        config = read_config(folder / "config.json")
        if adapter is None:
            content = build_sentence_encoder(weights, config, output.stem)
        else:
            content = build_context_encoder(weights, load_file(adapter), config, output.stem)
    except KeyError as error:
        raise FormatError(str(folder), str(error.args[0]), "is missing from the weights or config") from error
    replace_file(output, content)
    return sha256_of(content)
