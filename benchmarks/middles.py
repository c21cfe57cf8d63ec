"""Aligned middles of a run that leave a construct open or end inside a token, by language.

    python -m benchmarks.middles OUT

The files are read from the store and parsed whole, so a piece of a long file is judged by the
syntax of its file; cuts of rule `random` are passed over, and those of files without a grammar.
A middle leaves a node open if the node begins inside of it and ends behind it, white space next to
the cut being on neither side; the root counts too.  With the preset `ast` that is no fault: a
construct may be the first part of a larger one.  A run of SPM variant 2, which does not tell
prefix from middle, cannot be judged.  Prints which nodes are open; exit status 1 over 0.1 %.
"""

import collections
import sys
from collections import Counter
from typing import NamedTuple

import numpy as np

from repoloom import languages
from repoloom.pipeline.inspection import listing
from repoloom.pipeline.storage import outputs
from repoloom.transforms.rows import fragments
from repoloom.transforms.tokens import serialization

MOST = 0.001


class Middle(NamedTuple):
    """Bytes `first` to `last` of a file, how they were cut, and whether the file is in pieces."""

    first: int
    last: int
    rule: str
    split: bool


def left_open(tree, text, first, last):
    """The outermost node that begins in `[first, last)` and ends behind it, less white space.

    None where there is none.  Costs the depth of the tree: only the nodes around `last` can be
    open there, one on each level.
    """
    last = first + len(text[first:last].rstrip())
    first = last - len(text[first:last].lstrip())
    cursor = tree.walk()
    while (node := cursor.node).start_byte < last:
        if node.start_byte >= first and text[last : node.end_byte].strip():
            return node
        if cursor.goto_first_child_for_byte(last) is None:
            break
    return None


def in_token(tree, text, place):
    """Whether a byte offset is strictly inside a token, less white space at the token's end."""
    node = tree.root_node.descendant_for_byte_range(place, place)
    inside = not node.child_count and node.start_byte < place < node.end_byte
    return inside and bool(text[place : node.end_byte].strip())


def aligned_middles(output):
    """The aligned middles of all shards by (repository, path)."""
    found, tokenizer = collections.defaultdict(list), output.tokenizer()
    for row in fragments.whole(row for _, _, _, row in listing.rows(output, 0, "")):
        ids = np.frombuffer(row.input_ids, "<i4")
        for segment in row.segments:
            for file in segment.files:
                if file.mode and file.rule != "random" and file.language in languages.SPECS:
                    inner = ids[file.start : file.end]
                    parts = serialization.restore(inner, file.mode, tokenizer)
                    first = file.text_start + len(parts.prefix)
                    middle = Middle(first, first + len(parts.middle), file.rule, file.parts > 1)
                    found[segment.repo, file.path].append(middle)
    return found


def score(files):
    """Counts by language and by open node.

    Args:
        files: (language, text, middles) of every file.

    Returns:
        By language: "cuts", those with a node "open", and those whose suffix begins "in token",
        for whole files and with " of pieces"; and the open nodes by language, rule and type.
    """
    counts: dict[str, Counter[str]] = collections.defaultdict(Counter)
    nodes: Counter[tuple[str, str, str]] = Counter()
    for language, text, middles in files:
        tree = languages.parse(language, text)
        if tree is None:
            counts[language]["no syntax"] += len(middles)
            continue
        for middle in middles:
            of = " of pieces" if middle.split else ""
            node = left_open(tree, text, middle.first, middle.last)
            counts[language]["cuts" + of] += 1
            counts[language]["open" + of] += node is not None
            counts[language]["in token" + of] += in_token(tree, text, middle.last)
            if node is not None:
                nodes[language, middle.rule, node.type] += 1
    return counts, nodes


def stored(output, middles):
    """(language, text, middles) of the files that have any."""
    for part in output.parts("store"):
        for record in output.records(part, ("repo", "path", "language", "text")):
            if found := middles.get((record["repo"], record["path"])):
                yield record["language"], record["text"], found


def main(out):
    output = outputs.open_output(out)
    counts, nodes = score(stored(output, aligned_middles(output)))
    total = sum(counts.values(), Counter[str]())
    columns = [name + of for of in ("", " of pieces") for name in ("cuts", "open", "in token")]
    columns.append("no syntax")
    print(" " * 12, *(f"{name:>18}" for name in columns))
    for language, found in [*sorted(counts.items()), ("all", total)]:
        print(f"{language:12}", *(f"{found[name]:18}" for name in columns))
    for node, number in nodes.most_common():
        print(f"{number} open:", *node)
    faults = max(total["open"], total["in token"])
    return int(faults > MOST * total["cuts"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
