"""Wheels come from a local folder here: pip is told to use no index, or one on a closed loopback port."""

import os
import threading
import zipfile
from pathlib import Path

import pytest

from skillmap.errors import ChecksumError, FormatError, InstallError
from skillmap.resources import sha256_of, sha256_of_file
from skillmap.wheels import Wheel, exclusive, obtain_wheel, read_member, staged_folder

FILE = "tiny_words-1.0-py3-none-any.whl"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that takes the place of the package index."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def wheel(shelf: Path) -> Wheel:
    path = shelf / FILE
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny_words/words.csv", "id,description\n")
        archive.writestr(
            "tiny_words-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-words\nVersion: 1.0\n"
        )
        archive.writestr("tiny_words-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tiny_words-1.0.dist-info/RECORD", "")
    return Wheel("tiny-words", "1.0", FILE, path.stat().st_size, sha256_of_file(path))


def test_a_wheel_is_downloaded_once_and_kept(wheel: Wheel, shelf: Path, tmp_path: Path) -> None:
    first = obtain_wheel(wheel)
    (shelf / FILE).unlink()

    assert obtain_wheel(wheel) == first == tmp_path / "cache" / "wheels" / FILE
    assert sha256_of_file(first) == wheel.sha256


def test_a_kept_wheel_that_was_changed_is_downloaded_again(wheel: Wheel) -> None:
    kept = obtain_wheel(wheel)
    kept.write_bytes(b"not a wheel")

    assert sha256_of_file(obtain_wheel(wheel)) == wheel.sha256


def test_a_downloaded_wheel_with_another_sha256_is_refused_and_not_kept(wheel: Wheel, tmp_path: Path) -> None:
    pinned = Wheel(wheel.name, wheel.version, wheel.file, wheel.bytes, "0" * 64)

    with pytest.raises(ChecksumError, match=wheel.sha256):
        obtain_wheel(pinned)
    assert [path.suffix for path in (tmp_path / "cache" / "wheels").iterdir()] == [".lock"]


def test_a_given_wheel_with_another_sha256_is_refused(wheel: Wheel, tmp_path: Path) -> None:
    given = tmp_path / "other.whl"
    given.write_bytes(b"not a wheel")

    with pytest.raises(ChecksumError, match=r"other\.whl: sha256 is"):
        obtain_wheel(wheel, given=given)


def test_a_given_wheel_that_does_not_exist_is_named(wheel: Wheel, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=r"absent\.whl: no such wheel file"):
        obtain_wheel(wheel, given=tmp_path / "absent.whl")


@pytest.mark.parametrize("index", ["none", "closed port"])
def test_no_package_index_gives_one_line_that_says_what_to_do(
    wheel: Wheel, shelf: Path, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shelf / FILE).unlink()
    if index == "closed port":
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("PIP_RETRIES", "0")

    with pytest.raises(InstallError) as caught:
        obtain_wheel(wheel)
    message = str(caught.value)
    assert message.startswith("could not reach a package index for tiny-words==1.0")
    assert message.endswith("pass a wheel file with --wheel")
    assert "\n" not in message


def test_a_member_is_read_and_checked(wheel: Wheel, shelf: Path) -> None:
    content = b"id,description\n"

    assert read_member(shelf / FILE, "tiny_words/words.csv", sha256_of(content)) == content


def test_a_changed_member_is_refused(wheel: Wheel, shelf: Path) -> None:
    with pytest.raises(ChecksumError, match=r"tiny_words/words\.csv: sha256"):
        read_member(shelf / FILE, "tiny_words/words.csv", "0" * 64)


def test_a_missing_member_is_named(wheel: Wheel, shelf: Path) -> None:
    with pytest.raises(FormatError, match=r"tiny_words/absent\.csv"):
        read_member(shelf / FILE, "tiny_words/absent.csv", "0" * 64)


def test_a_staged_folder_replaces_the_old_one_whole(tmp_path: Path) -> None:
    final = tmp_path / "place"
    final.mkdir()
    (final / "old").write_text("old")

    with staged_folder(final) as staged:
        (staged / "new").write_text("new")
    assert [path.name for path in final.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [final]


def test_a_staged_folder_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    final = tmp_path / "place"
    final.mkdir()
    (final / "old").write_text("old")

    with pytest.raises(InstallError, match="place: could not be written"), staged_folder(final) as staged:
        (staged / "absent" / "new").write_text("new")
    assert [path.name for path in final.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [final]


def test_the_second_of_two_installs_says_that_it_waits(tmp_path: Path) -> None:
    said: list[str] = []
    waiting, entered = threading.Event(), threading.Event()

    def note(doing: str, done: int, total: int) -> None:
        said.append(doing)
        waiting.set()

    def second() -> None:
        with exclusive(tmp_path / "place", note):
            entered.set()

    with exclusive(tmp_path / "place"):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(10)
        assert not entered.is_set()
    thread.join(10)

    assert entered.is_set()
    assert said == ["waiting for another install to end"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(InstallError, match="file: cannot write there"),
        exclusive(tmp_path / "file" / "place"),
    ):
        pass
