"""Imports that no rule of a language explains, matched with the ends of paths.

"Suffix matching to determine the longest matching paths within the repository structure" (CodeGemma
report), which leaves the tie order and the guards open; ours stand at `Suffixes`.
"""

import collections
import posixpath
from collections.abc import Sequence

from repoloom import languages
from repoloom.languages import EXTERNAL, Import, LanguageSpec, Repository, Target


class Suffixes:
    """Finds the files whose path ends as an import does.

    The order among files: more matched segments; the importer's language; more directories shared
    with the importer; the shorter path; the first path.  Guards: a match of one segment alone
    counts only where it is the whole import, unique in the repository, and no module of the
    language's standard library; leading segments are dropped only while two remain.
    """

    def __init__(self, repository: Repository, family: tuple[str, ...]) -> None:
        self.repository = repository
        self.stems: dict[str, list[tuple[tuple[str, ...], str]]] = collections.defaultdict(list)
        self.segments: set[str] = set()
        for path, language in sorted(repository.languages.items()):
            if language in family:
                stem = stem_of(languages.SPECS[language], path)
                self.segments.update(stem)
                self.stems["/".join(stem[-2:])].append((stem, path))
                if len(stem) > 1:
                    self.stems[stem[-1]].append((stem, path))

    def match(self, spec: LanguageSpec, importer: str, statement: Import) -> Target | None:
        """The best file for the import, else None, or EXTERNAL for the standard library's."""
        module = tuple(segment for segment in statement.module.split(spec.separator) if segment)
        if not module:
            return None
        if module[0] in spec.standard:
            return EXTERNAL
        name = (statement.name,) if statement.name not in ("", "*") else ()
        found = self.longest(spec, importer, module + name) or (
            self.longest(spec, importer, module) if name else None
        )
        return found or (None if module[0] in self.segments else EXTERNAL)

    def longest(
        self, spec: LanguageSpec, importer: str, segments: tuple[str, ...]
    ) -> Target | None:
        """The files with the most trailing segments in common, and of these the nearest."""
        found: dict[int, list[str]] = {}
        for stem, path in self.stems.get("/".join(segments[-2:]), ()):
            if path != importer:
                found.setdefault(common_tail(stem, segments), []).append(path)
        if not found:
            return None
        matched = max(found)
        best = found[matched]
        if matched == 1 and len(best) > 1:
            return None
        same = [path for path in best if self.repository.languages[path] == spec.name] or best
        return Target(
            (languages.nearest(importer, same),),
            exact=matched == len(segments),
            matched=matched / len(segments),
            ambiguous=len(same) > 1,
        )


def stem_of(spec: LanguageSpec, path: str) -> tuple[str, ...]:
    """The segments of a path without extension; an index file stands for its directory."""
    directory, name = posixpath.split(path)
    stem = name.partition(".")[0] or name
    above = tuple(directory.split("/")) if directory else ()
    return above if stem in spec.index_names and above else (*above, stem)


def common_tail(left: Sequence[str], right: Sequence[str]) -> int:
    """How many trailing segments are equal."""
    count = 0
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if one != other:
            break
        count += 1
    return count
