"""Kotlin."""

import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import Definition, Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import extensions, jvm, standard

QUERY = """
(package_header (qualified_identifier) @package)
(import) @import
(class_declaration name: (identifier) @name) @definition.type
(object_declaration name: (identifier) @name) @definition.type
(type_alias type: (identifier) @name) @definition.type
(function_declaration name: (identifier) @name) @definition.function
(property_declaration (variable_declaration . (identifier) @name)) @definition.value
"""

QUALIFIED = re.compile(
    jvm.QUALIFIED.pattern
    + rb"|(?<![\w.`])(?P<call>(?:[a-z_]\w*|`[^`\s.]+`)(?:\.(?:[a-z_]\w*|`[^`\s.]+`)){2,})"
)
PACKAGE = re.compile(rb"^\s*package\s+`?(\w+)", re.MULTILINE)
FIRST_BYTES = 1 << 14

LITERALS = rb"""
    "("".*?\"\"\"+ | [^"\\\n]*+(?:\\.[^"\\\n]*+)*+")  # strings
    | '(?:[^'\\\n]|\\.)+'  # characters
"""

FIRST_LINE = re.compile(
    rb"""(?xm)
    ^ (?:[a-z]+\s){0,8}
    (?: (?:class|interface|object|typealias)\s+ (?P<type>\w+)
      | fun\s+ (?:<[^>\n]*>\s+)? (?:[\w.<>?]+\.)? (?P<function>\w+) \s* \(
      | va[lr]\s+ (?:[\w.<>?]+\.)? (?P<value>\w+) \s* [:=\n] )
"""
)
MISREAD = ("ERROR", "annotated_expression", "infix_expression")
"""They stand at the top level only where the grammar misreads."""

# Types, and the infix members of Int and Long: a member wins over an extension of that name.
BUILTIN = frozenset(
    b"Any Array Boolean Byte Char Double Float Int Long Nothing Short String Unit"
    b" and inv or shl shr ushr xor".split()
)


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b.C`, `import a.b.C as D`, `import a.b.*`."""
    if node.type != "import":
        yield from read_qualified(node, text)
        return
    if not node.named_children:
        return
    path, *alias = (name_of(child, text).replace("`", "") for child in node.named_children)
    if any(child.type == "*" for child in node.children):
        yield Import(path, "*")
        return
    module, _, name = path.rpartition(".")
    yield Import(module, name, bound=alias[0] if alias else name)


def read_qualified(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`a.b.C`, and `a.b.call` where it may be a function of a package.

    Every chain of calls looks like one; only those count that begin as the file's own package does.
    """
    found = QUALIFIED.match(text, node.start_byte)
    if found and found["call"]:
        own = PACKAGE.search(text, 0, FIRST_BYTES)
        if not own or own[1] != found[0].partition(b".")[0].strip(b"`"):
            return
    yield from jvm.read_qualified(node, text, QUALIFIED)


def recover(root: tree_sitter.Node, text: bytes) -> Iterator[Definition]:
    """The definitions in misread stretches, found by their first line.

    One soft keyword in an expression turns a whole class into an ERROR.
    """
    for node in (root,) if root.type == "ERROR" else root.children:
        if node.type not in MISREAD:
            continue
        start, end = node.start_byte, node.end_byte
        for match in FIRST_LINE.finditer(text[start:end]):
            kind = match.lastgroup or "type"
            name = match[kind].decode("utf-8", "replace")
            yield Definition(name, kind, start + match.start(), end)


SPEC = LanguageSpec(
    name="kotlin",
    extensions=(".kt", ".kts"),
    grammar="tree_sitter_kotlin:language",
    endless=True,
    query=QUERY,
    read=read,
    resolver=jvm.resolver,
    family=jvm.FAMILY,
    standard=frozenset({"kotlin", "kotlinx", "java", "javax", "android", "androidx"}),
    depth=5,
    inline=QUALIFIED.pattern,
    escapes=b"`",
    quotes="`",
    manifests=("module-info.java",),
    literals=LITERALS,
    interpolated=rb"\$\{[^}]*|\$\w+",
    recover=recover,
    dotted=extensions.of_kotlin,
    inherited=standard.KOTLIN_MEMBERS,
    binders=frozenset(
        (b"class", b"interface", b"object", b"typealias", b"fun", b"val", b"var", b"for")
    ),
    builtin=BUILTIN,
    labels=True,
    implicit="same_package",
    visible=jvm.visible,
    test_names=("{stem}Test", "{stem}Tests", "Test{stem}", "{stem}Spec"),
    test_dirs=("test", "tests", "androidTest", "commonTest", "jvmTest", "nativeTest", "jsTest"),
)
