"""Rules about how deep and how much: the level and the volume of learning against those of a module."""

from __future__ import annotations

from skillmap.domain import (
    Credential,
    EvidenceRule,
    Hours,
    LevelComparison,
    LevelPath,
    Module,
    RuleInput,
    Verdict,
    Volume,
    VolumeComparison,
    VolumeMethod,
)
from skillmap.errors import PolicyError
from skillmap.frameworks import compare_levels, eqf_interval, volume_verdict
from skillmap.recognition.learning_hours import country_of, hours_held
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, fact_of, joined, module_of, rule
from skillmap.recognition.rulebook.experience import judged, relied_on

METHODS = tuple(method.value for method in VolumeMethod)
"""Ways of comparing volumes of learning; the policy says which binds."""
_NOTHING_STATED = "No credit is stated."
_BINDS = {
    VolumeMethod.HOURS: "The hours bind.",
    VolumeMethod.YEAR_SHARE: "The share of a year binds.",
    VolumeMethod.LOWER_OF: "The less favourable of the two binds.",
    VolumeMethod.REVIEWER: "Only where the two agree is there an answer; else a person decides.",
}


@rule("level_is_reached", Scope.MODULE, "R07")
def level_is_reached(facts: Facts) -> Answer:
    """Each credential is at the module's level or above."""
    module = module_of(facts)
    if not facts.credentials:
        return _by_assessor(facts, EvidenceRule.VALID, "level")
    compared = [_compared_level(credential, module) for credential in facts.credentials]
    verdict = joined([found.verdict if found is not None else Verdict.UNKNOWN for found in compared])
    inputs = (
        RuleInput("level of the module", _level_word(module), None),
        *(fact_of(credential, "level", credential.level) for credential in facts.credentials),
        *_ways(compared),
    )
    told = " ".join(
        dict.fromkeys(
            _level_told(credential, module, found)
            for credential, found in zip(facts.credentials, compared, strict=True)
        )
    )
    change = {
        Verdict.YES: "",
        Verdict.NO: "Evidence of the same learning at the module's level.",
        Verdict.UNKNOWN: _level_change(facts.credentials, module),
    }[verdict]
    return Answer(verdict, inputs, told, told, change)


@rule(
    "volume_is_reached",
    Scope.MODULE,
    "R08",
    Needs(limits=("volume_tolerance",), settings={"credit_method": SettingKind.WORD}),
)
def volume_is_reached(facts: Facts) -> Answer:
    """The credentials together hold about as much learning as the module."""
    module = module_of(facts)
    tolerance = _tolerance(facts)
    method = VolumeMethod(facts.word("credit_method", METHODS))
    if not facts.credentials:
        return _by_assessor(facts, EvidenceRule.SUFFICIENT, "volume")
    held = [_volume_of(credential) for credential in facts.credentials]
    asked = Volume(module.credit, module.hours)
    found = volume_verdict(held, asked, method, tolerance)
    silent = _silent(facts.credentials, asked, method)
    inputs = (
        RuleInput("size of the module", _size(module.credit, module.hours)),
        RuleInput("volume that may be missing", f"{tolerance:.0%}"),
        RuleInput("way of comparing", method.value.replace("_", " ")),
        *(
            fact_of(c, "credit" if c.credit is not None else "hours", _size(c.credit, c.hours), "size")
            for c in facts.credentials
        ),
        RuleInput(
            "by hours", f"{found.by_hours}: {_span_of(found.held_hours)} of {_span_of(found.asked_hours)}"
        ),
        RuleInput("by share of a full-time year", _by_year(found)),
        *(RuleInput("source of the figures", source) for source in found.sources),
    )
    told, for_staff = _volume_told(silent, found)
    # What others hold may be credited for another module, so a credential of unknown size never passes.
    verdict = Verdict.UNKNOWN if silent and found.verdict is Verdict.YES else found.verdict
    change = _volume_change(silent, module, found)
    if verdict is Verdict.NO and relied_on(facts):
        # What was learned by experience has no hours of its own, so it rules nothing out.
        told, for_staff = (
            f"{each} The hours behind the experience are not stated." for each in (told, for_staff)
        )
        verdict, change = Verdict.UNKNOWN, "An assessor's word on the volume of the experience."
    return Answer(verdict, inputs, told, for_staff, change)


def _by_assessor(facts: Facts, asked: EvidenceRule, what: str) -> Answer:
    """Answer for experience alone, which has no level or hours of its own, by a person's judgement of it."""
    verdict = judged(facts, asked)
    inputs = (RuleInput(f"evidence of experience is {asked.value}", verdict.value),)
    told = {
        Verdict.YES: f"An assessor found the experience {asked.value}, which speaks for its {what}.",
        Verdict.NO: f"An assessor found the experience not {asked.value}.",
        Verdict.UNKNOWN: f"No assessor has said whether the experience is {asked.value}.",
    }[verdict]
    change = {
        Verdict.YES: "",
        Verdict.NO: "Other or further evidence of the same learning.",
        Verdict.UNKNOWN: "An assessor's judgement of the evidence.",
    }[verdict]
    return Answer(verdict, inputs, told, told, change)


def _tolerance(facts: Facts) -> float:
    tolerance = facts.limit("volume_tolerance").value
    if not 0 <= tolerance <= 1:
        told = f"the limit 'volume_tolerance' is {tolerance:g}; a share from 0 to 1 is expected"
        raise PolicyError(f"policy {facts.policy.name!r}, rule {facts.asking!r}: {told}")
    return tolerance


def _volume_of(credential: Credential) -> Volume:
    return Volume(credential.credit, credential.hours, country_of(credential))


