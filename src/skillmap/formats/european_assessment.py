"""Assessments in the European Learning Model: kind, grade, supervision."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillmap.domain import Assessment
from skillmap.formats.european_party import first_wording, party
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, Wording

# Europass Standard List of Methods of Supervision and Verification: (supervised, identity verified).
_SUPERVISION: dict[str, tuple[bool | None, bool | None]] = {
    "c598449d64": (False, False),
    "df2880c5cb": (False, True),
    "70be69aaf9": (True, True),
    "44314532f9": (None, True),
}
_SUPERVISION_LIST = "http://data.europa.eu/snb/supervision-verification/"
_UNSUPERVISED = re.compile(r"\bunsupervised|\bnot supervised|\b(?:no|without) supervision", re.IGNORECASE)
_SUPERVISED = re.compile(r"\bsupervis|\bproctor|\binvigilat", re.IGNORECASE)
_UNVERIFIED = re.compile(r"\b(?:no|without)\s+(?:id|identity)\b", re.IGNORECASE)
_VERIFIED = re.compile(
    r"\b(?:id|identity)\s+(?:is |was )?(?:verif|check)|\bwith\s+(?:id|identity)\b", re.IGNORECASE
)
_FAILED = re.compile(r"\bfail(?:ed)?\b|\bnot passed\b", re.IGNORECASE)


def add_assessment(proofs: Sequence[Node], languages: Languages, facts: Facts, findings: Findings) -> None:
    """Keep that learning was assessed and how, after the first proof; the further ones are told."""
    place = proofs[0].place
    facts.add("assessed", True, place)
    facts.add("assessment", assessment(proofs[0], languages), place)
    facts.add("participation_only", False, place)
    parts = [part for whole in proofs for part in whole.get("hasPart").each()]
    for proof in (*proofs, *parts):
        if _is_failed(proof, languages):
            what = "A part of the assessment" if proof in parts else "The assessment"
            findings.warn(proof.place, f"{what} was failed.")
        if proof is not proofs[0]:
            findings.note(proof.place, _in_words(assessment(proof, languages)))
    _tell_title(proofs[0], facts.value("assessment"), languages, findings)
    _tell_grading(proofs[0], languages, findings)


def assessment(node: Node, languages: Languages) -> Assessment:
    """Return an assessment that took place, or the specification of one."""
    specification = node.get("specifiedBy").one()
    kind = first_wording(
        languages,
        specification.get("dcType", "prefLabel"),
        node.get("dcType", "prefLabel"),
        node.get("title"),
        specification.get("title"),
    )
    supervised, verified = _supervision(node.get("idVerification").one(), languages)
    assessor = party(node.get("assessedBy"), languages)
    return Assessment(
        kind=kind.text,
        grade=_grade(node, languages).text or None,
        supervised=supervised,
        identity_verified=verified,
        assessor=assessor.name if assessor else None,
    )


def _grade(node: Node, languages: Languages) -> Wording:
    grade = node.get("grade").one()
    return first_wording(languages, grade.get("noteLiteral"), grade, node.get("gradeStatus", "prefLabel"))


def _supervision(concept: Node, languages: Languages) -> tuple[bool | None, bool | None]:
    uri = concept.get("id").text() or concept.text()
    if uri.startswith(_SUPERVISION_LIST) and (known := _SUPERVISION.get(uri.removeprefix(_SUPERVISION_LIST))):
        return known
    label = languages.label(concept).text or concept.text()
    return _either(label, _UNSUPERVISED, _SUPERVISED), _either(label, _UNVERIFIED, _VERIFIED)


def _either(text: str, no: re.Pattern[str], yes: re.Pattern[str]) -> bool | None:
    if no.search(text):
        return False
    return True if yes.search(text) else None


def _is_failed(node: Node, languages: Languages) -> bool:
    status = languages.label(node.get("gradeStatus")).text
    return bool(_FAILED.search(status or _grade(node, languages).text))


def _in_words(further: Assessment) -> str:
    grade = f", grade {further.grade}" if further.grade else ""
    return f"A further assessment: {further.kind!r}{grade}."


def _tell_title(node: Node, read: Assessment, languages: Languages, findings: Findings) -> None:
    title = languages.wording(node.get("title"))
    if title and title.text.casefold() != read.kind.casefold():
        findings.note(title.place, f"The assessment is called {title.text[:200]!r}.")


def _tell_grading(node: Node, languages: Languages, findings: Findings) -> None:
    scheme = node.get("specifiedBy", "gradingScheme").one()
    words = [languages.wording(scheme.get(key)).text for key in ("title", "description")]
    if any(words):
        findings.note(scheme.place, f"Grading scheme: {': '.join(filter(None, words))[:500]}")
    mode = first_wording(languages, node.get("specifiedBy", "mode", "prefLabel"))
    if mode:
        findings.note(mode.place, f"Form of the assessment: {mode.text}")
    if node.get("shortenedGrading"):
        findings.note(node.get("shortenedGrading").place, "How the grade stands among all grades is given.")
