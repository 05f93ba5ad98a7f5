"""What badges of every version say alike, on the way to a credential."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from skillmap.domain import Alignment, Evidence, Level, Party
from skillmap.errors import SkillmapError
from skillmap.formats import compact_token, ladders, wording
from skillmap.formats.companions import Companions
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node, load_json
from skillmap.formats.language_map import Languages, Wording

OUTCOME_LINK = "urn:skillmap:outcome"
"""Member of an alignment that we write: the number of the learning outcome it belongs to, from 1."""
MOST_ITEMS = 5_000
"""Alignments, results or pieces of evidence that are looked at in one badge."""

_LANGUAGE_TAG = re.compile(r"@?[A-Za-z]{2,4}(?:[-_][A-Za-z0-9]{1,8})*$")
_PARTICIPATION_KINDS = re.compile(r"participation|attendance|attendee", re.IGNORECASE)
_VOCABULARY = re.compile(r"[A-Za-z@][\w:.-]{0,60}$")
_LONGEST_SHOWN = 80
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Criteria:
    """How a badge is earned, in the issuer's words, and where they stand on the web."""

    narrative: Wording
    page: Node


@dataclass(frozen=True, slots=True)
class Part:
    """One object of a badge, and which of its members were looked at."""

    name: str
    node: Node
    read: frozenset[str]
    may_be_quoted: bool = False
    """False where a value might say something about the holder."""


