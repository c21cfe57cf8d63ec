"""Durable steps: what makes a run resumable, and a half-written folder recognisable.

A step owns one folder.  While it runs the folder holds `step.json` (its settings) and one
`parts/00003.json` for each finished part; at its end `manifest.json`, and last of all `COMPLETED`.
A part is finished when its record is there, with the step's digest and the files that it names, and
its record is written after its files: a process that dies anywhere leaves parts that are whole or
that do not count.  What is taken away goes in the other order.
"""

import dataclasses
import hashlib
import importlib.metadata
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from repoloom.pipeline.storage import filesystems, fingerprint, manifest
from repoloom.transforms.records import FAILED_FILES

FORMAT = 3
"""Of the tables that steps leave; a result of another format is not gone on with."""
COMPLETED = "COMPLETED"
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
        """What stands in the folder: the manifest, else the settings of an unfinished run.

        Raises:
            StepError: it cannot be read.
        """
        for name in ("manifest.json", "step.json"):
            if filesystems.exists(self.path(name)):
                return _load(self.path(name))
        return None

    def holder(self) -> str:
        """Digest of the step whose result, whole or not, stands in the folder; "" for none.

        Raises:
            StepError: it is damaged so that nothing says whose it is.
        """
        try:
            recorded = self.recorded()
        except StepError:
            if completed := self.completed():
                return completed
            raise
        return str(recorded["digest"]) if recorded else self.completed()

    def finished(self) -> bool:
        """Whether the result of just these settings was published; see `damage.found`."""
        return self.completed() == self.digest == self.holder()

    def begin(self) -> None:
        """Makes the folder ready for the parts that are missing.  Parts of other settings go."""
        try:
            others = self.holder() != self.digest
        except StepError:
            others = True
        if others:  # or nobody knows whose: a process may have died while it cleared
            self.clear()
        for folder in (self.name, self.name + "/parts", *self.folders):
            filesystems.make_folder(filesystems.join(self.output, folder))
        if not filesystems.exists(self.path("step.json")):
            _dump(self.path("step.json"), self._head())

    def clear(self) -> None:
        """Deletes the step's folders; what says that they, or parts of them, are whole goes first.

        What says whose they are goes last of all.
        """
        folders = [filesystems.join(self.output, name) for name in (self.name, *self.folders)]
        for folder in folders:
            filesystems.remove_file(filesystems.join(folder, COMPLETED))
        filesystems.remove_tree(self.path("parts"))
        for folder in reversed(folders):
            filesystems.remove_tree(folder)

    def tidy(self) -> None:
        """Deletes what a process that died has left beside a finished result."""
        if not self.manifest()["stats"].get(FAILED_FILES):
            filesystems.remove_tree(self.path("parts"))
        filesystems.remove_file(self.path("step.json"))

    def missing(self, parts: int) -> list[int]:
        """Numbers of the parts without a record of this step, or without a file that it names."""
        there = set(filesystems.listing(self.path("parts")))
        sizes = {name: filesystems.sizes(self._beside(name)) for name in ("", *self.folders)}
        return [
            part
            for part in range(parts)
            if f"{part:05d}.json" not in there or self._record(part, sizes) is None
        ]

    def _beside(self, name: str) -> str:
        return filesystems.join(self.output, name or self.name)

    def _record(self, part: int, sizes: Mapping[str, Mapping[str, int]]) -> dict[str, Any] | None:
        """The record of a part; None where it does not count."""
        try:
            record = _load(self.path("parts", f"{part:05d}.json"))
        except (FileNotFoundError, StepError):
            return None
        whole = all(
            sizes[folder].get(file["name"]) == file.get("bytes")
            for folder in sizes
            for file in record.get(folder or "files", ())
        )
        return record if record["digest"] == self.digest and whole else None

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

    def completed(self) -> str:
        """What COMPLETED says: the digest of the result, "" where there is none."""
        try:
            return filesystems.read_bytes(self.path(COMPLETED)).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return ""

    def _head(self) -> dict[str, Any]:
        head = manifest.Head(self.name, self.digest, self.settings)
        return head.record(format=FORMAT, versions=versions())


def finish_part(
    folder: str,
    part: int,
    files: Sequence[Mapping[str, Any]],
    stats: Stats,
    *,
    digest: str,
    **more: Any,
) -> None:
    """Records a finished part.

    Args:
        folder: of its step.
        part: its number.
        files: with their checksums.
        stats: its numbers.
        digest: of its step: the record counts for no other.
        more: what else the record shall hold, such as the files in a further folder of the step.
    """
    record = {"digest": digest, "files": list(files), "stats": dict(stats), **more}
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
        loaded = json.loads(filesystems.read_bytes(path))
    except (ValueError, RecursionError):
        loaded = None
    if not isinstance(loaded, dict) or not isinstance(loaded.get("digest"), str):
        folder = path.rpartition("/")[0]
        raise StepError(f"{path} is damaged; delete {folder} and run the same command again")
    return loaded


def _dump(path: str, record: Mapping[str, Any]) -> None:
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    filesystems.write_bytes(path, text.encode() + b"\n")
