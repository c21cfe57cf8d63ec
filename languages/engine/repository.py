"""What a resolver may ask about the repository that an import stands in."""

import collections
import functools
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence

from repoloom.languages.engine.records import Outline
from repoloom.languages.engine.work import Work

Names = Mapping[str, tuple[str, ...]]

STEPS_PER_CANDIDATE = 20
"""A path that ends as an import does is compared with all others that do: ten million in any repository."""

SOURCE_SET = re.compile(r"(?:^|/)src/(\w+?)(?:Main|Test)/")


class Repository:
    """The paths, outlines and manifests of one repository, indexed.

    Paths are repository-relative POSIX; the root directory is "".  All answers are sorted, so that
    none depends on the order of the input.
    """

    def __init__(
        self,
        files: Sequence[tuple[str, str, Outline]],
        manifests: Mapping[str, bytes],
        paths: Iterable[str],
    ) -> None:
        """Takes `(path, language, outline)` of the parsed files, and all paths."""
        self.outlines = {path: outline for path, _, outline in sorted(files, key=lambda f: f[0])}
        self.languages = {path: language for path, language, _ in files}
        self.manifests = dict(sorted(manifests.items()))
        self.paths = tuple(sorted({*paths, *self.outlines}))
        self._known = frozenset(self.paths)
        stated = sum(len(outline.imports) for outline in self.outlines.values())
        self.work = Work(len(self.paths) + stated, deadline_s=600.0)
        self._declared: dict[tuple[str, ...], Mapping[str, Names]] = {}

    def has(self, path: str) -> bool:
        """Whether the file exists."""
        return path in self._known

    def first(self, paths: Iterable[str]) -> str:
        """The first of `paths` that exists, or ""."""
        return next((path for path in paths if path in self._known), "")

    @functools.cached_property
    def directories(self) -> Names:
        """Directory -> the files directly in it; directories that only hold others map to ()."""
        found: dict[str, list[str]] = {"": []}
        for path in self.paths:
            above = posixpath.dirname(path)
            found.setdefault(above, []).append(path)
            while above := posixpath.dirname(above):
                if above in found:
                    break
                found[above] = []
        return {directory: tuple(names) for directory, names in found.items()}

    @functools.cached_property
    def _below(self) -> Names:
        return grouped((posixpath.dirname(name), name) for name in self.directories if name)

    def below(self, directory: str) -> tuple[str, ...]:
        """The directories directly inside `directory`."""
        return self._below.get(directory, ())

    @functools.cached_property
    def _by_name(self) -> Names:
        return grouped((posixpath.basename(path), path) for path in self.paths)

    @functools.cached_property
    def _by_two_names(self) -> Names:
        return grouped(("/".join(path.split("/")[-2:]), path) for path in self.paths)

    def ending(self, tail: str) -> tuple[str, ...]:
        """The paths whose last segments are `tail`.

        Raises:
            TooMuchError: so many were compared that names must be built to be alike.
        """
        segments = tail.split("/")
        if len(segments) == 1:
            found = self._by_name.get(tail, ())
            self.work.spend(STEPS_PER_CANDIDATE * len(found))
            return found
        found = self._by_two_names.get("/".join(segments[-2:]), ())
        self.work.spend(STEPS_PER_CANDIDATE * len(found))
        return tuple(path for path in found if path == tail or path.endswith("/" + tail))

    def named(self, name: str) -> list[tuple[str, bytes]]:
        """(directory, content) of each manifest that is called `name`."""
        return [
            (posixpath.dirname(path), data)
            for path, data in self.manifests.items()
            if posixpath.basename(path) == name
        ]

    def declared(self, languages: tuple[str, ...]) -> Mapping[str, Names]:
        """Declared package -> name defined in it -> the files that define it; "" -> all files."""
        if languages not in self._declared:
            self._declared[languages] = self._declare(languages)
        return self._declared[languages]

    def _declare(self, languages: tuple[str, ...]) -> Mapping[str, Names]:
        found: dict[str, list[str]] = collections.defaultdict(list)
        for path, outline in self.outlines.items():
            if self.languages[path] in languages:
                found[outline.package].append(path)
        return {
            package: grouped(
                (name, path) for path in paths for name in ("", *self.outlines[path].defined())
            )
            for package, paths in found.items()
        }


def grouped(pairs: Iterable[tuple[str, str]]) -> Names:
    """Key -> its values once each, sorted."""
    found: dict[str, str] = {}
    several: dict[str, set[str]] = {}  # few: a set for each key is 216 bytes
    for key, value in pairs:
        first = found.setdefault(key, value)
        if first != value:
            several.setdefault(key, {first}).add(value)
    return {
        key: tuple(sorted(several[key])) if key in several else (value,)
        for key, value in found.items()
    }


def nearest(importer: str, paths: Sequence[str]) -> str:
    """The path that shares most directories with the importer; then the shorter, then the first.

    Of several source sets that share equally the importer's platform comes first, then the
    common one: `src/jvmTest` means `src/jvmMain`, `src/wasmTest` means `src/commonMain`.
    """
    if len(paths) == 1:
        return paths[0]
    own, platform = importer.split("/")[:-1], source_set(importer)

    def distance(path: str) -> tuple[int, int, int, str]:
        other = source_set(path)
        rank = 0 if other == platform else 1 if other in ("", "common") else 2
        return -shared(own, path.split("/")[:-1]), rank, len(path), path

    return min(paths, key=distance)


def source_set(path: str) -> str:
    """The platform that a Gradle source set is for: `src/jvmMain/A.kt` gives "jvm".

    "" stands for plain `main` and `test` and for a path without a source set.
    """
    found = SOURCE_SET.search(path)
    return found[1] if found else ""


def shared(left: Sequence[str], right: Sequence[str]) -> int:
    """How many leading segments are equal."""
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


@functools.lru_cache(maxsize=64)
def ancestors(path: str) -> tuple[str, ...]:
    """The directories that hold `path`, the closest first, "" last.

    It is asked for each import of one file after the other.  A path may be absolute, as an import's
    text can be: each step leaves a shorter one, where `posixpath.dirname` stays at "/" for ever.
    """
    found = []
    while path:
        path = path[: max(0, path.rfind("/"))].rstrip("/")
        found.append(path)
    return tuple(found)
