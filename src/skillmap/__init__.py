"""Skills profiling and recognition of prior learning.

>>> import skillmap
>>> engine = skillmap.Engine(policy="example-university")           # doctest: +SKIP
>>> documents = skillmap.read_credentials("badge.json")             # doctest: +SKIP
>>> programme, _ = skillmap.read_programme("bsc-data.csv")          # doctest: +SKIP
>>> advice = engine.recommend(documents[0].credentials, programme)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from skillmap.domain import (
        Advice,
        Award,
        Completeness,
        CompletenessItem,
        Credential,
        DecidedCase,
        Document,
        ErrorBound,
        ItemState,
        LearningOutcome,
        Match,
        Module,
        Profile,
        Programme,
        Recommendation,
        Register,
        RegisterEntry,
        Skill,
        Statement,
        StatementMatches,
        Target,
        Verification,
    )
    from skillmap.engine import SKILL_THRESHOLD, Engine
    from skillmap.errors import SkillmapError
    from skillmap.formats import (
        read_credentials,
        read_document,
        read_document_from,
        read_programme,
        readers,
    )
    from skillmap.frameworks import (
        CompletenessProfile,
        assess,
        completeness_profile_names,
        load_completeness_profile,
        load_register,
        register_names,
    )
    from skillmap.json_values import plain
    from skillmap.matching import (
        COURSE_TO_COURSE,
        OUTCOME_TO_OUTCOME,
        STATEMENT_TO_SKILL,
        STATEMENT_TO_SKILL_IN_CONTEXT,
        Costs,
        Learned,
        Matcher,
        Recipe,
        VectorStore,
        build_index,
        context_of,
        encoders,
        make_encoder,
        reranker_of,
        scorers,
    )
    from skillmap.recognition import Policy, bound_for, list_policies, load_policy, rules
    from skillmap.report import explain, questions_to_issuer, render_advice, render_profile
    from skillmap.taxonomy import Taxonomy
    from skillmap.verification import (
        KnownDocuments,
        TrustList,
        VerificationSettings,
        load_known_documents,
        load_trust_list,
        verify_document,
    )

# Where each public name lives. They are imported on first use: `import skillmap` takes milliseconds, and a
# command that only reads a badge pays for no matcher.
_HOMES = {
    "skillmap.domain": (
        "Advice Award Completeness CompletenessItem Credential DecidedCase Document ErrorBound ItemState "
        "LearningOutcome Match Module Profile Programme Recommendation Register RegisterEntry Skill "
        "Statement StatementMatches Target Verification"
    ),
    "skillmap.engine": "SKILL_THRESHOLD Engine",
    "skillmap.errors": "SkillmapError",
    "skillmap.formats": "read_credentials read_document read_document_from read_programme readers",
    "skillmap.frameworks": (
        "CompletenessProfile assess completeness_profile_names load_completeness_profile load_register "
        "register_names"
    ),
    "skillmap.matching": (
        "COURSE_TO_COURSE Costs Learned Matcher OUTCOME_TO_OUTCOME Recipe STATEMENT_TO_SKILL "
        "STATEMENT_TO_SKILL_IN_CONTEXT VectorStore build_index context_of encoders make_encoder reranker_of "
        "scorers"
    ),
    "skillmap.recognition": "Policy bound_for list_policies load_policy rules",
    "skillmap.json_values": "plain",
    "skillmap.report": "explain questions_to_issuer render_advice render_profile",
    "skillmap.taxonomy": "Taxonomy",
    "skillmap.verification": (
        "KnownDocuments TrustList VerificationSettings load_known_documents load_trust_list verify_document"
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "COURSE_TO_COURSE",
    "OUTCOME_TO_OUTCOME",
    "SKILL_THRESHOLD",
    "STATEMENT_TO_SKILL",
    "STATEMENT_TO_SKILL_IN_CONTEXT",
    "Advice",
    "Award",
    "Completeness",
    "CompletenessItem",
    "CompletenessProfile",
    "Costs",
    "Credential",
    "DecidedCase",
    "Document",
    "Engine",
    "ErrorBound",
    "ItemState",
    "KnownDocuments",
    "Learned",
    "LearningOutcome",
    "Match",
    "Matcher",
    "Module",
    "Policy",
    "Profile",
    "Programme",
    "Recipe",
    "Recommendation",
    "Register",
    "RegisterEntry",
    "Skill",
    "SkillmapError",
    "Statement",
    "StatementMatches",
    "Target",
    "Taxonomy",
    "TrustList",
    "VectorStore",
    "Verification",
    "VerificationSettings",
    "__version__",
    "assess",
    "bound_for",
    "build_index",
    "completeness_profile_names",
    "context_of",
    "encoders",
    "explain",
    "list_policies",
    "load_completeness_profile",
    "load_known_documents",
    "load_policy",
    "load_register",
    "load_trust_list",
    "make_encoder",
    "plain",
    "questions_to_issuer",
    "read_credentials",
    "read_document",
    "read_document_from",
    "read_programme",
    "readers",
    "register_names",
    "render_advice",
    "render_profile",
    "reranker_of",
    "rules",
    "scorers",
    "verify_document",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'skillmap' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
