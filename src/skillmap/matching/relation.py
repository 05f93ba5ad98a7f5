"""How a target relates to what a statement says, as far as the words or the taxonomy show it.

Similarity cannot tell the same from the wider: *statistics* comes close to "apply medical statistics" and is
more than that. Here only evidence counts, and where there is none the relation stays unknown. English word
order is assumed: what narrows a thing stands before its name, or after it with "of".

Read by hand, once, over the five best candidates of the 136 validation sentences of TECH and HOUSE, which
have lost their commas: of 15 broad 9 are right and 2 doubtful, of 17 related 6 (the other 11 are lists
without commas), all of 4 narrow and 8 close, and all of 12 drawn from 41 exact. For 595 of 680 none is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from skillmap.domain import Match, MatchRelation, Target
from skillmap.matching.hierarchy import Hierarchy, above
from skillmap.text import phrases
from skillmap.text.verbs import is_verb

_WORD = re.compile(r"[^\W_](?:[\w#+.'’-]*[\w#+])?")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_BREAKS_UP = re.compile(r"[,;:()/•*|]|\s[-–—]\s|\b(?:and|or)\b", re.IGNORECASE)

_SKIPPED = frozenset("a an the this that these those its their your our his her own".split())
_SMALL = frozenset(
    "and or of in on to for with by at as from into about within across using via through during under over "
    "is are be was were has have can will should must may not no which who what how when where why if "
    "i you we they he she it me us them including etc e.g i.e "
    "both all any each every some more most such between among towards toward upon against".split()
)
# They say how well or how much, or nothing at all; the thing stays the same.
_LEAVE_AS_IT_IS = frozenset(
    "good strong excellent basic advanced relevant appropriate suitable effective efficient different "
    "various several many key main important essential necessary new current existing proper correct common "
    "overall great solid fundamental core introductory intermediate detailed thorough sound proven "
    "successful other similar related recent modern full whole multiple two three".split()
)
_SAY_NO_MORE = frozenset(
    "skill skills knowledge ability abilities competence competences competency competencies techniques "
    "technique methods method tools tool principles principle concepts concept theory theories practice "
    "practices fundamentals basics course module training work task tasks activities activity experience "
    "field area areas subject topic topics issues well degree bachelor bachelors master masters phd diploma "
    "preferable preferred desirable required plus".split()
)
# Verbs by form that more often narrow the noun after them: "project management", "network security".
_NOUNS_TOO = frozenset(
    "account audit bank budget care change code contract control credit design document event film finance "
    "food fund group heat host interview issue list load market model name network note order paint patient "
    "plan plant play process produce product program programme project purchase record research risk sample "
    "school screen service source sport stage study supply support team test text track trade traffic train "
    "transport travel treatment value water work".split()
)
_LONGEST_GAP = 3
_MOST_BESIDE = 2
"""Words beside a name that may narrow it; a longer run is as often a list that lost its commas."""
_LONGEST_NAME = 12
"""Words of a name; longer ones are sentences, which are compared as a whole only."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of a text as words."""

    said: tuple[str, ...]
    stems: tuple[str, ...]

    def text(self, start: int, end: int) -> str:
        return " ".join(self.said[start:end])


@dataclass(frozen=True, slots=True)
class Related:
    """A relation with the reason for it; None where nothing shows one."""

    relation: MatchRelation | None
    reason: str = ""
    beside: tuple[str, ...] = ()
    """The words of the statement that stand beside the name and make the difference."""


UNKNOWN = Related(None)
_STRONGEST: tuple[MatchRelation | None, ...] = (
    MatchRelation.EXACT,
    MatchRelation.CLOSE,
    MatchRelation.BROAD,
    MatchRelation.NARROW,
    MatchRelation.RELATED,
)


def relation_of(statement: str, target: Target, concepts: Collection[str] = ()) -> Related:
    """Return how a target relates to what a statement says, by the words of both alone.

    ``concepts`` are names, in lower case, of other targets that the statement may speak of: where words
    beside a name are such a name themselves ("Java Python"), they are a list and show no relation.

    Of all names and all phrases the strongest relation counts: exact before close before broad, narrow and
    related. *Exact*: a name stands there word for word. *Close*: the same words in another form or order.
    *Broad*: a name stands there as the head of a longer phrase. *Narrow*: a whole phrase of the statement is
    the head of a name. *Related*: a name stands there, but as a part of a phrase with another head.
    """
    found = [UNKNOWN]
    others = frozenset(concepts)
    parts, whole = _parts(statement)
    for name in target.names:
        bare = _IN_BRACKETS.sub("", name).strip() or name
        name_words = _words(bare)
        if not name_words.stems:
            continue
        pieces = (whole,) if _BREAKS_UP.search(bare) or len(name_words.said) > _LONGEST_NAME else parts
        found += [
            related
            for piece in pieces
            for related in _compared(piece, name_words)
            if len(related.beside) <= _MOST_BESIDE and not _names_any(related.beside, others)
        ]
    ranks = {relation: rank for rank, relation in enumerate(_STRONGEST)}
    return min(found, key=lambda related: ranks.get(related.relation, len(ranks)))


