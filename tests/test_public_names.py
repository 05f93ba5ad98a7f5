from importlib import import_module

import pytest

import skillmap

PACKAGES = [
    "skillmap",
    "skillmap.domain",
    "skillmap.formats",
    "skillmap.frameworks",
    "skillmap.matching",
    "skillmap.pathways",
    "skillmap.recognition",
    "skillmap.report",
    "skillmap.taxonomy",
    "skillmap.text",
    "skillmap.verification",
]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_exists_and_the_list_is_sorted_and_without_doubles(package: str) -> None:
    module = import_module(package)

    assert all(getattr(module, name, None) is not None for name in module.__all__)
    assert list(module.__all__) == sorted(set(module.__all__), key=_ruff_order)


def _ruff_order(name: str) -> tuple[int, str]:
    # Constants first, then classes, then the rest, as ruff sorts them.
    if name.isupper():
        return 0, name
    return (1, name) if name[0].isupper() else (2, name)


def test_every_public_name_of_skillmap_has_a_docstring() -> None:
    bare = [name for name in skillmap.__all__ if not name.isupper() and not getattr(skillmap, name).__doc__]

    assert bare == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = skillmap.nonsense
