"""The report: one page from made-up runs, read back as a reader finds it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from made_up_runs import make_calibration, make_run, make_task
from skillmap.errors import SkillmapError, UnknownNameError
from skillmap.text import neutral
from skillmap_eval.compare import Comparison
from skillmap_eval.report import (
    MOST_POINTS,
    WITHOUT_TEXTS,
    CalibrationResult,
    Frame,
    Show,
    TaskComparison,
    compare_with_best,
    render_report,
)
from skillmap_eval.report_views import group_runs, leaderboard, mistakes, slices
from skillmap_eval.result import Figure

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"q\" 'a' {{ 7 * 7 }} & </style>"
BIDI = "good\u202elive\u2066\u200b\x1b[31m"

TEST = make_task("alpha")
FIT = make_task("beta", "fit", queries=20, seed=2)
STRONG, CLOSE, WEAK = (
    make_run(TEST, name, skill) for name, skill in (("strong", 0.6), ("close", 0.58), ("weak", 0.1))
)
RUNS = (WEAK, STRONG, CLOSE, make_run(FIT, "strong", 0.6))
TASKS = {"alpha": TEST, "beta": FIT}
CALIBRATION = make_calibration(TEST, "strong")
COMPARISONS = compare_with_best(RUNS)
FULL = render_report(RUNS, TASKS, COMPARISONS, (CALIBRATION,))


class Page(HTMLParser):
    """A page as a reader finds it: its tags, its text, and the text of elements asked for by class."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.texts, self.rows = [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, text):
        if {"td", "th"} & {*self.open}:
            self.rows[-1][-1] += text
        if not {"style", "script"} & {*self.open}:
            self.texts.append(text)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def of_class(self, name):
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


PAGE = Page(FULL)


def page(runs=RUNS, tasks=TASKS, **rest):
    return Page(render_report(runs, tasks, **rest))


def comparison(first, second, adjusted_p, metric="mrr"):
    return TaskComparison(
        "alpha", "test", Comparison(metric, first, second, -0.1, -0.2, 0.0, 0.01, adjusted_p, 54)
    )


def marks(runs, comparisons, metric="mrr"):
    group = group_runs(runs, {}, None)[0]
    board = leaderboard(group, [one.comparison for one in comparisons])
    place = board.metrics.index(metric)
    return {row.run.system: row.cells[place].mark for row in board.rows}


# The page as a file


def test_the_same_values_give_the_same_bytes():
    assert render_report(RUNS, TASKS, COMPARISONS, (CALIBRATION,)) == FULL


def test_the_page_loads_nothing():
    places = [attrs[name] for _, attrs in PAGE.tags for name in ("src", "href", "action") if attrs.get(name)]

    assert all(place.startswith(("#", "data:,")) for place in places)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", FULL.split("<body>")[0])
    assert "default-src 'none'" in FULL


def test_nothing_needs_an_inline_style_or_handler_that_the_policy_forbids():
    names = {name for _, attrs in PAGE.tags for name in attrs}

    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_ids_are_unique_and_links_lead_somewhere():
    ids = [attrs["id"] for _, attrs in PAGE.tags if "id" in attrs]

    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for tag, a in PAGE.tags if tag == "a"} <= set(ids)


def test_no_runs_give_a_page_that_says_so():
    assert "There are no runs to show." in page(runs=()).text


@pytest.mark.parametrize("place", ["query", "target", "description", "slice", "title", "licence", "system"])
def test_hostile_texts_are_shown_as_words(place):
    queries = tuple(
        replace(
            q,
            text=HOSTILE if place == "query" else q.text,
            slices={HOSTILE: HOSTILE} if place == "slice" else {},
        )
        for q in TEST.queries
    )
    targets = tuple(
        replace(
            t,
            names=(HOSTILE,) if place == "target" else t.names,
            description=HOSTILE if place == "description" else "",
        )
        for t in TEST.targets
    )
    named = {place: HOSTILE} if place in {"title", "licence"} else {}
    task = replace(TEST, queries=queries, targets=targets, **named)
    run = make_run(task, HOSTILE if place == "system" else "weak", 0.1)

    shown = page((run,), {"alpha": task})

    assert HOSTILE in shown.text
    assert [tag for tag, _ in shown.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in shown.tags}


