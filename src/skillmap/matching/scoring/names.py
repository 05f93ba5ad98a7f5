"""A statement against the names of a target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Names:
    """Meaning of the statement and of its best stretch of words, against every name of the target.

    Half the cosine of the whole statement, half that of its best stretch of up to six words, for the name
    that fits best: a long outcome is found by the part of it that names the skill, and the whole keeps a
    chance word from deciding.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        best, whole = query.name_scores(index)
        mixed = ((best + whole) / 2)[index.name_columns]
        pooled: Scores = np.maximum.reduceat(mixed, index.starts[:-1])
        return np.clip(pooled if rows is None else pooled[rows], 0, 1)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the name and the stretch of words that gave it."""
        columns = index.name_columns[index.starts[row] : index.starts[row + 1]]
        cosines = query.vectors @ index.name_vectors[columns].T
        mixed = (cosines.max(axis=0) + cosines[0]) / 2
        name = int(mixed.argmax())
        window = query.windows[int(cosines[:, name].argmax())]
        text = index.targets[row].names[name]
        return Reason(
            "names",
            float(np.clip(mixed[name], 0, 1)),
            window.text,
            text,
            window.span,
            span_in_name(index.targets[row], text),
        )


scorers.register("names")(Names())
