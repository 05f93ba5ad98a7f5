"""Envelopes: what an image or a token holds, and which images and tokens are refused in one line."""

from __future__ import annotations

import json
import struct
import time
import zlib

import pytest

from badge_images import OB2, baked_png, baked_svg, chunk, itxt, png, svg, token, unsigned
from skillmap.errors import FormatError
from skillmap.formats.compact_token import take_apart
from skillmap.formats.envelope import MAX_LAYERS, unwrap

BADGE = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "credentialSubject": {"achievement": {}}}
TEXT = json.dumps(BADGE)
ASSERTION = {
    "type": "Assertion",
    "badge": {"name": "Bread"},
    "recipient": {"identity": "nobody@post.example"},
}


def refusal(content: bytes | str) -> str:
    with pytest.raises(FormatError) as error:
        unwrap("badge.png", content.encode() if isinstance(content, str) else content)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("badge.png")
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "layers", "signed"),
    [
        (baked_png(TEXT), ("baked PNG",), False),
        (baked_png(TEXT, "openbadges"), ("baked PNG",), False),
        (baked_svg(TEXT), ("baked SVG",), False),
        (baked_svg(TEXT, namespace=OB2), ("baked SVG",), False),
        (token(BADGE).encode(), ("JWT",), True),
        (b"\n" + token(BADGE).encode() + b"\n", ("JWT",), True),
        (baked_png(token(BADGE)), ("baked PNG", "JWT"), True),
        (baked_svg(token(BADGE), verify=True), ("baked SVG", "JWT"), True),
        (baked_svg(token(BADGE), verify=True, namespace=OB2), ("baked SVG", "JWT"), True),
        (
            json.dumps(
                {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token(BADGE)}"}
            ).encode(),
            ("enveloped credential", "JWT"),
            True,
        ),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_is_wrapped_comes_out_with_its_layers_named(content: bytes, layers: tuple, signed: bool) -> None:
    envelope = unwrap("badge", content)

    assert json.loads(envelope.payload) == BADGE
    assert envelope.layers == layers
    assert envelope.description == ", ".join(layers)
    assert (envelope.token == token(BADGE)) is signed


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"code,title\nA,B\n",
        b"",
        b"<html><svg/></html>",
        b"<credential/>",
        png(),
        png(chunk(b"tEXt", b"Comment\0no badge")),
        svg("<title>no badge</title>"),
        b"eyJ.not a token",
    ],
    ids=range(9),
)
def test_what_is_not_wrapped_comes_back_as_it_is(content: bytes) -> None:
    envelope = unwrap("file", content)

    assert (envelope.payload, envelope.layers, envelope.token) == (content, (), None)


def test_an_open_badges_2_token_gives_the_assertion_as_signed() -> None:
    envelope = unwrap("badge.jws", token(ASSERTION).encode())

    assert json.loads(envelope.payload) == ASSERTION


def test_both_payload_layouts_give_the_same_credential() -> None:
    registered = {"iss": "https://x.example", "jti": "urn:badge:1", "sub": "did:x:1", "nbf": 0}
    whole = BADGE | {
        "issuer": "https://x.example",
        "id": "urn:badge:1",
        "issuanceDate": "1970-01-01T00:00:00Z",
        "credentialSubject": {"achievement": {}, "id": "did:x:1"},
    }
    under_vc = unwrap("badge.jwt", token(registered | {"vc": BADGE}).encode())
    flat = unwrap("badge.jwt", token(registered | whole).encode())

    assert json.loads(under_vc.payload) == json.loads(flat.payload) == whole
    assert "claim vc" in under_vc.notes[0]
    assert flat.notes == ()


def test_the_credential_keeps_its_own_word_against_the_token() -> None:
    said = {"issuer": {"name": "Oven School"}, "validFrom": "2026-01-01", "validUntil": "2027-01-01"}

    payload = unwrap(
        "b.jwt", token({"iss": "did:other", "nbf": 5, "exp": 4e9, "vc": BADGE | said}).encode()
    ).payload

    assert json.loads(payload) == BADGE | said


@pytest.mark.parametrize("moment", [True, "soon", -1, 1e300, None])
def test_a_time_that_is_none_is_not_made_into_one(moment) -> None:
    payload = unwrap("b.jwt", unsigned(json.dumps({"vc": BADGE, "nbf": moment})).encode()).payload

    assert "issuanceDate" not in json.loads(payload)


def test_a_compressed_text_is_inflated() -> None:
    image = png(chunk(b"iTXt", itxt("openbadgecredential", TEXT, compressed=True)))

    assert json.loads(unwrap("badge.png", image).payload) == BADGE


