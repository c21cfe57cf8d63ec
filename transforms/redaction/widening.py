r"""Widens a span to the string or comment that holds it, where replacing less would break syntax.

A detector reads bytes: in `"ab\"cd"` it may take the escaped quote for the end of the string, and
what it leaves behind the placeholder is no longer a string.  Where that does not help either, only
the letters and digits of the span are replaced; and what breaks the syntax even then was code.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence

import tree_sitter

from repoloom import languages
from repoloom.transforms.redaction import spans as joined
from repoloom.transforms.redaction.spans import Span
from repoloom.transforms.signals import syntax

_HOLDERS = ("string", "comment", "heredoc", "template", "char_literal")
_OPENING = re.compile(
    rb"\A(?:<!--|/\*+!?|//+!?|--|#+|;+|%+|[A-Za-z@$]{0,3}(?:\"{3}|'{3}|[\"'`]))[ \t]?"
)
_CLOSING = re.compile(rb"(?:-->|\*+/|\"{3}|'{3}|[\"'`])\Z")


# Formats of data without a grammar that the standard library reads.
_READERS: Mapping[str, Callable[[str], object]] = {"json": json.loads, "toml": tomllib.loads}
_RUN = re.compile(rb"[A-Za-z0-9+/=_]{8,}")
_MOST_ALONE = 64  # spans that are tried one by one; a parse each


def errors(language: str, text: bytes) -> int | None:
    """Nodes that the parser could not place or had to invent; None where the text has no tree.

    Of JSON and TOML 1 where it cannot be read.
    """
    if reader := _READERS.get(language):
        try:
            reader(text.decode())
        except (ValueError, RecursionError):
            return 1
        return 0
    tree = languages.parse(language, text)
    return None if tree is None else count_errors(tree)


def harmless(
    language: str,
    text: bytes,
    spans: Sequence[Span],
    replace: Callable[[Sequence[Span]], bytes],
) -> list[Span]:
    """The spans, or others near them, whose replacement adds no syntax error.

    Tried in this order: all as they are; all widened; each by itself as it is, widened, and divided
    into its runs of letters and digits.  A span that adds an error in all three is left out.

    Args:
        language: of the text; without grammar and reader all spans are harmless.
        text: UTF-8.
        spans: sorted and disjoint.
        replace: the text with the given spans replaced.
    """
    # Most files have no error with their spans replaced: then nobody asks how many they had.
    if not errors(language, replace(spans)):
        return list(spans)
    before = errors(language, text)
    if before is None:
        return list(spans)

    def is_harmless(tried: Sequence[Span]) -> bool:
        after = errors(language, replace(tried))
        return after is None or after <= before

    if is_harmless(spans):
        return list(spans)
    tree = languages.parse(language, text)  # None of JSON and TOML

    def wider(some: Sequence[Span]) -> list[Span]:
        return joined.merge(widened(tree, text, some) if tree else some)

    if (tried := wider(spans)) != spans and is_harmless(tried):
        return tried
    return _one_by_one(text, spans, wider, is_harmless)


def _one_by_one(
    text: bytes,
    spans: Sequence[Span],
    wider: Callable[[Sequence[Span]], list[Span]],
    is_harmless: Callable[[Sequence[Span]], bool],
) -> list[Span]:
    """What is harmless of each span by itself, and of all of them together."""
    kept: list[Span] = []
    for span in spans[:_MOST_ALONE]:
        for tried in ([span], wider([span]), _divided(text, span)):
            together = joined.merge([*kept, *tried])
            if is_harmless(together):
                kept = together
                break
    together = joined.merge([*kept, *spans[_MOST_ALONE:]])
    return together if is_harmless(together) else kept


def _divided(text: bytes, span: Span) -> list[Span]:
    """The runs of letters and digits in a span; what joins them stays."""
    runs = _RUN.finditer(text, span.start, span.end)
    return [Span(run.start(), run.end(), span.kind) for run in runs]


def count_errors(tree: tree_sitter.Tree) -> int:
    """ERROR and MISSING nodes of a tree."""
    return sum(1 for _ in syntax.faults(tree.root_node, nested=True))


def widened(tree: tree_sitter.Tree, text: bytes, spans: Sequence[Span]) -> list[Span]:
    """Each span as the whole inside of the string or comment around it; others as they are.

    Args:
        tree: of `text`.
        text: where the spans are.
        spans: any.
    """
    return [_widened(tree, text, span) for span in spans]


def _widened(tree: tree_sitter.Tree, text: bytes, span: Span) -> Span:
    node = tree.root_node.descendant_for_byte_range(span.start, span.end)
    while node is not None and not any(word in node.type for word in _HOLDERS):
        node = node.parent
    # A string's content and fragments are nodes too: the outermost holder has the delimiters.
    while node is not None and node.parent is not None and _holds(node.parent):
        node = node.parent
    if node is None:
        return span
    start, end = _inside(text, node.start_byte, node.end_byte)
    return Span(min(start, span.start), max(end, span.end), span.kind)


def _holds(node: tree_sitter.Node) -> bool:
    return node.type != "template_substitution" and any(word in node.type for word in _HOLDERS)


def _inside(text: bytes, start: int, end: int) -> tuple[int, int]:
    """The place between the delimiters of a string or comment."""
    whole = text[start:end].rstrip(b"\r\n")
    opening, closing = _OPENING.search(whole), _CLOSING.search(whole)
    first = opening.end() if opening else 0
    last = closing.start() if closing and closing.start() >= first else len(whole)
    return start + first, start + last
