"""What a file can be sliced into: its definitions and their members, each with a signature and a body.

One rule for all grammars: a definition is a construct that declares a name in one of the fields
that grammars have for it; what the field `body` holds, or a list of members, is its body.  What
stands in front of the body is the signature, with the comments, decorators and, behind it, the
docstring.  All places are those of whole lines.
"""

import array
import bisect
import dataclasses
import re
from collections.abc import Iterator, Sequence

import tree_sitter

from repoloom import languages

NONE = -1
"""The parent of a definition at module level."""

DEEPEST = 3
"""Definitions inside of so many others are not looked for: they go with what they are in."""

_NAMED = ("name", "property", "left", "pattern", "key", "type")  # `type`: of an impl in Rust
_INNER = ("definition", "declaration", "declarator")
_SPECS = re.compile(r"(?:_spec|_spec_list|declarator|assignment(?:_expression)?|_definition|_declaration)$")
_HOLDERS = re.compile(
    r"class|interface|struct|enum|impl|trait|object|module|mod_item|extension|protocol|record|union"
)
_LISTS = re.compile(r"(?:body|block|list|template|members)$")
_IMPORT = re.compile(r"import|using_dir|use_decl|_use_|include|extern_crate|package|alias_decl")
_CLOSING = re.compile(rb"[\s)\]};,]*(?:end)?[\s)\]};,]*")
_NAME = re.compile(rb"[^\W\d]\w*|[A-Za-z_\x80-\xff][\w\x80-\xff]*")
_MOST_NAMES = 64


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A definition; all places but those of names are the beginnings of lines.

    Attributes:
        start: where its comments begin.
        head: where its signature ends, and its body begins.
        tail: where the line that closes the body begins; `head` to `tail` may be left out.
        end: where it ends.
        parent: number of the definition around it, `NONE` at module level.
        names: spans of the names that it declares.
    """

    start: int
    head: int
    tail: int
    end: int
    parent: int
    names: tuple[tuple[int, int], ...]


class Sections(Sequence[Section]):
    """The definitions of a file in the order of the text, in a few bytes each."""

    __slots__ = ("_ends", "_names", "_places")

    def __init__(self, found: Sequence[Section] = ()) -> None:
        """Takes them in the order of the text."""
        self._places, self._names, self._ends = array.array("i"), array.array("i"), array.array("i")
        for one in found:
            self._places.extend((one.start, one.head, one.tail, one.end, one.parent))
            for span in one.names:
                self._names.extend(span)
            self._ends.append(len(self._names))

    def __len__(self) -> int:
        """Number of definitions."""
        return len(self._ends)

    def __getitem__(self, number):  # type: ignore[no-untyped-def]
        """One of them."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        first = self._ends[number - 1] if number else 0
        names = self._names[first : self._ends[number]]
        spans = tuple(zip(names[::2], names[1::2], strict=True))
        return Section(*self._places[5 * number : 5 * number + 5], spans)


def sections(
    language: str, text: bytes, tree: tree_sitter.Tree, imports: Sequence[int] = ()
) -> Sections:
    """The definitions of a parsed file.

    Args:
        language: of the file.
        text: that was parsed.
        tree: of the text.
        imports: where its imports begin, ascending: a statement of one line's worth that is one
            declares nothing.
    """
    spec = languages.SPECS[language]
    opened = frozenset((*spec.wrappers, *spec.conditions))
    lines = _Lines(text)
    found: list[Section] = []
    stack = [(_children(tree.root_node), NONE, 0)]
    while stack:
        nodes, parent, depth = stack[-1]
        for node, comment in nodes:
            if node.type in opened and not _wraps(node):
                stack.append((_children(node), parent, depth))
                inner = node.child_by_field_name("body")
                if inner is not None:
                    stack[-1] = (_children(inner), parent, depth)
                break
            names = tuple(_declared(node, text))
            if not names or _IMPORT.search(node.type):
                continue
            body = _body(node)
            if body is None and _holds(imports, node.start_byte, node.end_byte):
                continue
            found.append(_section(lines, node, comment, body, parent, names))
            if body is not None and depth + 1 < DEEPEST and _HOLDERS.search(_kind(node)):
                stack.append((_children(body), len(found) - 1, depth + 1))
                break
        else:
            stack.pop()
    return Sections(found)


def _wraps(node: tree_sitter.Node) -> bool:
    """Whether a construct only stands around a definition, as decorators and exports do."""
    return any(node.child_by_field_name(field) is not None for field in _INNER)


