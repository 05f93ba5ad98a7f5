"""The doors: a file, or the bytes of one, becomes a document or a programme."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from skillmap.domain import Document, Finding, Module, Programme, Severity
from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import catalogue_export, unread
from skillmap.formats.companions import Companions, companions_in
from skillmap.formats.envelope import Envelope, may_be_wrapped, unwrap
from skillmap.formats.json_text import looks_like_json
from skillmap.formats.reader import HEAD_BYTES, AnotherReaderError, Reader, readers
from skillmap.resources import sha256_of

MEGABYTE = 1_000_000
DEFAULT_LIMIT_MB = 25.0
LIMIT_VARIABLE = "SKILLMAP_MAX_MB"

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
_NOTES = frozenset({".docx", ".html", ".htm", ".txt"})
"""Endings of module descriptors that are also those of notes about them."""
PROGRAMME_FILES = _TABLES | _NOTES | {".pdf"}
"""Endings of the files of a folder that are read as modules."""

Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one of several files."""

    path: Path
    document: Document | None
    """None when the file could not be read."""
    refusal: str = ""
    """Why not, in one line."""
    used_by: tuple[str, ...] = ()
    """Names of the files that hold a credential of which this one holds a part."""


@dataclass(frozen=True, slots=True)
class _How:
    """What a caller said of a file, and what was found around it."""

    reader: str | None = None
    columns: PathLike | None = None
    companions: Companions = field(default_factory=Companions)
    within: str = ""
    """Words for the envelope that was taken off."""


def read_document(path: PathLike, *, reader: str | None = None, columns: PathLike | None = None) -> Document:
    """Read one file; the reader is chosen by looking into it unless named.

    ``columns`` is a column map, by name or as a TOML file, for the export of another system.

    Raises:
        FormatError: the file is missing, of no known format, or not what its format asks for.
        LimitError: the file is larger than the limit.
        UnknownNameError: there is no reader of that name.
    """
    return _read_file(Path(path), _How(reader, columns))


def read_document_from(
    name: str, content: bytes, *, reader: str | None = None, columns: PathLike | None = None
) -> Document:
    """Read a document that is in memory, e.g. an upload; ``name`` is what messages call it.

    Raises:
        FormatError: the content is of no known format, or not what its format asks for.
        LimitError: the content is larger than the limit.
        UnknownNameError: there is no reader of that name.
    """
    check_size(name, len(content))
    return _read(name, io.BytesIO(content), _How(reader, columns))


def read_documents_together(*paths: PathLike, progress: Progress | None = None) -> tuple[Reading, ...]:
    """Read several files, and the files of folders and their subfolders, in order; a refusal stops nothing.

    What a badge only names by its address (a badge class, an issuer) is taken from the file that holds it,
    where one of the files does. ``progress`` is called with the job, the files read and all files.
    """
    files = [file for path in paths for file in _files_of(Path(path))]
    companions = companions_in(_json_files(files)) if len(files) > 1 else Companions()
    readings = []
    users: dict[str, list[str]] = {}
    for done, file in enumerate(files):
        if progress is not None and len(files) > 1:
            progress("reading", done, len(files))
        own = companions.anew()
        readings.append(_reading(file, own))
        for name in own.used:
            users.setdefault(name, []).append(file.name)
    return tuple(replace(one, used_by=tuple(users.get(one.path.name, ()))) for one in readings)


def read_credentials(*paths: PathLike) -> tuple[Document, ...]:
    """Read files that hold credentials, one document each, in the order given.

    A file that only holds a part of another's credential, such as a badge class, gives no document.

    Raises:
        FormatError: a file cannot be read or holds no credential.
        LimitError: a file is larger than the limit.
    """
    files = [Path(path) for path in paths]
    companions = companions_in(_json_files(files)) if len(files) > 1 else Companions()
    documents = []
    refusals: dict[str, SkillmapError] = {}
    for file in files:
        try:
            document = _read_file(file, _How(companions=companions))
        except SkillmapError as error:
            refusals[file.name] = error
            continue
        if document.credentials:
            documents.append(document)
        else:
            problem = f"holds {holds(document)} but no credential"
            refusals[file.name] = FormatError(document.source.name, "", problem)
    for name, refusal in refusals.items():
        if name not in companions.used:
            raise refusal
    return tuple(documents)


