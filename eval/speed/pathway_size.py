"""Plans at the size of a catalogue beside a greedy choice: cost, bound and time.

python eval/speed/pathway_size.py [--sizes 50x2000,1000x20000] [--seeds 1-5] [--limits] [--seconds 60]

The offers are made up: each teaches about six skills, half of them next to each other, half drawn so that
some skills are taught often and most seldom; costs are 5 to 30; a quarter needs one offer first.
With ``--limits`` a term holds 30 credits (a quarter of the skills where that is
more), the plan ends within eight terms and half of the offers begin every second term only.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Sequence

import numpy as np

from skillmap.domain import Cost, Credit, Offer, Pathway, PlanLimits, PlanState, SkillNeed, Taught
from skillmap.pathways import plan

COSTS, SHARES = (5, 10, 15, 20, 30), (0.1, 0.35, 0.3, 0.15, 0.1)
TAUGHT = 6
NEAR = 15


def catalogue(skills: int, modules: int, seed: int, *, in_terms: bool) -> list[Offer]:
    """Return made-up offers that teach every skill at least once."""
    draw = np.random.default_rng(seed)
    often = 1 / np.arange(1, skills + 1) ** 0.6
    shuffled = draw.permutation(skills)
    taught = []
    for _ in range(modules):
        number = max(2, int(draw.poisson(TAUGHT)))
        near = (draw.integers(skills) + draw.integers(-NEAR, NEAR + 1, number // 2)) % skills
        far = shuffled[draw.choice(skills, number - number // 2, p=often / often.sum())]
        taught.append({*near.tolist(), *far.tolist()})
    for skill in set(range(skills)) - set().union(*taught):
        taught[int(draw.integers(modules))].add(skill)
    costs = draw.choice(COSTS, modules, p=SHARES)
    return [
        Offer(
            f"module-{number:05}",
            f"Module {number}",
            tuple(Taught(f"skill-{skill:04}") for skill in sorted(taught[number])),
            Credit(float(costs[number]), "ECTS"),
            Cost(float(costs[number]), "EUR"),
            starts=_starts(draw) if in_terms else (),
            prerequisites=_first(draw, number),
        )
        for number in range(modules)
    ]


def _first(draw: np.random.Generator, number: int) -> tuple[tuple[str, ...], ...]:
    return ((f"module-{int(draw.integers(number)):05}",),) if number and draw.random() < 0.25 else ()


def _starts(draw: np.random.Generator) -> tuple[int, ...]:
    return () if draw.random() < 0.5 else tuple(range(1 + int(draw.integers(2)), 13, 2))


def greedy_cost(skills: int, offers: Sequence[Offer]) -> float:
    """Return the cost of taking again and again what teaches most for its cost, prerequisites included.

    Afterwards what is no longer needed is dropped, the dearest first. Terms and caps are not looked at.
    """
    by_id = {offer.id: offer for offer in offers}
    chains = {offer.id: _chain(offer, by_id) for offer in offers}
    gives = {
        id: {each.need_id for one in chain for each in by_id[one].teaches} for id, chain in chains.items()
    }
    price = {offer.id: offer.cost.amount for offer in offers if offer.cost is not None}
    open_skills, taken = {f"skill-{skill:04}" for skill in range(skills)}, set[str]()
    while open_skills:
        best = max(
            sorted(id for id in chains if gives[id] & open_skills),
            key=lambda id: (
                len(gives[id] & open_skills) / max(1e-9, sum(price[q] for q in chains[id] - taken))
            ),
        )
        taken |= chains[best]
        open_skills -= gives[best]
    for id in sorted(taken, key=lambda id: (-price[id], id)):
        rest = taken - {id}
        needed = any(id in group for other in rest for group in by_id[other].prerequisites)
        others = {each.need_id for other in rest for each in by_id[other].teaches}
        if not needed and {each.need_id for each in by_id[id].teaches} <= others:
            taken = rest
    return sum(price[id] for id in taken)


def _chain(offer: Offer, by_id: dict[str, Offer]) -> set[str]:
    found, pending = set[str](), [offer.id]
    while pending:
        id = pending.pop()
        if id not in found:
            found.add(id)
            pending += [group[0] for group in by_id[id].prerequisites]
    return found


def main() -> None:
    """Print one line for each plan and one for each size."""
    options = _options()
    first, _, last = options.seeds.partition("-")
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, one thread")
    for size in options.sizes.split(","):
        skills, modules = map(int, size.split("x"))
        needs = [SkillNeed(f"skill-{skill:04}", f"Skill {skill}") for skill in range(skills)]
        rows = []
        for seed in range(int(first), int(last or first) + 1):
            offers = catalogue(skills, modules, seed, in_terms=options.limits)
            started = time.perf_counter(), time.process_time()
            found = plan(needs, offers, _limits(skills) if options.limits else None, seconds=options.seconds)
            took = time.perf_counter() - started[0], time.process_time() - started[1]
            rows.append((found, greedy_cost(skills, offers), *took))
            print(_line(f"{size} seed {seed}", *rows[-1]), flush=True)
        rows = [row for row in rows if row[0].state is not PlanState.PARTIAL]
        if not rows:
            continue
        costs, greedy = (
            statistics.mean(column) for column in zip(*((p.value, g) for p, g, _, _ in rows), strict=True)
        )
        print(
            f"{size}: proven {sum(p.state is PlanState.PROVEN for p, *_ in rows)} of {len(rows)}, median "
            f"{statistics.median(row[2] for row in rows):.2f} s "
            f"(CPU {statistics.median(row[3] for row in rows):.2f} s), "
            f"mean cost {costs:.1f}, greedy {greedy:.1f}: {1 - costs / greedy:.1%} less"
        )


def _limits(skills: int) -> PlanLimits:
    return PlanLimits(credits_per_term=Credit(max(30.0, skills / 4), "ECTS"), last_term=8)


def _line(of: str, found: Pathway, greedy: float, wall: float, cpu: float) -> str:
    return (
        f"{of}: {found.state}, cost {found.value:g}, bound {found.bound:g}, gap {found.gap:.1%}, "
        f"{len(found.items)} offers in {found.terms} terms, {wall:.2f} s (CPU {cpu:.2f} s); greedy {greedy:g}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="50x2000,200x2000")
    parser.add_argument("--seeds", default="1-5")
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--seconds", type=float, default=20.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
