"""Single keys from a terminal, without Enter where the system can do it."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from typing import TextIO

_LONGEST = 64
"""Bytes read at once; an arrow key sends three to six."""


def read_keys(stream: TextIO | None = None) -> Generator[str, None, None]:
    """Yield what is typed, one character at a time, until the stream ends.

    From a terminal a key counts at once; from a pipe or file, and where neither termios nor msvcrt is there,
    characters come as lines are entered. The terminal is as it was found once the generator is closed.
    """
    source = sys.stdin if stream is None else stream
    return _from_terminal(source) if source.isatty() else _from_lines(source)


def _from_lines(source: TextIO) -> Generator[str, None, None]:
    for line in source:
        yield from line


if sys.platform == "win32":

    def _from_terminal(source: TextIO) -> Generator[str, None, None]:
        import msvcrt

        while True:
            key = msvcrt.getwch()
            if key in ("\x00", "\xe0"):
                msvcrt.getwch()  # the second half of an arrow or function key
                continue
            yield key

else:

    def _from_terminal(source: TextIO) -> Generator[str, None, None]:
        try:
            import termios
            import tty
        except ImportError:  # a system that is neither, e.g. WebAssembly: lines will do
            yield from _from_lines(source)
            return
        place = source.fileno()
        before = termios.tcgetattr(place)
        try:
            tty.setcbreak(place)
            while typed := os.read(place, _LONGEST):
                # An arrow or function key begins with an escape; its letters are not answers.
                yield from typed.partition(b"\x1b")[0].decode("utf-8", errors="ignore")
        finally:
            termios.tcsetattr(place, termios.TCSADRAIN, before)
