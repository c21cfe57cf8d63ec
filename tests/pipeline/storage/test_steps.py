"""A step is durable: whole or recognisably not, at whatever moment its process ends."""

import hashlib
import json
import os
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import steps


@pytest.fixture
def step(tmp_path):
    return steps.Step(str(tmp_path), "store", {"seed": 1})


def finish(step, parts=2):
    step.begin()
    for part in step.missing(parts):
        steps.finish_part(step.folder, part, [], {"files": part + 1}, digest=step.digest)
    return step.finish([], steps.total(record["stats"] for record in step.records(parts)))


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class Died(BaseException):
    """What a process that is killed does at this moment."""


def dies(monkeypatch, work, *, after):
    """Does the work of a process that dies after so many changes of what is stored."""
    left = [after]

    def counted(change):
        def changed(*arguments):
            if not left[0]:
                raise Died
            left[0] -= 1
            change(*arguments)

        return changed

    with monkeypatch.context() as patched:
        for name in ("write_bytes", "remove_file", "remove_tree"):
            patched.setattr(steps.filesystems, name, counted(getattr(steps.filesystems, name)))
        with pytest.raises(Died):
            work()


def test_a_step_is_finished_when_completed_is_there(step):
    assert not step.finished()
    manifest = finish(step)
    assert step.finished()
    assert manifest == step.manifest()
    assert manifest["stats"] == {"files": 3}


def test_without_completed_nothing_is_finished(step):
    finish(step)
    pathlib.Path(step.path(steps.COMPLETED)).unlink()
    assert not step.finished()


def test_a_finished_step_has_a_manifest_and_nothing_of_the_way_there(step, tmp_path):
    finish(step)
    assert files(tmp_path) == ["store/COMPLETED", "store/manifest.json"]
    assert pathlib.Path(step.path("COMPLETED")).read_text() == step.digest + "\n"
    assert not pathlib.Path(step.path("parts")).exists()


def test_a_manifest_names_what_the_result_depends_on(step):
    step.begin()
    manifest = step.finish([{"name": "a"}], {"b": 2, "a": 1}, parts=3)
    assert (manifest["step"], manifest["digest"]) == ("store", step.digest)
    assert (manifest["settings"], manifest["format"]) == ({"seed": 1}, steps.FORMAT)
    assert (manifest["files"], manifest["parts"]) == ([{"name": "a"}], 3)
    assert list(manifest["stats"]) == ["a", "b"]
    assert {"repoloom", "pyarrow", "tree-sitter"} <= manifest["versions"].keys()


@pytest.mark.parametrize("after", range(4))
def test_a_process_that_dies_while_it_finishes_leaves_no_half_result(step, monkeypatch, after):
    step.begin()
    steps.finish_part(step.folder, 0, [], {"files": 1}, digest=step.digest)
    dies(monkeypatch, lambda: step.finish([], {"files": 1}), after=after)
    assert step.finished() == (after >= 2)  # the manifest, COMPLETED, the parts, step.json
    assert (step.missing(1) == []) or step.finished()
    if step.finished():
        assert step.manifest()["stats"] == {"files": 1}
    else:
        assert finish(step, 1)["stats"] == {"files": 1}


@pytest.mark.parametrize("after", range(5))
def test_a_process_that_dies_while_it_clears_leaves_nothing_that_seems_whole(
    tmp_path, monkeypatch, after
):
    step = steps.Step(str(tmp_path), "shards", {}, folders=("graph",))
    finish(step)
    dies(monkeypatch, step.clear, after=after)
    assert step.finished() == (after == 0)


def test_clearing_takes_every_folder_of_the_step_and_no_other(tmp_path):
    step = steps.Step(str(tmp_path), "shards", {}, folders=("graph", "more"))
    finish(step)
    for folder in ("graph", "more", "store"):
        (tmp_path / folder / "below").mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "below" / "table").write_bytes(b"x")
    step.clear()
    assert files(tmp_path) == ["store/below/table"]
    step.clear()  # nothing is there any more


def test_beginning_makes_every_folder_of_the_step(tmp_path):
    step = steps.Step(str(tmp_path), "shards", {}, folders=("graph",))
    step.begin()
    assert (tmp_path / "graph").is_dir()
    assert files(tmp_path) == ["shards/step.json"]
    assert step.recorded()["digest"] == step.digest


def test_beginning_again_leaves_the_settings_as_they_were_written(step):
    step.begin()
    path = pathlib.Path(step.path("step.json"))
    os.utime(path, (1, 1))
    step.begin()
    assert path.stat().st_mtime == 1


