"""Python."""

import functools
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine import configuration
from repoloom.languages.engine.comments import HASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import LanguageSpec, Resolve
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
    rb"""(?:importlib\s*\.\s*)?import_module\(\s*["']([\w.]+)["']\s*(?:,\s*(?:package\s*=\s*)?__(?:package|name)__\s*)?,?\s*\)"""
)
"""A relative name counts only where its package is the importer's own."""


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b as c` binds c, `import a.b` binds a; `from` gives one import for each name."""
    if node.type == "call":
        if match := DYNAMIC.match(text, node.start_byte, node.end_byte):
            yield Import(match[1].decode("utf-8", "replace"), kind="import_module")
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


def aliased(node: tree_sitter.Node, text: bytes) -> tuple[str, str]:
    """(name, alias or "") of an imported name."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    if node.type == "aliased_import" and name and alias:
        return name_of(name, text), name_of(alias, text)
    return name_of(node, text), ""


class Resolver:
    """Finds modules as the import system's path finder does, on roots that the repository tells."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.roots = declared_roots(repository)
        self.package_roots: dict[str, str] = {}
        self.near = functools.cache(self._near)
        self.holders = holders(repository)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """The module's file; `from p import q` means `p/q.py` where there is one."""
        module, name = statement.module, statement.name
        if module.startswith("."):
            return self.relative(importer, module, name) or UNRESOLVED
        segments = module.split(".")
        if segments[0] in PYTHON:
            return self.module(self.own_root(importer), segments, name, standard=True) or EXTERNAL
        holding = self.holders.get(segments[0])
        if holding:
            for root in (self.own_root(importer), *self.near(posixpath.dirname(importer))):
                found = self.module(root, segments, name) if root in holding else None
                if found:
                    return EXTERNAL if self.foreign(root, importer, found) else found
        return None

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
            tries += files_of(posixpath.join(stem, name))
        path = self.repository.first([*tries, *files_of(stem)])
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

    def _near(self, directory: str) -> tuple[str, ...]:
        """The declared roots, those that share most with the directory first, then all above it."""
        above = ancestors(posixpath.join(directory, "file"))
        rank = {directory: index for index, directory in enumerate(above)}
        known = sorted(self.roots, key=lambda root: (rank.get(self.roots[root], len(rank)), root))
        return (*known, *above)


def holders(repository: Repository) -> dict[str, set[str]]:
    """Name of a module or package at any level -> the directories that hold it.

    Most imports of a project name something outside, which this answers without trying each root.
    """
    found: dict[str, set[str]] = {}
    modules = (path for path in repository.paths if path.endswith((".py", ".pyi")))
    for path in (*repository.directories, *modules):
        above, _, name = path.rpartition("/")
        found.setdefault(name.partition(".")[0], set()).add(above)
    return found


def files_of(stem: str) -> list[str]:
    """The files that a module may be."""
    return [f"{stem}/__init__.py", f"{stem}.py", f"{stem}.pyi", f"{stem}/__init__.pyi"]


def declared_roots(repository: Repository) -> dict[str, str]:
    """Source root -> the project directory that has it, from the projects' build files."""
    found: dict[str, str] = {}
    for name, reader in MANIFESTS.items():
        for project, data in repository.named(name):
            for root in (*reader(data), "", "src", "lib"):
                path = posixpath.normpath(posixpath.join(project, root)).removeprefix(".")
                if path in repository.directories:
                    found.setdefault(path, project)
    found.setdefault("", "")
    return found


def pyproject_roots(data: bytes) -> list[str]:
    """Roots that setuptools, poetry, hatch, pdm and pytest are told."""
    tool = dig(configuration.toml(data), "tool")
    setuptools = dig(tool, "setuptools")
    find = dig(setuptools, "packages", "find")
    roots = [find.get("where"), dig(setuptools, "package-dir").get("")]
    packages = dig(tool, "poetry").get("packages")
    roots += [dig(item).get("from") for item in packages] if isinstance(packages, list) else []
    roots += [dig(tool, "pdm", "build").get("package-dir")]
    roots += [dig(tool, "pytest", "ini_options").get("pythonpath")]
    roots += [parent_of(dig(tool, "hatch", "build", "targets", "wheel").get("packages"))]
    return list(strings(roots))


def dig(table: object, *keys: str) -> dict[str, object]:
    """A table inside a table, {} where it is missing or something else."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def strings(value: object) -> Iterator[str]:
    """The strings in nested lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def parent_of(packages: object) -> list[str]:
    """The directories that hold the listed packages."""
    return [posixpath.dirname(package) for package in strings(packages)]


def setup_cfg_roots(data: bytes) -> list[str]:
    """`package_dir` and `where` of a setup.cfg."""
    parser = configuration.ini(data)
    if not parser.sections():
        return []
    mapped = parser.get("options", "package_dir", fallback="")
    return [
        *re.findall(r"^\s*=\s*(\S+)", mapped, re.MULTILINE),
        parser.get("options.packages.find", "where", fallback=""),
    ]


def setup_py_roots(data: bytes) -> list[str]:
    """The literal `package_dir={"": "x"}` and `find_packages("x")` of a setup.py."""
    text = data.decode("utf-8", "replace")
    return [
        *re.findall(r"""package_dir\s*=\s*\{\s*["']["']\s*:\s*["']([^"']+)["']""", text),
        *re.findall(
            r"""find(?:_namespace)?_packages\(\s*(?:where\s*=\s*)?["']([^"']+)["']""", text
        ),
    ]


MANIFESTS = {
    "pyproject.toml": pyproject_roots,
    "setup.cfg": setup_cfg_roots,
    "setup.py": setup_py_roots,
}


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


SPEC = LanguageSpec(
    name="python",
    extensions=(".py", ".pyi", ".pyw"),
    filenames=("SConstruct", "SConscript", "wscript"),
    interpreters=("python",),
    grammar="tree_sitter_python:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    index_names=("__init__",),
    standard=PYTHON,
    comments=HASHES,
    depth=2,
    deep=(
        rb"\n[ \t]+(?:import|from)[ \t]",
        rb":[ \t]*(?:import|from)[ \t]",
        rb";[ \t]*(?:import|from)[ \t]",
        rb"import_module\(",
    ),
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
