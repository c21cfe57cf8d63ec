"""Names that make trouble elsewhere: counted, for the file is read all the same.

A name that is not UTF-8 stands as `%XX` in its path.  Paths that differ in case alone are two files
here and one on a file system that does not tell them apart, where a checkout loses one of them.
"""

from collections.abc import Collection

from repoloom.pipeline.storage import paths

REASONS = {
    "case_clash": "the path differs from another of its repository in case alone; both are read",
    "not_utf8": "the name is not UTF-8; its path has `%XX` for the bytes that are not",
}


def trouble(path: str, folded: Collection[str]) -> list[str]:
    """The keys of `REASONS` that hold for a path.

    Args:
        path: of a file.
        folded: `str.casefold` of the paths of the repository that were seen before.
    """
    found = []
    if path.casefold() in folded:
        found.append("case_clash")
    if "%" in path and not _is_utf8(paths.unescape(path)):
        found.append("not_utf8")
    return found


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True
