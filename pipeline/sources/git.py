"""Git repositories, read with plumbing: no checkout, no hook, no network.

Objects are read through an empty repository of our own that borrows the source's object folder.
The source's configuration is thus never in force while its objects are read: no promisor remote
is asked for what a partial clone lacks, and no setting of an untrusted repository runs a program.
Only `resolve` looks at the repository itself, since it needs its references.
"""

import contextlib
import dataclasses
import os
import pathlib
import re
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import IO

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.storage import paths
from repoloom.transforms.records import RawFile

_NO_SIZE = -1
_ENTRY = re.compile(rb"(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)", re.DOTALL)
_ISOLATED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit id must name one content
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}


class RevisionError(SourceError):
    """The revision names no commit; `reason` is the word a report counts it under."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclasses.dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry of a commit's tree: `size` is -1 where git does not have the object."""

    path: str
    mode: str
    object_id: str
    size: int


def resolve(git_dir: str, revision: str = "HEAD") -> str:
    """The id of the commit that `revision` names.

    A `HEAD` that means a branch without a commit, as mirrors of a renamed branch have, gives way to
    `main`, `master` or the only branch.

    Raises:
        RevisionError: it names none; the reason is "empty_repository" where there is no commit at
            all, "missing_object" where the commit is not there, and "unknown_revision" otherwise.
        SourceError: git is not installed or cannot open the repository.
    """
    if not revision or revision.startswith("-"):
        raise SourceError(f"revision is {revision!r}; give a branch, a tag or a commit id")
    if commit := _verified(git_dir, f"{revision}^{{commit}}"):
        return commit
    names = _references(git_dir)
    if known := _verified(git_dir, revision):
        raise RevisionError(
            "missing_object",
            f"{git_dir} lacks the commit {known} of {revision!r}: fetch it, or leave it out",
        )
    if revision == "HEAD" and (commit := _other_head(git_dir)):
        return commit
    if not names:
        raise RevisionError(
            "empty_repository", f"{git_dir} has no commit yet: commit something or leave it out"
        )
    raise RevisionError(
        "unknown_revision",
        f"{git_dir} has no commit {revision!r}; pass --revision with one of: "
        f"{', '.join(names[:8])}{', ...' if len(names) > 8 else ''}",
    )


def _verified(git_dir: str, name: str) -> str:
    """The id of an object, "" where there is none of this name."""
    found = _run(["--git-dir", git_dir, "rev-parse", "--verify", "--quiet", name])
    return found.stdout.decode("ascii").strip() if found.returncode == 0 else ""


def _references(git_dir: str) -> list[str]:
    """Short names of branches and tags."""
    listed = _run(["--git-dir", git_dir, "for-each-ref", "--format=%(refname:short)"])
    if listed.returncode:
        said = " ".join(listed.stderr.decode(errors="replace").split())
        raise RevisionError(
            "unknown_revision",
            f"{git_dir}: git cannot open it: {said[:300]}; mend it, take a git that knows its "
            "format, or leave it out",
        )
    return listed.stdout.decode(errors="replace").split()


def _other_head(git_dir: str) -> str:
    """The commit of the branch that stands in for a `HEAD` without one, or ""."""
    listed = _run(["--git-dir", git_dir, "for-each-ref", "--format=%(refname)", "refs/heads"])
    branches = listed.stdout.decode(errors="replace").split()
    for name in ("refs/heads/main", "refs/heads/master", *(branches if len(branches) == 1 else ())):
        if commit := _verified(git_dir, f"{name}^{{commit}}"):
            return commit
    return ""


def listing(git_dir: str, commit: str) -> tuple[list[TreeEntry], bool]:
    """The entries of a commit in path order, and whether all of its trees could be read."""
    with _borrowed(git_dir, commit) as environment:
        return _listing(commit, environment)


def read(git_dir: str, commit: str, repo: str, limits: Limits) -> Iterator[RawFile]:
    """The files of a commit in path order, from one `git cat-file`.

    Holds the listing and one file.  A tree that is missing leaves one record for the whole.
    """
    with _borrowed(git_dir, commit) as environment:
        found, complete = _listing(commit, environment)
        wanted = [entry.object_id for entry in found if _is_wanted(entry, limits)]
        with contextlib.closing(_blobs(wanted, environment)) as blobs:
            for entry in found:
                if _is_wanted(entry, limits):
                    yield _record(repo, entry, next(blobs), limits)
                else:
                    yield _unread(repo, entry)
    if not complete:
        yield entries.left(repo, entries.WHOLE, "missing_object")
    elif not found:
        yield entries.left(repo, entries.WHOLE, "empty_repository")