class BadgeFacts(Facts):
    """The fields of one badge while they are read."""

    def __init__(self, findings: Findings, companions: Companions) -> None:
        super().__init__()
        self._findings = findings
        self._companions = companions

    def add_text(self, field: str, node: Node) -> None:
        """Keep a text without Markdown and HTML, on one line."""
        found = said(node)
        self.add(field, wording.plain_line(found.lines), found.place)

    def add_page(self, *nodes: Node) -> None:
        """Keep the first address that is one of the web as the issuer's description."""
        for node in nodes:
            if node.text().startswith(("http://", "https://")):
                self.add("homepage", node.text(), node.place)
                return

    def add_date(self, field: str, node: Node) -> None:
        """Keep the day of a date or time."""
        found = ladders.day(node.text())
        if node and found is None:
            self._findings.unparsable(field, node.place, f"{shown(node)} is not a date.")
        self.add(field, found, node.place)

    def add_credit(self, field: str, node: Node, scheme: str | None) -> None:
        """Keep an amount of credit."""
        amount = ladders.number(node.text())
        if node and amount is None:
            self._findings.unparsable(field, node.place, f"{shown(node)} is not a number of credits.")
        elif amount is not None:
            self.add(field, ladders.credit(amount, scheme), node.place)

    def add_outcomes_said(self, criteria: Criteria, description: Wording, stated: Wording) -> None:
        """Keep the learning outcomes: as stated apart, else of the criteria, else of the description."""
        title = self.value("title")
        for found in (stated, criteria.narrative, description):
            if len(found.lines) > wording.LONGEST_NARRATIVE:
                message = (
                    f"Only the first {wording.LONGEST_NARRATIVE:,} characters of this text were looked at."
                )
                self._findings.warn(found.place, message)
            statements = wording.outcomes_in(found.lines)
            if found is description:
                statements = [text for text in statements if text != title]
            if statements:
                break
        if not statements:
            message = "Neither criteria nor description names a learning outcome."
            self._findings.warn(description.place, message)
        elif found is description:
            message = "The criteria name no learning outcome; the description was taken instead."
            self._findings.warn(found.place, message)
        language = self.value("language") or found.language
        self.add_outcomes(self.value("id"), [(text, found.place) for text in statements], language)

    def add_alignments(self, *lists: Iterable[Node]) -> None:
        """Keep links to skills, each once; one to a level of a qualifications framework is the level."""
        kept: dict[Alignment, str] = {}
        for nodes in lists:
            for node in limited(nodes, self._findings):
                level = level_in(node)
                if level is None:
                    self._keep_alignment(node, kept)
                else:
                    self.add_level(level, node.place)
        place = next(iter(kept.values()), "")
        self.add("alignments", tuple(kept), re.sub(r"\[\d+\]$", "", place))

    def add_level(self, level: Level, place: str) -> None:
        """Keep a level; of several the first."""
        if self.value("level") is None:
            self.add("level", level, place)
        elif self.value("level") != level:
            self._findings.warn(place, f"A second level, {level}, was not used.")

    def _keep_alignment(self, node: Node, kept: dict[Alignment, str]) -> None:
        alignment = alignment_in(node, self.value("outcomes") or ())
        if alignment is None:
            self._findings.warn(node.place, "An alignment without targetName and targetUrl was not read.")
        else:
            kept.setdefault(alignment, node.place)

    def add_participation(self, kind: Node, title: Node, narrative: Wording) -> None:
        """Keep whether taking part is all that is certified; what was assessed must be known before."""
        by_kind = bool(_PARTICIPATION_KINDS.search(kind.text()))
        by_title = wording.says_participation(self.value("title"), "")
        place = kind.place if by_kind else title.place
        if self.value("assessed"):
            if by_kind or by_title:
                message = "Called a certificate of participation, but assessed: left open."
                self._findings.warn(place, message)
                return
            self.add("participation_only", False, self.place_of("assessed"))
        elif by_kind or by_title:
            self.add("participation_only", True, place)
        elif wording.says_participation("", narrative.lines):
            self.add("participation_only", True, narrative.place)

    def add_quality_assurance(self, endorsed: Sequence[Node], accreditations: Iterable[Node] = ()) -> None:
        """Keep who accredited the issuer, and who endorsed the badge, its definition or its issuer."""
        words: dict[str, str] = {}
        for node in limited(accreditations, self._findings):
            accreditor = party_in(node)
            if accreditor is not None:
                words.setdefault(f"issuer accredited by {accreditor.name}", node.place)
        for owner in endorsed:
            for node in limited(owner.get("endorsement").each(), self._findings):
                endorsement = self._companions.whole(node)
                self._keep_endorsement(endorsement, endorsement.get("issuer").one(), words)
            for node in limited(owner.get("endorsementJwt").each(), self._findings):
                self._keep_endorsement(node, _issuer_of_token(node), words)
        self.add("quality_assurance", tuple(words), next(iter(words.values()), ""))

    def _keep_endorsement(self, node: Node, issuer: Node, words: dict[str, str]) -> None:
        endorser = party_in(self._companions.whole(issuer))
        if endorser is not None:
            words.setdefault(f"endorsed by {endorser.name}", node.place)
        else:
            self._findings.note(node.place, f"An endorsement was not read, as only {shown(node)} is given.")

    def add_evidence(self, nodes: Iterable[Node], *narratives: Node) -> None:
        """Keep the evidence, given as objects or addresses, and what was said of how it was earned."""
        kept: dict[Evidence, str] = {}
        for node in limited(nodes, self._findings):
            kept.setdefault(evidence_in(node), node.place)
        for node in narratives:
            kept.setdefault(Evidence(description=wording.plain_line(said(node).lines)), node.place)
        kept.pop(Evidence(), None)
        place = next(iter(kept.values()), "")
        self.add("evidence", tuple(kept), re.sub(r"\[\d+\]$", "", place))

    def note_unread(self, parts: Sequence[Part]) -> None:
        """Keep one finding with the members of these objects that no field has a place for."""
        unread = ((part, key) for part in parts for key in _unread_keys(part))
        first = [f"{part.name} {_quoted(part, key)}" for part, key in islice(unread, _MOST_SHOWN)]
        more = sum(1 for _ in unread)
        if first:
            rest = f" and {more} more" if more else ""
            self._findings.note(parts[0].node.place, f"Not read: {'; '.join(first)}{rest}.")


def said(node: Node) -> Wording:
    """Return a text given plainly, in several languages, or as a JSON-LD value with a language; of a list,
    the English one, else the first."""
    found = [wording for wording in map(_said_once, islice(node.each(), MOST_ITEMS)) if wording]
    english = [wording for wording in found if (wording.language or "").startswith("en")]
    return next(iter(english or found), Wording("", None, node.place))


def _said_once(node: Node) -> Wording:
    if not isinstance(node.value, dict):
        return Languages().wording(node)
    value = node.get("@value")
    if value:
        language = node.get("@language").text().lower() or None
        return Wording(value.text(), language, value.place, value.raw_text())
    tags = {key: item for key, item in node.value.items() if _LANGUAGE_TAG.match(key)}
    texts = {key: item for key, item in tags.items() if isinstance(item, str | list)}
    return Languages().wording(Node(texts, node.place)) if texts else Wording("", None, node.place)


