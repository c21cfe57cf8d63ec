"""What a file can be sliced into: its definitions and their members, by signature, words and body.

One rule for all grammars: a definition is a construct that declares a name in one of the fields
that grammars have for it, and its body is what the field `body` holds, or a list of members.  What
stands before the body is its signature; comments and attributes directly above it and a docstring
behind it are its words.  All places are the beginnings of lines.
"""

import bisect
import dataclasses
import re
from collections.abc import Iterator, Sequence

import tree_sitter

from repoloom import languages
from repoloom.transforms.tokens.sections import NONE, Section, Sections

DEEPEST = 3
"""What is defined inside of so many definitions goes with the innermost of them."""

_MOST_NAMES = 64  # of one construct: a list of constants may have thousands
_STEPS = 6  # from a construct to its name or body, over exports, decorators and declarators
_DECLARING = ("name", "property", "left", "pattern", "key")
_LAST = ("name", "property", "attribute", "type")  # in a qualified name
_INNER = ("definition", "declaration", "declarator")
_BEHIND = ("definition", "declaration", "value", "right", "type", "declarator")
_PARTS = re.compile(
    r"(?:_spec|_spec_list|_specifier|declarator|assignment(?:_expression)?|_definition|_declaration)$"
)
_IMPORTING = re.compile(r"import|using_dir|use_decl|_use_|include|extern_crate|package|alias_decl")
_HOLDING = re.compile(
    r"class|interface|struct|enum|impl|trait|object|module|mod_item|extension|protocol|record|union"
)
_MEMBERS = re.compile(r"(?:body|block|list|template|members)$")
_ABOVE = ("comment", "attribute_item", "decorator")
_CLOSING = re.compile(rb"[\s)\]};,]*(?:end)?[\s)\]};,]*")
_BLANKS = re.compile(rb"[ \t]*")
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*")


def definitions(
    language: str, text: bytes, tree: tree_sitter.Tree, imports: Sequence[int] = ()
) -> Sections:
    """The definitions of a parsed file.

    Args:
        language: of the file, one with a grammar.
        text: that was parsed.
        tree: of the text.
        imports: where its imports begin, ascending: what has no body and holds one is no
            definition, such as `const a = require("a")`.
    """
    spec = languages.SPECS[language]
    opened = frozenset((*spec.wrappers, *spec.conditions))
    lines = _Lines(text)
    found: list[Section] = []
    stack = [(_children(tree.root_node, lines), NONE, 0)]
    while stack:
        nodes, parent, depth = stack[-1]
        for node, above in nodes:
            if node.type in opened and not _wraps(node):
                stack.append(
                    (_children(node.child_by_field_name("body") or node, lines), parent, depth)
                )
                break
            names = () if _IMPORTING.search(node.type) else tuple(_declared(node, text))
            body = _body(node) if names else None
            if not names or (body is None and _hold(imports, node)):
                continue
            found.append(_section(lines, node, above, body, parent, names))
            if body is not None and depth + 1 < DEEPEST and _HOLDING.search(_kind(node)):
                stack.append((_children(body, lines), len(found) - 1, depth + 1))
                break
        else:
            stack.pop()
    return Sections.of(found)


def _children(node: tree_sitter.Node, lines: "_Lines") -> Iterator[tuple[tree_sitter.Node, int]]:
    """The constructs inside, and where the comments begin that end on the line above each."""
    start = last = NONE
    for child in node.named_children:
        first = child.start_point[0]
        near = start != NONE and first <= last + 1
        place = start if near else child.start_byte
        if child.type.endswith(_ABOVE):
            if not near and not lines.begins(child.start_byte):
                continue
            start, last = place, child.end_point[0] - (child.end_point[1] == 0)
        else:
            yield child, place
            start = NONE


def _wraps(node: tree_sitter.Node) -> bool:
    """Whether a construct only stands around a definition, as decorators and exports do."""
    return node.type.startswith("template") or any(
        node.child_by_field_name(field) is not None for field in _INNER
    )


def _hold(places: Sequence[int], node: tree_sitter.Node) -> bool:
    at = bisect.bisect_left(places, node.start_byte)
    return at < len(places) and places[at] < node.end_byte


def _kind(node: tree_sitter.Node) -> str:
    """The type of the construct inside of what wraps it."""
    for _ in range(_STEPS):
        inner = node.child_by_field_name("definition") or node.child_by_field_name("declaration")
        if inner is None and node.type.startswith(("template", "type_declaration", "ambient")):
            inner = node.named_children[-1] if node.named_children else None
        if inner is None:
            break
        node = inner
    return node.type


