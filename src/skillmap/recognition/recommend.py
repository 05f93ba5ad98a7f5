"""From coverage and rules to a suggestion for each module and a word on each credential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from skillmap.domain import (
    Award,
    Coverage,
    Credential,
    CredentialStanding,
    Extent,
    Module,
    Programme,
    Recommendation,
    RuleResult,
    Standing,
)
from skillmap.matching import Matcher
from skillmap.recognition.coverage import Grid, Thresholds, compare
from skillmap.recognition.policy import Policy
from skillmap.recognition.rule import Facts, Scope, apply_rules

_AWARDS = (Award.SPECIFIED_CREDIT, Award.EXEMPTION)


@dataclass(frozen=True)
class Application:
    """One applicant's credentials before one programme, with what the rules said of each credential."""

    grid: Grid
    policy: Policy
    on: date
    rules: tuple[tuple[RuleResult, ...], ...]
    """For each credential, the results of the rules about credentials."""

    @property
    def programme(self) -> Programme:
        """The programme applied to."""
        return self.grid.programme

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """What the applicant brings."""
        return self.grid.credentials

    def standing(self, position: int) -> Standing:
        """Return whether a credential can support an award at all."""
        if any(result.blocks for result in self.rules[position]):
            return Standing.SET_ASIDE
        return Standing.REFER if any(result.refers for result in self.rules[position]) else Standing.CLEAR

    def pool(self, *standings: Standing) -> tuple[int, ...]:
        """Return the positions of the credentials with one of these standings."""
        return tuple(p for p in range(len(self.credentials)) if self.standing(p) in standings)


def apply(
    credentials: tuple[Credential, ...], programme: Programme, matcher: Matcher, policy: Policy, on: date
) -> Application:
    """Compare the credentials with the programme and ask the rules about each credential."""
    thresholds = Thresholds(policy.limit("outcome_met", on).value, policy.limit("outcome_partly", on).value)
    grid = compare(credentials, programme, matcher, thresholds)
    rules = tuple(
        apply_rules(Scope.CREDENTIAL, Facts(policy, on, (credential,))) for credential in credentials
    )
    return Application(grid, policy, on, rules)


def recommend(application: Application) -> tuple[Recommendation, ...]:
    """Return one suggestion for each module: awards first, the strongest first; then by nearness."""
    suggested = sorted(
        (_suggest(application, module) for module in application.programme.modules), key=_strength
    )
    return tuple(sorted(_within_limits(application, suggested), key=_strength))


def standings(
    application: Application, recommendations: Sequence[Recommendation]
) -> tuple[CredentialStanding, ...]:
    """Return what became of each credential, in the order given."""
    return tuple(_standing(application, p, recommendations) for p in range(len(application.credentials)))


def _suggest(application: Application, module: Module) -> Recommendation:
    clear = application.pool(Standing.CLEAR)
    usable = application.pool(Standing.CLEAR, Standing.REFER)
    first = _with(application, module, clear)
    if first.award in _AWARDS or usable == clear:
        return first
    second = _with(application, module, usable)
    # Evidence that needs a person first is leaned on only where it covers more.
    better = (second.coverage.count(Extent.MET), second.coverage.count(Extent.PARTLY)) > (
        first.coverage.count(Extent.MET),
        first.coverage.count(Extent.PARTLY),
    )
    return second if better else replace(first, nearness=second.nearness)


def _with(application: Application, module: Module, pool: tuple[int, ...]) -> Recommendation:
    grid = application.grid
    chosen = grid.smallest_set(module, pool)
    coverage = grid.coverage(module, chosen or pool)
    relied = tuple(application.credentials[position] for position in chosen)
    results: tuple[RuleResult, ...] = ()
    if relied:
        facts = Facts(application.policy, application.on, relied, application.programme, module, coverage)
        results = (
            *(result for position in chosen for result in application.rules[position]),
            *apply_rules(Scope.MODULE, facts),
        )
    award = _award(application, coverage, relied, results)
    return Recommendation(
        module_id=module.id,
        module_title=module.title,
        award=award,
        credit=module.credit if award is Award.SPECIFIED_CREDIT else None,
        credential_ids=tuple(credential.id for credential in relied) if award is not Award.NONE_FOUND else (),
        coverage=coverage,
        rules=results,
        reason=_reason(award, coverage, results),
        changes=_changes(coverage, results),
        nearness=grid.nearness(module, pool),
    )


def _award(
    application: Application,
    coverage: Coverage,
    relied: tuple[Credential, ...],
    results: tuple[RuleResult, ...],
) -> Award:
    policy, on = application.policy, application.on
    enough = coverage.share >= policy.limit("min_coverage", on).value
    partly = coverage.count(Extent.PARTLY) / (2 * len(coverage.outcomes)) if coverage.outcomes else 0.0
    some = coverage.share + partly >= policy.limit("assess_coverage", on).value
    if not relied or not (enough or some) or any(result.blocks for result in results):
        return Award.NONE_FOUND
    if not enough or any(result.refers for result in results):
        return Award.ASSESS
    carries_credit = all(credential.credit is not None for credential in relied)
    return Award.SPECIFIED_CREDIT if carries_credit else Award.EXEMPTION


