"""A file's story."""

import dataclasses
import hashlib
import pathlib
import shutil

import pytest

from repoloom.pipeline.inspection import why
from repoloom.pipeline.storage import outputs
from repoloom.transforms.records import Edge
from tests.pipeline import small_corpus, small_run
from tests.pipeline.small_corpus import ALPHA


def story(folder, path, repo=ALPHA):
    sections = why.story(outputs.open_output(folder), repo, path)
    return {section.title: section.rows for section in sections}


def test_a_trained_file_from_source_to_row(run_folder):
    found = story(run_folder, "main.py")
    assert dict(found["Source"])["bytes in the source"] == "53"
    assert dict(found["Signals"])["longest_line"] == "27"
    assert found["Source"] == (
        ("bytes in the source", "53"),
        ("language", "python"),
        ("encoding", "utf-8"),
        ("text", "yes"),
        ("SHA-256", hashlib.sha256(small_corpus.MAIN).hexdigest()),
        ("rank of the repository", "0"),
    )
    assert found["Redactions"] == (("email", "3", "9"),)
    assert found["Benchmark hits"] == (("humaneval", "HumanEval/0", "ngram"),)
    assert dict(found["Verdict"])["verdict"] == "train"
    assert found["Order in the repository"] == (("position", "2"), ("files in order", "5"))
    assert found["Imports"] == (("util.py", "import", "1.500", "yes"),)
    assert found["Imported by"] == (("util.py", "import", "1.500", "cut"),)
    assert found["Test pairs"] == (("test_main.py", "main.py", "stem"),)
    (row,) = found["Rows that hold it"]
    assert row == (
        "0 (train-00001-of-00002.parquet row 0)", "1", "1 of 1", "1-52", "0-53", "spm random",
        "trained",
    )  # fmt: skip


def test_both_pieces_of_a_split_file(run_folder):
    rows = story(run_folder, "long.py")["Rows that hold it"]
    assert [(row[2], row[4]) for row in rows] == [("1 of 2", "0-10"), ("2 of 2", "10-21")]


def test_a_context_file_is_masked(run_folder):
    assert story(run_folder, "vendor/lib.py")["Rows that hold it"][0][-1] == "masked"


def test_a_dropped_file_has_its_reason_and_no_row(run_folder):
    found = story(run_folder, "docs/logo.png")
    assert dict(found["Source"])["text"] == "none: binary"
    unknown = {"language": "unknown", "encoding": "-", "SHA-256": "-"}
    assert unknown.items() <= dict(found["Source"]).items()
    assert dict(found["Verdict"])["reason"] == "binary"
    assert dict(found["Verdict"])["meaning"]
    assert "Rows that hold it" not in found


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("main.py", "Its verdict is train; the shards hold 1 piece of it."),
        ("long.py", "Its verdict is train; the shards hold 2 pieces of it."),
        (
            "test_main.py",
            "Its verdict is drop because of exact_duplicate (acme/alpha:main.py jaccard 1.00); "
            "the shards hold nothing of it.",
        ),
    ],
)
def test_the_story_opens_with_its_end(cli, run_folder, path, sentence):
    status, out, _ = cli("why", run_folder, ALPHA, path)
    assert status == 0
    assert out.splitlines()[:2] == [f"{ALPHA}:{path}", sentence]
    for title in story(run_folder, path):
        assert f"\n{title}\n" in out


def test_a_run_that_has_only_read(cli, run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    for step in ("verdicts", "shards", "graph"):
        (copy / step / "COMPLETED").unlink()
    _, out, _ = cli("why", copy, ALPHA, "main.py")
    assert "select has not decided on it yet" in out
    assert "Verdict\n" not in out


def test_an_unknown_file_and_repository(cli, run_folder):
    status, _, err = cli("why", run_folder, ALPHA, "mian.py")
    assert status == 2
    assert "near: main.py" in err
    status, _, err = cli("why", run_folder, "acme/none", "main.py")
    assert status == 2
    assert "has read no repository 'acme/none'" in err


def test_a_file_with_very_many_importers_lists_the_most_important(tmp_path):
    edges = [
        (ALPHA, Edge(f"file{n:03}.py", "util.py", "import", float(n)))
        for n in range(why.NEIGHBOURS + 5)
    ]
    recipe = small_run.Recipe(graph={**small_corpus.GRAPH, "edges": edges})
    rows = story(recipe.write(tmp_path / "out"), "util.py")["Imported by"]
    assert len(rows) == why.NEIGHBOURS + 1
    assert rows[0][0] == f"file{why.NEIGHBOURS + 4:03}.py"
    assert rows[-1][0] == "and 5 more"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (0.25, "0.250"), (3, "3"), ("", "-"), (0, "0")],
)
def test_signals_are_shown_by_what_they_are(value, text):
    signals = {"signals": {"one": value}}
    assert why._signals(signals).rows == (("one", text),)
    assert why._signals({"signals": None}).rows == ()


def test_neighbours_come_by_falling_importance_and_then_by_name(tmp_path):
    (repo, edge), _ = small_corpus.GRAPH["edges"]
    weights = (("b.py", 1.0), ("c.py", 2.0), ("a.py", 1.0))
    edges = [
        (repo, dataclasses.replace(edge, importer=name, importance=weight))
        for name, weight in weights
    ]
    recipe = small_run.Recipe(graph={**small_corpus.GRAPH, "edges": edges})
    rows = story(recipe.write(tmp_path / "out"), "util.py")["Imported by"]
    assert [row[0] for row in rows] == ["c.py", "a.py", "b.py"]


def test_a_file_that_is_like_no_other_says_how_many_there_are(run_folder):
    with pytest.raises(outputs.InspectionError, match="has no file 'zzzz'; it has 7 files"):
        story(run_folder, "zzzz")


@pytest.mark.parametrize("count", [0, 1])
def test_only_so_many_neighbours_are_listed(tmp_path, count):
    (repo, edge), _ = small_corpus.GRAPH["edges"]
    edges = [
        (repo, dataclasses.replace(edge, importer=f"{number:03}.py"))
        for number in range(why.NEIGHBOURS + count)
    ]
    recipe = small_run.Recipe(graph={**small_corpus.GRAPH, "edges": edges})
    rows = story(recipe.write(tmp_path / "out"), "util.py")["Imported by"]
    assert len(rows) == why.NEIGHBOURS + count
    assert (rows[-1][0] == "and 1 more") == bool(count)
