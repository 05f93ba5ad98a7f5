"""Tables for people, JSON for programs, one line for errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from skillmap.text import neutral

__all__ = ["NOTHING_FOUND", "WRONG_USE", "as_json", "fail", "json_option", "progress_bar", "say", "table"]

json_option = click.option("--json", is_flag=True, help="Write JSON instead of a table.")

NOTHING_FOUND = 1
WRONG_USE = 2


def fail(message: str, code: int = WRONG_USE) -> NoReturn:
    """Write one line to stderr and leave."""
    line = " ".join(neutral(message).split())
    click.echo(f"skillmap: {line}", err=True)
    sys.exit(code)


def say(text: str) -> None:
    """Write a line that may hold text of other people's documents; nothing in it steers the terminal."""
    click.echo(" ".join(neutral(text).splitlines()))


def as_json(value: object) -> None:
    """Write any result as JSON."""
    from skillmap.json_values import plain

    # Laid out for people only: the laid-out form takes Python's slow encoder.
    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=indent))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table as wide as the terminal; plain lines where the output is not one."""
    # Cells come from other people's documents: nothing in them may steer the terminal.
    title = neutral(title)
    rows = [[" ".join(neutral(cell).split()) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        click.echo(title)
        for row in rows:
            click.echo("  " + " | ".join(row))
        return
    # rich is imported only where there is a terminal to draw on: it costs a twentieth of a second.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*columns, title=title, title_justify="left")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function (job, done, total) that moves a bar on stderr; lines where it is not a terminal."""
    if not sys.stderr.isatty():
        yield _line_by_line()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def move(job: str, done: int, total: int) -> None:
            if job not in tasks:
                tasks[job] = bars.add_task(job, total=total)
            bars.update(tasks[job], completed=done, total=total)

        yield move


def _line_by_line() -> Callable[[str, int, int], None]:
    told: dict[str, int] = {}

    def move(job: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if told.get(job) != tenth:
            told[job] = tenth
            click.echo(f"{job}: {done} of {total}", err=True)

    return move
