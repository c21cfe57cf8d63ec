"""Cython's text as one of Python: as long, on the same lines, and without declarations of C.

Classes and functions stay (`cdef class A` is `class A`, `cpdef int f(int a) except -1:` is `def f():`),
a declaration becomes `pass`, and a block of them a block of `pass`.  Names are taken from the text
as it was.
"""

import re
from collections.abc import Iterator

BLANKED = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))

LONGEST = 400
MOST_MISSES = 50

WORD = re.compile(rb"[ \t]*(cdef|cpdef|ctypedef|property|def|include|DEF|IF|ELIF|ELSE|extern)\b")
CIMPORT = re.compile(rb"^([ \t]*(?:from[ \t]+[\w.]+[ \t]+)?)cimport(?=[ \t])", re.MULTILINE)
NAMED = re.compile(
    rb"([ \t]*)(?:(?:cdef|cpdef|ctypedef|public|api|packed|extern)\s+)*"
    rb"(?:class|struct|union|enum|cppclass|property)\s+(?:class\s+)?(\w+)"
)
CALLED = re.compile(rb"([ \t]*)(?:cdef|cpdef|def)\b[^=(:#]{0,300}?(\w+)[ \t]*(?:\[[^\]\n]*\])?\(")
CLOSING = re.compile(rb"[^:#\n]*(?:\n[^:#\n]*)*?:")
ROUND = re.compile(rb"[()]")
BLOCK = re.compile(rb":[ \t]*(?:#[^\n]{0,999})?\r?\n?\Z")
LOOP = re.compile(rb"^([ \t]*for[ \t]+\w+[ \t]+)from\b([^:\n]*)(?=:)", re.MULTILINE)
# `<int>x`, `<Mesh?> x`, `<const vector[int]*>x`; a comparison has blanks.
CAST = re.compile(
    rb"(?<=[=(,\s\[*-])<(?:const[ \t]+|unsigned[ \t]+)*[A-Za-z_][\w.]*(?:\[[^\n<>]{0,200}\])?[*& ]*\??>"
    rb"(?=[ \t]*[\w(&*\"'\[<])"
)
# The address of a thing, and a thing of C++ that is made.
OPERATOR = re.compile(rb"(?:(?<=[(,=\[])|(?<=return))(\s*)(&|new\b)(?=[ \t]*\w)")


def readable(text: bytes) -> bytes:
    """The text as Python's grammar can read it, place by place."""
    made = b"".join(rewritten(text))
    made = CIMPORT.sub(rb"\1import ", made)
    made = LOOP.sub(lambda m: m[1] + b"in 0".ljust(4 + len(m[2]))[: 4 + len(m[2])], made)
    made = CAST.sub(lambda m: b" " * len(m[0]), made)
    return OPERATOR.sub(lambda m: m[1] + b" " * len(m[2]), made)


def rewritten(text: bytes) -> Iterator[bytes]:
    """The logical lines one after the other, those inside of a block of declarations as `pass`."""
    block, inner = -1, 0
    decorators: list[bytes] = []
    for line in logical(text):
        content = line.lstrip(b" \t")
        depth = len(line) - len(content)
        inside = 0 <= block < depth
        if content.startswith((b"#", b"@")) or not content.strip():
            decorators.append(line)
            continue
        word, opens = WORD.match(line), False
        if inside:  # deeper than the first: the rest of one line, or a block in the block
            inner = inner or depth
            made = passed(line, depth) if depth == inner else line.translate(BLANKED)
        else:
            made, opens = plain(line, depth, word[1]) if word else (line, False)
            block, inner = depth if opens else -1, 0
        bare = inside or opens or made[depth:].startswith(b"pass ")
        for each in decorators:  # of what is no function
            yield each.translate(BLANKED) if bare and each.lstrip().startswith(b"@") else each
        decorators.clear()
        yield made
    yield from decorators


