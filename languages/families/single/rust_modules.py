"""Rust's `mod x;` and `include!`: where in the text they stand, and what their attributes say."""

import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EMBEDDED, Import

INCLUDED = re.compile(
    rb"""include(?P<data>_str|_bytes)?!\s*[(\[{]\s*
        (?P<package>concat!\s*[(\[]\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*)?
        (?:r\#*)?"(?P<path>[^"\n]+)"(?!\s*,\s*[^\s)])""",
    re.VERBOSE,
)
PATH_VALUE = re.compile(rb'(?<!\w)path\s*=\s*(?:r\#*)?"([^"]+)"')
REMARK = re.compile(rb"(?:\A|(?<=\n)|(?<=\]))[ \t]*+(//[^\n]*)")
"""A comment that begins its line, or stands behind an attribute."""

ATTRIBUTES_BYTES = 4096
STEPS = 64
"""Blocks around a node that are looked at."""


def from_file(path: str, inside: list[str]) -> str:
    """The same path as seen from outside of the `mod x { }` blocks that it stands in."""
    head, *rest = path.split("::")
    if not inside or head not in ("self", "super"):
        return path
    rest = rest if head == "self" else [head, *rest]
    while inside and rest[:1] == ["super"]:
        inside, rest = inside[:-1], rest[1:]
    return "::".join(rest if rest[:1] == ["super"] else ["self", *inside, *rest])


def read_module(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`mod x;` is the file x.rs or x/mod.rs, or the one that `#[path = "..."]` names.

    `#[cfg_attr(unix, path = "...")]` names one of several: kind "cfg_mod", as is the file that the
    name itself gives where no condition holds.  A path on a `mod y { }` around it is a directory;
    `name` then begins with `=` and the number of directories that the path stands behind.
    """
    name = node.child_by_field_name("name")
    if not name:
        return
    always, sometimes = paths_of(text, node.start_byte)
    inside, moved = enclosing_modules(node, text)
    module = name_of(name, text).removeprefix("r#")
    whole = "::".join([*inside, module])
    for path, kind in [(path, "mod") for path in always[-1:]] or [
        *((path, "cfg_mod") for path in sometimes),
        ("", "cfg_mod" if sometimes else "mod"),
    ]:
        place = f"{moved}/{path or module}" if moved else path
        yield Import(whole, place, kind=kind, bound=module)


def paths_of(text: bytes, start: int) -> tuple[list[str], list[str]]:
    """The paths of the attributes before an item: of `#[path]`, and of `#[cfg_attr(...)]`."""
    always: list[str] = []
    sometimes: list[str] = []
    for attribute in attributes(text, start):
        found = [path.decode("utf-8", "replace") for path in PATH_VALUE.findall(attribute)]
        if re.match(rb"#\[\s*path\b", attribute):
            always[:0] = found[:1]
        elif re.match(rb"#\[\s*cfg_attr\b", attribute):
            sometimes[:0] = found
    return always, sometimes


def attributes(text: bytes, start: int) -> Iterator[bytes]:
    """The attributes before an item, the last first.

    From the text: a step to the sibling before is a walk over all that stand before it.
    """
    least = max(0, start - ATTRIBUTES_BYTES)
    while True:
        end = len(text[least:start].rstrip()) + least
        line = max(text.rfind(b"\n", least, end) + 1, least)
        if remark := REMARK.search(text, line, end):
            start = remark.start(1)
        elif (
            end > least and text[end - 1] == ord("]") and (opening := opened(text, least, end)) >= 0
        ):
            yield text[opening:end]
            start = opening
        elif text[end - 2 : end] == b"*/":
            start = max(text.rfind(b"/*", least, end), least)
        else:
            return
        if start <= least:
            return


def opened(text: bytes, least: int, end: int) -> int:
    """Where the attribute that ends at `end` begins, -1 if there is none."""
    depth = 0
    for place in range(end - 1, least, -1):
        depth += (text[place] == ord("]")) - (text[place] == ord("["))
        if not depth:
            return place - 1 if text[place - 1] == ord("#") else -1
    return -1


def included(text: bytes) -> Iterator[Import]:
    """`include!("x.rs")` is of kind "include"; `include_str!` and `include_bytes!` embed.

    `name` is "package" where the path begins at the directory of Cargo.toml.
    """
    for match in INCLUDED.finditer(text):
        start, end = match.span()
        line = text[text.rfind(b"\n", 0, start) + 1 : start].lstrip()
        if not line.startswith(b"//"):
            path = match["path"].decode("utf-8", "replace")
            kind = EMBEDDED if match["data"] else "include"
            base = "package" if match["package"] else ""
            yield Import(path, base, kind=kind, start=start, end=end)


def enclosing(node: tree_sitter.Node, text: bytes) -> list[str]:
    """The names of the `mod x { }` blocks around a node, the outermost first."""
    return [name_of(name, text) for _, name in around(node)]


def enclosing_modules(node: tree_sitter.Node, text: bytes) -> tuple[list[str], str]:
    """The names of the blocks around a node, and the directory that the paths of some give.

    `#[path = "d"] mod y { mod x; }` looks for x in d, beside the file; "" where none has a path.
    """
    blocks = around(node)
    moved = ""
    for number, (block, name) in enumerate(blocks):
        always, _ = paths_of(text, block.start_byte)
        if always:
            moved = f"{moved}/{always[-1]}" if moved else f"={number}={always[-1]}"
        elif moved:
            moved = f"{moved}/{name_of(name, text)}"
    return [name_of(name, text) for _, name in blocks], moved


def around(node: tree_sitter.Node) -> list[tuple[tree_sitter.Node, tree_sitter.Node]]:
    """The `mod x { }` blocks around a node and their names, the outermost first."""
    found: list[tuple[tree_sitter.Node, tree_sitter.Node]] = []
    step = node.parent
    for _ in range(STEPS):
        if step is None:
            break
        name = step.child_by_field_name("name") if step.type == "mod_item" else None
        if name:
            found.insert(0, (step, name))
        step = step.parent
    return found
