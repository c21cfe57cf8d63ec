"""The output folder: foreign files stay, a second run waits, and only our own is deleted."""

import pytest

from repoloom.pipeline.running import folder
from repoloom.pipeline.storage import steps

STEPS = ["store", "verdicts", "tokenizer", "shards", "graph", "benchmarks"]


def test_a_folder_that_is_new_empty_or_our_own_is_taken(tmp_path):
    folder.check(str(tmp_path / "new"))
    folder.check(str(tmp_path))
    for name in STEPS:
        (tmp_path / name).mkdir()
    for name in ("report.json", ".lock"):
        (tmp_path / name).write_bytes(b"")
    folder.check(str(tmp_path))


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(folder.OutputError, match=r"--output .*out is a file; name a folder"):
        folder.check(str(tmp_path / "out"))


def test_what_no_run_wrote_is_named(tmp_path):
    for name in ("store", "thesis.tex", "zoo"):
        (tmp_path / name).mkdir()
    with pytest.raises(folder.OutputError, match=r"holds .thesis\.tex., which no run of repoloom"):
        folder.check(str(tmp_path))


def test_a_remote_folder_is_taken_as_it_is(monkeypatch):
    folder.check("memory://bucket/out")
    with folder.locked("memory://bucket/out"):
        pass


def test_clearing_leaves_what_is_not_ours(tmp_path):
    for name in STEPS:
        step = steps.Step(str(tmp_path), name, {})
        step.begin()
        step.finish([], {})
    for name in ("report.json", ".lock", "mine"):
        (tmp_path / name).write_bytes(b"")
    folder.clear(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "mine"]
    folder.clear(str(tmp_path))


def test_a_second_run_is_refused_while_the_first_runs_and_no_longer(tmp_path):
    with folder.locked(str(tmp_path)):
        refused = pytest.raises(folder.OutputError, match="another run is writing to")
        with refused, folder.locked(str(tmp_path)):
            pass
    with folder.locked(str(tmp_path)):
        pass


def test_a_run_that_fails_lets_go_of_the_folder(tmp_path):
    with pytest.raises(KeyError), folder.locked(str(tmp_path)):
        raise KeyError
    with folder.locked(str(tmp_path)):
        pass
