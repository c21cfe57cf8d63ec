"""Imports -> links between the files of one repository.

Each language resolves its own imports as its tools do (relative paths, declared packages, module
roots, manifests).  What no rule of the language explains goes through suffix matching (`suffixes`).
"""

import collections
import dataclasses
import functools
import operator
from collections.abc import Iterator, Mapping, Sequence

from repoloom import languages
from repoloom.languages import (
    DEFINED,
    EMBEDDED,
    EXTERNAL,
    INLINE,
    UNRESOLVED,
    Import,
    LanguageSpec,
    Outline,
    Repository,
    Target,
    TooMuchError,
)
from repoloom.transforms.graph.suffixes import Suffixes
from repoloom.transforms.records import Link

SHORTEST_NAME = 3
"""A shorter name that occurs in a file is more often a local of its own than another file's."""

ORDER = operator.attrgetter(*(field.name for field in dataclasses.fields(Link)))

_DEFINED_FILES = 8192
"""Files whose defined names stay at hand: 10 kB each where there are 100 in a file."""

UNCOUNTED = (INLINE, DEFINED)
"""Kinds of what is an import only where it means a file of the repository."""

COUNTS = ("resolved", "external", "ambiguous", "unresolved")


@dataclasses.dataclass(frozen=True, slots=True)
class Resolution:
    """The links of one repository, sorted, and what became of its imports.

    `counts[language]` has the keys of `COUNTS`; each import is counted once.  An ambiguous import
    is linked too, to the first of the language's candidates (see `imports.md` in docs).
    """

    links: tuple[Link, ...]
    counts: Mapping[str, Mapping[str, int]]


def resolve(
    files: Sequence[tuple[str, str, Outline]],
    manifests: Mapping[str, bytes],
    paths: Sequence[str],
) -> Resolution:
    """Resolves the imports of all files of one repository.

    Args:
        files: (path, language, outline) of the files that were parsed.
        manifests: path -> content of the files that `languages.is_manifest` asks for.
        paths: all paths of the repository, parsed or not.

    The result does not depend on the order of any argument.  Where too many files fit too many
    imports, those of the last files by path stay unresolved: the work depends on the names alone.
    """
    repository = Repository(files, manifests, paths)
    resolver = Resolver(repository)
    counts: dict[str, collections.Counter[str]] = {}
    links: list[Link] = []
    for path, outline in repository.outlines.items():
        language = repository.languages[path]
        tally = counts.setdefault(language, collections.Counter(dict.fromkeys(COUNTS, 0)))
        found: collections.Counter[str] = collections.Counter()
        try:
            links += list(resolver.links_of(path, outline, found))
        except TooMuchError:  # nor is there work left for the files behind it
            found = collections.Counter(unresolved=len(outline.imports))
        tally.update(found)
    return Resolution(
        links=tuple(sorted(links, key=ORDER)),
        counts={language: dict(counts[language]) for language in sorted(counts)},
    )


