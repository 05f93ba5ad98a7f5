"""Skills taxonomies: which there are, how they come into the cache, and reading them there."""

from skillmap.taxonomy.install import install, verify
from skillmap.taxonomy.manifest import TaxonomyManifest, read_manifest, taxonomy_names
from skillmap.taxonomy.taxonomy import Taxonomy, TaxonomyEntry, UnknownSkillError, shipped_taxonomies

__all__ = [
    "Taxonomy",
    "TaxonomyEntry",
    "TaxonomyManifest",
    "UnknownSkillError",
    "install",
    "read_manifest",
    "shipped_taxonomies",
    "taxonomy_names",
    "verify",
]
