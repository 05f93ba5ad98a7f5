"""The process in which PDFs are read.

The PDF libraries are written in Python and set no bound: a file of a few hundred bytes can keep them busy
for hours or fill the memory. In a process of their own they can be ended from outside. One process reads
file after file; it is started with the first PDF, and anew after one that had to be ended. Where no process
can be started (a browser, a locked-down container), PDFs are read without that protection.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import time
from importlib import import_module
from threading import Lock, Timer
from typing import IO, Any

MOST_SECONDS = 5
"""Processor time for one file."""

MOST_MEGABYTES = 400
"""Memory that the process may ask for beyond its own code."""

_MOST_WAITING = 60
"""Seconds on the clock for one file, for machines that count no processor time, and for busy ones."""
_LENGTH = struct.Struct(">I")
_PROGRAM = "from skillmap.formats import pdf_process; pdf_process.serve()"


def ask(job: str, content: bytes) -> dict[str, Any] | None:
    """Return what is read in a PDF, or None when the process ended before it was done.

    ``job`` is a module of this package whose ``seen_in`` takes the bytes and returns values that JSON has.
    """
    with _lock:
        try:
            process = _started()
        except OSError:
            return _read(job, content)
        return _answer(process, job, content)


def serve() -> None:
    """Read PDFs from standard input until it is closed, and write what they say to standard output."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    _limit_memory()
    while (job := _received(incoming)) is not None:
        content = _received(incoming)
        if content is None:
            break
        _limit_time()
        _send(outgoing, json.dumps(_read(job.decode(), content)).encode())


_lock = Lock()
_process: subprocess.Popen[bytes] | None = None
_owner = 0


def _started() -> subprocess.Popen[bytes]:
    global _process, _owner
    if _process is not None and _owner == os.getpid() and _process.poll() is not None:
        _end(_process)
        _process = None
    # After a fork the pipes belong to the parent.
    if _process is None or _owner != os.getpid():
        # Only what this program can import itself, and nothing from the folder it was started in (-P).
        paths = os.pathsep.join(path for path in sys.path if path)
        _process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths},
            # Ctrl-C is for the program that asks; it ends this one.
            start_new_session=True,
        )
        _owner = os.getpid()
    return _process


def _answer(process: subprocess.Popen[bytes], job: str, content: bytes) -> dict[str, Any] | None:
    if process.stdin is None or process.stdout is None:
        raise OSError("the process that reads PDFs has no pipes")
    clock = Timer(_MOST_WAITING, process.kill)
    clock.start()
    answer = None
    try:
        _send(process.stdin, job.encode())
        _send(process.stdin, content)
        answer = _received(process.stdout)
    except BrokenPipeError:
        answer = None
    finally:
        clock.cancel()
        # Without a whole answer, whatever the reason, the pipes are out of step.
        if answer is None:
            _end(process)
    return json.loads(answer) if answer is not None else None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            # What was not sent any more cannot be flushed.
            try:
                pipe.close()
            except BrokenPipeError:
                continue


@atexit.register
def _close() -> None:
    if _process is not None and _owner == os.getpid() and _process.poll() is None:
        _end(_process)


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _received(stream: IO[bytes]) -> bytes | None:
    start = stream.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(start)
    message = stream.read(length)
    return message if len(message) == length else None


def _read(job: str, content: bytes) -> dict[str, Any]:
    # Imported here: the modules that read pages ask this one to have it done.
    seen: dict[str, Any] = import_module(f"skillmap.formats.{job}").seen_in(content)
    return seen


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        size = MOST_MEGABYTES << 20
        resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _limit_time() -> None:
    if sys.platform != "win32":
        import resource

        until = int(time.process_time()) + MOST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
