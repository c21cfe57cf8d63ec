"""What JavaScript, TypeScript and TSX share: how modules are imported and what they define."""

import functools
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import INLINE, Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import globs
from repoloom.languages.families.node import MANIFESTS, resolver
from repoloom.languages.families.standard import NODE

QUERY = """
(import_statement) @import
(export_statement source: (string)) @import
(call_expression function: (identifier) arguments: (arguments . [(string) (template_string)] . )) @import
(call_expression
  function: (member_expression property: (property_identifier))
  arguments: (arguments . [(string) (template_string)] . )) @import
(new_expression constructor: (identifier) arguments: (arguments . (string) . (_) . )) @import
(comment) @import
(call_expression function: (import) arguments: (arguments)) @import
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(lexical_declaration (variable_declarator name: (identifier) @name)) @definition.value
(variable_declaration (variable_declarator name: (identifier) @name)) @definition.value
"""

TYPES = f"""
{QUERY}
(class_declaration name: (type_identifier) @name) @definition.type
(abstract_class_declaration name: (type_identifier) @name) @definition.type
(interface_declaration name: (type_identifier) @name) @definition.type
(type_alias_declaration name: (type_identifier) @name) @definition.type
(enum_declaration name: (identifier) @name) @definition.type
(import_alias) @import
"""


REFERENCE = re.compile(
    rb"""///\s*<reference\s+(?:[\w-]+=(?:"[^"]*"|'[^']*')\s+)*?(path|types)=["']([^"'\n]+)["']"""
)
ALIAS = re.compile(rb"""import\s+(\w+)\s*=\s*require\s*\(\s*["']([^"'\n]+)["']""")
"""After `export`, the grammar takes `import x = require("y")` for the alias of a namespace."""
SAID = re.compile(rb"""\bimport\s*\(\s*["']([^"'\n]+)["']\s*\)""")
IMPORT_TAG = re.compile(rb"""@import\s[^"'@;]*?\bfrom\s*["']([^"'\n]+)["']""")
TYPE_TAG = re.compile(rb"@\w+\s*\{")
RESOLVING = ("require", "import", "require.resolve", "import.meta.resolve")
MOST_REFERENCES = 64
# What names a neighbour by other means than one string in `require`: a word that is quickly looked
# for, and the expression.
BESIDE = (
    (
        b"__dirname",
        re.compile(
            rb"""\b(?:require(?:\.resolve)?|import)\(\s*(?:(?:path\.)?(?:join|resolve)\(\s*__dirname\s*,\s*
            (?P<parts>(?:["'][^"'\n]+["'][\s,]*)+)\)|__dirname\s*\+\s*["']/?(?P<added>[^"'\n]+)["']\s*\)
            |`\$\{__dirname\}/(?P<inside>[^`$\n]+)`)""",
            re.VERBOSE,
        ),
    ),
    *(
        (
            mark,
            re.compile(
                mark.replace(b".", rb"\.")
                + rb"""(?:(?:do)?[mM]ock|unmock|(?:require|import)(?:Actual|Mock))(?:<[^()\n]*>)?"""
                + rb"""\(\s*["'](?P<mocked>[.@~][^"'\n]+)["']"""
            ),
        )
        for mark in (b"jest.", b"vi.")
    ),
    (b"declare module", re.compile(rb"""\bdeclare module ["'](?P<declared>\.[^"'\n]+)["']""")),
)
LISTS = (b"define(", b"require([", b"requirejs([")
AMD = re.compile(
    rb"""\b(?:define\(\s*(?:["'][^"'\n]+["']\s*,\s*)?|require(?:js)?\(\s*)
    \[(?P<list>(?:\s*["'][^"'\n]+["']\s*,?)*)\s*\]""",
    re.VERBOSE,
)
QUOTED = re.compile(rb"""["']([^"'\n]+)["']""")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import`, `export ... from`, `require("x")`, `import("x")`, `import x = require("x")`.

    `import type` and `export type` are gone at run time, so they are conditional.
    """
    if node.type == "comment":
        yield from read_reference(node, text)
        return
    if node.type in ("call_expression", "new_expression"):
        yield from read_call(node, text)
        return
    if node.type == "import_alias":
        if alias := ALIAS.match(text, node.start_byte):
            yield Import(alias[2].decode("utf-8", "replace"), "*", reexport=True)
        return
    source = node.child_by_field_name("source") or inner_require(node)
    if source is None:
        return
    module = unquoted(source, text)
    reexport = node.type == "export_statement"
    types = any(child.type == "type" for child in node.children)
    found = list(clause_names(node, text))
    for name, bound in found or [("*" if reexport else "", "")]:
        bound = "" if reexport else bound
        yield Import(module, name, bound=bound, conditional=types, reexport=reexport)


def read_documented(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """As `read`, and the types that the comments of JavaScript import for the compiler."""
    yield from read(node, text)
    if node.type == "comment" and text.startswith(b"/**", node.start_byte):
        yield from read_types(text[node.start_byte : node.end_byte])


def read_types(comment: bytes) -> Iterator[Import]:
    """`@import {A} from "./a"`, and `import("./a").A` in the braces of a tag.

    An `import(...)` outside of a tag's braces is an example and no type.
    """
    if b"import" not in comment:
        return
    tags = [match.end() for match in TYPE_TAG.finditer(comment)]
    for match in SAID.finditer(comment):
        tag = max((place for place in tags if place <= match.start()), default=0)
        inside = comment[tag : match.start()]
        if tag and inside.count(b"}") <= inside.count(b"{"):
            yield Import(match[1].decode("utf-8", "replace"), kind=INLINE, conditional=True)
    for match in IMPORT_TAG.finditer(comment):
        yield Import(match[1].decode("utf-8", "replace"), kind=INLINE, conditional=True)


def read_reference(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`/// <reference path="x" />` and `types="x"`, of which only comments may stand before."""
    match = REFERENCE.match(text, node.start_byte, node.end_byte)
    before = node.prev_named_sibling if match else None
    for _ in range(MOST_REFERENCES):
        if before is None or before.type not in ("comment", "hash_bang_line"):
            break
        before = before.prev_named_sibling
    if match and before is None and node.parent and node.parent.parent is None:
        kind = match[1].decode()
        yield Import(match[2].decode("utf-8", "replace"), kind=kind, conditional=kind == "types")


