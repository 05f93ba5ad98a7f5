"""``policy``: what the rules of an institution say."""

from __future__ import annotations

import click

from skillmap.cli.what_if import what_if


@click.group()
def policy() -> None:
    """Look at policies, and at one case under several of them."""


policy.add_command(what_if)
