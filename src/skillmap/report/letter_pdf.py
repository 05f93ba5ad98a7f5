"""The draft letter as PDF (A4), in Roboto: Latin, Greek and Cyrillic letters.

Letters of other scripts cannot be printed with it. They are replaced by a sign, the file says so, and the
HTML letter shows them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from skillmap import __version__
from skillmap.domain import Advice
from skillmap.report.letter import (
    DRAFT,
    NO_APPEAL,
    NOT_COUNTING,
    TO_FILL_IN,
    WHY_NOT_COUNTING,
    Letter,
    LetterPart,
    letter_of,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "Roboto"
_MARGIN = 20.0
_LINE = 5.0
_SIZE = 10.0
_QUIET = (87, 96, 106)
_INK = (28, 33, 39)
_WIDTHS = (38, 30, 14, 18)
"""Share of the width that each column of the table has, in percent."""
_MOST_IN_CELL = 160
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def letter_pdf(advice: Advice, *, appeal: str = "") -> bytes:
    """Return the draft of a letter as PDF; the same advice gives the same bytes."""
    sheet = _Sheet(letter_of(advice, appeal=appeal))
    return sheet.written()


class _Sheet:
    """A letter on its way to paper."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._pdf = _blank(letter)
        self._known = _letters_of(self._pdf)
        self._replaced = 0

    def written(self) -> bytes:
        """Return the file."""
        letter = self._letter
        self._head()
        self._section("What you brought", letter.brought or ("No credential was given.",))
        self._heading("What is suggested")
        if letter.suggested:
            self._table(letter.suggested)
            self._parts(letter.suggested)
        else:
            self._say("No award is suggested yet on what was read. A person decides, and you can bring more.")
        if letter.not_counting:
            self._heading(NOT_COUNTING)
            self._say(WHY_NOT_COUNTING)
            self._parts(letter.not_counting)
        if letter.to_assess:
            self._heading("What a person will look at with you")
            self._parts(letter.to_assess)
        self._nothing_yet()
        self._section("Review and appeal", (letter.appeal or NO_APPEAL,))
        self._heading("For the person who decides")
        self._listed("How often suggestions may be wrong", letter.for_staff)
        self._lines_to_fill_in(TO_FILL_IN[1:])
        self._foot()
        return bytes(self._pdf.output())

    def _head(self) -> None:
        letter = self._letter
        self._say("Recognition of prior learning", quiet=True)
        self._say(letter.programme, size=16, bold=True)
        self._say(DRAFT, bold=True)
        if not letter.adopted:
            self._say(
                f"The policy applied has the status “{letter.policy_status}” and is not marked as adopted by "
                "an institution: do not send this letter.",
                bold=True,
            )
        self._say(f"Date of the suggestion: {letter.on.isoformat()}")
        self._say(f"Policy: {letter.policy} (status: {letter.policy_status})")
        self._lines_to_fill_in(TO_FILL_IN[:1])

    def _nothing_yet(self) -> None:
        if not self._letter.nothing_yet:
            return
        self._heading("Modules for which nothing was found yet")
        self._say("This closes nothing: it says what was found in the documents so far.")
        self._parts(self._letter.nothing_yet)
        if self._letter.unnamed:
            self._say(f"And {self._letter.unnamed} more; the report lists them all.")

    def _parts(self, parts: Sequence[LetterPart]) -> None:
        for part in parts:
            self._pdf.ln(2)
            credit = f": {part.credit}" if part.credit else ""
            self._say(part.title, bold=True)
            self._say(f"{part.suggestion}{credit}.")
            if part.covered:
                self._say(f"Module outcomes: {part.covered}.", quiet=True)
            if part.lands:
                self._say(part.lands)
            if part.rests_on:
                self._say(f"It rests on {', '.join(part.rests_on)}.")
            self._listed("Reasons", part.reasons)
            self._listed("What is missing", part.missing)
            self._listed("What would change this", part.changes)

    def _table(self, parts: Sequence[LetterPart]) -> None:
        rows = [("For", "Suggestion", "Credit", "Outcomes")]
        rows += [(p.title, p.suggestion, p.credit or "none", p.covered or "not compared") for p in parts]
        self._pdf.set_font(_FONT, "", 9)
        with self._pdf.table(
            col_widths=_WIDTHS,
            line_height=_LINE - 0.5,
            text_align="LEFT",
            borders_layout="HORIZONTAL_LINES",
            padding=(1, 1),
        ) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    # A row must fit on a page; the part below the table has the whole text.
                    row.cell(self._printable(_cut(cell)))

    def _section(self, heading: str, paragraphs: Sequence[str]) -> None:
        self._heading(heading)
        for paragraph in paragraphs:
            self._say(paragraph)

    def _heading(self, text: str) -> None:
        self._pdf.ln(4)
        # A heading at the foot of a page would stand apart from what it heads.
        if self._pdf.will_page_break(4 * _LINE):
            self._pdf.add_page()
        self._say(text, size=12, bold=True)

    def _listed(self, head: str, items: Sequence[str]) -> None:
        if items:
            self._say(head, size=9, bold=True)
            for item in items:
                self._pdf.set_font(_FONT, "", _SIZE)
                self._pdf.set_text_color(*_INK)
                # Beside the text and not in it, so that the lines below begin where the first does.
                self._pdf.set_x(_MARGIN + 2)
                if self._pdf.will_page_break(_LINE):
                    self._pdf.add_page()
                    self._pdf.set_x(_MARGIN + 2)
                self._pdf.cell(3, _LINE, "•", new_x="RIGHT", new_y="TOP")
                self._say(item, indent=5)

    def _lines_to_fill_in(self, lines: Sequence[tuple[str, str]]) -> None:
        for name, hint in lines:
            self._pdf.ln(3)
            self._say(f"{name}: {'_' * 40}")
            if hint:
                self._say(hint, size=8, quiet=True)

    def _foot(self) -> None:
        self._pdf.ln(4)
        made = f"Draft made by skillmap {__version__}, fingerprint {self._letter.fingerprint}."
        self._say(made, size=8, quiet=True)
        if self._replaced:
            self._say(
                f"{self._replaced} characters are of scripts that this file has no letters for and are shown "
                f"as {_UNPRINTABLE}; the letter in HTML shows them.",
                size=8,
                quiet=True,
            )

    def _say(
        self, text: str, *, size: float = _SIZE, bold: bool = False, quiet: bool = False, indent: float = 0
    ) -> None:
        pdf = self._pdf
        pdf.set_font(_FONT, "B" if bold else "", size)
        pdf.set_text_color(*(_QUIET if quiet else _INK))
        pdf.set_x(_MARGIN + indent)
        pdf.multi_cell(
            0,
            _LINE * max(size / _SIZE, 0.85),
            self._printable(text),
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
        )

    def _printable(self, text: str) -> str:
        letters = []
        for letter in unicodedata.normalize("NFC", text):
            if ord(letter) in self._known:
                letters.append(letter)
                continue
            self._replaced += not letter.isspace()
            letters.append(" " if letter.isspace() else _UNPRINTABLE)
        return "".join(letters)


