"""Whether a folder is whole: steps, files and columns, one law after the other."""

import dataclasses
import pathlib
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from repoloom.pipeline.storage import shards
from repoloom.pipeline.storage.outputs import STEPS, Output
from repoloom.pipeline.storage.steps import describe
from repoloom.pipeline.verification import integrity
from repoloom.pipeline.verification.ledger import Ledger
from tests.pipeline.small_run import Recipe
from tests.pipeline.spoiling import edit_manifest

FOLDERS = (*STEPS, "graph")


@pytest.fixture
def copy(run_folder, tmp_path):
    return pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))


def steps(folder):
    ledger = Ledger(100)
    finished = integrity.check_steps(Output(str(folder)), ledger)
    assert ledger.checked["steps"] == len(FOLDERS)
    return finished, [found.fault.message for found in ledger.first]


def test_a_sound_run_has_all_its_steps(run_folder):
    assert steps(run_folder) == ([*FOLDERS], [])


@pytest.mark.parametrize("step", FOLDERS)
def test_an_unfinished_step_is_a_fault_and_is_left_out(copy, step):
    (copy / step / "COMPLETED").unlink()
    finished, (fault,) = steps(copy)
    assert finished == [name for name in FOLDERS if name != step]
    assert f"the step {step!r}" in fault


def test_a_manifest_that_is_damaged_is_a_fault(copy):
    (copy / "store" / "manifest.json").write_text("{")
    finished, (fault,) = steps(copy)
    assert "store" not in finished
    assert "is damaged" in fault


CHAIN = [("verdicts", "store"), ("tokenizer", "verdicts"), ("shards", "verdicts")]


@pytest.mark.parametrize(("step", "source"), CHAIN)
def test_a_step_that_was_made_from_another_one_is_a_fault(copy, step, source):
    edit_manifest(copy, step, lambda manifest: manifest["settings"].update({source: "another"}))
    message = f"{step} was made from another {source} than the one beside it"
    assert steps(copy) == ([*FOLDERS], [message])


@pytest.mark.parametrize(("step", "source"), CHAIN)
def test_a_step_that_names_its_source_or_none_is_sound(copy, step, source):
    digest = Output(str(copy)).manifest(source).digest
    edit_manifest(copy, step, lambda manifest: manifest["settings"].update({source: digest}))
    assert steps(copy)[1] == []
    edit_manifest(copy, step, lambda manifest: manifest["settings"].pop(source))
    assert steps(copy)[1] == []


def test_shards_of_another_tokenizer_are_a_fault(copy):
    edit_manifest(copy, "shards", lambda manifest: manifest["settings"].update(tokenizer="another"))
    message = "shards was made with another tokenizer than the one beside it"
    assert steps(copy)[1] == [message]
    (copy / "tokenizer" / "COMPLETED").unlink()
    assert message not in steps(copy)[1]
    edit_manifest(copy, "shards", lambda manifest: manifest["settings"].pop("tokenizer"))
    assert message not in steps(copy)[1]


def files(folder, step):
    ledger = Ledger(100)
    integrity.check_files(Output(str(folder)), step, ledger)
    return ledger.checked["files"], [(one.where, one.fault.message) for one in ledger.first]


@pytest.mark.parametrize("step", FOLDERS)
def test_every_file_of_a_step_is_looked_at(run_folder, step):
    listed = Output(run_folder).manifest(step).files
    assert files(run_folder, step) == (len(listed), [])


@pytest.mark.parametrize("step", FOLDERS)
def test_a_changed_byte_is_a_fault_of_its_file(copy, step):
    name = next(iter(Output(str(copy)).manifest(step).files))
    data = bytearray((copy / step / name).read_bytes())
    data[-1] ^= 1
    (copy / step / name).write_bytes(data)
    ((where, message),) = files(copy, step)[1]
    assert where == f"{step}/{name}"
    assert message.startswith("its SHA-256 is ")


