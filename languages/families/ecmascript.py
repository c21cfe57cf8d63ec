"""What JavaScript, TypeScript and TSX share: how modules are imported and what they define."""

import functools
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families.node import resolver
from repoloom.languages.families.standard import NODE

QUERY = """
(import_statement) @import
(export_statement source: (string)) @import
(call_expression function: (identifier) arguments: (arguments . (string) . )) @import
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
"""


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import`, `export ... from`, `require("x")`, `import("x")`, `import x = require("x")`.

    `import type` and `export type` are gone at run time, so they are conditional.
    """
    if node.type == "call_expression":
        yield from read_call(node, text)
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


def read_call(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require` and dynamic `import`; the name that the result is bound to, if any."""
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if (
        function is None
        or arguments is None
        or name_of(function, text) not in ("require", "import")
    ):
        return
    given = [child for child in arguments.named_children if child.type != "comment"]
    if not given or given[0].type not in ("string", "template_string"):
        return
    module = unquoted(given[0], text)
    if "${" in module:
        return
    bound = list(binding_names(node, text))
    for name in bound or [""]:
        yield Import(module, "", bound=name, kind="require")


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
    family=("javascript", "tsx", "typescript"),
    separator="/",
    index_names=("index",),
    standard=NODE,
    depth=5,
    deep=(rb"require\s*\(", rb"import\s*\("),
    wrappers=("export_statement",),
    conditions=("if_statement", "statement_block", "try_statement"),
    manifests=("package.json", "tsconfig*.json", "jsconfig.json"),
    test_names=("{stem}.test", "{stem}.spec", "{stem}_test", "{stem}-test", "test-{stem}"),
    test_dirs=("test", "tests", "__tests__", "spec", "specs"),
)
"""A language of the family: name, extensions, grammar and query are its own."""
