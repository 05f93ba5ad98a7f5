"""Criteria that count needs by how they are shown and what stands behind that."""

from __future__ import annotations

from skillmap.domain import EvidenceKind, Showing
from skillmap.pathways.criterion import file_criterion

file_criterion(
    "essential_shown",
    "How many essential needs are shown?",
    lambda need: need.essential and need.showing is Showing.SHOWN,
)
file_criterion(
    "essential_partly",
    "How many essential needs are partly shown?",
    lambda need: need.essential and need.showing is Showing.PARTLY,
)
file_criterion(
    "optional_shown",
    "How many optional needs are shown?",
    lambda need: not need.essential and need.showing is Showing.SHOWN,
)
file_criterion(
    "optional_partly",
    "How many optional needs are partly shown?",
    lambda need: not need.essential and need.showing is Showing.PARTLY,
)
file_criterion(
    "essential_documented",
    "How many essential needs are shown by a document, not by a claim?",
    lambda need: (
        need.essential and need.showing is Showing.SHOWN and need.kind not in (None, EvidenceKind.CLAIMED)
    ),
)
file_criterion(
    "essential_verified",
    "How many essential needs are shown by a document that was checked and holds?",
    lambda need: need.essential and need.showing is Showing.SHOWN and need.kind is EvidenceKind.VERIFIED,
)
file_criterion(
    "all_shown", "How many needs are shown, essential or not?", lambda need: need.showing is Showing.SHOWN
)
