"""The badge inside an SVG image: an element with a signed token, or with JSON in its text."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError

_ELEMENTS = {
    ("http://openbadges.org", "assertion"): "Open Badges 2.0",
    ("https://purl.imsglobal.org/ob/v3p0", "credential"): "Open Badges 3.0",
}
_MOST_ELEMENTS = 200_000
_MOST_ATTRIBUTES = 500_000
_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?\s*>", re.DOTALL)
_SVG = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")
_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class SvgBadge:
    """What one badge element holds."""

    standard: str
    verify: str
    """Value of the attribute ``verify``, a signed token; empty when there is none."""
    text: str


def is_svg(content: bytes) -> bool:
    """Return True for XML whose outermost element is ``svg``."""
    return _SVG.match(outermost_tag(content)) is not None


def outermost_tag(content: bytes) -> str:
    """Return the opening tag of the outermost element of XML or HTML; empty for anything else."""
    if not content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):
        return ""
    head = content[:_HEAD]
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = head.decode(encoding, errors="replace")
    place = 0
    while step := _PROLOGUE.match(text, place):
        place = step.end()
    return text[place : text.find(">", place) + 1 or None]


def badges_in(name: str, content: bytes) -> tuple[SvgBadge, ...]:
    """Return the badges of an SVG image, in the order of the file.

    Raises:
        FormatError: not well-formed XML, or with entities of its own, or more elements or
            attributes than allowed.
    """
    # Imported here: looking at other files should not pay for an XML parser.
    from xml.sax import SAXParseException
    from xml.sax.handler import feature_namespaces

    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    if content.count(b"=") > _MOST_ATTRIBUTES:
        raise FormatError(name, "SVG image", f"has more than {_MOST_ATTRIBUTES:,} attributes")
    handler = _handler(name)
    # A document type that points elsewhere is usual in SVG; nothing external is loaded all the same, as
    # external entities are off in Python's parser and every declared entity is refused.
    parser = create_parser(forbid_external=False)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(content))
    except SAXParseException as error:
        place = f"line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1}"
        raise FormatError(name, place, f"not well-formed XML: {error.getMessage()}") from error
    except DefusedXmlException as error:
        raise FormatError(name, "SVG image", "declares entities, which are not read") from error
    except (LookupError, ValueError) as error:
        raise FormatError(name, "SVG image", "is in a character encoding that is not known") from error
    return tuple(handler.found)


def _handler(name: str) -> Any:
    from xml.sax.handler import ContentHandler

    class Handler(ContentHandler):
        """Keeps the badge elements and nothing else, so that a large image takes no memory."""

        def __init__(self) -> None:
            super().__init__()
            self.found: list[SvgBadge] = []
            self._elements = 0
            self._verify: str | None = None
            self._texts: list[str] = []

        def startElementNS(self, element: Any, qname: Any, attributes: Any) -> None:
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                raise FormatError(name, "SVG image", f"has more than {_MOST_ELEMENTS:,} elements")
            if element in _ELEMENTS:
                self._verify = attributes.get((None, "verify"), "").strip()
                self._texts = []

        def characters(self, content: str) -> None:
            if self._verify is not None:
                self._texts.append(content)

        def endElementNS(self, element: Any, qname: Any) -> None:
            if element in _ELEMENTS and self._verify is not None:
                text = "".join(self._texts).strip()
                self.found.append(SvgBadge(_ELEMENTS[element], self._verify, text))
                self._verify = None

    return Handler()