def _within_limits(application: Application, suggested: Sequence[Recommendation]) -> list[Recommendation]:
    modules = {module.id: module for module in application.programme.modules}
    by_id = {credential.id: credential for credential in application.credentials}
    before = 0.0
    kept = []
    for recommendation in suggested:
        if recommendation.award not in _AWARDS:
            kept.append(recommendation)
            continue
        module = modules[recommendation.module_id]
        relied = tuple(by_id[credential_id] for credential_id in recommendation.credential_ids)
        facts = Facts(
            application.policy,
            application.on,
            relied,
            application.programme,
            module,
            recommendation.coverage,
            before,
        )
        capped = _capped(recommendation, apply_rules(Scope.PROGRAMME, facts))
        if capped.award in _AWARDS and module.credit is not None:
            before += module.credit.amount
        kept.append(capped)
    return kept


def _capped(recommendation: Recommendation, results: tuple[RuleResult, ...]) -> Recommendation:
    rules = (*recommendation.rules, *results)
    award = recommendation.award
    if any(result.blocks for result in results):
        award = Award.NONE_FOUND
    elif any(result.refers for result in results):
        award = Award.ASSESS
    return replace(
        recommendation,
        award=award,
        credit=recommendation.credit if award is Award.SPECIFIED_CREDIT else None,
        rules=rules,
        reason=_reason(award, recommendation.coverage, rules),
        changes=_changes(recommendation.coverage, rules),
    )


def _strength(recommendation: Recommendation) -> tuple[float | str, ...]:
    awarded = recommendation.award in _AWARDS
    return (
        0 if awarded else 1,
        -recommendation.coverage.share if awarded else 0.0,
        -recommendation.nearness,
        recommendation.module_id,
    )


def _reason(award: Award, coverage: Coverage, results: Sequence[RuleResult]) -> str:
    counted = f"{coverage.count(Extent.MET)} of {len(coverage.outcomes)} outcomes met"
    if coverage.count(Extent.PARTLY):
        counted += f", {coverage.count(Extent.PARTLY)} partly"
    blocking = [result for result in results if result.blocks]
    if blocking:
        return f"{counted}, but: {blocking[0].for_staff}"
    referring = [result for result in results if result.refers and result.rule != "outcomes_are_covered"]
    if award is Award.ASSESS and referring:
        return f"{counted}; refer to an assessor: {' '.join(result.for_staff for result in referring)}"
    if award is Award.ASSESS:
        return f"{counted}; refer to an assessor for the rest."
    if award is Award.NONE_FOUND:
        return f"{counted}: too few to suggest anything."
    return f"{counted} and every rule of the policy says yes."


def _changes(coverage: Coverage, results: Sequence[RuleResult]) -> tuple[str, ...]:
    missing = [
        f"Evidence for: {covered.outcome.text}"
        for covered in coverage.outcomes
        if covered.extent is not Extent.MET
    ]
    from_rules = [
        result.change
        for result in results
        if (result.blocks or result.refers) and result.change and result.rule != "outcomes_are_covered"
    ]
    return tuple(dict.fromkeys([*from_rules, *missing]))


def _standing(
    application: Application, position: int, recommendations: Sequence[Recommendation]
) -> CredentialStanding:
    credential = application.credentials[position]
    supports = tuple(r.module_id for r in recommendations if credential.id in r.credential_ids)
    nearest = _nearest(application, position)
    return CredentialStanding(
        credential=credential,
        standing=application.standing(position),
        rules=application.rules[position],
        supports=supports,
        nearest_module_id=nearest.id if nearest is not None else None,
        nearest_coverage=application.grid.coverage(nearest, (position,)) if nearest is not None else None,
        note=_note(application, position, nearest, [r for r in recommendations if r.module_id in supports]),
    )


def _nearest(application: Application, position: int) -> Module | None:
    grid = application.grid
    if position not in grid.owners or not application.programme.modules:
        return None
    return max(
        application.programme.modules, key=lambda module: (grid.nearness(module, (position,)), module.id)
    )


def _note(
    application: Application, position: int, nearest: Module | None, supported: Sequence[Recommendation]
) -> str:
    if supported:
        return "Supports: " + "; ".join(
            f"{r.award.value} for {r.module_id} {r.module_title}" for r in supported
        )
    if nearest is None:
        return "Could not read: no learning outcome that can be compared."
    coverage = application.grid.coverage(nearest, (position,))
    best = max(
        (found.match.similarity for found in coverage.outcomes if found.match is not None), default=0.0
    )
    met = coverage.count(Extent.MET)
    told = (
        f"nearest module {nearest.id} {nearest.title}: {met} of {len(coverage.outcomes)} outcomes met, "
        f"{coverage.count(Extent.PARTLY)} partly; best similarity {best:.2f}, "
        f"{application.grid.thresholds.met:.2f} counts as met"
    )
    blocking = [result for result in application.rules[position] if result.blocks]
    if blocking:
        return f"{blocking[0].for_staff} Nothing suggested; {told}."
    return f"Nothing suggested; {told}."
