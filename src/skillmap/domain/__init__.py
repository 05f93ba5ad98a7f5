"""The nouns of skillmap: frozen values with no input or output of their own."""

from skillmap.domain.credential import (
    Alignment,
    Assessment,
    Credential,
    Document,
    Evidence,
    Party,
)
from skillmap.domain.learning import LearningOutcome, Module, Programme
from skillmap.domain.match import (
    Match,
    MatchState,
    Reason,
    Span,
    Statement,
    StatementMatches,
    Target,
)
from skillmap.domain.profile import Holding, HoldingBasis, Profile
from skillmap.domain.recognition import (
    Advice,
    Award,
    Coverage,
    CredentialStanding,
    Effect,
    Extent,
    OutcomeCoverage,
    Recommendation,
    RuleInput,
    RuleResult,
    Standing,
    Verdict,
)
from skillmap.domain.skill import Skill, SkillType
from skillmap.domain.source import Finding, Origin, Severity, Source
from skillmap.domain.volume import Credit, Hours, HoursBasis, Level

__all__ = [
    "Advice",
    "Alignment",
    "Assessment",
    "Award",
    "Coverage",
    "Credential",
    "CredentialStanding",
    "Credit",
    "Document",
    "Effect",
    "Evidence",
    "Extent",
    "Finding",
    "Holding",
    "HoldingBasis",
    "Hours",
    "HoursBasis",
    "LearningOutcome",
    "Level",
    "Match",
    "MatchState",
    "Module",
    "Origin",
    "OutcomeCoverage",
    "Party",
    "Profile",
    "Programme",
    "Reason",
    "Recommendation",
    "RuleInput",
    "RuleResult",
    "Severity",
    "Skill",
    "SkillType",
    "Source",
    "Span",
    "Standing",
    "Statement",
    "StatementMatches",
    "Target",
    "Verdict",
]
