"""Matching statements against targets; knows neither taxonomies nor modules."""

from skillmap.matching.bearing import Bearing, bearing_of
from skillmap.matching.context import ContextModel, context_of
from skillmap.matching.encoder import Encoder, RememberingEncoder, Startable, encoders, make_encoder
from skillmap.matching.hierarchy import Hierarchy
from skillmap.matching.index import TargetIndex, build_index, load_index, save_index
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
from skillmap.matching.scorer import Scorer, scorers
from skillmap.matching.vectors import Progress, VectorStore

__all__ = [
    "COURSE_TO_COURSE",
    "OUTCOME_TO_OUTCOME",
    "STATEMENT_TO_SKILL",
    "STATEMENT_TO_SKILL_IN_CONTEXT",
    "Bearing",
    "Comparison",
    "ContextModel",
    "Encoder",
    "Hierarchy",
    "Learned",
    "Matcher",
    "Progress",
    "Reading",
    "Recipe",
    "RememberingEncoder",
    "Scorer",
    "Startable",
    "TargetIndex",
    "VectorStore",
    "bearing_of",
    "build_index",
    "context_of",
    "encoders",
    "load_index",
    "make_encoder",
    "relation_of",
    "save_index",
    "scorers",
]
