import dataclasses
import io
import pathlib
import subprocess
import sys

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repoloom.pipeline.storage import shards
from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment
from tests import strategies

METADATA = {"tokenizer_sha256": "ab" * 32, "settings": "cd"}


def encoded(numbers):
    return np.array(numbers, "<i4").tobytes()


@st.composite
def rows(draw):
    groups = draw(st.lists(st.lists(st.integers(0, 255_999), min_size=1), max_size=4))
    return PackedRow(
        key=draw(st.binary(min_size=8, max_size=8)),
        input_ids=encoded([number for group in groups for number in group]),
        lengths=tuple(map(len, groups)),
        segments=tuple(draw(strategies.of(Segment)) for _ in groups),
    )


def row(number=0, **changes):
    unit = bytes([number % 256]) * 16
    placed_file = PlacedFile(f"{number}.py", "python", "", 0, 1, "", "", False, 1, 3, 0, 9)
    default = PackedRow(
        key=number.to_bytes(8, "big"),
        input_ids=encoded([2, 90, 91, 1, 2, number, 1]),
        lengths=(4, 3),
        segments=(Segment(unit, "o/r", (placed_file,)), Segment(unit, "o/s", ())),
    )
    return dataclasses.replace(default, **changes)


def written(found, *, labels=False, metadata=METADATA):
    file = io.BytesIO()
    shards.write(file, found, metadata=metadata, labels=labels)
    return file.getvalue()


def read(data, **kwargs):
    return list(shards.read(io.BytesIO(data), **kwargs))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.lists(rows(), max_size=5))
def test_read_is_the_inverse_of_write(found):
    assert read(written(found)) == found


def test_the_same_rows_give_the_same_bytes():
    found = [row(number) for number in range(200)]
    assert written(found) == written(iter(found))
    assert written(found) == written(found, metadata=dict(reversed(METADATA.items())))


def test_a_path_is_written_and_read(tmp_path):
    path = tmp_path / "train-00000-of-00001.parquet"
    assert shards.write(path, [row()], metadata=METADATA, labels=False) == 1
    assert list(shards.read(path)) == list(shards.read(str(path))) == [row()]
    assert shards.count(path) == 1


def test_row_groups_are_small():
    file = pq.ParquetFile(io.BytesIO(written([row(number) for number in range(260)])))
    groups = [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)]
    assert groups == [128, 128, 4]


@pytest.mark.parametrize("first", [0, 1, 127, 128, 129, 259, 260, 500])
def test_reading_can_begin_at_any_row(first):
    found = [row(number) for number in range(260)]
    assert read(written(found), first=first) == found[first:]


def test_provenance_can_be_left_out():
    (found,) = read(written([row()]), provenance=False)
    assert found == row(segments=())


def test_a_run_without_masks_has_no_labels_column():
    assert "labels" not in pq.ParquetFile(io.BytesIO(written([row()]))).schema_arrow.names


def test_in_a_run_with_masks_every_row_has_labels():
    own = row(1, labels=encoded([-100, -100, 91, 1, -100, 1, 1]))
    first, second = read(written([row(7), own], labels=True))
    assert np.frombuffer(first.labels, "<i4").tolist() == [-100, 90, 91, 1, -100, 7, 1]
    assert second == own


def test_labels_in_a_run_without_masks_are_an_error():
    with pytest.raises(ValueError, match="has labels; write this run with labels=True"):
        written([row(labels=row().input_ids)])


@pytest.mark.parametrize(
    "changes",
    [{"lengths": (4, 4)}, {"lengths": (7,)}, {"labels": encoded([1])}],
    ids=["sum", "segments", "labels"],
)
def test_a_row_that_contradicts_itself_is_an_error(changes):
    with pytest.raises(ValueError, match="row 0000000000000000 has"):
        written([row(**changes)], labels=True)


def test_arrays_are_what_a_trainer_takes():
    found, lengths, labels = shards.arrays(row(5))
    assert found.tolist() == [2, 90, 91, 1, 2, 5, 1]
    assert lengths.tolist() == [4, 3]
    assert labels is None
    assert found.dtype == lengths.dtype == np.int32


def test_the_footer_holds_the_metadata_and_the_format():
    assert shards.metadata(io.BytesIO(written([]))) == METADATA | {"format": shards.FORMAT}


def test_columns_are_the_documented_ones():
    counts = np.full(len(row().input_ids) // 4, -1, "<i2").tobytes()
    file = io.BytesIO()
    full = [row(middle_remaining=counts)]
    shards.write(file, full, metadata=METADATA, labels=True, remaining=True)
    assert read(file.getvalue())[0].middle_remaining == counts
    found = pq.read_table(io.BytesIO(file.getvalue()))
    optional = ["labels", "middle_remaining"]
    assert found.schema.names == ["row_key", "input_ids", "seq_lengths", *optional, "segments"]
    assert found.schema.equals(shards.SCHEMA)
    assert found.to_pylist()[0]["segments"][0]["files"][0]["path"] == "0.py"


def test_another_format_is_refused_with_both_versions(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "FORMAT", "99")
    path = tmp_path / "later.parquet"
    shards.write(path, [row()], metadata=METADATA, labels=False)
    monkeypatch.undo()
    with pytest.raises(ValueError, match=r"later.parquet has shard format '99', .* reads '1'"):
        next(shards.read(path))


def test_other_files_are_refused(tmp_path):
    text = tmp_path / "text.parquet"
    text.write_bytes(b"not parquet at all")
    with pytest.raises(ValueError, match=r"text\.parquet is not a Parquet file"):
        next(shards.read(text))
    table = tmp_path / "table.parquet"
    pq.write_table(pq.read_table(io.BytesIO(written([row()]))).replace_schema_metadata({}), table)
    with pytest.raises(ValueError, match=r"table\.parquet is not a shard"):
        next(shards.read(table))


@pytest.mark.slow
def test_the_trainer_side_imports_neither_beam_nor_a_parser():
    program = (
        "import sys, repoloom.pipeline.storage.shards;"
        "print(*{name.partition('.')[0] for name in sys.modules}, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=pathlib.Path(__file__).parents[3],
    )
    heavy = {"apache_beam", "tree_sitter", "sentencepiece", "jax", "languages"}
    assert not heavy & set(done.stdout.decode().split())
