"""The manifest of a finished step: what its files are, and what the step says of itself.

`steps` writes these records as JSON, and readers get them back; both have the names of the fields
from here.  A reader says what is wrong where a field is.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A file as its manifest lists it; `rows` is None where the manifest does not say."""

    name: str
    rows: int | None
    bytes: int
    sha256: str

    def record(self) -> dict[str, Any]:
        """As it is written; what it does not say is left out."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {name: value for name, value in values.items() if value is not None}


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """What a step says about itself before it has begun.

    Attributes:
        step: its name.
        digest: identity of its result; the next step's settings hold it.
        settings: what the step was given.
    """

    step: str
    digest: str
    settings: Mapping[str, object]

    def record(self, **more: Any) -> dict[str, Any]:
        """As it is written, with what else a manifest has."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)} | more


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest(Head):
    """What a finished step says about itself and its result.

    Attributes:
        files: by name.
        stats: the flat numbers that report.py explains.
        inputs: of the run, as it was given them; the store alone knows them.
    """

    files: Mapping[str, Listed]
    stats: Mapping[str, float]
    inputs: Sequence[str] = ()

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Reads `manifest.json`.

        Raises:
            ValueError: it is not JSON, or a field is missing or of another type.
        """
        record = json.loads(data)
        files = [_listed(file) for file in _field(record, "files", list)]
        kinds: dict[str, type[Any]] = {"step": str, "digest": str, "settings": dict, "stats": dict}
        values: dict[str, Any] = {name: _field(record, name, kind) for name, kind in kinds.items()}
        inputs = [str(text) for text in record.get("inputs", ())]
        return cls(**values, files={file.name: file for file in files}, inputs=inputs)


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
