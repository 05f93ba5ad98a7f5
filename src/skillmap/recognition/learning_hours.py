"""How many hours of learning a credential holds and a module asks for, where anything says so."""

from __future__ import annotations

from skillmap.domain import Credential, Credit, Hours, HoursBasis, Module
from skillmap.frameworks import hours_of


def hours_held(credential: Credential) -> Hours | None:
    """Return hours stated as notional, else those behind the credit; contact hours measure no whole."""
    return _notional(credential.hours, credential.credit)


def hours_asked(module: Module) -> Hours | None:
    """Return what a module asks for in the same way: its contact hours alone would count learning twice."""
    return _notional(module.hours, module.credit)


def _notional(stated: Hours | None, credit: Credit | None) -> Hours | None:
    if stated is not None and stated.basis is HoursBasis.NOTIONAL:
        return stated
    return hours_of(credit) if credit is not None else None
