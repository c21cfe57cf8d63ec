"""The steps of a run in order: a killed run goes on where it was, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import time

import pytest

from repoloom.pipeline import run
from repoloom.pipeline.running import folder, sequence
from repoloom.pipeline.sources import SourceError
from repoloom.pipeline.supplied import identity
from tests import job


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_finished_run_is_left_alone(source, tmp_path):
    output = job.run(source, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*.parquet")}
    job.run(source, output)
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*.parquet")} == before


def test_a_run_gives_the_numbers_of_each_step(given, ran):
    found = sequence.run(given(ran))
    assert tuple(found) == sequence.STEPS == ("store", "verdicts", "tokenizer", "shards")
    assert found["store"]["files"] == found["verdicts"]["files"] == 40
    assert found["tokenizer"]["vocab_size"] == 429
    assert found["shards"]["rows"] > 0


def test_a_folder_of_others_is_refused_before_anything_is_read(given, tmp_path):
    (tmp_path / "thesis.tex").write_bytes(b"")
    with pytest.raises(folder.OutputError, match=r"thesis\.tex"):
        sequence.run(given(tmp_path, inputs=[tmp_path / "absent"], overwrite=True))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_settings_of_select_are_checked_before_the_sources_are_looked_for(given, tmp_path):
    chosen = given(tmp_path, inputs=["/absent"], select={"against": "/nowhere"})
    with pytest.raises(identity.IdentityError, match="--against /nowhere"):
        sequence.run(chosen)


def test_without_a_source_no_folder_is_made(given, tmp_path):
    with pytest.raises(SourceError):
        sequence.run(given(tmp_path / "out", inputs=["/absent"]))
    assert not (tmp_path / "out").exists()


def test_a_second_run_on_one_folder_is_refused_and_deletes_nothing(given, copy):
    with folder.locked(str(copy)), pytest.raises(folder.OutputError, match="another run"):
        sequence.run(given(copy, overwrite=True))
    assert (copy / "shards" / "COMPLETED").exists()


def test_overwriting_does_everything_again(given, copy):
    before = job.checksums(copy)
    (copy / "store" / "COMPLETED").unlink()
    old = {path: path.stat().st_mtime_ns for path in copy.rglob("*.parquet")}
    sequence.run(given(copy, overwrite=True))
    assert all(path.stat().st_mtime_ns != time for path, time in old.items())
    assert job.checksums(copy) == before
