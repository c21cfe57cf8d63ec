"""C++20 modules: what the lines say, a form of them that the grammar can read, and where a module is.

The grammar (0.23) knows none of them: `export module a.b;` and `export struct S {}` are errors to it.
Their lines are handed to it as preprocessor lines of equal length, which stand where they stand; the
word `export` before a declaration is blank.
"""

import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.records import DEFINED, EXTERNAL, Import, Target
from repoloom.languages.engine.repository import Repository, grouped, nearest

KIND = "module"

NAME = rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
ATTRIBUTES = rb"(?:[ \t]*\[\[[^\]\n]*\]\])*"
LINE = re.compile(
    rb"""^(?P<indent>[ \t]*+)
    (?: (?P<import>(?:export[ \t]+)?import\b[ \t]*(?:%b(?::%b)?|:[ \t]*%b|"[^"\n]+"|<[^>\n]+>))
      | (?P<module>(?:export[ \t]+)?module(?:[ \t]+%b(?:[ \t]*:[ \t]*%b)?|[ \t]*:[ \t]*private)?) )
    %b[ \t]*;[ \t]*+(?=\r?\n|//|/\*|\Z|(?:export[ \t]+)?import\b)"""
    % (NAME, NAME, NAME, NAME, NAME, ATTRIBUTES),
    re.MULTILINE | re.VERBOSE,
)
DECLARES = re.compile(rb"^[ \t]*export[ \t]+module\b", re.MULTILINE)
EXPORT = re.compile(rb"^([ \t]*)export\b(?=[ \t]*(?:\{|[A-Za-z_\[:]|\r?\n))", re.MULTILINE)
STATEMENT = re.compile(
    rb"""(?P<export>export[ \t]+)?\b(?:
        import[ \t]*(?:(?P<header>"[^"\n]+"|<[^>\n]+>)|(?P<name>(?:%b)?(?:[ \t]*:[ \t]*%b)?))
      | module[ \t]+(?P<own>%b(?:[ \t]*:[ \t]*%b)?) )%b[ \t]*;"""
    % (NAME, NAME, NAME, NAME, ATTRIBUTES),
    re.VERBOSE,
)


def readable(text: bytes) -> bytes:
    """The text with module lines as lines of the preprocessor, and without `export`."""
    if b"import" not in text and b"module" not in text:
        return text

    def directive(match: re.Match[bytes]) -> bytes:
        start = match.end("indent") - match.start()
        return match[0][:start] + b"#" + match[0][start + 1 :]

    exported = DECLARES.search(text)
    plain = LINE.sub(directive, text)
    return EXPORT.sub(rb"\1      ", plain) if exported else plain


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b;`, `export import :part;`, header units, and the module that a file belongs to.

    `module a;` needs the interface of `a` as an import does; the unit that declares an interface or
    a partition is of kind `DEFINED`.
    """
    for match in STATEMENT.finditer(text, node.start_byte, node.end_byte):
        exported = match["export"] is not None
        if header := match["header"]:
            kind = "system" if header.startswith(b"<") else "quoted"
            yield Import(header[1:-1].decode("utf-8", "replace"), kind=kind, reexport=exported)
        elif own := match["own"]:
            name = joined(own)
            if exported or ":" in name:
                yield Import(name, "export" if exported else "", name, DEFINED)
            else:
                yield Import(name, kind=KIND)
        elif match["name"]:
            yield Import(joined(match["name"]), kind=KIND, reexport=exported)


def joined(name: bytes) -> str:
    """`a.b : part` without blanks."""
    return b"".join(name.split()).decode("utf-8", "replace")


class Modules:
    """The module units of a repository by the names that they declare."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        rows = [
            (each.bound, path, each.name)
            for path, outline in repository.outlines.items()
            if repository.languages[path] == "cpp"
            for each in outline.imports
            if each.kind == DEFINED and each.bound == each.module
        ]
        self.interfaces = grouped((name, path) for name, path, export in rows if export)
        self.units = grouped((name, path) for name, path, _ in rows)
        self.own = {path: name.partition(":")[0] for name, path, _ in rows}

    def interface(self, importer: str, name: str) -> Target:
        """The unit that `import name;` means; `:part` is a part of the importer's own module."""
        if name.startswith(":"):
            name = self.module_of(importer) + name
        paths = self.interfaces.get(name) or self.units.get(name, ())
        others = [path for path in paths if path != importer]
        if not others:
            return EXTERNAL
        return Target((nearest(importer, others),), ambiguous=len(others) > 1)

    def module_of(self, path: str) -> str:
        """The module that a unit belongs to: as it declares, or as `module a;` says."""
        if path in self.own:
            return self.own[path]
        stated = (each for each in self.repository.outlines[path].imports if each.kind == KIND)
        return next((each.module for each in stated if not each.module.startswith(":")), "")
