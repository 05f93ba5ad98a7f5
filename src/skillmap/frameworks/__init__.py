"""Levels, credit schemes, completeness profiles and registers, read from ``taxonomies/``."""

from skillmap.frameworks.completeness import assess
from skillmap.frameworks.credit import (
    CreditRate,
    consistent,
    convert,
    credit_rate,
    credit_scheme,
    credit_schemes,
    hours_of,
)
from skillmap.frameworks.levels import (
    FrameworkLevel,
    compare_levels,
    eqf_interval,
    framework_level,
    is_at_least,
    level_frameworks,
    level_named,
)
from skillmap.frameworks.profiles import (
    CompletenessProfile,
    completeness_profile_names,
    load_completeness_profile,
)
from skillmap.frameworks.registers import find_entries, load_register, register_names
from skillmap.frameworks.volume import at_least, volume_verdict

__all__ = [
    "CompletenessProfile",
    "CreditRate",
    "FrameworkLevel",
    "assess",
    "at_least",
    "compare_levels",
    "completeness_profile_names",
    "consistent",
    "convert",
    "credit_rate",
    "credit_scheme",
    "credit_schemes",
    "eqf_interval",
    "find_entries",
    "framework_level",
    "hours_of",
    "is_at_least",
    "level_frameworks",
    "level_named",
    "load_completeness_profile",
    "load_register",
    "register_names",
    "volume_verdict",
]
