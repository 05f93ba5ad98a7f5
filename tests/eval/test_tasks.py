"""The catalogue of tasks, on tiny files in the formats of the sources; every text here is invented."""

import doctest
import json
import os
from pathlib import Path

import pytest

import skillmap
from skillmap.errors import FormatError, NotInstalledError
from skillmap_eval.catalogue import TaskAbsentError, length_of, tasks
from skillmap_eval.task import Task, check_task, leaks
from skillmap_eval.tasks import assist

ALL = (
    *(f"gold-{what}-{split}" for what in ("needs", "roles") for split in ("fit", "test")),
    *(f"occupations-to-{side}-{split}" for side in ("esco", "onet") for split in ("fit", "test")),
    "roles-from-few-tasks",
    "roles-from-tasks",
    "roles-from-tasks-fit",
    *("assist", "assist-catalogue", "assist-lower", "hku", "nus", "nus-titles"),
    *(
        f"gold-courses{kind}-{split}"
        for kind in ("", "-titles", "-house", "-plain", "-surface")
        for split in ("fit", "test")
    ),
    *("house-validation", "skillskape", "tech", "tech-abstain", "tech-validation"),
    *("gold-modules-fit", "gold-modules-test", "gold-outcomes-fit", "gold-outcomes-test"),
)
THIRD_PARTY = tuple(name for name in ALL if not name.startswith(("gold", "occupations", "roles")))
"""Tasks built here on stand-ins for the files of others; those on occupations are in a file of their own."""
REAL = os.environ.get("SKILLMAP_EVAL_DATA")
"""A folder with the real files; nothing here needs it but the counts of the real tasks."""
needs_real = pytest.mark.skipif(REAL is None, reason="SKILLMAP_EVAL_DATA names no folder with the real files")

SENTENCES = """sentence,span,sub_span,label
"Bake rye bread, daily",bake rye bread,,bake bread
"Bake rye bread, daily",rye,,LABEL NOT PRESENT
"Bake rye bread, daily",bread,,"  bake  bread "
Count stock and plan tours,count stock,,count stock by hand shelf and item
Count stock and plan tours,plan tours,,plan tours
Be nice to geese,nice,,LABEL NOT PRESENT
Know things,things,,UNDERSPECIFIED
Know things and geese,geese,,LABEL NOT PRESENT
Know things and geese,things,,UNDERSPECIFIED
We want one who can plan tours for groups of guests in any weather at any hour,tours,,plan tours
"""
SKAPE = """,sentence,skills
0,"Loaves, rolls and a tour","['bake bread', 'plan tours', 'UNK']"
1,Nothing to speak of,['UNK']
2,Keep the flock together,['herd geese']
"""
LABELS = "bake bread\ncount stock by hand shelf and item\nplan tours\nherd geese\n"

PAIRS_HEAD = (
    "decision,sending_institution,sending_code,sending_title,sending_units_semester,sending_description,"
    "receiving_institution,receiving_code,receiving_title,receiving_units_quarter,receiving_description,year\n"
)
PAIRS = PAIRS_HEAD + (
    "articulated,S,BAKE 1,Bread,3.0,Doughs and ovens.,R,FOOD 5,Baking,4.0,Bread and cakes.,2024\n"
    "articulated,S,BAKE 2,Cakes,3.0,,R,FOOD 5,Baking,4.0,Bread and cakes.,2024\n"
    "articulated,S,GEO 2 + GEO 1,Maps II + Maps I,2.0,Globes. || Scale.,R,MAP 2A + MAP 2B,Map + Map,8.0,,\n"
    "articulated,S,GEO 1 + GEO 2,Maps I + Maps II,6.0,Scale. || Globes.,R,SEA 10,Charts,4.0,Tides.,2024\n"
    "no_articulation: No Course Articulated,S,,,,,R,SKY 1,Stars,4.0,Naming of stars.,2024\n"
)
CATALOGUE = [
    {"number": "FOOD 5", "name": "Baking", "description": "Bread and cakes."},
    {"number": "FOOD 5", "name": "Baking, listed twice", "description": None},
    {"number": "MAP 2A-B-C", "name": "Maps", "description": "Scale and projection."},
    {"number": "SKY 1", "name": "Stars", "description": "Naming of stars."},
]

