"""How much of a text its grammar cannot read."""

from collections.abc import Iterator

import tree_sitter

from repoloom import languages


def error_share(language: str, text: bytes) -> float:
    """Share of the bytes that stand in what the parser had to skip, 0 to 1.

    0 where there is no grammar or the parse does not end within its limits: no file is worse for a
    limit of ours.  A token that is missing has no bytes and counts as one.

    Args:
        language: name of the file's language.
        text: UTF-8.
    """
    tree = languages.parse(language, text) if text else None
    if tree is None or not tree.root_node.has_error:
        return 0.0
    outermost = faults(tree.root_node, nested=False)
    skipped = sum(max(1, node.end_byte - node.start_byte) for node in outermost)
    return min(1.0, skipped / len(text))


def faults(root: tree_sitter.Node, *, nested: bool) -> Iterator[tree_sitter.Node]:
    """The ERROR and MISSING nodes below a node; with `nested` those inside of others too."""
    waiting = [root]
    while waiting:  # a tree may be deeper than the stack
        node = waiting.pop()
        fault = node.is_error or node.is_missing
        if fault:
            yield node
        if nested or not fault:
            waiting += [child for child in node.children if child.has_error or child.is_missing]
