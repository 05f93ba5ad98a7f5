"""Systems of others, when they are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

import skillmap
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
        """Give the skills found for each query: a URI counts as the target of that id, or of its label."""
        from esco_skill_extractor import SkillExtractor

        target_of = _targets_by_uri(task)
        extractor = SkillExtractor()
        for query, uris in zip(queries, extractor.get_skills([q.text for q in queries]), strict=True):
            found = {target_of[uri] for uri in uris if uri in target_of}
            ids = sorted(found.intersection(task.pools.get(query.id, found)))[:depth]
            yield Ranked(query.id, tuple(ids), (1.0,) * len(ids))


def _targets_by_uri(task: Task) -> dict[str, str]:
    """Return target ids by ESCO URI, through the label where the ids are not URIs themselves."""
    id_of = {item.names[0].lower(): item.id for item in task.targets}
    # The list of labels of TECH and HOUSE has lost its commas.
    labels = {skill.id: skill.label.replace(",", "").lower() for skill in skillmap.Taxonomy.open("esco")}
    by_label = {uri: id_of[label] for uri, label in labels.items() if label in id_of}
    return by_label | {item.id: item.id for item in task.targets}
