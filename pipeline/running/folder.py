"""The output folder: whose it is, who writes to it, and how it is emptied."""

import fcntl
import fnmatch
import os
import pathlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from repoloom.pipeline import sources
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


def check_apart(output: str, inputs: Sequence[str], found: Sequence[sources.Source]) -> None:
    """Raises OutputError where the run would read what it writes, or write into what it reads.

    A git repository may hold the output: only its commits are read.
    """
    out = _real(output)
    for text in inputs:
        place = sources.place(text)
        lies = _real(place)
        if _matches(out, lies) and not any(_is_git(one, lies) for one in found):
            raise OutputError(
                f"--output {output} lies in --input {text}, where the next run would take its "
                "results for sources: choose a folder outside of it"
            )
    for one in found:
        if _inside(_real(one.location), out):
            raise OutputError(
                f"the input {one.location} lies in --output {output}, which --overwrite empties: "
                "choose an output that holds no input"
            )


def _real(place: str) -> str:
    """A name that two spellings of one place share."""
    if filesystems.is_remote(place):
        return place.rstrip("/")
    return os.path.realpath(pathlib.Path(place).expanduser())


def _is_git(one: sources.Source, place: str) -> bool:
    return one.kind == "git" and place in (one.location, _real(one.location))


def _inside(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer.rstrip('/')}/")


def _matches(out: str, pattern: str) -> bool:
    """Whether a folder or a pattern takes in `out` or a folder above it."""
    if _inside(out, pattern):
        return True
    names, wanted = out.split("/"), pattern.split("/")
    if "**" in wanted:
        return _inside(out, "/".join(wanted[: wanted.index("**")]))
    pairs = zip(names, wanted, strict=False)
    return len(wanted) <= len(names) and all(fnmatch.fnmatchcase(*pair) for pair in pairs)


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