def criteria_in(node: Node) -> Criteria:
    """Return criteria given as an object, as a text or as an address."""
    narratives, pages = [], []
    for item in node.each():
        if isinstance(item.value, dict):
            narratives.append(said(item.get("narrative")))
            pages.append(item.any_of("id", "@id"))
        elif item.text().startswith(("http://", "https://")):
            pages.append(item)
        else:
            narratives.append(said(item))
    narrative = next((found for found in narratives if found), Wording("", None, node.get("narrative").place))
    return Criteria(narrative, next((page for page in pages if page.text()), node.get("id")))


def party_in(node: Node) -> Party | None:
    """Return an organisation given as a profile or by its address."""
    if isinstance(node.value, str):
        return Party(node.text(), node.text()) if node.text() else None
    identifier = node.any_of("id", "@id").text() or None
    name = said(node.get("name")).text or said(node.get("prefLabel")).text or identifier
    if name is None:
        return None
    country = node.get("address").any_of("addressCountryCode", "addressCountry").text() or None
    return Party(name, identifier, country)


def level_in(node: Node) -> Level | None:
    """Return the level that an alignment names; None for an alignment to a skill."""
    by_uri = ladders.level_from_uri(node.get("targetUrl").text())
    if by_uri is not None:
        return by_uri
    framework = ladders.framework_name(node.get("targetFramework").text())
    code, name = node.get("targetCode").text(), node.get("targetName").text()
    if framework is None:
        named = ladders.level_from_words(name)
        return named if named and named.framework else None
    return ladders.level_from_words(code, framework) or ladders.level_from_words(name, framework)


def alignment_in(node: Node, outcomes: Sequence[object] = ()) -> Alignment | None:
    """Return a link to a skill, named as in Open Badges 1.1, 2.0 or 3.0; None without name and address."""
    if isinstance(node.value, str):
        return Alignment(node.text(), node.text()) if node.text() else None
    uri = node.any_of("targetUrl", "url").text() or None
    label = said(node.any_of("targetName", "name")).text or uri
    if label is None:
        return None
    number = node.get(OUTCOME_LINK).value
    linked = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= len(outcomes)
    return Alignment(
        label,
        uri,
        node.get("targetFramework").text() or None,
        wording.plain_line(said(node.any_of("targetDescription", "description")).lines),
        node.get("targetCode").text() or None,
        node.get("targetType").text() or None,
        getattr(outcomes[number - 1], "id", None) if linked else None,
    )


def evidence_in(node: Node) -> Evidence:
    """Return a piece of evidence; an empty one where nothing is said."""
    if not isinstance(node.value, dict):
        return Evidence(uri=node.text() or None)
    words = " ".join(said(node.get(key)).lines for key in ("description", "narrative"))
    uri = node.any_of("id", "@id").text()
    return Evidence(
        said(node.get("name")).text, uri if _leads_somewhere(uri) else None, wording.plain_line(words)
    )


def _leads_somewhere(uri: str) -> bool:
    # "_:b1" is a label inside one JSON-LD file.
    return bool(uri) and not uri.startswith("_:")


def limited(nodes: Iterable[Node], findings: Findings) -> Iterator[Node]:
    """Yield no more nodes than are looked at, with a finding on the rest."""
    for position, node in enumerate(nodes):
        if position == MOST_ITEMS:
            findings.warn(node.place, f"Only the first {MOST_ITEMS:,} of this list were looked at.")
            return
        yield node


def shown(node: Node) -> str:
    """Return what stands at a place, short enough for a message."""
    if isinstance(node.value, dict | list):
        return "a list" if isinstance(node.value, list) else "an object"
    return repr(node.text()[:40]) if node.text() else repr(node.value)[:40]


def _issuer_of_token(node: Node) -> Node:
    try:
        token = compact_token.take_apart("endorsement", node.text().encode())
        claims = load_json("endorsement", token.payload)
    except SkillmapError:
        return Node(None, node.place)
    credential = compact_token.credential_in(claims) if isinstance(claims, dict) else {}
    return Node(credential, node.place).get("issuer").one()


def _unread_keys(part: Part) -> Iterator[str]:
    value = part.node.value if isinstance(part.node.value, dict) else {}
    for key, item in value.items():
        if key not in part.read and item not in (None, "", [], {}) and _VOCABULARY.match(key):
            yield key


def _quoted(part: Part, key: str) -> str:
    first = islice(part.node.get(key).each(), _MOST_SHOWN) if part.may_be_quoted else ()
    words = ", ".join(filter(None, (item.text() for item in first)))
    return f"{key} ({words[:_LONGEST_SHOWN]!r})" if words else key
