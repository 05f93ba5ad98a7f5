"""Read mutants of one file in a process of their own, and say what became of them.

    python tests/fuzz/read_mutants.py FILE --count 500 --seed 1

Prints one line of JSON: how many were read as the format of FILE, as another, or refused in one line; the
slowest in seconds of processor time; the peak memory of the process; and the first failures by number.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutation import KIND_OF_SUFFIX, mutant

from peak_memory import peak_mb
from skillmap.errors import SkillmapError
from skillmap.formats import read_document, read_document_from

LONGEST_S = 5.0
MOST_FAILURES = 5


class TooSlowError(BaseException):
    """Raised by the clock; not an Exception, so that no reader can swallow it."""


@dataclass
class Outcome:
    """What became of the mutants of one file."""

    format: str
    count: int = 0
    as_format: int = 0
    as_another: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    peak_mb: float = 0.0
    failures: list[str] = field(default_factory=list)


def read_mutants(file: Path, count: int, seed: int) -> Outcome:
    """Read ``count`` mutants of a file; each is reproduced by its own number."""
    signal.signal(signal.SIGPROF, _too_slow)
    outcome = Outcome(read_document(file).source.format)
    content = file.read_bytes()
    for number in range(count):
        changed = mutant(content, KIND_OF_SUFFIX[file.suffix], Random(f"{seed}/{file.name}/{number}"))
        # Processor time, so that a busy machine fails nothing.
        signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
        begun = time.process_time()
        try:
            _read(f"mutant{file.suffix}", changed, outcome)
        except TooSlowError:
            _fail(outcome, number, f"took more than {LONGEST_S:g} s")
        except SkillmapError as error:
            outcome.refused += 1
            if "\n" in str(error):
                _fail(outcome, number, f"is refused in more than one line: {error!r}")
        except Exception as error:
            _fail(outcome, number, f"{type(error).__name__}: {error}")
        signal.setitimer(signal.ITIMER_PROF, 0)
        outcome.slowest_s = max(outcome.slowest_s, round(time.process_time() - begun, 3))
        outcome.count += 1
    outcome.peak_mb = round(peak_mb(), 1)
    return outcome


def _read(name: str, content: bytes, outcome: Outcome) -> None:
    document = read_document_from(name, content)
    if document.source.format == outcome.format:
        outcome.as_format += 1
    else:
        outcome.as_another += 1


def _fail(outcome: Outcome, number: int, what: str) -> None:
    if len(outcome.failures) < MOST_FAILURES:
        outcome.failures.append(f"mutant {number}: {what[:300]}")


def _too_slow(signal_number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def main() -> None:
    """Run from the command line."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--count", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    sys.stdout.write(json.dumps(asdict(read_mutants(given.file, given.count, given.seed))) + "\n")


if __name__ == "__main__":
    main()
