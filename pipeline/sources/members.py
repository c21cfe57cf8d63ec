"""What tar and zip have in common: a list of members, and bytes for one of them."""

import dataclasses
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import Protocol

from repoloom.pipeline.sources import entries
from repoloom.pipeline.storage import paths


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A member: `reason` is "" for a regular file, "link" for a symbolic one."""

    name: bytes
    reason: str
    size: int
    place: int | tarfile.TarInfo | zipfile.ZipInfo
    target: bytes = b""


class Archive(Protocol):
    """An open archive: `fault` is why its end was not reached, or ""."""

    members: list[Member]
    fault: str

    def load(self, member: Member) -> bytes:
        """The member's bytes.  Raises one of `DAMAGED` where they are damaged."""


def placed(members: Sequence[Member]) -> Iterator[tuple[int, str]]:
    """Position and path of each member, without a common top folder and without metadata."""
    names = [entries.relative(member.name) for member in members]
    top = _common_top([name for name in names if name])
    for at, (member, name) in enumerate(zip(members, names, strict=True)):
        if name is None:
            yield at, entries.unsafe(member.name)
        elif not entries.is_metadata(name):
            yield at, paths.escape(name[len(top) :])


def _common_top(names: Sequence[bytes]) -> bytes:
    """The one folder that all names stand in, with its slash; b"" where there is none."""
    top = names[0].partition(b"/")[0] + b"/" if names else b""
    return top if all(name.startswith(top) for name in names) else b""