def _letters_of(pdf: FPDF) -> frozenset[int]:
    from fpdf.fonts import TTFFont

    font = pdf.fonts[_FONT.lower()]
    return frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_IN_CELL else f"{text[: _MOST_IN_CELL - 1]}…"


def _blank(letter: Letter) -> FPDF:
    # Imported here: a run that prints no letter need not load it.
    from fpdf import FPDF

    class Pages(FPDF):
        """Pages that say on each of them that they are a draft."""

        def header(self) -> None:
            """Write the head of a page."""
            self.set_font(_FONT, "B", 8)
            self.set_text_color(*_QUIET)
            self.cell(0, _LINE, DRAFT, align="R", new_x="LMARGIN", new_y="NEXT")
            self.ln(2)

        def footer(self) -> None:
            """Write the foot of a page."""
            self.set_y(-12)
            self.set_font(_FONT, "", 8)
            self.set_text_color(*_QUIET)
            self.cell(0, _LINE, f"{self.page_no()} of {{nb}}", align="C")

    pdf = Pages(format="A4")
    # Fixed, so that the same advice gives the same bytes.
    pdf.set_creation_date(datetime.combine(letter.on, time(), UTC))
    pdf.set_title("Draft letter: recognition of prior learning")
    pdf.set_lang("en")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN)
    for style, name in (("", "Roboto-Regular"), ("B", "Roboto-Bold")):
        with as_file(files("font_roboto") / "files" / f"{name}.ttf") as font:
            pdf.add_font(_FONT, style, font)
    pdf.add_page()
    return pdf
