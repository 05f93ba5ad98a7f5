"""Skills held: what an issuer names counts only where it is a skill."""

from __future__ import annotations

import pytest

from skillmap import Engine
from skillmap.domain import Alignment, Credential, Source

SOURCE = Source("badge.json", "open-badges-3", "0" * 64)


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        (None, ["bake bread"]),
        ("CFItem", ["bake bread"]),
        ("ceasn:Competency", ["bake bread"]),
        ("ext:Skill", ["bake bread"]),
        ("CFRubric", []),
        ("CFRubricCriterion", []),
        ("CFRubricCriterionLevel", []),
        ("ceterms:Credential", []),
    ],
)
def test_a_link_to_a_rubric_or_a_credential_is_no_skill(kind: str | None, held: list[str]) -> None:
    link = Alignment("bake bread", "https://s.example/bake", kind=kind)
    credential = Credential("c", "Bread", SOURCE, alignments=(link,))

    profile = Engine().profile([credential])

    assert [holding.skill.label for holding in profile.holdings] == held
