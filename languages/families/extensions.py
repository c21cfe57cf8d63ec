"""Extension methods, functions and properties of C# and Kotlin: names that only stand behind a dot.

Read from the code without comments and strings, and not from the tree: the grammars misread the
newest forms (`extension(int level) { ... }` of C# 14), and a regular expression reads 50 MB/s.  What is
taken for a member of a file's own too often only makes an addition of that name less certain.
"""

import re

from repoloom.languages.engine.records import Dotted

CALLED = re.compile(rb"\.\s*([A-Za-z_]\w*)")

TYPES = rb"(?:\s*<[^<>()=;]{0,200}(?:<[^<>()=;]{0,200}>[^<>()=;]{0,200}){0,9}>)?"
"""Type arguments or parameters, one of them with arguments of its own."""

CSHARP_THIS = re.compile(rb"\(\s*(?:\[[^\]]{0,200}\]\s*)*this\s+[A-Za-z_@(]")
WORD = b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_HEAD = 400
"""Bytes of a method's name and type parameters."""
DEEPEST = 4
"""Type parameters that hold others."""

CSHARP_BLOCK = re.compile(rb"\bextension%b\s*\([^()]*\)[^{};]*\{" % TYPES)
CSHARP_MEMBER = re.compile(
    rb"[\w>\])?]\s+(\w+)%b\s*(?:\([^;{}()]*+(?:\([^;{}()]*\)[^;{}()]*+)*+\)[^;{}()=]{0,200}"
    rb"(?:[{;]|=>)|(?:\{\s*(?:get|set)|=>))" % TYPES
)

RECEIVER = rb"(?:\((?:[^()\n]|\([^()\n]{0,80}\)){0,80}\)|[\w.@?*,<>\- ]){1,80}(?<=[\w>?)*])\."
"""A type in front of a name; the bounds keep words that repeat from taking the square."""

PRIVATE = rb"(?P<private>\bprivate\s+(?:[a-z]+\s+){0,4})?"
KOTLIN_FUNCTION = re.compile(
    PRIVATE
    + rb"\bfun\s+(?:<[^(){}=]{0,200}?>\s*)?(?P<receiver>%b)??`?(?P<name>\w+)`?\s*\(" % RECEIVER
)
KOTLIN_PROPERTY = re.compile(
    PRIVATE
    + rb"\bva[lr]\s+(?:<[^(){}=]{0,200}?>\s*)?(?P<receiver>%b)??`?(?P<name>\w+)`?\s*[:=\n]"
    % RECEIVER
)


def of_csharp(code: bytes, identifiers: bytes) -> Dotted:
    """`static int Twice(this int level)` and what stands in an `extension(...)` block is added.

    A method is declared by its bare name, which is therefore one of the identifiers.
    """
    added: set[bytes] = set()
    for match in CSHARP_THIS.finditer(code):
        added.add(name_before(code, match.start()))
    place = 0
    while block := CSHARP_BLOCK.search(code, place) if b"extension" in code else None:
        place = closing(code, block.end())
        added.update(CSHARP_MEMBER.findall(code[block.end() : place]))
    return dotted(added - {b""}, identifiers, code)


def name_before(code: bytes, end: int) -> bytes:
    """The method's name in front of its parameters and its type parameters, b"" if there is none."""
    head = code[max(0, end - LONGEST_HEAD) : end].rstrip()
    depth = 0
    while head.endswith(b">") or depth:
        place = max(head.rfind(b"<"), head.rfind(b">"))
        if place < 0 or depth > DEEPEST:
            return b""
        depth += 1 if head[place:].startswith(b">") else -1
        head = head[:place].rstrip()
    return head[len(head.rstrip(WORD)) :]


def closing(code: bytes, start: int) -> int:
    """Where the block ends that opens before `start`."""
    depth = 1
    for match in re.compile(rb"[{}]").finditer(code, start):
        depth += 1 if match[0] == b"{" else -1
        if not depth:
            return match.start()
    return len(code)


def of_kotlin(code: bytes, _: bytes) -> Dotted:
    """`fun Int.twice()` and `val Int.half` are added, without a receiver a name is declared.

    What is private means nothing to other files.
    """
    added: set[bytes] = set()
    declared: set[bytes] = set()
    for pattern in (KOTLIN_FUNCTION, KOTLIN_PROPERTY):
        for match in pattern.finditer(code):
            if not match["private"]:
                (added if match["receiver"] else declared).add(match["name"])
    return dotted(added, b"\n".join(sorted(declared)), code)


def dotted(added: set[bytes], declared: bytes, code: bytes) -> Dotted:
    """The record, in an order that depends on the text alone."""
    called = sorted(set(CALLED.findall(code)))
    names = tuple(sorted(name.decode("utf-8", "replace") for name in added))
    return Dotted(names, declared, b"\n".join(called))
