"""From what is held to what is aimed at, and candidates beside a role."""

from skillmap.pathways.criterion import STATED, Criterion, criteria
from skillmap.pathways.crosswalk import (
    OCCUPATION_THRESHOLD,
    Crossing,
    CrosswalkTerms,
    OccupationHierarchy,
    concepts_of,
    names_of,
    occupation_targets,
)
from skillmap.pathways.evidence_table import SHOWN, Bounds, candidate_of, evidence_table, need_targets
from skillmap.pathways.fairness import adverse_impact
from skillmap.pathways.fit_evidence import (
    Brought,
    named_skills,
    needs_shown,
    said_by,
    skills_shown,
    table_targets,
    taught_needs,
    taught_skills,
)
from skillmap.pathways.gap import Bringing, gap_of
from skillmap.pathways.likeness import Likeness, likeness_of
from skillmap.pathways.need_table import NeedTable, needs_of_targets, needs_of_taxonomy
from skillmap.pathways.offers import Offered, offers_of, with_facts
from skillmap.pathways.placement import SkillReading, placement, side_by_side
from skillmap.pathways.plan import alternatives, plan
from skillmap.pathways.rank import Terms, rank
from skillmap.pathways.reverse import REACH, FitTerms, Teaching, fitting
from skillmap.pathways.skill_needs import NEAREST, SkillNeedMatcher
from skillmap.pathways.skill_sets import compare_skills, module_sets, skill_set
from skillmap.pathways.targets import (
    advertisement_target,
    module_target,
    occupation_in,
    occupation_target,
    programme_target,
)

__all__ = [
    "NEAREST",
    "OCCUPATION_THRESHOLD",
    "REACH",
    "SHOWN",
    "STATED",
    "Bounds",
    "Bringing",
    "Brought",
    "Criterion",
    "Crossing",
    "CrosswalkTerms",
    "FitTerms",
    "Likeness",
    "NeedTable",
    "OccupationHierarchy",
    "Offered",
    "SkillNeedMatcher",
    "SkillReading",
    "Teaching",
    "Terms",
    "adverse_impact",
    "advertisement_target",
    "alternatives",
    "candidate_of",
    "compare_skills",
    "concepts_of",
    "criteria",
    "evidence_table",
    "fitting",
    "gap_of",
    "likeness_of",
    "module_sets",
    "module_target",
    "named_skills",
    "names_of",
    "need_targets",
    "needs_of_targets",
    "needs_of_taxonomy",
    "needs_shown",
    "occupation_in",
    "occupation_target",
    "occupation_targets",
    "offers_of",
    "placement",
    "plan",
    "programme_target",
    "rank",
    "said_by",
    "side_by_side",
    "skill_set",
    "skills_shown",
    "table_targets",
    "taught_needs",
    "taught_skills",
    "with_facts",
]
