"""The output folder: whose it is, who writes to it, and how it is emptied."""

import fcntl
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager

from repoloom.pipeline.storage import filesystems, steps

_OWN = {"store", "verdicts", "tokenizer", "shards", "graph", "benchmarks"}
_OWN_FILES = {"report.json", ".lock"}


class OutputError(ValueError):
    """The folder cannot be used; the message says why and what to do."""


def clear(output: str) -> None:
    """Deletes what a run leaves in its folder, and nothing else."""
    for name in sorted(_OWN):
        step = steps.Step(output, name, {})
        step.clear()
    filesystems.remove_file(filesystems.join(output, "report.json"))


def check(output: str) -> None:
    """Raises OutputError where the folder holds what no run wrote."""
    if filesystems.is_remote(output):
        return
    path = pathlib.Path(output)
    if path.exists() and not path.is_dir():
        raise OutputError(f"--output {output} is a file; name a folder")
    names = {entry.name for entry in path.iterdir()} if path.exists() else set()
    if foreign := sorted(names - _OWN - _OWN_FILES):
        raise OutputError(
            f"--output {output} holds {foreign[0]!r}, which no run of repoloom wrote: "
            "choose an empty or a new folder"
        )


@contextmanager
def locked(output: str) -> Iterator[None]:
    """Keeps a second run out of a local folder; the lock ends with the process, however it ends."""
    if filesystems.is_remote(output):
        yield
        return
    with pathlib.Path(output, ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"another run is writing to {output}; wait for it to end") from None
        yield
