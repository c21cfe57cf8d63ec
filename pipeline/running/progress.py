"""Progress of a step, shown while it runs: what the driver reads of what workers write.

Beam's own metrics reach the driver only when a pipeline has ended.  Finished parts have records,
and the workers of a local run publish the numbers of unfinished ones (`workers.live`).
"""

import contextlib
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

from repoloom.pipeline.storage import filesystems, steps
from repoloom.pipeline.workers import live

_log = logging.getLogger(__name__)

_TERMINAL_SECONDS = 0.5
_LINE_SECONDS = 30.0


@contextlib.contextmanager
def shown(step: steps.Step, parts: int, expected: float) -> Iterator[None]:
    """Shows how far `step` is while the block runs it.

    Args:
        step: whose folder is watched.
        parts: its number of parts.
        expected: bytes that it will handle, for the time left; 0 where nobody knows.
    """
    with live.beside(_watch, step, parts, expected):
        yield


class State(NamedTuple):
    """How far a step is: finished parts of all, and files and bytes, unfinished parts included."""

    done: int
    parts: int
    files: int
    size: float


def _watch(step: steps.Step, parts: int, expected: float, stop: threading.Event) -> None:
    terminal = sys.stderr.isatty()
    started, first = time.monotonic(), None
    while not stop.wait(_TERMINAL_SECONDS if terminal else _LINE_SECONDS):
        done, files, size = seen(step)
        first = size if first is None else first
        text = line(
            step.name,
            State(done, parts, files, size),
            expected=expected,
            first=first,
            seconds=time.monotonic() - started,
        )
        _show(f"\r\x1b[K{text}") if terminal else _log.info("%s", text)
    if terminal:
        _show("\r\x1b[K")


def _show(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def seen(step: steps.Step) -> tuple[int, int, int]:
    """Finished parts, files and bytes so far, unfinished parts included."""
    done, files, size = 0, 0, 0
    for name in filesystems.listing(step.path("parts")):
        if name.startswith("."):
            continue
        with contextlib.suppress(ValueError, FileNotFoundError):
            record = json.loads(filesystems.read_bytes(step.path("parts", name)))
            stats = record.get("stats", record)
            files += int(stats.get("files", 0))
            size += int(stats.get("bytes", stats.get("piece_bytes", 0)))
            done += name.endswith(".json")
    return done, files, size


def line(name: str, state: State, *, expected: float, first: float, seconds: float) -> str:
    """One line of progress.

    Args:
        name: of the step.
        state: how far it is.
        expected: bytes in all; 0 where nobody knows.
        first: bytes that were done before this run began to look.
        seconds: since then.
    """
    rate = (state.size - first) / seconds
    ahead = expected - state.size
    left = f", {_minutes(ahead / rate)} left" if rate > 0 and ahead > 0 else ""
    return (
        f"{name}: {state.done}/{state.parts} parts, {state.files:,} files, "
        f"{state.size / 1e6:,.1f} MB, {rate / 1e6:.1f} MB/s{left}"
    )


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
