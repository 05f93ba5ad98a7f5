"""Which stretches of a text are denied: "does not draw blood", "welding is not required".

Cues and their reach, not phrases: a cue denies what follows it up to the end of its clause, or, where it
speaks of the clause's subject ("... is excluded"), what stands before it. A negative that is itself what
is known ("explains why correlation does not prove causation") denies nothing, and neither does "not only"
or "without supervision".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from skillmap.domain import Span
from skillmap.text.prose import is_prose
from skillmap.text.words import words

_CUE = re.compile(
    r"\b(?:not|never|no|none|cannot|neither|nor|without|lacks?|lacking|unable|except(?:ing)?|exclud(?:es?|ing)|"
    r"omit(?:s|ting)?|avoids?|fail(?:s|ed)? to|yet to|rather than|instead of|short of)\b|n['’]t\b",
    re.IGNORECASE,
)
_OF_SUBJECT = re.compile(
    r"\b(?:(?:not|never|no longer|nor)\s+(?:been\s+|be\s+|yet\s+|formally\s+)*(?:required|needed|"
    r"necessary|assessed|"
    r"covered|expected|included|taught|examined|compulsory|provided|done|part|tested|practised|practiced|"
    r"demanded|treated|addressed|considered|offered|attempted|performed|claimed|within)|"
    r"optional|unnecessary|needless|excluded|omitted|skipped|waived|voluntary|"
    r"(?:outside|beyond|out of)\s+(?:the\s+)?(?:scope|remit|coverage)|left to|left out|"
    r"(?:remains?|is|are)\s+(?:absent|missing))\b|\b(?:is|are|was|were)n['’]t\s+\w+",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\b(?:not (?:only|just|merely|simply|limited to|least)|no (?:more|less|fewer|later|longer) than|"
    r"whether or not|if not|nor is it only|"
    r"without (?:any )?(?:errors?|mistakes?|supervision|help|assistance|guidance|prompt\w*|support|delay|"
    r"difficulty|fail|interruption|bias|harm\w*|injury|damag\w*))\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(r"\b(?:that|why|when|where|how|whether|which|who|what|if|because|so)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[.;:!?]|,(?!\s*(?:nor|or|and)\b)|\b(?:but|although|though|whereas|while|yet(?! to))\b", re.I
)


MOST_CUES = 20
"""Cues that are read in one clause; no sentence has more, and a hostile one costs no more."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A cue and what it denies."""

    cue: Span
    reach: Span


@lru_cache(maxsize=4096)  # a text is held against many others
def denials(text: str) -> tuple[Denial, ...]:
    """Return what a text denies, in order.

    >>> [text[d.reach.start:d.reach.end] for text in ("Cooks, but not for groups.",) for d in denials(text)]
    ['for groups']
    """
    found = [denial for start, end in _clauses(text) for denial in _of_clause(text, start, end)]
    return tuple(sorted(found, key=lambda denial: denial.cue.start))


def _of_clause(text: str, start: int, end: int) -> list[Denial]:
    found: list[Denial] = []
    clause = text[start:end]
    for cue in islice(chain(_OF_SUBJECT.finditer(clause), _CUE.finditer(clause)), MOST_CUES):
        denial = _denial(text, start, end, Span(start + cue.start(), start + cue.end()))
        if denial is not None and not _inside(denial.cue, [other.cue for other in found]):
            found.append(denial)
    return found


def _denial(text: str, start: int, end: int, cue: Span) -> Denial | None:
    around = text[max(start, cue.start - 12) : end]
    if any(
        max(start, cue.start - 12) + saying.start() <= cue.start < max(start, cue.start - 12) + saying.end()
        for saying in _NO_DENIAL.finditer(around)
    ):
        return None
    before = text[start : cue.start]
    known = _KNOWN.search(before)
    if known is not None and _speaks(before[: known.start()]):
        return None
    if _OF_SUBJECT.match(text, cue.start, end) and _speaks(before):
        return Denial(cue, _trimmed(text, start, cue.start))
    return Denial(cue, _trimmed(text, cue.end, end))


def _speaks(text: str) -> bool:
    return any(not is_prose(word) for word, _ in words(text))


def _clauses(text: str) -> list[tuple[int, int]]:
    bounds = [0]
    for gap in _CLAUSE.finditer(text):
        bounds += [gap.start(), gap.end()]
    bounds.append(len(text))
    return [
        (low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True) if text[low:high].strip()
    ]


def _inside(cue: Span, others: list[Span]) -> bool:
    return any(other.start <= cue.start < other.end for other in others)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " ,.":
        start += 1
    while end > start and text[end - 1] in " ,.":
        end -= 1
    return Span(start, end)
