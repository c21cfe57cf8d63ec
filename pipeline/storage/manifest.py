"""The manifest of a finished step, read: what its files are, and what the step says of itself.

`pipeline.steps` writes it.  A reader needs the few fields that stand here, and says what is wrong
where one of them is.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A file as its manifest lists it; `rows` is None where the manifest does not say."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished step says about itself.

    Attributes:
        step: its name.
        digest: identity of its result; the next step's settings hold it.
        settings: what the step was given.
        files: by name.
        stats: the flat numbers that report.py explains.
    """

    step: str
    digest: str
    settings: Mapping[str, object]
    files: Mapping[str, Listed]
    stats: Mapping[str, float]

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Reads `manifest.json`.

        Raises:
            ValueError: it is not JSON, or a field is missing or of another type.
        """
        record = json.loads(data)
        files = [_listed(file) for file in _field(record, "files", list)]
        return cls(
            step=_field(record, "step", str),
            digest=_field(record, "digest", str),
            settings=_field(record, "settings", dict),
            files={file.name: file for file in files},
            stats=_field(record, "stats", dict),
        )


def _field(record: object, name: str, kind: type[T]) -> T:
    value = record.get(name) if isinstance(record, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"{name} is {value!r:.40}, not a {kind.__name__}")
    return value


def _listed(file: object) -> Listed:
    name = _field(file, "name", str)
    rows = file.get("rows") if isinstance(file, dict) else None
    if not isinstance(rows, int | None):
        raise ValueError(f"rows of {name} are {rows!r}")
    return Listed(name, rows, _field(file, "bytes", int), _field(file, "sha256", str))
