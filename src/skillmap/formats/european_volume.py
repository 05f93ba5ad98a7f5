"""Credit and hours of learning in the European Learning Model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillmap.domain import Credit, HoursBasis
from skillmap.formats import ladders
from skillmap.formats.contact_units import kept_as_hours
from skillmap.formats.duration import NotHoursError, hours_in, hours_in_words, months_in
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages


@dataclass(frozen=True, slots=True)
class Volumes:
    """Where a claim states its volume."""

    received: Node
    """Credit that the holder was given."""
    offered: Node
    """Credit that the course carries."""
    own: tuple[Node, ...]
    """Durations of the learning as a whole, the most telling first."""
    of_activities: tuple[tuple[Node, ...], ...]
    """Durations of each activity that led to it."""
    contact: tuple[Node, ...]


def add_credit(volumes: Volumes, languages: Languages, facts: Facts, findings: Findings) -> None:
    """Keep the credit received, with the credit offered beside it; the latter alone stands for both.

    To be called after the hours: continuing education units are hours of contact where no others are known.
    """
    received = _credit(_points(volumes.received, languages, facts, findings), findings)
    offered = _credit(_points(volumes.offered, languages, facts, findings), findings)
    if received:
        facts.add("credit", *received)
        if offered:
            facts.add("credit_offered", *offered)
    elif offered:
        facts.add("credit", *offered)


def add_hours(volumes: Volumes, facts: Facts, findings: Findings) -> None:
    """Keep the hours of the whole, or else of its only activity; what is odd about the others is told.

    Activities that each state hours are not added up: the source does not say that they add up.
    """
    everything = (*volumes.own, *(node for group in volumes.of_activities for node in group))
    stated = {node.place: hours for node in everything if (hours := _hours(node)) is not None}
    own = [node for node in volumes.own if node.place in stated]
    groups = [[node for node in group if node.place in stated] for group in volumes.of_activities]
    groups = [group for group in groups if group]
    chosen = own[0] if own else groups[0][0] if len(groups) == 1 else None
    if chosen is not None:
        facts.add("hours", ladders.same_hours(stated[chosen.place], HoursBasis.NOTIONAL), chosen.place)
        _tell_others(chosen, [node for node in everything if node.place in stated], findings)
    elif groups:
        places = ", ".join(f"{stated[group[0].place]:g}" for group in groups)
        message = (
            f"{len(groups)} activities state hours of their own ({places}); whether they add up is not said."
        )
        findings.unparsable("hours", groups[0][0].place, message)
    _tell_unusable(everything, chosen, findings)
    _add_contact_hours(volumes.contact, facts, findings)


def _points(nodes: Node, languages: Languages, facts: Facts, findings: Findings) -> list[tuple[Credit, str]]:
    read = [found for node in nodes.each() if (found := _point(node, languages, findings))]
    return [found for found in read if not kept_as_hours(*found, facts, findings)]


def _credit(read: list[tuple[Credit, str]], findings: Findings) -> tuple[Credit, str] | None:
    if not read:
        return None
    # Beside a national figure the European one is understood everywhere.
    chosen = next((item for item in read if item[0].scheme == "ECTS"), read[0])
    for credit, place in read:
        if (credit, place) != chosen:
            findings.warn(place, f"A second credit, {credit}, was not used.")
    if chosen[0].scheme is None:
        findings.warn(chosen[1], "The credit names no credit system, so its scheme is unknown.")
    return chosen


def _point(node: Node, languages: Languages, findings: Findings) -> tuple[Credit, str] | None:
    point = node.get("point")
    if not point:
        return None
    framework = node.get("framework").one()
    uri = framework.get("id").text() or framework.text()
    named = ladders.scheme_name(uri) if uri.startswith("http") else None
    label = languages.label(framework).text
    scheme = named if named and not named.startswith("http") else ladders.scheme_name(label) or named
    written = ladders.number(point.text())
    if written is not None:
        return ladders.credit(written, scheme), point.place
    credit = ladders.credit_in_words(point.text())
    if credit is None:
        findings.unparsable("credit", point.place, f"{point.text()[:40]!r} is not a number of credits.")
        return None
    return ladders.credit(credit.amount, scheme or credit.scheme), point.place


def _hours(node: Node) -> float | None:
    try:
        return hours_in(node.text()) if node.text() else None
    except NotHoursError:
        return None


def _tell_others(chosen: Node, stated: Iterable[Node], findings: Findings) -> None:
    for node in stated:
        if _hours(node) != _hours(chosen):
            message = (
                f"{node.text()} of learning is stated as well; {chosen.text()} of {chosen.place} was taken."
            )
            findings.note(node.place, message)


def _tell_unusable(nodes: Iterable[Node], chosen: Node | None, findings: Findings) -> None:
    everything = tuple(nodes)
    stated = {hours: node for node in reversed(everything) if (hours := _hours(node)) is not None}
    for node in everything:
        if not node.text() or _hours(node) is not None:
            continue
        message = _what_was_meant(node, stated) or f"{_problem(node)}; it was not used."
        if chosen is None:
            findings.unparsable("hours", node.place, message)
        else:
            findings.warn(node.place, message)


def _what_was_meant(node: Node, stated: dict[float, Node]) -> str:
    """Return what a number of months should have been, by the hours that others state; else nothing."""
    months = months_in(node.text())
    if months is None:
        return ""
    for hours, unit in ((float(months), "hours"), (months / 60, "minutes")):
        if hours in stated:
            said = f"{stated[hours].place} says {stated[hours].text()!r}"
            return f"{node.text()!r} means {months} months; {said}, so {months} {unit} were meant."
    return ""


def _problem(node: Node) -> str:
    try:
        hours_in(node.text())
    except NotHoursError as error:
        return str(error)
    return ""


def _add_contact_hours(nodes: Iterable[Node], facts: Facts, findings: Findings) -> None:
    for node in nodes:
        if not node.text():
            continue
        hours = _hours(node)
        found = hours_in_words(node.text()) if hours is None else (hours, hours)
        if found is None:
            findings.warn(node.place, f"{node.text()[:40]!r} is not a number of contact hours.")
        elif facts.value("hours") is None:
            facts.add("hours", ladders.hours(*found, HoursBasis.CONTACT), node.place)
        else:
            findings.note(node.place, f"Of the hours, {node.text()[:40]} are taught (contact hours).")
