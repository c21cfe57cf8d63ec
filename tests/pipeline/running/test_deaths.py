"""A process that dies of a file: the file is set aside, and the run goes on, or the next one."""

import logging
import os
import subprocess
import sys

import pytest

from repoloom.pipeline.running import deaths
from repoloom.pipeline.storage import failed, outputs
from repoloom.transforms.scratch.tasks import Left, Task
from tests import job as corpus
from tests.faults import deadly
from tests.pipeline.running.test_failing import checked

CLEAN = "repoloom.transforms.ingest:clean"
CUT = "repoloom.transforms.weave:parse_file"
A, B, C = (Task("cut", "o/r", name) for name in ("a", "b", "c"))
WHOLE = Task("order", "o/r", ".")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([], set()),
        ([(A, False)], set()),
        ([(A, True)], {A}),
        ([(A, False), (A, False)], {A}),
        ([(A, False), (B, False)], set()),
        ([(A, False), (B, False), (C, False)], {WHOLE}),
        ([(A, True), (B, False), (C, False)], {A}),
        ([(A, False), (B, False), (WHOLE, False)], {WHOLE}),
        ([(A, False), (A._replace(repo="o/s"), False), (A._replace(repo="o/t"), False)], set()),
    ],
)
def test_what_is_set_aside(tmp_path, ends, expected):
    (tmp_path / deaths.FOLDER).mkdir()
    for task, crashed in ends:
        deaths.collect(str(tmp_path), [Left(7, (task,), crashed)])
    assert deaths.set_aside(str(tmp_path)) == expected
    deaths.forget(str(tmp_path))
    assert deaths.set_aside(str(tmp_path)) == set()


def test_an_end_is_said(tmp_path, caplog):
    (tmp_path / deaths.FOLDER).mkdir()
    with caplog.at_level(logging.WARNING):
        assert deaths.collect(str(tmp_path), [Left(7, (A,), False), Left(8, (), True)])
        assert deaths.collect(str(tmp_path), [Left(9, (A,), False)])
    assert [record.message for record in caplog.records] == [
        "a process died while it worked on o/r:a (cut); it is tried once more",
        "a process died while it worked on o/r:a (cut); it is set aside",
    ]
    assert not deaths.collect(str(tmp_path), [Left(8, (), True)])


def test_a_run_that_ends_in_order_leaves_nothing(tmp_path):
    def interrupted():
        with deaths.recorded(str(tmp_path)):
            place = tmp_path / deaths.FOLDER
            (place / "7-x.task").write_bytes(b'00000020[["cut", "o/r", "a"]]')
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not (tmp_path / deaths.FOLDER).exists()


def test_another_machines_output_has_no_records():
    assert deaths.folder("gs://bucket/out") == ""
    with deaths.recorded("gs://bucket/out"), deaths.noticed("gs://bucket/out"):
        assert deaths.set_aside("gs://bucket/out") == set()


def run(source, output, environment, *flags):
    command = [sys.executable, str(corpus.ROOT / "beam_main.py"), "--input", str(source)]
    command += ["--output", str(output), *corpus.SMALL, *flags]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def small(tmp_path):
    made = corpus.corpus(2)
    made["owner0/shop"]["shop/only.py"] = b"ONLY = 'here'\n" * 9
    return corpus.write_bare_git(made, tmp_path / "source")


@pytest.mark.parametrize(
    ("place", "signal", "ends"), [(CLEAN, "SIGSEGV", 1), (CUT, "SIGKILL", 2), (CUT, "SIGABRT", 1)]
)
def test_a_file_that_ends_runs_is_set_aside_by_the_next(small, tmp_path, place, signal, ends):
    (tmp_path / "site").mkdir()
    environment = deadly(tmp_path / "site", place, "shop/only.py", signal)
    output = tmp_path / "out"
    for _ in range(ends):
        assert run(small, output, environment).returncode < 0
    last = run(small, output, environment)
    assert last.returncode == 0, last.stderr
    assert "a process died while it worked on owner0/shop:shop/only.py" in last.stderr
    (found,) = failed.found(outputs.Output(str(output)))
    assert (found[1].path, found[1].error) == ("shop/only.py", "ProcessDiedError")
    assert checked(output) == []
    again = run(small, output, {}, "--retry_failed")
    assert again.returncode == 0, again.stderr
    assert list(failed.found(outputs.Output(str(output)))) == []
    assert run(small, tmp_path / "whole", {}).returncode == 0
    assert corpus.checksums(output) == corpus.checksums(tmp_path / "whole")


def test_a_run_of_several_workers_goes_on_without_the_file(small, tmp_path):
    (tmp_path / "site").mkdir()
    environment = deadly(tmp_path / "site", CLEAN, "shop/only.py", "SIGKILL")
    flags = ("--direct_num_workers", "2", "--buckets", "4")
    done = run(small, tmp_path / "out", environment, *flags)
    assert done.returncode == 0, done.stderr
    assert "(clean); it is set aside" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list(failed.found(outputs.Output(str(tmp_path / "out"))))) == 1
    assert checked(tmp_path / "out") == []


def test_a_strict_run_of_several_workers_ends(small, tmp_path):
    (tmp_path / "site").mkdir()
    environment = deadly(tmp_path / "site", CLEAN, "shop/only.py", "SIGKILL")
    flags = ("--direct_num_workers", "2", "--buckets", "4", "--strict", "true")
    done = run(small, tmp_path / "out", environment, *flags)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: a worker process died")
