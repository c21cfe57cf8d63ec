"""Bytes -> syntax tree, within limits.

Facts of py-tree-sitter 0.26.1 that shape this file: a parse can be stopped only when its source is
a callable, which costs 17 to 30 % (so small texts are given as bytes); after a stop the same parser
would resume the old text (so every text gets a new parser, 0.5 us); parsers, trees and queries
cannot be pickled (so nothing of them leaves a process).
"""

import functools
import importlib
import time

import tree_sitter

from languages._spec import LanguageSpec

WHOLE_BYTES = 256 << 10
"""Texts up to this size are parsed without a deadline."""

SLICE = 64 << 10


@functools.cache
def compiled(spec: LanguageSpec) -> tuple[tree_sitter.Language, tree_sitter.Query]:
    """The grammar and the compiled query, once per process (compiling takes 1.3 ms).

    Raises:
        ImportError: the grammar's wheel is not installed.
        tree_sitter.QueryError: the query does not fit the grammar.
    """
    module, _, function = spec.grammar.partition(":")
    language = tree_sitter.Language(getattr(importlib.import_module(module), function)())
    return language, tree_sitter.Query(language, spec.query)


def parse(
    spec: LanguageSpec, text: bytes, *, deadline_s: float, max_bytes: int
) -> tree_sitter.Tree | None:
    """Parses `text`, or returns None if it is over `max_bytes` or over `deadline_s` of CPU time."""
    if len(text) > max_bytes:
        return None
    parser = tree_sitter.Parser(compiled(spec)[0])
    if len(text) <= WHOLE_BYTES:
        return parser.parse(text)
    # CPU time of this thread, not wall time: a busy machine must not change what is parsed.
    end = time.thread_time() + deadline_s
    try:
        return parser.parse(
            lambda offset, _point: text[offset : offset + SLICE],
            progress_callback=lambda _offset, _error: time.thread_time() > end,
        )
    except ValueError:  # "Parsing failed": the callback stopped it
        return None


def name_of(node: tree_sitter.Node, text: bytes) -> str:
    """The text of a node without blanks; `node.text` is None after a parse with a deadline."""
    return b"".join(text[node.start_byte : node.end_byte].split()).decode("utf-8", "replace")