def read_call(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require`, dynamic `import` and what resolves as they do; the name it is bound to, if any.

    `new URL("x", import.meta.url)` names a module's own neighbour.
    """
    start = node.start_byte
    if not text.startswith((b"require", b"import", b"new"), start):
        return
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return
    if node.type == "new_expression":
        beside = text[arguments.start_byte : arguments.end_byte].find(b"import.meta.url") > 0
        if not beside or name_of(function, text) != "URL":
            return
    elif name_of(function, text) not in RESOLVING:
        return
    given = [child for child in arguments.named_children if child.type != "comment"]
    if not given or given[0].type not in ("string", "template_string"):
        return
    module = unquoted(given[0], text)
    if "${" in module or (node.type == "new_expression" and not module.startswith(".")):
        return
    bound = list(binding_names(node, text))
    for name in bound or [""]:
        yield Import(module, "", bound=name, kind="require")


def stated(text: bytes) -> Iterator[Import]:
    """What no call with one string says: patterns, `__dirname`, mocks, lists of AMD."""
    yield from globs.of_bundlers(text)
    for mark, pattern in BESIDE:
        for found in pattern.finditer(text) if mark in text else ():
            group = found.lastgroup or ""
            parts = QUOTED.findall(found[group]) if group == "parts" else [found[group]]
            module = b"/".join(part.strip(b"/") for part in parts).decode("utf-8", "replace")
            types = group in ("mocked", "declared")
            named = module if types else f"./{module}"
            yield from said(text, found, named, "require", conditional=types)
    for found in AMD.finditer(text) if any(mark in text for mark in LISTS) else ():
        for one in QUOTED.findall(found["list"]):
            yield from said(text, found, one.decode("utf-8", "replace"), "amd")


def said(
    text: bytes, found: re.Match[bytes], module: str, kind: str, *, conditional: bool = False
) -> Iterator[Import]:
    """The import of a statement, unless it stands in a comment."""
    if not globs.is_commented(text, found.start()):
        start, end = found.span()
        yield Import(module, kind=kind, start=start, end=end, conditional=conditional)


def inner_require(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The string of TypeScript's `import x = require("x")`."""
    for child in node.named_children:
        if child.type == "import_require_clause":
            return child.child_by_field_name("source")
    return None


def unquoted(node: tree_sitter.Node, text: bytes) -> str:
    """The value of a string literal."""
    return text[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace").strip()


def clause_names(node: tree_sitter.Node, text: bytes) -> Iterator[tuple[str, str]]:
    """(imported name, bound name) of an import or export statement."""
    stack = list(reversed(node.named_children))
    while stack:
        child = stack.pop()
        if child.type in ("import_specifier", "export_specifier"):
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None:
                yield name_of(name, text), name_of(alias or name, text)
        elif child.type in ("namespace_import", "namespace_export", "import_require_clause"):
            identifier = child.named_children[0]
            yield "*", name_of(identifier, text)
        elif child.type == "import_clause" or child.type.endswith(("_imports", "export_clause")):
            stack.extend(reversed(child.named_children))
        elif child.type == "identifier" and child.parent and child.parent.type == "import_clause":
            yield "default", name_of(child, text)


def binding_names(call: tree_sitter.Node, text: bytes) -> Iterator[str]:
    """The names of `const x = ...` or `const {a, b: c} = ...` around a call."""
    step = call.parent
    for _ in range(3):  # member access, await and a wrapping call may stand between
        if step is None or step.type == "variable_declarator":
            break
        step = step.parent
    target = step.child_by_field_name("name") if step else None
    if step is None or step.type != "variable_declarator" or target is None:
        return
    if target.type == "identifier":
        yield name_of(target, text)
    for child in target.named_children:
        if child.type == "shorthand_property_identifier_pattern":
            yield name_of(child, text)
        elif (value := child.child_by_field_name("value")) and value.type == "identifier":
            yield name_of(value, text)


language = functools.partial(
    LanguageSpec,
    read=read,
    resolver=resolver,
    family=("astro", "javascript", "svelte", "tsx", "typescript", "vue"),
    separator="/",
    index_names=("index",),
    standard=NODE,
    depth=5,
    deep=(
        rb"require\s*\(",
        rb"import\s*\(",
        rb"require\.resolve\s*\(",
        rb"import\.meta\.resolve\s*\(",
        rb"new URL\(",
        rb"@import\s",
    ),
    stated=stated,
    wrappers=("export_statement",),
    conditions=("if_statement", "statement_block", "try_statement"),
    manifests=MANIFESTS,
    test_names=("{stem}.test", "{stem}.spec", "{stem}_test", "{stem}-test", "test-{stem}"),
    test_dirs=("test", "tests", "__tests__", "spec", "specs"),
)
"""A language of the family: name, extensions, grammar and query are its own."""
