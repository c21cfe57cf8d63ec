"""PHP: classes by the namespace that their file declares, by PSR-4, and included files."""

import dataclasses
import json
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.comments import SLASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, INLINE, Import, Target
from repoloom.languages.engine.repository import Repository, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible

QUERY = """
(namespace_definition name: (_) @package)
(namespace_use_declaration) @import
(include_expression) @import
(include_once_expression) @import
(require_expression) @import
(require_once_expression) @import
(class_declaration name: (name) @name) @definition.type
(interface_declaration name: (name) @name) @definition.type
(trait_declaration name: (name) @name) @definition.type
(enum_declaration name: (name) @name) @definition.type
(function_definition name: (name) @name) @definition.function
(const_declaration (const_element (name) @name)) @definition.value
"""

QUALIFIED = re.compile(
    rb"(?<![\w\\$])(?:\\[A-Za-z_\x80-\xff][\w\x80-\xff]*|[A-Za-z_\x80-\xff][\w\x80-\xff]*(?=\\))(?:\\[\w\x80-\xff]+)*"
)

COMMENTS = dataclasses.replace(SLASHES, until=b"?>")

# Members are no names that a namespace could explain; neither is what `joints` join.
LITERALS = rb"""
    \?>[^<]*+(?:<(?!\?)[^<]*+)*+  # text between the code
    | \#(?!\[)(?:[^\n?]|\?(?!>))*+  # the rarer comments, which no attribute begins
    | <<<[ \t]*(["']?)(\w+)\1[^\n]*+.*?(?:\n[ \t]*\2\b|\Z)  # heredocs
    | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+'
    | ->\s*[A-Za-z_\x80-\xff]\w* | ::\s*[A-Za-z_\x80-\xff]\w*
"""
INCLUDED = re.compile(rb"""["']([^"'$]+)["']\s*\)*\s*\Z""")
OWN_DIRECTORY = re.compile(rb"__DIR__|dirname\(\s*__FILE__\s*\)")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    r"""`use A\B;`, `use A\{B, C as D};`, `require __DIR__ . '/x.php';`, and `A\B` in code."""
    if node.type == "namespace_use_declaration":
        yield from read_use(node, text)
    elif node.type.endswith("_expression"):
        yield from read_include(text[node.start_byte : node.end_byte])
    elif (path := QUALIFIED.match(text, node.start_byte)) and not declares(node):
        module, _, name = path[0].decode("utf-8", "replace").rpartition("\\")
        yield Import(module or "\\", name, kind=INLINE)


def declares(node: tree_sitter.Node) -> bool:
    r"""Whether a name stands in `namespace A\B;`."""
    above = node.parent
    return above is not None and "namespace_definition" in (
        above.type,
        above.parent.type if above.parent else "",
    )