def test_a_file_of_another_size_says_both(copy):
    path = copy / "tokenizer" / "tokenizer.model"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"x")
    assert files(copy, "tokenizer")[1] == [
        ("tokenizer/tokenizer.model", f"it has {size + 1} bytes, its manifest says {size}")
    ]


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_the_whole_of_a_large_file_is_read(copy, size):
    path = copy / "tokenizer" / "tokenizer.model"

    def listed(manifest):
        manifest["files"] = [describe(str(path))]

    path.write_bytes(bytes(size))
    edit_manifest(copy, "tokenizer", listed)
    assert files(copy, "tokenizer")[1] == []
    path.write_bytes(bytes(size - 1) + b"x")
    assert len(files(copy, "tokenizer")[1]) == 1


def test_a_missing_and_an_unlisted_file_are_faults(copy):
    (copy / "graph" / "pairs-00000-of-00002.parquet").rename(copy / "graph" / "stray.parquet")
    assert files(copy, "graph")[1] == [
        ("graph/pairs-00000-of-00002.parquet", "it is missing"),
        ("graph/stray.parquet", "no manifest lists it"),
    ]


def test_what_a_step_leaves_of_its_own_is_no_fault(copy):
    (copy / "store" / "step.json").write_text("{}")
    (copy / "store" / ".hidden").write_text("")
    assert files(copy, "store")[1] == []


def schema(folder, step, labels=True):
    output = Output(str(folder))
    return [
        fault.message
        for part in output.parts(step)
        for fault in integrity.check_schema(output, part, labels)
    ]


@pytest.mark.parametrize("step", ["store", "verdicts", "shards"])
def test_the_columns_of_a_run_are_those_of_the_format(run_folder, step):
    assert schema(run_folder, step) == []


def test_shards_have_labels_where_a_run_has_them(run_folder):
    assert any("labels" in message for message in schema(run_folder, "shards", labels=False))


def rewrite(copy, step, change):
    name = Output(str(copy)).parts(step)[-1].name
    path = copy / step / name
    pq.write_table(change(pq.read_table(path)), path)
    return path


def test_another_type_is_named(copy):
    def change(table):
        at = table.schema.get_field_index("size")
        return table.set_column(at, "size", table["size"].cast(pa.int32()))

    rewrite(copy, "verdicts", change)
    assert schema(copy, "verdicts") == [
        "its columns differ from the format's: size: int32; size: int64"
    ]


def test_another_order_is_told(copy):
    rewrite(copy, "verdicts", lambda table: table.select(table.column_names[::-1]))
    assert schema(copy, "verdicts") == ["its columns differ from the format's: their order"]


def test_rows_that_the_manifest_does_not_count(copy):
    path = rewrite(copy, "verdicts", lambda table: table.slice(1))
    rows = pq.read_metadata(path).num_rows
    assert schema(copy, "verdicts") == [f"it has {rows} rows, its manifest says {rows + 1}"]


def test_a_footer_that_names_another_tokenizer(tmp_path, run_folder):
    folder = Recipe(footer="another").write(tmp_path / "out")
    wanted = Output(folder).manifest("shards").settings["tokenizer"]
    message = f"its footer names the tokenizer another, the manifest {wanted}"
    assert set(schema(folder, "shards")) == {message}


def test_middle_remaining_is_a_column_where_the_run_asked_for_it(copy):
    weave = {"length": 128, "middle_remaining": True}
    edit_manifest(copy, "shards", lambda manifest: manifest["settings"].update(weave=weave))
    assert any("middle_remaining" in message for message in schema(copy, "shards"))
    assert schema(copy, "store") == []
    for name in [part.name for part in Output(str(copy)).parts("shards")]:
        path = copy / "shards" / name
        rows = list(shards.read(path))
        counted = [with_remaining(row) for row in rows]
        footer = {"tokenizer_sha256": Output(str(copy)).manifest("shards").settings["tokenizer"]}
        shards.write(str(path), counted, metadata=footer, labels=True, remaining=True)
    assert schema(copy, "shards") == []


def with_remaining(row):
    counts = b"\xff\xff" * (len(row.input_ids) // 4)
    return dataclasses.replace(row, middle_remaining=counts)


def test_without_shards_no_column_of_theirs_is_asked_for(copy):
    (copy / "shards" / "COMPLETED").unlink()
    assert schema(copy, "store") == []