def _declared(node: tree_sitter.Node, text: bytes) -> Iterator[tuple[int, int]]:
    """Spans of the names that a construct declares; an `impl` of Rust those of its type."""
    stack, count = [(node, 0)], 0
    while stack and count < _MOST_NAMES:
        one, depth = stack.pop()
        fields = ("type",) if one.type.startswith("impl") else _DECLARING
        own = [child for field in fields for child in one.children_by_field_name(field)]
        if depth and not one.named_child_count:  # the declarator of C
            own = [one]
        for name in map(_last_name, own):
            if _NAME.fullmatch(text, name.start_byte, name.end_byte):
                count += 1
                yield name.start_byte, name.end_byte
        if not own and depth < _STEPS:
            below = [child for field in _INNER for child in one.children_by_field_name(field)]
            below = below or [child for child in one.named_children if _PARTS.search(child.type)]
            stack.extend((child, depth + 1) for child in reversed(below))


def _last_name(node: tree_sitter.Node) -> tree_sitter.Node:
    """Of a qualified name its last one, of a generic type its own."""
    for _ in range(_STEPS):
        found = (node.child_by_field_name(field) for field in _LAST)
        inner = next((child for child in found if child is not None), None)
        if inner is None:
            break
        node = inner
    return node


def _body(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The body of a definition: by its field, or the list of members that it ends with."""
    for _ in range(_STEPS):
        if (body := node.child_by_field_name("body")) is not None:
            return body if body.end_point[0] > node.start_point[0] else None
        behind = [node.child_by_field_name(field) for field in _BEHIND]
        inner = next((child for child in behind if child is not None and _is_long(child)), None)
        if inner is None:
            inner = next(iter(node.named_children[-1:]), None)
            if inner is None or not _is_long(inner):
                break
            if _MEMBERS.search(inner.type):
                return inner
        node = inner
    return None


def _is_long(node: tree_sitter.Node) -> bool:
    return node.end_point[0] > node.start_point[0]


def _section(
    lines: "_Lines",
    node: tree_sitter.Node,
    above: int,
    body: tree_sitter.Node | None,
    parent: int,
    spans: Sequence[tuple[int, int]],
) -> Section:
    text = lines.text
    names = tuple(text[first:last] for first, last in spans)
    start, end = lines.start(above), lines.end(min(node.end_byte, len(text)))
    signature = lines.start(node.start_byte)
    if body is None:
        return Section(start, signature, end, end, end, end, parent, names)
    place = body.start_byte
    alone = lines.begins(place) and text[place : place + 1] != b"{"
    before = body.prev_named_sibling if alone else None
    while before is not None and before.type.endswith("comment") and lines.begins(place):
        place, before = before.start_byte, before.prev_named_sibling
    line = lines.start(place)
    head = min(max(line if alone else lines.end(place + 1), lines.end(spans[0][1])), end)
    words = _docstring(body)
    inner = min(max(head, lines.end(words.end_byte)), end) if words is not None else head
    tail = lines.start(max(end - 1, 0))
    closes = tail >= inner and _CLOSING.fullmatch(text, tail, end)
    if not closes or lines.blanks(tail) != lines.blanks(signature):
        tail = end
    return Section(start, signature, head, inner, tail, end, parent, names)


def _docstring(body: tree_sitter.Node) -> tree_sitter.Node | None:
    first = next(iter(body.named_children[:1]), None)
    if first is None or first.type != "expression_statement" or first.named_child_count != 1:
        return None
    return first if first.named_children[0].type.endswith("string") else None


@dataclasses.dataclass(frozen=True, slots=True)
class _Lines:
    text: bytes

    def start(self, place: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind(b"\n", 0, place) + 1

    def end(self, place: int) -> int:
        """Behind the line of a place; a place directly behind a newline is one."""
        if self.text[place - 1 : place] == b"\n":
            return place
        return self.text.find(b"\n", place) + 1 or len(self.text)

    def begins(self, place: int) -> bool:
        """Whether nothing but blanks stands before a place in its line."""
        return not self.text[self.start(place) : place].strip()

    def blanks(self, place: int) -> bytes:
        """The blanks that stand at a place."""
        found = _BLANKS.match(self.text, place)
        return found[0] if found else b""
