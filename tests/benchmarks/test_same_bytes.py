"""What `benchmarks.same_bytes` calls the same, on made-up folders and a made-up job."""

import json
import pathlib
import shutil
import subprocess

import pytest

from benchmarks import same_bytes


def manifest(**changed):
    files = [{"name": "train.parquet", "sha256": "12"}]
    return json.dumps({"files": files, "settings": {"seed": 1}, **changed})


@pytest.fixture
def runs(tmp_path):
    """Two runs of the same bytes."""
    for run in ("before", "after"):
        for step in same_bytes.STEPS:
            (tmp_path / run / step / "deep").mkdir(parents=True)
            (tmp_path / run / step / "manifest.json").write_text(manifest())
            (tmp_path / run / step / "COMPLETED").write_text("digest")
            (tmp_path / run / step / "deep" / "train.parquet").write_bytes(
                b"rows of " + step.encode()
            )
        (tmp_path / run / "report.json").write_text(f"took long {run}")
    return tmp_path / "before", tmp_path / "after"


def changes(runs):
    return [(path, state) for path, state, _ in same_bytes.compared(*runs) if state != "same"]


def test_equal_runs_are_the_same_file_by_file(runs, capsys):
    assert changes(runs) == []
    assert same_bytes.print_comparison("demo", *runs) == (15, 0)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 15
    assert all(line.startswith("same ") and "  demo/" in line for line in lines)


@pytest.mark.parametrize("step", same_bytes.STEPS)
def test_a_byte_of_any_step_is_a_difference(runs, step, capsys):
    (runs[1] / step / "deep" / "train.parquet").write_bytes(b"other rows")
    assert changes(runs) == [(f"{step}/deep/train.parquet", "differs")]
    assert same_bytes.print_comparison("demo", *runs) == (15, 1)
    assert f"demo/{step}/deep/train.parquet" in capsys.readouterr().out


def test_a_file_that_is_gone_or_new_is_a_difference(runs):
    (runs[1] / "graph" / "COMPLETED").rename(runs[1] / "graph" / "DONE")
    assert changes(runs) == [("graph/COMPLETED", "gone"), ("graph/DONE", "new")]


def test_a_manifest_counts_by_its_files(runs):
    settings = manifest(settings={"seed": 1, "renamed": 2}, format=3)
    (runs[1] / "shards" / "manifest.json").write_text(settings)
    (runs[1] / "shards" / "COMPLETED").write_text("another digest")
    assert changes(runs) == []
    (runs[1] / "shards" / "manifest.json").write_text(manifest(files=[]))
    assert changes(runs) == [("shards/manifest.json", "differs")]


JOB = """
import pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--output") + 1], "shards")
out.mkdir(parents=True)
inputs = [sys.argv[at + 1] for at, flag in enumerate(sys.argv) if flag == "--input"]
(out / "rows").write_text(RESULT or str(inputs[0].endswith("examples/repos") or inputs))
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A checkout whose job writes what `RESULT` says, or else what its inputs are."""
    if not shutil.which("git"):
        pytest.skip("no git")
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "beam_main.py").write_text("RESULT = ''\n" + JOB)
    monkeypatch.setattr(same_bytes, "ROOT", root)
    person = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "job"]):
        subprocess.run(["git", "-C", str(root), *person, *command], check=True)
    return root


def worktrees(root):
    listed = subprocess.run(
        ["git", "-C", str(root), "worktree", "list"], capture_output=True, text=True, check=True
    )
    return listed.stdout.count("\n")


def test_the_same_code_leaves_the_same(repository, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = ["--input", "here", "a/b=there", "--input", "gs://bucket/x"]
    assert same_bytes.main(["--before", "HEAD", *given]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in out[:-1]] == ["demo/shards/rows", "given/shards/rows"]
    assert out[-1] == "2 files, all same"
    assert worktrees(repository) == 1


def test_changed_code_that_is_not_committed_is_noticed(repository, capsys):
    main = repository / "beam_main.py"
    main.write_text(main.read_text().replace("RESULT = ''", "RESULT = 'other'"))
    assert same_bytes.main(["--before", "HEAD"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 files are not the same"


def test_a_job_that_fails_ends_it_and_leaves_no_worktree(repository):
    (repository / "beam_main.py").write_text("raise SystemExit('no such flag')\n")
    with pytest.raises(SystemExit, match=r"no such flag\nthe job of .* failed with status 1"):
        same_bytes.main(["--before", "HEAD"])
    assert worktrees(repository) == 1


def test_no_files_are_not_the_same(repository, monkeypatch):
    monkeypatch.setattr(same_bytes, "STEPS", ())
    assert same_bytes.main(["--before", "HEAD"]) == 1


@pytest.mark.parametrize("given", ["here", "a/b=here"])
def test_an_input_is_found_from_another_folder(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, _, _ = given.rpartition("here")
    assert same_bytes._absolute(given) == f"{name}{pathlib.Path(tmp_path, 'here')}"


def test_a_remote_input_stays():
    assert same_bytes._absolute("a/b=gs://bucket/x=1") == "a/b=gs://bucket/x=1"
