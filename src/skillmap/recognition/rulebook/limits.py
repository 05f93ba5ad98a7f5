"""Limits on awards taken together: shares of the programme and its stages, credit to be taken here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from skillmap.domain import Credit, RuleInput, Stage
from skillmap.recognition.caps import CapTerms, cap, credit_doubt
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.rule import AwardCandidate, Facts, Needs

_DEFAULT = "default"


@cap(
    "share_of_programme",
    "R01",
    Needs(
        limits=("max_share",),
        settings={
            "share_counts_experience": SettingKind.SWITCH,
            "share_counts_credit_granted_before": SettingKind.SWITCH,
        },
    ),
)
def share_of_programme(facts: Facts) -> Sequence[CapTerms]:
    """All awards together stay within the share of the programme that prior learning can bring."""
    share = facts.limit("max_share").value
    with_experience = facts.says("share_counts_experience")

    def counted(candidate: AwardCandidate) -> float:
        return candidate.amount if with_experience or not candidate.by_experience else 0.0

    before = (
        facts.circumstances.credit_elsewhere if facts.says("share_counts_credit_granted_before") else None
    )
    kinds = "prior learning" if with_experience else "certified prior learning"
    return (
        _of_programme(facts, share, before, counted, f"At most {share:.0%} of the programme by {kinds}."),
    )


@cap("share_by_experience", "R01", Needs(limits=("max_share_by_experience",)))
def share_by_experience(facts: Facts) -> Sequence[CapTerms]:
    """Awards for experience together stay within the share of the programme that it can bring."""
    share = facts.limit("max_share_by_experience").value

    def counted(candidate: AwardCandidate) -> float:
        return candidate.amount if candidate.by_experience else 0.0

    told = f"At most {share:.0%} of the programme by learning from experience."
    return (_of_programme(facts, share, None, counted, told),)


@cap(
    "credit_by_kind_of_award",
    "R01",
    Needs(
        settings={
            "max_credit_by_kind_of_award": SettingKind.NUMBERS,
            "scheme_of_max_credit": SettingKind.WORD,
        }
    ),
)
def credit_by_kind_of_award(facts: Facts) -> Sequence[CapTerms]:
    """All awards together stay within the credit that prior learning can bring to this kind of degree."""
    table = {kind.casefold(): most for kind, most in facts.numbers("max_credit_by_kind_of_award").items()}
    scheme = facts.word("scheme_of_max_credit")
    whole = facts.programme.credit if facts.programme is not None else None
    kind = facts.programme.kind if facts.programme is not None else ""
    most = table.get(kind.casefold(), table.get(_DEFAULT))
    missing = ""
    if most is None:
        missing = "The policy's figure for this kind of award." if kind else "The kind of award."
    elif whole is None or whole.scheme != scheme:
        most, missing = None, f"The credit of the programme in {scheme}."
    inputs = (RuleInput("kind of award", kind or "not stated"), _whole(whole))
    allowed = "not known" if most is None else f"{most:g}"
    words = f"At most {allowed} {scheme} by prior learning for {kind or 'this award'}."
    most, gap = _less(most, facts.circumstances.credit_elsewhere, whole)
    return (
        CapTerms(
            most,
            _amount,
            scheme,
            words,
            inputs,
            missing or gap,
            lambda candidate: credit_doubt(candidate, whole),
        ),
    )


@cap("share_of_stage", "R02", Needs(limits=("max_share_of_stage", "max_share_of_award_stage")))
def share_of_stage(facts: Facts) -> Sequence[CapTerms]:
    """All awards in a stage together stay within the share of it that prior learning can bring."""
    stages = facts.programme.stages if facts.programme is not None else ()
    if not stages:
        missing = "The stages of the programme and their credit."
        return (CapTerms(None, _amount, "credits", "A stage can be credited only in part.", (), missing),)
    whole = facts.programme.credit if facts.programme is not None else None
    return tuple(_of_stage(facts, stage, whole) for stage in stages)


@cap("credit_taken_here", "R03", Needs(limits=("min_credit_here",)))
def credit_taken_here(facts: Facts) -> Sequence[CapTerms]:
    """Beside all awards together, enough of the programme is still taken here."""
    least = facts.limit("min_credit_here").value
    whole = facts.programme.credit if facts.programme is not None else None
    most = None if whole is None else max(0.0, whole.amount - least)
    most, gap = _less(most, facts.circumstances.credit_elsewhere, whole)
    words = f"At least {least:g} {_unit(whole)} of the programme are taken here."
    inputs = (_whole(whole), RuleInput("least credit taken here", f"{least:g}"))
    missing = gap or "The credit of the whole programme."
    return (
        CapTerms(
            most,
            _amount,
            _unit(whole),
            words,
            inputs,
            missing,
            lambda candidate: credit_doubt(candidate, whole),
        ),
    )


def _of_programme(
    facts: Facts, share: float, before: Credit | None, counted: Callable[[AwardCandidate], float], words: str
) -> CapTerms:
    whole = facts.programme.credit if facts.programme is not None else None
    most, gap = _less(None if whole is None else round(share * whole.amount, 6), before, whole)

    def doubt(candidate: AwardCandidate) -> str:
        # What does not count against the limit need not be known.
        relevant = counted(candidate) > 0 or candidate.amount == 0
        return credit_doubt(candidate, whole) if relevant else ""

    inputs = [_whole(whole), RuleInput("greatest share", f"{share:.0%}")]
    if before is not None:
        inputs.append(RuleInput("credit granted before", str(before)))
    missing = gap or "The credit of the whole programme."
    return CapTerms(most, counted, _unit(whole), words, tuple(inputs), missing, doubt)


def _of_stage(facts: Facts, stage: Stage, whole: Credit | None) -> CapTerms:
    plain, award = facts.limit("max_share_of_stage").value, facts.limit("max_share_of_award_stage").value
    # Where it is not stated which of the two holds, the stricter is kept and the other may hold.
    shares = {True: [award], False: [plain], None: sorted({plain, award})}[stage.counts_for_class]
    missing = f"Whether the class of the award rests on the stage {stage.name!r}." if len(shares) > 1 else ""
    known = stage.credit is not None and (whole is None or stage.credit.scheme == whole.scheme)
    if not known:
        missing = f"The credit of the stage {stage.name!r}, in the scheme of the programme."
    amounts = [round(share * stage.credit.amount, 6) for share in shares] if known and stage.credit else []
    shown = " or ".join(f"{share:.0%}" for share in shares)

    def counted(candidate: AwardCandidate) -> float:
        return candidate.amount if _is_in(candidate, stage) else 0.0

    def doubt(candidate: AwardCandidate) -> str:
        if not candidate.module.id:
            return ""  # credit without a module belongs to no stage
        if not candidate.module.stage:
            return f"The stage of {candidate.module.title!r} is not stated."
        return credit_doubt(candidate, stage.credit or whole) if _is_in(candidate, stage) else ""

    return CapTerms(
        amounts[0] if amounts else None,
        counted,
        _unit(stage.credit or whole),
        f"At most {shown} of the stage {stage.name!r} by prior learning.",
        (
            RuleInput(f"credit of the stage {stage.name!r}", str(stage.credit or "not stated")),
            RuleInput("greatest share of the stage", shown),
        ),
        missing,
        doubt,
        amounts[1] if len(amounts) > 1 else None,
    )


def _is_in(candidate: AwardCandidate, stage: Stage) -> bool:
    return candidate.module.stage.casefold() == stage.name.casefold()


def _less(most: float | None, before: Credit | None, whole: Credit | None) -> tuple[float | None, str]:
    """Return what is left when credit granted before is taken off, and what is not known of it."""
    if most is None or before is None:
        return most, ""
    if whole is None or before.scheme is None or before.scheme != whole.scheme:
        return None, f"The credit granted before ({before}) in the scheme of the programme."
    return max(0.0, most - before.amount), ""


def _amount(candidate: AwardCandidate) -> float:
    return candidate.amount


def _unit(whole: Credit | None) -> str:
    return (whole.scheme if whole is not None else None) or "credits"


def _whole(whole: Credit | None) -> RuleInput:
    return RuleInput("credit of the programme", "not stated" if whole is None else str(whole))
