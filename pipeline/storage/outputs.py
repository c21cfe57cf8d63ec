"""A run's output folder, opened for reading: manifests, and tables bucket by bucket.

Light to import: pyarrow comes in only when the first table is read, because `repoloom --help` and
`repoloom stats` need none of its 0.4 s.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from repoloom.pipeline.storage import filesystems
from repoloom.pipeline.storage.manifest import Manifest
from repoloom.transforms import keyed

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from repoloom.transforms.rows.packed import PackedRow
    from repoloom.transforms.tokens.tokenizer import Tokenizer

STEPS = ("store", "verdicts", "tokenizer", "shards")
"""The steps of a run, in order; weave leaves a second folder, "graph", beside "shards"."""

COMPLETED = "COMPLETED"
_PART = re.compile(r"(?P<kind>[a-z]+)-(?P<bucket>\d{5,})-of-(?P<buckets>\d{5,})\.parquet")


class InspectionError(Exception):
    """A folder that cannot be read as asked: one line with the value and the way out.

    `code` is the exit status of the command line: 2 where the request was wrong, 1 where the
    folder is.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Part:
    """One Parquet file of a step; `train-00003-of-00016.parquet` is bucket 3 of 16 of "train"."""

    step: str
    kind: str
    bucket: int
    buckets: int
    name: str

    def holds(self, repo: str) -> bool:
        """Whether this file's bucket is the one of `repo`."""
        return keyed.bucket_of(repo, self.buckets) == self.bucket


def part_of(step: str, name: str) -> Part | None:
    """Reads a bucket file's name; None for any other name."""
    match = _PART.fullmatch(name)
    if not match:
        return None
    return Part(step, match["kind"], int(match["bucket"]), int(match["buckets"]), name)


