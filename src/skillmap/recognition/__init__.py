"""Deciding what to suggest: policies, rules, coverage, awards."""

from skillmap.recognition.coverage import outcome_targets
from skillmap.recognition.policy import Policy, list_policies, load_policy
from skillmap.recognition.recommend import apply, recommend, standings
from skillmap.recognition.rule import Answer, Facts, Rule, Scope, rule, rules

__all__ = [
    "Answer",
    "Facts",
    "Policy",
    "Rule",
    "Scope",
    "apply",
    "list_policies",
    "load_policy",
    "outcome_targets",
    "recommend",
    "rule",
    "rules",
    "standings",
]
