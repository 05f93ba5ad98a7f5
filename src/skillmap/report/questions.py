"""A letter to the issuer that asks for what a credential leaves open; it says nothing about who holds it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from skillmap.domain import Completeness, CompletenessItem, Credential, Requirement
from skillmap.text import clipped, neutral

_FOUND_LENGTH = 160
_WIDTH = 76
_HEADINGS = {
    Requirement.MANDATORY: "Needed for a decision:",
    Requirement.RECOMMENDED: "Recommended:",
    Requirement.OPTIONAL: "Helpful, if you have it:",
}


def questions_to_issuer(credential: Credential, found: Sequence[Completeness]) -> str:
    """Return a letter with the questions that the profiles leave open, each asked once; empty for none.

    The credential is named by its title and code. Its id and dates are left out: they can lead to the holder.
    """
    asked = _distinct(found)
    if not asked:
        return ""
    party = credential.awarding_body or credential.issuer
    lines = [
        f"Subject: Questions about {_named(credential)}",
        "",
        f"To {clipped(party.name, _FOUND_LENGTH)}:" if party is not None else "To whom it may concern:",
        "",
        fill(
            f"We have been shown {_named(credential)}, issued by your organisation, and are looking at what "
            "it could be recognised for. The document leaves the following open. Please answer what you can; "
            "where something does not exist, please say so.",
            _WIDTH,
        ),
    ]
    number = 0
    for requirement in Requirement:
        of_this = [item for item in asked if item.requirement is requirement]
        lines += ["", _HEADINGS[requirement]] if of_this else []
        for item in of_this:
            number += 1
            lines += _question(number, item)
    titles = dict.fromkeys(completeness.profile_title for completeness in found)
    lines += ["", fill(f"The questions follow: {'; '.join(titles)}.", _WIDTH)]
    return neutral("\n".join(lines)) + "\n"


def _distinct(found: Sequence[Completeness]) -> list[CompletenessItem]:
    """Return each open question once, in the strictest of the profiles that ask it."""
    order = list(Requirement)
    items = [item for completeness in found for item in completeness.unsettled if item.question]
    kept: dict[str, CompletenessItem] = {}
    for item in sorted(items, key=lambda item: order.index(item.requirement)):
        kept.setdefault(item.question, item)
    return list(kept.values())


def _question(number: int, item: CompletenessItem) -> list[str]:
    lines = [f"{number}. {item.name}", _indented(item.question)]
    if item.value:
        lines.append(_indented(f"We read: {clipped(item.value, _FOUND_LENGTH)}"))
    return lines


def _indented(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="   ", subsequent_indent="   ")


def _named(credential: Credential) -> str:
    code = f" ({clipped(credential.code, 40)})" if credential.code else ""
    return f'"{clipped(credential.title, _FOUND_LENGTH)}"{code}'
