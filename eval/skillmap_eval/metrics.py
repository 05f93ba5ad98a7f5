"""Ranking metrics as named values: ``ndcg@10`` is read from text, and a new metric is one function here."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from skillmap.errors import SkillmapError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Judged:
    """A ranking seen through the judgements of its query: all that a metric may look at."""

    gains: tuple[int, ...]
    """Grade of each ranked target, best rank first; 0 for a target that nobody judged."""
    hits: tuple[bool, ...]
    """Whether each ranked target is relevant, best rank first."""
    ideal: tuple[int, ...]
    """Every grade above 0 among the judgements, falling: the gains of a perfect ranking."""
    relevant: int
    """How many targets are relevant, ranked or not; never 0."""


Measure = Callable[[Judged, int | None], float]
"""A metric at a cutoff; None takes the whole ranking. Gives 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Entry:
    measure: Measure
    needs_cutoff: bool


_entries: dict[str, _Entry] = {}


def metric(name: str, *, needs_cutoff: bool = False) -> Callable[[Measure], Measure]:
    """Decorate a function to file it as a metric; its docstring is shown to users."""

    def file(measure: Measure) -> Measure:
        if name in _entries:
            raise ValueError(f"metric {name!r} is already registered")
        _entries[name] = _Entry(measure, needs_cutoff)
        return measure

    return file


