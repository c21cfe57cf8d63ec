"""A finished step that is no longer what was written is found out at the price of a listing."""

import pathlib
import shutil

import pytest

from repoloom.pipeline.storage import damage, filesystems, steps

LARGE = damage.READ_BYTES + 1


@pytest.fixture
def step(tmp_path):
    made = steps.Step(str(tmp_path), "shards", {"seed": 1}, folders=("graph",))
    made.begin()
    side = steps.Step(str(tmp_path), "graph", {"seed": 1})
    for one, files in ((made, {"small": 3, "large": LARGE}), (side, {"edges": 5})):
        for name, size in files.items():
            pathlib.Path(one.path(name)).write_bytes(b"x" * size)
        one.finish([steps.describe(one.path(name)) for name in files], {})
    return made


def test_a_step_as_it_was_written_is_whole(step):
    assert damage.found(step) == ""


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("shards/small", None, "shards/small is missing"),
        ("shards/small", b"xx", "shards/small has 2 bytes, its manifest says 3"),
        ("shards/small", b"", "shards/small has 0 bytes"),
        ("shards/small", b"xyz", "shards/small is not what its manifest says"),
        ("shards/large", None, "shards/large is missing"),
        ("shards/large", b"x", "shards/large has 1 bytes"),
        ("graph/edges", None, "graph/edges is missing"),
        ("graph/edges", b"xxxxy", "graph/edges is not what its manifest says"),
        ("shards/manifest.json", None, "shards/manifest.json is missing"),
        ("shards/manifest.json", b"{", "shards/manifest.json is damaged"),
        ("shards/manifest.json", b"[" * 9999, "shards/manifest.json is damaged"),
        ("shards/manifest.json", b'{"files": 3}', "shards/manifest.json is damaged"),
        ("graph/manifest.json", None, "graph/manifest.json is missing"),
        ("graph/COMPLETED", None, "graph/COMPLETED is missing or of other settings"),
        ("shards/COMPLETED", b"other\n", "shards/COMPLETED is missing or of other settings"),
    ],
)
def test_what_is_wrong_is_named(step, tmp_path, name, data, words):
    (tmp_path / name).unlink()
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert damage.found(step).startswith(words)


def test_a_folder_that_is_gone(step, tmp_path):
    shutil.rmtree(tmp_path / "graph")
    assert damage.found(step) == "graph/manifest.json is missing"


def test_a_large_file_is_not_read(step, monkeypatch):
    monkeypatch.setattr(damage.steps, "describe", lambda path: pytest.fail(path))
    pathlib.Path(step.path("small")).write_bytes(b"x")
    assert damage.found(step).startswith("shards/small has 1 bytes")
    pathlib.Path(step.path("large")).write_bytes(b"y" * LARGE)
    monkeypatch.setattr(damage, "READ_BYTES", 0)
    pathlib.Path(step.path("small")).write_bytes(b"abc")
    assert damage.found(step) == ""


def test_sizes_of_a_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"xx")
    (tmp_path / "folder").mkdir()
    assert filesystems.sizes(str(tmp_path)) == {"a": 2}
    assert filesystems.sizes(str(tmp_path / "absent")) == {}
    assert filesystems.sizes(str(tmp_path / "a")) == {}
