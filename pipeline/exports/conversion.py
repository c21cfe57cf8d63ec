"""Shards in the formats of other trainers: `repoloom export OUT shards --as FORM --to FOLDER`.

Every shard becomes files of its own name, rows and segments in their order, so that a row is found
again: `train-00003-of-00016.parquet` gives

    arrayrecord  train-00003-of-00016.arrayrecord   a packed row a record (tf.Example)
    megatron     train-00003-of-00016.bin, .idx     a segment a document
    docs         train-00003-of-00016.parquet       a segment a row, for packers of others

The same run gives the same files.
"""

from __future__ import annotations

import dataclasses
import itertools
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.exports import megatron, tfexample
from repoloom.pipeline.storage import filesystems, shards
from repoloom.pipeline.storage.outputs import InspectionError, Output, Part
from repoloom.transforms import columns, tables
from repoloom.transforms.columns import Column

if TYPE_CHECKING:
    from repoloom.transforms.rows.packed import PackedRow

# One record a group: grain and MaxText refuse to read single records out of larger ones.
_ARRAY_RECORD_OPTIONS = "group_size:1,zstd:3"
_SEGMENTS_PER_GROUP = 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A segment as a row of its own: little-endian int32 ids, and labels where a run has them."""

    unit: Annotated[bytes, Column(bytes=16)]
    repo: str
    input_ids: Annotated[bytes, Column("int32", packed=True)]
    labels: Annotated[bytes, Column("int32", packed=True)] = b""


def example(row: PackedRow, *, labels: bool) -> bytes:
    """A packed row as a serialized tf.Example: `row_key`, `input_ids`, `seq_lengths`, `labels`.

    Provenance stays in the shard, where `row_key` finds it.
    """
    features: dict[str, tfexample.Value] = {
        "row_key": row.key,
        "input_ids": np.frombuffer(row.input_ids, "<i4").astype(np.int64),
        "seq_lengths": np.array(row.lengths, np.int64),
    }
    if labels:
        found = row.labels or shards.default_labels(row)
        features["labels"] = np.frombuffer(found, "<i4").astype(np.int64)
    if row.middle_remaining is not None:
        counts = np.frombuffer(row.middle_remaining, "<i2")
        features["middle_remaining"] = counts.astype(np.int64)
    return tfexample.encode(features)


def segments(
    rows: Iterator[PackedRow], *, labels: bool
) -> Iterator[tuple[bytes, str, bytes, bytes]]:
    """Every segment of the rows: (unit, repository, ids, labels or b"")."""
    for row in rows:
        targets = (row.labels or shards.default_labels(row)) if labels else b""
        places = itertools.pairwise(itertools.accumulate(row.lengths, initial=0))
        for segment, (start, end) in zip(row.segments, places, strict=True):
            span = slice(4 * start, 4 * end)
            yield segment.unit, segment.repo, row.input_ids[span], targets[span]


def _array_record(output: Output, part: Part, labels: bool, folder: str) -> None:
    try:
        from array_record.python import array_record_module
    except ImportError as error:
        raise InspectionError(
            "ArrayRecord files need the package array-record, which is not installed: "
            "pip install 'repoloom[arrayrecord]'",
            code=2,
        ) from error
    with tempfile.TemporaryDirectory() as scratch:  # the library writes local files only
        path = pathlib.Path(scratch, "records")
        writer = array_record_module.ArrayRecordWriter(str(path), _ARRAY_RECORD_OPTIONS)
        for row in output.rows(part):
            writer.write(example(row, labels=labels))
        writer.close()
        with path.open("rb") as file, filesystems.whole(_name(part, folder, "arrayrecord")) as to:
            shutil.copyfileobj(file, to)


def _megatron(output: Output, part: Part, labels: bool, folder: str) -> None:
    _documents(output, part, folder, "", labels=False)
    if labels:  # the same index over the labels, for a loader that masks; Megatron has none
        _documents(output, part, folder, "-labels", labels=True)


def _documents(output: Output, part: Part, folder: str, suffix: str, *, labels: bool) -> None:
    name = part.name.removesuffix(".parquet") + suffix
    found = segments(output.rows(part), labels=labels)
    column = (targets if labels else ids for _, _, ids, targets in found)
    with (
        filesystems.whole(filesystems.join(folder, f"{name}.bin")) as ids_file,
        filesystems.whole(filesystems.join(folder, f"{name}.idx")) as index,
    ):
        megatron.write(column, ids_file, index)


def _docs(output: Output, part: Part, labels: bool, folder: str) -> None:
    names = [name for name in columns.names(Document) if labels or name != "labels"]
    form = pa.schema([tables.schema(Document).field(name) for name in names])
    found = itertools.starmap(Document, segments(output.rows(part), labels=labels))
    with (
        filesystems.whole(_name(part, folder, "parquet")) as file,
        pq.ParquetWriter(file, form, compression="zstd", use_dictionary=["repo"]) as writer,
    ):
        while group := list(itertools.islice(found, _SEGMENTS_PER_GROUP)):
            writer.write_table(tables.table(group, Document, form))


def _name(part: Part, folder: str, ending: str) -> str:
    return filesystems.join(folder, f"{part.name.removesuffix('.parquet')}.{ending}")


FORMS: Mapping[str, Callable[[Output, Part, bool, str], None]] = {
    "arrayrecord": _array_record,
    "megatron": _megatron,
    "docs": _docs,
}
"""Writer of one shard in each form: output, shard, whether the run has labels, folder."""


def write(output: Output, form: str, folder: str) -> int:
    """Writes all shards of a run in a form into a folder that is empty or does not exist yet.

    Returns:
        0, the exit status.

    Raises:
        InspectionError: weave has not finished, the folder holds files, or the form needs a package
            that is not installed.
    """
    if found := filesystems.listing(folder):
        raise InspectionError(f"{folder} holds {found[0]!r}; name an empty FOLDER", code=2)
    parts = output.parts("shards")
    try:
        filesystems.make_folder(folder)
    except OSError as error:
        raise InspectionError(
            f"cannot write to {folder}: {error.strerror or error}; name another FOLDER", code=2
        ) from error
    masked = False
    for part in parts:
        with output.file(part) as file:
            labels = "labels" in file.schema_arrow.names
        FORMS[form](output, part, labels, folder)
        masked |= labels
    if masked and form == "megatron":
        print(
            "repoloom: this run masks loss, and Megatron reads no mask: the *-labels.bin beside "
            "each file have -100 where there is none",
            file=sys.stderr,
        )
    return 0
