"""JSON-LD contexts: the texts behind the addresses that signed documents name. None is ever fetched.

What a signature over linked data covers depends on the text of each context, so only texts of known hash are
used: those of ``contexts.toml`` beside this module, and of a folder that the operator names in
``$SKILLMAP_CONTEXTS`` (a ``contexts.toml`` of the same form, without ``from``).
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from skillmap.errors import ChecksumError, FormatError, SkillmapError
from skillmap.resources import sha256_of

MANIFEST = "contexts.toml"
FOLDER_VARIABLE = "SKILLMAP_CONTEXTS"
MOST_BYTES = 1_000_000
"""Of one context; the largest known has 15 KB."""

# JavaScript of the simplest kind, in which some npm packages keep their context: strings without escapes.
_JS_OPENING = re.compile(r"(?:\s|/\*.*?\*/|'use strict';)*module\.exports\s*=\s*", re.DOTALL)
_JS_TOKEN = re.compile(r"""(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<name>[A-Za-z_]\w*)(?=\s*:)|,(?=\s*[}\]])""")


class ContextError(SkillmapError):
    """A context whose text is not at hand, or is not the one that the manifest names."""


@dataclass(frozen=True, slots=True)
class ContextFile:
    """One line of a manifest: which file holds the text of a context."""

    url: str
    package: str
    """The distribution or folder that brings it, as a reader of a message would name it."""
    path: Path | None
    """None where the distribution is not installed."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Context:
    """The text that stood at an address."""

    url: str
    document: dict[str, Any]
    sha256: str


class Contexts:
    """The contexts that are known, by address."""

    def __init__(self, files: Sequence[ContextFile]) -> None:
        self._files: dict[str, list[ContextFile]] = {}
        for file in files:
            self._files.setdefault(file.url, []).append(file)

    def addresses(self) -> tuple[str, ...]:
        """Return the address of each known context, in the order of the manifests."""
        return tuple(self._files)

    def texts(self, url: str) -> tuple[Context, ...]:
        """Return the texts that stood at an address, likeliest first.

        Raises:
            ContextError: no text is at hand; the message says why.
        """
        if url not in self._files:
            raise ContextError(
                f"the JSON-LD context {url[:200]!r} is not known, and none is fetched; "
                f"its text can be put into a folder named in {FOLDER_VARIABLE}"
            )
        found = tuple(
            Context(url, _parsed(file.path, file.sha256), file.sha256)
            for file in self._files[url]
            if file.path is not None
        )
        if not found:
            packages = " or ".join(sorted({file.package for file in self._files[url]}))
            raise ContextError(f"the JSON-LD context {url} comes with {packages}; install 'skillmap[verify]'")
        return found


def known_contexts() -> Contexts:
    """Return the contexts of the installed packages and of the operator's folder.

    Raises:
        FormatError: the manifest of the operator's folder cannot be read.
    """
    return _contexts_with(os.environ.get(FOLDER_VARIABLE) or None)


@lru_cache(maxsize=8)
def _contexts_with(folder: str | None) -> Contexts:
    own = Path(__file__).parent
    files = [_shipped(own, entry) for entry in _entries(own / MANIFEST)]
    if folder is not None:
        root = Path(folder)
        files += [_given(root, entry) for entry in _entries(root / MANIFEST)]
    return Contexts(files)


def _entries(manifest: Path) -> list[dict[str, str]]:
    try:
        entries = tomllib.loads(manifest.read_text(encoding="utf-8")).get("context")
    except OSError as error:
        raise FormatError(str(manifest), "", f"cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise FormatError(str(manifest), "", f"not TOML: {error}") from error
    if not isinstance(entries, list):
        raise FormatError(str(manifest), "", "expected a table [[context]] for each context")
    for number, entry in enumerate(entries, start=1):
        for key in ("url", "file", "sha256"):
            if not isinstance(entry, dict) or not isinstance(entry.get(key), str):
                raise FormatError(str(manifest), f"[[context]] {number}", f"expected a text under {key!r}")
    return entries


def _shipped(own: Path, entry: Mapping[str, str]) -> ContextFile:
    package = entry["from"]
    path: Path | None
    if package.startswith("third_party/"):
        path = own / package / entry["file"]
    else:
        try:
            path = Path(str(distribution(package).locate_file(entry["file"])))
        except PackageNotFoundError:
            path = None
    return ContextFile(entry["url"], package, path, entry["sha256"])


def _given(root: Path, entry: Mapping[str, str]) -> ContextFile:
    return ContextFile(entry["url"], FOLDER_VARIABLE, root / entry["file"], entry["sha256"])


@lru_cache(maxsize=128)
def _parsed(path: Path, sha256: str) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ContextError(f"{path.name}: cannot be read ({error.strerror or error})") from error
    if len(content) > MOST_BYTES:
        raise ContextError(f"{path.name}: more than {MOST_BYTES} bytes are no context")
    if (actual := sha256_of(content)) != sha256:
        raise ContextError(str(ChecksumError(path.name, actual, sha256)))
    return _context_in(path.name, content)


def _context_in(name: str, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8")
        document = json.loads(_as_json(text) if name.endswith(".js") else text)
    except (ValueError, RecursionError) as error:
        raise ContextError(f"{name}: not JSON that can be read") from error
    if not isinstance(document, dict) or "@context" not in document:
        raise ContextError(f"{name}: expected an object with @context")
    return document


def _as_json(script: str) -> str:
    """Return the object that a script of npm exports, written as JSON."""
    opening = _JS_OPENING.match(script)
    if opening is None:
        raise ValueError("expected module.exports = {...}")

    def rewritten(token: re.Match[str]) -> str:
        if text := token["text"]:
            return json.dumps(text[1:-1])
        return json.dumps(token["name"]) if token["name"] else ""

    return _JS_TOKEN.sub(rewritten, script[opening.end() :].rstrip().removesuffix(";"))
