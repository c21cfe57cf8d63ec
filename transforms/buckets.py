"""What one bucket of the store is made of: repositories to read, and rows that were sent."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from repoloom.transforms.records import RawFile


class Origin(Protocol):
    """Where a repository comes from; its text is read by the worker that handles its bucket."""

    @property
    def repo(self) -> str:
        """The repository's name."""

    @property
    def location(self) -> str:
        """What orders two origins of one repository."""


@dataclasses.dataclass
class Bucket:
    """What one bucket is made of: origins to read, and rows that came through the shuffle."""

    origins: Sequence[Origin]
    rows: Sequence[RawFile]

    def repositories(
        self, read: Callable[[Origin], Iterator[RawFile]]
    ) -> Iterator[tuple[str, Iterator[RawFile]]]:
        """Repositories by name, each with its files; the order of arrival does not matter."""
        origins: dict[str, list[Origin]] = {}
        rows: dict[str, list[RawFile]] = {}
        for origin in sorted(self.origins, key=lambda origin: origin.location):
            origins.setdefault(origin.repo, []).append(origin)
        for row in sorted(self.rows, key=_row_order):
            rows.setdefault(row.repo, []).append(row)
        for repo in sorted(origins.keys() | rows.keys(), key=str.encode):
            yield repo, self._files(origins.get(repo, []), rows.get(repo, []), read)

    @staticmethod
    def _files(
        origins: Sequence[Origin],
        rows: Sequence[RawFile],
        read: Callable[[Origin], Iterator[RawFile]],
    ) -> Iterator[RawFile]:
        for origin in origins:
            yield from read(origin)
        yield from rows


def _row_order(row: RawFile) -> tuple[bytes, bool, bytes]:
    """By path; of equal ones a row with text comes first, then the contents count."""
    return row.path.encode(), row.data is None, row.data or b""
