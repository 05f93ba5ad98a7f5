import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from hashing_encoder import HashingEncoder
from skillmap.matching import VectorStore
from skillmap.matching import vectors as module


def test_each_distinct_text_is_encoded_once(encoder: HashingEncoder, store: VectorStore) -> None:
    store.rows_of(["bake", "build", "bake"])
    store.rows_of(["build", "sing"])

    assert sorted(encoder.encoded) == ["bake", "build", "sing"]


def test_rows_come_back_in_the_order_of_the_texts(encoder: HashingEncoder, store: VectorStore) -> None:
    texts = [f"word{number}" for number in range(50)]
    store.rows_of(texts[::-1])

    assert np.array_equal(store.vectors_of(texts), HashingEncoder().encode(texts))


def test_a_new_process_finds_what_an_earlier_one_stored(encoder: HashingEncoder, store: VectorStore) -> None:
    store.rows_of(["bake", "build"])
    later = HashingEncoder()

    VectorStore(later, store.folder).rows_of(["build", "bake"])

    assert later.encoded == []


def test_an_interrupted_run_keeps_what_was_flushed(
    encoder: HashingEncoder, store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLUSH", 4)
    texts = [f"word{number}" for number in range(10)]

    def stop(job: str, done: int, total: int) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.rows_of(texts, stop)
    again = HashingEncoder()
    resumed = VectorStore(again, store.folder)
    resumed.rows_of(texts)

    assert again.encoded == texts[8:]
    assert np.array_equal(resumed.vectors_of(texts), HashingEncoder().encode(texts))


@pytest.mark.parametrize("cut", [1, 100, 1023, 1024])
def test_a_torn_last_row_is_cut_off_and_written_again(
    encoder: HashingEncoder, store: VectorStore, cut: int
) -> None:
    store.rows_of(["bake", "build"])
    rows = store.folder / "rows.f32"
    rows.write_bytes(rows.read_bytes()[:-cut])
    again = HashingEncoder()

    found = VectorStore(again, store.folder).vectors_of(["bake", "build"])

    assert again.encoded == ["build"]
    assert np.array_equal(found, HashingEncoder().encode(["bake", "build"]))


def test_rows_without_keys_are_cut_off(encoder: HashingEncoder, store: VectorStore) -> None:
    store.rows_of(["bake"])
    with (store.folder / "rows.f32").open("ab") as rows:
        rows.write(b"\x01" * 4 * encoder.dim)

    found = VectorStore(HashingEncoder(), store.folder).vectors_of(["build", "bake"])

    assert np.array_equal(found, HashingEncoder().encode(["build", "bake"]))


def _fill(folder: Path, texts: list[str]) -> None:
    VectorStore(HashingEncoder(), folder).rows_of(texts)


def test_two_processes_at_once_store_every_text_whole(tmp_path: Path) -> None:
    texts = [f"word{number}" for number in range(300)]
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(tmp_path, part)) for part in (texts[:200], texts[100:])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    store = VectorStore(HashingEncoder(), tmp_path)

    assert len(store) == len(texts)
    assert np.array_equal(store.vectors_of(texts), HashingEncoder().encode(texts))


def test_nothing_but_hashes_of_the_texts_is_on_disk(store: VectorStore) -> None:
    store.rows_of(["a very private remark"])

    assert all(b"private" not in file.read_bytes() for file in store.folder.iterdir())
