"""Learning outcomes of the European Learning Model, and the skills they are linked to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from skillmap.domain import Alignment
from skillmap.formats import wording
from skillmap.formats.european_party import first_wording
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, joined

ESCO = "http://data.europa.eu/esco/"
ESCO_SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"
WHOLE = "#whole"
"""Ends the id of a learning outcome of ours that only carries the skills of the credential as a whole."""

# Prefixes of concept URIs, and the short name of the framework they belong to.
_FRAMEWORKS = {ESCO: "ESCO", "http://data.europa.eu/snb/dcf/": "DigComp"}
# In the Commission's files the notation of an ESCO skill says what it is, not its code.
_KINDS = frozenset(("skill", "knowledge", "skill/competence", "competence"))
_MOST_NOTES = 20
_TYPE_PREFIX = "http://data.europa.eu/snb/skill-type/"


@dataclass(frozen=True, slots=True)
class _Outcome:
    node: Node
    text: str
    place: str
    language: str | None


def add_outcomes(specification: Node, languages: Languages, facts: Facts, findings: Findings) -> None:
    """Keep the learning outcomes, or without a list those of the summary, and the skills linked to each."""
    owner, language = facts.value("id"), facts.value("language")
    nodes = list(specification.get("learningOutcome").each())
    read = [outcome for node in nodes if (outcome := _outcome(node, languages, findings))]
    if read:
        statements = [(outcome.text, outcome.place) for outcome in read]
        facts.add_outcomes(owner, statements, read[0].language or language)
    else:
        facts.add_outcomes(owner, _of_summary(specification, languages, findings), language)
    if not facts.value("outcomes"):
        place = specification.get("learningOutcome").place
        findings.warn(place, f"{facts.value('title')!r} has no learning outcome to compare.")
    _add_alignments(nodes, read, languages, facts)
    _tell_kinds(read, languages, findings)


def concept_framework(concept: Node, uri: str, languages: Languages) -> str | None:
    """Return the framework of a concept: known by its URI, or as its scheme is called."""
    for prefix, name in _FRAMEWORKS.items():
        if uri.startswith(prefix):
            return name
    scheme = concept.get("inScheme").one()
    address = scheme.get("id").text() or scheme.text()
    named = languages.label(scheme).text
    return named or (address if address.startswith("http") else None)


def _outcome(node: Node, languages: Languages, findings: Findings) -> _Outcome | None:
    if node.get("id").text().endswith(WHOLE):
        return None
    explained = islice(node.get("additionalNote").each(), _MOST_NOTES)
    notes = [languages.wording(note.get("noteLiteral")) for note in explained]
    title = first_wording(languages, node.get("title"), node)
    texts = [found for found in (title, *notes, languages.wording(node.get("description"))) if found]
    if not texts:
        findings.warn(node.place, "A learning outcome without a text was not read.")
        return None
    text = joined(*(wording.plain_line(found.lines) for found in texts))
    return _Outcome(node, text, texts[0].place, texts[0].language)


def _of_summary(specification: Node, languages: Languages, findings: Findings) -> list[tuple[str, str]]:
    found = languages.wording(specification.get("learningOutcomeSummary", "noteLiteral"))
    if not found:
        return []
    findings.note(found.place, "There is no list of learning outcomes; the summary was taken.")
    return [(text, found.place) for text in wording.outcomes_in(found.lines)]


def _add_alignments(nodes: list[Node], read: list[_Outcome], languages: Languages, facts: Facts) -> None:
    owner = facts.value("id")
    ids = {outcome.node.place: f"{owner}.{position + 1}" for position, outcome in enumerate(read)}
    kept, places = [], []
    for node in nodes:
        for key in ("relatedESCOSkill", "relatedSkill"):
            for concept in node.get(key).each():
                alignment = _alignment(concept, ids.get(node.place), languages)
                if alignment is not None:
                    kept.append(alignment)
                    places.append(concept.place)
    facts.add("alignments", tuple(dict.fromkeys(kept)), next(iter(places), ""))


def _alignment(concept: Node, outcome: str | None, languages: Languages) -> Alignment | None:
    uri = concept.get("id").text() or concept.text()
    label = languages.label(concept).text or uri
    if not label:
        return None
    notation = concept.get("notation").text() or None
    is_kind = notation is not None and notation.casefold() in _KINDS
    return Alignment(
        label,
        uri if uri.startswith(("http://", "https://")) else None,
        concept_framework(concept, uri, languages),
        wording.plain_line(languages.wording(concept.get("definition")).lines),
        code=None if is_kind else notation,
        kind=notation if is_kind else None,
        outcome=outcome,
    )


def _tell_kinds(read: list[_Outcome], languages: Languages, findings: Findings) -> None:
    """Tell which outcomes the source types as knowledge or skill, and how widely they can be used."""
    for key, said in (("dcType", "typed as"), ("reusabilityLevel", "said to be")):
        numbers: dict[str, list[str]] = {}
        places: dict[str, str] = {}
        for position, outcome in enumerate(read):
            concept = outcome.node.get(key).one()
            label = languages.label(concept).text or concept.get("id").text().removeprefix(_TYPE_PREFIX)
            if label:
                numbers.setdefault(label, []).append(str(position + 1))
                places.setdefault(label, concept.place)
        for label, listed in numbers.items():
            subject = "Learning outcomes" if len(listed) > 1 else "Learning outcome"
            verb = "are" if len(listed) > 1 else "is"
            message = f"{subject} {', '.join(listed)} {verb} {said} {label!r}."
            findings.note(places[label], message)