def test_of_a_double_baked_image_the_newer_badge_is_read_and_that_is_said() -> None:
    image = png(
        chunk(b"iTXt", itxt("openbadges", json.dumps(ASSERTION))),
        chunk(b"iTXt", itxt("openbadgecredential", TEXT)),
    )

    envelope = unwrap("badge.png", image)

    assert json.loads(envelope.payload) == BADGE
    assert "Open Badges 2.0 as well" in envelope.notes[0]


def test_an_svg_with_a_document_type_is_read_and_nothing_external_is_opened() -> None:
    before = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "file:///no/such/file.dtd"><!-- drawn by hand -->'
    )
    image = baked_svg(TEXT).replace(b"\n<svg", before.encode() + b"\n<svg")

    assert json.loads(unwrap("badge.svg", image).payload) == BADGE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            png(chunk(b"tEXt", b"openbadges\0https://x.example/a/1?who=me")),
            "address https://x.example/a/1 (as",
        ),
        (baked_png("http://x.example/assertion.json", "openbadges"), "read the file"),
        (baked_png(""), "the place of the badge is empty"),
        (png(chunk(b"iTXt", itxt("openbadges", TEXT), checksum=7)), "its checksum is wrong"),
        (baked_png(TEXT)[:60], "longer than the file"),
        (b"\x89PNG\r\n\x1a\n", "longer than the file"),
        (png(struct.pack(">I", 2**32 - 1) + b"iTXt"), "longer than the file"),
        (png(chunk(b"tIME", b"") * 50_001), "more than 50,000 chunks"),
        (png(chunk(b"iTXt", b"openbadges\0\2\0\0\0{}")), "not laid out as iTXt"),
        (png(chunk(b"iTXt", b"openbadges\0\1\0\0\0rubbish")), "damaged"),
        (
            png(chunk(b"iTXt", itxt("openbadges", "{}")), chunk(b"iTXt", itxt("openbadges", "[]"))),
            "2 different badges",
        ),
        (baked_svg(""), "the place of the badge is empty"),
        (svg("<b>"), "line 2, column"),
        (svg("<g/>" * 200_001), "more than 200,000 elements"),
        (b'<?xml version="1.0" encoding="klingon"?><svg/>', "encoding"),
        (unsigned("[]"), "token payload: is no JSON object"),
        (unsigned("{"), "token payload, line 1"),
        (unsigned(""), "signed apart from its payload"),
        ("eyJhb.eyJhb.x", "token header"),
        (token(token(BADGE).encode()), "is a token again"),
        (json.dumps({"type": "EnvelopedVerifiableCredential", "id": "urn:x"}), "$.id"),
    ],
    ids=range(21),
)
def test_what_cannot_be_unwrapped_is_refused_in_one_line(content: bytes | str, words: str) -> None:
    assert words in refusal(content)


def test_a_token_whose_header_is_no_object_is_refused() -> None:
    with pytest.raises(FormatError, match="token header: is no JSON object"):
        take_apart("badge.jwt", unsigned("{}", header=[]).encode())


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY % more SYSTEM "http://x.example/more.dtd"> %more;',
    ],
)
def test_an_svg_with_entities_of_its_own_is_refused(subset: str) -> None:
    assert "declares entities" in refusal(svg("<text>&b;</text>", f"<!DOCTYPE svg [{subset}]>"))


def test_images_in_images_are_opened_only_so_often() -> None:
    content = TEXT.encode()
    for _ in range(MAX_LAYERS):
        content = baked_png(content)

    assert len(unwrap("deep.png", content).layers) == MAX_LAYERS
    assert f"more than {MAX_LAYERS} envelopes" in refusal(baked_png(content))


@pytest.mark.parametrize("kind", ["compressed text", "many chunks", "many elements", "long token"])
def test_a_bomb_of_the_largest_size_is_refused_within_seconds(kind: str) -> None:
    bombs = {
        "compressed text": lambda: png(
            chunk(b"iTXt", itxt("openbadges", b" " * 300_000_000, compressed=True))
        ),
        "many chunks": lambda: png(chunk(b"tEXt", b"") * 2_000_000),
        "many elements": lambda: svg("<g/>" * 6_000_000),
        "long token": lambda: ("eyJ" + "a" * 12_000_000 + "." + "b" * 12_000_000 + ".c").encode(),
    }
    content = bombs[kind]()
    begun = time.perf_counter()

    refusal(content)

    assert time.perf_counter() - begun < 5


def test_a_text_of_another_program_does_not_matter_even_when_damaged() -> None:
    image = png(
        chunk(b"iTXt", itxt("XML:com.adobe.xmp", "<x/>"), checksum=1),
        chunk(b"iTXt", itxt("openbadges", TEXT)),
    )

    assert json.loads(unwrap("badge.png", image).payload) == BADGE


def test_zlib_reads_what_the_tests_write() -> None:
    assert zlib.decompress(itxt("k", "text", compressed=True).partition(b"\0\1\0\0\0")[2]) == b"text"
