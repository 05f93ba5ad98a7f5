"""Cases in plain words that a policy must answer as expected, as TOML that staff can write and run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from skillmap.domain import (
    Assessment,
    Award,
    Check,
    CheckResult,
    CheckState,
    Circumstances,
    Credential,
    Credit,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    Extent,
    Hours,
    HoursBasis,
    LandingPlace,
    LearningOutcome,
    Level,
    Module,
    Party,
    Portfolio,
    Precedent,
    Programme,
    RuleResult,
    Source,
    Stage,
    Verdict,
    Verification,
)
from skillmap.errors import PolicyError, SkillmapError
from skillmap.formats import circumstances_in
from skillmap.recognition.application import Dossier, consider
from skillmap.recognition.policy import SCENARIOS, Policy, content_of_policy
from skillmap.recognition.recommend import Suggested, suggest_all
from skillmap.recognition.stated import StatedCover
from skillmap.toml_tables import tables_in

_SOURCE = "scenario"
_GENERAL = "general"
_BINDING = "binding"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case with the answer that is expected."""

    title: str
    """What it shows, in one sentence."""
    on: date
    cover: StatedCover
    dossier: Dossier
    expected: Mapping[str, Any]
    """By id of the module: the award, or a table with the award and the verdicts of rules."""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What became of a scenario."""

    title: str
    failures: tuple[str, ...]
    """What came out otherwise, one sentence each; empty where all is as expected."""

    @property
    def passed(self) -> bool:
        """True when all is as expected."""
        return not self.failures


def scenario_file(policy_file: Path) -> Path:
    """Return where the scenarios of a policy lie: beside it, ``NAME.scenarios.toml`` for ``NAME.toml``."""
    return policy_file.with_name(policy_file.stem + SCENARIOS)


def run_scenarios(policy: Policy, scenarios: Sequence[Scenario]) -> tuple[ScenarioResult, ...]:
    """Return what became of each scenario under a policy, in order."""
    return tuple(_run(policy, scenario) for scenario in scenarios)


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Return the scenarios in a file.

    Raises:
        PolicyError: it is no list of scenarios; says where and what was expected.
    """
    try:
        raw = tables_in(content_of_policy(path))
    except ValueError as error:
        raise PolicyError(f"{path.name}: not TOML: {error}") from error
    listed = raw.get("scenarios")
    if not isinstance(listed, list) or not listed:
        raise PolicyError(f"{path.name}: no scenario; expected tables [[scenarios]] with a title")
    return tuple(_scenario(raw, each, f"{path.name}, scenario {n}") for n, each in enumerate(listed, 1))


def _scenario(shared: dict[str, Any], raw: Any, at: str) -> Scenario:
    if not isinstance(raw, dict) or not isinstance(raw.get("title"), str):
        raise PolicyError(f"{at}: has no title")
    at = f"{at} ({raw['title']!r:.60})"
    known = {"title", "on", "credentials", "modules", "programme", "covers", "expect", *_DOSSIER}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise PolicyError(f"{at}: {unknown[0]!r} is not known; expected {', '.join(sorted(known))}")
    try:
        programme = _programme(_merged(shared.get("programme", {}), raw.get("programme", {})), raw, at)
        credentials = _credentials(shared.get("credentials", {}), raw.get("credentials", []))
        cover = StatedCover(credentials, programme, _covers(raw.get("covers", {}), programme))
        on = raw.get("on", shared.get("on"))
        if not isinstance(on, date):
            raise PolicyError(f"{at}: has no date; expected on = 2026-10-01 in it or above all scenarios")
        return Scenario(raw["title"], on, cover, _dossier(raw, credentials, at), raw.get("expect", {}))
    except PolicyError:
        raise
    except (SkillmapError, KeyError, TypeError, ValueError, AttributeError) as error:
        told = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise PolicyError(f"{at}: {told}") from error


_DOSSIER = ("circumstances", "verified", "precedents", "evidence", "judgements")


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other}


def _programme(raw: dict[str, Any], scenario: dict[str, Any], at: str) -> Programme:
    changes = scenario.get("modules", {})
    listed = raw.get("modules", {})
    unknown = sorted(set(changes) - set(listed))
    if unknown:
        raise PolicyError(f"{at}: no module {unknown[0]!r}; there are: {', '.join(listed)}")
    modules = tuple(_module(code, _merged(facts, changes.get(code, {}))) for code, facts in listed.items())
    return Programme(
        "scenario",
        raw.get("title", "Programme"),
        modules,
        _credit(raw.get("credit")),
        _level(raw.get("level")),
        raw.get("kind", ""),
        tuple(_stage(stage) for stage in raw.get("stages", [])),
        _credit(raw.get("electives")),
        tuple(raw.get("languages", ())),
    )


