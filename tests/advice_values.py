"""Advice and a profile made by hand for the tests of the report; all names and texts are invented here."""

from __future__ import annotations

from datetime import date

from skillmap.domain import (
    Advice,
    Alignment,
    Award,
    Coverage,
    Credential,
    CredentialStanding,
    Credit,
    Effect,
    Extent,
    Finding,
    Holding,
    HoldingBasis,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Match,
    MatchState,
    Module,
    Origin,
    OutcomeCoverage,
    Party,
    Profile,
    Programme,
    Reason,
    Recommendation,
    RuleInput,
    RuleResult,
    Severity,
    Skill,
    SkillType,
    Source,
    Span,
    Standing,
    Statement,
    StatementMatches,
    Verdict,
)

FINGERPRINT = "f1" * 16

CLEANING = "Clean and reshape messy tables with a scripting language, and document each step."
CHARTS = "Design charts that answer a stated question for a lay audience."
SQL = "Write queries over several related tables and explain their cost."
SCRIPTS = "Use a scripting language to automate routine reports."
TALK = "Took part in a two-hour talk on data ethics."

PREPARE = "Prepare raw data for analysis by cleaning, joining and reshaping tables."
VISUALISE = "Communicate findings to non-specialists with suitable charts."
QUERY = "Query relational databases with several joined tables."
ETHICS = "Discuss legal and ethical limits on the use of personal data."
GERMAN = "Die Studierenden können Daten auswerten."


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def reason_of(scorer: str, score: float, source: tuple[str, str], target: tuple[str, str]) -> Reason:
    """A reason from (whole text, words seen) on both sides."""
    return Reason(scorer, score, source[1], target[1], span_of(*source), span_of(*target))


def match_of(
    source: str, target: str, similarity: float, reasons: tuple[Reason, ...], confidence: float | None = None
) -> Match:
    return Match("outcome", source, "target", target, similarity, confidence, reasons, FINGERPRINT)


def whole_reason(source: str, target: str, score: float) -> Reason:
    return Reason("whole", score, source, target, None, Span(0, len(target)))


CLEANING_MATCH = match_of(
    CLEANING,
    PREPARE,
    0.71,
    (
        reason_of(
            "parts",
            0.78,
            (CLEANING, "Clean and reshape messy tables"),
            (PREPARE, "cleaning, joining and reshaping"),
        ),
        whole_reason(CLEANING, PREPARE, 0.69),
        reason_of("names", 0.64, (CLEANING, "messy tables with a scripting"), (PREPARE, "reshaping tables")),
    ),
)
SCRIPTS_MATCH = match_of(SCRIPTS, PREPARE, 0.48, (whole_reason(SCRIPTS, PREPARE, 0.48),))
CHARTS_MATCH = match_of(
    CHARTS,
    VISUALISE,
    0.66,
    (
        reason_of("parts", 0.7, (CHARTS, "for a lay audience"), (VISUALISE, "to non-specialists")),
        whole_reason(CHARTS, VISUALISE, 0.62),
    ),
    confidence=0.83,
)
SQL_MATCH = match_of(
    SQL,
    QUERY,
    0.52,
    (reason_of("parts", 0.6, (SQL, "several related tables"), (QUERY, "several joined tables")),),
)
ETHICS_MATCH = match_of(CHARTS, ETHICS, 0.21, (whole_reason(CHARTS, ETHICS, 0.21),))


def outcome(text: str, number: int, language: str | None = "en") -> LearningOutcome:
    return LearningOutcome(f"o{number}", text, language)


def source(name: str, format: str = "open-badges-3") -> Source:
    return Source(name, format, "ab" * 32)


