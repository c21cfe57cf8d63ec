"""Which repositories and tables an input names, and what they are called.

An input is one of:

* a git work tree or bare repository: that repository;
* an archive: that repository;
* a table (Parquet, JSONL, Arrow): the repositories that its rows name;
* a folder that holds nothing but tables and archives at any depth, with what programs leave beside
  them (`datasets`): each of them;
* a folder of repositories.  In it, a git repository, a plain folder and an archive are one
  repository each; tables are read as such.  A folder with a `.git` that is no repository is a
  checkout without one, and plain.  A folder that is no repository and holds no
  files but archives and tables is an owner: what it holds is called `owner/name`.  It is a
  repository all the same where its name has an owner (`owner__name`), or where it holds plain
  folders only (`src`, `tests`) and another plain folder beside it holds files: then plain folders
  are repositories here;
* a plain folder that holds files and no folder: one repository;
* a pattern such as `src/*/*` or `gs://bucket/rows/*.parquet`: each match is one of the above, a
  plain folder among them one repository;
* `NAME=` and a git repository, plain folder or archive: that repository under that name.

Loose files in a folder of repositories belong to none.  Where a git repository is among its
folders they are counted as "loose_entry"; where none is, the folder may as well be one repository,
and the input is refused with both ways out.  Links in a folder of repositories are followed: it is
the user's arrangement.  Inside a repository no link is.

`owner__name` means `owner/name`, the suffix `.git` and that of an archive are no part of a name,
and in a pattern the last two parts of what its wildcards match are the name.  On a remote
filesystem, archives and tables are found at any depth; plain folders and git are local only.
"""

import dataclasses
import glob
import os
import pathlib
import re
from collections.abc import Iterator, Sequence

from repoloom.pipeline.sources import archives, checkouts, datasets, remote, tables
from repoloom.pipeline.sources.entries import SourceError
from repoloom.pipeline.storage import filesystems, paths

