"""Fit the model again: python models/rerank/train.py --data DATA (extra sentence-transformers).

Writes weights.json beside this file and prints the figures of README.md that need no test set. It trains
two halves of the model ``context`` first, each without the files that the other saw, so that the figures of
our own sentences come from a model that has not read them; ``--halves FOLDER`` keeps the halves. DATA holds
skill-extraction-gold, whose validation sentences are the first part of the data.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from sklearn.ensemble import HistGradientBoostingClassifier

import skillmap
from skillmap.engine import SkillTargets
from skillmap.matching import Encoder, TargetIndex
from skillmap.matching.context import ContextModel
from skillmap.matching.onnx_graph import write_graph
from skillmap.matching.pair_features import pair_features
from skillmap.matching.reranking import DEPTH, Reranker, read_reranker
from skillmap.resources import cache_root
from skillmap_eval.sentences import SkillSentence, read_sentences
from skillmap_eval.tasks.skill_extraction import house_validation, tech_validation
from skillmap_eval.training import key_of

FOLDER = Path(__file__).parent
CONTEXT = FOLDER.parent / "context"
OWN = 1_000
"""Sentences of ours that it is fitted on, drawn from all."""
HELD_OUT = 500
"""Sentences of ours that are kept for a check."""
OWN_WEIGHT = 0.06
"""Weight of a sentence of ours beside 1 for a validation sentence: ours are tidier, and either name a skill
outright or avoid all of its words."""
ROUNDS, RATE, LEAF, PENALTY = 150, 0.08, 40, 5.0
SHARE = 0.19
"""How much of the similarity the re-ranker decides."""
EPOCHS = 3
BATCH = 20
FOLDS, SEED = 8, 7
DIGITS = 5
ALIKE = 0.6
"""Share of the words of the shorter of two sentences from which they belong to one fold."""


@dataclasses.dataclass(frozen=True)
class Candidates:
    """The best candidates of one sentence."""

    text: str
    similarities: np.ndarray
    columns: dict[str, np.ndarray]
    right: np.ndarray
    labelled: int
    kind: str


def halves(folder: Path) -> dict[int, ContextModel]:
    """Return, by the parity of a file's number, a model ``context`` that was trained without it."""
    found = {}
    for parity, name in enumerate(("even", "odd")):
        adapter = folder / f"without_{name}.safetensors"
        if not adapter.is_file():
            command = [sys.executable, str(CONTEXT / "train.py"), "--epochs", str(EPOCHS)]
            subprocess.run([*command, "--leave-out", name, "--out", str(adapter)], check=True)
        place, source = folder / name, cache_root() / "models" / "minilm"
        place.mkdir(exist_ok=True)
        shutil.copy(source / "tokenizer.json", place)
        write_graph(source, place / "context.onnx", adapter)
        heads = {
            key: value.astype(np.float32)
            for key, value in load_file(adapter).items()
            if key.startswith("head.")
        }
        found[parity] = ContextModel(place, heads, name)
    return found


class Reader:
    """Reads statements against an index, with one model ``context``."""

    def __init__(self, index: TargetIndex, encoder: Encoder, context: ContextModel) -> None:
        learned = skillmap.Learned(context=context)
        self._matcher = skillmap.Matcher(index, encoder, skillmap.STATEMENT_TO_SKILL_IN_CONTEXT, learned)

    def read(self, sentences: Sequence[tuple[str, str, frozenset[str], str]]) -> Iterator[Candidates]:
        """Yield the candidates of each sentence, which is its id, its text, its labels and its kind."""
        index = self._matcher.index
        for start in range(0, len(sentences), BATCH):
            batch = sentences[start : start + BATCH]
            queries = self._matcher.prepared(
                [skillmap.Statement(name, text, "en") for name, text, *_ in batch]
            )
            for query, (_, text, labels, kind) in zip(queries, batch, strict=True):
                rows, similarities = self._matcher.best_by_scorers(query, DEPTH)
                columns = pair_features(query, index, rows, similarities)
                right = np.array([index.targets[int(row)].id in labels for row in rows])
                yield Candidates(text, similarities, columns, right, len(labels), kind)


