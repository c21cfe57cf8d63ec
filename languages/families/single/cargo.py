"""Rust's crates and module trees, as cargo and rustc find them."""

import collections
import dataclasses
import functools
import posixpath
from collections.abc import Iterator

from repoloom.languages.engine import configuration
from repoloom.languages.engine.records import EMBEDDED, EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import Resolve

ROOTS = ("src/lib.rs", "src/main.rs", "build.rs")
ROOT_DIRECTORIES = ("src/bin", "tests", "examples", "benches")
MOD = ("mod", "macro_mod", "cfg_mod")
INCLUDE = ("include", EMBEDDED)
OWNERS = ("lib.rs", "main.rs")
STANDARD = frozenset({"std", "core", "alloc", "proc_macro", "test"})

Module = tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands: the root file of its crate, and its module path in it."""

    root: str
    module: Module


class Crates:
    """All crates of a repository: module trees from the root files, names from Cargo.toml."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.libraries: dict[str, str] = {}
        self.named: dict[str, str] = {}  # libraries by the names of their packages
        self.renamed: dict[str, dict[str, str]] = {}
        self.trees: dict[str, dict[Module, str]] = {}
        self.places: dict[str, list[Place]] = collections.defaultdict(list)
        self.packages: dict[str, str] = {}
        self.package_of = functools.cache(self._package_of)  # asked once an import
        manifests = [
            (directory, configuration.toml(data))
            for directory, data in repository.named("Cargo.toml")
        ]
        self.shared = {
            directory: table(table(manifest, "workspace"), "dependencies")
            for directory, manifest in manifests
            if "workspace" in manifest
        }
        for directory, manifest in manifests:
            self.read_package(directory, manifest)
        if not self.trees:
            for path in (*repository.ending("lib.rs"), *repository.ending("main.rs")):
                self.grow(path)
        self.adopt()

    def adopt(self) -> None:
        """Places the files that no `mod x;` leads to by their paths below the closest crate's root.

        Macros declare modules too, by names that cannot be read off them.
        """
        owners: dict[str, str] = {}
        for root in sorted(self.trees):  # lib.rs before main.rs
            if posixpath.basename(root) in OWNERS:
                owners.setdefault(posixpath.dirname(root), root)
        for path in self.repository.paths:
            if (
                path.endswith(".rs")
                and path not in self.places
                and (root := self.owner(owners, path))
            ):
                inside = path.removeprefix(posixpath.dirname(root)).strip("/").removesuffix(".rs")
                module = tuple(inside.removesuffix("/mod").split("/"))
                self.trees[root].setdefault(module, path)
                self.places[path].append(Place(root, module))

    def owner(self, owners: dict[str, str], path: str) -> str:
        """The root whose directory is the closest above `path`, inside of the same package."""
        for above in ancestors(path):
            if above in owners:
                return owners[above]
            if above in self.packages:
                break
        return ""

    def read_package(self, directory: str, manifest: dict[str, object]) -> None:
        """Finds the crates of one Cargo.toml: declared targets, and cargo's automatic ones."""
        package = table(manifest, "package")
        library = table(manifest, "lib")
        path = posixpath.normpath(posixpath.join(directory, text(library, "path") or "src/lib.rs"))
        name = text(library, "name") or text(package, "name")
        self.packages[directory] = name.replace("-", "_")
        if name and self.repository.has(path):
            self.libraries.setdefault(name.replace("-", "_"), path)
            self.named.setdefault((text(package, "name") or name).replace("-", "_"), path)
        above = (directory, *ancestors(directory)) if directory else ("",)
        workspace = next((each for each in above if each in self.shared), "")
        self.renamed[directory] = dict(renames(manifest, self.shared.get(workspace, {})))
        for root in dict.fromkeys([path, *self.targets(directory, manifest)]):
            if self.repository.has(root):
                self.grow(root)

    def targets(self, directory: str, manifest: dict[str, object]) -> Iterator[str]:
        """The root files of binaries, tests, examples, benchmarks and the build script."""
        for kind in ("bin", "test", "example", "bench"):
            entries = manifest.get(kind)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and (path := text(entry, "path")):
                    yield posixpath.normpath(posixpath.join(directory, path))
        if build := text(table(manifest, "package"), "build"):
            yield posixpath.normpath(posixpath.join(directory, build))
        for root in ROOTS:
            yield posixpath.join(directory, root)
        for root in ROOT_DIRECTORIES:
            folder = posixpath.join(directory, root)
            yield from (
                path for path in self.repository.directories.get(folder, ()) if path.endswith(".rs")
            )
            for child in self.repository.below(folder):
                yield posixpath.join(child, "main.rs")

    def grow(self, root: str) -> None:
        """Follows `mod x;` from a root file."""
        tree: dict[Module, str] = {(): root}
        waiting: list[tuple[Module, str]] = [((), root)]
        seen = {root}
        while waiting:
            module, path = waiting.pop()
            self.places[path].append(Place(root, module))
            for name, child in self.children(path, module, path == root):
                if child not in seen:
                    seen.add(child)
                    tree.setdefault(name, child)  # of two under `#[cfg]`, the first
                    waiting.append((name, child))
        self.trees[root] = tree

    def children(self, path: str, module: Module, is_root: bool) -> Iterator[tuple[Module, str]]:
        """(module path, file) of each `mod x;` in a file whose own path is `module`.

        A module that a macro's definition declares stands beside that file: where it is called.
        """
        outline = self.repository.outlines.get(path)
        for statement in outline.imports if outline else ():
            if statement.kind in MOD:
                above = module[:-1] if statement.kind == "macro_mod" else module
                child = self.module_file(path, statement, is_root)
                if child:
                    yield (*above, *statement.module.split("::")), child
            elif statement.kind == "include" and (child := self.included(path, statement)):
                yield module, child

    def module_file(self, path: str, statement: Import, is_root: bool) -> str:
        """The file of a `mod x;`, which depends on whether `path` owns its directory."""
        directory, name = posixpath.split(path)
        stem = name.removesuffix(".rs")
        base = directory if is_root or stem == "mod" else posixpath.join(directory, stem)
        *inside, module = statement.module.split("::")
        if statement.name.startswith("="):
            _, number, moved = statement.name.split("=", 2)
            above = [base, *inside[: int(number)]] if int(number) else [directory]
            place = posixpath.normpath(posixpath.join(*above, moved))
            return self.repository.first(place + tail for tail in ("", ".rs", "/mod.rs"))
        if statement.name:
            start = posixpath.join(base, *inside) if inside else directory  # inside of `mod y { }`
            return self.repository.first(
                [posixpath.normpath(posixpath.join(start, statement.name))]
            )
        bases = [base, directory] if statement.kind == "macro_mod" else [base]
        places = [posixpath.join(base, *inside, module) for base in bases]
        return self.repository.first(
            place + tail for place in places for tail in (".rs", "/mod.rs")
        )

    def included(self, path: str, statement: Import) -> str:
        """The file of an `include!`: beside the file, or below its package's directory."""
        base = self.package_of(path) if statement.name else posixpath.dirname(path)
        place = posixpath.normpath(posixpath.join(base, statement.module.lstrip("/")))
        return place if self.repository.has(place) else ""

    def _package_of(self, path: str) -> str:
        """The directory of the Cargo.toml that `path` belongs to."""
        return next((above for above in ancestors(path) if above in self.packages), "")