DATA = Credential(
    id="urn:credential:data",
    title="Practical Data Preparation",
    source=source("data-preparation.json"),
    outcomes=(outcome(CLEANING, 1), outcome(CHARTS, 2), outcome(SQL, 3)),
    issuer=Party("Northfield College", country="IE"),
    awarding_body=Party("Northfield College"),
    alignments=(Alignment("clean data", "https://example.org/skill/1", "Invented skills"),),
    kind="MicroCredential",
    credit=Credit(5, "ECTS"),
    hours=Hours(125, 125, HoursBasis.NOTIONAL),
    level=Level("EQF", 6),
    assessed=True,
    awarded=date(2025, 6, 12),
    language="en",
    origins=(
        Origin("credit", "$.credentialSubject.achievement.creditsAvailable"),
        Origin("level", "$.credentialSubject.achievement.educationLevel"),
    ),
)
SCRIPTING = Credential(
    id="urn:credential:scripting",
    title="Scripting for the Office",
    source=source("scripting.csv", "credential-table"),
    outcomes=(outcome(SCRIPTS, 1),),
    issuer=Party("Harbour Skills Network"),
    hours=Hours(20, 30, HoursBasis.SELF_DECLARED),
    awarded=date(2019, 3, 1),
    expires=date(2024, 3, 1),
)
WEBINAR = Credential(
    id="urn:credential:webinar",
    title="Data Ethics Evening",
    source=source("webinar.png"),
    outcomes=(outcome(TALK, 1),),
    participation_only=True,
    assessed=False,
)


def rule(name: str, subject: str, verdict: Verdict, effect: Effect, **words: str) -> RuleResult:
    return RuleResult(
        rule=name,
        subject=subject,
        verdict=verdict,
        effect=effect,
        inputs=(
            RuleInput("level of 'Practical Data Preparation'", "EQF 6", Origin("level", "$.educationLevel")),
            RuleInput("least that is asked", "60%"),
        ),
        for_applicant=words.get("applicant", "Words for the applicant."),
        for_staff=words.get("staff", "Words for staff."),
        reference=words.get("reference", "Example policy 3.1"),
        change=words.get("change", ""),
    )


