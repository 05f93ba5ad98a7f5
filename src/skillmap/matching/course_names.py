"""Names of one course: what is *Strength of Materials* here is *Mechanics of Solids* there.

No encoder knows that such titles stand for one course, and a title is often all that a transcript has. The
names were written for this and ship as plain tables (``models/course-names``, one for each writer); a line
holds the names of one course, " | " between them, and after a tab names like these that are other courses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from skillmap.errors import FormatError
from skillmap.resources import data_root
from skillmap.text import (
    depth_of,
    expanded,
    stem,
    subject_of,
    title_level,
    title_words_of,
    vocabulary_of,
)

if TYPE_CHECKING:
    from pathlib import Path

NAME = "course-names"
PARTS = "part-*.tsv"
BETWEEN = " | "
MOST_WORDS = 10
"""Words of a title that is looked up; a longer text is a description."""

Key = tuple[frozenset[str], int, int]


@dataclass(frozen=True, slots=True)
class Course:
    """A course by its names."""

    names: tuple[str, ...]
    """Those that it has at different places."""
    others: tuple[str, ...] = ()
    """Names like these that are other courses."""


class CourseNames:
    """Courses with the names that they have at different places."""

    def __init__(self, courses: Iterable[Course] = ()) -> None:
        self.courses = tuple(courses)
        self.fingerprint = hashlib.sha256(repr(self.courses).encode()).hexdigest()[:16]
        """Changes with every name."""
        self._apart = {
            frozenset((key_of_title(name), key_of_title(other)))
            for course in self.courses
            for name in course.names
            for other in course.others
        }
        self._vocabulary = vocabulary_of(name for course in self.courses for name in course.names)
        self._places: dict[Key, list[int]] = {}
        for place, course in enumerate(self.courses):
            for key in {key_of_title(name) for name in course.names}:
                self._places.setdefault(key, []).append(place)

    def others(self, title: str) -> tuple[str, ...]:
        """Return the other names of a course, none of which says the same as its title.

        >>> course = Course(("Strength of Materials", "Mechanics of Solids"), ("Fluid Mechanics",))
        >>> CourseNames([course]).others("Mech. of Solids I")
        ('Strength of Materials',)

        An introduction and a first part are looked up as the course itself; a second part and an advanced
        course are other courses. Where one line has two names for one course and another line for two, they
        count as two.
        """
        if not title.strip() or len(title.split()) > MOST_WORDS:
            return ()
        own = key_of_title(expanded(title, self._vocabulary))
        found: dict[Key, str] = {}
        for place in self._places.get(own, ()):
            for name in self.courses[place].names:
                key = key_of_title(name)
                if frozenset((own, key)) not in self._apart:
                    found.setdefault(key, name)
        found.pop(own, None)
        return tuple(found.values())


def key_of_title(title: str) -> Key:
    """Return what two titles share that name one course in the same words: stems, part and level."""
    stems = frozenset(stem(word.text) for word in title_words_of(subject_of(title)))
    sequence, level = depth_of(title).sequence, title_level(title)
    part = int(sequence.value) if sequence is not None and sequence.value > 1 else 0
    return stems, part, int(level.value) if level is not None and level.value > 1 else 0


def read_course_names(path: Path) -> tuple[Course, ...]:
    """Return the courses of a table.

    Raises:
        FormatError: a line has another number of columns, or fewer than two names.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        columns = [tuple(column.split(BETWEEN)) for column in line.split("\t")]
        if len(columns) != 2 or len(columns[0]) < 2:
            raise FormatError(
                path.name, f"line {number}", "expected two names or more, a tab and names of other courses"
            )
        found.append(Course(columns[0], columns[1]))
    return tuple(found)


NO_COURSE_NAMES = CourseNames()
"""For targets that are no courses."""


@cache
def course_names() -> CourseNames:
    """Return the names that ship with skillmap."""
    paths = sorted((data_root() / "models" / NAME).glob(PARTS))
    return CourseNames(course for path in paths for course in read_course_names(path))
