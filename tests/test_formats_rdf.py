"""What would make an RDF file slow, large or dangerous is refused in one line before it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import rdf
from skillmap.formats.rdf import RDF_TYPE, Literal, Syntax, read_graph

LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://s.example/">'
LONGEST_S = 5.0


def refusal(content: bytes, syntax: Syntax) -> str:
    begun = time.process_time()
    with pytest.raises(SkillmapError) as caught:
        read_graph("x", content, syntax, {LABEL})
    assert time.process_time() - begun < LONGEST_S
    assert "\n" not in str(caught.value)
    return str(caught.value)


def json_ld(context: object, *nodes: object) -> bytes:
    return json.dumps({"@context": context, "@graph": nodes}).encode()


def test_only_the_properties_asked_for_are_kept_and_the_others_are_counted() -> None:
    turtle = f'<urn:a> <{LABEL}> "oar"@EN-gb, <urn:b>, "x" ; <urn:p> 1, 2 .'.encode()

    graph = read_graph("x", turtle, Syntax.TURTLE, {LABEL, RDF_TYPE})

    assert graph.values("urn:a", LABEL) == [Literal("oar", "en-gb"), "urn:b", Literal("x")]
    assert graph.things("urn:a", LABEL) == ["urn:b"]
    assert graph.texts("urn:a", LABEL) == [Literal("oar", "en-gb"), Literal("x")]
    assert graph.values("urn:a", RDF_TYPE) == ()
    assert graph.unread == {"urn:p": 2}


def test_nameless_things_are_numbered_in_the_order_of_the_file() -> None:
    turtle = f'[] <{LABEL}> _:z . _:z <{LABEL}> "x" .'.encode()

    graphs = [read_graph("x", turtle, Syntax.TURTLE, {LABEL}) for _ in range(2)]

    assert list(graphs[0].subjects) == ["_:1", "_:2"]
    assert graphs[0] == graphs[1]


def test_a_million_open_brackets_are_refused() -> None:
    assert "brackets open at once" in refusal(b"<urn:a> <urn:b> " + b"[ <urn:c> " * 1_000_000, Syntax.TURTLE)
    assert "brackets open at once" in refusal(
        b"<urn:a> <urn:b> " + b"(" * 500_000 + b")" * 500_000 + b".", Syntax.TURTLE
    )


def test_many_brackets_that_close_again_are_read() -> None:
    turtle = f"<urn:a> <{LABEL}> [ <urn:p> ( 1 2 ) ] . ".encode() * 20_000

    assert len(read_graph("x", turtle, Syntax.TURTLE, {LABEL}).values("urn:a", LABEL)) == 20_000


def test_more_triples_than_memory_is_kept_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    turtle = f"<urn:a> <{LABEL}> 1, 2, 3 .".encode()
    monkeypatch.setattr(rdf, "MAX_TRIPLES", 3)

    assert len(read_graph("x", turtle, Syntax.TURTLE, {LABEL}).values("urn:a", LABEL)) == 3
    assert "more than 2 triples" in _with(monkeypatch, "MAX_TRIPLES", 2, turtle)
    assert "million characters" in _with(monkeypatch, "MAX_HELD", 7, turtle)


def _with(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, turtle: bytes) -> str:
    monkeypatch.setattr(rdf, "MAX_TRIPLES", 9)
    monkeypatch.setattr(rdf, limit, value)
    return refusal(turtle, Syntax.TURTLE)


def test_a_long_address_that_others_are_built_on_is_refused() -> None:
    long = b"http://x.example/" + b"y" * 2_000

    assert "an address of more than 1,000" in refusal(b"@prefix p: <" + long + b"> .", Syntax.TURTLE)
    assert "more than 1,000 characters" in refusal(
        XML.replace(b"http://s.example/", long) + b"</rdf:RDF>", Syntax.RDF_XML
    )
    assert "more than 200 characters" in refusal(json_ld({"p": long.decode()}), Syntax.JSON_LD)


def test_one_value_of_17_mb_is_refused() -> None:
    assert "one value of more than 16 MB" in refusal(
        f'<urn:a> <{LABEL}> "'.encode() + b"x" * 17_000_000 + b'"', Syntax.TURTLE
    )


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)),
        b'<!ENTITY i "' + b"a" * 200_000 + b'">',
    ],
    ids=["entities of entities", "a long entity many times"],
)
def test_entities_that_unfold_without_end_are_refused(declared: bytes) -> None:
    content = b"<!DOCTYPE r [" + declared + b"]>" + XML + b"<s:a>" + b"&i;" * 10_000 + b"</s:a></rdf:RDF>"

    assert "not RDF/XML" in refusal(content, Syntax.RDF_XML)


def test_entities_that_only_shorten_addresses_are_read() -> None:
    content = (
        b'<!DOCTYPE r [<!ENTITY e "http://x.example/">]>'
        + XML.replace(b"http://s.example/", b"http://www.w3.org/2004/02/skos/core#")
        + b'<s:Concept rdf:about="&e;oar"><s:prefLabel>oar</s:prefLabel></s:Concept></rdf:RDF>'
    )

    graph = read_graph("x", content, Syntax.RDF_XML, {LABEL})

    assert graph.texts("http://x.example/oar", LABEL) == [Literal("oar")]


def test_no_file_of_this_machine_is_read_through_an_entity() -> None:
    content = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + XML + b"<s:a>&e;</s:a></rdf:RDF>"

    assert "not RDF/XML" in refusal(content, Syntax.RDF_XML)


def test_deep_elements_and_many_prefixes_are_refused() -> None:
    assert "more than 100 levels deep" in refusal(XML + b"<s:a><s:b>" * 100_000, Syntax.RDF_XML)
    many = b" ".join(b'xmlns:p%d="urn:%d"' % (n, n) for n in range(2_000))
    assert "more than 1,000 prefixes" in refusal(XML[:-1] + b" " + many + b"></rdf:RDF>", Syntax.RDF_XML)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (json_ld({f"t{n}": "http://x.example/" for n in range(1_100)}), "more than 1,000 terms"),
        (json_ld({"a": "b:x", "b": "c:y", "c": "http://x.example/"}), "a term that another term defines"),
        (json_ld({"a": {"@id": "urn:a", "@context": {}}}), "a context for a part of the file"),
        (json_ld({"a": "urn:a"}, {"@context": {"b": "urn:b"}}), "a context for a part of the file"),
        (json_ld({"@import": "urn:x"}), "a context for a part of the file"),
        (json_ld(7), "expected a context with terms"),
        (json_ld("https://x.example/c"), "is not fetched"),
        (json_ld({}) + b" " * 8_000_000, "JSON-LD of more than 8 MB"),
        (json_ld({"a": "urn:a"}, {"@id": 3}), "@id value must be a string"),
    ],
)
def test_json_ld_that_leans_on_more_than_its_one_context_is_refused(content: bytes, problem: str) -> None:
    assert problem in refusal(content, Syntax.JSON_LD)


def test_a_list_of_wholes_may_have_a_context_each() -> None:
    wholes = [{"@context": {"n": {"@id": LABEL}}, "@id": f"urn:{n}", "n": f"label {n}"} for n in range(3)]

    graph = read_graph("x", json.dumps(wholes).encode(), Syntax.JSON_LD, {LABEL})

    assert graph.subjects == {"urn:0": "$[0]", "urn:1": "$[1]", "urn:2": "$[2]"}
    assert graph.texts("urn:2", LABEL) == [Literal("label 2")]


def test_the_largest_allowed_file_stays_under_the_ceiling_of_time_and_memory() -> None:
    code = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from peak_memory import peak_mb
from skillmap.formats.rdf import MAX_TRIPLES, Syntax, read_graph
count = MAX_TRIPLES // 2
lines = (f'<urn:{{n:x}}> <{LABEL}> "label {{n}}"@en, "Name {{n}}"@de .\\n' for n in range(count))
content = "".join(lines).encode()
begun = time.process_time()
graph = read_graph("x", content, Syntax.TURTLE, {{"{LABEL}"}})
print(len(graph.subjects) == count, time.process_time() - begun, int(peak_mb()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    is_whole, seconds, megabytes = done.stdout.split()

    assert is_whole == "True"
    assert float(seconds) < LONGEST_S
    assert int(megabytes) < 512


def test_an_error_names_the_line() -> None:
    with pytest.raises(FormatError, match=r"x, line 2: not Turtle"):
        read_graph("x", b"<urn:a> <urn:b> 1 .\n<urn:a> nonsense", Syntax.TURTLE, {LABEL})


def test_limits_say_what_to_do() -> None:
    with pytest.raises(LimitError, match="save it as Turtle or split it"):
        read_graph("x", b"{}" + b" " * 8_000_000, Syntax.JSON_LD, {LABEL})
