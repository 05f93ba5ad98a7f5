"""What a completeness profile finds in a credential: per item a state, a value, its place and a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from skillmap.domain import (
    SETTLED,
    Completeness,
    CompletenessItem,
    Credential,
    Finding,
    ItemState,
    Origin,
)
from skillmap.frameworks.item_tests import Answer, Asked, kind_of_test
from skillmap.frameworks.profiles import (
    CompletenessProfile,
    ItemTest,
    ProfileItem,
    load_completeness_profile,
)
from skillmap.text import clipped

_HINTED = "Only words hint at it."
_IN_WORDS = "The words say so."
_NO_FIELD = "No field of the formats that are read holds this; only words could say it."
# Of several ways to answer an item, the one that says most counts.
_RANK = (
    ItemState.PRESENT,
    ItemState.NOT_MET,
    ItemState.UNPARSABLE,
    ItemState.UNCLEAR,
    ItemState.EMPTY,
)
_TEXTS = ("description", "kind", "stackability", "entry_requirements")
"""Fields in whose words a hint is looked for; the hints of the shipped profiles are English."""
_LONGEST_TEXT = 20_000
_LONGEST_QUOTE = 160
_LONGEST_VALUE = 500
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    origin: Origin | None
    field: str = ""
    """Field of the credential that the answer is from."""


def assess(
    credential: Credential, profile: CompletenessProfile | str, findings: Sequence[Finding] = ()
) -> Completeness:
    """Return what a profile finds in a credential.

    Args:
        profile: A profile, or the name of one that ships.
        findings: Those of the credential's document; they tell what could not be parsed. Findings about
            another credential of the same document are left out by their place.

    Raises:
        UnknownNameError: there is no profile of that name.
    """
    if isinstance(profile, str):
        profile = load_completeness_profile(profile)
    own = [finding for finding in findings if finding.field and _is_about(finding, credential)]
    return Completeness(
        profile=profile.name,
        profile_title=profile.title,
        credential_id=credential.id,
        credential_title=credential.title,
        items=tuple(_assessed(item, credential, own) for item in profile.items),
    )


def _assessed(item: ProfileItem, credential: Credential, findings: Sequence[Finding]) -> CompletenessItem:
    found = _inapplicable(item, credential) or _with_words(
        item, credential, _best(_tested(test, credential, findings) for test in item.tests)
    )
    return CompletenessItem(
        number=item.number,
        key=item.key,
        name=item.name,
        requirement=item.requirement,
        state=found.answer.state,
        value=clipped(found.answer.value, _LONGEST_VALUE),
        origin=found.origin,
        reason=found.answer.reason,
        question="" if found.answer.state in SETTLED else item.question,
        reference=item.reference,
        confirmed=item.confirmed,
        note=item.note,
    )


def _inapplicable(item: ProfileItem, credential: Credential) -> _Found | None:
    if item.inapplicable is None:
        return None
    found = _tested(item.inapplicable, credential, ())
    if found.answer.state is not ItemState.PRESENT:
        return None
    return _Found(Answer(ItemState.NOT_APPLICABLE, "", item.inapplicable_because), found.origin)


def _tested(test: ItemTest, credential: Credential, findings: Sequence[Finding]) -> _Found:
    answer = kind_of_test(test.test)(Asked(credential, test.field, test.options))
    if answer.state is not ItemState.EMPTY:
        field = answer.field or test.field
        return _Found(answer, _origin(credential, field), field)
    for finding in findings:
        if re.split(r"[.\[]", finding.field)[0] == test.field:
            origin = Origin(finding.field, finding.place)
            return _Found(Answer(ItemState.UNPARSABLE, "", finding.message), origin)
    return _Found(answer, None)


def _best(found: Iterable[_Found]) -> _Found:
    """Return the answer that says most; of equals, the first."""
    nothing = _Found(Answer(ItemState.EMPTY, "", _NO_FIELD), None)
    return min(found, key=lambda one: _RANK.index(one.answer.state), default=nothing)


def _with_words(item: ProfileItem, credential: Credential, found: _Found) -> _Found:
    """Look for what the description hints at where no field settles the item, and for what it denies."""
    state = found.answer.state
    denied = _quoted(credential, item.denials, ())
    if denied is not None and (state is ItemState.EMPTY or denied.field == found.field):
        return replace(denied, answer=replace(denied.answer, state=ItemState.NOT_MET, reason=_IN_WORDS))
    if denied is not None and state in (ItemState.PRESENT, ItemState.UNCLEAR):
        told = f"A field says {found.answer.value!r}, but the words say otherwise: {denied.answer.value}"
        return replace(found, answer=replace(found.answer, state=ItemState.UNCLEAR, reason=told))
    if state is not ItemState.EMPTY:
        return found
    hint = _quoted(credential, item.hints, (*item.unless, *item.denials))
    if hint is None:
        return found
    return replace(hint, answer=replace(hint.answer, reason=_HINTED))


def _quoted(credential: Credential, wanted: tuple[str, ...], unless: tuple[str, ...]) -> _Found | None:
    """Return the first sentence of the credential's texts that has one of the words."""
    if not wanted:
        return None
    for field, sentence in _sentences(credential):
        # Blanks of the same length, so that the place of a match is its place in the sentence.
        rest = _pattern(unless).sub(lambda taken: " " * len(taken[0]), sentence) if unless else sentence
        match = _pattern(wanted).search(rest)
        if match is not None:
            quote = _around(sentence, match.start())
            return _Found(Answer(ItemState.UNCLEAR, quote), _origin(credential, field), field)
    return None


def _around(sentence: str, position: int) -> str:
    """Return the words of a sentence around a position."""
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    start = max(0, min(position - _LONGEST_QUOTE // 2, len(sentence) - _LONGEST_QUOTE))
    piece = sentence[start : start + _LONGEST_QUOTE]
    if start > 0:
        piece = f"…{piece.partition(' ')[2] or piece}"
    return piece if start + _LONGEST_QUOTE >= len(sentence) else f"{piece.rpartition(' ')[0] or piece}…"


def _sentences(credential: Credential) -> Iterator[tuple[str, str]]:
    for field in _TEXTS:
        text = (getattr(credential, field) or "")[:_LONGEST_TEXT]
        for sentence in _SENTENCE_END.split(text):
            if sentence.strip():
                yield field, " ".join(sentence.split())


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    forms = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def _origin(credential: Credential, field: str) -> Origin | None:
    return credential.origin_of(field) or credential.origin_of(f"{field}[0]")


def _is_about(finding: Finding, credential: Credential) -> bool:
    """Return False for a finding whose place is in another row or list item than the credential's title."""
    title = credential.origin_of("title")
    if title is None:
        return True
    for own in re.finditer(r"(?:\[|\brow )(\d+)", title.place):
        before = title.place[: own.start(1)]
        if finding.place.startswith(before):
            number = re.match(r"\d+", finding.place[len(before) :])
            if number is not None and number[0] != own[1]:
                return False
    return True
