"""The README tells the truth: its code runs, its commands exist, its links lead somewhere."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest

from skillmap.cli.app import OWN

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]


def test_the_python_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    exec(compile(example, "README.md", "exec"), {})

    assert "a person decides" in capsys.readouterr().out.lower()


def test_every_command_in_the_readme_exists() -> None:
    known = {command.name for command in OWN} | {"eval"}

    named = set(re.findall(r"^skillmap (\w+)", README, re.MULTILINE))

    assert named
    assert named <= known


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_the_default_install_has_no_torch() -> None:
    """Walks the requirements of the distribution without extras, those of its requirements included."""
    seen: set[str] = set()
    waiting = ["skillmap"]
    while waiting:
        name = waiting.pop()
        for line in requires(name) or []:
            requirement, _, marker = line.partition(";")
            needed = re.split(r"[\s<>=!~\[(]", requirement.strip())[0].lower().replace("_", "-")
            if "extra" in marker or needed in seen or not _applies(marker):
                continue
            seen.add(needed)
            waiting.append(needed)

    assert "numpy" in seen
    assert {"torch", "sentence-transformers", "transformers"}.isdisjoint(seen)


def _applies(marker: str) -> bool:
    from packaging.markers import Marker

    return not marker.strip() or Marker(marker).evaluate({"extra": ""})
