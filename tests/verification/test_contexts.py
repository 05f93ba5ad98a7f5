import json
from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap.resources import sha256_of
from skillmap.verification import contexts
from skillmap.verification.contexts import Context, ContextError, known_contexts

OWN = "https://college.test/context"
FOLDER = Path(contexts.__file__).parent
# What the core of a credential is called in both data models; readers know these names and no other.
CORE = "https://www.w3.org/2018/credentials#"


def every_text() -> list[Context]:
    known = known_contexts()
    return [text for url in known.addresses() for text in known.texts(url)]


def test_every_context_of_the_manifest_is_at_hand_and_has_the_hash_that_it_names() -> None:
    texts = every_text()

    assert len(texts) == 19
    assert all("@context" in text.document for text in texts)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://www.w3.org/ns/credentials/status/v1",
        "https://w3id.org/vc/status-list/2021/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://w3id.org/dcc/v1",
    ],
)
def test_the_contexts_of_badges_and_learner_records_are_known(url: str) -> None:
    assert known_contexts().texts(url)


def test_the_address_without_version_gives_3_0_0_first_and_then_3_0_3() -> None:
    first, second = known_contexts().texts("https://purl.imsglobal.org/spec/ob/v3p0/context.json")
    (versioned,) = known_contexts().texts("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")

    assert second.document == versioned.document
    assert first.document["@context"]["Alignment"]["@id"] == "https://schema.org/Alignment"


def test_a_context_out_of_a_script_is_what_the_script_exports() -> None:
    (text,) = known_contexts().texts("https://w3id.org/dcc/v1")

    terms = text.document["@context"]
    assert terms["@protected"] is True
    assert terms["awardedOnCompletionOf"] == {"@reverse": "http://schema.org/educationalCredentialAwarded"}
    assert list(terms)[-1] == "Assertion"
    assert len(terms) == 30


@pytest.mark.parametrize(
    "script",
    [
        "module.exports = require('./other');",
        "console.log(1); module.exports = {'@context': {}};",
        "module.exports = {'@context': {}}; process.exit();",
        "module.exports = {'@context': {a: 'it\\'s'}};",
        "module.exports = {'@context': `${process.env.HOME}`};",
        "exports.a = {}",
    ],
)
def test_a_script_that_does_more_than_export_one_object_is_refused(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(tmp_path, monkeypatch, script.encode(), name="own.js")

    with pytest.raises(ContextError, match=r"own\.js"):
        known_contexts().texts(OWN)


def test_every_third_party_file_stands_beside_its_licence_and_in_the_manifest() -> None:
    manifest = (FOLDER / "contexts.toml").read_text()
    folders = [folder for folder in (FOLDER / "third_party").iterdir() if folder.is_dir()]

    assert len(folders) == 5
    for folder in folders:
        files = {file.name: file for file in folder.iterdir()}
        licence = files.pop("LICENSE").read_text()
        assert "MIT License" in licence or "BSD 3-Clause License" in licence
        (file,) = files.values()
        assert f"third_party/{folder.name}" in manifest
        assert sha256_of(file.read_bytes()) in manifest


def test_no_context_gives_the_core_of_a_credential_a_second_name() -> None:
    """A reader that knows one name would miss what stands under the other, and the signature would hold."""
    names: dict[str, set[str]] = {}
    for text in every_text():
        for term, address in _terms(text.document["@context"]):
            if address.startswith(CORE) or address.startswith("https://www.w3.org/ns/credentials/status#"):
                names.setdefault(address, set()).add(term)

    assert names[f"{CORE}validUntil"] == {"validUntil"}
    assert {address: terms for address, terms in names.items() if len(terms) > 1} == {}


def test_two_names_of_one_address_are_a_class_and_a_member_of_badges() -> None:
    names: dict[str, set[str]] = {}
    for text in every_text():
        for term, address in _terms(text.document["@context"]):
            if ":" in address:
                names.setdefault(address, set()).add(term)

    doubled = {frozenset(terms) for terms in names.values() if len(terms) > 1}

    # Of members in small letters, none has a second name that a reader could miss.
    assert all(sum(term[0].islower() for term in terms) <= 1 for terms in doubled)


def _terms(context, inherited=None) -> list[tuple[str, str]]:
    """Return each term of a context with the address that it stands for, scoped contexts included."""
    found: list[tuple[str, str]] = []
    if isinstance(context, list):
        return [pair for part in context for pair in _terms(part, inherited)]
    if not isinstance(context, dict):
        return found
    terms = {**(inherited or {}), **context}

    def address_of(term: str) -> str:
        meaning = terms.get(term)
        target = meaning.get("@id", term) if isinstance(meaning, dict) else meaning
        prefix, colon, rest = str(target).partition(":")
        if colon and prefix in terms and prefix != term:
            return address_of(prefix) + rest
        return address_of(str(target)) if target in terms and target != term else str(target)

    for term, meaning in context.items():
        if not term.startswith("@"):
            found.append((term, address_of(term)))
            scoped = meaning.get("@context") if isinstance(meaning, dict) else None
            found += _terms(scoped, terms)
    return found


def give(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, *, name: str = "own.json", sha256: str = ""
) -> None:
    """Make a context known as an operator does."""
    (folder / name).write_bytes(content)
    entry = f'[[context]]\nurl = "{OWN}"\nfile = "{name}"\nsha256 = "{sha256 or sha256_of(content)}"\n'
    (folder / "contexts.toml").write_text(entry)
    monkeypatch.setenv("SKILLMAP_CONTEXTS", str(folder))


def test_a_context_that_is_not_known_is_named_and_the_way_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContextError, match=r"https://college\.test/context.*SKILLMAP_CONTEXTS"):
        known_contexts().texts(OWN)


