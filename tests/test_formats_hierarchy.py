from hypothesis import given
from hypothesis import strategies as st

from skillmap.formats.facts import Findings
from skillmap.formats.hierarchy import find_loops, report_loops

concepts = st.sampled_from("abcdefg")
hierarchies = st.dictionaries(concepts, st.lists(concepts, max_size=4), max_size=7)


def reaches_itself(concept: str, parents: dict[str, list[str]]) -> bool:
    """The slow, plain way: everything that can be reached, step by step."""
    above = set(parents.get(concept, ()))
    for _ in range(10):
        above |= {higher for step in above for higher in parents.get(step, ())}
    return concept in above


@given(hierarchies)
def test_a_loop_is_found_exactly_where_a_concept_is_wider_than_itself(parents: dict[str, list[str]]) -> None:
    assert bool(find_loops(parents).count) == any(reaches_itself(concept, parents) for concept in parents)


@given(hierarchies)
def test_the_loop_shown_is_one(parents: dict[str, list[str]]) -> None:
    loop = find_loops(parents).first

    assert all(above in parents[concept] for concept, above in zip(loop, (*loop[1:], *loop[:1]), strict=True))


def test_a_chain_of_200000_concepts_is_followed_without_recursion() -> None:
    parents = {str(step): [str(step + 1)] for step in range(200_000)}

    assert find_loops(parents).count == 0
    assert find_loops({**parents, "200000": ["0"]}).count == 1


def test_a_loop_is_told_once_with_its_concepts() -> None:
    findings = Findings()

    report_loops({"a": ["b"], "b": ["a"], "c": ["a"]}, "broader", "$", findings)

    (finding,) = findings.all()
    assert finding.message.startswith("A link of broader closes a loop (a > b > a)")
