r"""Qualified names in expressions, such as `crate::search::Finder` or `Handler\Curl`.

A query that captures them takes as long as all the rest of a Rust file's outline, and a regular
expression over the text half of that; splitting the text into words finds the distinct names, and
the tree is asked only whether a name's place is code.
"""

import bisect
import functools
import re
from collections.abc import Iterator, Sequence

import tree_sitter

from languages._spec import LanguageSpec

PROSE = ("comment", "string", "string_content", "string_literal", "string_value", "text")
"""How the types of nodes end that hold text and no code."""

SIGIL = ord("$")
"""Rust's `$crate` is one token, and the name begins at its second byte."""


@functools.cache
def blanked(kept: bytes = b"") -> bytes:
    """A translation table that leaves identifiers, numbers and `kept` and blanks all else."""
    return bytes(
        byte if byte >= 0x80 or chr(byte).isalnum() or byte in b"_" + kept else 0x20
        for byte in range(256)
    )


def words(text: bytes) -> list[bytes]:
    """The identifiers and numbers of a text, in order: in a quarter of a regular expression's time."""
    return text.translate(blanked()).split()


def nodes(
    spec: LanguageSpec, text: bytes, root: tree_sitter.Node, statements: Sequence[tuple[int, int]]
) -> Iterator[tree_sitter.Node]:
    """The nodes at the names that `spec.inline` finds in code.

    Args:
        spec: a language with `inline`.
        text: the text that `root` was made of.
        root: the tree's root.
        statements: the byte spans of import statements, ascending: names in them do not count.
    """
    for name, relative in sorted(names(spec, text)):
        for start in places(spec, text, name):
            last = bisect.bisect(statements, (start, len(text))) - 1
            if last >= 0 and start < statements[last][1]:
                continue
            node = root.named_descendant_for_byte_range(start, start)
            if node is None or node.type.endswith(PROSE):
                continue
            before = start - node.start_byte
            if not before or (before == 1 and text[node.start_byte] == SIGIL):
                yield node
                if not relative:
                    break


def names(spec: LanguageSpec, text: bytes) -> set[tuple[bytes, bool]]:
    """Each distinct name, and whether its meaning depends on its place."""
    separator = spec.separator.encode()
    pattern = re.compile(spec.inline)
    return {
        (match[0], bool(match.lastindex))
        for word in set(text.translate(blanked(separator)).split())
        if separator in word and (match := pattern.search(word))
    }


def places(spec: LanguageSpec, text: bytes, name: bytes) -> Iterator[int]:
    """Where a name stands as a whole."""
    pattern = re.compile(spec.inline)
    start = text.find(name)
    while start >= 0:
        match = pattern.match(text, start)
        if match and match[0] == name:
            yield start
        start = text.find(name, start + len(name))
