"""SKOS in four syntaxes; every vocabulary here is made up."""

from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from skillmap.domain import Document, RelationKind, Severity, Skill, SkillType
from skillmap.errors import FormatError, LimitError
from skillmap.formats import read_document, read_document_from, readers, skos

DATA = Path(__file__).parent / "data"
TURTLE = DATA / "frameworks/harbour.ttl"
JSON_LD = DATA / "samples/skos.jsonld"
HARBOUR = "https://harbour.example.org/skill/"

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <urn:x:> .
"""


def read(turtle: str) -> Document:
    return read_document_from("vocabulary.ttl", (PREFIXES + turtle).encode())


def only(document: Document) -> Skill:
    (skill,) = document.skills
    return skill


def warnings(document: Document) -> list[str]:
    return [finding.message for finding in document.findings if finding.severity is Severity.WARNING]


def without_places(document: Document) -> Document:
    return replace(
        document,
        skills=tuple(replace(skill, place="") for skill in document.skills),
        occupations=tuple(replace(job, place="") for job in document.occupations),
        relations=tuple(sorted(document.relations, key=str)),
        source=replace(document.source, name="", sha256=""),
        findings=(),
    )


@pytest.fixture(scope="module")
def harbour() -> Document:
    return read_document(TURTLE)


def by_name(document: Document) -> dict[str, Skill]:
    return {skill.id.removeprefix(HARBOUR): skill for skill in document.skills}


def test_turtle_and_json_ld_say_the_same(harbour: Document) -> None:
    assert without_places(read_document(JSON_LD)) == without_places(harbour)


@pytest.mark.parametrize("syntax", ["xml", "pretty-xml", "nt", "json-ld", "longturtle"])
def test_what_another_library_writes_says_the_same(syntax: str, harbour: Document) -> None:
    import rdflib

    written = rdflib.Graph().parse(TURTLE).serialize(format=syntax).encode()

    document = without_places(read_document_from("vocabulary", written))

    order = {skill.id: position for position, skill in enumerate(harbour.skills)}
    skills = sorted(document.skills, key=lambda skill: order[skill.id])
    names = [replace(skill, alt_labels=tuple(sorted(skill.alt_labels))) for skill in skills]
    wanted = without_places(harbour)
    assert names == [replace(one, alt_labels=tuple(sorted(one.alt_labels))) for one in wanted.skills]
    assert (document.occupations, document.relations) == (wanted.occupations, wanted.relations)
    assert document.framework_title == wanted.framework_title


def test_another_library_finds_the_same_concepts_and_hierarchy(harbour: Document) -> None:
    import rdflib

    graph, terms = rdflib.Graph().parse(TURTLE), rdflib.SKOS
    concepts = {str(one) for one in graph.subjects(rdflib.RDF.type, terms.Concept)}
    above = {(str(one), str(other)) for one, other in graph.subject_objects(terms.broader)}
    above |= {(str(other), str(one)) for one, other in graph.subject_objects(terms.narrower)}

    assert {one.id for one in (*harbour.skills, *harbour.occupations)} == concepts
    assert {
        (one.origin, one.target) for one in harbour.relations if one.kind is RelationKind.BROADER
    } == above


def test_a_label_is_english_where_there_is_one_and_else_in_the_vocabularys_own_language(
    harbour: Document,
) -> None:
    names = by_name(harbour)

    assert (names["hull"].label, names["hull"].language) == ("clean a hull", "en")
    assert (names["engine"].label, names["engine"].language) == ("Außenbordmotoren", "de")


def test_other_names_are_those_in_the_language_of_the_label(harbour: Document) -> None:
    assert by_name(harbour)["hull"].alt_labels == ("scrub a hull", "clean a hul")
    assert "Labels in other languages were not kept (de 3)." in [one.message for one in harbour.findings]


def test_the_definition_is_the_description_and_the_notation_the_code(harbour: Document) -> None:
    hull = by_name(harbour)["hull"]

    assert hull.description == "Remove growth from a hull and judge its paint."
    assert hull.code == "H1.1"
    assert ("scopeNote", "Out of the water only.") in hull.details


def test_every_link_leads_from_the_narrower_or_needed_to_the_wider_or_needing(harbour: Document) -> None:
    short = {
        (one.origin.rpartition("/")[2], one.kind, one.target.removeprefix("https://"))
        for one in harbour.relations
    }

    assert short == {
        ("hull", RelationKind.BROADER, "harbour.example.org/skill/boats"),
        ("engine", RelationKind.BROADER, "harbour.example.org/skill/boats"),
        ("oars", RelationKind.BROADER, "harbour.example.org/skill/boats"),
        ("hull", RelationKind.RELATED, "harbour.example.org/skill/engine"),
        ("hull", RelationKind.CLOSE_MATCH, "other.example.org/concept/17"),
        ("engine", RelationKind.BROAD_MATCH, "other.example.org/concept/4"),
        ("oars", RelationKind.REPLACED_BY, "harbour.example.org/skill/hull"),
        ("hull", RelationKind.ESSENTIAL_FOR, "harbour.example.org/job/boatman"),
        ("engine", RelationKind.OPTIONAL_FOR, "harbour.example.org/job/boatman"),
    }


def test_what_esco_says_of_a_skill_and_of_an_occupation_is_read(harbour: Document) -> None:
    names = by_name(harbour)
    (boatman,) = harbour.occupations

    assert (names["hull"].type, names["engine"].type) == (SkillType.SKILL, SkillType.KNOWLEDGE)
    assert ("skillReuseLevel", "sector-specific") in names["hull"].details
    assert (boatman.label, boatman.code) == ("boatman", "8350")


def test_a_concept_that_was_withdrawn_is_marked_and_said(harbour: Document) -> None:
    assert ("deprecated", "true") in by_name(harbour)["oars"].details
    assert "A concept is marked as deprecated." in [finding.message for finding in harbour.findings]


def test_the_title_of_the_scheme_has_its_version(harbour: Document) -> None:
    assert harbour.framework_title == "Harbour skills 3.1"


def test_a_place_is_the_address_in_turtle_and_the_path_in_json_ld(harbour: Document) -> None:
    assert by_name(harbour)["hull"].place == f"{HARBOUR}hull"
    assert by_name(read_document(JSON_LD))["hull"].place == "$.@graph[2]"


def test_a_nested_description_in_json_ld_has_its_own_path() -> None:
    context = {"skos": skos.SKOS, "uri": "@id", "@base": "https://x.example/", "narrower": "skos:narrower"}
    inner = {"uri": "inner", "@type": "skos:Concept", "skos:prefLabel": "oar"}
    whole = {"@context": context, "uri": "outer", "@type": "skos:Concept", "skos:prefLabel": "boat"}

    document = read_document_from("x.jsonld", json.dumps({**whole, "narrower": [inner]}).encode())

    assert {skill.id: skill.place for skill in document.skills} == {
        "https://x.example/outer": "$",
        "https://x.example/inner": "$.narrower[0]",
    }


def test_labels_and_definitions_that_are_nodes_of_their_own_are_read() -> None:
    skill = only(
        read("""
        :a a skos:Concept ; xl:prefLabel :l1 ; xl:altLabel :l2 ; dct:description :n .
        :l1 xl:literalForm "knot ropes"@en . :l2 xl:literalForm "tie knots"@en .
        :n esco:nodeLiteral "Make a rope hold."@en .
        """)
    )

    assert (skill.label, skill.alt_labels, skill.description) == (
        "knot ropes",
        ("tie knots",),
        "Make a rope hold.",
    )


def test_regional_english_is_english_and_plain_english_comes_first() -> None:
    skill = only(read(':a a skos:Concept ; skos:prefLabel "colour"@en-GB, "couleur"@fr, "hue"@en .'))

    assert (skill.label, skill.language, skill.alt_labels) == ("hue", "en", ("colour",))


def test_without_a_stated_language_the_most_frequent_one_is_the_vocabularys_own() -> None:
    document = read("""
        :a a skos:Concept ; skos:prefLabel "ruder"@de, "aviron"@fr .
        :b a skos:Concept ; skos:prefLabel "voile"@fr .
    """)

    assert [skill.label for skill in document.skills] == ["aviron", "voile"]


def test_of_two_preferred_labels_in_one_language_the_other_becomes_another_name() -> None:
    document = read(':a a skos:Concept ; skos:prefLabel "oar"@en, "blade"@en .')

    assert (only(document).label, only(document).alt_labels) == ("oar", ("blade",))
    assert "two preferred labels in one language" in warnings(document)[0]


def test_a_concept_without_a_preferred_label_is_called_by_another_name_or_its_address() -> None:
    document = read(':a a skos:Concept ; skos:altLabel "oar"@en . :b a skos:Concept ; rdfs:label "sail" . '
                    "<https://x.example/keel> a skos:Concept .")  # fmt: skip

    assert [skill.label for skill in document.skills] == ["oar", "sail", "keel"]
    assert "(3 times; the first is here.)" in warnings(document)[0]


def test_a_nameless_concept_is_read_under_the_same_name_each_time() -> None:
    turtle = '[] a skos:Concept ; skos:prefLabel "oar" ; skos:broader [ a skos:Concept ; rdfs:label "x" ] .'

    first, again = read(turtle), read(turtle)

    assert first == again
    assert all(re.fullmatch(r"_:\d+", skill.id) for skill in first.skills)
    assert "nothing outside the file can name it" in " ".join(warnings(first))


def test_a_link_to_a_text_is_left_out_and_said() -> None:
    document = read(':a a skos:Concept ; skos:prefLabel "oar" ; skos:broader "boats", :b ; skos:related 4 .')

    assert [one.target for one in document.relations] == ["urn:x:b"]
    assert "broader leads to a text, not to a concept; it was not read." in warnings(document)
    assert "related leads to a text, not to a concept; it was not read." in warnings(document)


def test_a_concept_without_a_type_is_known_by_its_links() -> None:
    document = read(':a skos:prefLabel "oar"@en ; skos:inScheme :s . :s rdfs:label "Boats" .')

    assert only(document).id == "urn:x:a"
    assert any("It has no type" in finding.message for finding in document.findings)


def test_a_parent_elsewhere_and_a_loop_are_said() -> None:
    document = read("""
        :a a skos:Concept ; skos:prefLabel "a" ; skos:broader :b .
        :b a skos:Concept ; skos:prefLabel "b" ; skos:narrower :c ; skos:broader :c .
        :c a skos:Concept ; skos:prefLabel "c" ; skos:broader :elsewhere .
    """)

    assert any("closes a loop" in message for message in warnings(document))
    assert "A concept stands under one that is not in this file." in warnings(document)


def test_the_values_that_describe_skills_in_esco_are_no_skills() -> None:
    document = read("""
        :a a skos:Concept ; skos:prefLabel "oar"@en ;
            esco:skillReuseLevel <http://x.example/reuse/transversal> .
        <http://x.example/reuse/transversal> a skos:Concept ; skos:prefLabel "transversal"@en .
    """)

    assert only(document).details == (("skillReuseLevel", "transversal"),)


def test_a_collection_is_told_by_its_members() -> None:
    document = read("""
        :a a skos:Concept ; skos:prefLabel "oar"@en .
        :green a skos:Collection ; skos:prefLabel "Green skills"@en ; skos:member :a .
    """)

    assert only(document).details == (("collection", "Green skills"),)


def test_relative_addresses_without_a_base_are_kept() -> None:
    assert only(read('<#oar> a skos:Concept ; skos:prefLabel "oar" .')).id == "#oar"


def test_an_address_with_a_blank_in_it_is_kept() -> None:
    assert only(read('<http://x.example/an oar> a skos:Concept ; skos:prefLabel "oar" .')).label == "oar"


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        ("x:y skos:prefLabel \"q\" .", r"line 8: not Turtle: .*prefix x: has not been declared"),
        (':a skos:prefLabel "no end', r"line 8: not Turtle"),
        (":a a rdfs:Class, skos:Concept", r"not Turtle: .*"),
    ],
)  # fmt: skip
def test_what_is_no_turtle_is_refused_with_the_line(turtle: str, problem: str) -> None:
    with pytest.raises(FormatError, match=problem) as refusal:
        skos.read("x.ttl", (PREFIXES + turtle).encode())

    assert "\n" not in str(refusal.value)


def test_shapes_that_only_speak_of_concepts_are_not_taken_for_a_vocabulary() -> None:
    shapes = (
        b"@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        b"<urn:s> a sh:NodeShape ; sh:class skos:Concept ; sh:property [ sh:path skos:prefLabel ] ."
    )

    assert not skos.sniff("shapes.ttl", shapes)
    with pytest.raises(FormatError, match="holds no SKOS concept, but 1 NodeShape"):
        skos.read("shapes.ttl", shapes)
    with pytest.raises(FormatError, match="RDF in Turtle that begins with no SKOS concept"):
        read_document_from("shapes.ttl", shapes)


@pytest.mark.parametrize(
    "head",
    [
        b'{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#", "Concept": "skos:Concept"}}',
        b'{"type": ["VerifiableCredential"], "x": {"@type": "skos:Concept", "skos:prefLabel": "a"}}',
        b'{"@context": "https://credreg.net/ctdl/schema/context/json", "@type": "skos:Concept", "skos:x": 1}',
        b"<?xml version='1.0'?><html>http://www.w3.org/2004/02/skos/core# Concept</html>",
        b"prefix,concept\nskos,http://www.w3.org/2004/02/skos/core#Concept\n",
    ],
)
def test_what_only_speaks_of_skos_is_not_taken_for_it(head: bytes) -> None:
    assert not skos.sniff("x", head)


@pytest.mark.parametrize(
    "context",
    [
        "https://remote.example/context.json",
        [{"skos": skos.SKOS}, "https://remote.example/context.json"],
    ],
)
def test_a_remote_context_is_refused_by_name(context: object) -> None:
    whole = {"@context": context, "@type": "skos:Concept", "skos:prefLabel": "oar"}

    with pytest.raises(
        FormatError, match=r"the context 'https://remote\.example/context\.json' is not fetched"
    ):
        read_document_from("x.jsonld", json.dumps(whole).encode())


class Listener:
    """A server on this machine that notes whether anybody asks it for anything."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