def _stage(raw: dict[str, Any]) -> Stage:
    return Stage(raw["name"], _credit(raw.get("credit")), raw.get("counts_for_class"), raw.get("final"))


_MODULE = {
    *("outcomes", "title", "credit", "level", "hours", "core", "prerequisites", "tags", "language", "stage"),
    *("pool", "starts", "fields", "professional_body", "version"),
}


def _module(code: str, raw: dict[str, Any]) -> Module:
    _only(raw, _MODULE, f"module {code!r}")
    outcomes = tuple(
        LearningOutcome(str(n), f"Outcome {n} of {code}") for n in range(1, int(raw.get("outcomes", 4)) + 1)
    )
    return Module(
        code,
        raw.get("title", code),
        outcomes,
        _credit(raw.get("credit")),
        _level(raw.get("level")),
        _hours(raw.get("hours")),
        core=raw.get("core"),
        prerequisites=tuple(raw.get("prerequisites", ())),
        tags=tuple(raw.get("tags", ())),
        language=raw.get("language"),
        stage=raw.get("stage", ""),
        pool=raw.get("pool", ""),
        starts=raw.get("starts"),
        fields=tuple(raw.get("fields", ())),
        professional_body=raw.get("professional_body", ""),
        version=raw.get("version", ""),
    )


_CREDENTIAL = {
    *("id", "like", "title", "issuer", "country", "credit", "level", "hours", "assessed"),
    *("participation_only", "awarded", "expires", "valid_from", "activity_end", "fields", "grade", "kind"),
    *("quality_assurance", "language", "holder_identified", "code"),
}


def _credentials(shared: dict[str, Any], listed: Sequence[Any]) -> tuple[Credential, ...]:
    found = []
    for each in listed:
        raw = {"like": each} if isinstance(each, str) else dict(each)
        like = raw.pop("like", None)
        if like is not None and like not in shared:
            raise PolicyError(f"no credential {like!r}; there are: {', '.join(shared) or 'none'}")
        own = {"id": like, **shared[like]} if like is not None else {}
        found.append(_credential({**own, **raw}))
    ids = [credential.id for credential in found]
    if len(set(ids)) < len(ids):
        raise ValueError("two credentials have one id; give each its own")
    return tuple(found)


def _credential(raw: dict[str, Any]) -> Credential:
    _only(raw, _CREDENTIAL, f"credential {raw.get('id')!r}")
    credential = Credential(
        str(raw["id"]),
        raw.get("title", str(raw["id"])),
        Source(f"{raw['id']} of a scenario", _SOURCE, "0" * 64),
        issuer=Party(raw["issuer"], country=raw.get("country")) if "issuer" in raw else None,
        kind=raw.get("kind"),
        code=raw.get("code"),
        credit=_credit(raw.get("credit")),
        hours=_hours(raw.get("hours")),
        level=_level(raw.get("level")),
        assessed=raw.get("assessed"),
        participation_only=raw.get("participation_only"),
        awarded=raw.get("awarded"),
        valid_from=raw.get("valid_from"),
        expires=raw.get("expires"),
        activity_end=raw.get("activity_end"),
        fields=tuple(raw.get("fields", ())),
        quality_assurance=tuple(raw.get("quality_assurance", ())),
        language=raw.get("language"),
        holder_identified=raw.get("holder_identified"),
    )
    if "grade" not in raw:
        return credential
    return replace(credential, assessment=Assessment(grade=str(raw["grade"])))


