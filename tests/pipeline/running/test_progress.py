import io
import json
import pathlib
import time

import pytest

from repoloom.pipeline.running import progress
from repoloom.pipeline.storage import steps


@pytest.fixture
def step(tmp_path):
    made = steps.Step(str(tmp_path), "store", {})
    made.begin()
    return made


def test_finished_and_live_parts_count(step):
    steps.finish_part(step.folder, 0, [], {"files": 2, "bytes": 100}, digest=step.digest)
    pathlib.Path(step.path("parts", "00001.live")).write_text(json.dumps({"files": 1, "bytes": 10}))
    pathlib.Path(step.path("parts", "00002.live")).write_text('{"files":')  # caught while written
    assert progress.seen(step) == (1, 3, 110)


def test_a_line_has_parts_files_bytes_rate_and_time_left():
    line = progress.line(
        "store", progress.State(1, 4, 1200, 6e6), expected=18e6, first=0, seconds=4
    )
    assert line == "store: 1/4 parts, 1,200 files, 6.0 MB, 1.5 MB/s, 0:08 left"


def test_what_a_resumed_run_found_done_does_not_count_as_speed():
    line = progress.line("store", progress.State(1, 4, 9, 6e6), expected=0, first=6e6, seconds=4)
    assert line == "store: 1/4 parts, 9 files, 6.0 MB, 0.0 MB/s"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_has_a_line_that_moves_and_a_log_has_lines(step, monkeypatch, caplog, terminal):
    screen = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(progress.sys, "stderr", screen)
    monkeypatch.setattr(progress, "_TERMINAL_SECONDS", 0.01)
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.01)

    def shown():
        return screen.getvalue() if terminal else caplog.text

    with caplog.at_level("INFO"), progress.shown(step, 4, 100):
        deadline = time.monotonic() + 10
        while "store: 0/4 parts" not in shown() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert "store: 0/4 parts, 0 files" in shown()
    assert screen.getvalue().endswith("\r\x1b[K") == terminal
