"""Fitting and measuring confidences: on the right pairs, by groups, and as the card says."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from skillmap.errors import SkillmapError, UnknownNameError
from skillmap.matching import Candidate, Costs, read_confidence
from skillmap.resources import data_root
from skillmap_eval.cli import app
from skillmap_eval.confidence_cost import cost_of
from skillmap_eval.confidence_fit import fit_confidence, measure_confidence, model_in_use, refit
from skillmap_eval.confidence_measures import by_group, measured, sums_by_group
from skillmap_eval.confidence_page import render_confidences
from skillmap_eval.judged_pairs import TASKS, JudgedPairs, confidence_task

SHIPPED = data_root() / "models" / "confidence"
CARD = (SHIPPED / "README.md").read_text(encoding="utf-8")
OWN = tuple(TASKS)
"""Every task is fitted on our own gold sets, which need no data from elsewhere."""


def made_up(split: str = "fit", count: int = 300, seed: int = 5) -> JudgedPairs:
    generator = np.random.default_rng(seed)
    similarities = generator.random(count)
    right = generator.random(count) < similarities**2
    return JudgedPairs(
        name="made up",
        split=split,
        candidates=tuple(Candidate(float(value), 1.0) for value in similarities),
        right=right,
        groups=tuple(f"g{place // 3}" for place in range(count)),
        populations={"shown": np.ones(count, bool), "the best": np.arange(count) % 3 == 0},
        targets=("t",) * count,
        sources={"made up": "f" * 64},
    )


@pytest.fixture(scope="module")
def gold() -> dict[tuple[str, str], JudgedPairs]:
    return {(name, split): TASKS[name].gather(split, None) for name in OWN for split in ("fit", "test")}


@pytest.mark.parametrize("name", OWN)
def test_the_fields_that_are_fitted_on_and_those_reported_on_share_no_case(name: str, gold) -> None:
    fit, test = gold[name, "fit"], gold[name, "test"]

    assert not set(fit.groups) & set(test.groups)


@pytest.mark.parametrize("name", OWN)
def test_the_curve_that_ships_is_the_one_that_the_command_fits(name: str, gold) -> None:
    fitted = fit_confidence(TASKS[name], gold[name, "fit"])
    shipped = read_confidence(SHIPPED / f"{name}.json")

    assert (fitted.features, fitted.fitted_for) == (shipped.features, shipped.fitted_for)
    assert [*fitted.coefficients, fitted.intercept] == pytest.approx(
        [*shipped.coefficients, shipped.intercept], abs=0.02
    )


@pytest.mark.parametrize("name", OWN)
def test_the_figures_of_the_card_are_those_of_the_command(name: str, gold) -> None:
    result = measure_confidence(model_in_use(TASKS[name], None), gold[name, "test"])[0]

    row = next(line for line in CARD.splitlines() if line.startswith(f"| `{name}` |") and "test" in line)
    assert f"{result.ece.value:.3f} [{result.ece.low:.3f}, {result.ece.high:.3f}]" in row
    assert f"{result.brier.value:.3f}" in row
    assert f"{result.base.value:.3f}" in row
    assert f"| {result.n} |" in row


@pytest.mark.parametrize("name", ["outcome-to-outcome", "credential-to-module"])
def test_confidence_keeps_to_five_percent_and_beats_the_base_rate_on_fields_no_choice_has_seen(
    name: str, gold
) -> None:
    result = measure_confidence(model_in_use(TASKS[name], None), gold[name, "test"])[0]

    assert result.ece.value <= 0.05
    assert result.brier.value < result.base.value
    assert result.p < 0.001


def test_fitting_on_a_part_for_reporting_is_refused() -> None:
    with pytest.raises(SkillmapError, match="split 'test' is for reporting; fit on 'fit'"):
        fit_confidence(TASKS["outcome-to-outcome"], made_up("test"))


def test_pairs_that_are_all_judged_alike_cannot_be_fitted() -> None:
    pairs = made_up(count=3)
    pairs.right[:] = True

    with pytest.raises(SkillmapError, match="all 3 pairs are judged alike"):
        fit_confidence(TASKS["outcome-to-outcome"], pairs)


def test_a_fit_on_made_up_pairs_finds_their_curve() -> None:
    model = fit_confidence(TASKS["outcome-to-outcome"], made_up(count=6000))

    for similarity in (0.3, 0.5, 0.7, 0.9):
        assert model.chance(Candidate(similarity, 1.0)) == pytest.approx(similarity**2, abs=0.06)


def test_exact_probabilities_have_the_error_that_chance_gives() -> None:
    generator = np.random.default_rng(1)
    chances = generator.random(2000)
    found = measured(chances, generator.random(2000) < chances, [str(place) for place in range(2000)])

    assert found.ece.value == pytest.approx(found.ece_by_chance, abs=0.015)
    assert found.ece.low <= found.ece.value <= found.ece.high <= found.ece_at_most + 0.05
    assert found.p < 0.001


def test_the_base_rate_itself_gains_nothing_over_the_base_rate() -> None:
    right = np.array([True] * 30 + [False] * 70)
    found = measured(np.full(100, 0.3), right, [str(place) for place in range(100)])

    assert found.gain.value == pytest.approx(0)
    assert found.ece.value == pytest.approx(0)
    assert found.p == 1.0


def test_pairs_of_one_group_are_drawn_together() -> None:
    values = np.repeat(np.random.default_rng(2).random(30), 10)
    mean = by_group(
        lambda rows: float(rows[:, 0].mean()), values[:, None], [str(n // 10) for n in range(300)]
    )
    single = by_group(lambda rows: float(rows[:, 0].mean()), values[:, None], [str(n) for n in range(300)])

    # Thirty groups of ten equal values tell no more than thirty values: the interval is about root ten wider.
    assert (mean.high - mean.low) / (single.high - single.low) == pytest.approx(10**0.5, rel=0.2)


def test_the_sums_of_groups_are_in_the_order_in_which_they_come() -> None:
    assert sums_by_group(np.array([1.0, 2.0, 4.0]), ["b", "a", "b"]).tolist() == [5.0, 2.0]


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(SkillmapError, match="1 probabilities, 2 judgements and 1 groups"):
        measured(np.array([0.5]), np.array([True, False]), ["a"])


def test_the_cost_is_that_of_a_slow_count() -> None:
    pairs, costs = made_up(), Costs(2, 1, review=0.4)
    model = fit_confidence(TASKS["outcome-to-outcome"], pairs)

    found = cost_of(model, pairs, costs)

    slow = 0.0
    for place in range(0, 300, 3):
        chance, right = model.chance(pairs.candidates[place]), bool(pairs.right[place])
        if chance >= 0.8:
            slow += 0 if right else 2
        elif chance < 0.4:
            slow += 1 if right else 0
        else:
            slow += 0.4
    assert found.mean_cost == pytest.approx(slow / 100)
    assert found.suggested + found.review + found.no_match == 100
    assert found.mean_cost < found.all_suggested


def test_a_page_holds_both_curves_and_loads_nothing() -> None:
    pairs = made_up()
    page = render_confidences(measure_confidence(fit_confidence(TASKS["outcome-to-outcome"], pairs), pairs))

    assert page.count("<svg") == 4
    assert "Brier score of the base rate" in page
    assert "http" not in page.replace("http-equiv", "")
    assert page == render_confidences(
        measure_confidence(fit_confidence(TASKS["outcome-to-outcome"], pairs), pairs)
    )


def test_an_unknown_task_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownNameError, match="credential-to-module"):
        confidence_task("essays")


def test_the_command_prints_reliability_risk_and_costs(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    arguments = [
        "--task",
        "credential-to-module",
        "--split",
        "test",
        "--cost-wrong",
        "4",
        "--html",
        str(page),
    ]
    done = CliRunner().invoke(app, ["calibrate", *arguments])

    assert done.exit_code == 0, done.output
    for words in ("ECE 0.0", "base rate", "reliability", "wrong among the surest", "no match below 0.80"):
        assert words in done.output
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_fits_anew_into_a_folder(tmp_path: Path) -> None:
    written = refit([TASKS["credential-to-module"]], tmp_path, None)

    assert {path.name for path in written} == {"credential-to-module.json", "decided.json"}
    for path in written:
        assert path.read_bytes() == (SHIPPED / path.name).read_bytes()
    assert 'path = "decided.json"' in (tmp_path / "manifest.toml").read_text(encoding="utf-8")


def test_a_confidence_for_another_recipe_is_not_measured(tmp_path: Path) -> None:
    text = (SHIPPED / "credential-to-module.json").read_text(encoding="utf-8")
    (tmp_path / "credential-to-module.json").write_text(text.replace('"fitted_for": "', '"fitted_for": "x'))

    with pytest.raises(SkillmapError, match="fitted for another recipe or encoder; fit it anew"):
        model_in_use(TASKS["credential-to-module"], tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--task", "credential-to-module", "--split", "nonsense"], "credential-to-module has fit, test"),
        (["--task", "gold-outcomes-test", "--fit", "gold-outcomes-fit", "--write", "x"], "leave --fit out"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["calibrate", *arguments])

    assert done.exit_code == 2
    assert said in done.output
