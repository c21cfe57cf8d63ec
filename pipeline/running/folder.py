"""The output folder: whose it is, who writes to it, and how it is emptied."""

import fcntl
import fnmatch
import os
import pathlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from repoloom.pipeline import sources
from repoloom.pipeline.running import deaths
from repoloom.pipeline.storage import filesystems, steps

# The folders of each step, the last step first: what is left of a killed `clear` is whole.
_LAST_FIRST = (("shards", "graph"), ("tokenizer",), ("verdicts",), ("store",), ("benchmarks",))
_OWN = {name for names in _LAST_FIRST for name in names}
_KNOWN = _OWN | {"report.json", ".lock", deaths.FOLDER}
# What `filesystems.whole` writes to, and a worker's numbers: of no use once their process is gone.
_UNFINISHED = re.compile(r"\..*\.[0-9a-f]{32}\.partial|\d{5,}\.live")


class OutputError(ValueError):
    """The folder cannot be used; the message says why and what to do."""


def clear(output: str) -> None:
    """Deletes what a run leaves in its folder, and nothing else; the last steps first."""
    for name, *more in _LAST_FIRST:
        steps.Step(output, name, {}, folders=tuple(more)).clear()
    filesystems.remove_file(filesystems.join(output, "report.json"))
    deaths.forget(output)


def make(output: str) -> None:
    """Creates the folder.  Raises OutputError where that cannot be, or nothing can be written."""
    with _said(output):
        filesystems.make_folder(output)
        filesystems.listing(output)
        if not filesystems.is_remote(output):
            with pathlib.Path(output, ".lock").open("a"):
                pass


@contextmanager
def _said(output: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # a filesystem that Beam does not know is a ValueError
        why = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise OutputError(
            f"--output {output} cannot be written to: {why}; name a folder that can"
        ) from None


def sweep(output: str) -> None:
    """Deletes the unfinished files that killed processes have left; call it under the lock.

    Elsewhere nobody knows whether a worker of an earlier attempt still writes: they stay there
    until their step is done again.
    """
    if filesystems.is_remote(output):
        return
    root = pathlib.Path(output)
    own = [folder for name in sorted(_OWN) for folder in (root / name, root / name / "parts")]
    for folder in (root, *own):
        for name in filesystems.listing(str(folder)):
            if _UNFINISHED.fullmatch(name):
                (folder / name).unlink(missing_ok=True)


def check(output: str) -> None:
    """Raises OutputError where the folder holds what no run wrote."""
    if filesystems.is_remote(output):
        return
    path = pathlib.Path(output)
    for above in path.absolute().parents:
        if (above / ".lock").is_file() and any((above / name).is_dir() for name in _OWN):
            raise OutputError(
                f"--output {output} lies inside {above}, which is the output of another run and "
                "could not be gone on with: choose a folder beside it"
            )
    if path.exists() and not path.is_dir():
        raise OutputError(f"--output {output} is a file; name a folder")
    with _said(output):
        names = {entry.name for entry in path.iterdir()} if path.exists() else set()
    foreign = sorted(name for name in names - _KNOWN if not _UNFINISHED.fullmatch(name))
    if foreign:
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
