"""Train the model again: python models/context/train.py (needs the extra sentence-transformers).

Writes adapter.safetensors beside this file. On two cores about a minute for an epoch of 5,000 sentences.

The encoder stays as it is but for low-rank changes (LoRA, Hu et al. 2021) to the linear layers of the last
three layers. A statement's tokens and its mean are compared with the vectors of the unchanged encoder
for labels and descriptions, so nothing stored of a taxonomy is computed again. The loss is the negative
logarithm of each labelled skill's share of the softmax over all others, its near misses among them.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

import skillmap
from skillmap.matching.context import MAX_TOKENS
from skillmap.resources import cache_root
from skillmap_eval.sentences import SkillSentence, read_sentences
from skillmap_eval.training import key_of

FOLDER = Path(__file__).parent
FROZEN, LAYERS = 3, 6
RANK = 16
BATCH = 32
OTHERS = 3_000
"""Skills drawn for each batch beside its own: all 13,939 would take four times as long."""
RATE = 1e-3
DROPOUT = 0.1
WARM_UP = 0.1
SEED = 7


class Changed(nn.Module):
    """A linear layer and the product of two small matrices."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return self.linear(values) + (values @ self.down.T) @ self.up.T


class Head(nn.Module):
    """How tokens, mean and description count; see ContextModel.scores."""

    def __init__(self, size: int) -> None:
        super().__init__()
        # Logarithms of: token, whole, description, sharpness.
        self.scales = nn.Parameter(torch.tensor([3.0, 2.0, 2.0, 2.5]))
        self.tokens = nn.Parameter(torch.eye(size))
        self.whole = nn.Parameter(torch.eye(size))

    def forward(
        self, hidden: torch.Tensor, mask: torch.Tensor, labels: torch.Tensor, descriptions: torch.Tensor
    ) -> torch.Tensor:
        token, whole, described, sharpness = self.scales.exp()
        mean = functional.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
        cosines = functional.normalize(hidden @ self.tokens, dim=-1) @ labels.T
        cosines = cosines.masked_fill(mask[..., None] == 0, -1e4)
        nearest = torch.logsumexp(cosines * sharpness, 1) / sharpness
        return (
            token * nearest + whole * (mean @ labels.T) + described * ((mean @ self.whole) @ descriptions.T)
        )


