"""Mutants of a file: changed in what it says, so that most are still of its format, or in its bytes.

Every mutant follows from the seed alone. A mutator takes the bytes of a file and a generator.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

Mutator = Callable[[bytes, Random], bytes]

BYTE_SHARE = 0.25
"""Share of the mutants whose bytes are changed blindly; the others are changed in what they say."""

HOSTILE_TEXTS = (
    "",
    " ",
    "\u0000",
    "\u202eright to left",
    "\u001b[31mred\u001b[0m",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "{{ 7 * 7 }}",
    "%s%n%d",
    "a" * 5_000,
    "word " * 400,
    "( " * 300,
    "\ud800",
    "\U0001f393" * 20,
    "1e999",
    "-0",
    "0x10",
    "12,5",
    "P60M",
    "PT60H",
    "2026-02-30",
    "9999-12-31T23:59:60Z",
    "did:key:z6Mk",
    "javascript:1",
    "http://[::1",
    "\ufeff",
    "e\u0301",
    "ﬁ",
    "Ι",
)
HOSTILE_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1e308,
    10**30,
    0.1,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"type": ["Assertion", 3, None]},
    {"id": {"id": {"id": "x"}}},
    {"@id": 4, "@type": {}},
    {"en": "text", "de": None},
)


def mutant(content: bytes, kind: str, random: Random) -> bytes:
    """Return one mutant of a file of a kind of ``MUTATORS``."""
    if random.random() < BYTE_SHARE:
        return change_bytes(content, random)
    return MUTATORS[kind](content, random)


def change_bytes(content: bytes, random: Random) -> bytes:
    """Change, drop, double or insert a few bytes, anywhere."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 8))):
        position = random.randrange(len(changed) or 1)
        action = random.randrange(5)
        if action == 0:
            changed[position : position + 1] = bytes([random.randrange(256)])
        elif action == 1:
            # A letter for a letter: most files stay what they are.
            changed[position : position + 1] = bytes([random.randrange(97, 123)])
        elif action == 2:
            del changed[position : position + random.choice((1, 2, 40))]
        elif action == 3:
            changed[position:position] = changed[position : position + random.choice((1, 16, 200))]
        else:
            changed[position:position] = random.choice(HOSTILE_TEXTS).encode("utf-8", "surrogatepass")
    return bytes(changed)


def change_json(content: bytes, random: Random) -> bytes:
    """Change what a JSON file says, a few values at a time."""
    value = json.loads(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        _change_somewhere(value, random)
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _change_somewhere(value: Any, random: Random) -> None:
    holders = [holder for holder in _holders(value) if holder]
    if not holders:
        return
    holder = random.choice(holders)
    key = random.choice(list(holder)) if isinstance(holder, dict) else random.randrange(len(holder))
    random.choice(JSON_CHANGES)(holder, key, random)


def _drop(holder: Any, key: Any, random: Random) -> None:
    del holder[key]


def _say_something_hostile(holder: Any, key: Any, random: Random) -> None:
    holder[key] = random.choice(HOSTILE_TEXTS)


def _change_type(holder: Any, key: Any, random: Random) -> None:
    # A copy: what is changed later must not change what the next mutant is given.
    holder[key] = _copied(random.choice(HOSTILE_VALUES))


def _repeat(holder: Any, key: Any, random: Random) -> None:
    # Thirty times only what is small: repeats of repeats would grow without bounds.
    is_small = len(json.dumps(holder[key])) < 500
    holder[key] = [holder[key]] * random.choice((1, 2, 30) if is_small else (1, 2))


def _take_out_of_list(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder[key], list) and holder[key]:
        holder[key] = holder[key][0]


def _write_number_as_text(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder[key], int | float):
        holder[key] = str(holder[key])


def _add_beside(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice(("name", "type", "id", "unknown", "Ιd"))] = _copied(holder[key])


def _nest(holder: Any, key: Any, random: Random) -> None:
    holder[key] = _nested(holder[key], random.choice((3, 60, 150)))


def _rename(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice((f"{key}s", key.upper(), f"ext:{key}"))] = holder.pop(key)


def _insert_text(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder[key], str):
        holder[key] = _changed_text(holder[key], random)


JSON_CHANGES = (
    _drop,
    _say_something_hostile,
    _change_type,
    _repeat,
    _take_out_of_list,
    _write_number_as_text,
    _add_beside,
    _nest,
    _rename,
    _insert_text,
    _insert_text,
)


def _holders(value: Any) -> list[Any]:
    found, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict | list):
            found.append(item)
            waiting.extend(item.values() if isinstance(item, dict) else item)
    return found


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


def _changed_text(text: str, random: Random) -> str:
    position = random.randrange(len(text) + 1)
    piece = random.choice((*HOSTILE_TEXTS, text))
    return text[:position] + piece + text[position:]


def change_table(content: bytes, random: Random) -> bytes:
    """Change cells, rows and columns of a table; the header is left alone three times out of four."""
    text = content.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    first = 0 if random.random() < 0.25 else 1
    for _ in range(random.choice((1, 1, 2, 4))):
        _change_row(rows, min(first, len(rows) - 1), random)
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=random.choice(("\n", "\r\n"))).writerows(rows)
    return written.getvalue().encode("utf-8", "surrogatepass")


def _change_row(rows: list[list[str]], first: int, random: Random) -> None:
    number = random.randrange(first, len(rows))
    row = rows[number]
    column = random.randrange(len(row) or 1)
    action = random.randrange(6)
    if action == 0 and row:
        row[column] = random.choice(HOSTILE_TEXTS)
    elif action == 1 and row:
        row[column] = _changed_text(row[column], random)
    elif action == 2:
        row.append("")
    elif action == 3 and len(rows) > first + 2:
        del rows[number]
    elif action == 4:
        rows.insert(number, [])
    elif row:
        row[column] = ""


