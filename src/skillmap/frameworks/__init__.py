"""Levels and credit schemes, read from ``taxonomies/``."""

from skillmap.frameworks.credit import hours_of
from skillmap.frameworks.levels import eqf_interval, is_at_least

__all__ = ["eqf_interval", "hours_of", "is_at_least"]
