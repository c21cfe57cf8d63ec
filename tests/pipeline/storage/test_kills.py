"""A process that dies at any point leaves no part that a later run would take for its own."""

import itertools
import pathlib
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import steps

PARTS = 2


class Died(BaseException):
    """What a process that is killed does at this moment."""


def step_of(output, seed):
    return steps.Step(str(output), "shards", {"seed": seed}, folders=("graph",))


def write(path, text):
    pathlib.Path(path).write_text(text)
    return steps.describe(str(path))


def work(step, parts=PARTS, *, to_the_end=True):
    """Does what is missing: each part has a file in both folders, with the seed in it."""
    step.begin()
    seed = str(step.settings["seed"])
    for part in step.missing(parts):
        files = [write(step.path(f"part-{part}-of-{parts}"), seed)]
        side = [write(f"{step.output}/graph/edges-{part}-of-{parts}", seed)]
        steps.finish_part(
            step.folder, part, files, {"files": 1}, digest=step.digest, graph=side
        )  # fmt: skip
    if to_the_end:
        records = step.records(parts)
        files = [file for record in records for file in record["files"]]
        step.finish(files, steps.total(record["stats"] for record in records))


def contents(output):
    """The files of results, with what is in them."""
    return {
        str(path.relative_to(output)): path.read_text()
        for path in pathlib.Path(output).rglob("*-of-*")
    }


def expected(seed, parts=PARTS):
    names = [(f"shards/part-{n}-of-{parts}", f"graph/edges-{n}-of-{parts}") for n in range(parts)]
    return dict.fromkeys(itertools.chain(*names), str(seed))


def killed_while_it_clears(patched, step, order, after):
    """Clears the step in any order inside a folder, and dies after so many deletions."""
    left = [after]

    def spent(delete, path):
        if not left[0]:
            raise Died
        left[0] -= 1
        delete(path)

    def remove_file(path):
        if pathlib.Path(path).exists():
            spent(pathlib.Path.unlink, pathlib.Path(path))

    def remove_tree(path):
        found = sorted(pathlib.Path(path).rglob("*"))
        for one in sorted((one for one in found if one.is_file()), key=lambda one: order(str(one))):
            spent(pathlib.Path.unlink, one)
        for one in [*reversed([one for one in found if one.is_dir()]), pathlib.Path(path)]:
            if one.is_dir():
                one.rmdir()

    with patched.context() as patch:
        patch.setattr(steps.filesystems, "remove_file", remove_file)
        patch.setattr(steps.filesystems, "remove_tree", remove_tree)
        try:
            step.clear()
        except Died:
            return True
    return False


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("same", [True, False])
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_after_a_killed_clear_a_run_has_its_own_parts_alone(finished, same, draws, parts):
    ranks = {}

    def order(path):
        return ranks.setdefault(path.rpartition("shards")[2], draws.random())

    for after in itertools.count():
        with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as output:
            work(step_of(output, 1), PARTS if same else parts, to_the_end=finished)
            died = killed_while_it_clears(patched, step_of(output, 1), order, after)
            seed = 1 if same else 2
            work(step_of(output, seed), PARTS)
            assert contents(output) == expected(seed)
            assert step_of(output, seed).finished()
        if not died:
            break
    assert after >= 4


def test_a_record_of_other_settings_or_of_none_does_not_count(tmp_path):
    step = step_of(tmp_path, 1)
    work(step, to_the_end=False)
    assert step.missing(PARTS) == []
    for record in ("{}", "{", "[]", '{"digest": 3}', '{"digest": "other", "files": []}'):
        pathlib.Path(step.path("parts", "00001.json")).write_text(record)
        assert step.missing(PARTS) == [1]
        with pytest.raises(steps.StepError, match=r"parts \[1\] are missing"):
            step.records(PARTS)


@pytest.mark.parametrize("name", ["shards/part-1-of-2", "graph/edges-1-of-2"])
@pytest.mark.parametrize("left", [None, "", "11"])
def test_a_part_without_its_files_is_missing(tmp_path, name, left):
    step = step_of(tmp_path, 1)
    work(step, to_the_end=False)
    (tmp_path / name).unlink() if left is None else (tmp_path / name).write_text(left)
    assert step.missing(PARTS) == [1]
    work(step)
    assert contents(tmp_path) == expected(1)


def test_what_stands_there_without_a_word_whose_it_is_goes(tmp_path):
    work(step_of(tmp_path, 1))
    for name in ("COMPLETED", "manifest.json"):
        (tmp_path / "shards" / name).unlink()
    step_of(tmp_path, 1).begin()
    assert contents(tmp_path) == {}
