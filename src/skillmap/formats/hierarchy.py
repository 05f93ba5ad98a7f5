"""The tree of a framework: which concept stands under which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillmap.formats.facts import Findings


@dataclass(frozen=True, slots=True)
class Loops:
    """Concepts that are, step by step, wider than themselves."""

    count: int
    """Links that close a loop; 0 in a sound hierarchy."""
    first: tuple[str, ...]
    """The concepts of one loop, each followed by its parent."""


def find_loops(parents: Mapping[str, Sequence[str]]) -> Loops:
    """Return the loops in a hierarchy given as the parents of each concept."""
    done: set[str] = set()
    count = 0
    first: tuple[str, ...] = ()
    for start in parents:
        if start in done:
            continue
        path, on_path, waiting = [start], {start}, [iter(parents[start])]
        while path:
            above = next(waiting[-1], None)
            if above is None:
                waiting.pop()
                on_path.remove(path[-1])
                done.add(path.pop())
            elif above in on_path:
                count += 1
                first = first or tuple(path[path.index(above) :])
            elif above in parents and above not in done:
                path.append(above)
                on_path.add(above)
                waiting.append(iter(parents[above]))
    return Loops(count, first)


def report_loops(parents: Mapping[str, Sequence[str]], word: str, place: str, findings: Findings) -> None:
    """Warn of loops in a hierarchy; ``word`` is what the format calls its links."""
    loops = find_loops(parents)
    if not loops.count:
        return
    shown = " > ".join((*loops.first[:4], "..." if len(loops.first) > 4 else loops.first[0]))
    links = f"A link of {word} closes" if loops.count == 1 else f"{loops.count:,} links of {word} close"
    message = f"{links} a loop ({shown}), where nothing is wider than the rest."
    findings.warn(place, message)
