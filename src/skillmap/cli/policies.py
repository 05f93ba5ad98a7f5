"""``policy``: what the rules of an institution say. A further subcommand is one file and one line here."""

from __future__ import annotations

import click

from skillmap.cli.explaining import check, explain, list_all, show
from skillmap.cli.scenarios import scenarios_of
from skillmap.cli.what_if import what_if


@click.group()
def policy() -> None:
    """Look at policies: which there are, what they ask, whether a file is whole, one case under several."""


for command in (list_all, show, explain, check, scenarios_of, what_if):
    policy.add_command(command)
