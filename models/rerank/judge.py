"""Judge which skills vacancy sentences ask for: python models/rerank/judge.py show|join|gather|facts.

``show SENTENCES POOL`` reads lines ``id<TAB>sentence`` and writes each with its candidates, numbered and in
random order, so that who judges does not see what the recipe thinks of them. ``join SENTENCES POOL
VERDICTS OUT`` takes lines ``id<TAB>verdict`` and writes sentence, right skills and acceptable ones. A verdict
is the numbers of the right candidates, then ``+label`` for each that is not in the pool; after "/" those
that another judge might have chosen as well for the same words; "-" where none is right. ``gather FOLDER``
takes what was joined (``FOLDER/PART/*.done``) and the words of each skill (``*.phrases``: id, label, words)
into ``vacancies/`` and ``mentions.tsv``. ``facts DATA`` prints what the model card says of them.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

import numpy as np

import skillmap
from skillmap.engine import SkillTargets
from skillmap.matching.mentions import WHOLE
from skillmap.matching.pair_features import pair_features
from skillmap.matching.reranking import DEPTH
from skillmap_eval.sentences import near_duplicates, words_of
from skillmap_eval.training import benchmark_sentences, key_of

FOLDER = Path(__file__).parent
BEST, OF_WORDS, MOST = 28, 4, 40
"""Shown are the best of all and the best on the same words, so that no mention crowds out another."""


def show(sentences: Path, pool: Path) -> None:
    """Write the candidates of each sentence."""
    encoder = skillmap.make_encoder("minilm")
    store = skillmap.VectorStore(encoder)
    targets = SkillTargets(skillmap.Taxonomy.open("esco"))
    learned = skillmap.Learned(context=skillmap.context_of(encoder))
    index = skillmap.build_index(targets, store, with_terms=True)
    matcher = skillmap.Matcher(index, encoder, skillmap.STATEMENT_TO_SKILL_IN_CONTEXT, learned)
    asked = lines(sentences)
    with pool.open("w", encoding="utf-8") as file:
        for name, text in asked.items():
            (query,) = matcher.prepared([skillmap.Statement(name, text, "en")])
            rows, similarities = matcher.best_by_scorers(query, DEPTH)
            better = np.expm1(
                pair_features(query, index, rows, similarities)["better ones on the same words"]
            )
            shown = [place for place in range(len(rows)) if place < BEST or better[place] < OF_WORDS - 0.5]
            rows = [int(rows[place]) for place in shown[:MOST]]
            random.Random(name).shuffle(rows)
            file.write(f"# {name}\t{text}\n")
            for number, row in enumerate(rows, 1):
                target = index.targets[row]
                file.write(f"{number}\t{target.names[0]}\t{key_of(target.id)}\n")


def join(sentences: Path, pool: Path, verdicts: Path, out: Path) -> None:
    """Write the judged sentences; a wrong verdict stops with its id."""
    labels = {skill.label: key_of(skill.id) for skill in skillmap.Taxonomy.open("esco")}
    candidates: dict[str, dict[str, str]] = {}
    for line in pool.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            current = candidates[line[2:].split("\t")[0]] = {}
        else:
            number, _, key = line.split("\t")
            current[number] = key
    asked, given = lines(sentences), lines(verdicts)
    rows = []
    for name, text in asked.items():
        if name not in given:
            raise SystemExit(f"{name}: no verdict")
        right, _, acceptable = given[name].partition("/")
        parts = [keys(name, part, candidates[name], labels) for part in (right, acceptable)]
        rows.append(
            "\t".join((name, text, *(" ".join(part) for part in (*parts, candidates[name].values()))))
        )
    out.write_text("\n".join(rows) + "\n", encoding="utf-8")


def keys(name: str, verdict: str, candidates: dict[str, str], labels: dict[str, str]) -> list[str]:
    """Return the skills of one part of a verdict, "3 17 +label of a skill"."""
    numbers, *added = (part.strip() for part in verdict.split("+"))
    try:
        found = [candidates[number] for number in re.findall(r"\w+", numbers)]
        return found + [labels[label] for label in added]
    except KeyError as unknown:
        raise SystemExit(f"{name}: no candidate or skill {unknown}") from unknown


def lines(path: Path) -> dict[str, str]:
    """Return what stands after the tab of each line, by what stands before it."""
    parts = [line.partition("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {name.strip(): text.strip() for name, _, text in parts}


def gather(folder: Path) -> None:
    """Write the judged sentences and the words that ask for each skill where the training looks for them."""
    names = {key_of(skill.id): skill.label for skill in skillmap.Taxonomy.open("esco")}
    mentions: list[str] = []
    (FOLDER / "vacancies").mkdir(exist_ok=True)
    for part in sorted(path for path in folder.iterdir() if any(path.glob("*.done"))):
        judged = [line.split("\t")[:4] for file in sorted(part.glob("*.done")) for line in read(file)]
        spoken = {}
        for file in sorted(part.glob("*.phrases")):
            for name, label, words in (line.split("\t") for line in read(file)):
                spoken[name, label] = words
        out = FOLDER / "vacancies" / f"part-{part.name.lower()}.tsv"
        out.write_text("".join("\t".join(row) + "\n" for row in judged), encoding="utf-8")
        for name, _, right, _ in judged:
            labels = [names[key] for key in right.split()]
            mentions += [f"{label}\t{spoken.get((name, label), WHOLE)}\t{name}" for label in labels]
    (FOLDER / "mentions.tsv").write_text("\n".join(sorted(mentions)) + "\n", encoding="utf-8")


def read(path: Path) -> list[str]:
    """Return the lines of a file that say something."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def facts(data: Path) -> None:
    """Print what must be known of the judged sentences; ``data`` holds the benchmarks."""
    rows = [line.split("\t") for file in sorted((FOLDER / "vacancies").glob("*.tsv")) for line in read(file)]
    names = {key_of(skill.id): (skill.label, *skill.alt_labels) for skill in skillmap.Taxonomy.open("esco")}
    texts = [row[1] for row in rows]
    right = [row[2].split() for row in rows]
    said = [f" {' '.join(words_of(text))} " for text in texts]
    named = sum(
        any(f" {' '.join(words_of(name))} " in text for name in names[key])
        for text, keys in zip(said, right, strict=True)
        for key in keys
    )
    mentions = sum(map(len, right))
    near = near_duplicates(texts, benchmark_sentences(data))
    print(f"{len(rows)} sentences, {np.mean([len(words_of(text)) for text in texts]):.1f} words in each")
    several = sum(len(keys) > 1 for keys in right)
    print(f"{sum(not keys for keys in right)} ask for no skill, {several} for several")
    print(f"{mentions} mentions of {len({key for keys in right for key in keys})} skills")
    print(f"{named / mentions:.0%} of the mentions have a name of the skill in the sentence")
    print(f"{len(near_duplicates(texts)) / len(rows):.2%} near-duplicates (5-gram Jaccard over 0.5)")
    print(f"{len(near)} like a sentence of a benchmark: {', '.join(rows[place][0] for place in near)}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("task", choices=("show", "join", "gather", "facts"))
    arguments.add_argument("files", nargs="+", type=Path)
    given = arguments.parse_args()
    {"show": show, "join": join, "gather": gather, "facts": facts}[given.task](*given.files)
