"""Tables as CSV and JSONL."""

import csv
import io
import json
import pathlib
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline import show
from repoloom.pipeline.exports import export
from tests.pipeline import small_corpus
from tests.pipeline.small_corpus import ALPHA, MAIN, UTIL


def records(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("table", sorted(export.TABLES.keys() - {"failures"}))
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_every_table_has_its_columns_in_order(cli, run_folder, table, form):
    status, out, _ = cli("export", run_folder, table, "--format", form)
    first = out.splitlines()[0]
    names = first.split(",") if form == "csv" else list(json.loads(first))
    assert status == 0
    assert tuple(names) == export.COLUMNS[table]


def test_the_table_of_failures_is_empty_where_nothing_failed(cli, run_folder):
    assert cli("export", run_folder, "failures") == (0, "repo,path,step,error,place,case\n", "")
    assert cli("export", run_folder, "failures", "--format", "jsonl") == (0, "", "")


def test_the_command_line_knows_every_table():
    assert tuple(export.TABLES) == show.EXPORTS
    assert export.COLUMNS.keys() == export.TABLES.keys()


def test_verdicts(cli, run_folder):
    _, out, _ = cli("export", run_folder, "verdicts")
    found = {row["path"]: row for row in records(out)}
    assert len(found) == len(small_corpus.VERDICTS)
    assert found["test_main.py"]["reason"] == "exact_duplicate"
    assert found["test_main.py"]["evidence"] == "acme/alpha:main.py jaccard 1.00"


def test_edges_and_redactions(cli, run_folder):
    _, edges, _ = cli("export", run_folder, "edges")
    assert edges.splitlines()[1:] == [
        "acme/alpha,main.py,util.py,import,1.5,true,1,false,false,false,false",
        "acme/alpha,util.py,main.py,import,1.5,false,1,false,false,false,false",
    ]
    _, redactions, _ = cli("export", run_folder, "redactions")
    assert redactions.splitlines()[1:] == ["acme/alpha,main.py,email,3,9"]


def test_fim_parts_join_to_the_text_of_the_file(cli, run_folder):
    _, out, _ = cli("export", run_folder, "fim")
    found = {row["path"]: row for row in map(json.loads, out.splitlines())}
    assert {path: row["mode"] for path, row in found.items()} == {
        "main.py": "spm",
        "util.py": "psm",
    }
    for path, text in (("main.py", MAIN), ("util.py", UTIL)):
        row = found[path]
        assert (row["part"], row["parts"]) == (0, 1)
        assert (row["prefix"] + row["middle"] + row["suffix"]).encode() == text
    assert (found["util.py"]["middle"], found["util.py"]["rule"]) == ("return 2 * value", "close")


def test_rows_name_what_stands_in_them(cli, run_folder):
    _, out, _ = cli("export", run_folder, "rows", "--format", "jsonl")
    found = [json.loads(line) for line in out.splitlines()]
    assert [row["row"] for row in found] == [0, 1, 2]
    assert found[1] == {
        "row": 1,
        "shard": "train-00001-of-00002.parquet",
        "index": 1,
        "tokens": 124,
        "segments": 2,
        "files": 5,
        "masked": 1,
        "repos": [ALPHA],
    }


@pytest.mark.parametrize(
    ("table", "to", "form"),
    [
        ("edges", None, "csv"),
        ("fim", None, "jsonl"),
        ("fim", "x.csv", "csv"),
        ("edges", "x.jsonl", "jsonl"),
        ("edges", "x.txt", "csv"),
    ],
)
def test_the_format_follows_the_file(table, to, form):
    assert export.form_of(table, to) == form


@pytest.mark.parametrize(
    "arguments", [("--to", "x.parquet"), ("--to", "x.csv", "--format", "jsonl")]
)
def test_a_file_that_would_hold_something_else_is_refused(cli, run_folder, tmp_path, arguments):
    flag, name, *more = arguments
    status, out, err = cli("export", run_folder, "edges", flag, tmp_path / name, *more)
    assert (status, out) == (2, "")
    assert "name FILE.csv or FILE.jsonl" in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_what_standard_output_is(cli, run_folder, tmp_path):
    _, out, _ = cli("export", run_folder, "verdicts")
    status, nothing, _ = cli("export", run_folder, "verdicts", "--to", tmp_path / "v.csv")
    assert (status, nothing) == (0, "")
    assert (tmp_path / "v.csv").read_text() == out
    assert [path.name for path in tmp_path.iterdir()] == ["v.csv"]


def test_a_file_that_cannot_be_written_is_one_line(cli, run_folder, tmp_path):
    status, _, err = cli("export", run_folder, "order", "--to", tmp_path / "none" / "v.csv")
    assert status == 2
    assert "cannot write" in err
    assert err.count("\n") == 1


def test_a_table_of_an_unfinished_step(cli, run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    (copy / "graph" / "COMPLETED").unlink()
    status, _, err = cli("export", copy, "edges", "--to", tmp_path / "edges.csv")
    assert status == 1
    assert "'graph'" in err
    assert not (tmp_path / "edges.csv").exists()


texts = st.binary().map(lambda data: data.decode("utf-8", "surrogateescape"))


@given(st.lists(st.tuples(texts, texts)))
def test_jsonl_gives_every_byte_back_and_is_ascii(table):
    lines = list(export.as_jsonl(("a", "b"), table))
    assert all(line.isascii() and line.endswith("\n") for line in lines)
    assert [tuple(json.loads(line).values()) for line in lines] == table


@given(st.lists(st.tuples(texts, texts)))
def test_csv_gives_every_byte_back(table):
    data = "".join(export.as_csv(("a", "b"), table)).encode("utf-8", "surrogateescape")
    text = data.decode("utf-8", "surrogateescape")
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))][1:] == table


def test_csv_words_for_values_that_are_no_text():
    lines = "".join(export.as_csv(("a", "b", "c"), [(True, 0.25, ["x", "y"])]))
    assert lines == 'a,b,c\ntrue,0.25,"[""x"", ""y""]"\n'
