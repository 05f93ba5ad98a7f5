import subprocess
import sys

import pytest

HEAVY = {"torch", "sentence_transformers", "sklearn", "fastapi", "highspy", "fpdf"}


def loaded_by(code: str) -> set[str]:
    """Top-level packages in memory after running some code in a fresh interpreter."""
    ending = "\nimport sys; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", ["skillmap", "skillmap.domain", "skillmap.cli", "skillmap.engine"])
def test_importing_loads_no_heavy_package(module: str) -> None:
    assert loaded_by(f"import {module}").isdisjoint(HEAVY)


def test_importing_skillmap_does_not_even_load_numpy() -> None:
    assert "numpy" not in loaded_by("import skillmap")


def test_recommend_on_a_built_index_loads_neither_torch_nor_scikit_learn() -> None:
    code = """
import sys
from skillmap.cli import app
from skillmap.examples import credential_files, programme_file
try:
    app(["recommend", *map(str, credential_files()), "--programme", str(programme_file())])
except SystemExit as ended:
    assert ended.code == 0, ended.code
"""

    assert loaded_by(code).isdisjoint({"torch", "sentence_transformers", "sklearn", "scipy", "transformers"})
