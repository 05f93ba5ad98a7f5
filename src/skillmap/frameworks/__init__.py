"""Levels, credit schemes, completeness profiles and registers, read from ``taxonomies/``."""

from skillmap.frameworks.completeness import assess
from skillmap.frameworks.credit import hours_of
from skillmap.frameworks.levels import eqf_interval, is_at_least
from skillmap.frameworks.profiles import (
    CompletenessProfile,
    completeness_profile_names,
    load_completeness_profile,
)
from skillmap.frameworks.registers import find_entries, load_register, register_names

__all__ = [
    "CompletenessProfile",
    "assess",
    "completeness_profile_names",
    "eqf_interval",
    "find_entries",
    "hours_of",
    "is_at_least",
    "load_completeness_profile",
    "load_register",
    "register_names",
]
