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


NOT_FOR_JSON_AND_CSV = {
    *(
        "defusedxml",
        "docx",
        "highspy",
        "fpdf",
        "jinja2",
        "jsonschema",
        "lxml",
        "openpyxl",
        "pdfplumber",
        "pypdf",
    ),
    *("cryptography", "jwt", "openvc", "pyld", "rdflib"),
    *("filelock", "scipy", "sklearn", "sentence_transformers", "torch", "transformers"),
}
"""Packages for other formats, for signatures, for reports and for what is built once."""


def test_recommend_on_a_built_index_loads_no_package_that_it_does_not_need() -> None:
    code = """
import sys
from skillmap.cli import app
from skillmap.examples import credential_files, programme_file
try:
    app(["recommend", *map(str, credential_files()), "--programme", str(programme_file())])
except SystemExit as ended:
    assert ended.code == 0, ended.code
"""

    assert loaded_by(code) & NOT_FOR_JSON_AND_CSV == set()
