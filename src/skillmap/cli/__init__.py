"""The command line: the engine's verbs, with tables for people and ``--json`` for programs."""

from skillmap.cli.app import app, main

__all__ = ["app", "main"]