class Trainer:
    """The encoder with its changes, over the vectors of all skills."""

    def __init__(self) -> None:
        # Not model_path: that asks for the graph which is made from what is trained here.
        place = cache_root() / "models" / "minilm"
        self.tokenizer = AutoTokenizer.from_pretrained(place)
        self.encoder = AutoModel.from_pretrained(place)
        for parameter in self.encoder.parameters():
            parameter.requires_grad_(False)
        self.encoder.eval()
        skills = list(skillmap.Taxonomy.open("esco"))
        self.row = {key_of(skill.id): row for row, skill in enumerate(skills)}
        self.labels = self._vectors([skill.label for skill in skills])
        self.descriptions = self._vectors(
            [f"{skill.label}. {skill.description}" if skill.description else skill.label for skill in skills]
        )
        self.changed = dict(self._change())
        self.head = Head(self.encoder.config.hidden_size)

    def _vectors(self, texts: list[str]) -> torch.Tensor:
        """Return the unit-length vectors that the unchanged encoder gives."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found = torch.zeros(len(texts), self.encoder.config.hidden_size)
        with torch.no_grad():
            for start in range(0, len(texts), 64):
                chosen = order[start : start + 64]
                batch = self.tokenizer(
                    [texts[place] for place in chosen],
                    padding=True,
                    truncation=True,
                    max_length=256,
                    return_tensors="pt",
                )
                mask = batch["attention_mask"][..., None].float()
                hidden = self.encoder(**batch).last_hidden_state
                found[chosen] = functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
        return found

    def _change(self):
        for number in range(FROZEN, LAYERS):
            layer = self.encoder.encoder.layer[number]
            for path in (
                *("attention.self.query", "attention.self.key", "attention.self.value"),
                *("attention.output.dense", "intermediate.dense", "output.dense"),
            ):
                owner = layer.get_submodule(path.rpartition(".")[0]) if "." in path else layer
                name = path.rpartition(".")[2]
                changed = Changed(getattr(owner, name))
                setattr(owner, name, changed)
                yield f"encoder.layer.{number}.{path}", changed

    def lower(self, texts: list[str]) -> list[torch.Tensor]:
        """Return what the frozen layers make of each text; computed once."""
        found = []
        with torch.no_grad():
            for start in range(0, len(texts), 64):
                batch = self.tokenizer(
                    texts[start : start + 64],
                    padding=True,
                    truncation=True,
                    max_length=MAX_TOKENS,
                    return_tensors="pt",
                )
                mask = batch["attention_mask"]
                values = self._run(self.encoder.embeddings(batch["input_ids"]), mask.float(), range(FROZEN))
                found += [row[: kept.sum()].clone() for row, kept in zip(values, mask, strict=True)]
        return found

    def upper(self, lower: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the tokens after the last layer, padded, and their mask."""
        mask = torch.zeros(len(lower), max(map(len, lower)))
        values = torch.zeros(*mask.shape, lower[0].shape[1])
        for row, one in enumerate(lower):
            values[row, : len(one)], mask[row, : len(one)] = one, 1
        return self._run(values, mask, range(FROZEN, LAYERS)), mask

    def _run(self, values: torch.Tensor, mask: torch.Tensor, layers: range) -> torch.Tensor:
        bias = (1 - mask[:, None, None, :]) * -1e9
        for number in layers:
            result = self.encoder.encoder.layer[number](values, bias)
            values = result[0] if isinstance(result, tuple) else result
        return values

    def loss(self, lower: list[torch.Tensor], sentences: list[SkillSentence]) -> torch.Tensor:
        """Return the mean loss of a batch."""
        own = {self.row[key] for one in sentences for key in (*one.skills, *one.near)}
        rows = sorted(own | set(random.sample(range(len(self.labels)), OTHERS)))
        place = {row: column for column, row in enumerate(rows)}
        hidden, mask = self.upper(lower)
        hidden = functional.dropout(hidden, DROPOUT)
        scores = self.head(hidden, mask, self.labels[rows], self.descriptions[rows])
        right = torch.zeros_like(scores, dtype=torch.bool)
        for number, one in enumerate(sentences):
            right[number, [place[self.row[key]] for key in one.skills]] = True
        others = torch.logsumexp(scores.masked_fill(right, -1e4), 1, keepdim=True)
        losses = torch.logaddexp(scores, others) - scores
        # Each sentence counts once, however many skills it has.
        return ((losses * right).sum(1) / right.sum(1)).mean()

    def weights(self) -> dict[str, np.ndarray]:
        """Return what is saved: float16, as a tenth of a percent of a weight is far below its noise."""
        kept = {f"{name}.down": layer.down for name, layer in self.changed.items()}
        kept |= {f"{name}.up": layer.up for name, layer in self.changed.items()}
        kept |= {"head.tokens": self.head.tokens, "head.whole": self.head.whole}
        halved = {name: value.detach().numpy().astype(np.float16) for name, value in kept.items()}
        return halved | {"head.scales": self.head.scales.exp().detach().numpy().astype(np.float32)}


def batch_of(sentence: SkillSentence) -> int:
    """Return the number of the file that a sentence stands in."""
    return int(re.findall(r"\d+", sentence.id)[0])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--epochs", type=int, default=4)
    arguments.add_argument("--leave-out", choices=("even", "odd"), help="Files not trained on, for a check.")
    arguments.add_argument("--out", type=Path, default=FOLDER / "adapter.safetensors")
    given = arguments.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    trainer = Trainer()
    parity = {"even": 0, "odd": 1}.get(given.leave_out)
    sentences = [
        one
        for one in read_sentences(FOLDER / "sentences")
        if one.skills and batch_of(one) % 2 != parity and set(one.skills) | set(one.near) <= set(trainer.row)
    ]
    print(f"{len(sentences)} sentences")
    lower = trainer.lower([one.text for one in sentences])
    changed = [parameter for layer in trainer.changed.values() for parameter in (layer.down, layer.up)]
    groups = [changed, [trainer.head.scales], [trainer.head.tokens, trainer.head.whole]]
    rates = (RATE, 10 * RATE, RATE)
    optimiser = torch.optim.AdamW([{"params": group} for group in groups], weight_decay=0.01)
    steps, step = given.epochs * math.ceil(len(sentences) / BATCH), 0
    for epoch in range(given.epochs):
        order = random.sample(range(len(sentences)), len(sentences))
        begun, total = time.perf_counter(), 0.0
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            step += 1
            share = min(1.0, step / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = trainer.loss([lower[place] for place in chosen], [sentences[place] for place in chosen])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([one for group in groups for one in group], 1.0)
            optimiser.step()
            total += loss.item() * len(chosen)
        print(
            f"epoch {epoch + 1}: loss {total / len(order):.3f}, {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
    save_file(trainer.weights(), given.out)


if __name__ == "__main__":
    main()
