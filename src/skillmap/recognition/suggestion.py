"""The suggestion for one module, were it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from skillmap.domain import (
    Award,
    Coverage,
    Credential,
    Extent,
    Module,
    Recommendation,
    RuleResult,
    Standing,
)
from skillmap.recognition.application import Application
from skillmap.recognition.caps import amount_in
from skillmap.recognition.error_of_awards import score_of
from skillmap.recognition.experience_cover import (
    contradicted,
    offered_for,
    shown_outcomes,
    with_experience,
)
from skillmap.recognition.reasons import changes_of, reason_of, route_of
from skillmap.recognition.rule import AwardCandidate, Scope, apply_rules

AWARDED = frozenset({Award.SPECIFIED_CREDIT, Award.EXEMPTION})
"""Awards for a named module."""
MOST_SETS = 2_000
"""Sets of credentials that are tried for one module, smallest first, before the search stops."""
MOST_ALTERNATIVES = 24
"""Sets that would each carry the award for one module; more are not looked for."""
NEAR_MODULES = 3
"""Other modules that are named beside a suggestion."""


def suggest(application: Application, module: Module) -> Recommendation:
    """Return what would be suggested for a module if it were the only one.

    Credentials that are clear come first. Where they cover most together but a rule refers, a smaller part of
    them that carries an award by itself is preferred, and one that carries credit to one that only exempts:
    further evidence never takes an award away. Evidence that needs a person first is leaned on only where it
    covers more.
    """
    clear = application.pool(Standing.CLEAR)
    usable = application.pool(Standing.CLEAR, Standing.REFER)
    first = _with_pool(application, module, clear)
    if first.award not in AWARDED or (first.award is Award.EXEMPTION and _has_credit(application, clear)):
        first = max((first, *alternatives(application, module)), key=_worth)
    if first.award in AWARDED or usable == clear:
        return first
    second = _with_pool(application, module, usable)
    return second if _covered(second) > _covered(first) else replace(first, nearness=second.nearness)


def alternatives(application: Application, module: Module) -> tuple[Recommendation, ...]:
    """Return the awards that rest on a set of clear credentials of which no part would do, smallest first."""
    found: list[tuple[int, ...]] = []
    suggested = []
    for chosen in _promising_sets(application, module):
        if any(set(smaller) <= set(chosen) for smaller in found):
            continue
        tried = _with_set(application, module, chosen, chosen)
        if tried.award in AWARDED:
            found.append(chosen)
            suggested.append(tried)
        if len(found) >= MOST_ALTERNATIVES:
            break
    return tuple(suggested)


def candidate_of(application: Application, suggested: Recommendation) -> AwardCandidate:
    """Return an award as a candidate for the best set of awards."""
    module = next(m for m in application.programme.modules if m.id == suggested.module_id)
    amount = amount_in(module.credit, application.programme.credit)
    return AwardCandidate(
        module, suggested.award, suggested.credential_ids, amount, by_experience=bool(suggested.evidence_ids)
    )


def _has_credit(application: Application, pool: Sequence[int]) -> bool:
    return any(application.credentials[position].credit is not None for position in pool)


def _worth(suggested: Recommendation) -> tuple[int, int, int]:
    rank = {Award.SPECIFIED_CREDIT: 2, Award.EXEMPTION: 1}.get(suggested.award, 0)
    return rank, *_covered(suggested)


def _covered(suggested: Recommendation) -> tuple[int, int]:
    return suggested.coverage.count(Extent.MET), suggested.coverage.count(Extent.PARTLY)


def _promising_sets(application: Application, module: Module) -> Iterator[tuple[int, ...]]:
    """Yield sets of clear credentials that meet enough outcomes, smallest first, then by ids."""
    cover = application.cover
    pool = sorted(application.pool(Standing.CLEAR), key=lambda p: (application.credentials[p].id, p))
    if not pool or not module.outcomes:
        return
    met = cover.strengths(module) >= cover.thresholds.met
    shown = shown_outcomes(application.dossier.portfolio, module)
    by_experience = np.array([outcome.id in shown for outcome in module.outcomes])
    least = application.policy.limit("min_coverage", application.on).value
    useful = [position for position in pool if met[position].any()]
    if (met[pool].any(axis=0) | by_experience).mean() < least:
        return
    tried = 0
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            tried += 1
            if tried > MOST_SETS:
                return
            if (met[list(chosen)].any(axis=0) | by_experience).mean() >= least:
                yield chosen


def _with_pool(application: Application, module: Module, pool: tuple[int, ...]) -> Recommendation:
    return _with_set(application, module, application.cover.smallest_set(module, pool), pool)


def _with_set(
    application: Application, module: Module, chosen: Sequence[int], pool: tuple[int, ...]
) -> Recommendation:
    relied = tuple(application.credentials[position] for position in chosen)
    shown = shown_outcomes(application.dossier.portfolio, module)
    coverage = with_experience(application.cover.coverage(module, chosen or pool), shown)
    evidence = tuple(sorted({item for items in shown.values() for item in items}))
    results = _results(application, module, chosen, coverage) if relied or evidence else ()
    offered = offered_for(application.dossier.portfolio, module)
    award = _award(application, coverage, bool(relied or evidence), results)
    if award is Award.NONE_FOUND and offered and not any(result.blocks for result in results):
        award = Award.ASSESS
    enough = _is_enough(application, coverage)
    named = award is not Award.NONE_FOUND
    return Recommendation(
        module_id=module.id,
        module_title=module.title,
        award=_by_credit(award, relied),
        credit=module.credit if _by_credit(award, relied) is Award.SPECIFIED_CREDIT else None,
        credential_ids=tuple(credential.id for credential in relied) if named else (),
        coverage=coverage,
        rules=results,
        reason=reason_of(award, coverage, results),
        changes=changes_of(coverage, results, _set_aside(application, module, coverage)),
        nearness=application.cover.nearness(module, pool),
        route=route_of(enough, coverage, offered) if award is Award.ASSESS else None,
        evidence_ids=evidence if named else (),
        score=score_of(coverage),
    )


def _results(
    application: Application, module: Module, chosen: Sequence[int], coverage: Coverage
) -> tuple[RuleResult, ...]:
    relied = tuple(application.credentials[position] for position in chosen)
    facts = replace(application.facts(relied), module=module, coverage=coverage)
    facts = replace(facts, precedents=application.precedents_on(module))
    about_credentials = (result for position in chosen for result in application.rules[position])
    return (*about_credentials, *apply_rules(Scope.MODULE, facts))


def _is_enough(application: Application, coverage: Coverage) -> bool:
    return coverage.share >= application.policy.limit("min_coverage", application.on).value


def _award(application: Application, coverage: Coverage, rests: bool, results: Sequence[RuleResult]) -> Award:
    enough = _is_enough(application, coverage)
    partly = coverage.count(Extent.PARTLY) / (2 * len(coverage.outcomes)) if coverage.outcomes else 0.0
    least = application.policy.limit("assess_coverage", application.on).value
    if not rests or not (enough or coverage.share + partly >= least) or any(r.blocks for r in results):
        return Award.NONE_FOUND
    if not enough or any(result.refers for result in results):
        return Award.ASSESS
    return Award.SPECIFIED_CREDIT


def _by_credit(award: Award, relied: tuple[Credential, ...]) -> Award:
    """Return an exemption where learning without credit would otherwise become credit."""
    if award is not Award.SPECIFIED_CREDIT:
        return award
    carries = bool(relied) and all(credential.credit is not None for credential in relied)
    return Award.SPECIFIED_CREDIT if carries else Award.EXEMPTION


def _set_aside(application: Application, module: Module, coverage: Coverage) -> tuple[str, ...]:
    """Return what evidence that cannot support an award would add, and why it cannot."""
    strengths = application.cover.strengths(module)
    open_ones = [n for n, covered in enumerate(coverage.outcomes) if covered.extent is not Extent.MET]
    told = []
    for position in application.pool(Standing.SET_ASIDE):
        more = int((strengths[position, open_ones] >= application.cover.thresholds.met).sum())
        if more:
            why = next(result.for_staff for result in application.rules[position] if result.blocks)
            title = application.credentials[position].title
            told.append(f"{title!r} would meet {more} more of the outcomes, but was set aside: {why}")
    return (*sorted(told), *contradicted(application.dossier.portfolio, module))


def with_near_modules(application: Application, suggested: Recommendation) -> Recommendation:
    """Return a suggestion with the other modules that its credentials meet at least partly, nearest first."""
    cover = application.cover
    pool = [p for p, each in enumerate(application.credentials) if each.id in suggested.credential_ids]
    if not pool:
        return suggested
    near = [
        (-cover.nearness(other, pool), other.id)
        for other in application.programme.modules
        if other.id != suggested.module_id
        and other.outcomes
        and (cover.strengths(other)[pool] >= cover.thresholds.partly).any()
    ]
    return replace(suggested, alternatives=tuple(code for _, code in sorted(near)[:NEAR_MODULES]))
