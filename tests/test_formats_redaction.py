"""What tells who somebody is, and what only looks as if it did."""

from __future__ import annotations

import pytest

from skillmap.formats.redaction import Redactor, names_at_top, titled_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Train colleagues; write to robin@example.org", "Train colleagues; write to"),
        ("Wrote the site (https://example.org/robin?a=1) alone", "Wrote the site alone"),
        ("See www.example.org, github.com/robin", "See"),
        ("Email: robin@example.org | Web: https://x.example", ""),
        ("Answered the telephone +44 20 7946 0000 all day", "Answered the telephone all day"),
        ("Call (030) 23125 000 or 030 23125-000", "Call or"),
        (
            "Reported to Dr. Erika Beispiel and Prof. M. van der Muster",
            "Reported to [a person] and [a person]",
        ),
        ("Assistenz von Frau Dr. med. Erika Muster-Beispiel im Labor", "Assistenz von [a person] im Labor"),
        ("- mail robin@example.org", "- mail"),
        ("Trained bakers, born on 1 April 1990 in Nowhere", "Trained bakers"),
        ("Leitung (geboren 01.04.1985)", "Leitung"),
    ],
)
def test_contact_details_and_people_with_titles_are_cut_out(text: str, expected: str) -> None:
    redacted = Redactor().clean(text)

    assert redacted.text == expected
    assert redacted.cut


@pytest.mark.parametrize(
    "text",
    [
        "2019-2022 Data analyst, 01/03/2019 - 30/06/2022",
        "01.03.2019-30.06.2022",
        "Budget of 1 200 000 euro in 12 projects",
        "Node.js/Express, ASP.NET/C#, TCP/IP, and/or",
        "Levels 0 1 2 3 4 5 6 7 8 9",
        "PhD thesis on bread",
        "Mr. and Mrs. were taught",
        "Version 10.4.2, ISBN 978-3-16-148410-0",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert Redactor().clean(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Robin Fictional leads them",
        "ROBIN FICTIONAL leads them",
        "Fictional, Robin leads them",
        "Ms Fictional leads them",
    ],
)
def test_the_holder_is_cut_out_by_name(text: str) -> None:
    redacted = Redactor(["Robin Fictional"]).clean(text)

    assert redacted.text == "the holder leads them"
    assert redacted.cut == ("the holder's name",)


def test_a_family_name_in_the_name_of_a_firm_stays() -> None:
    assert Redactor(["Robin Muster"]).clean("Muster Logistik GmbH").text == "Muster Logistik GmbH"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Curriculum Vitae", "Robin Fictional", "12 Invented Street"], ["Robin Fictional"]),
        (["ROBIN VAN FICTIONAL", "Data analyst"], ["ROBIN VAN FICTIONAL"]),
        (["Lebenslauf", "Name: Kim Erfunden"], ["Kim Erfunden"]),
        (["Vorname: Kim", "Nachname: Erfunden"], ["Kim", "Erfunden"]),
        (["Europass", "Personal information", "2019"], []),
    ],
)
def test_the_name_stands_at_the_top(lines: list[str], names: list[str]) -> None:
    assert names_at_top(lines) == names


def test_names_with_titles_are_found_to_be_cut_out_without_them() -> None:
    names = titled_names(["Reference for Ms Robin Fictional", "Frau Muster", "Dr Who"])

    assert names == ["Ms Robin Fictional"]
    assert Redactor(names).clean("Robin Fictional baked").text == "the holder baked"