def test_characters_that_reorder_or_hide_text_are_left_out():
    task = replace(TEST, queries=tuple(replace(q, text=BIDI, language='en" x="') for q in TEST.queries))

    html = render_report((make_run(task, "weak", 0.1),), {"alpha": task})

    assert "goodlive[31m" in html
    assert not set("\u202e\u2066\u200b\x1b") & set(html)
    assert ' x="' not in "".join(re.findall(r"<bdi[^>]*>", html))


def test_half_a_character_pair_does_not_stop_the_page():
    assert neutral("a\ud800b").encode() == "a\ufffdb".encode()


# Texts


def test_a_page_without_texts_holds_ids_only():
    html = render_report(RUNS, TASKS, COMPARISONS, (CALIBRATION,), WITHOUT_TEXTS)

    texts = [q.text for t in TASKS.values() for q in t.queries]
    texts += [text for t in TASKS.values() for item in t.targets for text in (*item.names, item.description)]
    assert not [text for text in texts if text in html]
    assert "q003" in html
    assert "t001" in html


@pytest.mark.parametrize("is_at_hand", [True, False], ids=["with the task", "without the task"])
def test_an_id_that_is_a_text_is_not_shown_without_texts(is_at_hand):
    label = {item.id: item.names[0] for item in TEST.targets} | {TEST.targets[0].id: "Welding"}
    task = replace(
        TEST,
        queries=tuple(replace(query, id=f"{query.text} {query.id}") for query in TEST.queries),
        targets=tuple(replace(t, id=label[t.id], names=(label[t.id].lower(),)) for t in TEST.targets),
        judgements={
            f"{query.text} {query.id}": {label[id]: grade for id, grade in TEST.judgements[query.id].items()}
            for query in TEST.queries
            if query.id in TEST.judgements
        },
    )
    runs = (make_run(task, "strong", 0.6), make_run(task, "weak", 0.1))

    html = render_report(
        runs, {"alpha": task} if is_at_hand else {}, compare_with_best(runs), show=WITHOUT_TEXTS
    )

    assert not [name for name in label.values() if name.lower() in html.lower()]
    assert not [query.text for query in task.queries if query.text in html]
    assert re.search(r"query \d", html)
    assert bool(re.search(r"target \d", html)) == is_at_hand


def test_a_page_with_texts_names_their_licence_and_says_that_it_stays_here():
    assert "Holds texts of the tasks under this licence: CC BY 4.0" in PAGE.text


# Figures


def test_every_figure_and_interval_stands_in_the_leaderboard():
    for run in RUNS:
        for figure in run.metrics.values():
            assert f"{figure.value:.3f}" in PAGE.text
            assert f"{figure.low:.3f}–{figure.high:.3f}" in PAGE.text


def test_bars_are_as_long_as_the_values():
    expected = sorted(round(96 * f.value, 2) for run in RUNS for f in run.metrics.values())

    assert sorted(float(bar["width"]) for bar in PAGE.of_class("bar")) == expected


def test_systems_stand_in_falling_order_of_the_main_metric():
    group = group_runs(RUNS, TASKS, None)[0]

    values = [run.metrics["mrr"].value for run in group.runs]
    assert values == sorted(values, reverse=True)


def test_runs_of_another_hash_stand_in_another_table():
    old = replace(CLOSE, task_sha256="0" * 64)

    assert [len(group.runs) for group in group_runs((STRONG, old), TASKS, None)] == [1, 1]


def test_split_is_told_by_word_and_by_form():
    assert {"is-test", "is-open"} <= {
        name for attrs in PAGE.of_class("task") for name in attrs["class"].split()
    }
    assert "For reporting only" in PAGE.text
    assert "Leaderboard fit" in PAGE.text


@pytest.mark.parametrize(("p", "mark"), [(0.049, ""), (0.05, "level"), (1.0, "level")])
def test_a_system_not_told_apart_from_the_best_is_marked(p, mark):
    assert marks((STRONG, CLOSE), [comparison("strong", "close", p)])["close"] == mark


def test_the_order_of_a_comparison_does_not_matter_for_the_mark():
    assert marks((STRONG, CLOSE), [comparison("close", "strong", 0.5)])["close"] == "level"


def test_without_a_comparison_the_first_is_highest_and_not_best():
    assert marks((STRONG, WEAK), []) == {"strong": "highest", "weak": ""}


def test_one_system_alone_is_not_best():
    assert marks((STRONG,), []) == {"strong": ""}


def test_two_equal_values_are_both_highest():
    twin = replace(STRONG, system="twin")

    assert marks((STRONG, twin, WEAK), []) == {"strong": "highest", "twin": "highest", "weak": ""}