def validation(data: Path, encoder: Encoder, store: skillmap.VectorStore) -> list[Candidates]:
    """Return the candidates of the validation sentences of TECH and HOUSE."""
    context = skillmap.context_of(encoder)
    assert context is not None, "the encoder is not the one that context was trained with"
    found: list[Candidates] = []
    for task in (tech_validation(data), house_validation(data)):
        targets = [skillmap.Target(item.id, item.names, item.description) for item in task.targets]
        reader = Reader(skillmap.build_index(targets, store, with_terms=True), encoder, context)
        queries = [(one.id, one.text, frozenset(task.judgements[one.id]), task.name) for one in task.queries]
        found += reader.read(queries)
    return found


def own(encoder: Encoder, store: skillmap.VectorStore, models: dict[int, ContextModel]) -> list[Candidates]:
    """Return the candidates of some of our own sentences, each read by a model that has not seen it."""
    targets = SkillTargets(skillmap.Taxonomy.open("esco"))
    index = skillmap.build_index(targets, store, with_terms=True)
    uri = {key_of(target.id): target.id for target in targets}
    sentences = [
        one for one in read_sentences(CONTEXT / "sentences") if one.skills and set(one.skills) <= set(uri)
    ]
    chosen = random.Random(SEED).sample(sentences, OWN + HELD_OUT)
    found: dict[str, Candidates] = {}
    for parity, model in models.items():
        part = [one for one in chosen if int(re.findall(r"\d+", one.id)[0]) % 2 == parity]
        asked = [(one.id, one.text, frozenset(uri[key] for key in one.skills), kind_of(one)) for one in part]
        found |= zip((one.id for one in part), Reader(index, encoder, model).read(asked), strict=True)
    return [found[one.id] for one in chosen]


def kind_of(sentence: SkillSentence) -> str:
    """Return whether it names its skills: "explicit", "implicit", or "mixed"."""
    if sentence.explicit and sentence.implicit:
        return "mixed"
    return "explicit" if sentence.explicit else "implicit"


def fit(parts: Sequence[tuple[Sequence[Candidates], float]]) -> dict[str, object]:
    """Return the model as it is saved, from sentences and the weight of each."""
    names = list(parts[0][0][0].columns)
    rows = [np.column_stack([one.columns[name] for name in names]) for part, _ in parts for one in part]
    right = np.concatenate([one.right for part, _ in parts for one in part])
    weights = np.concatenate([np.full(len(one.right), weight) for part, weight in parts for one in part])
    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=RATE,
        max_depth=1,
        min_samples_leaf=LEAF,
        l2_regularization=PENALTY,
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(np.concatenate(rows), right, sample_weight=weights)
    return as_steps(model, names, np.concatenate([row[:10] for row in rows]))


def as_steps(model: HistGradientBoostingClassifier, names: list[str], usual: np.ndarray) -> dict[str, object]:
    """Return boosted stumps as one step function for each feature; each is 0 on average over ``usual``."""
    stumps: dict[str, list[tuple[float, float, float]]] = {}
    intercept = float(np.ravel(model._baseline_prediction)[0])
    for (tree,) in model._predictors:
        root = tree.nodes[0]
        if root["is_leaf"]:
            intercept += float(root["value"])
            continue
        low, high = (float(tree.nodes[root[side]]["value"]) for side in ("left", "right"))
        stumps.setdefault(names[root["feature_idx"]], []).append((float(root["num_threshold"]), low, high))
    steps = []
    for name, found in sorted(stumps.items()):
        thresholds = np.array(sorted({np.float32(at) for at, *_ in found}), np.float32)
        # The value of each stretch: of its upper end, and of anything above the last threshold.
        ends = [*thresholds, np.float32(np.inf)]
        values = np.array(
            [sum(low if end <= np.float32(at) else high for at, low, high in found) for end in ends]
        )
        column = usual[:, names.index(name)].astype(np.float32)
        mean = float(values[np.searchsorted(thresholds, column, side="left")].mean())
        intercept += mean
        rounded = [round(float(value - mean), DIGITS) for value in values]
        steps.append({"feature": name, "thresholds": [float(at) for at in thresholds], "values": rounded})
    return {"intercept": round(intercept, DIGITS), "share": SHARE, "steps": steps}


