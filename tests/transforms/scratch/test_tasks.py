"""What a process worked on is there when it has died, however it died."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import failures
from repoloom.transforms.records import Failure
from repoloom.transforms.scratch import tasks
from repoloom.transforms.scratch.tasks import Task

NAMES = st.text("ab/é\n\ud800\0", max_size=5)


@pytest.fixture
def folder(tmp_path):
    yield str(tmp_path)
    tasks.sweep(str(tmp_path))


@given(st.lists(st.lists(st.builds(Task, NAMES, NAMES, NAMES), max_size=3), min_size=1, max_size=4))
def test_the_last_of_what_was_written_is_read(written):
    with tempfile.TemporaryDirectory() as folder:
        for found in written:
            tasks.write(folder, found)
        (left,) = tasks.read(folder)
        assert left == (os.getpid(), tuple(written[-1]), False)
        tasks.sweep(folder)
        assert tasks.read(folder) == []


def test_attempts_are_on_record_while_they_run(folder):
    seen = []
    allowance = failures.Allowance(record=folder)

    def look():
        seen.append([left.tasks for left in tasks.read(folder)])

    def outer():
        failures.attempt(look, "clean", "o/r", "a.py", allowance=allowance)
        look()

    failures.attempt(outer, "read", "o/r", allowance=allowance)
    look()
    assert seen == [[(("clean", "o/r", "a.py"),)], [(("read", "o/r", "."),)], [()]]


def test_what_has_ended_a_process_fails_without_being_begun():
    task = Task("cut", "o/r", "a.py")
    allowance = failures.Allowance(died=frozenset({task}))
    found = failures.attempt(lambda: 1 / 0, *task, allowance=allowance)
    assert isinstance(found, Failure)
    assert (found.step, found.path, found.error) == ("cut", "a.py", "ProcessDiedError")
    assert failures.attempt(lambda: 7, "clean", "o/r", "a.py", allowance=allowance) == 7
    assert failures.attempt(lambda: 7, "cut", "o/r", "b.py", allowance=allowance) == 7
    strict = failures.Allowance(died=frozenset({task}), strict=True)
    with pytest.raises(failures.StrictError, match=r"o/r:a\.py failed in cut: ProcessDied"):
        failures.attempt(lambda: 7, *task, allowance=strict)


CHILD = """
import os, signal, sys
from repoloom.transforms import failures
allowance = failures.Allowance(record=sys.argv[1])
def work():
    exec(sys.argv[2])
failures.attempt(work, "cut", "o/r", "a.py", allowance=allowance)
"""


@pytest.mark.parametrize(
    ("how", "status", "crashed"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV, True),
        ("os.abort()", -signal.SIGABRT, True),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL, False),
        ("os._exit(3)", 3, False),
    ],
)
def test_a_process_that_dies_leaves_its_work(folder, how, status, crashed):
    done = subprocess.run([sys.executable, "-c", CHILD, folder, how], check=False)
    assert done.returncode == status
    (left,) = tasks.read(folder)
    assert (left.tasks, left.crashed) == ((("cut", "o/r", "a.py"),), crashed)


def test_a_process_that_ends_has_nothing_left_to_say(folder):
    subprocess.run([sys.executable, "-c", CHILD, folder, "pass"], check=True)
    assert [left.tasks for left in tasks.read(folder)] == [()]


def test_a_record_that_is_cut_off_and_a_folder_that_is_gone_are_no_faults(tmp_path):
    (tmp_path / "7-x.task").write_bytes(b"00000")
    (tmp_path / "8-x.task").write_bytes(b'00000009[["cut"]]')
    (tmp_path / "other").write_bytes(b"")
    assert tasks.read(str(tmp_path)) == []
    tasks.write(str(tmp_path / "gone"), [Task("cut", "o/r", "a")])
    assert not (tmp_path / "gone").exists()
