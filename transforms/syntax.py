"""How much of a text its grammar cannot read."""

import tree_sitter

import languages


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
    return min(1.0, _skipped(tree.root_node) / len(text))


def _skipped(root: tree_sitter.Node) -> int:
    """Bytes of the outermost error nodes below a node, and the number of missing tokens."""
    skipped, waiting = 0, [root]
    while waiting:  # a tree may be deeper than the stack
        node = waiting.pop()
        if node.is_error or node.is_missing:
            skipped += max(1, node.end_byte - node.start_byte)
        else:
            waiting += [child for child in node.children if child.has_error or child.is_missing]
    return skipped
