"""Blind annotation: what a rater types is kept, and nothing else is shown."""

import io
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from skillmap.errors import FormatError, SkillmapError
from skillmap_eval.keys import read_keys
from skillmap_eval.label import (
    HEADING,
    LabelItem,
    LabelSession,
    finish,
    labels_path,
    ordered,
    read_items,
    run_session,
)

ITEMS = tuple(
    LabelItem(f"pair-{number}", f"shown {number}", f"asked {number}", "computing", f"case-{number % 3}")
    for number in range(8)
)


def session(folder: Path, rater: str = "ann", items=ITEMS, seed: int = 13) -> LabelSession:
    return LabelSession(items, folder, rater, seed)


def typed(folder: Path, keys: str, rater: str = "ann", items=ITEMS) -> tuple[LabelSession, str, bool]:
    shown: list[str] = []
    made = session(folder, rater, items)
    is_done = run_session(made, iter(keys), shown.append)
    return made, "".join(shown), is_done


def rows(folder: Path, rater: str = "ann") -> list[str]:
    return labels_path(folder, rater).read_text(encoding="utf-8").splitlines()[1:]


# Order


def test_the_order_is_stable_by_seed_whatever_order_items_come_in():
    assert ordered(ITEMS, "ann", 13) == ordered(ITEMS[::-1], "ann", 13)


def test_the_order_differs_by_rater_and_by_seed():
    orders = {ordered(ITEMS, rater, seed) for rater in ("ann", "bob") for seed in (13, 14)}

    assert len(orders) == 4


def test_every_item_is_asked_once():
    assert sorted(item.id for item in ordered(ITEMS, "ann", 13)) == [item.id for item in ITEMS]


# Keys


@pytest.mark.parametrize(("key", "label"), [("y", "met"), ("P", "partly"), ("n", "not"), ("u", "unsure")])
def test_a_key_gives_its_label(tmp_path: Path, key: str, label: str):
    made, _, _ = typed(tmp_path, key)

    assert made.labels == {made.items[0].id: label}


def test_a_session_ends_when_all_pairs_are_labelled(tmp_path: Path):
    made, shown, is_done = typed(tmp_path, "ypnuypnu" + "y")

    assert is_done
    assert len(made.labels) == len(ITEMS)
    assert "All 8 pairs are labelled." in shown


@pytest.mark.parametrize("stop", ["q", "Q", "\x03", "\x04", ""], ids=["q", "Q", "ctrl-c", "ctrl-d", "end"])
def test_quitting_keeps_answers(tmp_path: Path, stop: str):
    _, _, is_done = typed(tmp_path, "yp" + stop)

    assert not is_done
    assert len(session(tmp_path).labels) == 2


def test_an_unknown_key_shows_the_keys_and_labels_nothing(tmp_path: Path):
    made, shown, _ = typed(tmp_path, "x7")

    assert made.labels == {}
    assert shown.count("y met   p partly") == 3


def test_white_space_between_keys_is_passed_over(tmp_path: Path):
    made, shown, _ = typed(tmp_path, "y\np\r\n n")

    assert list(made.labels.values()) == ["met", "partly", "not"]
    assert shown.count("y met   p partly") == 1


# Undo


def test_undo_asks_the_same_pair_again_and_the_last_line_wins(tmp_path: Path):
    made, _, _ = typed(tmp_path, "yybn")

    first, second = (item.id for item in made.items[:2])
    assert made.labels == {first: "met", second: "not"}
    assert session(tmp_path).labels == made.labels
    assert [row.split("\t")[1] for row in rows(tmp_path)] == ["met", "met", "undone", "not"]


def test_undo_reaches_back_into_an_earlier_session(tmp_path: Path):
    typed(tmp_path, "ypq")

    made, _, _ = typed(tmp_path, "bb")

    assert made.labels == {}


def test_undo_with_nothing_given_says_so(tmp_path: Path):
    made, shown, _ = typed(tmp_path, "b")

    assert "Nothing to take back." in shown
    assert not made.path.exists()


# Nothing is lost


def test_a_session_resumes_at_the_first_pair_without_a_label(tmp_path: Path):
    typed(tmp_path, "ypn")

    assert session(tmp_path).current == ordered(ITEMS, "ann", 13)[3]


