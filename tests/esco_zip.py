"""A small ESCO data set with the official headers; every concept in it is invented.

``python tests/esco_zip.py`` writes the sample of the contract test anew.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

SKILL = "http://data.europa.eu/esco/skill/"
JOB = "http://data.europa.eu/esco/occupation/"

SKILL_HEADER = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "scopeNote,definition,inScheme,description"
)
GROUP_HEADER = (
    "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,"
    "description,code"
)
JOB_HEADER = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
Row = Mapping[str, str]

FILES: dict[str, tuple[str, Sequence[Row]]] = {
    "skills": (
        SKILL_HEADER,
        (
            {
                "conceptUri": f"{SKILL}a2",
                "skillType": "skill/competence",
                "preferredLabel": "fold paper boats",
                "altLabels": "make paper boats\nbuild boats of paper",
                "description": "Fold a boat\nthat floats.",
                "status": "released",
            },
            {
                "conceptUri": f"{SKILL}a1",
                "skillType": "knowledge",
                "preferredLabel": "paper weights",
                "altLabels": "grammage | weight of paper",
                "hiddenLabels": "papr weights",
                "status": "released",
            },
            {
                "conceptUri": f"{SKILL}a3",
                "skillType": "skill/competence",
                "preferredLabel": "sharpen quills",
                "status": "obsolete",
            },
        ),
    ),
    "skillGroups": (
        GROUP_HEADER,
        (
            {
                "conceptUri": f"{SKILL}g1",
                "preferredLabel": "working with paper",
                "status": "released",
                "code": "S9",
            },
        ),
    ),
    "occupations": (
        JOB_HEADER,
        (
            {
                "conceptUri": f"{JOB}o1",
                "iscoGroup": "7317",
                "preferredLabel": "paper boat maker",
                "altLabels": "boat folder",
                "status": "released",
                "description": "Makes boats of paper.",
                "code": "7317.9",
            },
        ),
    ),
    "ISCOGroups": (
        "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
        (
            {
                "conceptUri": "http://data.europa.eu/esco/isco/C7317",
                "code": "7317",
                "preferredLabel": "Handicraft workers",
                "status": "released",
            },
        ),
    ),
    "occupationSkillRelations": (
        "occupationUri,relationType,skillType,skillUri",
        (
            {"occupationUri": f"{JOB}o1", "relationType": "essential", "skillUri": f"{SKILL}a2"},
            {"occupationUri": f"{JOB}o1", "relationType": "optional", "skillUri": f"{SKILL}a1"},
            {"occupationUri": f"{JOB}o1", "relationType": "optional", "skillUri": f"{SKILL}a3"},
        ),
    ),
    "skillSkillRelations": (
        "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri",
        (
            {
                "originalSkillUri": f"{SKILL}a2",
                "relationType": "optional",
                "relatedSkillUri": f"{SKILL}a1",
            },
        ),
    ),
    "broaderRelationsSkillPillar": (
        "conceptType,conceptUri,broaderType,broaderUri",
        ({"conceptUri": f"{SKILL}a2", "broaderUri": f"{SKILL}g1"},),
    ),
    "broaderRelationsOccPillar": (
        "conceptType,conceptUri,broaderType,broaderUri",
        ({"conceptUri": f"{JOB}o1", "broaderUri": "http://data.europa.eu/esco/isco/C7317"},),
    ),
}


def table(header: str, rows: Sequence[Row]) -> str:
    """Return a CSV file with a header and rows, cells that are not given empty."""
    written = io.StringIO()
    writer = csv.DictWriter(written, header.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def esco_zip(
    *, language: str = "en", without: Sequence[str] = (), changed: Mapping[str, str] | None = None
) -> bytes:
    """Return the data set as a ZIP; ``changed`` gives the text of a file in place of ours."""
    texts = {stem: table(*content) for stem, content in FILES.items() if stem not in without}
    texts |= changed or {}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for stem, text in texts.items():
            # A fixed date, so that the sample comes out the same each time.
            member = zipfile.ZipInfo(f"{stem}_{language}.csv", (2026, 1, 1, 0, 0, 0))
            archive.writestr(member, text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


if __name__ == "__main__":
    (Path(__file__).parent / "data/samples/esco-dataset.zip").write_bytes(esco_zip())
