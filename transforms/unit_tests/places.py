"""Where tests stand in a repository, and how well a source's directory mirrors a test's."""

import dataclasses
import functools
import itertools

from repoloom.transforms.unit_tests.naming import is_test_directory, words

# Directories that say what kind of files they hold, not what the files are about.
_ROLES = frozenset(
    {"src", "source", "sources", "lib", "libs", "include", "main", "app", "java", "kotlin", "scala"}
    | {"groovy", "python", "ruby", "php", "js", "ts", "cpp", "swift", "unit", "integration"}
)


@dataclasses.dataclass(frozen=True)
class Place:
    """A file's directory, taken apart.

    Attributes:
        path: the file.
        topic: its directories, less those that only say what kind of files they hold.
        flavour: `jvm` where a source set is called `jvmMain` or `jvmTest`, else "".
        part: the part of the repository in which a test's sources should stand, as a prefix of
            paths: what is above the directory of tests, or the test's own directory.
    """

    path: str
    topic: tuple[str, ...]
    flavour: str
    part: str

    @staticmethod
    @functools.lru_cache(maxsize=1 << 14)
    def of(path: str) -> "Place":
        """Takes the directory of a path apart."""
        segments = path.split("/")[:-1]
        topic = tuple(segment.lower() for segment in segments if not _is_role(segment))
        sets = [words(segment) for segment in segments if _is_source_set(segment)]
        above = list(itertools.takewhile(lambda segment: not is_test_directory(segment), segments))
        while len(above) < len(segments) and above and _is_role(above[-1]):
            above.pop()
        part = "/".join(above) + "/" if above else ""
        return Place(path, topic, sets[0][0] if sets else "", part)

    def distance(self, source: str) -> tuple[int, int, bool]:
        """How badly a source's directory mirrors this test's, least first.

        Directories of the test without a counterpart, those of the source without one, and whether
        they belong to different source sets.
        """
        other = Place.of(source)
        shared = _common(self.topic, other.topic)
        shared += _common(self.topic[shared:][::-1], other.topic[shared:][::-1])
        missing = len(self.topic) - shared
        return missing, len(other.topic) - shared, self.flavour != other.flavour


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Length of the common prefix."""
    pairs = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    return sum(1 for _ in pairs)


def _is_role(segment: str) -> bool:
    return segment.lower() in _ROLES or is_test_directory(segment) or _is_source_set(segment)


def _is_source_set(segment: str) -> bool:
    """`jvmMain`, `commonTest`: a Gradle source set and its flavour."""
    name = words(segment)
    return len(name) > 1 and name[-1] in ("main", "test")
