"""From what is held to what is aimed at, and candidates beside a role."""

from skillmap.pathways.criterion import STATED, Criterion, criteria
from skillmap.pathways.evidence_table import Bounds, candidate_of, evidence_table, need_targets
from skillmap.pathways.fairness import adverse_impact
from skillmap.pathways.gap import Bringing, gap_of
from skillmap.pathways.offers import Offered, offers_of, with_facts
from skillmap.pathways.plan import alternatives, plan
from skillmap.pathways.rank import Terms, rank
from skillmap.pathways.skill_needs import NEAREST, SkillNeedMatcher
from skillmap.pathways.skill_sets import compare_skills, skill_set
from skillmap.pathways.targets import (
    advertisement_target,
    module_target,
    occupation_in,
    occupation_target,
    programme_target,
)

__all__ = [
    "NEAREST",
    "STATED",
    "Bounds",
    "Bringing",
    "Criterion",
    "Offered",
    "SkillNeedMatcher",
    "Terms",
    "adverse_impact",
    "advertisement_target",
    "alternatives",
    "candidate_of",
    "compare_skills",
    "criteria",
    "evidence_table",
    "gap_of",
    "module_target",
    "need_targets",
    "occupation_in",
    "occupation_target",
    "offers_of",
    "plan",
    "programme_target",
    "rank",
    "skill_set",
    "with_facts",
]