def test_each_answer_is_on_the_disk_before_the_next_pair_is_shown(tmp_path: Path, monkeypatch):
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda place: synced.append(place))
    kept: list[int] = []

    def look(text: str) -> None:
        if text.startswith("\n---"):
            kept.append(len(rows(tmp_path)) if labels_path(tmp_path, "ann").exists() else 0)

    run_session(session(tmp_path), iter("yyy"), look)

    assert kept == [0, 1, 2, 3]
    assert len(synced) == 3


def test_a_session_killed_while_keys_are_read_keeps_what_was_given(tmp_path: Path):
    def killed():
        yield from "yp"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_session(session(tmp_path), killed(), lambda text: None)

    assert list(session(tmp_path).labels.values()) == ["met", "partly"]


def test_a_file_cut_anywhere_loses_at_most_the_last_answer(tmp_path: Path):
    typed(tmp_path, "ypn")
    path = labels_path(tmp_path, "ann")
    whole = path.read_bytes()
    lasting = len(whole[: whole[:-1].rindex(b"\n") + 1])

    for size in range(lasting, len(whole)):
        path.write_bytes(whole[:size])
        made, _, _ = typed(tmp_path, "u")
        assert list(made.labels.values())[:2] == ["met", "partly"]
        assert list(session(tmp_path).labels.values()) == list(made.labels.values())


@pytest.mark.parametrize("left", ["", "ite", HEADING], ids=["nothing", "half a heading", "a heading"])
def test_a_file_cut_in_its_heading_can_be_gone_on_with(tmp_path: Path, left: str):
    labels_path(tmp_path, "ann").write_text(left)

    typed(tmp_path, "y")

    assert len(session(tmp_path).labels) == 1


def test_the_file_only_grows(tmp_path: Path):
    typed(tmp_path, "yp")
    before = labels_path(tmp_path, "ann").read_bytes()

    typed(tmp_path, "bn")

    assert labels_path(tmp_path, "ann").read_bytes().startswith(before)


def test_labels_are_not_carried_over_to_changed_texts(tmp_path: Path):
    typed(tmp_path, "y" * len(ITEMS))
    changed = (LabelItem("pair-0", "something else", "asked 0", "computing"), *ITEMS[1:])

    with pytest.raises(FormatError, match="pair-0: is on other texts"):
        session(tmp_path, items=changed)


def test_labels_on_an_item_that_is_gone_are_refused(tmp_path: Path):
    typed(tmp_path, "y" * len(ITEMS))

    with pytest.raises(FormatError, match="pair-7: is on an item that is not there"):
        session(tmp_path, items=ITEMS[:-1])


# Blind


def test_a_rater_sees_both_texts_and_nothing_of_the_other_rater(tmp_path: Path):
    _, alone, _ = typed(tmp_path / "alone", "yyyyyyyy", "bob")
    typed(tmp_path / "both", "npunpunp", "ann")

    _, shown, _ = typed(tmp_path / "both", "yyyyyyyy", "bob")

    assert shown == alone
    assert all(item.left in shown and item.right in shown for item in ITEMS)


def test_a_text_cannot_steer_the_terminal(tmp_path: Path):
    item = LabelItem("a", "red \x1b[31mtext\x07 \u202eback", "asked", "\x9bcontext")

    _, shown, _ = typed(tmp_path, "", items=(item,))

    assert "red [31mtext back" in shown
    assert not set("\x1b\x07\u202e\x9b") & set(shown)


@pytest.mark.parametrize("rater", ["", "../ann", "a/b", "ann.x", "-ann", "a" * 65])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, rater: str):
    with pytest.raises(SkillmapError, match="is not a name for a rater"):
        session(tmp_path, rater)


@pytest.mark.parametrize("id", ["", "a\tb", "a\nb", "a\u2028b"])
def test_an_id_that_would_tear_the_table_is_refused(tmp_path: Path, id: str):
    with pytest.raises(SkillmapError, match="is not an id"):
        session(tmp_path, items=(LabelItem(id, "l", "r"),))


def test_a_doubled_id_is_refused(tmp_path: Path):
    with pytest.raises(SkillmapError, match="'pair-0' stands more than once"):
        session(tmp_path, items=(*ITEMS, ITEMS[0]))


# Gold


def both_done(folder: Path, first: dict[str, str], second: dict[str, str]) -> None:
    for rater, labels in (("ann", first), ("bob", second)):
        made = session(folder, rater)
        for item in made.items:
            made.give(item, labels.get(item.id, "met"))


