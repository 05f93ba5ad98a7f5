"""Rules about a module and how far its outcomes are covered."""

from __future__ import annotations

from skillmap.domain import Award, Extent, Precedent, RuleInput, Verdict
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.precedents import plain, speaks_of
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, anniversary, module_of, rule

_GRANTS = frozenset(award.value for award in Award) - {Award.ASSESS.value, Award.NONE_FOUND.value}


@rule(
    "outcomes_are_covered",
    Scope.MODULE,
    "R05",
    Needs(
        limits=("min_coverage", "outcome_met"), settings={"all_outcomes_of_core_modules": SettingKind.SWITCH}
    ),
)
def outcomes_are_covered(facts: Facts) -> Answer:
    """Enough of the module's outcomes are met."""
    coverage = facts.coverage
    if coverage is None or not coverage.outcomes:
        return _no_outcomes()
    met, total = coverage.count(Extent.MET), len(coverage.outcomes)
    share, doubt = _share_asked(facts)
    told = f"{met} of {total} outcomes met, {coverage.count(Extent.PARTLY)} partly"
    inputs = (
        RuleInput("outcomes met", f"{met} of {total}"),
        RuleInput("share asked", f"{share:.0%}"),
        RuleInput("similarity for met", f"{facts.limit('outcome_met').value:g}"),
    )
    if coverage.share >= share and doubt and met < total:
        return Answer(
            Verdict.UNKNOWN, inputs, doubt, f"{told}. {doubt}", "Whether the module is a core module."
        )
    if coverage.share >= share:
        return Answer(Verdict.YES, inputs, f"Your learning covers {met} of {total} outcomes.", f"{told}.")
    return Answer(
        Verdict.NO,
        inputs,
        f"Your learning covers {met} of {total} outcomes; {share:.0%} are asked.",
        f"{told}; {share:.0%} must be met.",
        "Evidence for the outcomes that are missing or partly met.",
    )


@rule("module_is_worth_assessing", Scope.MODULE, "R05", Needs(limits=("assess_coverage", "outcome_partly")))
def module_is_worth_assessing(facts: Facts) -> Answer:
    """Enough of the module is met or partly met for a person to look at it."""
    coverage = facts.coverage
    least = facts.limit("assess_coverage").value
    if coverage is None or not coverage.outcomes:
        return _no_outcomes()
    met, partly, total = coverage.count(Extent.MET), coverage.count(Extent.PARTLY), len(coverage.outcomes)
    # One division: two rounded shares can add up to less than the share that they are.
    share = (2 * met + partly) / (2 * total)
    inputs = (
        RuleInput("outcomes met", f"{met} of {total}"),
        RuleInput("outcomes partly met", f"{partly} of {total}"),
        RuleInput("share from which a person looks", f"{least:.0%}"),
        RuleInput("similarity for partly met", f"{facts.limit('outcome_partly').value:g}"),
    )
    told = f"{share:.0%} of the module is covered, partly met outcomes counted half; {least:.0%} are asked."
    if share >= least:
        return Answer(Verdict.YES, inputs, told, told)
    return Answer(Verdict.NO, inputs, told, told, "Evidence for the outcomes that are missing.")


@rule(
    "each_outcome_is_covered",
    Scope.MODULE,
    "R06",
    Needs(settings={"least_extent_of_each_outcome": SettingKind.WORD}),
)
def each_outcome_is_covered(facts: Facts) -> Answer:
    """No outcome of the module is left out: each is met, or partly met where that is enough."""
    coverage = facts.coverage
    least = facts.word("least_extent_of_each_outcome", (Extent.MET.value, Extent.PARTLY.value))
    if coverage is None or not coverage.outcomes:
        return _no_outcomes()
    enough = {Extent.MET} if least == Extent.MET.value else {Extent.MET, Extent.PARTLY}
    short = [covered for covered in coverage.outcomes if covered.extent not in enough]
    unread = [covered for covered in short if covered.extent is Extent.UNREAD]
    total = len(coverage.outcomes)
    inputs = (
        RuleInput("outcomes covered", f"{total - len(short)} of {total}"),
        RuleInput("asked of each", least),
    )
    if not short:
        return Answer(Verdict.YES, inputs, "Every outcome is covered.", f"Each is at least {least}.")
    change = "Evidence for: " + " ".join(covered.outcome.text for covered in short)
    if len(unread) == len(short):
        told = f"{len(unread)} of {total} outcomes could not be compared."
        return Answer(Verdict.UNKNOWN, inputs, told, told, change)
    told = f"{len(short)} of {total} outcomes are not covered; each must be at least {least}."
    return Answer(Verdict.NO, inputs, told, told, change)


