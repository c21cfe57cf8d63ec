"""C#: a `using` names a namespace, so it means the files that declare it and are used."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import DEFINED, EXTERNAL, INLINE, Import, Outline, Target
from repoloom.languages.engine.repository import Names, Repository, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible
from repoloom.languages.families import extensions, standard
from repoloom.languages.families.manifests.msbuild import NAMES, Projects

QUERY = """
(using_directive) @import
(namespace_declaration name: (_) @package)
(namespace_declaration name: (_) @import)
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


QUALIFIED = re.compile(
    rb"(?<![\w.@])(?!(?:System|Microsoft|Windows)\.)(?:@\w+|[A-Z]\w*)(?:\.(?:@\w+|[A-Z]\w*))+"
)
"""A name with capitals throughout: a type named in full, or one with a member of it.

Behind `@` a keyword may be any segment.
"""

TYPES = frozenset(b"class struct interface enum record delegate".split())

WORDS = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`using A.B;`, `using static A.B.C;`, `using X = A.B.C;`, with `global` or without; `A.B.C`.

    An alias of C# 12 may stand for any type: the names in it are imported, and bind no name.
    """
    if node.parent and node.parent.type == "namespace_declaration":
        yield from read_namespace(node.parent, text)
        return
    if node.type != "using_directive":
        yield from read_qualified(node, text)
        return
    names = [child for child in node.named_children if child.type != "comment"]
    if not names:
        return
    kinds = {child.type for child in node.children}
    whole = name_of(names[-1], text).replace("global::", "").replace("@", "")
    path, _, rest = whole.partition("<")
    module, _, name = path.rpartition(".")
    shared = "global" if "global" in kinds else ""
    if len(names) > 1:
        bound = name_of(names[0], text).lstrip("@")
        if path.replace(".", "").replace("_", "").isalnum():
            yield Import(module, name, bound=bound, kind=shared or "alias")
            whole = rest
        elif text.startswith(b"(", names[-1].start_byte):  # `name_of` joins a type and its name
            whole = text[names[-1].start_byte : names[-1].end_byte].decode("utf-8", "replace")
        for found in WORDS.findall(whole):
            module, _, name = found.rpartition(".")
            yield Import(module, name, kind="alias")
    elif "static" in kinds:
        yield Import(module, name, kind=shared or "static")
    else:
        yield Import(path, "*", kind=shared)


def read_namespace(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """The types of one namespace in braces, where a file has several, beside or inside each other."""
    body = node.child_by_field_name("body")
    if body is None or text.find(b"namespace", text.find(b"namespace") + 1) < 0:
        return
    names: list[str] = []
    step: tree_sitter.Node | None = node
    while step is not None:
        if step.type == "namespace_declaration" and (name := step.child_by_field_name("name")):
            names.insert(0, name_of(name, text).replace("@", ""))
        step = step.parent
    members = [*body.named_children]
    for member in members:
        if member.type.startswith("preproc_"):
            members += member.named_children
        name = member.child_by_field_name("name")
        if name and member.type.removesuffix("_declaration").encode() in TYPES:
            yield Import(".".join(names), "", name_of(name, text).lstrip("@"), DEFINED)


def read_qualified(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """The name at a node, all of it: how much of it is a namespace the resolver knows."""
    path = QUALIFIED.match(text, node.start_byte)
    if path and not declares(node):
        module, _, name = path[0].decode("utf-8", "replace").replace("@", "").rpartition(".")
        yield Import(module, name, kind=INLINE)


def declares(node: tree_sitter.Node) -> bool:
    """Whether a name stands in `namespace A.B;`."""
    above = node.parent
    while above is not None and above.type == "qualified_name":
        above = above.parent
    return above is not None and above.type.endswith("namespace_declaration")


class Resolver:
    """Finds what a `using` or a qualified name means, by declared namespaces and types in them."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.declared = declared(repository)
        self.projects = Projects(repository)
        self.spaces = frozenset(name for space in self.declared for name in around(space))
        self.whole: dict[tuple[str, str], tuple[str, ...]] = {}

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """The file of a type; of a namespace the files that the importer's project sees."""
        if statement.kind == DEFINED:
            return EXTERNAL
        if statement.kind == INLINE:
            return self.qualified(importer, f"{statement.module}.{statement.name}".split("."))
        if statement.name == "*":
            return self.namespace(importer, statement.module)
        found = self.type(importer, statement.module, statement.name)
        return found or self.namespace(importer, f"{statement.module}.{statement.name}")

    def namespace(self, importer: str, name: str) -> Target:
        """All files of a namespace; of those that a project does not see only if there are no others."""
        place = self.projects.of(importer), name
        if place not in self.whole:
            paths = self.declared.get(name, {}).get("", ())
            self.whole[place] = self.projects.within(importer, paths) or paths
        paths = self.whole[place]
        return Target(paths, package=True) if paths else EXTERNAL

    def type(self, importer: str, namespace: str, name: str) -> Target | None:
        """The file that declares a type: of the projects in sight, the nearest."""
        paths = self.declared.get(namespace, {}).get(name, ())
        paths = self.projects.within(importer, paths) or paths
        return Target((nearest(importer, paths),), ambiguous=len(paths) > 1) if paths else None

    def qualified(self, importer: str, names: Sequence[str]) -> Target:
        """A type by the namespaces before it, searched from the importer's namespace outwards.

        What the first name means first counts: an alias, a type (which no link of this kind needs), a
        namespace.
        """
        outline = self.repository.outlines[importer]
        for statement in outline.imports:
            if statement.bound == names[0] and statement.kind not in (INLINE, DEFINED):
                alias = f"{statement.module}.{statement.name}".strip(".").split(".")
                return self.inside(importer, [*alias, *names[1:]])
        for space in (*reversed(spaces(outline)), ""):
            if names[0] in self.declared.get(space, {}):
                return EXTERNAL
            if f"{space}.{names[0]}".strip(".") in self.spaces:
                return self.inside(importer, [*filter(None, space.split(".")), *names])
        return EXTERNAL

    def inside(self, importer: str, names: Sequence[str]) -> Target:
        """The first type behind the namespaces that a name in full begins with."""
        for size in range(1, len(names)):
            space = ".".join(names[:size])
            for name in (names[size], f"{names[size]}Attribute"):
                if found := self.type(importer, space, name):
                    return found
        return EXTERNAL


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