def read_use(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """One import for each name; the prefix of a group stands before its braces."""
    prefix, clauses = "", node.named_children
    for child in node.named_children:
        if child.type == "namespace_name":
            prefix = name_of(child, text).strip("\\") + "\\"
        elif child.type == "namespace_use_group":
            clauses = child.named_children
    for clause in clauses:
        if clause.type == "namespace_use_clause" and clause.named_children:
            alias = clause.child_by_field_name("alias")
            path = prefix + name_of(clause.named_children[0], text).strip("\\")
            module, _, name = path.rpartition("\\")
            yield Import(module, name, bound=name_of(alias, text) if alias else name)


def read_include(expression: bytes) -> Iterator[Import]:
    """A literal path; `dirname(__DIR__)` goes up one directory, `dirname(__DIR__, 2)` two."""
    match = INCLUDED.search(expression)
    if not match:
        return
    path = match[1].decode("utf-8", "replace")
    if OWN_DIRECTORY.search(expression):
        levels = re.search(rb"dirname\(\s*__DIR__\s*(?:,\s*(\d))?", expression)
        ups = int(levels[1] or 1) if levels else 0
        path = "./" + "../" * ups + path.lstrip("/")
    yield Import(path, kind="include")


def resolver(repository: Repository) -> Resolve:
    """By declared names, of several by the autoloader's tables; included files by path.

    Of a path behind a variable only the end is known: it counts where one file alone has it.
    """
    declared = repository.declared(("php",))
    prefixes = autoload(repository)

    def resolve(importer: str, statement: Import) -> Target | None:
        if statement.kind == "include":
            return included(importer, statement.module)
        module, name = statement.module, statement.name
        if statement.kind == INLINE:
            module = absolute(repository, importer, module)
        whole = f"{module}\\{name}" if module else name
        paths = declared.get(module, {}).get(name, ())
        loaded = [path for path in autoloaded(whole) if path in paths or not paths]
        if loaded or not paths:
            return Target((loaded[0],)) if loaded else EXTERNAL
        return Target((nearest(importer, paths),), ambiguous=len(paths) > 1)

    def autoloaded(whole: str) -> Iterator[str]:
        for prefix, directory in prefixes:
            if whole.startswith(prefix):
                stem = whole[len(prefix) :].replace("\\", "/")
                path = posixpath.normpath(posixpath.join(directory, stem + ".php"))
                if repository.has(path):
                    yield path

    def included(importer: str, path: str) -> Target | None:
        bases = [posixpath.dirname(importer)] + ([] if path.startswith(".") else [""])
        found = repository.first(posixpath.normpath(posixpath.join(base, path)) for base in bases)
        if found:
            return Target((found,))
        ending = () if path.startswith(".") else repository.ending(path.lstrip("/"))
        return Target(ending, exact=False) if len(ending) == 1 else EXTERNAL

    return resolve


def absolute(repository: Repository, importer: str, module: str) -> str:
    r"""The namespace that a qualified name begins with.

    `\A` is meant as it is; `A` by its `use`, else inside of the file's own namespace.
    """
    if module.startswith("\\"):
        return module[1:]
    outline = repository.outlines[importer]
    head, _, rest = module.partition("\\")
    for statement in outline.imports:
        if statement.bound == head:
            parts = (statement.module, statement.name, rest)
            return "\\".join(part for part in parts if part)
    return f"{outline.package}\\{module}".strip("\\")


def autoload(repository: Repository) -> list[tuple[str, str]]:
    """(namespace prefix, directory) from `autoload` and `autoload-dev`, longest prefix first."""
    found = []
    for directory, data in repository.named("composer.json"):
        try:
            manifest = json.loads(data)
        except (ValueError, RecursionError):
            continue
        for section in ("autoload", "autoload-dev"):
            table = manifest.get(section, {}) if isinstance(manifest, dict) else {}
            psr4 = table.get("psr-4", {}) if isinstance(table, dict) else {}
            for prefix, value in psr4.items() if isinstance(psr4, dict) else ():
                for each in value if isinstance(value, list) else [value]:
                    found.append((prefix, posixpath.join(directory, str(each))))
    return sorted(found, key=lambda row: (-len(row[0]), row))


def visible(repository: Repository) -> Visible:
    """What the other files of the namespace define."""
    declared = repository.declared(("php",))
    return lambda importer: declared[repository.outlines[importer].package]


SPEC = LanguageSpec(
    name="php",
    extensions=(".php", ".phtml", ".php5", ".php7", ".phpt"),
    interpreters=("php",),
    grammar="tree_sitter_php:language_php",
    query=QUERY,
    read=read,
    resolver=resolver,
    separator="\\",
    inline=QUALIFIED.pattern,
    wrappers=("namespace_definition", "compound_statement", "expression_statement"),
    conditions=("if_statement",),
    comments=COMMENTS,
    literals=LITERALS,
    joints=b"\\$",
    implicit="same_namespace",
    visible=visible,
    manifests=("composer.json",),
    test_names=("{stem}Test", "{stem}TestCase", "Test{stem}", "{stem}Spec", "{stem}Cest"),
    test_dirs=("test", "tests", "Test", "Tests", "spec"),
)
