"""Forms to be filled in: lists of modules, credentials and courses, as CSV or for Excel."""

from __future__ import annotations

from skillmap.errors import UnknownNameError
from skillmap.formats import (
    circumstances_file,
    credential_table,
    decided_table,
    evidence_table,
    limits_file,
    module_table,
    precedent_table,
    role_file,
    transcript_table,
)
from skillmap.formats.column_map import EXAMPLE
from skillmap.formats.spreadsheet import as_workbook
from skillmap.formats.table import Form, as_csv

FORMS: dict[str, Form] = {
    "credentials": credential_table.FORM,
    "decided": decided_table.FORM,
    "evidence": evidence_table.FORM,
    "modules": module_table.FORM,
    "precedents": precedent_table.FORM,
    "transcript": transcript_table.FORM,
}


def form_in(kind: str, ending: str) -> bytes:
    """Return a form with example rows; ``.xlsx`` gives an Excel file, any other ending CSV.

    ``columns``, an example of a column map, ``circumstances``, ``limits`` and ``role`` are in TOML.

    Raises:
        UnknownNameError: there is no form of that name.
    """
    if kind == "columns":
        return EXAMPLE.read_bytes()
    if kind == "circumstances":
        return circumstances_file.TEMPLATE.encode()
    if kind == "limits":
        return limits_file.TEMPLATE.encode()
    if kind == "role":
        return role_file.TEMPLATE.encode()
    if kind not in FORMS:
        raise UnknownNameError(
            "template", kind, sorted((*FORMS, "columns", "circumstances", "limits", "role"))
        )
    if ending == ".xlsx":
        return as_workbook(FORMS[kind], kind.capitalize())
    return as_csv(FORMS[kind]).encode()
