"""The recipe with the model ``context`` beside the untrained one, on one credential of six outcomes.

python eval/speed/recipes.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from cold_recommend import OUTCOMES

import skillmap
from skillmap.domain import Statement
from skillmap.matching import Learned

RUNS = 7
STATEMENTS = [Statement(f"outcome-{number}", text) for number, text in enumerate(OUTCOMES)]


class Untrained(skillmap.Engine):
    """The engine as it is for an encoder that no model was trained for."""

    _context = None


ENCODER = skillmap.make_encoder("minilm")
ENGINES = {"trained": skillmap.Engine, "untrained": Untrained}


def cold(name: str) -> float:
    """Return the time of a whole process that matches the credential once."""
    started = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--once", name], check=True, capture_output=True)
    return time.perf_counter() - started


def warm(engine: skillmap.Engine) -> float:
    """Return the time of matching the credential, no text of which the encoder remembers."""
    own = engine.skill_matcher
    learned = Learned(own.bearing, own.context)
    fresh = skillmap.Matcher(own.index, ENCODER, own.recipe, learned, own.hierarchy)
    started = time.perf_counter()
    fresh.match(STATEMENTS)
    return time.perf_counter() - started


def show(what: str, pairs: list[tuple[float, float]]) -> None:
    """Print the medians of the two recipes and the median of the paired ratios."""
    trained, untrained = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{what}: trained {trained:.3f} s, untrained {untrained:.3f} s, ratio {ratio:.2f}")


def main(runs: int = RUNS) -> None:
    """Print the ratios, each of alternating runs."""
    engines = {name: make() for name, make in ENGINES.items()}
    for engine in engines.values():
        warm(engine)
    show("warm", [(warm(engines["trained"]), warm(engines["untrained"])) for _ in range(runs)])
    show("cold", [(cold("trained"), cold("untrained")) for _ in range(runs)])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        ENGINES[sys.argv[2]]().match(STATEMENTS)
    else:
        main(*map(int, sys.argv[1:]))
