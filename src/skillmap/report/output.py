"""What an output is, and where outputs are filed: advice as a file for somebody else to use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillmap.domain import Advice
from skillmap.registry import Registry


@dataclass(frozen=True, slots=True)
class Output:
    """One kind of file that advice can be written as."""

    title: str
    """What it is called in messages, e.g. ``a table of suggestions (CSV)``."""
    ending: str
    """Usual ending of the file's name, with its dot."""
    write: Callable[[Advice], bytes]
    """The same advice gives the same bytes, and nothing in them names the applicant."""
    shows_skills: bool = False
    """True where it shows skills of a taxonomy, if the advice has a profile."""


outputs: Registry[Output] = Registry("output", "skillmap.report.writers")