def test_other_settings_clear_the_graph_too(tmp_path):
    finish(steps.Step(str(tmp_path), "shards", {"seed": 1}, folders=("graph",)))
    (tmp_path / "graph" / "edges").write_bytes(b"of the old settings")
    steps.Step(str(tmp_path), "shards", {"seed": 2}, folders=("graph",)).begin()
    assert files(tmp_path) == ["shards/step.json"]


def test_finished_parts_are_not_missing_after_a_stop(step):
    step.begin()
    steps.finish_part(step.folder, 1, [], {"files": 1}, digest=step.digest)
    step.begin()
    assert step.missing(3) == [0, 2]


def test_parts_of_other_settings_go(step, tmp_path):
    step.begin()
    steps.finish_part(step.folder, 1, [], {"files": 1}, digest=step.digest)
    other = steps.Step(str(tmp_path), "store", {"seed": 2})
    other.begin()
    assert other.missing(2) == [0, 1]


def test_a_finished_step_of_other_settings_is_not_finished(step, tmp_path):
    finish(step)
    assert not steps.Step(str(tmp_path), "store", {"seed": 2}).finished()


def test_the_digest_is_of_step_settings_and_format(step, monkeypatch):
    others = [
        steps.Step("elsewhere", "store", {"seed": 1}, folders=("graph",)),
        steps.Step(step.output, "verdicts", {"seed": 1}),
        steps.Step(step.output, "store", {"seed": 2}),
    ]
    assert [other.digest == step.digest for other in others] == [True, False, False]
    before = step.digest
    monkeypatch.setattr(steps, "FORMAT", steps.FORMAT + 1)
    assert step.digest != before


def test_missing_parts_are_named(step):
    step.begin()
    with pytest.raises(steps.StepError, match=r"parts \[0, 1\] are missing"):
        step.records(2)


def test_records_come_in_the_order_of_parts(step):
    step.begin()
    for part in (2, 0, 1):
        named = [{"name": str(part)}]
        steps.finish_part(step.folder, part, named, {}, graph=[part], digest=step.digest)
    assert [record["graph"] for record in step.records(3)] == [[0], [1], [2]]
    assert step.records(3)[1]["files"] == [{"name": "1"}]


def test_a_damaged_record_is_an_error_with_a_way_out(step):
    step.begin()
    pathlib.Path(step.path("step.json")).write_bytes(b"{")
    with pytest.raises(steps.StepError, match=r"is damaged; delete .*store and run the same"):
        step.recorded()
    with pytest.raises(steps.StepError, match="is damaged"):
        step.holder()


def test_the_manifest_is_what_counts_of_a_finished_step(step):
    finish(step)
    pathlib.Path(step.path("step.json")).write_text(json.dumps({"digest": "of another"}))
    assert step.recorded()["digest"] == step.digest


MEBI = 1 << 20


@pytest.mark.parametrize("size", [0, 3, MEBI - 1, MEBI, MEBI + 1, 2 * MEBI + 5])
def test_describe_gives_name_size_and_checksum_of_the_whole_file(tmp_path, size):
    data = b"".join(number.to_bytes(4, "little") for number in range(size // 4 + 1))[:size]
    (tmp_path / "a").write_bytes(data)
    expected = {"name": "a", "bytes": size, "sha256": hashlib.sha256(data).hexdigest()}
    assert steps.describe(str(tmp_path / "a")) == expected


stats = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-9, 9)), max_size=5)


@given(stats)
def test_a_total_is_the_sum_by_key(parts):
    found = steps.total(parts)
    for key in "abc":
        assert found[key] == sum(part.get(key, 0) for part in parts)
    assert found.keys() == {key for part in parts for key in part}


def test_a_library_that_is_not_packaged_has_no_version(monkeypatch):
    monkeypatch.setattr(steps, "_LIBRARIES", ("no-such-distribution", "pyarrow"))
    found = steps.versions()
    assert found["no-such-distribution"] == "unpackaged"
    assert found["pyarrow"][0].isdigit()


def test_records_are_json_that_people_can_read(step):
    step.begin()
    steps.finish_part(step.folder, 0, [], {"é": 1, "a": 2}, digest=step.digest)
    text = pathlib.Path(step.path("parts", "00000.json")).read_text()
    assert text.endswith("}\n")
    assert text.index('"a": 2') < text.index('"é": 1')
