"""Deciding what to suggest: policies, rules, coverage, awards."""

from skillmap.recognition.application import Application, Dossier, apply, consider, thresholds_of
from skillmap.recognition.bound import (
    DecidedCases,
    bound_for,
    decided_cases,
    module_score,
    outcome_score,
)
from skillmap.recognition.catalogue_units import with_stated_units
from skillmap.recognition.coverage import Cover, compare, course_statement, module_targets, outcome_targets
from skillmap.recognition.error_of_awards import bound_of, decided_by
from skillmap.recognition.experience import Nearness, evidence_sheets, outcome_evidence, placed_in, settled
from skillmap.recognition.policy import Policy, PolicyRule, appeal_of, list_policies, load_policy, policy_file
from skillmap.recognition.recommend import Suggested, recommend, suggest_all
from skillmap.recognition.rule import Answer, Facts, Rule, Scope, rule, rules
from skillmap.recognition.scenarios import (
    Scenario,
    ScenarioResult,
    read_scenarios,
    run_scenarios,
    scenario_file,
)
from skillmap.recognition.standing import standings
from skillmap.recognition.stated import StatedCover
from skillmap.recognition.what_if import Variant, WhatIf, compare_variants

__all__ = [
    "Answer",
    "Application",
    "Cover",
    "DecidedCases",
    "Dossier",
    "Facts",
    "Nearness",
    "Policy",
    "PolicyRule",
    "Rule",
    "Scenario",
    "ScenarioResult",
    "Scope",
    "StatedCover",
    "Suggested",
    "Variant",
    "WhatIf",
    "appeal_of",
    "apply",
    "bound_for",
    "bound_of",
    "compare",
    "compare_variants",
    "consider",
    "course_statement",
    "decided_by",
    "decided_cases",
    "evidence_sheets",
    "list_policies",
    "load_policy",
    "module_score",
    "module_targets",
    "outcome_evidence",
    "outcome_score",
    "outcome_targets",
    "placed_in",
    "policy_file",
    "read_scenarios",
    "recommend",
    "rule",
    "rules",
    "run_scenarios",
    "scenario_file",
    "settled",
    "standings",
    "suggest_all",
    "thresholds_of",
    "with_stated_units",
]
