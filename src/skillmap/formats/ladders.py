"""Levels, credit and dates as sources write them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from math import isfinite

from skillmap.domain import Credit, Hours, HoursBasis, Level

_FRAMEWORKS = {
    "eqf": "EQF",
    "european qualifications framework": "EQF",
    "european qualification framework": "EQF",
    "scqf": "SCQF",
    "scottish credit and qualifications framework": "SCQF",
    "fheq": "FHEQ",
    "framework for higher education qualifications": "FHEQ",
    "rqf": "RQF",
    "regulated qualifications framework": "RQF",
    "cqfw": "CQFW",
    "credit and qualifications framework for wales": "CQFW",
    "nfq": "NFQ",
    "irish national framework of qualifications": "NFQ",
    "nzqf": "NZQCF",
    "nzqcf": "NZQCF",
    "aqf": "AQF",
    "australian qualifications framework": "AQF",
    "dqf": "DQF",
    "dqr": "DQF",
    "mqf": "MQF",
    "ncrf": "NCrF",
}
_SCHEMES = {
    "ects": "ECTS",
    "european credit transfer system": "ECTS",
    "european credit transfer and accumulation system": "ECTS",
    "http://data.europa.eu/snb/education-credit/6fcec5c5af": "ECTS",
    "ecvet": "ECVET",
    "european credit system for vocational education and training": "ECVET",
    "http://data.europa.eu/snb/education-credit/60b314e826": "ECVET",
    "cats": "CATS",
    "uk": "CATS",
    "uk credit": "CATS",
    "scqf": "SCQF",
    "cqfw": "CQFW",
    "nzqcf": "NZQCF",
}
# IACET: a continuing education unit is ten hours of contact in a programme that carries no credit.
_CONTACT_UNIT = re.compile(r"ceus?|(?:iacet )?continuing education units?(?: \(ceus?\))?", re.IGNORECASE)
CONTACT_HOURS_PER_CEU = 10
_EQF_URI = re.compile(r"https?://data\.europa\.eu/snb/eqf/([1-8])/?$")
_LEVEL = re.compile(
    r"(?:(?P<framework>[A-Za-z][A-Za-z ]*?)\s+)??(?:level\s+)?(?P<value>\d{1,2}(?:\.\d)?)$", re.IGNORECASE
)
# "Level" in the languages of the EU's national frameworks.
_LEVEL_WORD = (
    r"(?:level|niveau|stufe|nivel|nivell|nível|livello|nivå|tase|taso|līmenis|lygis|livell|poziom|úroveň|"
    r"raven|razina|szint|nivelul|ниво|επίπεδο|leibhéal)"
)
_NATIONAL_LEVEL = re.compile(
    rf"(?:(?P<framework>[^\W\d][^\d]{{0,80}}?)[\s:,-]+)??(?P<word>{_LEVEL_WORD}\s*)?(?P<value>\d{{1,2}}(?:\.\d)?)$",
    re.IGNORECASE,
)
_CREDIT_WORDS = re.compile(
    r"(?P<amount>\d{1,5}(?:[.,]\d{1,2})?)\s*(?P<scheme>[^\d]{0,60}?)[\s-]*"
    r"(?:credits?(?: points?)?|credit hours?|points?|CP)?$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:clock |contact )?(?:h|hrs?|hours?|minutes?|days?|weeks?|months?|years?|lessons?)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,2}|\.\d{3,6})?$")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")


def framework_name(text: str) -> str | None:
    """Return the short name of a qualifications framework, or None when it is not one we know."""
    return _FRAMEWORKS.get(text.strip().lower().removeprefix("the "))


def level_from_uri(uri: str) -> Level | None:
    """Return the EQF level that a URI of the EU vocabulary names."""
    found = _EQF_URI.match(uri.strip())
    return level(float(found[1]), "EQF") if found else None


def level_from_words(text: str, framework: str | None = None) -> Level | None:
    """Return the level in words such as ``Level 4``, ``SCQF Level 7`` or ``6``.

    A framework written in the words wins over ``framework``; words that name something else than a
    framework give None.
    """
    found = _LEVEL.match(text.strip())
    if found is None:
        return None
    named = found["framework"]
    if named is None or named.lower() == "level":
        return level(float(found["value"]), framework)
    known = framework_name(named)
    return level(float(found["value"]), known) if known else None


def national_level(text: str) -> Level | None:
    """Return a national level in words such as ``RQF Level 6`` or ``NLQF niveau 4``.

    A framework that is not known keeps the words of the source; ``Niveau 6`` alone gives no framework.
    """
    found = _NATIONAL_LEVEL.match(text.strip())
    if found is None:
        return None
    named = (found["framework"] or "").strip()
    if not named or re.fullmatch(_LEVEL_WORD, named, re.IGNORECASE):
        return level(float(found["value"]), None)
    known = framework_name(named)
    # "Certificate 3" is a kind of award; without the word "level" only a framework's acronym will do.
    if known is None and not found["word"] and not named.isupper():
        return None
    return level(float(found["value"]), known or named)


def scheme_name(text: str) -> str | None:
    """Return the short name of a credit system; an unknown one keeps its own words, none gives None."""
    return _SCHEMES.get(text.strip().lower(), text.strip()) or None


def known_scheme(text: str) -> str | None:
    """Return the short name of a credit system that we know, or None."""
    return _SCHEMES.get(text.strip().lower())


def credit_in_words(text: str) -> Credit | None:
    """Return a volume of credit written with its unit, e.g. ``5 ECTS credits``; a bare number has no unit."""
    found = _CREDIT_WORDS.match(text.strip())
    if found is None or _TIME.match(found["scheme"]):
        return None
    return credit(float(found["amount"].replace(",", ".")), scheme_name(found["scheme"]))


def contact_hours(volume: Credit | None) -> Hours | None:
    """Return the contact hours of continuing education units (CEU); None for anything that may be credit."""
    if volume is None or volume.scheme is None or not _CONTACT_UNIT.fullmatch(volume.scheme.replace(".", "")):
        return None
    return same_hours(volume.amount * CONTACT_HOURS_PER_CEU, HoursBasis.CONTACT)


def number(text: str) -> float | None:
    """Return a plain number that is not negative, written with a decimal point or comma; else None."""
    text = text.strip()
    if not _NUMBER.match(text):
        return None
    value = float(text.replace(",", "."))
    return value if isfinite(value) else None


def day(text: str) -> date | None:
    """Return the calendar day of an ISO 8601 date or time as written, whatever its time zone."""
    found = _DATE.match(text.strip())
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


# Catalogues repeat the same few levels and volumes, so equal ones share one object.
@lru_cache(maxsize=1024)
def level(value: float, framework: str | None) -> Level:
    """Return a level; equal levels are one object."""
    return Level(framework, value)


@lru_cache(maxsize=1024)
def credit(amount: float, scheme: str | None) -> Credit:
    """Return a volume of credit; equal volumes are one object."""
    return Credit(amount, scheme)


@lru_cache(maxsize=1024)
def hours(low: float, high: float, basis: HoursBasis) -> Hours:
    """Return hours of learning; equal ones are one object."""
    return Hours(low, high, basis)


def same_hours(amount: float | None, basis: HoursBasis) -> Hours | None:
    """Return one figure as hours of learning, or None when there is none."""
    return None if amount is None else hours(amount, amount, basis)