HKU = """University,Country,Exchange-Course-Code,Exchange-Course-Title,HKU-Course-Code,HKU-Course-Title
U1,Norway,A1,Bread  Making,FOOD1001,Baking (mutually exclusive courses: FOOD1002)
U2,Norway,B7,bread making,FOOD 2001,baking
U2,Norway,B8,Bread Making,FOODxxxx,-
U2,Norway,B9,Geese,TGEO9000,Unmapped advanced course for Geography
U3,Chile,C1,Pastry,,Elective (Advanced Level)
U3,Chile,C2,Pies,FOOD1001,Baking I
U3,Chile,C3,-,FOOD1001,Baking
U3,Chile,C4,Crusts,see office,Baking
U3,Chile,C5,Icing,FOOD3000,-
"""
NUS = {
    "FD1": {
        "Title": "Baking",
        "Credits": "4",
        "Norway": {
            "U1": {
                "Credits": "5",
                "Modules": [
                    {"Module Code": "A", "Module Title": "Bread Making", "Module Credits": "5"},
                    {"Module Code": "B", "Module Title": "Ovens", "Module Credits": "7.5"},
                ],
            }
        },
        "Chile": {
            "U3": {
                "Credits": "3",
                "Modules": [{"Module Code": "C", "Module Title": "Bread making", "Module Credits": "3"}],
            }
        },
    },
    "FD9": {
        "Title": "Exchange Enrichment Module",
        "Credits": "4",
        "Chile": {
            "U3": {
                "Credits": "3",
                "Modules": [{"Module Code": "D", "Module Title": "Geese", "Module Credits": "3"}],
            }
        },
    },
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All third-party folders in small; ESCO is left out, so that targets are what the files say."""

    def write(file: str, text: str) -> None:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")

    for part in ("tech_test", "tech_validation", "house_validation"):
        write(f"skill-extraction-gold/{part}_annotations.csv", SENTENCES)
    write("skill-extraction-gold/skills_en_label.txt", LABELS)
    write("skillskape/dev.csv", SKAPE)
    write("assist-smc-ucsd/pairs.csv", PAIRS)
    write("assist-smc-ucsd/ucsd_courses_raw.json", json.dumps(CATALOGUE))
    write("decisions-hku/credit_transfer.csv", HKU)
    write("decisions-nus/Database.json", json.dumps(NUS))
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "empty-cache"))
    with pytest.raises(NotInstalledError):
        skillmap.Taxonomy.open("esco")
    return tmp_path


def by_text(task: Task) -> dict[str, list[str]]:
    """Relevant targets by query text, which reads better than ids."""
    return {query.text: sorted(task.relevant_of(query.id)) for query in task.queries}


def labels_by_text(task: Task) -> dict[str, list[str]]:
    """The same with the names of the targets, where their ids are numbers."""
    name_of = {item.id: item.names[0] for item in task.targets}
    return {text: sorted(name_of[id] for id in ids) for text, ids in by_text(task).items()}


def slices_of(task: Task, text: str) -> dict[str, str]:
    return dict(next(query.slices for query in task.queries if query.text == text))


def test_the_catalogue_has_every_task() -> None:
    assert tasks.names() == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_task_says_what_it_is_to_users(name: str) -> None:
    docstring = tasks.get(name).__doc__

    assert docstring is not None
    assert docstring.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_a_task_without_its_files_names_the_file_and_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(TaskAbsentError) as caught:
        tasks.get(name)(tmp_path)

    assert str(caught.value) == f"task {name!r} is absent: no {caught.value.file} under {tmp_path}"
    assert not (tmp_path / caught.value.file).exists()


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_a_task_without_a_data_folder_says_how_to_name_one(name: str) -> None:
    with pytest.raises(
        TaskAbsentError, match=r"is absent: no .*; name the folder that holds it with --data$"
    ):
        tasks.get(name)(None)


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_a_task_keeps_its_name_and_its_hash_and_is_whole(name: str, data: Path) -> None:
    task = tasks.get(name)(data)

    check_task(task)
    assert task.name == name
    assert task.sha256 == tasks.get(name)(data).sha256
    assert set(task.judgements) | task.no_match == {query.id for query in task.queries}
    assert all(query.text and query.slices["length"] for query in task.queries)


def test_spans_of_a_sentence_are_grouped_and_spans_without_a_label_dropped(data: Path) -> None:
    task = tasks.get("tech")(data)

    assert labels_by_text(task) == {
        "Bake rye bread, daily": ["bake bread"],
        "Count stock and plan tours": ["count stock by hand shelf and item", "plan tours"],
        "We want one who can plan tours for groups of guests in any weather at any hour": ["plan tours"],
    }
    assert task.no_match == frozenset()
    assert [query.slices["length"] for query in task.queries] == ["short", "short", "long"]
    assert [target.names[0] for target in task.targets] == LABELS.splitlines()


def test_a_test_sentence_that_stands_in_the_validation_part_too_is_marked(data: Path) -> None:
    file = data / "skill-extraction-gold/tech_validation_annotations.csv"
    file.write_text("sentence,span,sub_span,label\nCOUNT stock and  plan tours,tours,,plan tours\n")

    task = tasks.get("tech")(data)

    assert [query.slices["in validation"] for query in task.queries] == ["no", "yes", "no"]


def test_a_label_with_commas_is_found_in_the_list_without_them(data: Path) -> None:
    file = data / "skill-extraction-gold/tech_test_annotations.csv"
    file.write_text(
        file.read_text().replace(
            "count stock by hand shelf and item", '"count stock by hand, shelf and item"'
        )
    )

    task = tasks.get("tech")(data)

    assert labels_by_text(task)["Count stock and plan tours"] == [
        "count stock by hand shelf and item",
        "plan tours",
    ]


def test_a_label_that_is_not_in_the_list_is_an_error(data: Path) -> None:
    file = data / "skill-extraction-gold/tech_test_annotations.csv"
    file.write_text(file.read_text() + "Dig,dig,,dig wells\n")

    with pytest.raises(FormatError, match=r"tech_test_annotations.csv, row 12: label 'dig wells' is not in"):
        tasks.get("tech")(data)


def test_sentences_of_skillskape_keep_their_known_labels_only(data: Path) -> None:
    assert labels_by_text(tasks.get("skillskape")(data)) == {
        "Loaves, rolls and a tour": ["bake bread", "plan tours"],
        "Keep the flock together": ["herd geese"],
    }


def test_a_list_of_labels_that_is_none_is_refused_with_its_row(data: Path) -> None:
    (data / "skillskape/dev.csv").write_text(",sentence,skills\n0,Bake,[oops\n")

    with pytest.raises(FormatError, match=r"dev\.csv, row 2: '\[oops' is not a list"):
        tasks.get("skillskape")(data)


def test_abstention_takes_sentences_whose_skills_are_all_absent_but_not_underspecified_ones(
    data: Path,
) -> None:
    task = tasks.get("tech-abstain")(data)

    texts = {query.id: query.text for query in task.queries}
    assert {texts[id] for id in task.no_match} == {"Be nice to geese"}
    assert {query.id for query in tasks.get("tech")(data).queries} == texts.keys() - task.no_match


def test_targets_take_names_and_description_from_esco_and_keep_the_label_of_the_list(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def __len__(self) -> int:
            return 1

        def names_of(self, row: int) -> tuple[str, ...]:
            return ("count stock by hand, shelf and item", "take inventory")

        def description_of(self, row: int) -> str:
            return "Know how much is left."

    monkeypatch.setattr(skillmap.Taxonomy, "open", lambda name: Installed())
    target = tasks.get("tech")(data).targets[1]

    assert target.names == (
        "count stock by hand shelf and item",
        "count stock by hand, shelf and item",
        "take inventory",
    )
    assert target.description == "Know how much is left."


def test_assist_asks_from_the_receiving_course_because_refusals_are_recorded_there(data: Path) -> None:
    task = tasks.get("assist")(data)

    assert by_text(task) == {
        "Baking. Bread and cakes.": ["BAKE 1", "BAKE 2"],
        "Map. Map.": ["GEO 1", "GEO 2"],
        "Charts. Tides.": ["GEO 1", "GEO 2"],
        "Stars. Naming of stars.": [],
    }
    assert task.no_match == {"SKY 1"}
    assert {target.id: target.description for target in task.targets}["GEO 1"] == "Scale."


def test_assist_slices_tell_units_of_both_sides_and_how_many_courses_are_needed(data: Path) -> None:
    task = tasks.get("assist")(data)

    assert slices_of(task, "Map. Map.") == {
        "length": "short",
        "decision": "articulated",
        "receiving units (quarter)": "8.0",
        "courses needed": "several",
        "sending units (semester)": "2.0",
        "volume": "sending is smaller",
    }
    assert slices_of(task, "Baking. Bread and cakes.")["volume"] == "sending is not smaller"
    assert slices_of(task, "Stars. Naming of stars.")["decision"] == "no_articulation: No Course Articulated"


def test_assist_catalogue_finds_a_course_under_its_series_and_adds_those_it_lacks(data: Path) -> None:
    task = tasks.get("assist-catalogue")(data)

    assert by_text(task) == {
        "Bread. Doughs and ovens.": ["FOOD 5"],
        "Cakes.": ["FOOD 5"],
        "Maps II. Globes. Maps I. Scale.": ["MAP 2A-B-C", "SEA 10"],
    }
    assert sorted(target.id for target in task.targets) == ["FOOD 5", "MAP 2A-B-C", "SEA 10", "SKY 1"]


def test_codes_of_a_catalogue_entry_are_read_as_documented() -> None:
    assert doctest.testmod(assist).failed == 0


def test_hku_titles_are_one_query_each_and_equal_courses_one_target(data: Path) -> None:
    task = tasks.get("hku")(data)

    assert by_text(task) == {"Bread Making": ["FOOD1001"], "Geese": [], "Pastry": [], "Pies": ["FOOD1001"]}
    assert [(target.id, target.names) for target in task.targets] == [("FOOD1001", ("Baking", "Baking I"))]


def test_hku_slices_tell_specified_courses_from_unspecified_credit(data: Path) -> None:
    task = tasks.get("hku")(data)

    decisions = {query.text: query.slices["decision"] for query in task.queries}
    assert decisions == {
        "Bread Making": "both",
        "Geese": "unspecified credit",
        "Pastry": "unspecified credit",
        "Pies": "specified course",
    }


def test_nus_gives_credits_of_both_sides_and_enrichment_modules_no_match(data: Path) -> None:
    task = tasks.get("nus")(data)

    assert by_text(task) == {"Bread Making": ["FD1"], "Ovens": ["FD1"], "Geese": []}
    assert slices_of(task, "Bread Making")["partner credits"] == "several"
    assert slices_of(task, "Ovens")["partner credits"] == "7.5"
    assert slices_of(task, "Ovens")["NUS credits"] == "4"


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("decisions-nus/Database.json", '{"FD1": {"Title": "Baking"}}', "nus"),
        ("decisions-nus/Database.json", "[", "nus"),
        ("decisions-hku/credit_transfer.csv", "a,b\n1,2\n", "hku"),
        ("assist-smc-ucsd/ucsd_courses_raw.json", '[{"number": "FOOD 5"}]', "assist-catalogue"),
        ("assist-smc-ucsd/ucsd_courses_raw.json", "{}", "assist-catalogue"),
    ],
)
def test_a_file_of_another_form_is_a_format_error(file: str, text: str, name: str, data: Path) -> None:
    (data / file).write_text(text)

    with pytest.raises(FormatError, match=Path(file).name):
        tasks.get(name)(data)


@pytest.mark.parametrize(("words", "length"), [(7, "short"), (8, "medium"), (15, "medium"), (16, "long")])
def test_length_counts_words(words: int, length: str) -> None:
    assert length_of("word " * words) == length


COUNTS = {
    # queries, pairs, queries without a match, targets; first, tenth and last query
    "tech": (338, 583, 0, 13896, ("tech-test-001", "tech-test-012", "tech-test-425")),
    "tech-validation": (
        75,
        131,
        0,
        13896,
        ("tech-validation-001", "tech-validation-012", "tech-validation-100"),
    ),
    "house-validation": (
        *(61, 131, 0, 13896),
        ("house-validation-001", "house-validation-012", "house-validation-077"),
    ),
    "skillskape": (
        1230,
        2615,
        0,
        13896,
        ("skillskape-dev-0001", "skillskape-dev-0011", "skillskape-dev-1316"),
    ),
    "tech-abstain": (396, 583, 58, 13896, ("tech-test-001", "tech-test-011", "tech-test-425")),
    "assist": (72, 67, 21, 57, ("MGT 4", "MATH 18", "USP 30")),
    "assist-catalogue": (51, 62, 0, 6777, ("ACCTG 1", "PSYCH 1", "HIST 53")),
    "assist-lower": (51, 62, 0, 785, ("ACCTG 1", "PSYCH 1", "HIST 53")),
    "nus-titles": (5093, 5093, 0, 400, ("nus-row-0001", "nus-row-0010", "nus-row-5093")),
    "hku": (4902, 2632, 2469, 749, ("hku-0001", "hku-0010", "hku-4902")),
    "nus": (3906, 3158, 965, 396, ("nus-0001", "nus-0010", "nus-3906")),
}


@needs_real
@pytest.mark.parametrize("name", COUNTS)
def test_the_real_files_give_the_counts_that_figures_are_published_with(name: str) -> None:
    task = tasks.get(name)(Path(REAL or ""))

    ids = [query.id for query in task.queries]
    pairs = sum(len(graded) for graded in task.judgements.values())
    ends = (ids[0], ids[9], ids[-1])
    assert (len(ids), pairs, len(task.no_match), len(task.targets), ends) == COUNTS[name]


@needs_real
def test_tech_test_shares_eight_sentences_with_tech_validation_and_each_is_marked() -> None:
    test, validation = (tasks.get(name)(Path(REAL or "")) for name in ("tech", "tech-validation"))

    marked = {query.text.lower() for query in test.queries if query.slices["in validation"] == "yes"}
    assert marked == leaks(test, validation)
    assert len(marked) == 8


@needs_real
def test_no_sentence_of_house_validation_is_in_tech() -> None:
    house = tasks.get("house-validation")(Path(REAL or ""))

    for name in ("tech-abstain", "tech-validation"):
        assert leaks(house, tasks.get(name)(Path(REAL or ""))) == frozenset()


def test_assist_lower_asks_the_same_against_courses_numbered_below_100(data: Path) -> None:
    whole, lower = (tasks.get(name)(data) for name in ("assist-catalogue", "assist-lower"))

    assert {item.id for item in lower.targets} <= {item.id for item in whole.targets}
    assert [assist.is_lower_division(code) for code in ("MATH 20C", "MATH 100A", "ART")] == [
        True,
        False,
        False,
    ]
    assert all(lower.relevant_of(query.id) for query in lower.queries)


def test_nus_titles_leaves_out_mappings_between_equal_titles(data: Path) -> None:
    task = tasks.get("nus-titles")(data)

    assert task.queries
    assert all(query.text.lower() not in task.relevant_of(query.id) for query in task.queries)
    assert len({item.names[0].lower() for item in task.targets}) == len(task.targets)
