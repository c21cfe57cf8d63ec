"""Shards as ArrayRecord, as Megatron's indexed dataset and one segment a row, and back."""

import builtins
import itertools
import pathlib

import numpy as np
import pyarrow.parquet as pq
import pytest

from repoloom.pipeline import commands
from repoloom.pipeline.exports import conversion, megatron, tfexample
from repoloom.pipeline.storage import shards
from tests.pipeline import small_run


def rows_by_shard(folder):
    paths = sorted(pathlib.Path(folder, "shards").glob("*.parquet"))
    return {path.stem: list(shards.read(path)) for path in paths}


def segments(rows, labels=False):
    for row in rows:
        ids, lengths, given = shards.arrays(row)
        if labels:
            ids = given if given is not None else np.frombuffer(shards.default_labels(row), "<i4")
        for start, end in itertools.pairwise(np.cumsum([0, *lengths])):
            yield ids[start:end].tolist()


@pytest.fixture
def convert(cli, run_folder, tmp_path):
    def call(form):
        status, _, error = cli(
            "export", run_folder, "shards", "--as", form, "--to", tmp_path / "to"
        )
        assert status == 0, error
        return tmp_path / "to"

    return call


def read_megatron(stem):
    index = megatron.read_index(stem.with_suffix(".idx").read_bytes())
    data = stem.with_suffix(".bin").read_bytes()
    assert index.documents.tolist() == list(range(len(index.sizes) + 1))
    return [
        np.frombuffer(data, "<i4", size, pointer).tolist()
        for size, pointer in zip(index.sizes, index.pointers, strict=True)
    ]


def test_a_megatron_document_is_a_segment(convert, run_folder):
    to = convert("megatron")
    control = small_run.tokenizer()
    for name, rows in rows_by_shard(run_folder).items():
        found = read_megatron(to / name)
        assert found == list(segments(rows))
        assert {(ids[0], ids[-1]) for ids in found} == {(control.bos, control.eos)}
        assert read_megatron(to / f"{name}-labels") == list(segments(rows, labels=True))


def test_megatron_warns_that_it_reads_no_mask(cli, run_folder, tmp_path):
    _, _, error = cli("export", run_folder, "shards", "--as", "megatron", "--to", tmp_path / "to")
    assert "Megatron reads no mask" in error


def test_docs_have_one_segment_a_row(convert, run_folder):
    to = convert("docs")
    for name, rows in rows_by_shard(run_folder).items():
        table = pq.read_table(to / f"{name}.parquet")
        assert table["input_ids"].to_pylist() == list(segments(rows))
        assert table["labels"].to_pylist() == list(segments(rows, labels=True))
        origins = [(segment.unit, segment.repo) for row in rows for segment in row.segments]
        assert (
            list(zip(*(table[key].to_pylist() for key in ("unit", "repo")), strict=True)) == origins
        )


def test_a_run_without_masks_has_no_labels(tmp_path):
    (row,) = list(
        rows_by_shard(small_run.Recipe().write(tmp_path / "a"))["validation-00000-of-00002"]
    )
    assert "labels" not in tfexample.decode(conversion.example(row, labels=False))


def test_an_example_holds_the_row(run_folder):
    for row in itertools.chain(*rows_by_shard(run_folder).values()):
        found = tfexample.decode(conversion.example(row, labels=True))
        assert found["row_key"] == row.key
        assert found["input_ids"].tolist() == shards.arrays(row)[0].tolist()
        assert found["seq_lengths"].tolist() == list(row.lengths)


def test_array_records_hold_the_rows_in_order(convert, run_folder):
    module = pytest.importorskip(
        "array_record.python.array_record_module", reason="array-record is not installed"
    )
    to = convert("arrayrecord")
    for name, rows in rows_by_shard(run_folder).items():
        reader = module.ArrayRecordReader(str(to / f"{name}.arrayrecord"))
        assert reader.num_records() == len(rows)
        assert "group_size:1," in reader.writer_options_string()
        found = reader.read([*range(len(rows))])
        assert list(found) == [conversion.example(row, labels=True) for row in rows]
        reader.close()


def test_without_array_record_the_error_says_what_to_install(
    cli, run_folder, tmp_path, monkeypatch
):
    def absent(name, *arguments, **more):
        if name.startswith("array_record"):
            raise ImportError(name)
        return real(name, *arguments, **more)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", absent)
    arguments = ("export", run_folder, "shards", "--as", "arrayrecord", "--to", tmp_path / "to")
    status, _, error = cli(*arguments)
    assert status == 2
    assert "pip install 'repoloom[arrayrecord]'" in error


def test_a_folder_that_holds_files_is_left_alone(cli, run_folder, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    status, _, error = cli("export", run_folder, "shards", "--as", "docs", "--to", tmp_path)
    assert status == 2
    assert "holds 'mine.txt'; name an empty FOLDER" in error
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("shards",), "shards need it"),
        (("fim", "--as", "docs"), "--as is for shards"),
        (("shards", "--as", "docs"), "--to FOLDER"),
    ],
)
def test_a_request_that_makes_no_sense(cli, run_folder, arguments, message):
    status, _, error = cli("export", run_folder, *arguments)
    assert status == 2
    assert message in error


def test_the_command_line_knows_every_form():
    assert tuple(conversion.FORMS) == commands.FORMS


def test_a_folder_that_cannot_be_made_is_said(cli, run_folder, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    to = tmp_path / "file" / "to"
    status, _, err = cli("export", run_folder, "shards", "--as", "docs", "--to", to)
    assert status == 2
    assert f"cannot write to {to}: Not a directory; name another FOLDER" in err