def test_nothing_named_in_a_file_is_ever_fetched() -> None:
    listener = Listener()
    there = listener.address
    concept = {"@type": "skos:Concept", "skos:prefLabel": "oar"}
    contents = [
        f'{PREFIXES} <{there}/s> <http://www.w3.org/2002/07/owl#imports> <{there}/o> . '
        f'<{there}/c> a skos:Concept ; skos:prefLabel "oar" ; skos:broader <{there}/up> .',
        json.dumps({"@context": f"{there}/context", **concept}),
        json.dumps({"@context": {"@import": f"{there}/context", "skos": skos.SKOS}, **concept}),
        json.dumps({"@context": {"skos": skos.SKOS, "@vocab": f"{there}/"}, "@id": there, **concept}),
        f'<!DOCTYPE r SYSTEM "{there}/dtd" [<!ENTITY e SYSTEM "{there}/e">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="'
        f'{skos.SKOS}"><skos:Concept rdf:about="{there}/c"><skos:prefLabel>&e;</skos:prefLabel>'
        "</skos:Concept></rdf:RDF>",
    ]  # fmt: skip
    try:
        for content in contents:
            with suppress(FormatError):
                readers.get("skos").read("x", content.encode())
        assert listener.visits == 0
        # The listener does listen.
        socket.create_connection(("127.0.0.1", int(there.rpartition(":")[2]))).close()
    finally:
        listener.close()


def test_more_concepts_than_a_vocabulary_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skos, "MAX_CONCEPTS", 1)

    with pytest.raises(LimitError, match="more than 1 concepts"):
        read(":a a skos:Concept . :b a skos:Concept .")