def read_programme(
    path: PathLike,
    title: str | None = None,
    progress: Progress | None = None,
    *,
    columns: PathLike | None = None,
) -> tuple[Programme, tuple[Finding, ...]]:
    """Read a programme from a catalogue (CSV, Excel), one module specification, or a folder of both.

    Files of a folder are read in the order of their names; a text, web page or Word file in it that is no
    module specification is told in the findings. The programme is called ``title``, or what
    the catalogue says, or as the file or folder. ``progress`` is called with the job, the files read and
    all files, as a folder of PDF files takes about half a second for each. ``columns`` is a column map for
    its tables.

    Raises:
        FormatError: a file cannot be read or holds no module, or one code stands for two modules.
        LimitError: a file is larger than the limit.
    """
    place = Path(path)
    documents: list[Document] = []
    skipped: list[Finding] = []
    files = _programme_files(place)
    for done, file in enumerate(files):
        if progress is not None and len(files) > 1:
            progress(f"reading {place.name}", done, len(files))
        try:
            documents.append(_read_modules(file, columns))
        except FormatError as error:
            if not place.is_dir() or file.suffix.lower() not in _NOTES:
                raise
            why = error.problem.partition(";")[0]
            skipped.append(Finding(Severity.WARNING, file.name, f"No module was read here: {why}."))
    if not documents:
        raise FormatError(place.name, "", "no file of the folder describes a module")
    programme = programme_of(documents, place.resolve().stem, title)
    return programme, (*_unread_files(place), *skipped, *_findings(documents))


def programme_of(documents: Sequence[Document], named: str, title: str | None = None) -> Programme:
    """Return the modules of some documents as one programme.

    Args:
        documents: in the order in which their facts count.
        named: what the programme is called where no document says so.
        title: what to call it whatever they say.

    Raises:
        FormatError: one code stands for two modules.
    """
    name = title or _first(document.programme_title for document in documents) or named
    return Programme(
        id=re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "programme",
        title=name,
        modules=_distinct_modules(documents),
        credit=_first(document.programme_credit for document in documents),
        level=_first(document.programme_level for document in documents),
        kind=_first(document.programme_kind or None for document in documents) or "",
        stages=_first(document.programme_stages or None for document in documents) or (),
        electives=_first(document.programme_electives for document in documents),
    )


def content_of(path: PathLike) -> tuple[str, bytes]:
    """Return name and bytes of a file as they came, within the same limits as reading it.

    Raises:
        FormatError: the file is missing or cannot be opened.
        LimitError: the file is larger than the limit.
    """
    file = Path(path)
    with _opened(file) as stream:
        check_size(file.name, os.fstat(stream.fileno()).st_size)
        return file.name, stream.read()


def _opened(file: Path) -> BinaryIO:
    try:
        if file.is_dir():
            raise FormatError(file.name or str(file), "", "is a folder, expected a file")
        if file.exists() and not file.is_file():
            raise FormatError(file.name, "", "is not a regular file")
        return file.open("rb")
    except FileNotFoundError as error:
        raise FormatError(str(file), "", "there is no such file") from error
    except PermissionError as error:
        raise FormatError(str(file), "", "no permission to read this file") from error
    except (OSError, ValueError) as error:
        # ValueError: a name with a null character, which no file can have.
        raise FormatError(ascii(str(file)), "", f"cannot be opened: {error}") from error


def check_size(name: str, size: int) -> None:
    """Raise LimitError for a file above the limit, and FormatError for an empty one."""
    limit = _limit_mb()
    if size > limit * MEGABYTE:
        raise LimitError(
            f"{name} has {size / MEGABYTE:.1f} MB, more than the limit of {limit:g} MB; "
            f"set {LIMIT_VARIABLE} to raise it"
        )
    if size == 0:
        raise FormatError(name, "", "the file is empty")


def _limit_mb() -> float:
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    try:
        limit = float(text) if text else DEFAULT_LIMIT_MB
    except ValueError:
        limit = -1.0
    if not limit > 0:
        raise LimitError(f"{LIMIT_VARIABLE} is {text!r}, expected a number of megabytes above 0")
    return limit


def _read_file(file: Path, how: _How) -> Document:
    with _opened(file) as stream:
        check_size(file.name, os.fstat(stream.fileno()).st_size)
        return _read(file.name, stream, how)


def _read(name: str, stream: BinaryIO, how: _How) -> Document:
    if how.columns is not None:
        return catalogue_export.read_by(how.columns, name, stream)
    if may_be_wrapped(stream.read(HEAD_BYTES)):
        stream.seek(0)
        content = stream.read()
        envelope = unwrap(name, content)
        if envelope.layers:
            inside = io.BytesIO(envelope.payload)
            document = _read_bare(name, inside, replace(how, within=envelope.description))
            return _as_it_came(document, envelope, sha256_of(content))
    stream.seek(0)
    return _read_bare(name, stream, how)


def _read_bare(name: str, stream: BinaryIO, how: _How) -> Document:
    head = stream.read(HEAD_BYTES)
    reader = readers.get(how.reader) if how.reader else _sniffed(name, head)
    if reader is not None and reader.read_stream is not None:
        return reader.read_stream(name, stream)
    content = head + stream.read()
    # A large image before the telling lines hides them from the head, so look at an outline as well.
    reader = reader or _sniffed(name, unread.outline(name, content))
    if reader is None:
        raise FormatError(name, how.within, unread.refusal(name, content, _titles()))
    try:
        return _read_whole(reader, name, content, how.companions)
    except AnotherReaderError as error:
        if how.reader is not None:
            raise
        # The beginning of a file does not always tell, e.g. that of a PDF.
        return readers.get(error.reader).read(name, content)


