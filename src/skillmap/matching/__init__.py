"""Matching statements against targets; knows neither taxonomies nor modules."""

from skillmap.matching.bearing import Bearing, bearing_of
from skillmap.matching.encoder import Encoder, RememberingEncoder, Startable, encoders, make_encoder
from skillmap.matching.index import TargetIndex, build_index, load_index, save_index
from skillmap.matching.matcher import Comparison, Matcher
from skillmap.matching.reading import Reading
from skillmap.matching.recipe import COURSE_TO_COURSE, OUTCOME_TO_OUTCOME, STATEMENT_TO_SKILL, Recipe
from skillmap.matching.scorer import Scorer, scorers
from skillmap.matching.vectors import Progress, VectorStore

__all__ = [
    "COURSE_TO_COURSE",
    "OUTCOME_TO_OUTCOME",
    "STATEMENT_TO_SKILL",
    "Bearing",
    "Comparison",
    "Encoder",
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
    "encoders",
    "load_index",
    "make_encoder",
    "save_index",
    "scorers",
]