def logical(text: bytes) -> Iterator[bytes]:
    """Lines; one goes on behind a backslash, a header or declaration until its brackets are closed.

    What does not close within `LONGEST` lines has a bracket in a string.
    """
    lines = text.splitlines(keepends=True)
    at = misses = 0
    while at < len(lines):
        end = at + 1
        if WORD.match(lines[at]) or lines[at].lstrip().startswith(b"@"):
            depth = opened(lines[at])
            while depth > 0 and end < min(at + LONGEST, len(lines)) and misses < MOST_MISSES:
                depth += opened(lines[end])
                end += 1
            if depth > 0:
                misses, end = misses + 1, at + 1
        while end < len(lines) and lines[end - 1].rstrip(b"\r\n").endswith(b"\\"):
            end += 1
        yield b"".join(lines[at:end])
        at = end


def opened(line: bytes) -> int:
    """How many more brackets a line opens than it closes."""
    plain = line.partition(b"#")[0]
    return sum(map(plain.count, (b"(", b"[", b"{"))) - sum(map(plain.count, (b")", b"]", b"}")))


def passed(line: bytes, depth: int) -> bytes:
    """The line as one statement that says nothing."""
    rest = line[depth:]
    return line[:depth] + over(rest, b"pass" if len(rest.splitlines()[0]) >= 4 else b"0")


def over(text: bytes, word: bytes) -> bytes:
    """The word, and blanks in the place of the rest."""
    return word + text[len(word) :].translate(BLANKED)


def plain(line: bytes, depth: int, word: bytes) -> tuple[bytes, bool]:
    """One line that begins with a word of Cython's; whether it opens a block of declarations."""
    if word in (b"IF", b"ELIF", b"ELSE"):
        return line.replace(word, word.lower(), 1), False
    if word == b"DEF":
        return line.replace(b"DEF", b"0 ;", 1), False
    opens = BLOCK.search(line)
    if opens and (found := NAMED.match(line)):
        return line[:depth] + named(line, depth, found, opens.start()), not has_code(found[0])
    found = CALLED.match(line)
    end = closed(line, found.end()) if found else 0
    if found and end and (colon := CLOSING.match(line, end)):
        return line[:depth] + called(line, depth, found, end, colon.end() - 1), False
    if word in (b"def", b"property"):
        return line, False
    if opens:
        head = over(line[depth : opens.start()], b"if 1")
        return line[:depth] + head + line[opens.start() :], True
    return passed(line, depth), False


def has_code(head: bytes) -> bool:
    """Whether a head is of a class with methods, and not of a block of declarations."""
    return re.search(rb"\b(?:class|property)\b", head) is not None and b"extern" not in head


def named(line: bytes, depth: int, found: re.Match[bytes], colon: int) -> bytes:
    """`class NAME(bases):` behind the indent."""
    tail = line[found.end() :]
    bases = re.match(rb"[ \t]*\([^)\n]*\)", tail) if has_code(found[0]) else None
    kept, end = bases.end() if bases else 0, colon - found.end()
    head = over(line[depth : found.start(2)], b"class")
    return head + found[2] + tail[:kept] + tail[kept:end].translate(BLANKED) + tail[end:]


def called(line: bytes, depth: int, found: re.Match[bytes], end: int, colon: int) -> bytes:
    """`def NAME():` behind the indent, and what follows on the line."""
    between, inner, gap = (
        line[slice(*place)].translate(BLANKED)
        for place in ((found.end(2), found.end() - 1), (found.end(), end - 1), (end, colon))
    )
    head = over(line[depth : found.start(2)], b"def")
    return head + found[2] + between + b"(" + inner + b")" + gap + line[colon:]


def closed(line: bytes, at: int) -> int:
    """The place behind the bracket that closes the one before `at`, 0 where none does."""
    depth = 1
    for found in ROUND.finditer(line, at):
        depth += 1 if found[0] == b"(" else -1
        if not depth:
            return found.end()
    return 0