def _read_whole(reader: Reader, name: str, content: bytes, companions: Companions) -> Document:
    return reader.read_with(name, content, companions) if reader.read_with else reader.read(name, content)


def _as_it_came(document: Document, envelope: Envelope, sha256: str) -> Document:
    """Return a document whose sources name the envelope, and the hash of the file with it."""
    source = replace(document.source, sha256=sha256, envelope=envelope.description)
    notes = tuple(Finding(Severity.INFO, "$", note) for note in envelope.notes)
    return replace(
        document,
        source=source,
        credentials=tuple(replace(item, source=source) for item in document.credentials),
        offers=tuple(replace(item, source=source) for item in document.offers),
        modules=tuple(replace(item, source=source) for item in document.modules),
        claims=tuple(replace(item, source=source) for item in document.claims),
        findings=(*notes, *document.findings),
    )


def _reading(file: Path, companions: Companions) -> Reading:
    try:
        return Reading(file, _read_file(file, _How(companions=companions)))
    except SkillmapError as error:
        return Reading(file, None, str(error))


def _files_of(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    entries = sorted(place.rglob("*"))
    inside = [entry.relative_to(place) for entry in entries if entry.is_file()]
    return [place / file for file in inside if not any(part.startswith(".") for part in file.parts)]


def _json_files(files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        try:
            name, content = content_of(file)
        except SkillmapError:
            continue  # told in words when its turn comes to be read
        if looks_like_json(content):
            yield name, content


def _sniffed(name: str, head: bytes) -> Reader | None:
    found = _recognised(readers.own_names(), name, head) or _recognised(readers.names(), name, head)
    if len(found) > 1:
        raise FormatError(name, "", f"could be {' or '.join(found)}; say which reader to use")
    return readers.get(found[0]) if found else None


def _recognised(reader_names: Iterable[str], name: str, head: bytes) -> list[str]:
    return [reader_name for reader_name in reader_names if readers.get(reader_name).sniff(name, head)]


def _titles() -> tuple[str, ...]:
    return tuple(readers.get(name).title for name in readers.names())


def holds(document: Document) -> str:
    """Return what was read from a document, in words, e.g. ``2 credentials and 1 claim``."""
    counts = {
        "credential": len(document.credentials),
        "credential on offer": len(document.offers),
        "module": len(document.modules),
        "skill": len(document.skills),
        "occupation": len(document.occupations),
        "claim": len(document.claims),
    }
    parts = [f"{count} {_plural(noun) if count > 1 else noun}" for noun, count in counts.items() if count]
    return " and ".join(parts) or "nothing"


def _plural(noun: str) -> str:
    first, _, rest = noun.partition(" ")
    return f"{first}s {rest}".strip()


def _read_modules(file: Path, columns: PathLike | None) -> Document:
    document = read_document(file, columns=columns if file.suffix.lower() in _TABLES else None)
    if not document.modules:
        raise FormatError(document.source.name, "", f"holds {holds(document)} but no module")
    return document


def _programme_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    files = [file for file in _listed(place) if file.suffix.lower() in PROGRAMME_FILES]
    if not files:
        raise FormatError(
            place.name or str(place), "", "the folder holds no CSV, Excel, PDF, Word, HTML or text file"
        )
    return files


def _listed(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise FormatError(str(folder), "", f"the folder cannot be listed: {error.strerror}") from error
    return [entry for entry in entries if entry.is_file() and not entry.name.startswith(".")]


def _unread_files(place: Path) -> tuple[Finding, ...]:
    if not place.is_dir():
        return ()
    others = [file.name for file in _listed(place) if file.suffix.lower() not in PROGRAMME_FILES]
    if not others:
        return ()
    kinds = "CSV, Excel, PDF, Word, HTML and text"
    message = f"{len(others)} file(s) other than {kinds} were not read, the first is {others[0]}."
    return (Finding(Severity.INFO, place.name, message),)


def _distinct_modules(documents: Iterable[Document]) -> tuple[Module, ...]:
    seen: dict[str, str] = {}
    kept = []
    for document in documents:
        for module in document.modules:
            if module.id in seen:
                problem = f"module {module.id!r} is already in {seen[module.id]}"
                raise FormatError(document.source.name, "", problem)
            seen[module.id] = document.source.name
            kept.append(module)
    return tuple(kept)


def _findings(documents: list[Document]) -> list[Finding]:
    if len(documents) == 1:
        return list(documents[0].findings)
    return [
        replace(finding, place=f"{document.source.name}, {finding.place}")
        for document in documents
        for finding in document.findings
    ]


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)
