"""How many hours of learning a credential holds and a module asks for, where anything says so."""

from __future__ import annotations

from skillmap.domain import Credential, Hours, HoursBasis, Module
from skillmap.frameworks import hours_of

_LETTERS_OF_A_COUNTRY = 2


def hours_held(credential: Credential) -> Hours | None:
    """Return hours stated as notional, else those behind the credit; contact hours measure no whole."""
    stated = credential.hours
    if stated is not None and stated.basis is HoursBasis.NOTIONAL:
        return stated
    if credential.credit is None:
        return None
    return hours_of(credential.credit, country=country_of(credential))


def hours_asked(module: Module) -> Hours | None:
    """Return what a module asks for in the same way: its contact hours alone would count learning twice."""
    stated = module.hours
    if stated is not None and stated.basis is HoursBasis.NOTIONAL:
        return stated
    return hours_of(module.credit) if module.credit is not None else None


def country_of(credential: Credential) -> str | None:
    """Return two letters for the country that awarded a credential; None where the source gives none so.

    It is the awarding body's, which sets the credit; the issuer's only where no awarding body is named.
    """
    party = credential.awarding_body or credential.issuer
    stated = (party.country or "").strip() if party is not None else ""
    if len(stated) != _LETTERS_OF_A_COUNTRY or not (stated.isascii() and stated.isalpha()):
        return None
    return stated.upper()
