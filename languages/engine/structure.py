"""The module level of a tree, and where a long file may be split."""

import dataclasses
import functools
from collections.abc import Mapping

import tree_sitter

from repoloom.languages.engine.comments import is_comment
from repoloom.languages.engine.spec import LanguageSpec

GUARD_SHARE = 0.8
"""A condition that holds this share of the file is an include guard, not a condition."""

INNER_BYTES = 2048
"""Top-level constructs of at least this size also give boundaries between their members."""

BODIES = ("block", "body", "function", "closure", "lambda", "compound_statement")
"""How the node types end that hold code which does not run, or is not visible, at module level."""

PART_FIELDS = frozenset(
    {
        None,
        "body",
        "consequence",
        "alternative",
        "definition",
        "declaration",
        "handler",
        "finalizer",
    }
)
"""Fields of a construct that hold statements."""

TOP_LEVEL, CONDITIONAL, NESTED = range(3)


@dataclasses.dataclass(frozen=True, slots=True)
class Statements:
    """The statements of the module level, also inside namespaces, guards and conditions."""

    rank: Mapping[int, int]
    """Node id -> TOP_LEVEL or CONDITIONAL; a node that is missing is nested."""

    top: tuple[tree_sitter.Node, ...]
    """The outermost constructs in document order, without comments; one that holds nearly the
    whole file (a namespace, an include guard) is replaced by its children."""

    depth: int
    """How far below the root the deepest of them stands."""


def module_level(spec: LanguageSpec, root: tree_sitter.Node) -> Statements:
    """Finds the statements of the module level by walking only through wrappers.

    Attributes of nodes are calls that make an object, so none is read twice: this loop sees each
    statement of each file.
    """
    opening = openers(spec)
    rank: dict[int, int] = {}
    top: list[tree_sitter.Node] = []
    size = max(1, root.end_byte - root.start_byte)
    children = root.named_children
    deepest = 1 if children else 0
    stack = [(iter(children), TOP_LEVEL, True)]
    while stack:
        nodes, level, split = stack[-1]
        for node in nodes:
            rank[node.id] = level
            kind = node.type
            opened = opening.get(kind)
            if opened is None:
                if split and not is_comment(kind):
                    top.append(node)
                continue
            guard = node.end_byte - node.start_byte >= GUARD_SHARE * size
            if split and not guard and not is_comment(kind):
                top.append(node)
            if children := parts_of(node):
                level = level if guard or opened == TOP_LEVEL else CONDITIONAL
                stack.append((iter(children), level, split and guard))
                deepest = max(deepest, len(stack))
                break
        else:
            stack.pop()
    return Statements(rank=rank, top=tuple(top), depth=deepest)


@functools.cache
def openers(spec: LanguageSpec) -> Mapping[str, int]:
    """Node type -> the level of the statements inside, for wrappers and conditions."""
    return {
        **dict.fromkeys(spec.wrappers, TOP_LEVEL),
        **dict.fromkeys(spec.conditions, CONDITIONAL),
    }


def parts_of(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The statements and blocks inside of a construct, without its name or condition.

    A cursor knows the field it stands on; `field_name_for_child` counts from the first child, for
    the square of their number in all.
    """
    cursor = node.walk()
    found = []
    more = cursor.goto_first_child()
    while more:
        if cursor.field_name in PART_FIELDS:
            child = cursor.node
            if child is not None and child.is_named:
                found.append(child)
        more = cursor.goto_next_sibling()
    return found


def level_of(node: tree_sitter.Node, statements: Statements) -> int:
    """The level of the statement that `node` is a part of.

    Eight steps reach from a `require(...)` call over its declarator to the statement; whatever is
    deeper, or in a body on the way, is nested.
    """
    step: tree_sitter.Node | None = node
    for _ in range(8):
        if step is None:
            break
        if step.id in statements.rank:
            return statements.rank[step.id]
        if step is not node and step.type.endswith(BODIES):  # Zig: a `builtin_function` imports
            break
        step = step.parent
    return NESTED


def boundaries(nodes: tuple[tree_sitter.Node, ...], size: int) -> tuple[int, ...]:
    """Ends of the constructs; a comment belongs to what follows it, so none ends with one."""
    return tuple(sorted({end for node in nodes if 0 < (end := node.end_byte) < size}))


def inner_boundaries(spec: LanguageSpec, nodes: tuple[tree_sitter.Node, ...]) -> tuple[int, ...]:
    """Ends of the members of each big construct."""
    found: set[int] = set()
    for node in nodes:
        if node.end_byte - node.start_byte >= INNER_BYTES:
            found.update(member.end_byte for member in members(spec, node))
    return tuple(sorted(found))


def members(spec: LanguageSpec, node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The parts of a construct.

    They are the children of its first descendant, along the longest child, that has two children
    of more than one line.
    """
    while True:
        parts = [child for child in node.named_children if not is_comment(child.type)]
        if not parts:
            return []
        if sum(child.start_point[0] != child.end_point[0] for child in parts) > 1:
            return parts[:-1]
        node = max(parts, key=lambda child: child.end_byte - child.start_byte)