def placed(matches: Sequence[Match], hierarchy: Hierarchy) -> tuple[Match, ...]:
    """Return the matches with the relations that the taxonomy itself states, where words show none.

    A statement that names one concept speaks of the concepts above it only in part.
    """
    named = [m for m in matches if m.relation in (MatchRelation.EXACT, MatchRelation.CLOSE)]
    if not named:
        return tuple(matches)
    return tuple(
        match if match.relation is not None else _placed(match, named, hierarchy) for match in matches
    )


def _placed(match: Match, named: Sequence[Match], hierarchy: Hierarchy) -> Match:
    for one in named:
        if match.target_id in above(one.target_id, hierarchy):
            relation, words = MatchRelation.BROAD, "stands above it in the taxonomy"
        elif one.target_id in above(match.target_id, hierarchy):
            relation, words = MatchRelation.NARROW, "stands below it in the taxonomy"
        elif one.target_id in hierarchy.related(match.target_id) or match.target_id in hierarchy.related(
            one.target_id
        ):
            relation, words = MatchRelation.RELATED, "is linked with it in the taxonomy"
        else:
            continue
        reason = f"the statement names {one.target!r}; {match.target!r} {words}"
        return replace(match, relation=relation, relation_reason=reason)
    return match


def _compared(piece: _Words, name: _Words) -> Iterator[Related]:
    size = len(name.stems)
    for start in range(len(piece.stems) - size + 1):
        window = piece.stems[start : start + size]
        if window == name.stems:
            yield _in_place(piece, name, start)
        elif size > 1 and sorted(window) == sorted(name.stems):
            said = piece.text(start, start + size)
            yield Related(MatchRelation.CLOSE, f"{said!r} has the words of {name.text(0, size)!r}")
    if size > 1:
        yield from _with_gap(piece, name)
    yield _narrower(piece, name)


def _in_place(piece: _Words, name: _Words, start: int) -> Related:
    """Return what a name is, that stands in a phrase at a place."""
    end = start + len(name.stems)
    named = name.text(0, len(name.said))
    if (after := _goes_on(piece, end)) is not None:
        longer = piece.text(start, after)
        if len(name.said) == 1 and is_verb(name.said[0]) and name.said[0] not in _NOUNS_TOO:
            return Related(MatchRelation.BROAD, f"{named!r} is wider than {longer!r}")
        reason = f"{named!r} is only a part of {longer!r}"
        return Related(MatchRelation.RELATED, reason, piece.said[end:after])
    first = _narrowed_from(piece, start, _is_action(name))
    if first is None:
        return UNKNOWN
    last = _complement(piece, end)
    if first < start or last > end:
        reason = f"{named!r} is wider than {piece.text(first, last)!r}"
        return Related(MatchRelation.BROAD, reason, (*piece.said[first:start], *piece.said[end:last]))
    if piece.said[start:end] == name.said:
        return Related(MatchRelation.EXACT, f"{named!r} stands in the statement")
    return Related(MatchRelation.CLOSE, f"{piece.text(start, end)!r} is another form of {named!r}")


def _is_action(name: _Words) -> bool:
    is_noun_too = len(name.said) == 1 and (name.said[0] in _NOUNS_TOO or name.stems[0] in _NOUNS_TOO)
    return is_verb(name.said[0]) and not is_noun_too


def _narrowed_from(piece: _Words, start: int, is_action: bool) -> int | None:
    """Return where the words that narrow a name begin; the name's own place for none, None if unclear."""
    if is_action:
        return start  # what stands before a verb does not narrow it
    first = start
    while first > 0 and _may_narrow(piece.said[first - 1]):
        word = piece.said[first - 1]
        leads = first == 1 or piece.said[first - 2] in ("to", "and", "can", "will")
        if leads and (is_verb(word) or word.endswith("ing")):
            # "Project management" or "project the costs": not to be told apart by form.
            return None if word in _NOUNS_TOO and first == start else first
        if word.endswith("ing") and is_verb(word) and piece.said[first - 2] in _SMALL:
            return None  # "of performing audits", but also "in nursing ethics"
        if is_verb(word) and word not in _NOUNS_TOO and not word.endswith("ing"):
            return first
        first -= 1
    return first


