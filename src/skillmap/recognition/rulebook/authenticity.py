"""Rules about whether a document can be trusted and whose it is, by the eight checks of ``verify``."""

from __future__ import annotations

from skillmap.domain import Check, CheckState, RuleInput, Verdict, Verification
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, fact_of, rule

_VERDICTS = {CheckState.PASS: Verdict.YES, CheckState.FAIL: Verdict.NO}
_OFFICE = Needs(office_fact=True)


@rule("credential_is_authentic", Scope.CREDENTIAL, "R13", _OFFICE)
def credential_is_authentic(facts: Facts) -> Answer:
    """The document is, unchanged, what its issuer signed or hosts."""
    return _answer(
        facts,
        Check.INTEGRITY,
        no="The document is not what its issuer signed or hosts.",
        change="The document as its issuer gives it out, or a confirmation from the issuer.",
    )


@rule("key_belongs_to_issuer", Scope.CREDENTIAL, "R13", _OFFICE)
def key_belongs_to_issuer(facts: Facts) -> Answer:
    """The key that signed the document is under the control of the issuer that it names."""
    return _answer(
        facts,
        Check.KEY_BOUND,
        no="The key that signed the document does not belong to the issuer that it names.",
        change="A confirmation of the document from its issuer.",
    )


@rule("credential_is_not_revoked", Scope.CREDENTIAL, "R13", _OFFICE)
def credential_is_not_revoked(facts: Facts) -> Answer:
    """The issuer has not revoked or suspended the credential."""
    return _answer(
        facts,
        Check.NOT_REVOKED,
        no="The issuer has revoked or suspended the credential.",
        change="The issuer's list of revoked credentials, or a confirmation from the issuer.",
    )


@rule("issuer_is_trusted", Scope.CREDENTIAL, "R13", _OFFICE)
def issuer_is_trusted(facts: Facts) -> Answer:
    """The issuer is on a list that the institution chose."""
    return _answer(
        facts,
        Check.ISSUER_TRUSTED,
        no="The issuer is on none of the institution's lists.",
        change="An entry for the issuer in the institution's list, after a look at the issuer.",
    )


@rule("holder_is_applicant", Scope.CREDENTIAL, "R23", _OFFICE)
def holder_is_applicant(facts: Facts) -> Answer:
    """The credential was issued to the person who presents it."""
    return _answer(
        facts,
        Check.HOLDER_BOUND,
        no="The document was issued to somebody else than the applicant.",
        change="Proof that the applicant is the person whom the document names.",
    )


def _answer(facts: Facts, check: Check, no: str, change: str) -> Answer:
    (credential,) = facts.credentials
    verification = facts.verifications.get(credential.id)
    state = CheckState.NOT_CHECKED if verification is None else verification.state_of(check)
    verdict = _VERDICTS.get(state, Verdict.UNKNOWN)
    issuer = credential.issuer.name if credential.issuer is not None else None
    inputs = (RuleInput(f"check {check.value!r}", state.value), fact_of(credential, "issuer", issuer))
    reason = _reason(verification, check)
    told = {
        Verdict.YES: (f"Checked: {check.value}.", f"Check passed: {check.value}. {reason}"),
        Verdict.NO: (f"{no} A person will look at it.", f"{no} {reason}"),
        Verdict.UNKNOWN: (
            "The document still has to be confirmed before a decision.",
            f"Not known: {check.value}. {reason} Confirm it before deciding.",
        ),
    }[verdict]
    return Answer(
        verdict,
        inputs,
        told[0],
        " ".join(told[1].split()),
        "" if verdict is Verdict.YES else change,
    )


def _reason(verification: Verification | None, check: Check) -> str:
    if verification is None:
        return "The document was not verified."
    return next(result.reason for result in verification.results if result.check is check)
