"""What Python and Cython share: imports, and the modules that they mean."""

import functools
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.comments import HASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import DEFINED, EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import LanguageSpec, Resolve
from repoloom.languages.families.single.python_roots import MANIFESTS, declared_roots, told
from repoloom.languages.families.standard import PYTHON

QUERY = """
(import_statement) @import
(import_from_statement) @import
(function_definition name: (identifier) @name) @definition.function
(call function: [(identifier) (attribute)] arguments: (argument_list . (string))) @import
(class_definition name: (identifier) @name) @definition.type
(expression_statement (assignment left: (identifier) @name)) @definition.value
"""


DYNAMIC = re.compile(
    rb"""(?:importlib\s*\.\s*)?(?:import_module|__import__)\(\s*(?:name\s*=\s*)?["'](?P<name>[\w.]+)["']
        \s*(?:,\s*(?:package\s*=\s*)?(?:__(?:package|name)__|["'](?P<package>[\w.]+)["'])\s*)?,?\s*\)""",
    re.VERBOSE,
)
"""A relative name counts only where its package is the importer's own, or a literal."""

# Python 3.15's `lazy import a`, and 3.14's t"...": the grammar takes both for errors.
LATER = re.compile(
    rb"""^([ \t]*)lazy(?=[ \t]+(?:import|from)[ \t])|(?<![\w"'])[tT](?=[rR]?["'])""", re.MULTILINE
)
DEEP = (
    rb"\n[ \t]+(?:import|from)[ \t]",
    rb":[ \t]*(?:import|from)[ \t]",
    rb";[ \t]*(?:import|from)[ \t]",
    rb"import_module\(",
    rb"__import__\(",
)
SCRIPTS = frozenset(
    [
        "bin",
        "demo",
        "demos",
        "doc",
        "docs",
        "example",
        "examples",
        "notebooks",
        "sample",
        "samples",
        "script",
        "scripts",
        "test",
        "testing",
        "tests",
        "tools",
        "tutorial",
        "tutorials",
    ]
)


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b as c` binds c, `import a.b` binds a; `from` gives one import for each name."""
    if node.type == "call":
        if match := DYNAMIC.match(text, node.start_byte, node.end_byte):
            name, package = match["name"].decode(), (match["package"] or b"").decode()
            module = package + name if package and name.startswith(".") else name
            yield Import(module, kind="import_module")
        return
    if node.type == "import_statement":
        for child in node.children_by_field_name("name"):
            module, alias = aliased(child, text)
            yield Import(module, bound=alias or module.partition(".")[0])
        return
    source = node.child_by_field_name("module_name")
    module = name_of(source, text) if source else ""
    if any(child.type == "wildcard_import" for child in node.named_children):
        yield Import(module, "*")
    for child in node.children_by_field_name("name"):
        name, alias = aliased(child, text)
        yield Import(module, name, bound=alias or name)


def readable(text: bytes) -> bytes:
    """The text without what later versions than the grammar's add."""

    def plain(match: re.Match[bytes]) -> bytes:
        return b"f" if match[1] is None else match[1] + b"    "

    return LATER.sub(plain, text)


def aliased(node: tree_sitter.Node, text: bytes) -> tuple[str, str]:
    """(name, alias or "") of an imported name."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    if node.type == "aliased_import" and name and alias:
        return name_of(name, text), name_of(alias, text)
    return name_of(node, text), ""


class Resolver:
    """Finds modules as the import system's path finder does, on roots that the repository tells."""

    endings: tuple[str, ...] = ("/__init__.py", ".py", ".pyx", ".pyi", "/__init__.pyi")
    """What a module's name may end with as a file; a .pyx becomes a module of C."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.roots = declared_roots(repository)
        self.package_roots: dict[str, str] = {}
        self.near = functools.cache(self._near)  # asked once an import
        self.hidden = functools.cache(self._hidden)
        self.is_inner = functools.cache(self._is_inner)
        self.is_script = functools.cache(self._is_script)
        self.holders = holders(repository)
        self.old, self.added = told(repository)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """The module's file; `from p import q` means `p/q.py` where there is one."""
        module, name = statement.module, statement.name
        if statement.kind == DEFINED:
            return EXTERNAL
        if module.startswith("."):
            return self.relative(importer, module, name) or UNRESOLVED
        segments = module.split(".")
        if segments[0] in PYTHON:
            return self.module(self.own_root(importer), segments, name, standard=True) or EXTERNAL
        if segments[0] not in self.holders:
            return None
        for root in self.searched(importer, segments[0]):
            if found := self.module(root, segments, name):
                return EXTERNAL if self.foreign(root, importer, found) else found
        # PEP 328: what stands in a package alone is found from outside by the package's name
        return EXTERNAL if self.hidden(segments[0]) else None

    def searched(self, importer: str, name: str) -> Iterator[str]:
        """The directories in which a file's absolute import of a name is looked for.

        Its own is one of them for a script, and for Python 2; in a package of Python 3 it is not.
        """
        directory = posixpath.dirname(importer)
        if directory in self.old:
            yield directory
        own = self.own_root(importer)
        if own != directory or not self.is_inner(directory) or self.is_script(importer):
            yield own
        yield from self.near(directory, name)

    def _is_inner(self, directory: str) -> bool:
        """Whether a directory is a package, or a namespace inside of one."""
        return any(self.has_init(above) for above in (directory, *ancestors(directory)) if above)

    def has_init(self, directory: str) -> bool:
        """Whether a directory says itself that it is a package."""
        names = ("__init__.py", "__init__.pyi")
        return any(self.repository.has(posixpath.join(directory, name)) for name in names)

    def _is_script(self, importer: str) -> bool:
        """Whether a file without a package of its own is run as it stands, as tests are."""
        directory, name = posixpath.split(importer)
        if not SCRIPTS.isdisjoint(directory.split("/")) or name.startswith(("test_", "conftest")):
            return True
        return b"__main__" in self.repository.outlines[importer].identifiers.split(b"\n")

    def foreign(self, root: str, importer: str, found: Target) -> bool:
        """Whether the module is a loose file beside another project's build file: it is its own."""
        beside = root and self.roots.get(root) == root and posixpath.dirname(found.paths[0]) == root
        return bool(beside) and not importer.startswith(root + "/")

    def relative(self, importer: str, module: str, name: str) -> Target | None:
        """Each dot after the first goes up one directory."""
        path = module.lstrip(".")
        base = posixpath.dirname(importer)
        for _ in range(len(module) - len(path) - 1):
            if not base:
                return None
            base = posixpath.dirname(base)
        return self.module(base, path.split(".") if path else [], name)

    def module(
        self, root: str, segments: list[str], name: str, *, standard: bool = False
    ) -> Target | None:
        """The file of a module below `root`, or of its submodule `name`."""
        if standard and not self.is_package(root, segments):
            return None
        stem = posixpath.join(root, *segments)
        tries = []
        if name and name != "*":
            tries += [posixpath.join(stem, name) + ending for ending in self.endings]
        path = self.repository.first([*tries, *(stem + ending for ending in self.endings)])
        return Target((path,)) if path else None

    def is_package(self, root: str, segments: list[str]) -> bool:
        """Whether a module named like one of the standard library can be meant.

        It is in CPython's own tree, as a package in the importer's root; it is not where a mere
        script has a neighbour of that name.
        """
        return self.repository.has(posixpath.join(root, segments[0], "__init__.py"))

    def own_root(self, importer: str) -> str:
        """The closest directory above that is not a package: where a script's own path begins."""
        directory = posixpath.dirname(importer)
        if directory not in self.package_roots:
            root = directory
            while root and self.repository.has(posixpath.join(root, "__init__.py")):
                root = posixpath.dirname(root)
            self.package_roots[directory] = root
        return self.package_roots[directory]

    def _near(self, directory: str, name: str) -> tuple[str, ...]:
        """Where files of a directory find a name: on the path, on declared roots, then above them.

        Of the declared roots those that share most with the directory come first.
        """
        above = ancestors(posixpath.join(directory, "file"))
        rank = {each: index for index, each in enumerate(above)}
        holding = self.holders[name]
        known = [root for root in holding if root in self.roots]
        known.sort(key=lambda root: (rank.get(self.roots[root], len(rank)), root))
        added = [root for each in above for root in self.added.get(each, ())]
        outer = [each for each in above if not each or not self.is_inner(each)]
        return tuple(root for root in (*added, *known, *outer) if root in holding)

    def _hidden(self, name: str) -> bool:
        """Whether all that is called so stands in packages."""
        return all(map(self.is_inner, self.holders[name]))


SUFFIXES = (".py", ".pyi", ".pyx", ".pxd")


def holders(repository: Repository) -> dict[str, set[str]]:
    """Name of a module or package at any level -> the directories that hold it.

    Most imports of a project name something outside, which this answers without trying each root.
    """
    found: dict[str, set[str]] = {}
    modules = (path for path in repository.paths if path.endswith(SUFFIXES))
    for path in (*repository.directories, *modules):
        above, _, name = path.rpartition("/")
        found.setdefault(name.partition(".")[0], set()).add(above)
    return found


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


language = functools.partial(
    LanguageSpec,
    grammar="tree_sitter_python:language",
    query=QUERY,
    index_names=("__init__",),
    standard=PYTHON,
    comments=HASHES,
    depth=2,
    wrappers=(
        "try_statement",
        "except_clause",
        "finally_clause",
        "with_statement",
        "block",
        "decorated_definition",
    ),
    conditions=("if_statement", "elif_clause", "else_clause"),
    manifests=tuple(MANIFESTS),
    test_names=("test_{stem}", "{stem}_test", "{stem}_tests", "tests_{stem}"),
    test_dirs=("test", "tests", "testing"),
)
"""A language of the family: name, extensions and how it is read are its own."""
