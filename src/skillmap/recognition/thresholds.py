"""From which similarity an outcome counts, as the policy says."""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.domain import Extent


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Similarities from which a module outcome counts, from the policy."""

    met: float
    partly: float

    def extent(self, similarity: float) -> Extent:
        """Return how far an outcome is covered at this similarity."""
        if similarity >= self.met:
            return Extent.MET
        return Extent.PARTLY if similarity >= self.partly else Extent.MISSING