def visible(repository: Repository) -> Visible:
    """The types of the file's namespace, of those around it and of its project's global usings."""
    types = declared(repository)
    projects = Projects(repository)
    shared = global_usings(repository, projects)
    known: dict[tuple[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = {}

    def of(importer: str) -> dict[str, tuple[str, ...]]:
        place = projects.of(importer), spaces(repository.outlines[importer])
        if place not in known:
            merged: dict[str, tuple[str, ...]] = {}
            for module, name in shared.get(place[0], ()):
                whole = types.get(f"{module}.{name}" if name else module, {})
                merged.update(types.get(module, {}) if name == "*" else whole)
                if name in types.get(module, {}):
                    merged[name] = types[module][name]
            for space in place[1]:
                merged.update(types.get(space, {}))
            seen = {name: projects.within(importer, paths) for name, paths in merged.items()}
            known[place] = with_attributes({name: paths for name, paths in seen.items() if paths})
        return known[place]

    return of


def declared(repository: Repository) -> Mapping[str, Names]:
    """Namespace -> type -> its files, "" for all; of a file with several each has its own."""
    found: dict[str, dict[str, set[str]]] = {
        space: {name: set(paths) for name, paths in names.items()}
        for space, names in repository.declared(("csharp",)).items()
    }
    for path, outline in repository.outlines.items():
        rows = [one for one in outline.imports if one.kind == DEFINED]
        if not rows or repository.languages[path] != "csharp":
            continue
        own = {one.bound for one in rows if one.module == outline.package}
        for name in {one.bound for one in rows} - own:
            found[outline.package].get(name, set()).discard(path)
        for one in rows:
            for name in (one.bound, ""):
                found.setdefault(one.module, {}).setdefault(name, set()).add(path)
    return {
        space: {name: tuple(sorted(paths)) for name, paths in names.items() if paths}
        for space, names in found.items()
    }


def spaces(outline: Outline) -> tuple[str, ...]:
    """The namespaces of a file and those around them, the innermost last."""
    named = {one.module for one in outline.imports if one.kind == DEFINED}
    every = {space for name in (outline.package, *named) for space in around(name)}
    return tuple(sorted(every, key=lambda space: (space.count("."), space)))


def with_attributes(names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """`[Fact]` means `FactAttribute` where there is no `Fact`."""
    short = {name.removesuffix("Attribute"): paths for name, paths in names.items()}
    return short | names


def around(namespace: str) -> list[str]:
    """`A.B` gives `A` and `A.B`: the inner one comes last and wins."""
    return list(itertools.accumulate(namespace.split("."), "{}.{}".format))


def global_usings(
    repository: Repository, projects: Projects
) -> Mapping[str, list[tuple[str, str]]]:
    """Project -> (namespace, name or "*") that `global using`, or its file, opens for all its files."""
    found = {project: list(rows) for project, rows in projects.usings.items()}
    for path, outline in repository.outlines.items():
        if repository.languages[path] == "csharp":
            rows = [(one.module, one.name) for one in outline.imports if one.kind == "global"]
            found.setdefault(projects.of(path), []).extend(rows)
    return {project: sorted(set(rows)) for project, rows in found.items()}


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
    inline=QUALIFIED.pattern,
    escapes=b"@",
    quotes="@",
    dotted=extensions.of_csharp,
    inherited=standard.DOTNET_MEMBERS,
    manifests=NAMES,
    literals=LITERALS,
    interpolated=rb"\{[^{}\"]*",
    binders=TYPES,
    implicit="same_namespace",
    visible=visible,
    test_names=("{stem}Test", "{stem}Tests", "Test{stem}", "{stem}Facts", "{stem}Spec"),
    test_dirs=("test", "tests", "Test", "Tests"),
)
