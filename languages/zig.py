"""Zig: files by path, and the modules that `build.zig` names."""

import posixpath
import re
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.comments import Comments
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, grouped, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve

QUERY = """
(builtin_function (builtin_identifier) (arguments . (string) .)) @import
(function_declaration name: (identifier) @name) @definition.function
(variable_declaration . (identifier) @name
    [(struct_declaration) (enum_declaration) (union_declaration) (opaque_declaration) (error_set_declaration)]
) @definition.type
(variable_declaration . (identifier) @name type: (_)) @definition.value
(variable_declaration . (identifier) @name .
    [(integer) (float) (boolean) (character) (string) (multiline_string) (call_expression) (binary_expression)
     (unary_expression) (struct_initializer) (anonymous_struct_initializer) (if_expression) (switch_expression)]
) @definition.value
"""

CALL = re.compile(rb'@import\s*\(\s*"([^"\n]+)"')
FILES = (".zig", ".zon")

# `const x = b.addModule("name", .{ .root_source_file = b.path("a.zig") })`, and where x is imported.
MODULE = re.compile(
    r'(?:(?:const|var)\s+(\w+)\s*=\s*)?(?<!\w)\w{1,99}\.(?:addModule|createModule)\s*\(\s*(?:"([^"]+)")?'
    r'[^;]{0,2000}?root_source_file\s*=\s*(?:[\w.]+\(|\.\{\s*\.path\s*=)\s*"([^"]+)"'
)
IMPORTED = re.compile(r'(?:addImport\s*\(|\.name\s*=)\s*"([^"]+)"\s*,\s*(?:\.module\s*=\s*)?(\w+)')


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`@import("a.zig")` with the name it is bound to, and `@import("a.zig").Name`.

    The kind is "require": the bound name stands beside the node.
    """
    if not (match := CALL.match(text, node.start_byte, node.end_byte)):
        return
    whole, name, above = node, "", node.parent
    if above and above.type == "field_expression":
        member = above.child_by_field_name("member")
        whole, name, above = above, name_of(member, text) if member else "", above.parent
    if above and above.type == "using_namespace_declaration":
        name = name or "*"
    declared = above and above.type == "variable_declaration"
    bound = name_of(above.named_children[0], text) if above and declared else ""
    yield Import(
        match[1].decode("utf-8", "replace"),
        name,
        bound=bound if bound != "_" else "",
        kind="require",
        start=whole.start_byte,
        end=whole.end_byte,
    )


def modules(repository: Repository) -> Mapping[str, tuple[str, ...]]:
    """Module name -> its root files, by what the build files add and import."""
    found: list[tuple[str, str]] = []
    for directory, data in repository.named("build.zig"):
        text = data.decode("utf-8", "replace")
        by_variable: dict[str, str] = {}
        for variable, name, source in MODULE.findall(text):
            path = posixpath.normpath(posixpath.join(directory, source))
            by_variable[variable] = path
            found.append((name, path))
        found += [
            (name, by_variable[variable])
            for name, variable in IMPORTED.findall(text)
            if variable in by_variable
        ]
    return grouped((name, path) for name, path in found if name and repository.has(path))


def resolver(repository: Repository) -> Resolve:
    """A path beside the importer; any other name is a module of a build file, or outside."""
    known = modules(repository)

    def resolve(importer: str, statement: Import) -> Target:
        module = statement.module
        if module.endswith(FILES):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
            return Target((path,)) if repository.has(path) else UNRESOLVED
        roots = known.get(module, ())
        if not roots:
            return EXTERNAL
        return Target((nearest(importer, roots),), ambiguous=len(roots) > 1)

    return resolve


SPEC = LanguageSpec(
    name="zig",
    extensions=(".zig",),
    grammar="tree_sitter_zig:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    depth=3,
    deep=(rb"@import\s*\(",),
    comments=Comments(line=b"//"),
    wrappers=("comptime_declaration", "block"),
    conditions=("test_declaration",),
    manifests=("build.zig",),
    test_names=("{stem}_test", "test_{stem}", "{stem}_tests"),
)