_NAMED = re.compile(r"([^=:]+)=(.+)", re.DOTALL)
_OWNED = re.compile(r"([A-Za-z0-9-]+)__(.+)")  # an owner's name has no underscore
_TABLES = ", ".join(kind.suffixes[0] for kind in tables.KINDS.values())
_READ = f"a git repository, a folder, an archive (.tar, .tar.gz, .zip, ...) or a table ({_TABLES})"


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A repository or table.

    Attributes:
        kind: "git", "folder", "archive" or a key of `tables.KINDS`.
        repo: its name, "" for a table.
        direct: the input is this very thing, not a folder or pattern that it was found by.
        loose: names of loose entries; there is nothing else in it then.
        size: bytes, where a remote filesystem has told them.
        state: what changes with the content, where a remote filesystem has told it.
    """

    kind: str
    location: str
    repo: str
    direct: bool = False
    loose: tuple[str, ...] = ()
    size: int = 0
    state: str = ""


def find(text: str) -> list[Found]:
    """What an input names.

    Raises:
        SourceError: it does not exist, holds nothing, or cannot be told apart.
    """
    path, name = place(text)
    if not _exists(path):
        remote.refuse_fetched(path)
    found = _remote(path, name) if filesystems.is_remote(path) else _local(path, name)
    if not found:
        raise SourceError(f"{text}: there is nothing in it; an input is {_READ}")
    return found


def place(text: str) -> tuple[str, str]:
    """The path, pattern or address of an input, and the name that it is given, or ""."""
    path, name = text, ""
    named = _NAMED.fullmatch(text)
    if named and not _exists(text) and (_exists(named[2]) or filesystems.is_remote(named[2])):
        name, path = paths.escape(os.fsencode(named[1])), named[2]
    return path.removeprefix("file://"), name


def repository_name(parts: Sequence[str]) -> str:
    """`owner/name` of the last two parts of a path, or of one `owner__name`, else the name."""
    last = parts[-1].removesuffix(".git") or parts[-1]
    last = paths.escape(os.fsencode(archives.name_of(last) or last))
    if len(parts) > 1:
        return f"{paths.escape(os.fsencode(parts[-2]))}/{last}"
    owned = _OWNED.fullmatch(last)
    return f"{owned[1]}/{owned[2]}" if owned else last


def _exists(text: str) -> bool:
    return not filesystems.is_remote(text) and os.path.lexists(pathlib.Path(text).expanduser())


def _local(text: str, name: str) -> list[Found]:
    path = pathlib.Path(text).expanduser()
    if not path.exists():
        if glob.has_magic(text) and not name:
            return _pattern(str(path))
        raise SourceError(f"{text} does not exist; an input is {_READ}")
    location = _absolute(path)
    own = name or repository_name([_own_name(path)])
    if path.is_dir():
        if checkouts.find(location):
            return [Found("git", location, own, direct=True)]
        one = bool(name) or checkouts.is_checkout(location)
        return [Found("folder", location, own, direct=True)] if one else _collection(path)
    kind = "jsonl" if path.suffix == ".json" else datasets.kind_of(path.name)
    kind = kind if path.is_file() else ""
    if kind == "archive":
        return [Found(kind, location, own, direct=True)]
    if not kind or name:
        what = "a table, whose rows name their repositories" if kind else "no kind of file we read"
        raise SourceError(f"{text} is {what}; an input is {_READ}, and NAME= is for a repository")
    return [Found(kind, location, "", direct=True)]


def _own_name(path: pathlib.Path) -> str:
    absolute = pathlib.Path(_absolute(path))
    return absolute.parent.name if absolute.name == ".git" else absolute.name


def _pattern(text: str) -> list[Found]:
    """The matches of a local pattern, named by what stands after its fixed part."""
    fixed = pathlib.Path(re.split(r"[*?\[]", text, maxsplit=1)[0] + "x").parent
    found: list[Found] = []
    loose: list[str] = []
    for match in sorted(_glob(text), key=os.fsencode):
        path = pathlib.Path(match)
        parts = path.relative_to(fixed).parts
        if path.is_dir():
            found += _matched_folder(path, parts)
        elif path.is_file() and (kind := datasets.kind_of(path.name)):
            repo = repository_name(parts) if kind == "archive" else ""
            found.append(Found(kind, _absolute(path), repo))
        else:
            loose.append(str(path.relative_to(fixed)))
    if not found:
        raise SourceError(f"{text} matches nothing that is read; an input is {_READ}")
    return found + _loose(_absolute(fixed), loose)


def _matched_folder(path: pathlib.Path, parts: Sequence[str]) -> list[Found]:
    if checkouts.find(str(path)):
        return [Found("git", _absolute(path), repository_name(parts))]
    return _dataset(path, parts) or [Found("folder", _absolute(path), repository_name(parts))]


def _dataset(folder: pathlib.Path, parts: Sequence[str]) -> list[Found]:
    """What a folder of tables and archives holds; `parts` are the names that lead to it."""
    if checkouts.is_checkout(str(folder)):
        return []
    found: list[Found] = []
    loose: list[str] = []
    for file in datasets.files(folder):
        below = file.relative_to(folder)
        kind = datasets.part_kind(file.name)
        named = repository_name((*parts, *below.parts)) if kind == "archive" else ""
        if file.is_file():
            found.append(Found(kind, _absolute(file), named))
        else:
            loose.append(str(below))
    return found + _loose(_absolute(folder), loose)


def _glob(text: str) -> list[str]:
    return glob.glob(text, recursive=True)  # noqa: PTH207  # pathlib takes no absolute pattern


def _absolute(path: pathlib.Path) -> str:
    return os.path.normpath(path.absolute())


def _collection(folder: pathlib.Path) -> list[Found]:
    """What a folder that is no repository holds."""
    if held := _dataset(folder, ()):
        return held
    own = repository_name([_own_name(folder)])
    children = _children(folder)
    loose = [child for child in children if _is_loose(child)]
    if loose and len(loose) == len(children) and not any(child.is_dir() for child in loose):
        return [Found("folder", _absolute(folder), own, direct=True)]
    flat = any(map(_holds_files, children))
    found = [one for child in children if child not in loose for one in _member(child, "", flat)]
    files = [child.name for child in loose if not child.is_dir()]
    if files and not any(one.kind == "git" for one in found):
        raise SourceError(
            f"{folder} holds files ({', '.join(files[:3])}{', ...' if len(files) > 3 else ''}) "
            "beside folders, none of them a git repository: if it is one repository, pass "
            f"--input {own}={folder}; if it holds many, pass --input '{folder}/*'"
        )
    return found + _loose(_absolute(folder), [child.name for child in loose])


def _loose(folder: str, names: Sequence[str]) -> list[Found]:
    repo = f"{repository_name([_own_name(pathlib.Path(folder))])} (loose entries)"
    return [Found("folder", folder, repo, loose=tuple(names))] if names else []


def _children(folder: pathlib.Path) -> list[pathlib.Path]:
    try:
        children = [child for child in folder.iterdir() if not datasets.is_dropping(child)]
    except OSError as error:
        raise SourceError(f"{folder} cannot be listed: {error.strerror}") from None
    return sorted(children, key=lambda child: os.fsencode(child.name))


def _is_loose(child: pathlib.Path) -> bool:
    if child.is_dir():
        return child.name.startswith(".") and not checkouts.find(str(child))
    # A link may lead nowhere, and a pipe would never end.
    return not (datasets.kind_of(child.name) and child.is_file())


def _holds_files(path: pathlib.Path) -> bool:
    """Whether this is a plain folder with a file of a repository in it."""
    if not path.is_dir() or checkouts.is_checkout(_absolute(path)):
        return False
    return any(_is_loose(child) and not child.is_dir() for child in _children(path))


def _member(path: pathlib.Path, owner: str, flat: bool) -> Iterator[Found]:
    """What one child of a folder of repositories is; `flat`: its plain folders are repositories."""
    repo = repository_name([owner, path.name] if owner else [path.name])
    location = _absolute(path)
    if not path.is_dir():
        kind = datasets.kind_of(path.name)
        yield Found(kind, location, repo if kind == "archive" else "")
    elif checkouts.find(location):
        yield Found("git", location, repo)
    elif held := _dataset(path, [owner, path.name] if owner else [path.name]):
        yield from held
    elif _holds_members(path, owner, flat):
        for child in _children(path):
            yield from _member(child, path.name, flat)
    else:
        yield Found("folder", location, repo)


def _holds_members(path: pathlib.Path, owner: str, flat: bool) -> bool:
    """Whether a folder is an owner, or (below an owner) holds nothing but archives and tables."""
    children = _children(path)
    if checkouts.is_checkout(str(path)) or not children or any(map(_is_loose, children)):
        return False
    folders = [child for child in children if child.is_dir()]
    if owner and any(checkouts.find(str(child)) for child in folders):
        raise SourceError(
            f"{path} holds git repositories three levels down, where two are read (owner/name); "
            f"pass --input {path.parent}"
        )
    plain = len(folders) == len(children) and not any(
        checkouts.find(str(child)) for child in folders
    )
    if plain and (flat or _OWNED.fullmatch(path.name)):
        return False
    return not (owner and folders)


def _remote(text: str, name: str) -> list[Found]:
    """The archives and tables that a remote file, folder or pattern names."""
    fixed = re.split(r"[*?\[]", text, maxsplit=1)[0].rpartition("/")[0]
    matched = remote.match(text)
    if not matched:
        fixed = text.rstrip("/")
        matched = remote.match(f"{fixed}/**")
    found: list[Found] = []
    loose: list[str] = []
    for file in matched:
        below = file.location.removeprefix(f"{fixed}/")
        if datasets.is_hidden(below.split("/")) and file.location != text:
            continue
        if kind := datasets.kind_of(below):
            repo = (name or repository_name(below.split("/"))) if kind == "archive" else ""
            direct = file.location == text
            found.append(Found(kind, file.location, repo, direct, (), file.size, file.state))
        else:
            loose.append(below)
    if not found or (name and [one.kind for one in found] != ["archive"]):
        raise SourceError(
            f"{text}: no archive and no table is found there, or more than one for a NAME=; "
            "plain folders and git repositories are read from local paths only: pack each as "
            "owner/name.tar.zst"
        )
    return found + _loose(fixed, loose)
