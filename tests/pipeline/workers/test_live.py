"""What a worker publishes of an unfinished part."""

import json
import threading
import time
from collections import Counter

import pytest

from repoloom.pipeline.workers import live

SECONDS = 10


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    monkeypatch.setattr(live, "_WRITE_SECONDS", 0.01)
    return tmp_path


def until(holds):
    deadline = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()


def published(path):
    """The numbers; None while there are none, or while they are being written."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def test_numbers_are_published_as_they_grow_and_go_at_the_end(folder):
    stats = Counter(files=3, bytes=7, repos=1)
    path = folder / "parts" / "00005.live"
    with live.published(str(folder), 5, stats):
        assert until(lambda: published(path) == {"files": 3, "bytes": 7})
        stats["files"] += 1
        assert until(lambda: published(path) == {"files": 4, "bytes": 7})
    assert list((folder / "parts").iterdir()) == []


def test_nothing_stays_of_a_part_that_fails(folder):
    path = folder / "parts" / "00000.live"
    with pytest.raises(OSError, match="full"), live.published(str(folder), 0, Counter(files=1)):  # noqa: PT012
        assert until(path.exists)
        raise OSError("full")
    assert not path.exists()


def test_a_part_that_is_done_at_once_publishes_nothing(tmp_path):
    with live.published(str(tmp_path), 0, Counter()):
        pass  # the folder of parts need not even be there
    assert list(tmp_path.iterdir()) == []


def test_remote_workers_publish_nothing(monkeypatch):
    def never(*arguments):
        raise AssertionError("a thread was started")

    monkeypatch.setattr(live, "beside", never)
    with live.published("memory://bucket/out", 0, Counter()):
        pass


def test_work_beside_a_block_runs_with_its_arguments_and_ends_with_it():
    begun, ended = threading.Event(), []

    def work(one, two, stop):
        begun.set()
        ended.append((one, two, stop.wait(SECONDS)))

    with live.beside(work, 1, "b"):
        assert begun.wait(SECONDS)
        assert ended == []
    assert ended == [(1, "b", True)]


def test_work_ends_with_a_block_that_raises():
    ended = []
    with pytest.raises(KeyError), live.beside(lambda stop: ended.append(stop.wait(SECONDS))):
        raise KeyError
    assert ended == [True]


def test_the_thread_does_not_keep_a_process_alive():
    threads = []
    with live.beside(lambda stop: threads.append(threading.current_thread())):
        pass
    assert [thread.daemon for thread in threads] == [True]
    assert not threads[0].is_alive()
