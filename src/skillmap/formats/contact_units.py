"""Units that stand where credit is expected and count hours of contact instead."""

from __future__ import annotations

from skillmap.domain import Credit
from skillmap.formats import ladders
from skillmap.formats.facts import Facts, Findings


def kept_as_hours(credit: Credit, place: str, facts: Facts, findings: Findings) -> bool:
    """Keep continuing education units as contact hours, unless hours are known; False for real credit."""
    contact = ladders.contact_hours(credit)
    if contact is None:
        return False
    message = f"{credit} counts hours of contact and is no credit; it was read as {contact}."
    findings.note(place, message)
    if facts.value("hours") is None:
        facts.add("hours", contact, place)
    return True
