"""`repoloom run`: what a user sees of a run, of its errors and of its end."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time

import pytest
import sentencepiece

from repoloom.pipeline import options, run, sources
from repoloom.pipeline.config import ConfigError
from repoloom.pipeline.running import folder, sequence
from repoloom.pipeline.running import job as running
from repoloom.pipeline.storage import store
from repoloom.pipeline.supplied import identity
from tests import job


@pytest.fixture
def source(tmp_path):
    return job.write_folders({"a/b": {"x.py": b"x = 1\n"}}, tmp_path / "source")


def fails(capsys, code, *arguments):
    assert run.main([str(argument) for argument in arguments]) == code
    lines = capsys.readouterr().err.strip().splitlines()
    assert lines[-1].startswith("error: ")
    return lines[-1]


COMMAND = ("--input", "x", "--output", "y")


def raising(monkeypatch, error):
    def failing(given):
        raise error

    monkeypatch.setattr(sequence, "run", failing)


@pytest.mark.parametrize(
    "kind",
    [
        ConfigError,
        sources.SourceError,
        folder.OutputError,
        identity.IdentityError,
        running.RunError,
    ],
)
def test_what_a_user_did_wrong_exits_with_2(capsys, monkeypatch, kind):
    raising(monkeypatch, kind("this is wrong; do that"))
    assert fails(capsys, 2, *COMMAND) == "error: this is wrong; do that"


def test_a_wrong_command_line_exits_with_2(capsys):
    assert "--input is missing" in fails(capsys, 2)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("a\n  b"), "error: a b"),
        (ValueError(), "error: ValueError"),
        (
            RuntimeError("OSError: [Errno 28] full [while running 'Ingest/Store']"),
            "error: [Errno 28] full; free some space and run the same command again, "
            "what is finished stays",
        ),
        (RuntimeError("ValueError: RuntimeError: deep"), "error: deep"),
        (
            RuntimeError(
                "Traceback (most recent call last):\n  File x\nValueError: first\n\nDuring:\n"
                "Traceback (most recent call last):\n  File y\nrepoloom.x.StepError: the last one\n"
            ),
            "error: the last one",
        ),
        (
            RuntimeError("Traceback (most recent call last): cut"),
            "error: Traceback (most recent call last): cut",
        ),
    ],
)
def test_a_failure_is_one_line_without_what_a_runner_put_around_it(
    capsys, monkeypatch, error, line
):
    raising(monkeypatch, error)
    assert fails(capsys, 1, *COMMAND) == line


def test_debug_shows_the_whole_failure(monkeypatch):
    raising(monkeypatch, ValueError("deep"))
    with pytest.raises(ValueError, match="deep"):
        run.main([*COMMAND, "--debug"])


def test_a_user_that_stops_a_run_is_told_how_to_go_on(capsys, monkeypatch):
    raising(monkeypatch, KeyboardInterrupt())
    assert run.main(COMMAND) == 130
    assert "run the same command again to go on" in capsys.readouterr().err


@pytest.mark.parametrize(("flags", "level"), [((), logging.CRITICAL), (("--debug",), logging.INFO)])
def test_beam_is_quiet_unless_it_is_looked_for(monkeypatch, flags, level):
    raising(monkeypatch, running.RunError("x"))
    run.main([*COMMAND, *flags])
    assert logging.getLogger("apache_beam").level == level


def test_the_arguments_of_the_process_are_those_of_the_job(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["beam_main.py", "--input", "x"])
    assert run.main() == 2
    assert "--output is missing" in capsys.readouterr().err


def test_a_run_leaves_its_report_with_its_times(monkeypatch, tmp_path, capsys):
    seen = []

    def finished(given):
        seen.append(given)
        return {"store": {"files": 3}}

    took = {"seconds": 2.5, "cpu_seconds": 1.5}
    monkeypatch.setattr(sequence, "run", finished)
    monkeypatch.setattr(running.Job, "times", lambda job, name: took)
    command = [
        "--input",
        "a",
        "--input",
        "b",
        "--output",
        str(tmp_path),
        "--overwrite",
        "--seed",
        "4",
    ]
    assert run.main(command) == 0
    (given,) = seen
    assert (given.inputs, given.output, given.overwrite) == (("a", "b"), str(tmp_path), True)
    assert given.settings == options.parse(command).settings
    assert "What came in" in capsys.readouterr().out
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert report["steps"] == {"store": {"files": 3}}
    assert report["times"] == took


def test_a_missing_extra_of_beam_is_no_line_of_the_log():
    def kept(text):
        return run._without_import_noise(logging.LogRecord("x", 1, "", 1, text, (), None))

    assert kept("store: done")
    assert not kept("No module named 'apitools'")


def test_no_run_overwrites_what_is_not_its_own(capsys, source, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_bytes(b"")
    for flag in ((), ("--overwrite",)):
        error = fails(capsys, 2, "--input", source, "--output", tmp_path / "out", *flag)
        assert "holds 'thesis.tex', which no run of repoloom wrote" in error
    assert (tmp_path / "out" / "thesis.tex").exists()


@pytest.mark.slow
def test_no_space_left(capsys, source, tmp_path, monkeypatch):
    def full(path, files):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", full)
    error = fails(capsys, 1, "--input", source, "--output", tmp_path / "out")
    assert "No space left on device" in error
    assert not list((tmp_path / "out").rglob("*.parquet"))
    assert not list((tmp_path / "out").rglob("COMPLETED"))


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"not a model", b""])
def test_a_tokenizer_that_is_none(capsys, source, tmp_path, content):
    model = tmp_path / "my.model"
    model.write_bytes(content)
    error = fails(capsys, 2, "--input", source, "--output", tmp_path / "out", "--tokenizer", model)
    assert f"--tokenizer {model}: not a SentencePiece model" in error
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_tokenizer_without_the_control_tokens(capsys, source, tmp_path):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["some words to learn from", "and some more"] * 20),
        model_writer=model,
        vocab_size=300,
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (tmp_path / "my.model").write_bytes(model.getvalue())
    flags = ("--input", source, "--output", tmp_path / "out", "--tokenizer", tmp_path / "my.model")
    error = fails(capsys, 2, *flags)
    assert "<|fim_prefix|>" in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wrapped", [True, False])
def test_a_run_that_a_signal_stops_says_so_whatever_a_runner_makes_of_it(
    capsys, monkeypatch, number, wrapped
):
    def stopped(given):
        try:
            os.kill(os.getpid(), number)
            time.sleep(60)
        except BaseException as error:
            if wrapped:
                raise RuntimeError("KeyboardInterrupt [while running 'Store']") from error
            raise

    before = signal.getsignal(number)
    monkeypatch.setattr(sequence, "run", stopped)
    assert run.main(COMMAND) == 128 + number
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["stopped; run the same command again to go on from what is finished"]
    assert signal.getsignal(number) == before


_LEFT = """
import os, signal, sys, threading, time
from repoloom.pipeline import run
from repoloom.pipeline.running import sequence

