"""Statements that load every file of a pattern: `import.meta.glob`, `require.context`, Ruby's `Dir`.

What a pattern means is asked of the repository's paths.  Of braces, stars and question marks there
may be a few: an expression of many takes the square of a path and more.
"""

import bisect
import functools
import posixpath
import re
from collections.abc import Callable, Iterator

from repoloom.languages.engine.records import Import
from repoloom.languages.engine.repository import Repository

KIND = "glob"
"""The kind of an import whose `module` has patterns, one a line; `!` before one takes files out."""

MOST_FILES = 500
MOST_SIGNS = 12
SIGNS = re.compile(r"[*?{\[]")
PIECE = re.compile(r"(\*\*/)|(\*\*)|(\*)|(\?)|\{([^{}/]*)\}|\[([!^]?)([\w-]+)\]|(.)", re.DOTALL)


def matching(repository: Repository) -> Callable[[str], tuple[str, ...]]:
    """Finds the parsed files that a pattern from the repository's root means, sorted."""

    @functools.cache
    def found(pattern: str) -> tuple[str, ...]:
        if len(SIGNS.findall(pattern)) > MOST_SIGNS or pattern.startswith(("../", "/")):
            return ()
        first = SIGNS.search(pattern)
        prefix = pattern[: first.start()] if first else pattern
        start = bisect.bisect_left(repository.paths, prefix)
        compiled = re.compile(expression(pattern))
        inside: list[str] = []
        for path in repository.paths[start:]:
            if not path.startswith(prefix) or len(inside) == MOST_FILES:
                break
            repository.work.spend(1)
            if path in repository.outlines and compiled.fullmatch(path):
                inside.append(path)
        return tuple(inside)

    return found


def expression(pattern: str) -> str:
    """A pattern of a shell as a regular expression; `*` takes no slash, `**/` any folders."""
    return "".join(map(translated, PIECE.finditer(pattern)))


def translated(piece: re.Match[str]) -> str:
    """One sign of a pattern, or a character."""
    folders, below, star, one, choices, negated, members, plain = piece.groups()
    if folders:
        return "(?:[^/]+/)*"
    if below or star:
        return ".*" if below else "[^/]*"
    if choices is not None:
        return f"(?:{'|'.join(expression(choice) for choice in choices.split(','))})"
    if members:
        return f"[{'^/' if negated else ''}{re.escape(members)}]"
    return "[^/]" if one else re.escape(plain)


# The statements of bundlers.
GLOB = re.compile(
    rb"""\bimport\.meta\.(?:glob|globEager)\s*(?:<[^()\n]{0,200}>)?\(\s*
    (?:\[(?P<list>[^\]]{0,2000})\]|(?P<one>["'`][^"'`\n]+["'`]))""",
    re.VERBOSE,
)
CONTEXT = re.compile(
    rb"""\brequire\.context\(\s*["'`](?P<folder>[^"'`\n]+)["'`]
    (?:\s*,\s*(?P<deep>true|false|!0|!1)(?:\s*,\s*/(?P<names>(?:\\.|[^/\n\\])+)/)?)?""",
    re.VERBOSE,
)
QUOTED = re.compile(rb"""["'`]([^"'`\n]+)["'`]""")
ENDINGS = re.compile(r"\\?\.\(?(?:\?:)?([\w|?]+)\)?\$")
OPTIONAL = re.compile(r"(\w)\?")
COMMENT = re.compile(rb"\s*(?:\*|//|/\*)|[^\"'`\n]*\s//\s")


def of_bundlers(text: bytes) -> Iterator[Import]:
    """Vite's `import.meta.glob(...)` and webpack's `require.context(...)`."""
    if b"import.meta.glob" in text:
        for found in GLOB.finditer(text):
            words = QUOTED.findall(found["list"] or found["one"])
            yield from stated(text, found, [word.decode("utf-8", "replace") for word in words])
    if b"require.context" in text:
        for found in CONTEXT.finditer(text):
            folder = found["folder"].decode("utf-8", "replace").rstrip("/")
            deep = "" if found["deep"] in (b"false", b"!1") else "**/"
            names = (found["names"] or b"").decode("utf-8", "replace")
            yield from stated(text, found, [f"{folder}/{deep}*{ending(names)}"])


def stated(text: bytes, found: re.Match[bytes], patterns: list[str]) -> Iterator[Import]:
    """The import of a statement that stands in no comment."""
    if patterns and not is_commented(text, found.start()):
        yield Import("\n".join(patterns), kind=KIND, start=found.start(), end=found.end())


def is_commented(text: bytes, place: int) -> bool:
    """Whether the line before a place begins as one of a comment, or has one."""
    return COMMENT.match(text[text.rfind(b"\n", 0, place) + 1 : place]) is not None


def ending(names: str) -> str:
    r"""The endings that an expression such as `/\.(js|tsx?)$/` asks for, as a pattern; "" any."""
    said = ENDINGS.search(names)
    if not said:
        return ""
    endings: list[str] = []
    for one in said[1].split("|"):
        endings += [OPTIONAL.sub(r"\1", one), *([OPTIONAL.sub("", one)] if "?" in one else [])]
    return f".{{{','.join(endings)}}}"


def files(
    find: Callable[[str], tuple[str, ...]], places: Callable[[str], Iterator[str]], module: str
) -> tuple[str, ...]:
    """The files of all patterns of an import, less those that a negated one means.

    Args:
        find: see `matching`.
        places: the patterns from the root that a pattern of the statement may be; the first counts
            that means a file.
        module: of the import.
    """
    found: dict[str, None] = {}
    for pattern in sorted(module.split("\n"), key=lambda one: one.startswith("!")):
        whole = (posixpath.normpath(place) for place in places(pattern.removeprefix("!")))
        inside = next(filter(None, map(find, whole)), ())
        if pattern.startswith("!"):
            for path in inside:
                found.pop(path, None)
        else:
            found.update(dict.fromkeys(inside))
    return tuple(found)
