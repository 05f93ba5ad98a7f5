"""Skills taxonomies: which there are, how they come into the cache, and reading them there."""

from skillmap.taxonomy.difference import diff
from skillmap.taxonomy.framework import (
    InstalledFramework,
    framework_names,
    install_framework,
    verify_framework,
)
from skillmap.taxonomy.install import install, verify
from skillmap.taxonomy.manifest import TaxonomyManifest, read_manifest, taxonomy_names
from skillmap.taxonomy.migrate import migrate
from skillmap.taxonomy.taxonomy import (
    Taxonomy,
    TaxonomyEntry,
    UnknownSkillError,
    installed_frameworks,
    shipped_taxonomies,
)

__all__ = [
    "InstalledFramework",
    "Taxonomy",
    "TaxonomyEntry",
    "TaxonomyManifest",
    "UnknownSkillError",
    "diff",
    "framework_names",
    "install",
    "install_framework",
    "installed_frameworks",
    "migrate",
    "read_manifest",
    "shipped_taxonomies",
    "taxonomy_names",
    "verify",
    "verify_framework",
]