@dataclasses.dataclass(frozen=True, slots=True)
class Output:
    """The folder of one run.  Every read goes through `open`, local or remote alike."""

    root: str
    _manifests: dict[str, Manifest] = dataclasses.field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def path(self, step: str, name: str) -> str:
        """The full path of a step's file."""
        return filesystems.join(self.root, step, name)

    def open(self, step: str, name: str) -> BinaryIO:
        """Opens a step's file for reading.

        Raises:
            InspectionError: it is not there.
        """
        try:
            return filesystems.open_read(self.path(step, name))
        except FileNotFoundError:
            raise InspectionError(
                f"{self.path(step, name)} is missing; `repoloom verify {self.root}` lists all that "
                "is, and running the step again writes it"
            ) from None

    def finished(self, step: str) -> bool:
        """Whether the step has published its result."""
        return filesystems.exists(self.path(step, COMPLETED))

    def finished_steps(self) -> list[str]:
        """The steps that have published their result, in order."""
        return [step for step in STEPS if self.finished(step)]

    def manifest(self, step: str) -> Manifest:
        """The step's manifest, read once.

        Raises:
            InspectionError: the step has not finished, or its manifest does not read as one.
        """
        if step not in self._manifests:
            self._manifests[step] = self._read_manifest(step)
        return self._manifests[step]

    def _read_manifest(self, step: str) -> Manifest:
        if not self.finished(step):
            raise InspectionError(
                f"the step {step!r} of {self.root} is not finished; run `repoloom run` again with "
                f"--output {self.root} and it goes on from there"
            )
        with self.open(step, "manifest.json") as file:
            data = file.read()
        try:
            return Manifest.parse(data)
        except ValueError as error:
            raise InspectionError(
                f"{self.path(step, 'manifest.json')} is damaged ({error}); "
                f"delete {self.root}/{step} and run `repoloom run` again"
            ) from error

    def names(self, step: str) -> list[str]:
        """The names of the files that lie in the step's folder, sorted; hidden ones left out."""
        names = filesystems.listing(filesystems.join(self.root, step))
        return [name for name in names if not name.startswith(".")]

    def parts(self, step: str, kind: str = "") -> list[Part]:
        """The step's bucket files in (kind, bucket) order, all kinds or one."""
        found = (part_of(step, name) for name in self.manifest(step).files)
        return sorted(part for part in found if part and kind in ("", part.kind))

    @contextlib.contextmanager
    def file(self, part: Part) -> Iterator[pq.ParquetFile]:
        """Opens a bucket file as Parquet while the block runs.

        Raises:
            InspectionError: it is missing, or not Parquet.
        """
        import pyarrow as pa

        from repoloom.pipeline.storage import parquet

        # ParquetFile leaves a file object open that it did not open itself.
        with self.open(part.step, part.name) as handle:
            try:
                file = parquet.opened(handle)
            except pa.ArrowInvalid as error:
                raise InspectionError(
                    f"{self.path(part.step, part.name)} is not readable as Parquet ({error}); "
                    f"delete {self.root}/{part.step} and run `repoloom run` again"
                ) from error
            yield file

    def tables(self, part: Part, columns: Sequence[str], repo: str = "") -> Iterator[pa.Table]:
        """The file's row groups, in order; with `repo`, only its rows (column `repo` needed).

        Raises:
            InspectionError: the file lacks a column.
        """
        import pyarrow.compute as pc

        from repoloom.pipeline.storage import parquet

        with self.file(part) as file:
            if missing := sorted({*columns} - {*file.schema_arrow.names}):
                raise InspectionError(
                    f"{part.step}/{part.name} has no column {missing[0]!r}: it was made by another "
                    "version; read it with that one, or run the job again into a new folder"
                )
            for index in range(file.num_row_groups):
                if repo and not _may_hold(file, index, repo):
                    continue
                table = parquet.group(file, index, columns)
                yield table.filter(pc.equal(table["repo"], repo)) if repo else table

    def records(
        self, part: Part, columns: Sequence[str], repo: str = ""
    ) -> Iterator[dict[str, object]]:
        """The file's rows as dictionaries, a row group in memory at a time."""
        for table in self.tables(part, columns, repo):
            yield from table.to_pylist()

    def rows_of(self, part: Part) -> int:
        """The number of rows of a bucket file: from the manifest, else from its footer."""
        listed = self.manifest(part.step).files.get(part.name)
        if listed and listed.rows is not None:
            return listed.rows
        with self.file(part) as file:
            return int(file.metadata.num_rows)

    def rows(self, part: Part, first: int = 0) -> Iterator[PackedRow]:
        """The packed rows of a shard, from row `first` on, with provenance.

        Raises:
            InspectionError: the file is missing, or no shard of a format that is known.
        """
        from repoloom.pipeline.storage import shards

        with self.open(part.step, part.name) as handle:
            try:
                yield from shards.read(handle, first=first)
            except ValueError as error:
                raise InspectionError(f"{self.path(part.step, part.name)}: {error}") from error

    def tokenizer(self) -> Tokenizer:
        """The tokenizer of the run.

        Raises:
            InspectionError: the step has not finished, or its model does not load.
        """
        from repoloom.transforms.tokens import tokenizer

        self.manifest("tokenizer")
        with self.open("tokenizer", "tokenizer.model") as file:
            model = file.read()
        try:
            return tokenizer.Tokenizer.load(model)
        except ValueError as error:
            raise InspectionError(
                f"{self.path('tokenizer', 'tokenizer.model')}: {error}"
            ) from error

    def groups(self, steps: Sequence[str]) -> Iterator[dict[str, list[Part]]]:
        """The parts of the steps that hold the same repositories, by step, group by group.

        Steps may have different numbers of buckets; all are powers of two, so the smallest number
        divides the rest and bucket `b` of any of them belongs to group `b` modulo that number.
        """
        parts = [part for step in steps for part in self.parts(step)]
        count = min((part.buckets for part in parts), default=0)
        for group in range(count):
            found: dict[str, list[Part]] = {step: [] for step in steps}
            for part in parts:
                if part.bucket % count == group:
                    found[part.step].append(part)
            yield found


def _may_hold(file: pq.ParquetFile, group: int, repo: str) -> bool:
    """Whether a row group's bounds on its first column, the repository, leave room for `repo`."""
    bounds = file.metadata.row_group(group).column(0).statistics
    return not (bounds and bounds.has_min_max) or bounds.min <= repo <= bounds.max


def open_output(path: str) -> Output:
    """Opens a run's folder.

    Raises:
        InspectionError: no step of a run has left its result there.
    """
    output = Output(path.rstrip("/") or "/")
    if not any(output.finished(step) for step in STEPS):
        raise InspectionError(
            f"{path} is not an output folder: none of {', '.join(STEPS)} is finished in it; pass "
            "the folder that `repoloom run` was given as --output",
            code=2,
        )
    return output
