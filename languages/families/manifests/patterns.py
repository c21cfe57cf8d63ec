"""Tables whose keys may hold a `*` or end in a slash: `paths`, `exports`, `imports`, import maps.

Sorting the keys for each import took the product of both; here a name is cut at the lengths that
heads of keys have.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Fit(NamedTuple):
    """A key that fits a name.

    Attributes:
        value: what the table says.
        middle: what stands for the `*`, or follows the slash; None where the key is the name.
        starred: the key has a `*`.
    """

    value: object
    middle: str | None = None
    starred: bool = False

    def fill(self, target: str) -> str:
        """A target with the middle in the place of its `*`, or behind it."""
        if self.middle is None:
            return target
        return target.replace("*", self.middle) if self.starred else target + self.middle


class Patterns:
    """Finds the keys that fit a name: itself, then the longest head, then the longest tail."""

    def __init__(self, table: Mapping[str, object], *, folders: bool = False) -> None:
        """`folders`: a key that ends in a slash stands for all below it, as in an import map."""
        self.exact: dict[str, object] = {}
        self.heads: dict[str, list[tuple[str, object, bool]]] = {}
        for key, value in table.items():
            head, star, tail = key.partition("*")
            if star or (folders and key.endswith("/")):
                self.heads.setdefault(head, []).append((tail, value, bool(star)))
            else:
                self.exact[key] = value
        for rows in self.heads.values():
            rows.sort(key=lambda row: -len(row[0]))  # stable: then the order of the table
        self.sizes = sorted({len(head) for head in self.heads}, reverse=True)

    def fits(self, name: str) -> Iterator[Fit]:
        """The keys that fit, the most specific first."""
        if name in self.exact:
            yield Fit(self.exact[name])
        for size in self.sizes:
            if size > len(name):
                continue
            for tail, value, starred in self.heads.get(name[:size], ()):
                if name.endswith(tail) and size + len(tail) <= len(name):
                    yield Fit(value, name[size : len(name) - len(tail)], starred)
