"""Bytes -> syntax tree, within limits.

Facts of py-tree-sitter 0.26.1 that shape this file: a parse can be stopped only when its source is
a callable; one that returns slices of 64 KiB costs nothing measurable, with a callback every 100
steps of the parser (0.95 to 0.99 of the time of `bytes` over 12 MB of six languages), so every text
is parsed within limits.  After a stop the same parser would resume the old text (so every text gets
a new parser, 0.5 us); parsers, trees and queries cannot be pickled (so nothing of them leaves a
process).  And what the callable returns is never let go: a reference to it stays.  So it is always
the same buffer, filled anew; given slices of `bytes`, a process kept every text that it ever parsed.
"""

import functools
import importlib
import time

import tree_sitter

from repoloom.languages.engine import probing
from repoloom.languages.engine.spec import LanguageSpec

SLICE = 64 << 10

BYTES_PER_CHECK = 16
"""A parse may take one check, of 100 steps of the parser, for so many bytes of the text.

Real files take 1 for 60 to 160 bytes, an array of one-digit numbers 1 for 20."""

LEAST_CHECKS = 1000

_buffers: list[bytearray] = []
"""What parsers read from, one for each thread that has parsed at the same time as others."""

CHECKS_PER_LOOK = 32
"""The clock is a system call of 1.1 us: at each check it took 4 to 10 % of the parse."""


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
    """Parses `text`, or returns None if it is over one of three limits.

    `max_bytes` and the number of checks depend on nothing but the text: they stop grammars that
    loop (Kotlin's does, on a NUL in three of four places) and most that explode.  `deadline_s` of
    this thread's CPU time is the last resort, for texts whose single steps are slow: random bytes
    as JavaScript take 1 ms for one check.
    """
    if len(text) > max_bytes:
        return None
    checks = LEAST_CHECKS + len(text) // BYTES_PER_CHECK
    # CPU time of this thread, not wall time: a busy machine must not change what is parsed.
    end = time.thread_time() + deadline_s

    def over(_offset: int, _error: bool) -> bool:
        nonlocal checks
        checks -= 1
        return checks < 0 or (checks % CHECKS_PER_LOOK == 0 and time.thread_time() > end)

    parser = tree_sitter.Parser(compiled(spec)[0])
    plain = readable(spec, text)
    if spec.endless and not probing.ends(spec.grammar, plain, checks):
        return None
    buffer = _buffers.pop() if _buffers else bytearray()

    def read(offset: int, _point: object) -> bytearray:
        buffer[:] = plain[offset : offset + SLICE]
        return buffer

    try:
        return parser.parse(read, progress_callback=over)
    except ValueError:  # "Parsing failed": the callback stopped it
        return None
    finally:
        _buffers.append(buffer)


def readable(spec: LanguageSpec, text: bytes) -> bytes:
    """What the grammar is given: a text of equal length and equal lines, and a newline at its end.

    NUL means the end of the text to scanners of grammars, some of which then never end; and some
    wait for the end of a line that the last line may not have.  No callback stops a scanner.
    """
    plain = spec.readable(text.replace(b"\0", b" "))
    return plain if plain.endswith(b"\n") else plain + b"\n"


def name_of(node: tree_sitter.Node, text: bytes) -> str:
    """The text of a node without blanks; `node.text` is None after a parse with a deadline."""
    return b"".join(text[node.start_byte : node.end_byte].split()).decode("utf-8", "replace")