def test_an_operator_adds_contexts_with_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps({"@context": {"hours": "https://college.test/hours"}}).encode()

    give(tmp_path, monkeypatch, content)

    (text,) = known_contexts().texts(OWN)
    assert (text.url, text.sha256) == (OWN, sha256_of(content))
    assert text.document["@context"] == {"hours": "https://college.test/hours"}


def test_a_text_of_the_operator_for_a_known_address_comes_after_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(tmp_path, monkeypatch, b'{"@context": {}}')
    manifest = tmp_path / "contexts.toml"
    manifest.write_text(manifest.read_text().replace(OWN, "https://w3id.org/dcc/v1"))

    first, second = known_contexts().texts("https://w3id.org/dcc/v1")

    assert len(first.document["@context"]) == 30
    assert second.document == {"@context": {}}


def test_a_text_of_another_hash_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(tmp_path, monkeypatch, b'{"@context": {}}', sha256="0" * 64)

    with pytest.raises(ContextError, match=r"own\.json: sha256 is .* expected 0000"):
        known_contexts().texts(OWN)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"{", b"\xff", b"[" * 100_000, b'{"@context": {}}' + b" " * 1_000_000]
)
def test_a_file_that_is_no_context_is_refused_in_one_line(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(tmp_path, monkeypatch, content)

    with pytest.raises(ContextError) as caught:
        known_contexts().texts(OWN)

    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(tmp_path, monkeypatch, b'{"@context": {}}')
    (tmp_path / "own.json").unlink()

    with pytest.raises(ContextError, match=r"own\.json: cannot be read"):
        known_contexts().texts(OWN)


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "context = 5",
        "[[context]]\nurl = 5\nfile = 'a'\nsha256 = 'b'",
        "[[context]]\nurl = 'a'",
        "[[context",
        "context = [1]",
        b"\xff",
    ],
)
def test_a_manifest_that_cannot_be_read_is_an_error(
    manifest: str | bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = manifest if isinstance(manifest, bytes) else manifest.encode()
    folder = tmp_path / sha256_of(content)[:8]
    folder.mkdir()
    (folder / "contexts.toml").write_bytes(content)
    monkeypatch.setenv("SKILLMAP_CONTEXTS", str(folder))

    with pytest.raises(FormatError, match=r"contexts\.toml"):
        known_contexts()


def test_a_folder_without_manifest_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_CONTEXTS", str(tmp_path / "nowhere"))

    with pytest.raises(FormatError, match=r"contexts\.toml.*cannot be read"):
        known_contexts()


def test_reading_contexts_runs_no_code_of_the_packages_that_bring_them() -> None:
    import subprocess
    import sys

    code = """
import sys
from skillmap.verification.contexts import known_contexts
known = known_contexts()
for url in known.addresses():
    known.texts(url)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"openbadgeslib", "openvc", "pyld"}.isdisjoint(done.stdout.split())
