"""The output folder: foreign files stay, a second run waits, and only our own is deleted."""

import pytest

from repoloom.pipeline import sources
from repoloom.pipeline.running import folder
from repoloom.pipeline.storage import steps
from tests.pipeline import building

STEPS = ["store", "verdicts", "tokenizer", "shards", "graph", "benchmarks"]


def test_a_folder_that_is_new_empty_or_our_own_is_taken(tmp_path):
    folder.check(str(tmp_path / "new"))
    folder.check(str(tmp_path))
    for name in STEPS:
        (tmp_path / name).mkdir()
    for name in ("report.json", ".lock"):
        (tmp_path / name).write_bytes(b"")
    folder.check(str(tmp_path))


def test_a_folder_inside_the_output_of_a_run_is_refused(tmp_path):
    with folder.locked(str(tmp_path)):
        (tmp_path / "store").mkdir()
    for below in ("new", "new/deep", "store"):
        with pytest.raises(folder.OutputError, match="which is the output of another run"):
            folder.check(str(tmp_path / below))
    folder.check(str(tmp_path))
    (tmp_path / ".lock").unlink()
    folder.check(str(tmp_path / "new"))


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


UNFINISHED = (".report.json.{}.partial", "store/.bucket-00000-of-00001.parquet.{}.partial",
              "shards/parts/.00000.json.{}.partial", "graph/.edges.{}.partial",
              "benchmarks/.index.npz.{}.partial", "store/parts/00003.live")  # fmt: skip
KEPT = ("report.json", "store/a.partial", "store/.mine.partial", "store/parts/00003.json",
        "store/bucket-00000-of-00001.parquet")  # fmt: skip


def test_what_killed_processes_have_left_is_swept(tmp_path):
    names = [name.format("0123456789abcdef" * 2) for name in UNFINISHED]
    for name in (*names, *KEPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    folder.check(str(tmp_path))
    folder.sweep(str(tmp_path))
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(KEPT)
    folder.sweep(str(tmp_path / "absent"))
    folder.sweep("memory://bucket/out")


def test_a_folder_that_cannot_be_made_or_written_is_said(tmp_path, monkeypatch):
    folder.make(str(tmp_path / "new" / "deep"))
    assert (tmp_path / "new" / "deep").is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(folder.OutputError, match="cannot be written to: Not a directory"):
        folder.make(str(tmp_path / "file" / "out"))

    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder.filesystems, "make_folder", refused)
    with pytest.raises(folder.OutputError, match=r"--output .* cannot be written to: Permission"):
        folder.make(str(tmp_path))


def test_a_folder_in_which_nothing_can_be_written_is_said(tmp_path):
    (tmp_path / ".lock").mkdir()
    with pytest.raises(folder.OutputError, match="cannot be written to: Is a directory"):
        folder.make(str(tmp_path))


def test_a_remote_place_that_nobody_knows_is_said():
    with pytest.raises(folder.OutputError, match="cannot be written to: Unable to get filesystem"):
        folder.make("nosuch://bucket/out")


def test_the_last_steps_are_cleared_first(tmp_path, monkeypatch):
    cleared = []
    monkeypatch.setattr(
        folder.steps.Step, "clear", lambda step: cleared.append((step.name, *step.folders))
    )
    folder.clear(str(tmp_path))
    assert cleared == [
        ("shards", "graph"), ("tokenizer",), ("verdicts",), ("store",), ("benchmarks",),
    ]  # fmt: skip


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


def refused(output, *inputs):
    try:
        folder.check_apart(str(output), inputs, sources.discover(inputs))
    except folder.OutputError as error:
        return str(error)
    return ""


@pytest.fixture
def plain(tmp_path):
    return building.folder(tmp_path / "in" / "o" / "r", {b"a.py": b"1", b"b/c.py": b"2"})


def test_an_output_apart_from_the_input_is_taken(tmp_path, plain):
    for output in ("out", "in2", "in/o/r2"):
        assert refused(tmp_path / output, f"o/r={plain}") == ""
    assert refused(tmp_path / "in" / "x", f"{tmp_path}/in/*/r") == ""


@pytest.mark.parametrize("output", ["in/out", "in/o/r/out", "in/o/r/b/deep/out", "in"])
def test_an_output_inside_an_input_is_refused(tmp_path, plain, output):
    assert "lies in --input" in refused(tmp_path / output, str(tmp_path / "in"))


@pytest.mark.parametrize(
    ("pattern", "output"),
    [
        ("in/*", "in/out"),
        ("in/*", "in/o/out"),
        ("in/o/[qr]", "in/o/r/out"),
        ("in/**/r", "in/x/out"),
    ],
)
def test_an_output_that_a_pattern_takes_in_is_refused(tmp_path, plain, pattern, output):
    assert "lies in --input" in refused(tmp_path / output, f"{tmp_path}/{pattern}")


def test_another_spelling_of_the_place_is_the_place(tmp_path, plain, monkeypatch):
    (tmp_path / "link").symlink_to(plain)
    monkeypatch.chdir(tmp_path)
    for output, text in (
        ("in/o/r/out", f"o/r={tmp_path}/link"),
        ("link/out", f"o/r={plain}"),
        ("in/../in/o/r/out", "o/r=in/o/r"),
    ):
        assert "lies in --input" in refused(output, text)


def test_a_git_repository_may_hold_the_output(tmp_path):
    work = building.work_tree(tmp_path / "r", {b"a.py": b"1"})
    assert refused(work / "out", str(work)) == ""
    assert "lies in --input" in refused(tmp_path / "out", str(tmp_path))


def test_an_input_inside_the_output_is_refused(tmp_path, plain):
    for output in (tmp_path, tmp_path / "in" / "o", plain):
        assert refused(output, f"o/r={plain}")
    assert "which --overwrite empties" in refused(tmp_path / "in" / "o", f"o/r={plain}")


def test_remote_places_are_compared_as_they_are_written():
    table = sources.Source("parquet", "gs://b/x/t.parquet", "")
    for output, text in (("gs://b/x/out", "gs://b/x"), ("gs://b/x/out", "gs://b/*")):
        with pytest.raises(folder.OutputError, match="lies in --input"):
            folder.check_apart(output, [text], [table])
    with pytest.raises(folder.OutputError, match="lies in --output"):
        folder.check_apart("gs://b", ["gs://b/x/t.parquet"], [table])
    folder.check_apart("gs://b/y", ["gs://b/x"], [table])
