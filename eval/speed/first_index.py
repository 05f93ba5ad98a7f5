"""The first index of ESCO beside SentenceTransformer.encode on a sample of the same texts.

python eval/speed/first_index.py
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import skillmap
from skillmap.taxonomy_targets import SkillTargets

SAMPLE = 1_500
SEED = 13


def main() -> None:
    """Print the time of the whole index and the ratio on the sample."""
    targets = SkillTargets(skillmap.Taxonomy.open("esco"))
    encoder = skillmap.make_encoder("minilm")
    with tempfile.TemporaryDirectory() as folder:
        store = skillmap.VectorStore(encoder, Path(folder))
        started = time.perf_counter()
        index = skillmap.build_index(targets, store, with_terms=True)
        whole = time.perf_counter() - started
        print(f"first index: {len(index.name_rows)} names, {len(store)} vectors, {whole:.0f} s")
    texts = sorted({name for target in targets for name in target.names})
    texts += sorted({f"{target.names[0]}. {target.description}" for target in targets})
    sample = random.Random(SEED).sample(texts, SAMPLE)
    reference = skillmap.make_encoder("minilm-reference")
    reference.encode(sample[:8]), encoder.encode(sample[:8])
    times = {}
    for name, one in (("skillmap", encoder), ("sentence-transformers", reference)):
        started = time.perf_counter()
        one.encode(sample)
        times[name] = time.perf_counter() - started
        print(f"{name}: {SAMPLE} texts in {times[name]:.1f} s")
    ratio = times["sentence-transformers"] / times["skillmap"]
    print(f"ratio {ratio:.1f}; sentence-transformers on all {len(texts)} texts: about {ratio * whole:.0f} s")


if __name__ == "__main__":
    main()
