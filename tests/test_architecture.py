"""The import rules of CONTRIBUTING.md, checked on the source itself, imports inside functions included."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {"skillmap": ROOT / "src", "skillmap_api": ROOT / "api", "skillmap_eval": ROOT / "eval"}

# Lowest first. A module may import modules on its own line or a line above it, never below.
LAYERS = [
    [
        "skillmap",
        "skillmap.errors",
        "skillmap.domain",
        "skillmap.json_values",
        "skillmap.registry",
        "skillmap.resources",
        "skillmap.toml_tables",
    ],
    ["skillmap.wheels", "skillmap.text", "skillmap.frameworks"],
    ["skillmap.formats", "skillmap.verification", "skillmap.taxonomy", "skillmap.matching"],
    ["skillmap.profile", "skillmap.optimum", "skillmap.taxonomy_targets"],
    ["skillmap.recognition"],
    ["skillmap.pathways"],
    ["skillmap.report"],
    ["skillmap.examples", "skillmap.engine"],
    ["skillmap.cli"],
    ["skillmap.__main__"],
    ["skillmap_api", "skillmap_eval"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# Packages of one layer that must not know each other.
STRANGERS = [
    ("skillmap.formats", "skillmap.matching"),
    ("skillmap.taxonomy", "skillmap.matching"),
    ("skillmap.verification", "skillmap.matching"),
    ("skillmap.verification", "skillmap.taxonomy"),
]


def rank_of(module: str) -> int:
    """Rank of a module, or of the package that holds it; a module with neither is an error."""
    while module not in RANK:
        module = module.rpartition(".")[0]
        assert module not in ("", "skillmap"), "give the new module a line in LAYERS"
    return RANK[module]


def own_modules(*packages: str) -> list:
    """Every module of the named packages (all three if none named) as (dotted name, path)."""
    found = []
    for package in packages or SOURCES:
        root = SOURCES[package]
        for path in sorted((root / package).rglob("*.py")):
            dotted = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            found.append(pytest.param(dotted, path, id=dotted))
    return found


def imported(path: Path) -> list[tuple[str, str]]:
    """Our own modules that a file imports, at its top or inside functions, with the name taken."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [(node.module, alias.name) for alias in node.names]
    return [(module, name) for module, name in names if module.partition(".")[0] in SOURCES]


@pytest.mark.parametrize(("module", "path"), own_modules())
def test_a_module_imports_only_its_own_layer_or_a_lower_one(module: str, path: Path) -> None:
    # The package's own page lists the public names of all layers.
    own = rank_of(module) if module != "skillmap" else len(LAYERS)

    too_high = [
        name
        for name, member in imported(path)
        if rank_of(f"{name}.{member}" if f"{name}.{member}" in RANK else name) > own
    ]

    assert too_high == []


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_packages_side_by_side_do_not_know_each_other(one: str, other: str) -> None:
    for package, stranger in ((one, other), (other, one)):
        folder = ROOT / "src" / package.replace(".", "/")
        for path in sorted(folder.rglob("*.py")):
            assert [name for name, _ in imported(path) if name.startswith(stranger)] == [], path.name


@pytest.mark.parametrize(("module", "path"), own_modules("skillmap_api", "skillmap_eval"))
def test_api_and_eval_use_only_public_names_of_skillmap(module: str, path: Path) -> None:
    from importlib import import_module

    hidden = [
        (name, member)
        for name, member in imported(path)
        if name.partition(".")[0] == "skillmap" and member and member not in import_module(name).__all__
    ]

    assert hidden == []


@pytest.mark.parametrize(("module", "path"), own_modules())
def test_a_module_has_at_most_600_lines(module: str, path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def test_nothing_loads_pickles() -> None:
    for _, path in (parameter.values for parameter in own_modules()):
        names = {
            node.names[0].name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import)
        }
        assert names.isdisjoint({"pickle", "joblib", "dill", "shelve"}), path