def _only(raw: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        raise ValueError(f"{what}: {unknown[0]!r} is not known; expected {', '.join(sorted(known))}")


def _credit(text: str | None) -> Credit | None:
    """Return credit from words such as ``15 CATS``; a number alone has no scheme."""
    if text is None:
        return None
    amount, _, scheme = str(text).partition(" ")
    return Credit(float(amount), scheme or None)


def _level(text: str | None) -> Level | None:
    """Return a level from words such as ``EQF 5``; a number alone has no framework."""
    if text is None:
        return None
    framework, _, value = str(text).rpartition(" ")
    return Level(framework or None, float(value))


def _hours(value: str | float | None) -> Hours | None:
    """Return notional hours from a number, or hours from words such as ``20-30 self_declared``."""
    if value is None:
        return None
    span, _, basis = str(value).partition(" ")
    low, _, high = span.partition("-")
    return Hours(float(low), float(high or low), HoursBasis(basis or HoursBasis.NOTIONAL.value))


def _covers(raw: Any, programme: Programme) -> dict[str, dict[str, list[Extent]]]:
    sizes = {module.id: len(module.outcomes) for module in programme.modules}
    return {
        code: {name: _extents(words, sizes.get(code, 0)) for name, words in by_credential.items()}
        for code, by_credential in raw.items()
    }


def _extents(words: str, size: int) -> list[Extent]:
    """Return extents from ``all``, ``3 met, 1 partly`` or one word for each outcome."""
    if words == "all":
        return [Extent.MET] * size
    if any(character.isdigit() for character in words):
        found: list[Extent] = []
        for part in words.split(","):
            number, _, extent = part.strip().partition(" ")
            found += [Extent(extent)] * int(number)
        return [*found, *([Extent.MISSING] * (size - len(found)))]
    return [Extent(word) for word in words.split()]


def _dossier(raw: dict[str, Any], credentials: Sequence[Credential], at: str) -> Dossier:
    by_id = {credential.id: credential for credential in credentials}
    items = tuple(
        EvidenceItem(each["id"], each.get("title", each["id"]), outcomes=tuple(each.get("outcomes", ())))
        for each in raw.get("evidence", [])
    )
    return Dossier(
        circumstances_in(at, raw["circumstances"]) if "circumstances" in raw else Circumstances(),
        {name: _verification(by_id[name], checks) for name, checks in raw.get("verified", {}).items()},
        tuple(Precedent(**each) for each in raw.get("precedents", [])),
        Portfolio((), items, tuple(_judgement(each) for each in raw.get("judgements", []))),
    )


def _verification(credential: Credential, checks: Mapping[str, str]) -> Verification:
    """Return the eight checks, those that are not named as not checked; ``all = "pass"`` names the rest."""
    rest = CheckState(checks.get("all", CheckState.NOT_CHECKED.value))
    _only(checks, {"all", *(check.value for check in Check)}, f"checks of {credential.id!r}")
    results = tuple(
        CheckResult(check, CheckState(checks.get(check.value, rest.value)), "As the scenario says.")
        for check in Check
    )
    return Verification(credential.source, "$", credential.title, results, datetime(2026, 1, 1, tzinfo=UTC))


def _judgement(raw: dict[str, Any]) -> EvidenceJudgement:
    answers = tuple((rule, Verdict(raw[rule.value])) for rule in EvidenceRule if rule.value in raw)
    return EvidenceJudgement(raw["item"], raw["outcome"], answers, raw.get("assessor", "assessor"), raw["on"])


def _run(policy: Policy, scenario: Scenario) -> ScenarioResult:
    application = consider(scenario.cover, policy, scenario.on, scenario.dossier)
    suggested = suggest_all(application)
    failures: list[str] = []
    for name, wanted in scenario.expected.items():
        if name == _GENERAL:
            failures += _general(suggested, wanted)
        elif name == _BINDING:
            failures += _binding(suggested, wanted)
        else:
            failures += _module_failures(name, wanted, suggested, application.rules)
    if not scenario.expected:
        failures.append("nothing is expected of it")
    return ScenarioResult(scenario.title, tuple(failures))


def _module_failures(
    name: str,
    wanted: Any,
    suggested: Suggested,
    about_credentials: Sequence[Sequence[RuleResult]],
) -> list[str]:
    found = next((each for each in suggested.recommendations if each.module_id == name), None)
    if found is None:
        return [f"there is no module {name!r}"]
    asked: dict[str, Any] = {"award": wanted} if isinstance(wanted, str) else dict(wanted)
    failures = []
    award = asked.get("award")
    if award is not None and found.award is not Award(award):
        failures.append(f"{name}: {award} was expected, {found.award.value} came out: {found.reason}")
    landing = found.landing.place.value if found.landing is not None else "nowhere"
    if "lands" in asked and LandingPlace(asked["lands"]).value != landing:
        failures.append(f"{name}: {asked['lands']} was expected, it lands {landing}: {found.reason}")
    if "credit" in asked and str(found.credit) != str(_credit(asked["credit"])):
        failures.append(f"{name}: {asked['credit']} was expected, {found.credit} came out")
    results = [*found.rules, *(result for results in about_credentials for result in results)]
    for rule, verdict in asked.get("rules", {}).items():
        said = {result.verdict for result in results if result.rule == rule}
        if not said:
            failures.append(f"{name}: the rule {rule} was not asked")
        elif Verdict(verdict) not in said:
            told = " and ".join(sorted(said))
            failures.append(f"{name}: {rule} was expected to say {verdict}, and said {told}")
    return failures


def _general(suggested: Suggested, wanted: Sequence[str]) -> list[str]:
    found = sorted(each.award.value for each in suggested.general)
    if found == sorted(wanted):
        return []
    return [
        f"without a module {', '.join(wanted) or 'nothing'} was expected, "
        f"{', '.join(found) or 'nothing'} came out"
    ]


def _binding(suggested: Suggested, wanted: Sequence[str]) -> list[str]:
    found = sorted(cap.rule for cap in suggested.caps if cap.binding)
    if found == sorted(wanted):
        return []
    return [f"{', '.join(wanted) or 'no limit'} was expected to bind, {', '.join(found) or 'none'} did"]
