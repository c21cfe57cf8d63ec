r"""Widens a span to the string or comment that holds it, where replacing less would break syntax.

A detector reads bytes: in `"ab\"cd"` it may take the escaped quote for the end of the string, and
what it leaves behind the placeholder is no longer a string.
"""

import re
from collections.abc import Sequence

import tree_sitter

from repoloom import languages
from repoloom.transforms.redaction.spans import Span
from repoloom.transforms.signals import syntax

_HOLDERS = ("string", "comment", "heredoc", "template", "char_literal")
_OPENING = re.compile(
    rb"\A(?:<!--|/\*+!?|//+!?|--|#+|;+|%+|[A-Za-z@$]{0,3}(?:\"{3}|'{3}|[\"'`]))[ \t]?"
)
_CLOSING = re.compile(rb"(?:-->|\*+/|\"{3}|'{3}|[\"'`])\Z")


def errors(language: str, text: bytes) -> int | None:
    """Nodes that the parser could not place or had to invent; None where the text has no tree."""
    tree = languages.parse(language, text)
    return None if tree is None else count_errors(tree)


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