def change_text(content: bytes, random: Random) -> bytes:
    """Change words and lines of a text."""
    lines = content.decode("utf-8-sig").split("\n")
    for _ in range(random.choice((1, 1, 2, 4))):
        number = random.randrange(len(lines))
        action = random.randrange(5)
        if action == 0:
            lines[number] = _changed_text(lines[number], random)
        elif action == 1:
            lines.insert(number, lines[random.randrange(len(lines))])
        elif action == 2 and len(lines) > 3:
            del lines[number]
        elif action == 3:
            words = lines[number].split(" ")
            random.shuffle(words)
            lines[number] = " ".join(words)
        else:
            lines[number] = " " * random.choice((1, 9)) + lines[number]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


_MARKUP_TEXT = re.compile(r">([^<>]+)<")


def change_markup(content: bytes, random: Random) -> bytes:
    """Change the texts between the tags of HTML or XML, and now and then a tag."""
    text = content.decode("utf-8-sig")
    places = list(_MARKUP_TEXT.finditer(text))
    if not places:
        return change_bytes(content, random)
    place = random.choice(places)
    if random.random() < 0.05:
        start = random.randrange(len(text))
        return (text[:start] + text[start + random.choice((1, 5)) :]).encode("utf-8", "surrogatepass")
    piece = _changed_text(place[1], random)
    if random.random() < 0.8:
        piece = "".join(character for character in piece if character >= " " or character == "\n")
        piece = piece.replace("&", "&amp;").replace("<", "&lt;").replace("\ud800", "")
    changed = text[: place.start(1)] + piece + text[place.end(1) :]
    return changed.encode("utf-8", "surrogatepass")


def change_archive(content: bytes, random: Random) -> bytes:
    """Change one part, XML or CSV, of an archive; the archive itself stays sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = [
        name
        for name in members
        if re.search(r"document\.xml$|sheet\d+\.xml$|sharedStrings\.xml$|\.csv$", name)
    ]
    name = random.choice(chosen if chosen and random.random() < 0.9 else list(members))
    if name.endswith(".csv"):
        change = change_table
    else:
        change = change_markup if name.endswith((".xml", ".rels")) else change_bytes
    members[name] = change(members[name], random)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return written.getvalue()


_PDF_TEXT = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")


def change_pdf(content: bytes, random: Random) -> bytes:
    """Change a text that a page shows; lengths and offsets then lie, as in many a real file."""
    places = list(_PDF_TEXT.finditer(content))
    if not places:
        return change_bytes(content, random)
    place = random.choice(places)
    piece = bytearray(place[1])
    for _ in range(random.choice((1, 3))):
        position = random.randrange(len(piece) or 1)
        piece[position : position + 1] = random.choice((b"7", b" ", b"x", b"\\051", b"words and words "))
    return content[: place.start(1)] + bytes(piece) + content[place.end(1) :]


def change_token(content: bytes, random: Random) -> bytes:
    """Change the payload, the header or the signature of a compact JWS."""
    parts = content.strip().split(b".")
    number = random.choice((0, 1, 1, 1, 1, 2))
    if number == 2:
        parts[2] = change_bytes(parts[2], random)
    else:
        inside = base64.urlsafe_b64decode(parts[number] + b"=" * (-len(parts[number]) % 4))
        parts[number] = base64.urlsafe_b64encode(change_json(inside, random)).rstrip(b"=")
    return b".".join(parts)


def change_png(content: bytes, random: Random) -> bytes:
    """Change what a baked PNG holds; lengths and check sums are right unless chance has it otherwise."""
    position, chunks = 8, []
    while position + 12 <= len(content):
        (length,) = struct.unpack(">I", content[position : position + 4])
        chunks.append((content[position + 4 : position + 8], content[position + 8 : position + 8 + length]))
        position += 12 + length
    if random.random() < 0.15:
        random.shuffle(chunks)
    written = content[:8]
    for kind, body in chunks:
        if kind == b"iTXt":
            keyword, _, rest = body.partition(b"\0")
            head, text = rest[:4], rest[4:]
            body = keyword + b"\0" + head + (change_json(text, random) if text[:1] == b"{" else text)
        check = zlib.crc32(kind + body) ^ (random.random() < 0.05)
        written += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
    return written


_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def change_svg(content: bytes, random: Random) -> bytes:
    """Change the credential that a baked SVG holds."""
    place = _CDATA.search(content)
    if place is None or random.random() < 0.2:
        return change_markup(content, random)
    changed = change_json(place[1].strip(), random).replace(b"]]>", b"")
    return content[: place.start(1)] + changed + content[place.end(1) :]


MUTATORS: dict[str, Mutator] = {
    "json": change_json,
    "table": change_table,
    "text": change_text,
    "markup": change_markup,
    "archive": change_archive,
    "pdf": change_pdf,
    "token": change_token,
    "png": change_png,
    "svg": change_svg,
}

KIND_OF_SUFFIX = {
    ".json": "json",
    ".jsonld": "json",
    ".csv": "table",
    ".tsv": "table",
    ".txt": "text",
    ".md": "text",
    ".ttl": "text",
    ".html": "markup",
    ".htm": "markup",
    ".xml": "markup",
    ".xlsx": "archive",
    ".docx": "archive",
    ".zip": "archive",
    ".pdf": "pdf",
    ".jwt": "token",
    ".png": "png",
    ".svg": "svg",
}
