import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.domain import Credit, Hours, HoursBasis, Verdict, Volume, VolumeMethod
from skillmap.frameworks import at_least, volume_verdict

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
ORDER = (NO, UNKNOWN, YES)


def credit(amount: float, scheme: str | None, country: str | None = None) -> Volume:
    return Volume(Credit(amount, scheme), country=country)


def hours(low: float, high: float | None = None, basis: HoursBasis = HoursBasis.NOTIONAL) -> Volume:
    return Volume(hours=Hours(low, low if high is None else high, basis))


@pytest.mark.parametrize(
    ("held", "asked", "tolerance", "by_hours", "by_year"),
    [
        ([credit(15, "CATS")], credit(5, "ECTS"), 0, YES, YES),
        ([credit(5, "ECTS")], credit(15, "CATS"), 0, UNKNOWN, NO),
        ([credit(3, "ECTS")], credit(15, "CATS"), 0.1, NO, NO),
        ([credit(5, "ECTS"), credit(3, "ECTS")], credit(15, "CATS"), 0, YES, YES),
        ([credit(3, "US semester")], credit(6, "ECTS"), 0, NO, YES),
        ([credit(3, "US semester")], credit(6, "ECTS"), 0.1, UNKNOWN, YES),
        ([credit(5, "ECTS")], credit(5, "ECTS"), 0, YES, YES),
        ([credit(5, "ECTS", "IT")], credit(5, "ECTS", "HU"), 0, YES, YES),
        ([credit(4, "ECTS")], credit(5, "ECTS"), 0.1, NO, NO),
        ([credit(4.5, "ECTS")], credit(5, "ECTS"), 0.1, YES, YES),
        ([credit(3, "ECTS"), credit(6, "CATS")], credit(5, "ECTS"), 0, YES, YES),
        ([credit(3, "ECTS"), credit(5, "CATS")], credit(5, "ECTS"), 0, UNKNOWN, YES),
        ([hours(150)], credit(15, "CATS"), 0, YES, YES),
        ([hours(140)], credit(15, "CATS"), 0, NO, NO),
        ([hours(140)], hours(150), 0.1, YES, None),
        ([credit(5, "ECTS")], hours(130), 0, UNKNOWN, None),
        ([credit(3, "UCTS")], credit(3, "UCTS"), 0, YES, YES),
        ([credit(4, "UCTS")], credit(5, "ECTS"), 0, YES, UNKNOWN),
        ([], credit(5, "ECTS"), 0, NO, NO),
        ([], credit(0, "ECTS"), 0, YES, YES),
        ([], Volume(), 0, UNKNOWN, None),
    ],
)
def test_volumes_compare_by_hours_and_beside_them_by_share_of_a_year(
    held: list[Volume], asked: Volume, tolerance: float, by_hours: Verdict, by_year: Verdict | None
) -> None:
    found = at_least(held, asked, tolerance)

    assert (found.by_hours, found.by_year_share) == (by_hours, by_year), found
    assert found.verdict is by_hours


@pytest.mark.parametrize(
    ("method", "verdict"),
    [
        (VolumeMethod.HOURS, NO),
        (VolumeMethod.YEAR_SHARE, YES),
        (VolumeMethod.LOWER_OF, NO),
        (VolumeMethod.REVIEWER, UNKNOWN),
    ],
)
def test_the_policy_says_which_way_binds_where_they_disagree(method: VolumeMethod, verdict: Verdict) -> None:
    found = volume_verdict([credit(3, "US semester")], credit(6, "ECTS"), method)

    assert found.verdict is verdict
    assert found.words.endswith("The two do not agree.")


def test_a_person_decides_unless_a_policy_says_otherwise() -> None:
    assert volume_verdict([credit(5, "ECTS")], credit(15, "CATS")).method is VolumeMethod.REVIEWER


@pytest.mark.parametrize("method", VolumeMethod)
def test_where_both_ways_agree_every_method_says_the_same(method: VolumeMethod) -> None:
    assert volume_verdict([credit(15, "CATS")], credit(5, "ECTS"), method).verdict is YES
    assert volume_verdict([credit(2, "CATS")], credit(5, "ECTS"), method).verdict is NO


def test_hours_alone_decide_where_the_module_states_no_credit_but_never_as_a_share_of_a_year() -> None:
    held, asked = [hours(150)], hours(150)

    assert volume_verdict(held, asked).verdict is YES
    assert volume_verdict(held, asked, VolumeMethod.LOWER_OF).verdict is YES
    assert volume_verdict(held, asked, VolumeMethod.YEAR_SHARE).verdict is UNKNOWN


@pytest.mark.parametrize(
    "unknown",
    [
        credit(5, None),
        credit(5, "points"),
        credit(2, "CEU"),
        credit(6, "AU units"),
        Volume(),
        hours(500, basis=HoursBasis.CONTACT),
        hours(500, basis=HoursBasis.SELF_DECLARED),
        hours(500, basis=HoursBasis.UNKNOWN),
        hours(1, float("inf")),
        credit(float("nan"), "ECTS"),
        credit(float("inf"), "ECTS"),
    ],
)
def test_what_cannot_be_counted_is_unknown_and_says_why(unknown: Volume) -> None:
    found = volume_verdict([unknown], credit(5, "ECTS"))

    assert found.verdict is UNKNOWN
    assert len(found.missing) == 1
    assert found.held_hours is None


