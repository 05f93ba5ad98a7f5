"""How many hours of learning a credential holds and a module asks for, where anything says so."""

from __future__ import annotations

from skillmap.domain import Credential, Hours, HoursBasis, Module
from skillmap.frameworks import hours_of


def hours_held(credential: Credential) -> Hours | None:
    """Return hours stated as notional, else those behind the credit; contact hours measure no whole."""
    stated = credential.hours
    if stated is not None and stated.basis is HoursBasis.NOTIONAL:
        return stated
    return hours_of(credential.credit) if credential.credit is not None else None


def hours_asked(module: Module) -> Hours | None:
    """Return the hours that a module states, else those behind its credit."""
    return module.hours or (hours_of(module.credit) if module.credit is not None else None)