WRANGLING = Recommendation(
    module_id="DS101",
    module_title="Data Wrangling",
    award=Award.SPECIFIED_CREDIT,
    credit=Credit(5, "ECTS"),
    credential_ids=(DATA.id, SCRIPTING.id),
    coverage=Coverage(
        "DS101",
        (
            OutcomeCoverage(
                outcome(PREPARE, 1), Extent.MET, CLEANING_MATCH, DATA.id, ((SCRIPTING.id, SCRIPTS_MATCH),)
            ),
            OutcomeCoverage(outcome(VISUALISE, 2), Extent.MET, CHARTS_MATCH, DATA.id),
            OutcomeCoverage(outcome(QUERY, 3), Extent.PARTLY, SQL_MATCH, DATA.id),
        ),
    ),
    rules=(
        rule(
            "outcomes_are_covered", "DS101", Verdict.YES, Effect.REFER, staff="2 of 3 outcomes met, 1 partly."
        ),
        rule("level_is_reached", "DS101", Verdict.YES, Effect.REFER, staff="EQF 6 against EQF 5."),
        rule("module_may_be_awarded", "DS101", Verdict.YES, Effect.BLOCK, staff="No capstone."),
    ),
    reason="2 of 3 outcomes are met and every rule of the policy says yes.",
    changes=("Evidence for the outcome on joined tables would complete the cover.",),
)
REPORTING = Recommendation(
    module_id="DS102",
    module_title="Reporting and Responsible Use of Data",
    award=Award.ASSESS,
    credit=None,
    credential_ids=(DATA.id,),
    coverage=Coverage(
        "DS102",
        (
            OutcomeCoverage(outcome(VISUALISE, 1), Extent.MET, CHARTS_MATCH, DATA.id),
            OutcomeCoverage(outcome(ETHICS, 2), Extent.MISSING, ETHICS_MATCH, DATA.id),
            OutcomeCoverage(outcome(GERMAN, 3, "de"), Extent.UNREAD),
        ),
    ),
    rules=(
        rule(
            "outcomes_are_covered",
            "DS102",
            Verdict.NO,
            Effect.REFER,
            staff="1 of 3 outcomes met; 60% must be met.",
            change="Evidence for the outcomes that are missing.",
        ),
        rule(
            "volume_is_reached", "DS102", Verdict.UNKNOWN, Effect.REFER, staff="The module states no hours."
        ),
    ),
    reason="One outcome is met, one is missing and one could not be read.",
    changes=("Evidence on data protection.", "The module's notional hours."),
)
CAPSTONE = Recommendation(
    module_id="DS390",
    module_title="Capstone Project",
    award=Award.NONE_FOUND,
    credit=None,
    credential_ids=(),
    coverage=Coverage("DS390", (OutcomeCoverage(outcome("Plan and defend a project.", 1), Extent.MISSING),)),
    rules=(
        rule(
            "module_may_be_awarded", "DS390", Verdict.NO, Effect.BLOCK, staff="Tagged capstone: not awarded."
        ),
    ),
    reason="No outcome was found in the credentials.",
    changes=("A portfolio cannot change this: the policy awards no capstone.",),
)
PROGRAMME = Programme(
    "BSC-DS",
    "BSc Data Practice",
    tuple(
        Module(r.module_id, r.module_title, tuple(c.outcome for c in r.coverage.outcomes), Credit(5, "ECTS"))
        for r in (WRANGLING, REPORTING, CAPSTONE)
    ),
    Credit(180, "ECTS"),
)
ADVICE = Advice(
    programme=PROGRAMME,
    recommendations=(WRANGLING, REPORTING, CAPSTONE),
    standings=(
        CredentialStanding(
            DATA,
            Standing.CLEAR,
            (rule("credential_is_assessed", DATA.id, Verdict.YES, Effect.BLOCK, staff="Assessed."),),
            ("DS101",),
            "DS101",
            WRANGLING.coverage,
            "It meets two outcomes of Data Wrangling.",
        ),
        CredentialStanding(
            SCRIPTING,
            Standing.REFER,
            (
                rule(
                    "credential_is_in_date",
                    SCRIPTING.id,
                    Verdict.NO,
                    Effect.REFER,
                    staff="The credential expired on 2024-03-01.",
                    change="A current credential.",
                ),
                rule(
                    "credential_is_authentic",
                    SCRIPTING.id,
                    Verdict.UNKNOWN,
                    Effect.INFO,
                    staff="Not checked.",
                ),
            ),
            (),
            "DS101",
            WRANGLING.coverage,
            "It adds to one outcome but carries no award alone.",
        ),
        CredentialStanding(
            WEBINAR,
            Standing.SET_ASIDE,
            (
                rule(
                    "credential_is_assessed",
                    WEBINAR.id,
                    Verdict.NO,
                    Effect.BLOCK,
                    staff="Participation only: it records taking part, not learning shown.",
                ),
            ),
            (),
            None,
            None,
            "It records taking part.",
        ),
    ),
    findings=(
        Finding(Severity.WARNING, "row 4, column hours", "The figure '20–30' was read as an interval."),
        Finding(Severity.INFO, "$.credentialSubject", "The holder's name was left out."),
    ),
    policy="example-university 2026-11",
    policy_status="example",
    on=date(2026, 11, 24),
    fingerprint=FINGERPRINT,
)

TIDY = Skill("https://example.org/skill/1", "clean data", (), "", SkillType.SKILL)
PLOT = Skill("https://example.org/skill/2", "present data visually", (), "", SkillType.SKILL)
PLOT_MATCH = match_of(
    CHARTS, PLOT.label, 0.61, (reason_of("names", 0.61, (CHARTS, "Design charts"), (PLOT.label, "visually")),)
)
PROFILE = Profile(
    credentials=(DATA, WEBINAR),
    holdings=(
        Holding(TIDY, HoldingBasis.ASSERTED, (DATA.id,), ()),
        Holding(PLOT, HoldingBasis.INFERRED, (DATA.id,), (PLOT_MATCH,)),
    ),
    statements=(
        StatementMatches(Statement("o2", CHARTS, "en"), MatchState.MATCHED, (PLOT_MATCH,)),
        StatementMatches(
            Statement("o3", SQL, "en"), MatchState.NO_MATCH, (), "Nothing reached the threshold."
        ),
        StatementMatches(
            Statement("o4", GERMAN, "de"), MatchState.UNREAD, (), "The language is not covered."
        ),
    ),
    taxonomy="invented 1.0",
    fingerprint=FINGERPRINT,
)