@rule(
    "module_may_be_awarded",
    Scope.MODULE,
    "R04",
    Needs(settings={"modules_taken_here": SettingKind.WORDS}),
)
def module_may_be_awarded(facts: Facts) -> Answer:
    """The module is not one that must be taken here, such as a capstone, dissertation or thesis."""
    module = module_of(facts)
    kept = {word.casefold() for word in facts.words("modules_taken_here")}
    barred = sorted(kept & {tag.casefold() for tag in module.tags})
    inputs = (
        RuleInput("tags of the module", ", ".join(module.tags) or "none"),
        RuleInput("kept for learning here", ", ".join(sorted(kept)) or "none"),
    )
    if barred:
        told = f"This module must be taken here ({', '.join(barred)})."
        return Answer(Verdict.NO, inputs, told, told, "Nothing: the policy keeps this module out.")
    named = sorted(kept & set(module.title.casefold().replace("-", " ").split()))
    if named:
        told = f"The title speaks of a {named[0]}, but the catalogue does not tag the module as one."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"A tag that says whether it is a {named[0]}.")
    return Answer(Verdict.YES, inputs, "The module can be awarded.", "Not tagged as a module taken here.")


@rule("module_is_before_final_stage", Scope.MODULE, "R02", Needs(office_fact=True))
def module_is_before_final_stage(facts: Facts) -> Answer:
    """The module does not belong to the final stage of the programme, which is taken here."""
    module = module_of(facts)
    stages = facts.programme.stages if facts.programme is not None else ()
    wanted = module.stage.casefold()
    stage = next((s for s in stages if wanted and s.name.casefold() == wanted), None)
    inputs = (
        RuleInput("stage of the module", module.stage or "not stated"),
        RuleInput("final stage", ", ".join(s.name for s in stages if s.final) or "not stated"),
    )
    if stage is None or stage.final is None:
        told = "It is not stated whether the module belongs to the final stage."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The stage of the module in the catalogue.")
    if stage.final:
        told = f"The module belongs to the final stage, {stage.name!r}, which is taken here."
        return Answer(Verdict.NO, inputs, told, told, "Nothing: the policy keeps the final stage out.")
    told = f"The module belongs to the stage {stage.name!r}, which is not the final one."
    return Answer(Verdict.YES, inputs, told, told)


@rule(
    "professional_body_consents",
    Scope.MODULE,
    "R17",
    Needs(settings={"tags_of_professional_modules": SettingKind.WORDS}),
)
def professional_body_consents(facts: Facts) -> Answer:
    """Where a professional body accredits the module, its consent to the award is on file."""
    module = module_of(facts)
    consents = facts.circumstances.consents
    body = module.professional_body
    tags = {tag.casefold() for tag in module.tags}
    tagged = [tag for tag in facts.words("tags_of_professional_modules") if tag.casefold() in tags]
    inputs = (
        RuleInput("professional body", body or "none named"),
        RuleInput("consents on file", ", ".join(consents) or "none"),
        RuleInput("tags of the module", ", ".join(module.tags) or "none"),
    )
    if body and body.casefold() in {each.casefold() for each in consents}:
        return Answer(Verdict.YES, inputs, f"{body} consents.", f"The consent of {body} is on file.")
    if body:
        told = f"The award needs the consent of {body}, which is not on file."
        return Answer(Verdict.NO, inputs, told, told, f"The consent of {body}.")
    if tagged:
        told = f"The module is tagged {tagged[0]!r}, but the catalogue does not name the professional body."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The professional body and its consent.")
    told = "No professional body has to consent."
    return Answer(Verdict.YES, inputs, told, "The catalogue names no professional body for the module.")


@rule("earlier_decision_was_an_award", Scope.MODULE, "R22", Needs(limits=("precedent_years",)))
def earlier_decision_was_an_award(facts: Facts) -> Answer:
    """The last decision on the same credential and module was an award."""
    years = facts.limit("precedent_years").value
    found = _last_decision(facts, years)
    inputs = (
        RuleInput("earlier decision", f"{found.id}: {found.award}" if found is not None else "none found"),
        RuleInput("years that count", f"{years:g}"),
    )
    if found is None:
        told = "No earlier decision on this credential and module is known."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "Nothing; the case is decided by itself.")
    told = f"Decision {found.id} of {found.decided} on {found.credential_title!r}: {found.award}."
    if found.award in _GRANTS:
        return Answer(Verdict.YES, inputs, "A like case was decided before.", told)
    change = "What is different in this case from the earlier one."
    return Answer(Verdict.NO, inputs, "A like case was decided differently before.", told, change)


def _last_decision(facts: Facts, years: float) -> Precedent | None:
    code = plain(module_of(facts).id)
    same = [
        each
        for each in facts.precedents
        if plain(each.module_id) == code
        and each.decided <= facts.on <= anniversary(each.decided, years)
        and any(speaks_of(each, credential) for credential in facts.credentials)
    ]
    return max(same, key=lambda each: (each.decided, each.id), default=None)


def _share_asked(facts: Facts) -> tuple[float, str]:
    """Return the share of outcomes asked, and a doubt where it depends on a fact that is not stated."""
    share = facts.limit("min_coverage").value
    core = facts.module.core if facts.module is not None else None
    if not facts.says("all_outcomes_of_core_modules") or core is False:
        return share, ""
    if core:
        return 1.0, ""
    return share, "Every outcome of a core module is asked, and the catalogue does not say whether it is one."


def _no_outcomes() -> Answer:
    return Answer(
        Verdict.UNKNOWN,
        (),
        "The module states no learning outcomes.",
        "The module states no learning outcomes to compare.",
        "The module's learning outcomes.",
    )
