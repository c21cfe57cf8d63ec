"""The code in docs/shard-format.md runs, and the page names every column."""

import contextlib
import pathlib
import re

import numpy as np
import pytest

from repoloom.pipeline import commands
from repoloom.pipeline.exports import conversion
from repoloom.pipeline.storage import outputs, shards

PAGE = (pathlib.Path(__file__).parents[3] / "docs" / "shard-format.md").read_text()
# Blocks marked `python` run as they are; the libraries of those marked `py` and `sql` may be missing.
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(block, folder, capsys):
    names = {"np": np}
    (path,) = pathlib.Path(folder, "shards").glob("train-*.parquet")
    code = block.replace("out/shards/train-00000-of-00001.parquet", str(path))
    with contextlib.chdir(pathlib.Path(folder).parent):
        exec(compile(code, "docs/shard-format.md", "exec"), names)
    return names, capsys.readouterr().out


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_code_runs(number, run_folder, capsys):
    run(BLOCKS[number], run_folder, capsys)


def test_the_derived_arrays_are_those_of_the_comments(run_folder, capsys):
    (block,) = (block for block in BLOCKS if "cu_seqlens" in block)
    names, _ = run(block, run_folder, capsys)
    for name, comment in re.findall(r"(\w+) = .*# ([\d ]+)$", block, re.MULTILINE):
        assert names[name].tolist() == [int(number) for number in comment.split()]


def test_the_page_names_every_form():
    for form in commands.FORMS:
        assert f"| `{form}` |" in PAGE


def test_the_page_names_every_column_and_field():
    fields = shards.SCHEMA.field("segments").type.value_type.field("files").type.value_type
    for name in (*shards.SCHEMA.names, *(field.name for field in fields)):
        assert f"`{name}`" in PAGE, name


def block_of(language, word):
    """The block in a language whose library may be missing, by a word of it."""
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    (block,) = (block for block in blocks if word in block)
    return block


def rows_of(folder):
    (path,) = pathlib.Path(folder, "shards").glob("train-*.parquet")
    return list(shards.read(path))


@pytest.mark.filterwarnings("ignore")  # their deprecations are theirs
def test_the_code_for_pandas_runs(run_folder, capsys):
    pytest.importorskip("pandas")
    names, _ = run(block_of("py", "import pandas"), run_folder, capsys)
    assert list(map(len, names["frame"]["seq_lengths"])) == [
        len(row.lengths) for row in rows_of(run_folder)
    ]


@pytest.mark.filterwarnings("ignore")
def test_the_code_for_grain_runs(run_folder, capsys):
    pytest.importorskip("grain")
    names, _ = run(block_of("py", "ParquetIterDataset"), run_folder, capsys)
    lengths = [list(row["lengths"]) for row in names["rows"]]
    assert lengths == [list(row.lengths) for row in rows_of(run_folder)]


@pytest.mark.filterwarnings("ignore")
def test_the_code_for_duckdb_runs(run_folder):
    duckdb = pytest.importorskip("duckdb")
    query = block_of("sql", "unnest").replace("out/shards", f"{run_folder}/shards")
    found = duckdb.sql(query).fetchall()
    placed = [file for row in rows_of(run_folder) for one in row.segments for file in one.files]
    assert sum(pieces for *_, pieces, _ in found) == len(placed)
    assert sum(tokens for *_, tokens in found) == sum(file.end - file.start for file in placed)


@pytest.mark.filterwarnings("ignore")
def test_the_code_for_maxtext_runs(run_folder, capsys, tmp_path):
    pytest.importorskip("grain")
    pytest.importorskip("array_record.python.array_record_module")
    conversion.write(outputs.open_output(str(run_folder)), "arrayrecord", str(tmp_path / "to"))
    block = block_of("py", "SixFields").replace("FOLDER", str(tmp_path / "to"))
    names, _ = run(block.replace("batch(8)", "batch(1)"), run_folder, capsys)
    assert names["batches"][0]["inputs"].shape == (1, 8192)
