"""The command tree and what happens to errors."""

from __future__ import annotations

import sys

import typer

from skillmap import __version__
from skillmap.cli import deciding, installing, matching, reading
from skillmap.cli.show import fail
from skillmap.errors import SkillmapError

app = typer.Typer(
    name="skillmap",
    help="Read credentials, match their outcomes, suggest credit. A suggestion is never a decision.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"skillmap {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Read credentials, match their outcomes, suggest credit. A suggestion is never a decision."""


reading.add_to(app)
matching.add_to(app)
deciding.add_to(app)
app.add_typer(installing.taxonomies, name="taxonomies")
app.add_typer(installing.models, name="models")

_OWN = {"read", "template", "match", "profile", "recommend", "demo", "taxonomies", "models"}


def add_outside_commands() -> None:
    """Add the command groups of other packages, the harness and the service among them."""
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group="skillmap.commands"), key=lambda point: point.name):
        app.add_typer(point.load(), name=point.name)


def main() -> None:
    """Run a command; an error of the user's is one line on stderr and exit code 2.

    Exit codes: 0 done, 1 nothing found or a check failed, 2 wrong use or unreadable input.
    """
    try:
        # Looked for only when they can be meant: finding entry points costs 30 ms.
        if not _OWN.intersection(sys.argv[1:2]):
            add_outside_commands()
        app()
    except SkillmapError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("interrupted; what was finished is kept", code=130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