def resolver(repository: Repository) -> Resolve:
    """Resolves `mod x;` and paths: `crate`, `self`, `super`, child modules, workspace crates."""
    crates = Crates(repository)

    def resolve(importer: str, statement: Import) -> Target | None:
        if statement.kind in MOD:
            places = crates.places.get(importer) or [Place(importer, ())]
            roots = {place.root for place in places}
            child = crates.module_file(importer, statement, importer in roots)
            missing = EXTERNAL if statement.kind == "cfg_mod" else UNRESOLVED
            return Target((child,)) if child else missing
        if statement.kind in INCLUDE:
            child = crates.included(importer, statement)
            return Target((child,)) if child else EXTERNAL
        segments = [segment for segment in statement.module.split("::") if segment]
        if statement.name not in ("", "*"):
            segments.append(statement.name)
        if not segments:  # `use *;`, `use ::*;`
            return UNRESOLVED
        for place in crates.places.get(importer, ())[:1]:
            if path := local(crates.trees[place.root], place.module, segments):
                return Target((path,))
        return crate(importer, segments)

    def crate(importer: str, segments: list[str]) -> Target:
        if segments[0] in STANDARD:
            return EXTERNAL
        if segments[0] in ("crate", "self", "super"):
            return UNRESOLVED
        package = crates.package_of(importer)
        renamed = crates.renamed.get(package, {}).get(segments[0], "")
        root = crates.named.get(renamed) or crates.libraries.get(renamed or segments[0])
        if root:
            return Target((deepest(crates.trees[root], tuple(segments[1:])),))
        return EXTERNAL

    return resolve


def local(tree: dict[Module, str], here: Module, segments: list[str]) -> str:
    """The file that a path means inside of its own crate, "" if it begins outside of it."""
    head, rest = segments[0], tuple(segments[1:])
    if head == "crate":
        return deepest(tree, rest)
    if head == "self":
        return deepest(tree, here + rest)
    if head == "super":
        while rest[:1] == ("super",):
            here, rest = here[:-1], rest[1:]
        return deepest(tree, here[:-1] + rest)
    return deepest(tree, here + tuple(segments)) if (*here, head) in tree else ""


def deepest(tree: dict[Module, str], path: Module) -> str:
    """The file of the longest prefix of `path` that is a module with a file of its own."""
    for size in range(len(path), 0, -1):
        if path[:size] in tree:
            return tree[path[:size]]
    return tree[()]


def table(data: dict[str, object], key: str) -> dict[str, object]:
    """A table of a manifest, {} where it is missing."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def text(data: dict[str, object], key: str) -> str:
    """A string of a manifest, "" where it is missing or something else."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def renames(manifest: dict[str, object], shared: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Name in the code -> package, for `alias = { package = "crate" }`.

    `alias = { workspace = true }` is what the workspace's own table `shared` says.
    """
    tables = [manifest, *(value for value in table(manifest, "target").values())]
    for holder in tables:
        for key in ("dependencies", "dev-dependencies", "build-dependencies"):
            for name, value in table(holder, key).items() if isinstance(holder, dict) else ():
                if isinstance(value, dict) and value.get("workspace") is True:
                    value = shared.get(name)
                if isinstance(value, dict) and isinstance(value.get("package"), str):
                    yield name.replace("-", "_"), str(value["package"]).replace("-", "_")