class Resolver:
    """Resolves import by import; holds what is made once per repository."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.by_language = {
            name: languages.SPECS[name].resolver(repository)
            for name in sorted(set(repository.languages.values()))
        }
        self.visible = {
            name: visible(repository)
            for name in self.by_language
            if (visible := languages.SPECS[name].visible)
        }
        # Of the file in work alone: those of 32,000 files of 10 kB are 1.4 GB.
        self.names = functools.lru_cache(1)(lambda path: repository.outlines[path].names())
        self.defined = functools.lru_cache(_DEFINED_FILES)(self._defined)
        self.definers = functools.cache(self._definers)
        self.open_names = functools.lru_cache(1)(self.left_names)
        self.suffixes = functools.cache(lambda family: Suffixes(repository, family))

    def links_of(
        self, path: str, outline: Outline, tally: collections.Counter[str]
    ) -> Iterator[Link]:
        """The links of one file, one for each statement and file it needs.

        Their `used_symbols` add up: a name that several statements take counts with the first.
        """
        spec = languages.SPECS[self.repository.languages[path]]
        by_place: dict[tuple[int, str], list[tuple[Import, Target]]] = {}
        for statement in outline.imports:
            target = self.target(spec, path, statement)
            if statement.kind in UNCOUNTED and (target is None or not target.paths):
                continue
            tally[outcome(target)] += 1
            if target is None:
                continue
            for needed in self.needed(path, target):
                by_place.setdefault((statement.start, needed), []).append((statement, target))
        counted: dict[str, set[str]] = collections.defaultdict(set)
        for (_, needed), found in by_place.items():
            yield self.link(path, needed, found, counted[needed])
        if spec.name in self.visible:
            yield from self.implicit(spec, path, {needed for _, needed in by_place})

    def target(self, spec: LanguageSpec, path: str, statement: Import) -> Target | None:
        """By the language's own rules, else by suffix."""
        found = self.by_language[spec.name](path, statement)
        if found is not None:
            return found
        return self.suffixes(spec.relatives).match(spec, path, statement)

    def needed(self, path: str, target: Target) -> list[str]:
        """The files of a target; of a package the used ones, the most used first."""
        others = [needed for needed in target.paths if needed != path]
        if not target.package:
            return others
        definers = self.definers(target.paths)
        taken = self.taken(path, target)
        names = definers.keys() & taken
        contested = names & self.contested
        scores = collections.Counter(
            needed
            for name in names - contested or contested
            for needed in definers[name]
            if needed != path
        )
        used = sorted(scores, key=lambda needed: (-scores[needed], needed))
        if used or target.qualifiers is None:  # None: names of the code itself need no other file
            return used
        return self.representative(others, hidden=bool(target.qualifiers and taken))

    def representative(self, paths: Sequence[str], *, hidden: bool) -> list[str]:
        """The first file of a package of which no known definition is used.

        Where names are used (`hidden`), a file without an outline defines them: one that was
        dropped or too much to parse.  A package of which nothing is used (Go's `import _ "p"`) is
        there for what its files do; of those one with an outline can stand in a row.
        """
        known = self.repository.outlines
        return sorted(paths, key=lambda path: ((path in known) == hidden, path))[:1]

    def taken(self, path: str, target: Target) -> frozenset[str]:
        """The names of a file that the import of a package may explain."""
        if not target.qualifiers:
            return self.open_names(path)
        pairs = (name.partition(".") for name in self.names(path))
        return frozenset(name for head, _, name in pairs if name and head in target.qualifiers)

    def used_definitions(self, path: str, needed: str) -> int:
        """How many names that `needed` defines occur in `path`."""
        defined, names = self.defined(needed), self.open_names(path)
        return 0 if defined.isdisjoint(names) else len(defined & names)

    def _defined(self, path: str) -> frozenset[str]:
        outline = self.repository.outlines.get(path)
        return frozenset(outline.defined()) if outline else frozenset()

    def _definers(self, paths: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Name -> the files of a package that define it; file by file took 30 s of 60,000."""
        return languages.grouped((name, path) for path in paths for name in self.defined(path))

    @functools.cached_property
    def contested(self) -> frozenset[str]:
        """Of the members that files add to types of others, those that other types have anyway.

        Without types, `.write` may be either: such a name explains an import only where nothing
        else does, and no link without one.
        """
        adding: dict[str, set[str]] = collections.defaultdict(set)
        inherited: set[str] = set()
        for path, outline in self.repository.outlines.items():
            for name in outline.dotted.added:
                adding[name].add(path)
                inherited |= {name} & languages.SPECS[self.repository.languages[path]].inherited
        for path, outline in self.repository.outlines.items() if adding else ():
            declared = outline.dotted.declared.decode("utf-8", "replace").split("\n")
            inherited.update(name for name in declared if path not in adding.get(name, {path}))
        return frozenset(map(".".__add__, inherited))

    def left_names(self, path: str) -> frozenset[str]:
        """The names of a file that a wildcard may explain.

        What the file defines, imports by name or sees in its own package comes first.
        """
        spec = languages.SPECS[self.repository.languages[path]]
        if not spec.visible:
            return self.names(path)
        visible = self.visible[spec.name](path)
        outline = self.repository.outlines[path]
        taken = set(outline.defined_names())
        taken.update(statement.bound for statement in outline.imports)
        # a set difference would walk over all that is visible, for each file
        left = (name for name in self.names(path) if name not in visible)
        return frozenset(left) - taken

    def link(
        self, path: str, needed: str, found: Sequence[tuple[Import, Target]], counted: set[str]
    ) -> Link:
        """One link for all names that one statement takes from one file.

        `counted` has the names of earlier statements, "" for all that the code uses.
        """
        matched, exact, top_level = 0.0, False, False
        unnamed, conditional, reexport, embedded = False, True, True, True
        names: set[str] = set()
        for statement, target in found:  # one loop: six generators took a third of a resolution
            if statement.bound and statement.uses > 0:
                names.add(statement.bound)
            unnamed |= not statement.bound
            exact |= target.exact
            matched = max(matched, target.matched)
            top_level |= statement.top_level
            conditional &= statement.conditional
            reexport &= statement.reexport
            embedded &= statement.kind == EMBEDDED
        if found[0][1].qualifiers and not unnamed:
            taken = [self.taken(path, target) for _, target in found]
            names = set(self.defined(needed).intersection(frozenset().union(*taken)))
        used = len(names - counted)
        if unnamed and "" not in counted:  # a wildcard, an include, a package
            used = max(used, self.used_definitions(path, needed))
            counted.add("")
        counted |= names
        return Link(
            importer=path,
            imported=needed,
            kind=EMBEDDED if embedded else "import",
            used_symbols=used,
            exact=exact,
            matched=matched,
            top_level=top_level,
            conditional=conditional,
            reexport=reexport,
        )

    def implicit(self, spec: LanguageSpec, path: str, linked: set[str]) -> Iterator[Link]:
        """Links by names that need no import: those of the file's own package."""
        outline = self.repository.outlines[path]
        bound = {statement.bound for statement in outline.imports}
        own = set(outline.defined())
        used: collections.Counter[str] = collections.Counter()
        visible = self.visible[spec.name](path)
        unknown = own | bound | self.contested
        for name in self.names(path):  # a set made of `visible` takes the square of a package
            if name not in visible or len(name.lstrip(".")) < SHORTEST_NAME or name in unknown:
                continue
            definers = visible[name]
            if len(definers) > 1 and name[0] == ".":  # overloads: the receiver would tell
                continue
            used[languages.nearest(path, definers)] += 1
        for needed in used.keys() - linked - {path}:
            yield Link(path, needed, spec.implicit, used_symbols=used[needed], matched=0.0)


def outcome(target: Target | None) -> str:
    """The word under which an import is counted."""
    if target is None:
        return "unresolved"
    if not target.paths:
        return "external" if target is EXTERNAL or target != UNRESOLVED else "unresolved"
    return "ambiguous" if target.ambiguous else "resolved"