def test_where_all_are_equal_none_is_highest():
    twin = replace(STRONG, system="twin")

    assert marks((STRONG, twin), []) == {"strong": "", "twin": ""}


def test_compare_with_best_compares_every_other_system_by_every_metric():
    made = [one for one in COMPARISONS if one.task == "alpha"]

    assert len(made) == 2 * len(STRONG.metrics)
    assert all(one.comparison.adjusted_p >= one.comparison.p for one in made)


# Slices


def test_a_slice_figure_is_the_mean_over_its_queries():
    group = group_runs((STRONG,), TASKS, None)[0]
    field = next(found for found in slices(group) if found.name == "field")

    scored = dict(zip(STRONG.scored_queries, STRONG.per_query["mrr"], strict=True))
    for row in field.rows:
        inside = [scored[q.id] for q in TEST.queries if q.slices["field"] == row.value and q.id in scored]
        assert row.queries == len(inside)
        assert row.figures[0].value == pytest.approx(sum(inside) / len(inside))


def test_slices_hold_every_scored_query_once_and_the_language_too():
    found = slices(group_runs((STRONG,), TASKS, None)[0])

    assert [one.name for one in found] == ["field", "language", "length"]
    assert {sum(row.queries for row in one.rows) for one in found} == {len(STRONG.scored_queries)}


def test_only_twenty_values_of_a_slice_are_listed_and_the_rest_counted():
    queries = tuple(replace(q, slices={"issuer": q.id}) for q in TEST.queries)
    found = slices(group_runs((STRONG,), {"alpha": TEST}, None)[0])
    assert max(len(one.rows) for one in found) < 20

    task = replace(TEST, queries=queries)
    many = slices(group_runs((STRONG,), {"alpha": task}, None)[0])[0]

    assert (len(many.rows), many.left_out) == (20, len(STRONG.scored_queries) - 20)


def test_a_slice_of_few_queries_shows_no_interval():
    few = replace(TEST, queries=tuple(replace(q, slices={"n": q.id}) for q in TEST.queries))

    rows = [row for row in page((STRONG,), {"alpha": few}).rows if row[-3:-1] == ["q000", "1"]]

    assert [re.fullmatch(r"\d\.\d{3}", row[-1]) is not None for row in rows] == [True]


# Calibration


def test_the_reliability_plot_has_a_point_for_each_bin_at_its_place():
    square = Frame(44, 10, 220, 220)
    drawn = FULL[FULL.index('class="drawn reliability"') :].split("</svg>")[0]

    points = re.findall(r'<circle class="point" cx="([\d.]+)" cy="([\d.]+)"', drawn)

    assert [(float(x), float(y)) for x, y in points] == [
        (square.x(bin.mean_probability), square.y(bin.observed.value)) for bin in CALIBRATION.reliability
    ]


def test_the_risk_curve_has_every_point():
    (curve,) = PAGE.of_class("curve")

    assert len(curve["points"].split()) == len(CALIBRATION.risk_coverage.points)


def test_a_long_risk_curve_is_thinned_keeps_its_ends_and_says_so():
    long = make_calibration(TEST, "strong", count=3000)

    shown = page(calibrations=(long,))

    (curve,) = shown.of_class("curve")
    places = curve["points"].split()
    assert 100 < len(places) <= MOST_POINTS + 1
    assert places[-1].startswith("334.0,")
    assert f"({len(places)} of {len(long.risk_coverage.points)} points drawn)" in shown.text


def test_every_threshold_stands_with_its_share_of_wrong_suggestions():
    for row in CALIBRATION.wrongly_suggested:
        cells = [f"{row.threshold:.2f}", str(row.suggested), str(row.wrong.count)]
        assert cells in [found[:3] for found in PAGE.rows]


def test_a_calibrator_judged_on_its_own_task_is_called_out():
    own: CalibrationResult = replace(CALIBRATION, fitted_on=replace(CALIBRATION.fitted_on, task="alpha"))

    assert "say nothing about new queries" in page(calibrations=(own,)).text
    assert "say nothing about new queries" not in PAGE.text


# Comparisons


