"""Tree -> outline: what a file imports, defines and uses, and where it may be split.

One query run gives imports, package and definitions; splitting the text gives the identifiers.
Nothing recurses: trees 100,000 nodes deep occur.
"""

import operator
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine import gathering, qualified_names
from repoloom.languages.engine.code import code_of, free_names
from repoloom.languages.engine.comments import is_comment
from repoloom.languages.engine.parsing import compiled, name_of
from repoloom.languages.engine.records import (
    NOTHING_DOTTED,
    Definition,
    Outline,
    counted_words,
)
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.engine.structure import (
    Statements,
    boundaries,
    inner_boundaries,
    module_level,
)
from repoloom.languages.engine.work import Work, widest_error

PLACE = operator.attrgetter("start", "end", "name")

LAST_DIGIT = b":"
"""The byte after "9": of all words only numbers come before it."""


def outline(
    spec: LanguageSpec, text: bytes, tree: tree_sitter.Tree, *, import_lines: int = 0
) -> Outline:
    """The outline of one parsed file.

    Args:
        spec: the language that `tree` was parsed with.
        text: the text that `tree` was made of.
        tree: the tree.
        import_lines: count only imports that start in this many lines after the leading comments
            ("top N lines" of the CodeGemma report); 0 is the whole file.

    Raises:
        TooMuchError: it would take far more steps than the text has bytes.
    """
    work = Work(len(text))
    width = widest_error(tree.root_node, work)  # what a look-up from the root may pass
    statements = module_level(spec, tree.root_node)
    limit = last_byte(spec, text, tree.root_node, import_lines)
    package: list[tuple[int, str]] = []
    imports = gathering.Imports(spec, text, statements, limit)
    imports.work, imports.width = work, width
    definitions: list[Definition] = []
    for captures in matches(spec, tree.root_node, statements.depth):
        if "import" in captures:
            imports.add(captures["import"][0])
        elif "package" in captures:
            found = captures["package"][0]
            package.append((found.start_byte, bare(spec, name_of(found, text))))
        else:
            definitions += read_definition(spec, captures, text, statements)
    if spec.deep:
        imports.add_deep(tree.root_node)
    imports.add_stated(spec.stated(text))
    definitions.extend(spec.recover(tree.root_node, text))
    code = code_of(spec, text)
    counts, qualified = qualified_names.tally(spec, code)
    if qualified:
        for node in qualified_names.nodes(spec, text, tree.root_node, imports.spans(), qualified):
            work.spend(1 + width)
            imports.add_inline(node)
    packages = spec.packages([name for _, name in sorted(package)])
    identifiers = b"\n".join(
        imports.unstated(free_names(spec, code), counts, package)
        if spec.visible
        else [word for word in counts if word > LAST_DIGIT]
    )
    return Outline(
        package=packages[-1] if packages else "",
        outer=packages[:-1],
        imports=imports.counted(counts),
        definitions=tuple(sorted(dict.fromkeys(definitions), key=PLACE)),
        boundaries=boundaries(statements.top, len(text)),
        inner_boundaries=inner_boundaries(spec, statements.top),
        identifiers=identifiers,
        dotted=spec.dotted(code, identifiers) if spec.dotted else NOTHING_DOTTED,
        words=counted_words(counts),
    )


def matches(
    spec: LanguageSpec, root: tree_sitter.Node, depth: int
) -> Iterator[Mapping[str, list[tree_sitter.Node]]]:
    """The captures of each match that begins at the module level, or down to `spec.depth`.

    `matches()` goes through the document in order; the order of `captures()` differs between
    processes (measured in tree-sitter 0.24 to 0.26.1).  Most files have nothing to find in depth;
    a search that stays near the root runs at 120 MB/s instead of 20.
    """
    cursor = tree_sitter.QueryCursor(compiled(spec)[1])
    cursor.set_max_start_depth(gathering.DEEPEST)
    if spec.depth:
        cursor.set_max_start_depth(min(max(depth, spec.depth), gathering.DEEPEST))
    for _, captures in cursor.matches(root):
        yield captures


def last_byte(spec: LanguageSpec, text: bytes, root: tree_sitter.Node, lines: int) -> int:
    """Offset behind line `lines` after the comments that the file begins with."""
    if not lines:
        return len(text) + 1
    start = 0
    for child in root.children:
        if not is_comment(child.type):
            start = child.start_byte
            break
    for _ in range(lines):
        start = text.find(b"\n", start) + 1
        if not start:
            return len(text) + 1
    return start


def bare(spec: LanguageSpec, name: str) -> str:
    """A name without the marks that let a keyword be one."""
    return name.translate(dict.fromkeys(map(ord, spec.quotes))) if spec.quotes else name


def read_definition(
    spec: LanguageSpec,
    captures: Mapping[str, list[tree_sitter.Node]],
    text: bytes,
    statements: Statements,
) -> list[Definition]:
    """The definition of one match, if it stands at module level."""
    found: list[Definition] = []
    for capture, (node, *_) in captures.items():
        if capture != "name" and node.id in statements.rank:
            kind, start = capture.removeprefix("definition."), node.start_byte
            end = min(node.end_byte, len(text))  # the tree may have a newline more
            names = captures.get("name", ())
            found += [
                Definition(bare(spec, name_of(name, text)), kind, start, end) for name in names
            ]
    return found
