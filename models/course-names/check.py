"""Measure the names of courses: python models/course-names/check.py.

Prints how many there are, how often the two writers contradict each other, and what the names of one are
worth on those of the other: from one name of a course to another one that says it in other words, among the
courses of that writer and the names that were written as other courses.
"""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import numpy as np

import skillmap
from skillmap.matching.course_names import (
    NO_COURSE_NAMES,
    PARTS,
    Course,
    CourseNames,
    key_of_title,
    read_course_names,
)

FOLDER = Path(__file__).parent
SEED = 3


def contradictions(one: tuple[Course, ...], other: tuple[Course, ...]) -> int:
    """Return how many courses of one writer hold two names that the other has as two courses."""
    apart = {
        frozenset((key_of_title(name), key_of_title(each)))
        for course in other
        for name in course.names
        for each in course.others
    }
    return sum(
        any(
            frozenset((key_of_title(a), key_of_title(b))) in apart for a in course.names for b in course.names
        )
        for course in one
    )


def ranks(courses: tuple[Course, ...], names: CourseNames, encoder: skillmap.Encoder) -> np.ndarray:
    """Return the rank of the other name of each course, with the names of the other writer known."""
    draw = random.Random(SEED)
    pairs = [tuple(draw.sample(course.names, 2)) for course in courses]
    pairs = [(asked, given) for asked, given in pairs if key_of_title(asked) != key_of_title(given)]
    known = {key_of_title(given) for _, given in pairs}
    others = {name for course in courses for name in course.others if key_of_title(name) not in known}
    targets = [given for _, given in pairs] + sorted(others)
    recipe = skillmap.COURSE_TO_COURSE
    listed = [skillmap.Target(str(row), (title,)) for row, title in enumerate(targets)]
    store = skillmap.VectorStore(encoder)
    index = skillmap.build_index(listed, store, with_terms=True, reading=recipe.reading)
    matcher = skillmap.Matcher(dataclasses.replace(index, course_names=names), encoder, recipe)
    asked = [skillmap.Statement(str(row), title, title=title) for row, (title, _) in enumerate(pairs)]
    scores = matcher.compare(asked).scores
    own = scores[np.arange(len(pairs)), np.arange(len(pairs))]
    return 1 + (scores > own[:, None] + 1e-6).sum(axis=1)


def show(label: str, before: np.ndarray, after: np.ndarray) -> None:
    """Print recall and reciprocal rank without and with the names, and the difference with its interval."""
    drawn = np.random.default_rng(SEED).integers(0, len(before), (2000, len(before)))
    for name, figure in (
        ("recall@1", lambda rank: rank <= 1),
        ("recall@10", lambda rank: rank <= 10),
        ("MRR", lambda rank: 1 / rank),
    ):
        old, new = 100.0 * figure(before), 100.0 * figure(after)
        low, high = np.percentile((new - old)[drawn].mean(axis=1), (2.5, 97.5))
        print(
            f"{label} ({len(before)}), {name}: {old.mean():.1f} -> {new.mean():.1f} "
            f"({(new - old).mean():+.1f} [{low:+.1f}, {high:+.1f}])"
        )


def main() -> None:
    """Measure."""
    encoder = skillmap.make_encoder("minilm")
    parts = {path.stem: read_course_names(path) for path in sorted(FOLDER.glob(PARTS))}
    for name, courses in parts.items():
        print(f"{name}: {len(courses)} courses, {sum(len(course.names) for course in courses)} names")
        rest = {other: each for other, each in parts.items() if other != name}
        for other, each in rest.items():
            print(f"{name}: {contradictions(courses, each)} courses that {other} has as several")
        known = CourseNames(course for each in rest.values() for course in each)
        show(name, ranks(courses, NO_COURSE_NAMES, encoder), ranks(courses, known, encoder))


if __name__ == "__main__":
    main()