def test_a_comparison_shows_difference_interval_p_and_changed_queries():
    one = next(c.comparison for c in COMPARISONS if c.comparison.second == "weak")
    changed = sum(a != b for a, b in zip(STRONG.per_query["mrr"], WEAK.per_query["mrr"], strict=True))

    row = next(found for found in PAGE.rows if found[:3] == ["weak", "strong", "mrr"])

    assert row[3] == f"{one.difference:+.3f}".replace("-", "\u2212")
    assert row[6] == "< 0.001"
    assert row[7] == "worse"
    better, worse = (int(number) for number in re.search(r"(\d+) better, (\d+) worse", row[8]).groups())
    assert better + worse == changed


def test_a_comparison_with_a_system_that_has_no_run_here_says_so():
    shown = page(comparisons=(comparison("strong", "elsewhere", 0.5),))

    assert "no run on this page" in shown.text


def test_a_comparison_on_another_split_is_not_shown():
    other = replace(comparison("strong", "close", 0.5), split="validation")

    assert "Comparisons" not in page(comparisons=(other,)).text


# Mistakes


def test_the_worst_queries_come_first_and_no_more_than_asked():
    found = mistakes(group_runs((WEAK,), TASKS, None)[0], 7)[0].worst

    values = [one.value for one in found]
    assert len(found) == 7
    assert values == sorted(WEAK.per_query["mrr"])[:7]


def test_a_mistake_shows_expected_targets_with_rank_and_five_given():
    for one in mistakes(group_runs((WEAK,), TASKS, None)[0], 30)[0].worst:
        ranked = next(r for r in WEAK.rankings if r.query_id == one.query.id)
        assert {target.id for target in one.expected} == TEST.relevant_of(one.query.id)
        assert [target.id for target in one.given] == list(ranked.target_ids[:5])
        for target in one.expected:
            in_ranking = target.id in ranked.target_ids
            assert target.rank == (ranked.target_ids.index(target.id) + 1 if in_ranking else None)


def test_the_page_lists_each_mistake_without_javascript():
    few = page(show=Show(worst=4))

    imperfect = [sum(value < 1 for value in run.per_query["mrr"]) for run in RUNS]
    assert len(few.of_class("mistake")) == sum(min(4, count) for count in imperfect)
    assert not [attrs for attrs in few.of_class("mistake") if "hidden" in attrs]
    assert all("hidden" in attrs for attrs in few.of_class("tools"))


def test_queries_answered_in_full_are_no_mistakes():
    perfect = replace(STRONG, per_query={"mrr": (1.0,) * len(STRONG.scored_queries)})

    assert mistakes(group_runs((perfect,), TASKS, None)[0], 30)[0].worst == ()


# What was measured, and what does not hang together


def test_the_foot_names_hash_fingerprint_seconds_and_environment():
    foot = " ".join(Page(FULL[FULL.index("<footer") : FULL.index("</footer>") + 9]).text.split())

    for fact in (TEST.sha256, FIT.sha256, "00000001", "12.5", "CC BY 4.0", "numpy 2.1.0", "x86_64"):
        assert fact in foot


def test_a_task_with_another_hash_gives_figures_but_no_texts():
    other = replace(TEST, queries=TEST.queries[:-1])

    shown = page((STRONG,), {"alpha": other})

    assert "The task at hand is another one" in shown.text
    assert shown.of_class("mistake") == []
    assert f"{STRONG.metrics['mrr'].value:.3f}" in shown.text


def test_a_run_whose_task_is_not_at_hand_is_still_shown():
    assert "The task is not at hand" in page((STRONG,), {}).text


def test_a_run_without_a_figure_has_a_dash():
    bare = replace(CLOSE, metrics={"mrr": Figure(0.5, 0.4, 0.6, 54)})

    assert [
        cell.strip()
        for cell in next(row for row in page((STRONG, bare)).rows if row[0] == "close" and len(row) == 4)
    ][::2] == ["close", "–"]


def test_a_system_that_stands_twice_on_a_task_is_refused():
    with pytest.raises(SkillmapError, match="strong stands 2 times on alpha"):
        render_report((STRONG, STRONG), TASKS)


def test_a_metric_that_no_run_has_is_refused_with_the_ones_there_are():
    with pytest.raises(UnknownNameError, match="mrr, rp@5, ndcg@10"):
        render_report((STRONG,), TASKS, show=Show(metric="map"))


def test_values_and_queries_of_different_number_are_refused():
    torn = replace(STRONG, scored_queries=STRONG.scored_queries[:-1])

    with pytest.raises(SkillmapError, match="54 values for 53 scored queries"):
        render_report((torn,), TASKS)
