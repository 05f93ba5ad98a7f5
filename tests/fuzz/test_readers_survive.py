"""Every reader against mutants of its samples: 500 each in ``make test``, 10,000 in ``make soak``.

The samples are those of the contract test and the baked and signed ones in ``tests/data/fuzz``. A file of a
new reader is picked up by standing there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shares import SHARES

HERE = Path(__file__).parent
SAMPLES = sorted(
    file
    for folder in ("samples", "fuzz")
    for file in (HERE.parent / "data" / folder).glob("*")
    if file.suffix != ".md"
)
SHORT, LONG = 500, 10_000
# A format of our own that takes no unknown member refuses most of its mutants.
STRICT = {"skillmap-document.json": 0.2}
MOST_MB = 512


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_mutants_are_read_or_refused_in_one_line(file: Path) -> None:
    survive(file, SHORT, seed=1, limit_s=300)


@pytest.mark.soak
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_ten_thousand_mutants_are_read_or_refused_in_one_line(file: Path) -> None:
    survive(file, LONG, seed=2, limit_s=7200)


def survive(file: Path, count: int, *, seed: int, limit_s: int) -> None:
    command = [sys.executable, str(HERE / "read_mutants.py"), str(file)]
    done = subprocess.run(
        [*command, "--count", str(count), "--seed", str(seed)],
        capture_output=True,
        text=True,
        timeout=limit_s,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = json.loads(done.stdout.splitlines()[-1])
    share = outcome["as_format"] / outcome["count"]
    SHARES.append(
        f"{file.name}: {share:.0%} of {outcome['count']} mutants read as {outcome['format']}, "
        f"slowest {outcome['slowest_s']} s, peak {outcome['peak_mb']} MB"
    )

    assert outcome["failures"] == []
    assert outcome["count"] == count
    assert outcome["peak_mb"] < MOST_MB
    assert share >= STRICT.get(file.name, 0.5), (
        f"only {share:.0%} of the mutants still are {outcome['format']}"
    )
