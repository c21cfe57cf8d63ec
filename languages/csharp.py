"""C#: a `using` names a namespace, so it means the files that declare it and are used."""

from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, grouped, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible

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

LITERALS = rb"""
    \#[ \t]*(?:region|endregion|pragma|error|warning)[^\n]*
    | \$(\$*\"\"\".*?\"\"\" | @"[^"]*+(?:""[^"]*+)*+" | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")  # interpolated
    | @\$("[^"]*+(?:""[^"]*+)*+")
    | @"[^"]*+(?:""[^"]*+)*+" | "(?:"".*?\"\"\"+ | [^"\\\n]*+(?:\\.[^"\\\n]*+)*+") | '(?:[^'\\\n]|\\.)+'
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
        shared = any(child.type == "global" for child in node.children)
        yield Import(path, "*", kind="global" if shared else "")


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
    """The types of the file's namespace, of those around it and of its project's global usings."""
    declared = repository.declared(("csharp",))
    shared = global_usings(repository)
    known: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}

    def of(importer: str) -> dict[str, tuple[str, ...]]:
        place = project_of(repository, importer), repository.outlines[importer].package
        if place not in known:
            merged: dict[str, tuple[str, ...]] = {}
            for name in (*shared.get(place[0], ()), *around(place[1])):
                merged.update(declared.get(name, {}))
            known[place] = with_attributes(merged)
        return known[place]

    return of


def with_attributes(names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """`[Fact]` means `FactAttribute` where there is no `Fact`."""
    short = {name.removesuffix("Attribute"): paths for name, paths in names.items()}
    return short | names


def around(namespace: str) -> list[str]:
    """`A.B` gives `A` and `A.B`: the inner one comes last and wins."""
    parts = namespace.split(".")
    return [".".join(parts[:size]) for size in range(1, len(parts) + 1)]


def project_of(repository: Repository, path: str) -> str:
    """The closest directory above a file that holds a project file, else the root."""
    for above in ancestors(path):
        if any(name.endswith(".csproj") for name in repository.directories.get(above, ())):
            return above
    return ""


def global_usings(repository: Repository) -> Mapping[str, tuple[str, ...]]:
    """Project directory -> the namespaces that `global using` opens in all of its files."""
    return grouped(
        (project_of(repository, path), statement.module)
        for path, outline in repository.outlines.items()
        if repository.languages[path] == "csharp"
        for statement in outline.imports
        if statement.kind == "global"
    )


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
    literals=LITERALS,
    interpolated=rb"\{[^{}\"]*",
    binders=frozenset(b"class struct interface enum record delegate".split()),
    implicit="same_namespace",
    visible=visible,
    test_names=("{stem}Test", "{stem}Tests", "Test{stem}", "{stem}Facts", "{stem}Spec"),
    test_dirs=("test", "tests", "Test", "Tests"),
)