def test_gold_takes_the_lower_label_and_leaves_unsure_pairs_open(tmp_path: Path):
    both_done(
        tmp_path,
        {"pair-0": "partly", "pair-1": "unsure", "pair-2": "not"},
        {"pair-0": "not", "pair-2": "partly"},
    )

    gold = finish(ITEMS, tmp_path, ("ann", "bob")).gold.read_text(encoding="utf-8").splitlines()

    assert gold[0] == "item\tlabel\tann\tbob"
    assert gold[1:5] == [
        "pair-0\tnot\tpartly\tnot",
        "pair-1\t\tunsure\tmet",
        "pair-2\tnot\tnot\tpartly",
        "pair-3\tmet\tmet\tmet",
    ]


def test_gold_is_not_made_before_both_raters_are_done(tmp_path: Path):
    both_done(tmp_path, {}, {})
    session(tmp_path, "bob").undo()

    with pytest.raises(SkillmapError, match="bob has 1 of 8 pairs to go"):
        finish(ITEMS, tmp_path, ("ann", "bob"))
    assert not (tmp_path / "gold.tsv").exists()


def test_a_rater_cannot_agree_with_themselves(tmp_path: Path):
    with pytest.raises(SkillmapError, match="expected two raters"):
        finish(ITEMS, tmp_path, ("ann", "Ann"))


def test_agreement_is_cohens_kappa_of_the_pairs_both_were_sure_of(tmp_path: Path):
    from sklearn.metrics import cohen_kappa_score

    first = dict(zip((i.id for i in ITEMS), "met met not not partly partly unsure not".split(), strict=True))
    second = dict(zip((i.id for i in ITEMS), "met not not not partly met met partly".split(), strict=True))
    both_done(tmp_path, first, second)

    agreed = finish(ITEMS, tmp_path, ("ann", "bob")).agreement

    sure = [item.id for item in ITEMS if item.id != "pair-6"]
    one, other = [first[id] for id in sure], [second[id] for id in sure]
    assert (agreed.judged, agreed.unsure, agreed.same.queries) == (7, 1, 3)
    assert agreed.same.value == pytest.approx(4 / 7)
    assert agreed.kappa.value == pytest.approx(cohen_kappa_score(one, other))
    assert agreed.weighted_kappa.value == pytest.approx(
        cohen_kappa_score(one, other, weights="linear", labels=["not", "partly", "met"])
    )


def test_one_label_throughout_has_a_share_but_no_kappa(tmp_path: Path):
    both_done(tmp_path, {}, {})

    agreed = finish(ITEMS, tmp_path, ("ann", "bob")).agreement

    assert agreed.same.value == 1.0
    assert agreed.kappa.value != agreed.kappa.value


def test_without_a_pair_both_were_sure_of_there_is_no_agreement(tmp_path: Path):
    unsure = {item.id: "unsure" for item in ITEMS}
    both_done(tmp_path, unsure, {})

    assert finish(ITEMS, tmp_path, ("ann", "bob")).agreement is None


# Reading


def test_pairs_are_read_from_a_table(tmp_path: Path):
    path = tmp_path / "pairs.tsv"
    path.write_text('id\tleft\tright\tcontext\tgroup\na\tsays "x"\tasks y\t\tcase-1\n', encoding="utf-8")

    assert read_items(path) == (LabelItem("a", 'says "x"', "asks y", "", "case-1"),)


def test_keys_come_as_characters_where_there_is_no_terminal():
    assert list(read_keys(io.StringIO("y\npn"))) == ["y", "\n", "p", "n"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_a_terminal_gives_single_keys_ignores_arrows_and_is_left_as_it_was():
    import pty
    import termios

    keyboard, place = pty.openpty()
    with open(place) as screen:
        before = termios.tcgetattr(place)
        keys = read_keys(screen)
        typist = threading.Thread(target=type_once_keys_are_single, args=(keyboard, place, b"y\x1b[D"))
        typist.start()
        first = next(keys)
        typist.join()
        os.write(keyboard, b"p")
        second = next(keys)
        keys.close()

        assert (first, second) == ("y", "p")
        assert termios.tcgetattr(place) == before
    os.close(keyboard)


def type_once_keys_are_single(keyboard: int, place: int, typed: bytes) -> None:
    import termios

    # What is typed before the terminal is switched over would be thrown away.
    while termios.tcgetattr(place)[3] & termios.ICANON:
        time.sleep(0.005)
    os.write(keyboard, typed)