def folds(found: Sequence[Candidates]) -> list[set[int]]:
    """Return the places of sentences by fold; sentences that are nearly the same stand in one."""
    said = [frozenset(re.findall(r"\w+", one.text.lower())) for one in found]
    group = list(range(len(found)))
    for later in range(len(found)):
        for earlier in range(later):
            least = min(len(said[later]), len(said[earlier]))
            if least >= 3 and len(said[later] & said[earlier]) > ALIKE * least:
                old, new = group[later], group[earlier]
                group = [new if one == old else one for one in group]
    names = sorted(set(group))
    random.Random(SEED).shuffle(names)
    return [{place for place, one in enumerate(group) if one in names[fold::FOLDS]} for fold in range(FOLDS)]


def figures(one: Candidates, scores: np.ndarray) -> tuple[float, float, float]:
    """Return reciprocal rank, RP@5 and RP@10."""
    right = one.right[np.argsort(-scores, kind="stable")]
    first = np.flatnonzero(right)
    reached = [right[:depth].sum() / min(depth, one.labelled) for depth in (5, 10)]
    return (1 / (first[0] + 1) if len(first) else 0.0, *reached)


def mixed(one: Candidates, model: Reranker) -> np.ndarray:
    """Return the similarities with the re-ranker in."""
    scores = model.look(np.arange(len(one.right)), one.columns).scores
    return (1 - model.share) * one.similarities + model.share * scores


def show(name: str, found: Sequence[Candidates], after: Callable[[int], np.ndarray]) -> None:
    """Print the figures before and after, and the difference with its 95 % bootstrap interval."""
    old = 100 * np.array([figures(one, one.similarities) for one in found])
    new = 100 * np.array([figures(one, after(place)) for place, one in enumerate(found)])
    drawn = np.random.default_rng(SEED).integers(0, len(found), (5000, len(found)))
    low, high = np.percentile((new - old)[drawn].mean(axis=1), (2.5, 97.5), axis=0)
    cells = [
        f"{a:.1f} -> {b:.1f} ({b - a:+.1f} [{c:+.1f}, {d:+.1f}])"
        for a, b, c, d in zip(old.mean(axis=0), new.mean(axis=0), low, high, strict=True)
    ]
    print(f"{name} ({len(found)}): MRR {cells[0]}; RP@5 {cells[1]}; RP@10 {cells[2]}", flush=True)


def model_of(saved: dict[str, object]) -> Reranker:
    """Return the model that is saved so."""
    return read_reranker(saved | {"fingerprint": "new"})


def check(valid: list[Candidates], ours: list[Candidates]) -> None:
    """Print how it fares on validation sentences that it was not fitted on."""
    for share in (0.1, SHARE, 0.3, 0.5):
        after: dict[int, np.ndarray] = {}
        for fold in folds(valid):
            rest = [one for place, one in enumerate(valid) if place not in fold]
            model = model_of(fit([(rest, 1.0), (ours, OWN_WEIGHT)]) | {"share": share})
            after |= {place: mixed(valid[place], model) for place in fold}
        show(f"validation, cross-validated, share {share}", valid, after.__getitem__)


def main() -> None:
    """Fit, check, save."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="Folder with skill-extraction-gold.")
    arguments.add_argument("--halves", type=Path, help="Folder for the two halves of context, kept.")
    given = arguments.parse_args()
    encoder = skillmap.make_encoder("minilm")
    store = skillmap.VectorStore(encoder)
    context = skillmap.context_of(encoder)
    assert context is not None, "the encoder is not the one that context was trained with"
    valid = validation(given.data, encoder, store)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.halves or Path(temporary)
        folder.mkdir(exist_ok=True)
        ours = own(encoder, store, halves(folder))
    ours, kept = ours[:OWN], ours[OWN:]
    check(valid, ours)
    saved = fit([(valid, 1.0), (ours, OWN_WEIGHT)])
    model = model_of(saved)
    for kind in ("explicit", "mixed", "implicit"):
        part = [one for one in kept if one.kind == kind]
        show(f"own sentences left out, {kind}", part, lambda place, part=part: mixed(part[place], model))
    weights = {"encoder": encoder.fingerprint, "context": context.fingerprint} | saved
    (FOLDER / "weights.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