def stopped(given):
    threading.Thread(target=time.sleep, args=(600,)).start()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)

sequence.run, run._GRACE_SECONDS = stopped, 0.1
sys.exit(run.main(sys.argv[1:]))
"""


def test_a_thread_that_a_stopped_run_has_left_does_not_keep_the_process():
    given = [sys.executable, "-c", _LEFT, *COMMAND]
    ended = subprocess.run(given, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr.splitlines()[-1][:8]) == (143, "stopped;")


def test_a_failure_after_an_earlier_stop_is_a_failure(capsys, monkeypatch):
    raising(monkeypatch, KeyboardInterrupt())
    run.main(COMMAND)
    raising(monkeypatch, ValueError("deep"))
    assert fails(capsys, 1, *COMMAND) == "error: deep"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "; free some space and run the same"),
        (RuntimeError("OSError: [Errno 122] Disk quota exceeded"), "; free some space and run"),
        (PermissionError(13, "Permission denied"), "; make the folder writable and run"),
        (OSError(30, "Read-only file system", "/out/x"), "; make the folder writable and run"),
        (ValueError("28 is too many"), "error: 28 is too many"),
    ],
)
def test_a_fault_of_the_machine_comes_with_the_way_out(capsys, monkeypatch, error, words):
    raising(monkeypatch, error)
    line = fails(capsys, 1, *COMMAND)
    assert words in line
    assert line.endswith(("what is finished stays", "many"))


def test_a_runner_that_is_none_is_said_before_any_work(capsys, tmp_path):
    flags = ("--input", tmp_path, "--output", tmp_path / "out", "--runner")
    assert "--runner Nosuch: Unexpected pipeline runner" in fails(capsys, 2, *flags, "Nosuch")
    assert "No module named 'nosuch'" in fails(capsys, 2, *flags, "nosuch.Runner")
    assert not (tmp_path / "out").exists()


def test_a_flag_that_a_local_run_does_not_heed_is_told(caplog, monkeypatch):
    raising(monkeypatch, running.RunError("x"))
    run.main([*COMMAND, "--num_workers=4"])
    assert "--num_workers is for a --runner elsewhere" in caplog.text
