"""How alike roles and a profile are, beside a slow and obvious way to reckon it. Everything is invented."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing_encoder import HashingEncoder
from skillmap.domain import FitEvidence, PathTarget, SkillNeed, Statement, TargetKind
from skillmap.pathways import NeedTable, fitting, likeness_of, needs_of_targets
from skillmap.pathways.likeness import ASKED, NEAR, SHOWN, TITLE

Roles = dict[str, dict[str, bool]]
ENCODER = HashingEncoder()
WORDS = ("fold paper boats", "sharpen quills", "boil glue", "hum a tune", "fold paper hats")


def table(roles: Roles) -> NeedTable:
    targets = [
        PathTarget(
            name,
            name,
            TargetKind.ROLE,
            tuple(SkillNeed(f"s:{n}", n, essential) for n, essential in needs.items()),
        )
        for name, needs in roles.items()
    ]
    return needs_of_targets(targets, "invented")


def said(*texts: str) -> list[Statement]:
    return [Statement(f"st:{n}", text) for n, text in enumerate(texts)]


def cosine(one: str, other: str) -> float:
    first, second = ENCODER.encode([one, other])
    return float(first @ second)


def slowly(role: str, roles: Roles, texts: Sequence[str]) -> tuple[float, float, float]:
    essential = [need for need, is_essential in roles[role].items() if is_essential]
    counting = [needs for needs in roles.values() if any(needs.values())]
    rarity = {
        need: math.log1p(len(counting) / sum(needs.get(need, False) for needs in counting))
        for need in essential
    }
    asked = sum(max(cosine(text, need) for need in essential) for text in texts) / len(texts)
    shown = sum(rarity[need] * max(cosine(text, need) for text in texts) for need in essential)
    whole = ENCODER.encode(texts).sum(axis=0)
    whole = whole / (np.linalg.norm(whole) or 1.0)
    title = float(ENCODER.encode([role])[0] @ whole)
    return asked, shown / sum(rarity.values()), title


NEEDS = st.dictionaries(st.sampled_from(WORDS), st.booleans(), min_size=1)
ROLES = st.dictionaries(st.sampled_from(["boat folder", "quill smith", "glue cook"]), NEEDS, min_size=1)


@given(roles=ROLES, texts=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_the_parts_are_those_of_plain_reckoning(roles: Roles, texts: list[str]) -> None:
    alike = likeness_of(table(roles), said(*texts), ENCODER.encode)

    expected = {name: slowly(name, roles, texts) for name, needs in roles.items() if any(needs.values())}
    assert (alike is None) == (not expected)
    for place, name in enumerate(roles):
        if alike is not None and name in expected:
            found = alike.of(place)
            assert (found.asked, found.shown, found.title) == pytest.approx(expected[name], abs=1e-3)
            total = np.dot((ASKED, SHOWN, TITLE), expected[name])
            assert found.value == pytest.approx(float(total), abs=1e-3)


def test_a_rare_need_says_more_than_one_that_every_role_has() -> None:
    roles: Roles = {
        "one": {"boil glue": True, "hum a tune": True},
        "two": {"boil glue": True, "sharpen quills": True},
        "three": {"boil glue": True, "fold paper boats": True},
    }

    rare = likeness_of(table(roles), said("sharpen quills"), ENCODER.encode)
    common = likeness_of(table(roles), said("boil glue"), ENCODER.encode)

    assert rare is not None
    assert common is not None
    assert rare.shown[1] > common.shown[1]


def test_the_nearest_needs_are_named_with_what_comes_near() -> None:
    alike = likeness_of(
        table({"one": {"boil glue": True, "hum a tune": True}}), said("hum a tune"), ENCODER.encode
    )

    assert alike is not None
    nearest = alike.of(0).nearest
    assert (nearest[0].need, nearest[0].statement, nearest[0].source_id) == (
        "hum a tune",
        "hum a tune",
        "st:0",
    )
    assert nearest[0].nearness == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("texts", [(), ("",)])
def test_nothing_said_makes_nothing_alike(texts: tuple[str, ...]) -> None:
    alike = likeness_of(table({"one": {"boil glue": True}}), said(*texts), ENCODER.encode)

    assert alike is None or alike.values.max() == 0


def test_a_role_that_comes_near_is_listed_though_nothing_counts_as_shown() -> None:
    roles: Roles = {"hats": {"fold paper hats": True}, "far": {"sharpen quills": True}}
    needs = table(roles)
    alike = likeness_of(needs, said("fold paper boats"), ENCODER.encode)

    found = fitting(needs, (), likeness=alike)

    assert (
        cosine("fold paper boats", "fold paper hats") >= NEAR > cosine("fold paper boats", "sharpen quills")
    )
    assert [(fit.id, fit.essential_shown) for fit in found.fits] == [("hats", 0)]
    assert found.fits[0].likeness is not None
    assert found.fits[0].likeness.nearest[0].need == "fold paper hats"


def test_the_order_follows_the_likeness_and_not_the_share_that_is_counted(make_evidence) -> None:
    roles: Roles = {
        "small": {"boil glue": True},
        "boats": {"fold paper boats": True, "fold paper hats": True},
    }
    needs = table(roles)
    alike = likeness_of(needs, said("boil glue", "fold paper boats", "fold paper hats"), ENCODER.encode)

    counted = fitting(needs, [make_evidence("boil glue")])
    ordered = fitting(needs, [make_evidence("boil glue")], likeness=alike)

    assert [fit.id for fit in counted.fits] == ["small"]
    assert [fit.id for fit in ordered.fits] == ["boats", "small"]
    assert "The order follows how near the words come" in " ".join(ordered.notes)


@pytest.fixture
def make_evidence():
    from skillmap.domain import EvidenceKind

    def made(need: str) -> FitEvidence:
        return FitEvidence(f"s:{need}", need, True, need, "st", EvidenceKind.CLAIMED, 1.0)

    return made
