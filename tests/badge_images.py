"""Images and tokens around a badge, written here: the smallest that the standards allow.

``python tests/badge_images.py`` writes those in ``tests/data/fuzz`` anew, from the samples.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path

import jwt

SECRET = "a key of these tests, long enough for HS256"
PIXEL = zlib.compress(b"\0\0")


def chunk(kind: bytes, body: bytes, *, checksum: int | None = None) -> bytes:
    right = zlib.crc32(kind + body)
    return (
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", right if checksum is None else checksum)
    )


def itxt(keyword: str, text: str | bytes, *, compressed: bool = False) -> bytes:
    """Body of an iTXt chunk."""
    raw = text.encode() if isinstance(text, str) else text
    flags = b"\1\0" if compressed else b"\0\0"
    return keyword.encode() + b"\0" + flags + b"\0\0" + (zlib.compress(raw, 9) if compressed else raw)


def png(*chunks: bytes) -> bytes:
    """A grey pixel with further chunks before its image data."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", PIXEL) + chunk(b"IEND", b"")


def baked_png(text: str | bytes, keyword: str = "openbadgecredential") -> bytes:
    return png(chunk(b"iTXt", itxt(keyword, text)))


OB3 = "https://purl.imsglobal.org/ob/v3p0"
OB2 = "http://openbadges.org"


def svg(inside: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}\n<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
        f"{inside}<rect/></svg>"
    ).encode()


def baked_svg(text: str, *, verify: bool = False, namespace: str = OB3) -> bytes:
    element = "credential" if namespace == OB3 else "assertion"
    head = f'<b:{element} xmlns:b="{namespace}"'
    inside = f'{head} verify="{text}"/>' if verify else f"{head}><![CDATA[{text}]]></b:{element}>"
    return svg(inside)


def token(claims: dict | bytes, **header) -> str:
    """A signed token in compact form."""
    if isinstance(claims, dict):
        return jwt.encode(claims, SECRET, "HS256", headers=header)
    return jwt.api_jws.encode(claims, SECRET, "HS256", headers=header)


def unsigned(payload: str | bytes, header: object = {"alg": "HS256"}) -> str:
    """A token of parts that no library would make."""
    raw = payload.encode() if isinstance(payload, str) else payload
    parts = (json.dumps(header).encode(), raw, b"signature")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def main() -> None:
    data = Path(__file__).parent / "data"
    new, old = ((data / f"samples/open-badges-{version}.json").read_text() for version in (3, 2))
    folder = data / "fuzz"
    folder.mkdir(exist_ok=True)
    (folder / "open-badges-3-baked.png").write_bytes(baked_png(new))
    (folder / "open-badges-2-baked.png").write_bytes(baked_png(token(json.loads(old)), "openbadges"))
    (folder / "open-badges-3-baked.svg").write_bytes(baked_svg(new))
    (folder / "open-badges-3-token.jwt").write_text(token({"vc": json.loads(new)}))
    (folder / "open-badges-3-flat-token.jwt").write_text(token(json.loads(new)))


if __name__ == "__main__":
    main()
