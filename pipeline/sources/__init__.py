"""Sources: git, folders, archives and tables in; files of repositories out.

Takes the paths of `--input`, gives `Source`s (`discover`, before the run and without reading any
text) and the `RawFile`s of one (`read`, in a worker); both functions stand here.  Read `discovery`
first: by which rules an input is taken for what, with `datasets` of what stands beside tables.
`git`, `folders` and `archives` (`tars`, `zips`, their common `members`) read repositories, the room
`tables` rows; `entries` makes the records and keeps the limits, `compression` (with `zstd`) and
`remote` open streams.
"""

import dataclasses
import logging
import os
import pathlib
from collections.abc import Iterator, Mapping, Sequence

from repoloom.pipeline.sources import (
    archives,
    checkouts,
    discovery,
    entries,
    folders,
    git,
    tables,
)
from repoloom.pipeline.sources.discovery import Found
from repoloom.pipeline.sources.entries import REASONS, Limits, SourceError
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import RawFile

__all__ = ["REASONS", "Limits", "Source", "SourceError", "discover", "place", "read", "split"]

_log = logging.getLogger(__name__)

_EXPANSION = 4  # source text under gzip or zstd, about; used for an estimate only
_PLAIN = (".tar", *(end for kind in tables.KINDS.values() for end in kind.plain))
_NO_LIMITS = Limits()


@dataclasses.dataclass(frozen=True)
class Source:
    """One repository, or one table of files of many.  Small: it crosses shuffles.

    Attributes:
        kind: "git", "folder", "archive" or a key of `tables.KINDS`.
        location: absolute local path, or the address on a Beam filesystem.
        repo: name of the repository, "" for a table.
        revision: what was asked of a git repository.
        size: bytes of text, an estimate.
        fingerprint: changes when the content does: the commit id; for a folder a digest over
            paths, sizes and times; for a file its size and time or checksum.
        columns: names of a table's columns that the user gave, by field of `columns.Columns`.
        groups: half-open range of the row groups of a Parquet, None for all.
        duplicate_of: location of the earlier source with this repository's name, or "".
        loose: names of entries that belong to no repository; then the source is just these.
    """

    kind: str
    location: str
    repo: str
    revision: str = ""
    size: int = 0
    fingerprint: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    groups: tuple[int, int] | None = None
    duplicate_of: str = ""
    loose: tuple[str, ...] = ()


def discover(
    inputs: Sequence[str],
    *,
    revision: str = "HEAD",
    columns: Mapping[str, str] | None = None,
) -> list[Source]:
    """The sources that the inputs name, sorted by location; the order of the inputs is no matter.

    Two inputs that are repositories of one name are refused.  Of two that were found in folders
    the first counts, and all files of the other leave with "duplicate_repository": their mixture
    would be a repository that nobody wrote.

    Args:
        inputs: local paths, patterns, addresses or `NAME=` one of these (see `discovery`).
        revision: of git repositories.
        columns: names of a table's columns, by field of `columns.Columns`.

    Raises:
        SourceError: an input does not exist, is empty or of no known kind; a table's columns fit
            no layout; a git repository that is itself an input has no such revision.
    """
    if not inputs:
        raise SourceError("there is no input: pass --input with a folder, a repository or a table")
    given = tuple(sorted((columns or {}).items()))
    named = [discovery.find(text) for text in inputs]
    for each in named:
        _check_tables(each, dict(given))
    found = sorted(
        {one for each in named for one in each},
        key=lambda one: (os.fsencode(one.location), one.repo.encode(), not one.direct),
    )
    firsts = _firsts(found)
    return [
        dataclasses.replace(
            _source(one, revision),
            columns=() if one.repo else given,
            duplicate_of="" if firsts[one.repo] in ("", one.location) else firsts[one.repo],
        )
        for one in found
    ]


def place(text: str) -> str:
    """Where an input is: its path, pattern or address, without the name that it is given."""
    return discovery.place(text)[0]


def read(source: Source, limits: Limits = _NO_LIMITS) -> Iterator[RawFile]:
    """The entries of a source: of a repository in path order (UTF-8 bytes), of a table in rows.

    Every entry comes once, with its bytes or with a reason (a key of `REASONS`).
    """
    for file in map(entries.within, _files(source, limits)):
        if source.duplicate_of:
            file = entries.left(file.repo, file.path, "duplicate_repository", file.size)
        yield file