def _size(*stated: object) -> str:
    return ", ".join(str(each) for each in stated if each is not None) or "not stated"


def _span_of(hours: Hours | None) -> str:
    return "hours not known" if hours is None else f"{_span(hours.low, hours.high)} h"


def _by_year(found: VolumeComparison) -> str:
    if found.by_year_share is None:
        return "the module states no credit"
    held, asked = (
        "not known" if share is None else f"{share:.3g}" for share in (found.held_share, found.asked_share)
    )
    return f"{found.by_year_share}: {held} of {asked}"


def _volume_told(silent: str, found: VolumeComparison) -> tuple[str, str]:
    """Return the comparison in words for the applicant and for staff; short where a size is not known."""
    if found.verdict is not Verdict.NO and silent:
        told = f"The volume of {silent} is not stated in notional hours or in a known credit scheme."
        return told, " ".join((told, *_uncounted(found)))
    if found.verdict is Verdict.UNKNOWN and found.asked_hours is None and found.by_year_share is None:
        told = "The module states neither notional hours nor credit in a known scheme."
        return told, told
    may_lack = f" At most {found.tolerance:.0%} may be missing." if found.tolerance else ""
    told = f"{found.words}{may_lack}"
    plain = told
    if found.verdict is Verdict.YES and found.by_hours is Verdict.YES:
        plain = f"{_span_of(found.held_hours)} of learning against {_span_of(found.asked_hours)}: enough."
    return plain, " ".join((told, _BINDS[found.method], *_uncounted(found)))


def _silent(credentials: tuple[Credential, ...], asked: Volume, method: VolumeMethod) -> str:
    """Return the credentials of which the way that binds has no figure."""
    if method is VolumeMethod.YEAR_SHARE:
        alone = [volume_verdict([_volume_of(c)], asked, method) for c in credentials]
        unknown = [c for c, found in zip(credentials, alone, strict=True) if found.held_share is None]
    else:
        unknown = [c for c in credentials if hours_held(c) is None]
    return " and ".join(repr(c.title) for c in unknown)


def _uncounted(found: VolumeComparison) -> tuple[str, ...]:
    notes = [note for note in dict.fromkeys(found.missing) if note != _NOTHING_STATED]
    return (f"Not counted: {' '.join(notes)}",) if notes else ()


def _volume_change(silent: str, module: Module, found: VolumeComparison) -> str:
    """Return what would change a verdict other than yes: hours short, a size unknown, a person's word."""
    if found.verdict is Verdict.NO:
        return _short_of(module, found)
    if silent:
        return f"The notional hours of {silent}."
    if found.verdict is Verdict.YES:
        return ""
    if found.asked_hours is None:
        return "The notional hours of the module."
    if found.by_year_share not in (None, found.by_hours):
        return (
            "A person's comparison of the credit: by hours and by share of a year it comes out differently."
        )
    return "The exact notional hours of the credentials."


def _short_of(module: Module, found: VolumeComparison) -> str:
    needed = 1 - found.tolerance
    if found.by_hours is Verdict.NO and found.held_hours is not None and found.asked_hours is not None:
        short = needed * found.asked_hours.low - found.held_hours.high
        if short > 0:
            return f"Evidence of about {short:g} more hours of learning."
    if found.held_share is not None and found.asked_share and module.credit is not None:
        short = (needed - found.held_share / found.asked_share) * module.credit.amount
        return f"Evidence of about {short:.2g} {module.credit.scheme} more of learning."
    return "Evidence of more hours of learning."


def _compared_level(credential: Credential, module: Module) -> LevelComparison | None:
    if credential.level is None or module.level is None:
        return None
    return compare_levels(credential.level, module.level)


def _ways(compared: list[LevelComparison | None]) -> tuple[RuleInput, ...]:
    """Return by what levels were compared, and the sources of that."""
    known = [found for found in compared if found is not None]
    ways = [RuleInput("compared by", found.via.value) for found in known if found.via is not LevelPath.NONE]
    sources = [RuleInput("source of the comparison", source) for found in known for source in found.sources]
    return tuple(dict.fromkeys((*ways, *sources)))


def _level_told(credential: Credential, module: Module, found: LevelComparison | None) -> str:
    if credential.level is None:
        return f"{credential.title!r} states no level."
    if module.level is None or found is None:
        return "The module states no level."
    if found.asked.framework is None:
        return f"The module states level {found.asked.value:g} without a framework: it compares with nothing."
    if found.held.framework is None:
        return f"{credential.title!r} states level {found.held.value:g} without a framework."
    said = {
        Verdict.YES: f"Level reached: {found.held} against {found.asked}.",
        Verdict.NO: f"Level below: {found.held} against {found.asked}.",
        Verdict.UNKNOWN: f"Which level is higher is not known: {found.held} against {found.asked}.",
    }[found.verdict]
    return said if found.via is LevelPath.SAME_FRAMEWORK else f"{said} {found.why}"


def _level_word(module: Module) -> str:
    if module.level is None:
        return "not stated"
    interval = eqf_interval(module.level)
    return str(module.level) if interval is None else f"{module.level} (EQF {_span(*interval)})"


def _level_change(credentials: tuple[Credential, ...], module: Module) -> str:
    silent = [repr(credential.title) for credential in credentials if credential.level is None]
    if silent:
        return f"The level of {' and '.join(silent)}, from its issuer."
    if module.level is None:
        return "The level of the module."
    if module.level.framework is None:
        return "The framework of the module's level, in the catalogue or in the policy."
    return "A published comparison of the two level frameworks, or the level in one both know."


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
