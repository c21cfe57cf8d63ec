"""The code in docs/shard-format.md runs, and the page names every column."""

import contextlib
import pathlib
import re

import numpy as np
import pytest

from pipeline import shards, show

PAGE = (pathlib.Path(__file__).parents[2] / "docs" / "shard-format.md").read_text()
# Blocks marked `py` need libraries that are no dependencies; `python` runs here.
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
    for form in show.FORMS:
        assert f"| `{form}` |" in PAGE


def test_the_page_names_every_column_and_field():
    fields = shards.SCHEMA.field("segments").type.value_type.field("files").type.value_type
    for name in (*shards.SCHEMA.names, *(field.name for field in fields)):
        assert f"`{name}`" in PAGE, name