def _may_narrow(word: str) -> bool:
    return (
        word not in _SMALL
        and word not in _LEAVE_AS_IT_IS
        and word not in _SAY_NO_MORE
        and not word.endswith("ly")
        and not word.isdigit()
    )


def _goes_on(piece: _Words, end: int) -> int | None:
    """Return where a phrase ends that goes on after a name, so that the name is not its head; else None."""
    last = end
    while last < len(piece.said) and _may_narrow(piece.said[last]) and last - end < _LONGEST_GAP:
        word = piece.said[last]
        # "data collected", "costs rise": a verb begins something else.
        if word.endswith("ed") or (is_verb(word) and word not in _NOUNS_TOO and not word.endswith("ing")):
            break
        last += 1
    return last if last > end else None


def _complement(piece: _Words, end: int) -> int:
    """Return where an "of ..." after a name ends; the name's own end where there is none."""
    if piece.said[end : end + 1] != ("of",) or end + 1 >= len(piece.said):
        return end
    last = end + 1
    while last < len(piece.said) and piece.said[last] not in _SMALL and last - end <= _LONGEST_GAP:
        last += 1
    return last if last > end + 1 else end


def _with_gap(piece: _Words, name: _Words) -> Iterator[Related]:
    """Yield a relation for a verb and its object with words between them: "manage medical waste"."""
    if not is_verb(name.said[0]):
        return
    rest = name.stems[1:]
    for start, stem in enumerate(piece.stems):
        if stem != name.stems[0]:
            continue
        for gap in range(1, _LONGEST_GAP + 1):
            begin = start + 1 + gap
            between = piece.said[start + 1 : begin]
            if piece.stems[begin : begin + len(rest)] != rest or any(word in _SMALL for word in between):
                continue
            end = begin + len(rest)
            if _goes_on(piece, end) is not None:
                continue
            said, named = piece.text(start, end), name.text(0, len(name.said))
            if any(map(_may_narrow, between)):
                yield Related(MatchRelation.BROAD, f"{named!r} is wider than {said!r}")
            else:
                yield Related(MatchRelation.CLOSE, f"{said!r} is another form of {named!r}")


def _narrower(piece: _Words, name: _Words) -> Related:
    """Return NARROW when a whole phrase is the head of a longer name."""
    start = next((n for n, word in enumerate(piece.said) if word not in _SAY_NO_MORE | _SMALL), 0)
    stems, said = piece.stems[start:], piece.said[start:]
    size = len(name.stems)
    if not stems or len(stems) >= size or (len(stems) == 1 and is_verb(said[0])):
        return UNKNOWN
    is_tail = name.stems[size - len(stems) :] == stems and not is_verb(name.said[0])
    # A verb, something more, and the same object: "manage waste" in "manage hazardous waste".
    is_split = (
        len(stems) > 1
        and is_verb(said[0])
        and name.stems[0] == stems[0]
        and name.stems[size - len(stems) + 1 :] == stems[1:]
    )
    added = name.said[1 : size - len(stems) + 1] if is_split else name.said[: size - len(stems)]
    if not (is_tail or is_split) or any(word in _SMALL for word in added) or not any(map(_may_narrow, added)):
        return UNKNOWN
    return Related(MatchRelation.NARROW, f"{name.text(0, size)!r} is narrower than {' '.join(said)!r}")


def _names_any(words: tuple[str, ...], names: frozenset[str]) -> bool:
    size = len(words)
    return any(
        " ".join(words[start:end]) in names for start in range(size) for end in range(start + 1, size + 1)
    )


@lru_cache(maxsize=512)
def _parts(statement: str) -> tuple[tuple[_Words, ...], _Words]:
    whole = _words(statement)
    parts = tuple(dict.fromkeys(_words(part.text) for part in phrases(statement)))
    return parts or (whole,), whole


@lru_cache(maxsize=4096)
def _words(text: str) -> _Words:
    said = tuple(
        word for found in _WORD.findall(text) if (word := found.lower().replace("’", "'")) not in _SKIPPED
    )
    return _Words(said, tuple(map(_stem, said)))


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    """Return what the forms of an English word share; short words and names such as C# stay whole."""
    word = word.removesuffix("'s")
    if not word.isalpha() or len(word) < 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s", "e"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3 or (ending == "s" and stem[-1] in "sui"):
            continue
        doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"
        return stem[:-1] if doubled and ending in ("ing", "ed") else stem
    return word


__all__ = ["UNKNOWN", "Related", "placed", "relation_of"]
