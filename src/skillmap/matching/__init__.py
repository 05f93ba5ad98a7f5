"""Matching statements against targets; knows neither taxonomies nor modules."""

from skillmap.matching.abstention import Costs, Course, by_cost
from skillmap.matching.bearing import Bearing, bearing_of
from skillmap.matching.confidence import (
    NOT_ASKED,
    Candidate,
    Confidence,
    ConfidenceModel,
    candidate_of,
    confidence_of,
    confidence_tasks,
    features_of,
    read_confidence,
    recipe_fingerprint,
    shipped_confidence,
)
from skillmap.matching.context import ContextModel, context_of
from skillmap.matching.encoder import Encoder, RememberingEncoder, Startable, encoders, make_encoder
from skillmap.matching.hierarchy import Hierarchy
from skillmap.matching.index import TargetIndex, build_index, load_index, save_index
from skillmap.matching.kept_nearest import nearest_kept
from skillmap.matching.matcher import Comparison, Learned, Matcher
from skillmap.matching.reading import Reading
from skillmap.matching.recipe import (
    COURSE_TO_COURSE,
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    STATEMENT_TO_SKILL_IN_CONTEXT,
    Recipe,
)
from skillmap.matching.relation import relation_of
from skillmap.matching.reranking import Reranker, reranker_of
from skillmap.matching.scorer import Scorer, scorers
from skillmap.matching.vectors import Progress, StoringEncoder, VectorStore

__all__ = [
    "COURSE_TO_COURSE",
    "NOT_ASKED",
    "OUTCOME_TO_OUTCOME",
    "STATEMENT_TO_SKILL",
    "STATEMENT_TO_SKILL_IN_CONTEXT",
    "Bearing",
    "Candidate",
    "Comparison",
    "Confidence",
    "ConfidenceModel",
    "ContextModel",
    "Costs",
    "Course",
    "Encoder",
    "Hierarchy",
    "Learned",
    "Matcher",
    "Progress",
    "Reading",
    "Recipe",
    "RememberingEncoder",
    "Reranker",
    "Scorer",
    "Startable",
    "StoringEncoder",
    "TargetIndex",
    "VectorStore",
    "bearing_of",
    "build_index",
    "by_cost",
    "candidate_of",
    "confidence_of",
    "confidence_tasks",
    "context_of",
    "encoders",
    "features_of",
    "load_index",
    "make_encoder",
    "nearest_kept",
    "read_confidence",
    "recipe_fingerprint",
    "relation_of",
    "reranker_of",
    "save_index",
    "scorers",
    "shipped_confidence",
]
