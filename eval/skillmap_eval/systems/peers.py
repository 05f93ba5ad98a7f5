"""Systems of others, when they are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from skillmap.errors import MissingExtraError
from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.task import Query, Task


@systems.register("esco-skill-extractor")
class EscoSkillExtractorSystem:
    """esco-skill-extractor 0.1 as installed: an unordered list of skills, all with score 1.

    It fetches its encoder from a model hub on first use, so it runs only where one can be reached.
    """

    name = "esco-skill-extractor"

    def __init__(self) -> None:
        try:
            self.fingerprint = f"esco-skill-extractor-{version('esco-skill-extractor')}"
        except PackageNotFoundError:
            raise MissingExtraError("esco-skill-extractor", "esco-skill-extractor") from None

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the skills found for each query, by target id; only targets that ESCO names by URI count."""
        from esco_skill_extractor import SkillExtractor

        known = {item.id for item in task.targets}
        extractor = SkillExtractor()
        for query, found in zip(queries, extractor.get_skills([q.text for q in queries]), strict=True):
            ids = sorted(known.intersection(found, task.pools.get(query.id, known)))[:depth]
            yield Ranked(query.id, tuple(ids), (1.0,) * len(ids))
