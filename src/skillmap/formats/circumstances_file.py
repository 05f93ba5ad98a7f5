"""What is known of an application beside its documents, as a TOML file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from skillmap.domain import Circumstances, Credit, PriorUse
from skillmap.errors import FormatError, LimitError
from skillmap.formats import ladders
from skillmap.formats.reading import content_of
from skillmap.toml_tables import shown, tables_in

Value = TypeVar("Value")

TEMPLATE = """# What is known of an application beside its documents. Leave out what is not known;
# names of people have no place here.
applied = 2026-10-01            # date of the application
module_starts = 2026-10-05      # when teaching begins, where the catalogue does not say
stage = "Year 1"                # the stage that the applicant wishes to enter or is in
failed_modules = ["DAT205"]     # modules that the applicant has failed here
consents = ["Invented Society of Statisticians"]  # professional bodies whose consent is on file
none_used = false               # true: the applicant declares that no document was used for an award before

[credit_elsewhere]              # credit that the programme has granted already
amount = 30
scheme = "CATS"

[[used]]                        # documents that were used before, one table for each use
credential = "Data Stewardship"
towards = "Certificate in Data"
on = 2024-06-30
"""

_LARGEST = 100_000
_KNOWN = {
    "applied": date,
    "module_starts": date,
    "stage": str,
    "none_used": bool,
    "failed_modules": list,
    "consents": list,
    "credit_elsewhere": dict,
    "used": list,
}
_OF_CREDIT = ("amount", "scheme")
_OF_USE = ("credential", "towards", "on")
_EXPECTED = {
    date: "a date like 2026-03-31",
    str: "a text",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    float: "a number of 0 or more",
}


def read_circumstances(path: str | Path) -> Circumstances:
    """Return the circumstances in a TOML file.

    Raises:
        FormatError: the file is not TOML, has an unknown name or a value of another kind.
    """
    return circumstances_from(*content_of(path))


def circumstances_from(name: str, content: bytes) -> Circumstances:
    """Return the circumstances in the bytes of a TOML file.

    Raises:
        FormatError: it is not TOML, has an unknown name or a value of another kind.
        LimitError: it is larger than any such file.
    """
    if len(content) > _LARGEST:
        raise LimitError(f"{name}: has {len(content):,} bytes; circumstances have at most {_LARGEST:,}")
    try:
        raw = tables_in(content)
    except ValueError as error:
        raise FormatError(name, "", f"is not TOML: {error}") from error
    return circumstances_in(name, raw)


def circumstances_in(name: str, raw: dict[str, Any]) -> Circumstances:
    """Return the circumstances in a table of TOML; ``name`` is what messages call it.

    Raises:
        FormatError: an unknown name or a value of another kind.
    """
    _only(name, "", raw, _KNOWN)
    for key, value in raw.items():
        _as(name, key, value, _KNOWN[key])
    return Circumstances(
        applied=raw.get("applied"),
        module_starts=raw.get("module_starts"),
        stage=raw.get("stage", ""),
        credit_elsewhere=_credit(name, raw.get("credit_elsewhere")),
        used=tuple(_use(name, place, each) for place, each in enumerate(raw.get("used", []), 1)),
        none_used=raw.get("none_used"),
        failed_modules=_texts(name, "failed_modules", raw),
        consents=_texts(name, "consents", raw),
    )


def _only(name: str, at: str, raw: dict[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(raw) - set(known))
    if unknown:
        place = f"{at}.{unknown[0]}" if at else unknown[0]
        raise FormatError(name, shown(place), f"is not known here; expected {', '.join(known)}")


def _as(name: str, place: str, value: Any, kind: type[Value]) -> Value:
    # A time is a date to Python, and yes a number; neither is meant here.
    if not isinstance(value, kind) or (kind is date and isinstance(value, datetime)):
        raise FormatError(name, place, f"is {value!r:.60}, expected {_EXPECTED[kind]}")
    return value


def _texts(name: str, key: str, raw: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_as(name, f"{key}[{place}]", each, str) for place, each in enumerate(raw.get(key, []), 1))


def _credit(name: str, raw: dict[str, Any] | None) -> Credit | None:
    if raw is None:
        return None
    _only(name, "credit_elsewhere", raw, _OF_CREDIT)
    amount = raw.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount < 1e6:
        raise FormatError(name, "credit_elsewhere.amount", f"is {amount!r:.60}, expected {_EXPECTED[float]}")
    scheme = raw.get("scheme")
    if scheme is not None:
        scheme = ladders.scheme_name(_as(name, "credit_elsewhere.scheme", scheme, str))
    return Credit(float(amount), scheme)


def _use(name: str, place: int, raw: Any) -> PriorUse:
    at = f"used[{place}]"
    one = _as(name, at, raw, dict)
    _only(name, at, one, _OF_USE)
    on = one.get("on")
    return PriorUse(
        _as(name, f"{at}.credential", one.get("credential"), str),
        _as(name, f"{at}.towards", one.get("towards"), str),
        None if on is None else _as(name, f"{at}.on", on, date),
    )
