"""Durable steps: what makes a run resumable, and a half-written folder recognisable.

A step owns one folder.  While it runs the folder holds `step.json` (its settings) and one
`parts/00003.json` for each finished part; at its end `manifest.json`, and last of all `COMPLETED`.
A part is finished when its record is there, and its record is written after its files: a process
that dies anywhere leaves parts that are whole or that do not count.
"""

import dataclasses
import hashlib
import importlib.metadata
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from repoloom.pipeline.storage import filesystems, fingerprint, manifest

FORMAT = 3
"""Of the tables that steps leave; a result of another format is not gone on with."""
COMPLETED = "COMPLETED"
FAILED_FILES = "failed/files"
"""In the numbers of a step and of its parts: files that were set aside."""
_LIBRARIES = ("apache-beam", "pyarrow", "sentencepiece", "tree-sitter")

Stats = Mapping[str, float]


class StepError(ValueError):
    """A folder cannot be used for this step; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a run over one output folder.

    Attributes:
        output: the run's output folder.
        name: folder of the step in it, such as "store".
        settings: plain data on which the result depends, the digest of the step before included.
        folders: further folders that the step fills, such as "graph".
    """

    output: str
    name: str
    settings: Mapping[str, Any]
    folders: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """Where the step's manifest stands."""
        return filesystems.join(self.output, self.name)

    @property
    def digest(self) -> str:
        """Identity of the step's result."""
        return fingerprint.digest({"format": FORMAT, "step": self.name, "settings": self.settings})

    def path(self, *names: str) -> str:
        """A path in the step's folder."""
        return filesystems.join(self.folder, *names)

    def recorded(self) -> dict[str, Any] | None:
        """What stands in the folder: the manifest, else the settings of an unfinished run."""
        for name in ("manifest.json", "step.json"):
            if filesystems.exists(self.path(name)):
                return _load(self.path(name))
        return None

    def finished(self) -> bool:
        """Whether the result of just these settings is there."""
        recorded = self.recorded()
        return (
            recorded is not None
            and recorded["digest"] == self.digest
            and filesystems.exists(self.path(COMPLETED))
        )

    def begin(self) -> None:
        """Makes the folder ready for the parts that are missing.  Parts of other settings go."""
        recorded = self.recorded()
        if recorded is not None and recorded["digest"] != self.digest:
            self.clear()
        for folder in (self.name, self.name + "/parts", *self.folders):
            filesystems.make_folder(filesystems.join(self.output, folder))
        if not filesystems.exists(self.path("step.json")):
            _dump(self.path("step.json"), self._head())

    def clear(self) -> None:
        """Deletes the step's folders; what says that they are whole goes first."""
        filesystems.remove_file(self.path(COMPLETED))
        for folder in (self.name, *self.folders):
            filesystems.remove_tree(filesystems.join(self.output, folder))

    def missing(self, parts: int) -> list[int]:
        """Numbers of the parts without a record."""
        there = set(filesystems.listing(self.path("parts")))
        return [part for part in range(parts) if f"{part:05d}.json" not in there]

    def records(self, parts: int) -> list[dict[str, Any]]:
        """The records of all parts, in order.  Raises StepError where one is missing."""
        if missing := self.missing(parts):
            raise StepError(
                f"{self.folder}: parts {missing[:5]} are missing; run the command again"
            )
        return [_load(self.path("parts", f"{part:05d}.json")) for part in range(parts)]

    def finish(
        self, files: Sequence[Mapping[str, Any]], stats: Stats, **more: Any
    ) -> dict[str, Any]:
        """Writes the manifest and then COMPLETED; the parts' records have done their work.

        They stay where something failed: `reopen` needs those of the parts that are whole.
        """
        record = self._head() | {"files": list(files), "stats": dict(sorted(stats.items())), **more}
        _dump(self.path("manifest.json"), record)
        filesystems.write_bytes(self.path(COMPLETED), self.digest.encode() + b"\n")
        if not stats.get(FAILED_FILES):
            filesystems.remove_tree(self.path("parts"))
        filesystems.remove_file(self.path("step.json"))
        return record

    def failed_parts(self) -> list[str]:
        """Names of the records of the parts in which something failed, of a finished step."""
        names = filesystems.listing(self.path("parts"))
        records = {name: _load(self.path("parts", name)) for name in names if _is_record(name)}
        return sorted(name for name, record in records.items() if record["stats"].get(FAILED_FILES))

    def reopen(self, records: Iterable[str]) -> None:
        """Makes a finished step unfinished: the parts of these records are to be done again."""
        for folder in (self.name, *self.folders):
            filesystems.remove_file(filesystems.join(self.output, folder, COMPLETED))
        for name in records:
            record = _load(self.path("parts", name))
            for folder, files in {self.name: "files", "graph": "graph"}.items():
                for file in record.get(files, ()):
                    filesystems.remove_file(filesystems.join(self.output, folder, file["name"]))
            filesystems.remove_file(self.path("parts", name))

    def manifest(self) -> dict[str, Any]:
        """The manifest of the finished step."""
        return _load(self.path("manifest.json"))

    def _head(self) -> dict[str, Any]:
        head = manifest.Head(self.name, self.digest, self.settings)
        return head.record(format=FORMAT, versions=versions())


def finish_part(
    folder: str, part: int, files: Sequence[Mapping[str, Any]], stats: Stats, **more: Any
) -> None:
    """Records a finished part: its files with their checksums, and its numbers."""
    record = {"files": list(files), "stats": dict(stats), **more}
    _dump(filesystems.join(folder, "parts", f"{part:05d}.json"), record)


def describe(path: str) -> dict[str, Any]:
    """Name, size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with filesystems.open_read(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return manifest.Listed(path.rpartition("/")[2], None, size, digest.hexdigest()).record()


def total(stats: Iterable[Stats]) -> Counter[str]:
    """Sum of flat numbers by key."""
    result: Counter[str] = Counter()
    for part in stats:
        for key, value in part.items():
            result[key] += value  # type: ignore[assignment]  # shares and seconds are floats
    return result


def _is_record(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


def versions() -> dict[str, str]:
    """Versions of what the bytes of a result depend on."""
    found = {"repoloom": _version("repoloom")}
    return found | {library: _version(library) for library in _LIBRARIES}


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unpackaged"


def _load(path: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(filesystems.read_bytes(path))
    except ValueError:
        raise StepError(f"{path} is damaged; run again with --overwrite") from None
    return loaded


def _dump(path: str, record: Mapping[str, Any]) -> None:
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    filesystems.write_bytes(path, text.encode() + b"\n")
