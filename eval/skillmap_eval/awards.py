"""Agreement with expected awards: whole applications of the gold set ``recognition`` before a policy.

The credentials state what the gold set says of them (level, credit, hours, dates, assessment), so that what
is measured is the whole way from texts to a suggestion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import skillmap
from skillmap.domain import (
    Assessment,
    Award,
    Credential,
    Credit,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    Party,
    Programme,
    Source,
)
from skillmap.errors import FormatError, UnknownNameError
from skillmap_eval.calibration import Share, wilson
from skillmap_eval.catalogue import read_json
from skillmap_eval.gold import FIT, LABELS, TEST, gold_folder, lower_of, read_labels

SPLITS = {"fit": FIT, "test": TEST}
AWARDS = LABELS["awards"]
_GRANTED = ("exemption", "specified credit")


@dataclass(frozen=True, slots=True)
class GoldApplication:
    """One applicant of the gold set, with the expected award of each module."""

    id: str
    field: str
    on: date
    credentials: tuple[Credential, ...]
    programme: Programme
    expected: Mapping[str, str]
    """Award by id of the module: the lower of two passes."""


@dataclass(frozen=True, slots=True)
class SuggestedAward:
    """What came out for one module of one applicant."""

    case: str
    field: str
    module: str
    expected: str
    suggested: str
    reason: str

    @property
    def is_wrong(self) -> bool:
        """True for an award that was suggested where a lower one is expected; ``assess`` is none."""
        return self.suggested in _GRANTED and self.expected not in _GRANTED


@dataclass(frozen=True, slots=True)
class AwardAgreement:
    """How far suggestions and expected awards agree."""

    split: str
    policy: str
    pairs: tuple[SuggestedAward, ...]

    @property
    def same(self) -> Share:
        """Share of the modules with the expected award."""
        return wilson(sum(pair.suggested == pair.expected for pair in self.pairs), len(self.pairs))

    @property
    def found(self) -> Share:
        """Share of the modules with an expected award or assessment for which one of them is suggested."""
        due = [pair for pair in self.pairs if pair.expected != AWARDS[0]]
        return wilson(sum(pair.suggested != AWARDS[0] for pair in due), len(due))

    @property
    def wrong(self) -> Share:
        """Share of the suggested awards that are expected to be lower: exemption or credit, not assess."""
        given = [pair for pair in self.pairs if pair.suggested in _GRANTED]
        return wilson(sum(pair.is_wrong for pair in given), len(given))

    @property
    def needless(self) -> Share:
        """Share of the modules without an expected award for which assessment or an award is suggested."""
        none = [pair for pair in self.pairs if pair.expected == AWARDS[0]]
        return wilson(sum(pair.suggested != AWARDS[0] for pair in none), len(none))

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How often each expected award met each suggested one."""
        return Counter((pair.expected, pair.suggested) for pair in self.pairs)


def award_agreement(
    split: str,
    *,
    policy: str = "example-university",
    data: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> AwardAgreement:
    """Suggest awards for every application of a split and hold them against the expected ones.

    Args:
        split: ``fit`` (choices looked at it) or ``test`` (for reporting only).
        policy: name of a shipped policy or a TOML file.
        data: folder with a set ``recognition`` of one's own; the shipped one where left out.
        progress: called with the job, the applications done and all of them.

    Raises:
        UnknownNameError: no such split or policy.
    """
    if split not in SPLITS:
        raise UnknownNameError("split", split, tuple(SPLITS))
    applications = list(gold_applications(split, data))
    engines: dict[date, skillmap.Engine] = {}
    pairs: list[SuggestedAward] = []
    for done, application in enumerate(applications):
        if progress is not None:
            progress(f"suggesting awards, {split}", done, len(applications))
        if application.on not in engines:
            engines[application.on] = skillmap.Engine(policy=policy, on=application.on)
        advice = engines[application.on].recommend(application.credentials, application.programme)
        pairs += [
            SuggestedAward(
                application.id,
                application.field,
                found.module_id,
                application.expected[found.module_id],
                _as_gold(found.award),
                found.reason,
            )
            for found in advice.recommendations
        ]
    if progress is not None:
        progress(f"suggesting awards, {split}", len(applications), len(applications))
    return AwardAgreement(split, policy, tuple(pairs))


def _as_gold(award: Award) -> str:
    return award.value if award.value in AWARDS else Award.NONE_FOUND.value


def gold_applications(split: str, data: Path | None = None) -> Iterator[GoldApplication]:
    """Yield the applications of a split in the order of the fields."""
    folder = gold_folder(data)
    for field in SPLITS[split]:
        programme = read_json(folder / f"fields/{field}/programme.json")
        cases = read_json(folder / f"fields/{field}/cases.json")
        labels = lower_of(read_labels(folder, field, "awards", f"awards-{split}"))
        try:
            yield from _of_field(field, programme, cases, labels)
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"fields/{field}", "", f"is not a programme with cases: {error!r}") from error


def _of_field(
    field: str, programme: Any, cases: Any, labels: Mapping[tuple[str, ...], int]
) -> Iterator[GoldApplication]:
    modules = tuple(_module(module) for module in programme["modules"])
    whole = Programme(field, programme["title"], modules, _credit(programme["credit"]))
    for case in cases:
        yield GoldApplication(
            case["id"],
            field,
            date.fromisoformat(case["on"]),
            tuple(_credential(credential) for credential in case["credentials"]),
            whole,
            {module.id: AWARDS[labels[case["id"], module.id]] for module in modules},
        )


def _module(raw: Mapping[str, Any]) -> Module:
    return Module(
        raw["id"],
        raw["title"],
        _outcomes(raw["outcomes"]),
        _credit(raw["credit"]),
        _level(raw["level"]),
        _hours(raw["hours"]),
        raw["description"],
        tags=tuple(raw.get("tags", ())),
    )


def _credential(raw: Mapping[str, Any]) -> Credential:
    grade = raw.get("grade")
    kind = raw.get("assessment")
    return Credential(
        raw["id"],
        raw["title"],
        Source(f"{raw['id']} of the gold set", "gold-set", "0" * 64),
        _outcomes(raw["outcomes"]),
        raw["description"],
        Party(raw["issuer"]),
        kind=raw["kind"],
        credit=_credit(raw["credit"]),
        hours=_hours(raw["hours"]),
        level=_level(raw["level"]),
        assessed=raw["assessed"],
        assessment=Assessment(kind or "", grade) if kind or grade else None,
        participation_only=raw["participation_only"],
        mode=raw["mode"],
        awarded=_date(raw["awarded"]),
        expires=_date(raw["expires"]),
    )


def _outcomes(raw: list[Mapping[str, str]]) -> tuple[LearningOutcome, ...]:
    return tuple(LearningOutcome(outcome["id"], outcome["text"], "en") for outcome in raw)


def _credit(raw: Mapping[str, Any] | None) -> Credit | None:
    return None if raw is None else Credit(raw["amount"], raw["scheme"])


def _level(raw: Mapping[str, Any] | None) -> Level | None:
    return None if raw is None else Level(raw["framework"], raw["value"])


def _hours(raw: Mapping[str, Any] | float | None) -> Hours | None:
    if raw is None:
        return None
    if isinstance(raw, Mapping):
        return Hours(raw["low"], raw["high"], HoursBasis(raw.get("basis", HoursBasis.NOTIONAL.value)))
    return Hours(raw, raw, HoursBasis.NOTIONAL)


def _date(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)
