"""What `.gitattributes` says of files: generated, copied, and in which language.

`linguist-generated`, `linguist-vendored` and `linguist-language` are what a project declares for
GitHub's statistics.  People also hide a language there that they wrote themselves (`*.js
linguist-vendored`, `*.ipynb linguist-generated`), so a pattern counts only where it names more than
an extension, and `linguist-language` only for a file of which nothing else tells the language.
"""

import dataclasses
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from repoloom import languages
from repoloom.transforms import patterns
from repoloom.transforms.records import SourceFile
from repoloom.transforms.signals import quality

RULE = "gitattributes"
_NAME = ".gitattributes"
_MOST = 1000  # lines of all such files that are read
_LARGEST = 1 << 20  # bytes of one
_WHOLE = 1 << 30
Head = Callable[[SourceFile, int], bytes]
_PREFIX = "linguist-"
_LINE = re.compile(r'[ \t]*(?:"((?:[^"\\\n]|\\.)+)"|((?!\[attr\])[^\s"#][^\s]*))[ \t]+(\S[^\n]*)')
# `*`, `*.*`, `**/*.js`: an extension tells a language, not who wrote it.
_EXTENSION_ALONE = re.compile(r"(?:\*\*/|/)*\*{1,2}(?:\.(?:\*|[\w+-]+))?\Z")
# What the folder alone has said may be taken back.
_OF_FOLDERS = frozenset({"vendor", "third_party", "dist"})
_ONE = r"(?:[^/\x80-\xff]|[\xc0-\xff][\x80-\xbf]*)"
_PIECES = re.compile(
    r"\\(.)|(\*\*/)|(/\*\*\Z)|(\*+)|(\?)|\[([!^]?)((?:\]|[^\]/]|\\.)[^\]/]*)\]|(.)", re.DOTALL
)


class _Line(NamedTuple):
    """A pattern as an expression over whole paths, and what it sets: None takes it back."""

    pattern: bytes
    broad: bool
    values: Mapping[str, str | None]


def decided(files: Sequence[SourceFile], head: Head) -> list[SourceFile]:
    """The files of a repository with what its `.gitattributes` files say laid over their signals.

    A declared copy or product keeps the rule that it had; what a line takes back ("-", "=false")
    is believed of copies alone, where no more than a folder's name had spoken.

    Args:
        files: of one repository; their texts need not be there, but for None where there is none.
        head: so many bytes of the beginning of a file's text.
    """
    lines = list(_lines(files, head))
    if not lines:
        return list(files)
    matching = patterns.PatternSet([line.pattern for line in lines])
    return [_decided(file, lines, matching, head) for file in files]


def _decided(
    file: SourceFile, lines: Sequence[_Line], matching: patterns.PatternSet, head: Head
) -> SourceFile:
    """One file; of the lines that match it the last one counts for each attribute."""
    if file.text is None:
        return file
    said: dict[str, str | None] = {}
    for number in matching.occurring(file.path.encode()):
        line = lines[number]
        said |= {
            name: value
            for name, value in line.values.items()
            if not (line.broad and value == "true")
        }
    if not file.language and (language := languages.of_linguist(said.get("language") or "")):
        signals = dataclasses.replace(
            quality.measure(file.path, language, head(file, _WHOLE)), test=file.signals.test
        )
        file = dataclasses.replace(file, language=language, signals=signals)
    signals = file.signals
    if said.get("generated") == "true" and not signals.generated:
        signals = dataclasses.replace(signals, generated=RULE)
    if said.get("vendored") == "true" and not signals.vendored:
        signals = dataclasses.replace(signals, vendored=RULE)
    if said.get("vendored") == "false" and signals.vendored in _OF_FOLDERS:
        signals = dataclasses.replace(signals, vendored="")
    return file if signals is file.signals else dataclasses.replace(file, signals=signals)


def _lines(files: Sequence[SourceFile], head: Head) -> Iterator[_Line]:
    """The lines that speak of what is asked: those of deeper folders last, since they win."""
    sources = [file for file in files if posixpath.basename(file.path) == _NAME]
    left = _MOST
    for file in sorted(sources, key=lambda one: (one.path.count("/"), one.path)):
        text = head(file, _LARGEST).decode("utf-8", "replace")
        for found in _LINE.finditer(text) if _PREFIX in text else ():
            values = dict(_values(found[3]))
            if values and left > 0:
                left -= 1
                pattern = found[2] or re.sub(r"\\(.)", r"\1", found[1])
                folder = posixpath.dirname(file.path)
                broad = not folder and _EXTENSION_ALONE.match(pattern) is not None
                yield _Line(_expression(folder, pattern), broad, values)


def _values(words: str) -> Iterator[tuple[str, str | None]]:
    """The attributes of a line: `name`, `-name`, `!name` or `name=value`."""
    for word in words.split():
        name, _, value = word.lstrip("-!").partition("=")
        if name.startswith(_PREFIX):
            known = {"-": "false", "!": None}.get(word[0], value or "true")
            yield name.removeprefix(_PREFIX), known


def _expression(folder: str, pattern: str) -> bytes:
    r"""An RE2 expression for the paths that a pattern means (gitattributes(5), gitignore(5)).

    Without a slash it is held against names at any depth; `*` and `?` never take a slash, and a
    pattern that ends in one means no file.
    """
    anchored = "/" in pattern
    body = "".join(map(_translated, _PIECES.finditer(pattern.removeprefix("/"))))
    prefix = "".join(map(_literal, folder + "/")) if folder else ""
    return f"\\A{prefix}{'' if anchored else '(?:.*/)?'}{body}\\z".encode("latin-1")


def _translated(piece: re.Match[str]) -> str:
    """One piece of a pattern as an expression."""
    escaped, above, below, star, one, negated, inside, plain = piece.groups()
    if above:
        return "(?:.*/)?"
    if below:
        return "/.+"
    if star:
        return "[^/]*"
    if one:
        return _ONE
    if inside:
        return _members(inside, negated=bool(negated))
    return _literal(escaped or plain)


def _members(inside: str, *, negated: bool) -> str:
    """A class of characters; `[z-a]` has none, and one beyond ASCII stands for any character."""
    if not inside.isascii():
        return _ONE
    members = "".join("-" if letter == "-" else _literal(letter) for letter in inside)
    try:
        re.compile(f"[{members}]")
    except re.error:
        return r"[^\x00-\xff]"
    return f"[{'^/' if negated else ''}{members}]"


def _literal(letter: str) -> str:
    """The bytes of a character, each for itself."""
    return "".join(rf"\x{byte:02x}" for byte in letter.encode("utf-8", "surrogatepass"))
