"""``policy``: what the rules of an institution say. A further subcommand is one file and one line here."""

from __future__ import annotations

import click

from skillmap.cli.explaining import check, explain, list_all, show


@click.group()
def policy() -> None:
    """Look at policies: which there are, what they ask, whether a file of your own is whole."""


for command in (list_all, show, explain, check):
    policy.add_command(command)
