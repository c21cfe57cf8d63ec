"""Which licence a file has that states none: from lists, from beside it, from its folders.

A file stands under what it says itself, then under what a list of its project says of its path
(REUSE 3.3), a `.license` file beside it, and the nearest folder above it
with a licence file or a manifest that names one.
"""

import dataclasses
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from repoloom.transforms.records import SourceFile
from repoloom.transforms.signals.licences import manifests

_LICENCE_FILE = re.compile(
    r"(?i)(?:[\w-]+[-_.])?(?:licen[cs]es?|copying(?:\.lesser)?|unlicense)"
    r"(?:[-_.][\w.-]+)?(?:\.(?:md|txt|rst|html?))?\Z"
)
_CODE_NAME = re.compile(
    r"(?i).*\.(?:py|js|ts|java|go|rs|c|h|cc|cpp|cs|kt|rb|php|scala|swift|json|toml|lock|ya?ml"
    r"|snap)\Z"
)
# Licences of what a project uses, not its own.
_OF_OTHERS = re.compile(
    r"(?i)third[-_ ]?part|3rd[-_ ]?part|vendor|dependenc|bundled|notices?\b|attribution"
)
# In a name such as LICENSE-MIT.
_ALTERNATIVE = re.compile(r"(?i)[-_.](?:mit|apache|bsd|gpl|lgpl|mpl|isc|zlib|boost|unlicense|cc0)")
SIDECAR = ".license"
"""Ends the name of a file that says what licence the file beside it has."""


def is_licence_file(path: str) -> bool:
    """Whether the name is that of a text of a licence."""
    name = posixpath.basename(path)
    return bool(_LICENCE_FILE.match(name) and not _CODE_NAME.match(name))


def of_folders(stated: Mapping[str, str]) -> Mapping[str, str]:
    """The licence of each folder that has one of its own.

    Args:
        stated: what `detect` said of licence files and manifests, by path.
    """
    files: dict[str, list[str]] = {}
    for path in sorted(stated, key=lambda path: (_rank(path), path.encode())):
        if stated[path]:
            folder = posixpath.dirname(path)
            if posixpath.basename(folder) == "LICENSES":  # of REUSE, for all of the repository
                folder = posixpath.dirname(folder)
            files.setdefault(folder, []).append(path)
    return {folder: _of_files(paths, stated) for folder, paths in files.items()}


def _rank(path: str) -> int:
    """A licence file goes before one with another name's prefix, that before a manifest."""
    if posixpath.basename(posixpath.dirname(path)) == "LICENSES":
        return 3
    if not is_licence_file(path):
        return 2
    return 0 if re.match(r"(?i)(?:un)?licen[cs]|copying", posixpath.basename(path)) else 1


def _of_files(paths: list[str], stated: Mapping[str, str]) -> str:
    """The licence of a folder with these licence files and manifests, the first ones first."""
    first = stated[paths[0]]
    if _rank(paths[0]) == 3 and len({stated[path] for path in paths}) > 1:
        return ""
    files = [path for path in paths if _rank(path) == 0]
    lesser = [stated[path] for path in files if stated[path].startswith("LGPL")]
    if lesser and first.startswith("GPL"):  # the LGPL is a text of exceptions beside the GPL's
        return lesser[0]
    choices = [stated[path] for path in files if _ALTERNATIVE.search(posixpath.basename(path))]
    if len(set(choices)) > 1 and len(choices) == len(files):
        return " OR ".join(dict.fromkeys(choices))
    return first


def inherit(folders: Mapping[str, str], path: str) -> str:
    """The licence of the nearest folder above `path` that has one, "" up to the root.

    Args:
        folders: as `of_folders` gives them.
        path: any path of the same repository.
    """
    folder = posixpath.dirname(path)
    while not folders.get(folder) and (above := posixpath.dirname(folder)) != folder:
        folder = above  # above `/` of an unsafe path is `/` again
    return folders.get(folder, "")


def inherited(
    files: Sequence[SourceFile], head: Callable[[SourceFile, int], bytes]
) -> list[SourceFile]:
    """The files of a repository with the licences that hold for them.

    What a file says of itself counts, then lists and what stands beside it, then its folder's
    licence.

    Args:
        files: their texts need not be there.
        head: gives at most so many bytes of the beginning of a file's text.
    """
    stated = [(file.path, file.signals.licence) for file in files]
    beside = sidecars(stated)
    folders = of_folders({path: own for path, own in stated if is_licence_source(path)})
    listed = manifests.annotations(files, head)
    found: list[SourceFile] = []
    for file, (path, own) in zip(files, stated, strict=True):
        name = listed.of(path, own) or beside.get(path) or inherit(folders, path)
        if name != own:
            file = dataclasses.replace(
                file, signals=dataclasses.replace(file.signals, licence=name)
            )
        found.append(file)
    return found


def sidecars(stated: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """What `name.license` files say (REUSE 3.3), by the path of the file that they speak of."""
    return {
        path.removesuffix(SIDECAR): licence
        for path, licence in stated
        if path.endswith(SIDECAR) and licence
    }


def is_licence_source(path: str) -> bool:
    """Whether `detect` may learn the licence of a whole folder from this file."""
    name = posixpath.basename(path)
    if posixpath.basename(posixpath.dirname(path)) == "LICENSES":
        return name.endswith(".txt")
    manifest = name in manifests.READERS
    return manifest or (is_licence_file(path) and not _OF_OTHERS.search(name))