def _holds(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect.bisect_left(places, start)
    return at < len(places) and places[at] < end


def _children(node: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, int]]:
    """The named children that are no comments, and where the comments directly before each begin."""
    start, last = NONE, NONE
    for child in node.named_children:
        if languages_comment(child.type):
            row = child.start_point[0]
            if start == NONE or row > last + 1:
                start = child.start_byte
            last = child.end_point[0] - (child.end_point[1] == 0)
            continue
        near = start != NONE and child.start_point[0] <= last + 1
        yield child, start if near else child.start_byte
        start = NONE


def languages_comment(kind: str) -> bool:
    return kind.endswith("comment")


def _kind(node: tree_sitter.Node) -> str:
    """The type of the construct inside of what wraps it."""
    for _ in range(3):
        inner = node.child_by_field_name("definition") or node.child_by_field_name("declaration")
        if inner is None and node.type.startswith(("template", "type_declaration", "ambient")):
            inner = node.named_children[-1] if node.named_children else None
        if inner is None:
            break
        node = inner
    return node.type


def _declared(node: tree_sitter.Node, text: bytes) -> Iterator[tuple[int, int]]:
    """Spans of the names that a construct declares."""
    stack, count = [(node, 0)], 0
    while stack and count < _MOST_NAMES:
        one, depth = stack.pop()
        own = [child for field in _NAMED[:-1] for child in one.children_by_field_name(field)]
        if not own and one.type.startswith("impl"):
            own = one.children_by_field_name("type")
        for child in own:
            for _ in range(4):  # the last name of a qualified one
                inner = (
                    child.child_by_field_name("name")
                    or child.child_by_field_name("property")
                    or child.child_by_field_name("attribute")
                    or child.child_by_field_name("type")
                )
                if inner is None:
                    break
                child = inner
            if _NAME.fullmatch(text, child.start_byte, child.end_byte):
                count += 1
                yield child.start_byte, child.end_byte
        if own or depth > 5:
            continue
        below = [child for field in _INNER for child in one.children_by_field_name(field)]
        below = below or [child for child in one.named_children if _SPECS.search(child.type)]
        stack.extend((child, depth + 1) for child in reversed(below))


def _body(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The body of a definition: by its field, or the last list of members."""
    for _ in range(6):
        body = node.child_by_field_name("body")
        if body is not None:
            return body
        inner = next(
            (
                child
                for field in ("definition", "declaration", "value", "right", "type", "declarator")
                if (child := node.child_by_field_name(field)) is not None
                and child.end_point[0] > child.start_point[0]
            ),
            None,
        )
        if inner is None:
            parts = node.named_children
            inner = parts[-1] if parts else None
            if inner is None or inner.start_point[0] == inner.end_point[0]:
                return None
            if _LISTS.search(inner.type):
                return inner
        node = inner
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class _Lines:
    text: bytes

    def start(self, place: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind(b"\n", 0, place) + 1

    def end(self, place: int) -> int:
        """Where the line of a place ends, behind its newline; a place behind a newline is an end."""
        if place and self.text[place - 1 : place] == b"\n":
            return place
        return (self.text.find(b"\n", place) + 1) or len(self.text)


def _section(
    lines: _Lines,
    node: tree_sitter.Node,
    comment: int,
    body: tree_sitter.Node | None,
    parent: int,
    names: tuple[tuple[int, int], ...],
) -> Section:
    text = lines.text
    start, end = lines.start(comment), lines.end(min(node.end_byte, len(text)))
    if body is None:
        return Section(start, end, end, end, parent, names)
    place = body.start_byte
    line = lines.start(place)
    own_line = not text[line:place].strip()
    head = line if own_line and text[place : place + 1] != b"{" else lines.end(place + 1)
    if (doc := _docstring(body)) is not None:
        head = max(head, lines.end(doc.end_byte))
    head = min(max(head, lines.end(names[0][1]) if names else head), end)
    tail = lines.start(max(end - 1, 0))
    if tail < head or not _CLOSING.fullmatch(text, tail, end):
        tail = end
    return Section(start, head, tail, end, parent, names)


def _docstring(body: tree_sitter.Node) -> tree_sitter.Node | None:
    first = body.named_children[0] if body.named_children else None
    if first is not None and first.type == "expression_statement" and first.named_child_count == 1:
        inner = first.named_children[0]
        if "string" in inner.type:
            return inner
    return None
