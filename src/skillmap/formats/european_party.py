"""Organisations, accreditations and evidence in the European Learning Model."""

from __future__ import annotations

from collections.abc import Iterator

from skillmap.domain import Evidence, Party
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, Wording

MANDATE = "http://data.europa.eu/snb/evidence-type/c_18016257"

_LONGEST_TOLD = 500
_NAMES = ("legalName", "prefLabel", "altLabel")
_NUMBERS = ("eIDASIdentifier", "eidasLegalIdentifier", "registration", "vatIdentifier", "taxIdentifier")


def party(node: Node, languages: Languages) -> Party | None:
    """Return an organisation, or None when the node names none; of several addresses the first counts."""
    node = node.one()
    if isinstance(node.value, str):
        return Party(node.text(), node.text()) if node.text() else None
    name = first_wording(languages, *(node.get(key) for key in _NAMES))
    identifier = _identifier(node)
    if not name:
        return Party(identifier, identifier) if identifier.startswith(("http", "did:")) else None
    return Party(name.text, identifier or None, _country(node))


def accreditation(node: Node, languages: Languages) -> str:
    """Return an accreditation in words: what, by whom, until when."""
    title = first_wording(languages, node.get("title"), node.get("dcType", "prefLabel"))
    agent = party(node.get("accreditingAgent"), languages)
    if not title and agent is None:
        return node.get("id").text() or node.text()
    until = node.get("expiryDate").text()[:10]
    parts = (
        title.text if title else "accredited",
        f"by {agent.name}" if agent else "",
        until and f"until {until}",
    )
    return " ".join(filter(None, parts))


def evidence(root: Node, languages: Languages, findings: Findings) -> list[tuple[Evidence, str]]:
    """Return the pieces of evidence of a credential with their places; a mandate is told and left out."""
    kept = []
    for node in root.get("evidence").each():
        if node.get("dcType", "id").text() == MANDATE:
            findings.note(node.place, "Issued by mandate: the issuer seals for the awarding body.")
            said = languages.wording(node.get("evidenceStatement"))
            if said:
                findings.note(said.place, f"The mandate says: {said.text[:_LONGEST_TOLD]}")
            continue
        kept += [(found, node.place) for found in _pieces(node, languages) if found != Evidence()]
    return kept


def first_wording(languages: Languages, *nodes: Node) -> Wording:
    """Return the text of the first node that has one; empty when none has."""
    found = Wording("", None, nodes[0].place)
    for node in nodes:
        found = languages.wording(node)
        if found:
            break
    return found


def web_address(node: Node) -> Wording:
    """Return the first http address of a list of web resources."""
    for item in node.each():
        for place in (item.get("contentURL"), item.get("contentUrl"), item.get("id"), item):
            if place.text().startswith(("http://", "https://")):
                return Wording(place.text(), None, place.place)
    return Wording("", None, node.place)


def _identifier(node: Node) -> str:
    own = node.get("id").text()
    if own.startswith(("http", "did:")):
        return own
    numbers = [node.get(key, "notation").text() for key in (*_NUMBERS, "identifier")]
    return next(filter(None, numbers), own)


def _country(node: Node) -> str | None:
    for location in node.get("location").each():
        for address in location.get("address").each():
            code = address.get("countryCode").one()
            uri = code.get("id").text() or code.text()
            if uri:
                return uri.rstrip("/").rpartition("/")[2]
    return None


def _pieces(node: Node, languages: Languages) -> Iterator[Evidence]:
    title = first_wording(
        languages, node.get("title"), node.get("dcType", "prefLabel"), node.get("prefLabel")
    )
    statement = languages.wording(node.get("evidenceStatement")).text
    target = node.get("evidenceTarget").one()
    uri = next(filter(_is_web, (target.get("id").text(), target.text(), node.get("id").text())), None)
    # An accreditation is evidence about the body, not of anything that the holder did.
    if not node.get("accreditation"):
        yield Evidence(title.text, uri, statement)
    for media in node.get("embeddedEvidence").each():
        label = languages.wording(media.get("title")).text
        yield Evidence(
            label, web_address(media).text or None, languages.wording(media.get("description")).text
        )


def _is_web(text: str) -> bool:
    return text.startswith(("http://", "https://"))