def _listing(commit: str, environment: Mapping[str, str]) -> tuple[list[TreeEntry], bool]:
    done = _run(["ls-tree", "-r", "-l", "-z", "--full-tree", commit], environment)
    found = [_entry(line) for line in done.stdout.split(b"\0")[:-1]]
    return sorted(found, key=lambda entry: entry.path.encode()), done.returncode == 0


def _entry(line: bytes) -> TreeEntry:
    match = _ENTRY.fullmatch(line)
    if match is None:
        raise SourceError(f"git ls-tree gave {line[:200]!r}, which is no entry of a tree")
    mode, _, object_id, stated, name = match.groups()
    known = int(stated) if stated.isdigit() else _NO_SIZE
    return TreeEntry(paths.escape(name), mode.decode(), object_id.decode(), known)


def _is_wanted(entry: TreeEntry, limits: Limits) -> bool:
    readable = 0 <= entry.size <= limits.max_file_bytes
    return readable and entries.relative(paths.unescape(entry.path)) is not None


def _unread(repo: str, entry: TreeEntry) -> RawFile:
    if entry.mode == "160000":
        reason = "submodule"
    elif entry.size == _NO_SIZE:
        reason = "missing_object"
    elif entries.relative(paths.unescape(entry.path)) is None:
        reason = "unsafe_path"
    else:
        reason = "over_size_cap"
    return entries.left(repo, entry.path, reason, max(entry.size, 0))


def _record(repo: str, entry: TreeEntry, data: bytes | None, limits: Limits) -> RawFile:
    if data is None:
        return entries.left(repo, entry.path, "missing_object", entry.size)
    if entry.mode == "120000":
        return entries.link(repo, entry.path, data)
    return entries.file(repo, entry.path, data, limits)


def _blobs(
    object_ids: Sequence[str], environment: Mapping[str, str]
) -> Generator[bytes | None, None, None]:
    """The contents of objects in order; None for what is missing or damaged.

    git ends at a damaged object.  That object is given up, and a new process reads the rest.
    """
    done = 0
    while done < len(object_ids):
        with contextlib.closing(_cat(object_ids[done:], environment)) as contents:
            for data in contents:
                done += 1
                yield data
        if done < len(object_ids):
            done += 1
            yield None


def _cat(
    object_ids: Sequence[str], environment: Mapping[str, str]
) -> Generator[bytes | None, None, None]:
    """Contents until git ends, which is early where an object is damaged."""
    with subprocess.Popen(
        ["git", "cat-file", "--batch", "--buffer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        # Requests go in from a thread: with both pipes full, each side would wait for the other.
        feeder = threading.Thread(target=_feed, args=(process.stdin, object_ids), daemon=True)
        feeder.start()
        try:
            yield from _answers(process.stdout, len(object_ids))
        finally:
            process.kill()
            feeder.join()


def _feed(requests: IO[bytes], object_ids: Sequence[str]) -> None:
    with contextlib.suppress(BrokenPipeError), requests:
        for object_id in object_ids:
            requests.write(f"{object_id}\n".encode())


def _answers(answers: IO[bytes], count: int) -> Iterator[bytes | None]:
    for _ in range(count):
        header = answers.readline().split()
        if not header:
            return
        if header[-1] == b"missing":
            yield None
            continue
        length = int(header[2])
        data = answers.read(length)
        if len(data) < length or answers.read(1) != b"\n":
            return
        yield data


@contextlib.contextmanager
def _borrowed(git_dir: str, commit: str) -> Iterator[dict[str, str]]:
    """The environment of an empty repository that reads the objects of `git_dir`."""
    found = _run(["--git-dir", git_dir, "rev-parse", "--git-path", "objects"])
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip().splitlines()
        raise SourceError(f"{git_dir}: git cannot open it: {said[:1]}")
    objects = pathlib.Path(os.fsdecode(found.stdout.rstrip(b"\n"))).absolute()
    with tempfile.TemporaryDirectory(prefix="repoloom-git-") as name:
        folder = pathlib.Path(name)
        for inner in ("objects", "refs"):
            (folder / inner).mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/none\n")
        (folder / "config").write_text(_config(commit))
        yield _environment() | {"GIT_DIR": name, "GIT_OBJECT_DIRECTORY": str(objects)}


def _config(commit: str) -> str:
    if len(commit) == 40:
        return "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    return (
        "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
        "[extensions]\n\tobjectformat = sha256\n"
    )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ISOLATED


def _run(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "safe.directory=*", "-c", "protocol.allow=never", *arguments]
    try:
        return subprocess.run(
            command, capture_output=True, env=environment or _environment(), check=False
        )
    except FileNotFoundError:
        raise SourceError("git is not installed; it is needed to read git repositories") from None
