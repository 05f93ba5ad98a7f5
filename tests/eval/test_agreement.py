"""Agreement of two passes, against another library and published examples."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from skillmap_eval.agreement import agreement, kappa, ordinal_alpha, tables_by_case, weighted_kappa
from skillmap_eval.catalogue import TaskAbsentError
from skillmap_eval.gold import KEYS, LABELS

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), worked by hand there. Four observers,
# twelve units, some values missing: ordinal alpha .815. Two observers, two labels (any metric): alpha .095.
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
TWO_OBSERVERS = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))


def table_of(first: list[int], second: list[int], labels: int) -> NDArray[np.float64]:
    table = np.zeros((labels, labels))
    for one, other in zip(first, second, strict=True):
        table[one, other] += 1
    return table


def coincidences(observers: tuple[tuple[int | None, ...], ...]) -> NDArray[np.float64]:
    """Count pairs within each unit, as the paper does by hand."""
    values = sorted({value for row in observers for value in row if value is not None})
    table = np.zeros((len(values), len(values)))
    for unit in zip(*observers, strict=True):
        given = [values.index(value) for value in unit if value is not None]
        for one, other in permutations(given, 2):
            table[one, other] += 1 / (len(given) - 1)
    return table


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("labels", [2, 3, 4])
def test_kappa_is_that_of_scikit_learn(seed: int, labels: int) -> None:
    generator = np.random.default_rng(seed)
    first = generator.integers(0, labels, 60).tolist()
    second = [label if generator.random() < 0.6 else int(generator.integers(labels)) for label in first]
    table = table_of(first, second, labels)

    assert kappa(table) == pytest.approx(cohen_kappa_score(first, second))
    assert weighted_kappa(table) == pytest.approx(cohen_kappa_score(first, second, weights="linear"))


@pytest.mark.parametrize(("observers", "alpha"), [(FOUR_OBSERVERS, 0.815), (TWO_OBSERVERS, 0.095)])
def test_alpha_is_that_of_the_published_examples(
    observers: tuple[tuple[int | None, ...], ...], alpha: float
) -> None:
    assert ordinal_alpha(coincidences(observers)) == pytest.approx(alpha, abs=0.0005)


def test_coefficients_are_one_when_passes_agree_and_undefined_when_only_one_label_is_used() -> None:
    same, constant = np.diag([5.0, 3.0, 2.0]), np.diag([5.0, 0.0, 0.0])

    assert (kappa(same), weighted_kappa(same), ordinal_alpha(same * 2)) == (1, 1, 1)
    assert all(np.isnan(of(constant)) for of in (kappa, weighted_kappa, ordinal_alpha))


def test_the_order_of_raters_does_not_matter() -> None:
    table = np.array([[9.0, 2, 1], [4, 6, 0], [0, 3, 5]])

    assert kappa(table) == pytest.approx(kappa(table.T))
    assert weighted_kappa(table) == pytest.approx(weighted_kappa(table.T))


def test_labels_are_counted_by_case() -> None:
    first = {("c2", "a"): 1, ("c1", "a"): 0, ("c1", "b"): 2}
    second = {("c2", "a"): 1, ("c1", "a"): 0, ("c1", "b"): 1}

    tables = tables_by_case(first, second, 3)

    assert tables.shape == (2, 3, 3)
    assert (tables[0, 0, 0], tables[0, 2, 1], tables[1, 1, 1], tables.sum()) == (1, 1, 1, 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six cases in each of two fields; pass 2 differs in every fifth label."""
    for field, (what, labels) in ((f, item) for f in ("health", "media") for item in LABELS.items()):
        for part in ("pass1", "pass2"):
            rows = ["\t".join((*KEYS[what], "label"))]
            for number in range(60):
                place = (number + (part == "pass2" and number % 5 == 0)) % len(labels)
                key = (f"{field}-{number % 6}", *(f"{column}{number}" for column in KEYS[what][1:]))
                rows.append("\t".join((*key, labels[place])))
            (tmp_path / part).mkdir(exist_ok=True)
            (tmp_path / part / f"{field}.{what}.tsv").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_agreement_is_given_over_all_fields_and_for_each(folder: Path) -> None:
    found = agreement(folder, ("health", "media"))

    assert [(one.what, one.field) for one in found] == [
        (what, field) for what in ("outcomes", "awards") for field in ("all", "health", "media")
    ]
    assert [one.judgements for one in found] == [120, 60, 60] * 2
    assert {one.same for one in found} == {0.8}


def test_every_coefficient_lies_in_its_interval_over_cases_and_is_the_same_each_time(folder: Path) -> None:
    found = agreement(folder, ("health", "media"))

    for figure in (figure for one in found for figure in (one.kappa, one.weighted_kappa, one.alpha)):
        assert figure.low <= figure.value <= figure.high
    assert [one.kappa.queries for one in found] == [12, 6, 6] * 2
    assert agreement(folder, ("health", "media")) == found


def test_a_field_where_nearly_every_case_has_one_label_still_has_an_interval(tmp_path: Path) -> None:
    for part in ("pass1", "pass2"):
        (tmp_path / part).mkdir()
        for what, labels in LABELS.items():
            rows = ["\t".join((*KEYS[what], "label"))]
            for number in range(3):
                key = (f"media-{number}", *(f"{column}{number}" for column in KEYS[what][1:]))
                rows.append("\t".join((*key, labels[number == 0])))
            (tmp_path / part / f"media.{what}.tsv").write_text("\n".join(rows) + "\n")

    found = agreement(tmp_path, ("media",))

    assert {(one.kappa.value, one.kappa.low, one.kappa.high) for one in found} == {(1, 1, 1)}


def test_agreement_without_a_pass_says_which_file_is_missing(folder: Path) -> None:
    (folder / "pass2/media.awards.tsv").unlink()

    with pytest.raises(TaskAbsentError, match=r"no pass2/media.awards.tsv under"):
        agreement(folder, ("health", "media"))
