"""Second run of ``skillmap recommend`` beside a sentence-transformers script on the same texts.

python eval/speed/cold_recommend.py [RUNS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import skillmap
from skillmap.examples import programme_file
from skillmap.text import windows

RUNS = 5
OUTCOMES = (
    "Plan the handling of research data over its whole life cycle",
    "Clean a dataset by detecting missing, wrong or repeated records",
    "Set up safe storage with automatic backup copies",
    "Explain to colleagues how personal data may be used",
    "Write small programs that load, process and save tables",
    "Present findings with charts that suit the question",
)
HEADER = "id,title,issuer,level,level_framework,credits,credit_scheme,assessed,awarded,outcomes"

REFERENCE = """
import json, sys
import numpy as np
from sentence_transformers import SentenceTransformer
job = json.load(open(sys.argv[1]))
model = SentenceTransformer(job["model"], device="cpu")
targets = np.memmap(job["rows"], np.float32, "r", shape=tuple(job["shape"]))
scores = model.encode(job["texts"], normalize_embeddings=True) @ targets.T
print(scores.argmax(axis=1)[:3])
"""


def seconds(command: list[str]) -> float:
    """Return the wall time of a whole process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main(runs: int = RUNS) -> None:
    """Print medians and their ratio."""
    engine = skillmap.Engine()
    store = engine.skill_matcher.index.store
    texts = list(dict.fromkeys(window.text for outcome in OUTCOMES for window in windows(outcome)))
    with tempfile.TemporaryDirectory() as folder:
        credential = Path(folder, "credential.csv")
        row = f'c1,Data practice,Example College,5,EQF,5,ECTS,yes,2025-06-01,"{" | ".join(OUTCOMES)}"'
        credential.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
        job = Path(folder, "job.json")
        model = skillmap.make_encoder("minilm-reference").name.partition(":")[2]
        facts = {
            "model": model,
            "texts": texts,
            "rows": str(store.folder / "rows.f32"),
            "shape": store.rows.shape,
        }
        job.write_text(json.dumps(facts), encoding="utf-8")
        ours = [sys.executable, "-m", "skillmap", "recommend", str(credential), "--programme"]
        ours += [str(programme_file()), "--json"]
        theirs = [sys.executable, "-c", REFERENCE, str(job)]
        seconds(ours), seconds(theirs)  # the first run fills the cache of both
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    own, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{len(texts)} texts, {store.rows.shape[0]} cached vectors, {runs} alternating runs")
    print(f"skillmap recommend        median {own:.2f} s  {[round(pair[0], 2) for pair in pairs]}")
    print(f"sentence-transformers     median {other:.2f} s  {[round(pair[1], 2) for pair in pairs]}")
    print(f"ratio {other / own:.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
