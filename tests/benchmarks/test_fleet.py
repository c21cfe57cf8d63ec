"""The fleet: what it runs, what it leaves alone, and how it tells what it saw."""

import argparse
import dataclasses
import pathlib
import sys

import pytest

from benchmarks import fleet
from benchmarks.fleet import Ran
from tests.pipeline import small_run

GOOD = Ran("a/a", 0, 10.0, 14.0, 300.0, 0, 5.0, {}, "done")


@pytest.fixture
def given(tmp_path):
    (tmp_path / "list").write_text("# repositories\na/a=/x/a\n\n/x/b.parquet  # rows\n")
    return argparse.Namespace(
        list=tmp_path / "list", work=tmp_path, limit_s=9.0, alone=False, flags=["--seed", "1"]
    )


@pytest.fixture
def asked(monkeypatch):
    seen = {}

    def run(name, sources, work, limit_s, flags):
        seen[name] = (sources, limit_s, flags)
        return dataclasses.replace(GOOD, name=name)

    monkeypatch.setattr(fleet, "run", run)
    return seen


def test_each_input_runs_beside_a_small_one_and_then_all_together(given, asked):
    list(fleet.fleet(given))
    small = f"repoloom/ballast={given.work / 'ballast'}"
    assert {name: sources for name, (sources, *_) in asked.items()} == {
        fleet.start_of(0): [small],
        "a/a": ["a/a=/x/a", small],
        "/x/b.parquet": ["/x/b.parquet", small],
        fleet.start_of(2): [small],
        fleet.TOGETHER: ["a/a=/x/a", "/x/b.parquet", small],
    }
    assert {(limit, *flags) for _, limit, flags in asked.values()} == {(9.0, "--seed", "1")}


def test_a_fleet_that_was_stopped_goes_on_where_it_was(given, asked):
    running = fleet.fleet(given)
    assert [next(running).name, next(running).name] == [fleet.start_of(0), "a/a"]
    running.close()
    left = ["/x/b.parquet", fleet.start_of(2), fleet.TOGETHER]
    assert [ran.name for ran in fleet.fleet(given)] == left
    assert not list(fleet.fleet(given))
    assert list(fleet.known(given.work)) == list(asked)


def test_alone_leaves_the_large_run_out(given, asked):
    given.alone = True
    list(fleet.fleet(given))
    assert fleet.TOGETHER not in asked


def test_a_process_that_hangs_is_ended_and_one_that_fails_is_told():
    assert fleet.timed([sys.executable, "-c", "import time; time.sleep(60)"], 1.0)[0] == -1
    command = [sys.executable, "-c", "import sys; print('why'); sys.exit(3)"]
    status, seconds, usage, said = fleet.timed(command, 60.0)
    assert (status, said) == (3, "why")
    assert usage.ru_maxrss > 0
    assert seconds < 60


def test_the_table_subtracts_the_start_and_counts_what_is_wrong():
    start = dataclasses.replace(GOOD, name=fleet.start_of(0), cpu_seconds=4.0)
    hung = dataclasses.replace(GOOD, name="b/b", status=-1, faults=-1, peak_mib=999.0)
    failing = dataclasses.replace(GOOD, name="c/c", failures={"cut ValueError x:1": 2})
    lines = list(fleet.table([start, GOOD, hung, failing]))
    assert "| a/a | 0 | 10 | 14 | 300 | 0 | 5.0 | 0.50 | - |" in lines
    assert "| b/b | hang | 10 | 14 | 999 | -1 | 5.0 | 0.50 | - |" in lines
    assert lines[-1] == (
        "3 inputs: 1 did not end with 0, 1 without a clean verify, 1 with a failure; at most 999 MiB"
    )
    assert "| c/c | 0 | 10 | 14 | 300 | 0 | 5.0 | 0.50 | 2 x cut ValueError x:1 |" in lines


def test_a_run_is_held_against_the_starts_around_it():
    names = ["a/a", fleet.start_of(0), "b/b", fleet.start_of(8), "c/c", fleet.TOGETHER]
    taken = [9.0, 2.0, 9.0, 4.0, 9.0, 90.0]
    ran = [
        dataclasses.replace(GOOD, name=name, cpu_seconds=cpu)
        for name, cpu in zip(names, taken, strict=True)
    ]
    assert fleet.starts(ran) == [2.0, 2.0, 3.0, 4.0, 4.0, 4.0]
    assert fleet.starts(ran[:1]) == [0.0]


@pytest.mark.slow
def test_what_is_left_of_a_run_is_looked_at(tmp_path):
    run_folder = pathlib.Path(small_run.Recipe().write(tmp_path / "out"))
    faults, failures, kept = fleet.looked_at(run_folder)
    assert (faults, failures) == (0, {})
    assert kept > 0