def test_what_cannot_be_counted_does_not_undo_a_yes() -> None:
    assert volume_verdict([credit(5, "ECTS"), credit(1, None)], credit(5, "ECTS")).verdict is YES


def test_stated_hours_that_contradict_the_credit_leave_the_volume_open_and_say_so() -> None:
    held = Volume(Credit(5, "ECTS"), Hours(60, 60, HoursBasis.NOTIONAL))

    found = volume_verdict([held], credit(5, "ECTS"))

    assert found.by_hours is UNKNOWN
    assert found.missing == ("5 ECTS cannot be the 60 h stated with them.",)


def test_units_of_two_institutions_never_count_as_the_same() -> None:
    own = Volume(Credit(6, "AU units"), units_per_year=48)
    other = Volume(Credit(6, "AU units"), units_per_year=24)

    assert volume_verdict([own], own).verdict is YES
    assert volume_verdict([own], other).verdict is NO


def test_figures_of_both_ways_and_their_sources_are_shown() -> None:
    found = volume_verdict([credit(15, "CATS")], credit(5, "ECTS"))

    assert found.held_hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert found.asked_hours == Hours(125, 150, HoursBasis.NOTIONAL)
    assert (found.held_share, found.asked_share) == (0.125, 5 / 60)
    assert [source.partition(":")[0] for source in found.sources] == ["CATS", "ECTS"]


@pytest.mark.parametrize("tolerance", [-0.1, 1.1, float("nan")])
def test_a_tolerance_is_a_share(tolerance: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        volume_verdict([], credit(5, "ECTS"), tolerance=tolerance)


amounts = st.decimals(min_value=0, max_value=60, places=1).map(float)
schemes = st.sampled_from(["ECTS", "CATS", "US semester", "UCTS", "CEU", "points", None])
spans = (
    st.tuples(amounts, amounts)
    .map(sorted)
    .map(lambda ends: Hours(ends[0] * 10, ends[1] * 10, HoursBasis.NOTIONAL))
)
volumes = st.builds(
    Volume,
    st.none() | st.builds(Credit, amounts, schemes),
    st.none() | spans,
    st.sampled_from([None, "IT", "HU"]),
)
tolerances = st.sampled_from([0, 0.1, 0.5, 1])
methods = st.sampled_from(VolumeMethod)


@given(st.lists(volumes, max_size=4), volumes, volumes, methods, tolerances)
def test_more_evidence_never_lowers_the_verdict(
    held: list[Volume], more: Volume, asked: Volume, method: VolumeMethod, tolerance: float
) -> None:
    first = volume_verdict(held, asked, method, tolerance).verdict
    second = volume_verdict([*held, more], asked, method, tolerance).verdict

    # Of no to unknown a credential of unknown size is enough; nothing goes the other way.
    assert ORDER.index(first) <= ORDER.index(second)


@given(st.lists(volumes, max_size=4), volumes, methods, tolerances)
def test_the_order_of_evidence_does_not_matter(
    held: list[Volume], asked: Volume, method: VolumeMethod, tolerance: float
) -> None:
    first = volume_verdict(held, asked, method, tolerance)
    second = volume_verdict(held[::-1], asked, method, tolerance)

    assert (first.by_hours, first.by_year_share) == (second.by_hours, second.by_year_share)
    assert (first.held_hours, first.held_share) == (second.held_hours, second.held_share)


@given(st.lists(volumes, max_size=4), volumes, methods)
def test_a_wider_tolerance_never_lowers_the_verdict(
    held: list[Volume], asked: Volume, method: VolumeMethod
) -> None:
    verdicts = [volume_verdict(held, asked, method, share).verdict for share in (0, 0.1, 0.5, 1)]

    assert verdicts == sorted(verdicts, key=ORDER.index)


@given(st.lists(volumes, max_size=4), volumes, tolerances)
def test_each_method_is_what_it_says_of_the_two_ways(
    held: list[Volume], asked: Volume, tolerance: float
) -> None:
    found = {method: volume_verdict(held, asked, method, tolerance) for method in VolumeMethod}
    by_hours, by_year = found[VolumeMethod.HOURS].by_hours, found[VolumeMethod.HOURS].by_year_share

    assert found[VolumeMethod.HOURS].verdict is by_hours
    assert found[VolumeMethod.YEAR_SHARE].verdict is (by_year or UNKNOWN)
    assert ORDER.index(found[VolumeMethod.LOWER_OF].verdict) <= ORDER.index(by_hours)
    if by_year is not None:
        assert (found[VolumeMethod.REVIEWER].verdict is YES) == (by_hours is YES and by_year is YES)
        assert (found[VolumeMethod.REVIEWER].verdict is NO) == (by_hours is NO and by_year is NO)
