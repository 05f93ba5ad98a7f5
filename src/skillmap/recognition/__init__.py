"""Deciding what to suggest: policies, rules, coverage, awards."""

from skillmap.recognition.bound import (
    DecidedCases,
    bound_for,
    decided_cases,
    module_score,
    outcome_score,
)
from skillmap.recognition.coverage import course_statement, module_targets, outcome_targets
from skillmap.recognition.policy import Policy, list_policies, load_policy
from skillmap.recognition.recommend import apply, recommend, standings
from skillmap.recognition.rule import Answer, Facts, Rule, Scope, rule, rules

__all__ = [
    "Answer",
    "DecidedCases",
    "Facts",
    "Policy",
    "Rule",
    "Scope",
    "apply",
    "bound_for",
    "course_statement",
    "decided_cases",
    "list_policies",
    "load_policy",
    "module_score",
    "module_targets",
    "outcome_score",
    "outcome_targets",
    "recommend",
    "rule",
    "rules",
    "standings",
]
