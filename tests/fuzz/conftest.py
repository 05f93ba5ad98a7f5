"""Prints how many mutants were still of their format, and what the slowest and largest took."""

from __future__ import annotations

import pytest
from shares import SHARES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if SHARES:
        terminalreporter.section("mutants")
        for line in SHARES:
            terminalreporter.write_line(line)
