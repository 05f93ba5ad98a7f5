"""Coverage as a person states it, so that a policy can be tried without comparing texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Coverage, Credential, Extent, Finding, Module, OutcomeCoverage, Programme
from skillmap.errors import UnknownNameError
from skillmap.recognition.coverage import by_strength, smallest_set
from skillmap.recognition.learning_hours import hours_held
from skillmap.recognition.thresholds import Thresholds

_STRENGTHS = {Extent.MET: 1.0, Extent.PARTLY: 0.5, Extent.MISSING: 0.0, Extent.UNREAD: 0.0}


@dataclass(frozen=True)
class StatedCover:
    """Which credential covers which outcome of which module, given in words.

    Raises:
        UnknownNameError: a module or credential that is not there.
        ValueError: more or fewer extents than the module has outcomes.
    """

    credentials: tuple[Credential, ...]
    programme: Programme
    stated: Mapping[str, Mapping[str, Sequence[Extent | str]]]
    """By id of the module and of the credential: one extent for each outcome; what is left out is missing."""
    findings: tuple[Finding, ...] = ()
    thresholds: Thresholds = field(default=Thresholds(met=1.0, partly=0.5))

    def __post_init__(self) -> None:
        modules = {module.id: module for module in self.programme.modules}
        known = tuple(credential.id for credential in self.credentials)
        for code, by_credential in self.stated.items():
            if code not in modules:
                raise UnknownNameError("module", code, tuple(modules))
            for name, extents in by_credential.items():
                if name not in known:
                    raise UnknownNameError("credential", name, known)
                if len(extents) != len(modules[code].outcomes):
                    told = f"module {code!r}, credential {name!r}: {len(extents)} extents stated"
                    raise ValueError(f"{told} for {len(modules[code].outcomes)} outcomes")

    def reads(self, position: int) -> bool:
        """Return whether anything is stated of a credential, or it has outcomes."""
        credential = self.credentials[position]
        return bool(credential.outcomes) or any(credential.id in stated for stated in self.stated.values())

    def strengths(self, module: Module) -> NDArray[np.float32]:
        """Return 1 for met, 0.5 for partly and 0 for anything else."""
        if module.id not in self._strengths:
            self._strengths[module.id] = self._stated_strengths(module)
        return self._strengths[module.id]

    @cached_property
    def _strengths(self) -> dict[str, NDArray[np.float32]]:
        return {}

    def _stated_strengths(self, module: Module) -> NDArray[np.float32]:
        rows = [
            [_STRENGTHS[extent] for extent in self._extents(module, credential)]
            for credential in self.credentials
        ]
        return np.asarray(rows, np.float32).reshape(len(self.credentials), len(module.outcomes))

    def nearness(self, module: Module, pool: Sequence[int]) -> float:
        """Return the mean strength of a pool over the outcomes of a module."""
        if not pool or not module.outcomes:
            return 0.0
        return round(float(self.strengths(module)[list(pool)].max(axis=0).mean()), 5)

    def smallest_set(self, module: Module, pool: Sequence[int]) -> tuple[int, ...]:
        """Return the fewest credentials of a pool that meet as many outcomes as all of it together."""
        return smallest_set(self, module, pool)

    def coverage(self, module: Module, pool: Sequence[int]) -> Coverage:
        """Return a module outcome by outcome, as stated of the credentials of a pool."""
        return Coverage(
            module.id, tuple(self._outcome(module, number, pool) for number in range(len(module.outcomes)))
        )

    def _extents(self, module: Module, credential: Credential) -> tuple[Extent, ...]:
        stated = self.stated.get(module.id, {}).get(credential.id, [Extent.MISSING] * len(module.outcomes))
        return tuple(Extent(extent) for extent in stated)

    def _outcome(self, module: Module, number: int, pool: Sequence[int]) -> OutcomeCoverage:
        outcome = module.outcomes[number]
        ranked = by_strength(self, pool, self.strengths(module)[:, number])
        if not ranked:
            return OutcomeCoverage(outcome, Extent.MISSING)
        first = self.credentials[ranked[0]]
        extent = self._extents(module, first)[number]
        if extent in (Extent.MISSING, Extent.UNREAD):
            return OutcomeCoverage(outcome, extent)
        return OutcomeCoverage(
            outcome, extent, credential_id=first.id, level=first.level, hours=hours_held(first)
        )