def metric_names() -> list[str]:
    """Every form that a metric can be written in, sorted, e.g. ``hit@k, map, map@k``."""
    plain = [name for name, entry in _entries.items() if not entry.needs_cutoff]
    return sorted([*plain, *(f"{name}@k" for name in _entries)])


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric at one cutoff; ``str`` gives the text that ``parse_metric`` reads.

    Raises:
        UnknownNameError: there is no such metric, it cannot do without a cutoff, or the cutoff is below 1.
    """

    name: str
    k: int | None = None
    """Ranks that count; None for all of them."""

    def __post_init__(self) -> None:
        entry = _entries.get(self.name)
        cutoff_fits = entry is not None and (self.k >= 1 if self.k is not None else not entry.needs_cutoff)
        if not cutoff_fits:
            raise UnknownNameError("metric", str(self), metric_names())

    def __str__(self) -> str:
        return self.name if self.k is None else f"{self.name}@{self.k}"

    @property
    def description(self) -> str:
        """What it measures and where it comes from, for a reader of results."""
        return " ".join((_entries[self.name].measure.__doc__ or "").split())

    def score(self, ranking: Sequence[str], judgements: Mapping[str, int], relevant: int = 1) -> float:
        """Return the value for one query, from 0 to 1; 0 for an empty ranking or with nothing relevant.

        Args:
            ranking: target ids, best first, ties already broken.
            judgements: grade by target id; what is absent has grade 0.
            relevant: the lowest grade that counts as relevant. ``ndcg`` does not ask: lower grades above 0
                still gain, as in trec_eval.

        Raises:
            SkillmapError: a target stands twice in the ranking, which could lift a value above 1.
        """
        if len(set(ranking)) < len(ranking):
            doubled = next(target for target in ranking if ranking.count(target) > 1)
            raise SkillmapError(f"ranking: target {doubled!r} stands {ranking.count(doubled)} times")
        judged = _judge(ranking, judgements, relevant)
        if not judged.relevant or not judged.gains:
            return 0.0
        return _entries[self.name].measure(judged, self.k)


def parse_metric(text: str) -> Metric:
    """Read a metric such as ``ndcg@10`` or ``map``.

    Raises:
        UnknownNameError: it is none of ``metric_names()``.
    """
    written = re.fullmatch(r"([a-z][a-z0-9]*)(?:@([1-9][0-9]*))?", text)
    if written is None:
        raise UnknownNameError("metric", text, metric_names())
    name, k = written.groups()
    return Metric(name, None if k is None else int(k))


def _judge(ranking: Sequence[str], judgements: Mapping[str, int], relevant: int) -> Judged:
    grades = [judgements.get(target, 0) for target in ranking]
    return Judged(
        # A grade below 0 ("harmful") gains nothing, as in trec_eval.
        gains=tuple(max(grade, 0) for grade in grades),
        hits=tuple(grade >= relevant for grade in grades),
        ideal=tuple(sorted((grade for grade in judgements.values() if grade > 0), reverse=True)),
        relevant=sum(grade >= relevant for grade in judgements.values()),
    )


@metric("ndcg")
def ndcg(judged: Judged, k: int | None) -> float:
    """Gain by grade, discounted by log2(rank + 1), as a share of the best possible.

    Gain is the grade itself, not 2^grade - 1: the form of trec_eval. Järvelin and Kekäläinen, Cumulated
    gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002.
    """
    return _discounted(judged.gains[:k]) / _discounted(judged.ideal[:k])


@metric("rp")
def rp(judged: Judged, k: int | None) -> float:
    """Relevant targets in the first k, divided by k or by the number of relevant targets if that is smaller.

    Without k, R-precision: k is the number of relevant targets (Buckley and Voorhees, Retrieval System
    Evaluation, 2005). With k as in Chalkidis et al., Large-Scale Multi-Label Text Classification on EU
    Legislation, ACL 2019; the RP@k of IReRa (D'Oosterlinck et al. 2024, arXiv:2401.12178) and WorkRB.
    """
    cutoff = judged.relevant if k is None else k
    return sum(judged.hits[:cutoff]) / min(cutoff, judged.relevant)


@metric("p", needs_cutoff=True)
def precision(judged: Judged, k: int | None) -> float:
    """Relevant targets in the first k, divided by k even when fewer were ranked, as in trec_eval.

    Buckley and Voorhees, Retrieval System Evaluation, in: TREC, MIT Press 2005.
    """
    return sum(judged.hits[:k]) / (len(judged.hits) if k is None else k)


@metric("recall", needs_cutoff=True)
def recall(judged: Judged, k: int | None) -> float:
    """Share of all relevant targets that stand in the first k.

    Buckley and Voorhees, Retrieval System Evaluation, in: TREC, MIT Press 2005.
    """
    return sum(judged.hits[:k]) / judged.relevant


@metric("f1", needs_cutoff=True)
def f1(judged: Judged, k: int | None) -> float:
    """Harmonic mean of ``p@k`` and ``recall@k``.

    Van Rijsbergen, Information Retrieval, 2nd ed. 1979, chapter 7 (E = 1 - F).
    """
    wanted = judged.relevant + (len(judged.hits) if k is None else k)
    return 2 * sum(judged.hits[:k]) / wanted


@metric("hit", needs_cutoff=True)
def hit(judged: Judged, k: int | None) -> float:
    """1 if a relevant target stands in the first k, else 0: ``success`` of trec_eval."""
    return float(any(judged.hits[:k]))


@metric("mrr")
def reciprocal_rank(judged: Judged, k: int | None) -> float:
    """One over the rank of the first relevant target; 0 if none is in the first k.

    Kantor and Voorhees, The TREC-5 Confusion Track, Information Retrieval 2, 2000.
    """
    return next((1 / rank for rank, is_hit in enumerate(judged.hits[:k], 1) if is_hit), 0.0)


@metric("pairs")
def ordered_pairs(judged: Judged, k: int | None) -> float:
    """Share of the pairs of ranked targets with different grades that stand in the right order.

    Half of one plus Goodman and Kruskal's gamma (1954) of the ranking and the grades. With k, targets behind
    the first k, and those not ranked, count as one group: a pair of them is half right. 1 where
    all grades are equal, since then no order is wrong.
    """
    unranked = Counter(judged.ideal) - Counter(judged.gains)
    gains = (*judged.gains, *unranked.elements())
    cutoff = min(len(judged.gains), k or len(judged.gains))
    right = [
        float(first > second) if place < cutoff else 0.5
        for place, first in enumerate(gains)
        for second in gains[place + 1 :]
        if first != second
    ]
    return sum(right) / len(right) if right else 1.0


@metric("map")
def average_precision(judged: Judged, k: int | None) -> float:
    """Mean of the precision at each relevant target; one that is not in the first k counts as 0.

    Harman, Evaluation issues in information retrieval, IP&M 28(4), 1992; cut at k as ``map_cut`` of
    trec_eval, which still divides by all relevant targets.
    """
    ranks = [rank for rank, is_hit in enumerate(judged.hits[:k], 1) if is_hit]
    return sum(found / rank for found, rank in enumerate(ranks, 1)) / judged.relevant


def _discounted(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
