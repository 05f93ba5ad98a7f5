"""Rules about the application itself: earlier use, earlier failure, and time."""

from __future__ import annotations

from skillmap.domain import Credential, PriorUse, RuleInput, Verdict
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, fact_of, module_of, rule

_OFFICE = Needs(office_fact=True)


@rule("credential_was_not_used_before", Scope.CREDENTIAL, "R15", _OFFICE)
def credential_was_not_used_before(facts: Facts) -> Answer:
    """The credential has not been credited towards another award before."""
    (credential,) = facts.credentials
    uses = [use for use in facts.circumstances.used if _is_about(use, credential)]
    declared = facts.circumstances.none_used
    shown = "; ".join(_use_words(use) for use in uses)
    inputs = (
        fact_of(credential, "id", credential.id, "credential"),
        RuleInput("earlier use", shown or "none listed"),
        RuleInput("declared to be unused", {True: "yes", False: "no", None: "not stated"}[declared]),
    )
    if uses:
        told = f"The credential was used before: {shown}."
        return Answer(Verdict.NO, inputs, told, told, "Learning that has not been credited before.")
    if declared:
        told = "It is declared that no document was used for an award before."
        return Answer(Verdict.YES, inputs, told, told)
    told = "It is not stated whether the credential was used for another award before."
    return Answer(
        Verdict.UNKNOWN, inputs, told, told, "The applicant's declaration on earlier use of the documents."
    )


@rule("module_was_not_failed_here", Scope.MODULE, "R25", _OFFICE)
def module_was_not_failed_here(facts: Facts) -> Answer:
    """The applicant has not failed the module here; prior learning does not retrieve a failed module."""
    module = module_of(facts)
    failed = facts.circumstances.failed_modules
    inputs = (RuleInput("modules failed here", ", ".join(failed) or "not stated"),)
    if module.id.casefold() in {code.casefold() for code in failed}:
        told = f"{module.title!r} was taken and failed here before."
        return Answer(Verdict.NO, inputs, told, told, "A reassessment of the module instead.")
    if failed:
        told = "The module is not among those that were failed here."
        return Answer(Verdict.YES, inputs, told, told)
    told = "Nothing is stated on modules taken and failed here."
    return Answer(Verdict.UNKNOWN, inputs, told, told, "The applicant's record at this institution.")


@rule(
    "application_is_in_time",
    Scope.MODULE,
    "R20",
    Needs(limits=("max_days_after_start",), office_fact=True),
)
def application_is_in_time(facts: Facts) -> Answer:
    """The application was made before the module began, or within the days that the policy allows."""
    module = module_of(facts)
    most = facts.limit("max_days_after_start").value
    starts = module.starts or facts.circumstances.module_starts
    applied = facts.circumstances.applied or facts.on
    inputs = (
        RuleInput("start of the module", "not stated" if starts is None else starts.isoformat()),
        RuleInput("date of application", applied.isoformat()),
        RuleInput("days allowed after the start", f"{most:g}"),
    )
    if starts is None:
        told = "It is not stated when the module begins."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The date on which the module begins.")
    late = (applied - starts).days
    when = f"{late} days after" if late > 0 else f"{-late} days before" if late < 0 else "on the day of"
    told = (
        f"The application was made {when} the start of the module; at most {most:g} days after are allowed."
    )
    if late <= most:
        return Answer(Verdict.YES, inputs, "You applied in time.", told)
    return Answer(
        Verdict.NO, inputs, told, told, "An exception to the period, or a later start of the module."
    )


@rule("applied_before_final_stage", Scope.MODULE, "R20", _OFFICE)
def applied_before_final_stage(facts: Facts) -> Answer:
    """The application was made before the applicant entered the final stage of the programme."""
    wanted = facts.circumstances.stage
    stages = facts.programme.stages if facts.programme is not None else ()
    stage = next((s for s in stages if wanted and s.name.casefold() == wanted.casefold()), None)
    inputs = (
        RuleInput("stage of the applicant", wanted or "not stated"),
        RuleInput("stages of the programme", ", ".join(s.name for s in stages) or "not stated"),
    )
    if stage is None or stage.final is None:
        told = "It is not stated whether the applicant is in the final stage of the programme."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The applicant's stage of study.")
    if stage.final:
        told = f"The applicant is in the final stage, {stage.name!r}."
        return Answer(Verdict.NO, inputs, told, told, "An exception to the period of application.")
    told = f"The applicant is in the stage {stage.name!r}, which is not the final one."
    return Answer(Verdict.YES, inputs, "You applied in time.", told)


def _is_about(use: PriorUse, credential: Credential) -> bool:
    names = (credential.id, credential.title, credential.source.sha256)
    return use.credential.strip().casefold() in {name.strip().casefold() for name in names}


def _use_words(use: PriorUse) -> str:
    return f"towards {use.towards}" + (f" on {use.on}" if use.on is not None else "")
