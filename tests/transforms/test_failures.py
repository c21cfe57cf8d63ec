"""What fails is set aside with its place; what overruns is stopped; what the machine lacks ends."""

import errno
import logging
import pathlib
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import failures
from repoloom.transforms.records import WHOLE, Failure
from repoloom.transforms.signals import encoding
from tests.faults import FaultError, boom

ANY = st.text("abc.:/()= é\n", max_size=12)
STRICT = failures.Allowance(strict=True)


def spin(seconds=20.0):
    """Burns CPU time, until it is stopped; then the test fails by its result."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return "nobody stopped it"


def test_work_that_goes_well_has_its_result():
    assert failures.attempt(lambda: 7, "clean", "o/r") == 7
    assert not failures._tasks


def test_an_exception_is_a_record_without_its_words():
    found = failures.attempt(boom, "order", "o/r", "a.py")
    assert found == Failure("a.py", "order", "FaultError", "", found.case)
    assert "words" not in str(found)
    assert failures.attempt(boom, "order", "o/r").path == WHOLE
    assert not failures._tasks


def test_the_place_is_the_innermost_code_of_ours():
    found = failures.attempt(lambda: encoding.decode(None), "clean", "o/r", "a.py")
    place, _, line = found.place.partition(":")
    assert place.startswith("transforms.signals.encoding.")
    assert int(line) > 0


def test_a_case_is_told_by_what_fails_how_and_on_which_content():
    def case(step="clean", repo="o/r", path="a", content=b"x", error=FaultError):
        return failures.of(error("any words"), step, repo, path, content).case

    assert case() == failures.of(FaultError("others"), "clean", "o/r", "a", b"x").case
    others = {
        case(step="cut"),
        case(repo="o/s"),
        case(path="b"),
        case(content=b"y"),
        case(error=ValueError),
    }
    assert len(others | {case()}) == 6
    assert len(case()) == 16


@given(
    ANY, st.sampled_from(["read", "clean", "cut"]), st.sampled_from(["KeyError", "OverrunError"])
)
def test_a_text_gives_its_failure_back(path, step, error):
    for place in ("", "transforms.weave._laid_out:103"):
        failure = Failure(path, step, error, place, "0123456789abcdef")
        assert Failure.parse(path, str(failure)) == failure


@given(ANY)
def test_any_text_is_read_as_some_failure(text):
    assert Failure.parse("p", text).path == "p"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EMFILE, "Too many open files"),
        ModuleNotFoundError("a grammar"),
    ],
)
def test_what_the_machine_lacks_ends_the_run(error):
    def work():
        raise error

    with pytest.raises(type(error)):
        failures.attempt(work, "clean", "o/r")


def test_a_file_that_the_system_refuses_is_a_failure():
    def work():
        raise OSError(errno.EIO, "Input/output error")

    assert isinstance(failures.attempt(work, "read", "o/r"), Failure)


def test_where_nothing_may_fail_the_error_names_repository_and_file():
    with pytest.raises(
        failures.StrictError, match=r"o/r:a\.py failed in clean: FaultError"
    ) as seen:
        failures.attempt(boom, "clean", "o/r", "a.py", allowance=STRICT)
    assert isinstance(seen.value.__cause__, FaultError)


def test_an_error_in_an_inner_attempt_passes_through_outer_ones_when_strict():
    with pytest.raises(failures.StrictError, match="o/r:a"):
        failures.attempt(
            lambda: failures.attempt(boom, "cut", "o/r", "a", allowance=STRICT), "order", "o/r"
        )


def test_work_over_its_cpu_time_is_stopped():
    allowance = failures.Allowance(cpu_seconds=0.2)
    found = failures.attempt(spin, "cut", "o/r", "a.py", allowance=allowance)
    assert (found.step, found.error) == ("cut", "OverrunError")
    assert not failures._tasks


def test_the_innermost_work_that_is_over_fails_and_the_rest_goes_on():
    small, large = failures.Allowance(cpu_seconds=0.2), failures.Allowance(cpu_seconds=60)

    def outer():
        inner = failures.attempt(spin, "cut", "o/r", "a.py", allowance=small)
        return inner.error, "went on"

    assert failures.attempt(outer, "order", "o/r", allowance=large) == ("OverrunError", "went on")


def test_where_only_the_outer_work_is_over_it_fails_as_a_whole():
    small, large = failures.Allowance(cpu_seconds=0.2), failures.Allowance(cpu_seconds=60)
    found = failures.attempt(
        lambda: failures.attempt(spin, "cut", "o/r", "a.py", allowance=large),
        *("order", "o/r"),
        allowance=small,
    )
    assert (found.step, found.path, found.error) == ("order", WHOLE, "OverrunError")


def test_more_text_allows_more_time():
    allowance = failures.Allowance(cpu_seconds=2.0)
    assert allowance.seconds(0) == 2.0
    assert allowance.seconds(3 << 20) == 8.0

    def work():
        failures.more(5 << 20)
        return failures._tasks[threading.get_ident()][-1].size

    assert failures.attempt(work, "read", "o/r", size=1) == 1 + (5 << 20)


def test_memory_beyond_the_bound_is_an_overrun():
    def work():
        held = bytearray(64 << 20)
        held[::4096] = b"x" * len(held[::4096])
        return spin()

    allowance = failures.Allowance(memory_bytes=16 << 20)
    # The bound is on the growth of the process's peak: what earlier tests held must be passed.
    peak = failures._peak()
    ballast = bytearray(max(0, peak - _held()) + (1 << 20))
    ballast[::4096] = b"x" * len(ballast[::4096])
    assert failures.attempt(work, "order", "o/r", allowance=allowance).error == "OverrunError"


def _held():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_other_threads_are_left_alone():
    results = []

    def other():
        results.append(
            failures.attempt(lambda: spin(1.0), "cut", "o/s", allowance=failures.DEFAULT)
        )

    thread = threading.Thread(target=other)
    thread.start()
    found = failures.attempt(spin, "cut", "o/r", allowance=failures.Allowance(cpu_seconds=0.1))
    thread.join()
    assert (found.error, results) == ("OverrunError", ["nobody stopped it"])


def test_what_takes_long_is_named_once_and_again_when_it_has_doubled(monkeypatch, caplog):
    monkeypatch.setattr(failures, "_SLOW_SECONDS", 0.1)
    task = failures._Task("cut", "o/r", "a.py", 0, failures.DEFAULT, told=0.1)
    thread = threading.get_ident()
    failures._enter(task)
    try:
        times = iter([0.05, 0.3, 0.5, 0.7])
        monkeypatch.setattr(failures, "_cpu", lambda _: task.began + next(times))
        with caplog.at_level(logging.WARNING):
            for _ in range(4):
                failures._look(thread, [task])
    finally:
        monkeypatch.undo()
        failures._leave(task)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert said[0].startswith("cut of o/r:a.py takes long: 0 CPU-seconds so far, at ")
