"""What is on offer, and which needs each offer teaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    Credential,
    Document,
    LearningOutcome,
    Module,
    Offer,
    OfferFacts,
    Programme,
    SkillNeed,
    Statement,
    Taught,
)
from skillmap.errors import UnknownNameError
from skillmap.frameworks import hours_of
from skillmap.matching import Matcher
from skillmap.pathways.evidence_table import Bounds

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Offered:
    """The offers of catalogues, with what could not be used."""

    offers: tuple[Offer, ...]
    notes: tuple[str, ...]


def offers_of(
    catalogues: Iterable[Document | Programme],
    needs: Sequence[SkillNeed],
    matcher: Matcher,
    bounds: Bounds | None = None,
) -> Offered:
    """Return the modules and the credentials on offer, with the needs that each teaches.

    An offer teaches a need where one of its outcomes shows it, by the same bounds by which evidence does, or
    where its catalogue names the very skill. What has no outcome that could be read is kept, since others may
    build on it, and is said.

    Args:
        catalogues: documents or programmes.
        needs: what is to be taught.
        matcher: over ``need_targets(needs)``.
        bounds: from which similarity an outcome shows a need; the shipped ones where left out.
    """
    listed = [each for catalogue in catalogues for each in _listed(catalogue)]
    said = _said(listed)
    comparison = matcher.compare(
        [Statement(str(place), text, language) for place, (text, language) in enumerate(said)]
    )
    offered_by = list(said.values())
    taught: list[dict[str, Taught]] = [{} for _ in listed]
    read: set[int] = set()
    shown = (bounds or Bounds()).shown
    for row, query in enumerate(comparison.queries):
        offering = offered_by[int(query.statement.id)]
        read.update(offering)
        for column in (comparison.scores[row] >= shown).nonzero()[0]:
            one = Taught(needs[int(column)].id, float(comparison.scores[row, column]), query.statement.text)
            for number in offering:
                known = taught[number].get(one.need_id)
                if known is None or one.similarity > known.similarity:
                    taught[number][one.need_id] = one
    wanted = {need.id for need in needs}
    for number, (_, _, named) in enumerate(listed):
        taught[number] |= {uri: Taught(uri) for uri in named if uri in wanted}
    offers = tuple(
        replace(offer, teaches=tuple(sorted(taught[number].values(), key=lambda each: each.need_id)))
        for number, (offer, _, _) in enumerate(listed)
    )
    bare = [offer.id for number, offer in enumerate(offers) if number not in read and not offer.teaches]
    return Offered(offers, _notes(bare, len(offers)))


def _said(
    listed: Sequence[tuple[Offer, tuple[LearningOutcome, ...], tuple[str, ...]]],
) -> dict[tuple[str, str | None], list[int]]:
    """Return each distinct outcome with the numbers of the offers that state it."""
    said: dict[tuple[str, str | None], list[int]] = {}
    for number, (_, outcomes, _) in enumerate(listed):
        for outcome in outcomes:
            said.setdefault((outcome.text, outcome.language), []).append(number)
    return said


def _notes(bare: Sequence[str], of: int) -> tuple[str, ...]:
    if not bare:
        return ()
    named = ", ".join(bare[:_NAMED]) + (" ..." if len(bare) > _NAMED else "")
    return (
        f"{len(bare)} of {of} offers have no outcome that could be read; what they teach is unknown: {named}",
    )


def _listed(
    catalogue: Document | Programme,
) -> Iterable[tuple[Offer, tuple[LearningOutcome, ...], tuple[str, ...]]]:
    """Return each offer with its outcomes and the skills that its catalogue names."""
    for module in catalogue.modules:
        yield _of_module(module), module.outcomes, ()
    if isinstance(catalogue, Document):
        for credential in catalogue.offers:
            named = tuple(link.uri for link in credential.alignments if link.names_a_skill and link.uri)
            yield _of_credential(credential), credential.outcomes, named


def _of_module(module: Module) -> Offer:
    return Offer(
        module.id,
        module.title,
        credit=module.credit,
        hours=module.hours or (hours_of(module.credit) if module.credit is not None else None),
        language=module.language,
        prerequisites=tuple((code,) for code in module.prerequisites),
    )


def _of_credential(credential: Credential) -> Offer:
    credit = credential.credit_offered or credential.credit
    return Offer(
        credential.code or credential.id,
        credential.title,
        credit=credit,
        hours=credential.hours or (hours_of(credit) if credit is not None else None),
        language=credential.language,
        mode=credential.mode,
        provider=credential.issuer.name if credential.issuer is not None else "",
        part_of=credential.stackability,
        recognition=_recognition(credential),
    )


def _recognition(credential: Credential) -> str:
    if credential.participation_only:
        return "not likely: it records taking part"
    if credential.credit_offered or credential.credit:
        return "may count as credit; ask the institution before you enrol"
    return "states no credit; may count after an assessment of prior learning"


def with_facts(offers: Sequence[Offer], facts: Iterable[OfferFacts]) -> tuple[Offer, ...]:
    """Return the offers with what is known of them beside their catalogue.

    Raises:
        UnknownNameError: a fact is on something that is not on offer.
    """
    known = {each.id: each for each in facts}
    ids = {offer.id for offer in offers}
    strange = next((id for id in sorted(known) if id not in ids), None)
    if strange is not None:
        from rapidfuzz import process

        near = [id for id, _, _ in process.extract(strange, sorted(ids), limit=3)]
        raise UnknownNameError("offer", strange, near)
    return tuple(_told(offer, known.get(offer.id)) for offer in offers)


def _told(offer: Offer, facts: OfferFacts | None) -> Offer:
    if facts is None:
        return offer
    return Offer(
        offer.id,
        offer.title,
        offer.teaches,
        offer.credit,
        facts.cost if facts.cost is not None else offer.cost,
        offer.hours,
        facts.terms if facts.terms is not None else offer.terms,
        facts.starts if facts.starts is not None else offer.starts,
        facts.language if facts.language is not None else offer.language,
        facts.mode if facts.mode is not None else offer.mode,
        facts.prerequisites if facts.prerequisites is not None else offer.prerequisites,
        facts.excludes if facts.excludes is not None else offer.excludes,
        offer.provider,
        facts.part_of if facts.part_of is not None else offer.part_of,
        offer.recognition,
    )
