"""C#: a `using` names a namespace, so it means the files that declare it and are used."""

from collections.abc import Iterator

import tree_sitter

from languages._parse import name_of
from languages._repository import Repository, nearest
from languages._spec import EXTERNAL, Import, LanguageSpec, Resolve, Target, Visible

QUERY = """
(using_directive) @import
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)
(class_declaration name: (identifier) @name) @definition.type
(struct_declaration name: (identifier) @name) @definition.type
(interface_declaration name: (identifier) @name) @definition.type
(enum_declaration name: (identifier) @name) @definition.type
(record_declaration name: (identifier) @name) @definition.type
(delegate_declaration name: (identifier) @name) @definition.type
"""


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`using A.B;`, `using static A.B.C;`, `using X = A.B.C;`, with `global` or without."""
    names = [child for child in node.named_children if child.type != "comment"]
    if not names:
        return
    static = any(child.type == "static" for child in node.children)
    path = name_of(names[-1], text).partition("<")[0].replace("global::", "")
    module, _, name = path.rpartition(".")
    if len(names) > 1:
        yield Import(module, name, bound=name_of(names[0], text), kind="alias")
    elif static:
        yield Import(module, name, kind="static")
    else:
        yield Import(path, "*")


def resolver(repository: Repository) -> Resolve:
    """By declared namespaces and the types in them."""
    declared = repository.declared(("csharp",))

    def resolve(importer: str, statement: Import) -> Target | None:
        names = declared.get(statement.module, {})
        if statement.name == "*":
            return Target(names[""], package=True) if names else EXTERNAL
        if paths := names.get(statement.name):
            return Target((nearest(importer, paths),), ambiguous=len(paths) > 1)
        whole = declared.get(f"{statement.module}.{statement.name}")
        return Target(whole[""], package=True) if whole else EXTERNAL

    return resolve


def visible(repository: Repository) -> Visible:
    """The types of the file's own namespace and of those around it, the inner ones first."""
    declared = repository.declared(("csharp",))
    known: dict[str, dict[str, tuple[str, ...]]] = {}

    def of(importer: str) -> dict[str, tuple[str, ...]]:
        namespace = repository.outlines[importer].package
        if namespace not in known:
            parts = namespace.split(".")
            merged: dict[str, tuple[str, ...]] = dict(declared.get("", {})) if not namespace else {}
            for size in range(1, len(parts) + 1):
                merged.update(declared.get(".".join(parts[:size]), {}))
            known[namespace] = merged
        return known[namespace]

    return of


SPEC = LanguageSpec(
    name="csharp",
    extensions=(".cs", ".csx"),
    grammar="tree_sitter_c_sharp:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    standard=frozenset({"System", "Microsoft", "Windows"}),
    wrappers=("namespace_declaration", "declaration_list"),
    conditions=("preproc_if", "preproc_else", "preproc_elif"),
    depth=5,
    implicit="same_namespace",
    visible=visible,
    test_names=("{stem}Test", "{stem}Tests", "Test{stem}", "{stem}Facts", "{stem}Spec"),
    test_dirs=("test", "tests", "Test", "Tests"),
)
