"""A run that is killed goes on where it was; a changed setting redoes what depends on it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from repoloom.pipeline import run
from tests import job

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return job.write_folders(job.corpus(), tmp_path_factory.mktemp("corpus") / "source")


@pytest.fixture(scope="module")
def expected(source, tmp_path_factory):
    return job.checksums(job.run(source, tmp_path_factory.mktemp("whole") / "out"))


def modified(output, folder):
    return {path.name: path.stat().st_mtime_ns for path in (output / folder).glob("*.parquet")}


# What must be there before the process is killed: a moment in each of the steps.
MOMENTS = [
    "store/step.json",
    "store/COMPLETED",
    "verdicts/step.json",
    "verdicts/COMPLETED",
    "tokenizer/step.json",
    "tokenizer/COMPLETED",
    "shards/step.json",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on_to_the_same_bytes(source, expected, tmp_path, moment):
    output = tmp_path / "out"
    command = [
        *(sys.executable, str(job.ROOT / "beam_main.py")),
        *("--input", str(source), "--output", str(output), *job.SMALL),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while not (output / moment).exists() and time.monotonic() < deadline:
            assert process.poll() is None, f"the run ended before {moment}"
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
    assert not (output / "shards" / "COMPLETED").exists()
    kept = modified(output, "store") if (output / "store" / "COMPLETED").exists() else {}
    job.run(source, output)
    assert job.checksums(output) == expected
    assert {name: time for name, time in modified(output, "store").items() if name in kept} == kept


def test_a_finished_bucket_is_not_done_again(source, expected, tmp_path, monkeypatch):
    """The second of four buckets fails; the first ones stand when the run is repeated."""
    from repoloom.pipeline.storage import store

    output, write, written = tmp_path / "out", store.write, []

    def failing(path, files):
        if written and len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(path)
        write(path, files)

    command = ["--input", str(source), "--output", str(output), *job.SMALL, "--buckets", "4"]
    monkeypatch.setattr(store, "write", failing)
    assert run.main(command) == 1
    monkeypatch.setattr(
        store, "write", lambda path, files: (written.append(path), write(path, files))
    )
    assert run.main(command) == 0
    assert len(written) == len(set(written)) == 4
    assert job.checksums(output) == expected


def test_a_finished_run_is_left_alone(source, tmp_path):
    output = job.run(source, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*.parquet")}
    job.run(source, output)
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*.parquet")} == before


def test_a_weave_setting_redoes_the_shards_alone_and_says_so(source, tmp_path, caplog):
    output = job.run(source, tmp_path / "out")
    stored, shards = modified(output, "store"), job.checksums(output)
    caplog.clear()
    with caplog.at_level("INFO"):
        job.run(source, output, "--fim_rate", "0")
    assert "shards is done again: weave.fim_rate: -1.0 -> 0.0" in caplog.text
    assert modified(output, "store") == stored
    assert job.checksums(output) != shards


def test_a_changed_policy_redoes_select_and_what_follows_and_reads_nothing_again(
    source, tmp_path, caplog
):
    policy = tmp_path / "policy.toml"
    policy.write_text("max_line = 1000")
    output = job.run(source, tmp_path / "out", "--policy", str(policy))
    stored, verdicts = modified(output, "store"), modified(output, "verdicts")
    job.run(source, output, "--policy", "codegemma")  # says the same
    assert modified(output, "verdicts") == verdicts
    policy.write_text("max_line = 2000")
    caplog.clear()
    with caplog.at_level("INFO"):
        job.run(source, output, "--policy", str(policy))
    assert "verdicts is done again: policy.max_line: 1000 -> 2000" in caplog.text
    assert modified(output, "store") == stored
    assert modified(output, "verdicts") != verdicts


def test_an_ingest_setting_is_refused_with_the_difference(source, tmp_path, capsys):
    output = job.run(source, tmp_path / "out")
    command = [
        "--input",
        str(source),
        "--output",
        str(output),
        *job.SMALL,
        "--max_file_bytes",
        "99",
    ]
    assert run.main(command) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert "ingest.max_file_bytes: 1048576 -> 99" in error
    assert "--overwrite" in error
    assert run.main([*command, "--overwrite"]) == 0


def test_another_source_is_refused_with_the_difference(source, tmp_path, capsys):
    output = job.run(source, tmp_path / "out")
    other = job.write_folders(job.corpus(1), tmp_path / "other")
    assert run.main(["--input", str(other), "--output", str(output), *job.SMALL]) == 2
    error = capsys.readouterr().err
    assert f"sources.{other / 'copy__shop'}: null -> " in error
    assert "choose another --output" in error
