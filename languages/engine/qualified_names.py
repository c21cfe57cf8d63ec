r"""Qualified names in expressions, such as `crate::search::Finder` or `Handler\Curl`.

A query that captures them takes as long as all the rest of a Rust file's outline, and a regular
expression over the text half of that; splitting the text into words finds the distinct names, and
the tree is asked only whether a name's place is code.
"""

import bisect
import collections
import functools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import tree_sitter

from repoloom.languages.engine.spec import LanguageSpec

PROSE = ("comment", "string", "string_content", "string_literal", "string_value", "text")
"""How the types of nodes end that hold text and no code."""

MOST_SEARCHES = 1000
"""Names that are searched for one by one, each through the text up to its first place in code."""

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


def tally(spec: LanguageSpec, text: bytes) -> tuple[Mapping[bytes, int], frozenset[bytes]]:
    """How often each word occurs, and the distinct qualified names.

    A text with qualified names is split once, with the separator left in; then each distinct name
    is split into its words.
    """
    if not spec.inline:
        return collections.Counter(words(text)), frozenset()
    separator = spec.separator.encode()
    mark = separator[:1]
    escape = spec.escapes if spec.escapes in text else b""
    plain = text.translate(blanked(separator + escape)).replace(mark + b" ", b" ")
    counts = collections.Counter(plain.split())
    marked = holding(mark, counts)
    escaped = holding(escape, counts) if escape else []
    for token in dict.fromkeys(marked + escaped):
        count = counts.pop(token)
        for word in words(token):
            counts[word] += count
    return counts, frozenset(token for token in marked if separator in token)


def holding(mark: bytes, tokens: Iterable[bytes]) -> list[bytes]:
    """The tokens that hold a mark, which one token of eight does: a search asks no others."""
    joined = b"\n".join(tokens)
    found, end = [], 0
    while (place := joined.find(mark, end)) >= 0:
        start = joined.rfind(b"\n", end, place) + 1 or end
        end = joined.find(b"\n", place)
        end = end if end >= 0 else len(joined)
        found.append(joined[start:end])
    return found


def nodes(
    spec: LanguageSpec,
    text: bytes,
    root: tree_sitter.Node,
    statements: Sequence[tuple[int, int]],
    qualified: Iterable[bytes],
) -> Iterator[tree_sitter.Node]:
    """The nodes at the names that `spec.inline` finds in code.

    Args:
        spec: a language with `inline`.
        text: the text that `root` was made of.
        root: the tree's root.
        statements: the byte spans of import statements, ascending: names in them do not count.
        qualified: the text's names from `tally`.
    """
    pattern = expression(spec)
    done: set[bytes] = set()
    distinct = sorted(names(pattern, qualified))
    known = all_places(pattern, text) if len(distinct) > MOST_SEARCHES else None
    for name, meaning, relative in distinct:
        if meaning in done:
            continue
        for start in places(pattern, text, name) if known is None else known.get(name, ()):
            if within(start, statements):
                continue
            node = root.named_descendant_for_byte_range(start, start)
            if node is None or node.type.endswith(PROSE):
                continue
            before = start - node.start_byte
            if not before or (before == 1 and text[node.start_byte] == SIGIL):
                yield node
                if not relative:
                    done.add(meaning)
                    break


def within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the ascending byte spans holds the place."""
    before = bisect.bisect(spans, place, key=operator.itemgetter(0)) - 1
    return before >= 0 and place < spans[before][1]


@functools.cache
def expression(spec: LanguageSpec) -> re.Pattern[bytes]:
    """The compiled `spec.inline`."""
    return re.compile(spec.inline)


def names(pattern: re.Pattern[bytes], qualified: Iterable[bytes]) -> set[tuple[bytes, bytes, bool]]:
    """Each distinct name, the part that says which file, whether that depends on the place."""
    file = "file" if "file" in pattern.groupindex else 0
    here = pattern.groupindex.get("here")
    found = pattern.finditer(b"\n".join(qualified))
    return {(match[0], match[file], bool(here and match[here])) for match in found}


def all_places(pattern: re.Pattern[bytes], text: bytes) -> Mapping[bytes, Sequence[int]]:
    """Where each name stands: half of an outline's time, and no more for any number of names."""
    found: dict[bytes, list[int]] = collections.defaultdict(list)
    for match in pattern.finditer(text):
        found[match[0]].append(match.start())
    return found


def places(pattern: re.Pattern[bytes], text: bytes, name: bytes) -> Iterator[int]:
    """Where a name stands as a whole."""
    start = text.find(name)
    while start >= 0:
        match = pattern.match(text, start)
        if match and match[0] == name:
            yield start
        start = text.find(name, start + len(name))
