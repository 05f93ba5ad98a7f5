from dataclasses import replace
from datetime import date

import pytest

from skillmap.domain import (
    Coverage,
    Credential,
    Credit,
    Effect,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    OutcomeCoverage,
    Programme,
    RuleResult,
    Source,
    Verdict,
)
from skillmap.recognition import Facts, load_policy, rules

ON = date(2026, 10, 1)
NOTIONAL = HoursBasis.NOTIONAL
CREDENTIAL = Credential(
    id="c",
    title="Bread",
    source=Source("c.json", "open-badges-3", "0" * 64),
    assessed=True,
    participation_only=False,
    awarded=date(2025, 6, 1),
    level=Level("EQF", 5),
    credit=Credit(5, "ECTS"),
)
MODULE = Module(
    "M1", "Baking", (), credit=Credit(5, "ECTS"), level=Level("EQF", 5), hours=Hours(125, 125, NOTIONAL)
)
PROGRAMME = Programme("p", "BSc Baking", (MODULE,), Credit(180, "ECTS"))


def coverage(met: int, of: int) -> Coverage:
    extents = [Extent.MET] * met + [Extent.MISSING] * (of - met)
    return Coverage(
        "M1", tuple(OutcomeCoverage(LearningOutcome(str(n), "x"), e) for n, e in enumerate(extents))
    )


def facts(credential: Credential = CREDENTIAL, module: Module = MODULE, **changes) -> Facts:
    known = {"coverage": coverage(4, 5), "programme": PROGRAMME, **changes}
    return Facts(load_policy("example-university"), ON, (credential,), module=module, **known)


def credential(**changes) -> Facts:
    return facts(replace(CREDENTIAL, **changes))


def module(**changes) -> Facts:
    return facts(module=replace(MODULE, **changes))


YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
CASES = [
    ("credential_is_assessed", facts(), YES),
    ("credential_is_assessed", credential(participation_only=True, assessed=None), NO),
    ("credential_is_assessed", credential(assessed=False), NO),
    ("credential_is_assessed", credential(assessed=None, participation_only=None), UNKNOWN),
    ("credential_is_in_date", facts(), YES),
    ("credential_is_in_date", credential(expires=date(2026, 9, 30)), NO),
    ("credential_is_in_date", credential(expires=ON), YES),
    ("credential_is_in_date", credential(valid_from=date(2026, 10, 2)), NO),
    ("credential_is_in_date", credential(awarded=date(2016, 9, 1)), NO),
    ("credential_is_in_date", credential(awarded=date(2016, 11, 1)), YES),
    ("credential_is_in_date", credential(awarded=None), UNKNOWN),
    ("credential_is_in_date", credential(awarded=None, valid_from=date(2026, 1, 1)), YES),
    ("credential_is_authentic", facts(), UNKNOWN),
    ("outcomes_are_covered", facts(), YES),
    ("outcomes_are_covered", facts(coverage=coverage(3, 5)), YES),
    ("outcomes_are_covered", facts(coverage=coverage(2, 5)), NO),
    ("outcomes_are_covered", facts(coverage=coverage(0, 0)), UNKNOWN),
    ("level_is_reached", facts(), YES),
    ("level_is_reached", credential(level=Level("SCQF", 8)), YES),
    ("level_is_reached", credential(level=Level("SCQF", 6)), NO),
    ("level_is_reached", credential(level=None), UNKNOWN),
    ("level_is_reached", credential(level=Level(None, 5)), UNKNOWN),
    ("level_is_reached", credential(level=Level("NZQCF", 8)), UNKNOWN),
    ("level_is_reached", module(level=None), UNKNOWN),
    ("volume_is_reached", facts(), YES),
    ("volume_is_reached", credential(credit=Credit(4, "ECTS")), YES),
    ("volume_is_reached", credential(credit=Credit(3.5, "ECTS")), UNKNOWN),
    ("volume_is_reached", credential(credit=Credit(2, "ECTS")), NO),
    ("volume_is_reached", credential(credit=Credit(5, None)), UNKNOWN),
    ("volume_is_reached", credential(credit=None, hours=Hours(125, 125, HoursBasis.CONTACT)), UNKNOWN),
    ("volume_is_reached", credential(credit=None, hours=Hours(100, 100, NOTIONAL)), YES),
    ("module_may_be_awarded", facts(), YES),
    ("module_may_be_awarded", module(tags=("Capstone",)), NO),
    ("share_of_programme", facts(), YES),
    ("share_of_programme", facts(suggested_before=85), YES),
    ("share_of_programme", facts(suggested_before=86), NO),
    ("share_of_programme", facts(programme=replace(PROGRAMME, credit=None)), UNKNOWN),
    ("share_of_programme", module(credit=Credit(10, "CATS")), UNKNOWN),
]


@pytest.mark.parametrize(("name", "given", "verdict"), CASES)
def test_a_rule_answers_yes_no_or_unknown(name: str, given: Facts, verdict: Verdict) -> None:
    answer = rules.get(name).ask(given)

    assert answer.verdict is verdict
    assert answer.for_staff
    assert answer.for_applicant
    assert bool(answer.change) is (verdict is not YES)


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_has_a_case_of_each_answer_it_can_give(name: str) -> None:
    seen = {verdict for rule, _, verdict in CASES if rule == name}
    # Authenticity is not checked yet; a capstone is always known from the catalogue's tags.
    possible = {"credential_is_authentic": {UNKNOWN}, "module_may_be_awarded": {YES, NO}}

    assert seen == possible.get(name, {YES, NO, UNKNOWN})


def test_every_rule_says_in_its_own_words_what_it_asks() -> None:
    docstrings = [rules.get(name).ask.__doc__ for name in rules.names()]

    assert all(docstrings)
    assert len(set(docstrings)) == len(docstrings)


@pytest.mark.parametrize(
    ("effect", "verdict", "blocks", "refers"),
    [
        (Effect.BLOCK, NO, True, False),
        (Effect.BLOCK, UNKNOWN, False, True),
        (Effect.BLOCK, YES, False, False),
        (Effect.REFER, NO, False, True),
        (Effect.REFER, UNKNOWN, False, True),
        (Effect.REFER, YES, False, False),
        (Effect.INFO, NO, False, False),
        (Effect.INFO, UNKNOWN, False, False),
    ],
)
def test_unknown_refers_and_never_passes(
    effect: Effect, verdict: Verdict, blocks: bool, refers: bool
) -> None:
    result = RuleResult("r", "c", verdict, effect, (), "", "", "")

    assert (result.blocks, result.refers) == (blocks, refers)