def split(source: Source, *, target_bytes: int = 64 << 20) -> list[Source]:
    """Parts of a source that may be read in parallel and give its rows in order.

    Only a Parquet has several: runs of row groups of about `target_bytes` before compression.
    """
    if source.kind != "parquet" or source.groups is not None:
        return [source]
    sizes = tables.row_groups(source.location)
    parts: list[Source] = []
    start = total = 0
    for at, size in enumerate(sizes, start=1):
        total += size
        if total >= target_bytes or at == len(sizes):
            parts.append(dataclasses.replace(source, groups=(start, at), size=total))
            start, total = at, 0
    return parts or [source]


def _files(source: Source, limits: Limits) -> Iterator[RawFile]:
    if source.loose:
        return (entries.left(source.repo, name, "loose_entry") for name in source.loose)
    if source.kind == "git":
        return _git_files(source, limits)
    if source.kind == "folder":
        return folders.read(source.location, source.repo, limits)
    if source.kind == "archive":
        return archives.read(source.location, source.repo, limits)
    if source.kind in tables.KINDS:
        names = dict(source.columns)
        return tables.read(source.location, source.kind, names, limits, source.groups)
    raise SourceError(f"{source.location}: there is no kind of source {source.kind!r}")


def _git_files(source: Source, limits: Limits) -> Iterator[RawFile]:
    git_dir = checkouts.find(source.location)
    try:
        commit = source.fingerprint or git.resolve(git_dir, source.revision)
    except git.RevisionError as error:
        yield entries.left(source.repo, entries.WHOLE, error.reason)
        return
    yield from git.read(git_dir, commit, source.repo, limits)


def _check_tables(found: Sequence[Found], given: Mapping[str, str]) -> None:
    """Checks an input's tables: all local ones, and of the remote ones the first of each kind.

    One that cannot be read among others that can is said, and leaves when it is read.
    """
    seen: set[str] = set()
    faults: list[SourceError] = []
    for one in found:
        remote = filesystems.is_remote(one.location)
        if one.repo or (remote and one.kind in seen):
            continue
        seen.add(one.kind if remote else one.location)
        try:
            tables.check(one.location, one.kind, given)
        except SourceError as error:
            faults.append(error)
    if faults and len(faults) == len(seen):
        raise faults[0]
    for fault in faults:
        _log.warning("none of its rows is read: %s", fault)


def _firsts(found: Sequence[Found]) -> dict[str, str]:
    """The location of the first source of each repository name, "" for tables."""
    firsts: dict[str, Found] = {}
    for one in found:
        first = firsts.setdefault(one.repo, one)
        if one.repo and one.direct and first.direct and one.location != first.location:
            raise SourceError(
                f"{first.location} and {one.location} are both called {one.repo!r}; give one "
                f"another name: --input NAME={one.location}"
            )
    return {repo: one.location if repo else "" for repo, one in firsts.items()}


def _source(one: Found, revision: str) -> Source:
    source = Source(one.kind, one.location, one.repo, loose=one.loose)
    if one.loose:
        return dataclasses.replace(source, fingerprint=f"{len(one.loose)}")
    if one.kind == "git":
        return _git_source(source, revision, one.direct)
    return _folder_source(source) if one.kind == "folder" else _file_source(source, one)


def _folder_source(source: Source) -> Source:
    if checkouts.is_checkout(source.location):
        _log.warning(
            "%s: its .git is no repository that git can read; the files are read as they lie "
            "there, at no known revision (bring the git directory along to have a commit)",
            source.location,
        )
    listed = folders.listing(source.location)
    size = sum(entry.size for entry in listed)
    state = folders.fingerprint(listed)
    return dataclasses.replace(source, kind="folder", size=size, fingerprint=state)


def _git_source(source: Source, revision: str, direct: bool) -> Source:
    git_dir = checkouts.find(source.location)
    try:
        commit = git.resolve(git_dir, revision)
    except git.RevisionError as error:
        if revision == "HEAD" and checkouts.is_copy(source.location, error.reason):
            return _folder_source(source)
        if direct:
            raise
        return dataclasses.replace(source, revision=revision)  # counted when it is read
    listed, _ = git.listing(git_dir, commit)
    size = sum(max(entry.size, 0) for entry in listed)
    return dataclasses.replace(source, revision=revision, size=size, fingerprint=commit)


def _file_source(source: Source, one: Found) -> Source:
    size, state = one.size, one.state
    if not state:
        status = pathlib.Path(source.location).stat()
        size, state = status.st_size, f"{status.st_size}-{status.st_mtime_ns}"
    if source.kind == "parquet" and not filesystems.is_remote(source.location):
        size = sum(tables.row_groups(source.location))
    elif not source.location.lower().endswith(_PLAIN):
        size *= _EXPANSION
    return dataclasses.replace(source, size=size, fingerprint=state)
