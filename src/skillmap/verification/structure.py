"""Whether a credential has the members that its standard requires, each of the kind required.

The schemas beside this module are our own and small: what a standard requires, not all that it allows. A
single value where a list is meant, and the reverse, is accepted where the standard accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from skillmap.domain.verification import Check, CheckEvidence, CheckResult, CheckState
from skillmap.verification.known_documents import KnownDocument
from skillmap.verification.lookup import REDIRECTS_OF_BADGES, Lookup
from skillmap.verification.presented import Kind, Presented

_SCHEMAS = {
    Kind.OPEN_BADGE_2: "open-badges-2-assertion",
    Kind.BADGE_CLASS: "open-badges-2-badge-class",
    Kind.OPEN_BADGE_3: "open-badges-3",
    Kind.CLR_2: "clr-2",
    Kind.EUROPEAN: "european-digital-credential",
    Kind.OTHER: "verifiable-credential",
}
_MOST_TOLD = 3
_MOST_LOOKED_FOR = 50
_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


def check_schema(presented: Presented, lookup: Lookup) -> CheckResult:
    """Return whether a credential, and for Open Badges 2.0 its parts, has what its standard requires."""
    problems = [*problems_of(_SCHEMAS[presented.kind], presented.value, presented.part)]
    evidence: list[CheckEvidence] = []
    if presented.kind in (Kind.OPEN_BADGE_2, Kind.BADGE_CLASS):
        problems += _of_badge_parts(presented, lookup, evidence)
    if problems:
        more = len(problems) - _MOST_TOLD
        tail = f"; and {more} more" if more > 0 else ""
        reason = f"By {presented.kind.value}, {'; '.join(problems[:_MOST_TOLD])}{tail}."
        return CheckResult(Check.SCHEMA, CheckState.FAIL, reason, tuple(evidence))
    reason = f"It has what {presented.kind.value} requires."
    return CheckResult(Check.SCHEMA, CheckState.PASS, reason, tuple(evidence))


def problems_of(schema: str, value: Any, place: str = "$") -> list[str]:
    """Return what is wrong with a JSON value, by one of the schemas, each with its path; never the values."""
    errors = islice(_validator(schema).iter_errors(value), _MOST_LOOKED_FOR)
    found = [text for error in errors for text in _told(error, place)]
    return list(dict.fromkeys(found))


def _of_badge_parts(presented: Presented, lookup: Lookup, evidence: list[CheckEvidence]) -> Iterator[str]:
    """Yield the problems of badge class and issuer: embedded ones, and those at hand under their address."""
    value: dict[str, Any] = presented.value
    if presented.kind is Kind.OPEN_BADGE_2:
        badge, place = _part(value.get("badge"), "$.badge", lookup, evidence)
        if badge is None:
            return
        yield from problems_of("open-badges-2-badge-class", badge, place)
        value = badge
    issuer, place = _part(value.get("issuer"), "$.badge.issuer", lookup, evidence)
    if issuer is not None:
        yield from problems_of("open-badges-2-issuer", issuer, place)


def _part(
    value: Any, place: str, lookup: Lookup, evidence: list[CheckEvidence]
) -> tuple[dict[str, Any] | None, str]:
    if isinstance(value, dict):
        return value, place
    given: KnownDocument | None = None
    if isinstance(value, str):
        given = lookup.document(value, redirects=REDIRECTS_OF_BADGES)
    if given is None:
        return None, place
    evidence.append(given.evidence)
    return given.value, place


def _told(error: Any, place: str) -> Iterator[str]:
    path = place + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in error.absolute_path)
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield from (f"{path}.{name} is missing" for name in missing[:_MOST_TOLD])
    elif error.validator == "type":
        kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        yield f"{path} is {_kind_of(error.instance)}, expected {' or '.join(_KINDS[kind] for kind in kinds)}"
    elif error.validator in ("if", "allOf"):
        yield from (text for inner in error.context for text in _told(inner, place))
    else:
        yield f"{path} {_words(error)}"


def _words(error: Any) -> str:
    wanted = error.validator_value
    if error.validator in ("enum", "const"):
        choices = wanted if isinstance(wanted, list) else [wanted]
        return f"is not {' or '.join(str(choice) for choice in choices)}"
    if error.validator == "anyOf":
        names = list(dict.fromkeys(_constants(wanted)))
        names = names or [name for choice in wanted for name in choice.get("required", ())]
        return f"lacks {' or '.join(names)}" if names else "is of another kind than expected"
    if error.validator == "pattern":
        return "is no date with a time" if "\\d{4}" in wanted else "is not what stands there by the standard"
    if error.validator == "minItems":
        return f"has fewer than {wanted} items"
    return "is empty" if error.validator in ("minLength", "minProperties") else "is not as expected"


def _constants(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        for inner in schema.values():
            yield from _constants(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _constants(inner)


def _kind_of(value: Any) -> str:
    kinds = ((bool, "boolean"), (dict, "object"), (list, "array"), (str, "string"), (int | float, "number"))
    return _KINDS[next((name for kind, name in kinds if isinstance(value, kind)), "null")]


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator

    text = files("skillmap.verification").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))
