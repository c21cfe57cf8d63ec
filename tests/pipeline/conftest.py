"""Fixtures of the pipeline's tests.

| fixture | what |
|---|---|
| run_folder | a small finished run (see small_run.py), written once per session; read it only |
| source | folders of a small corpus (tests/job.py), written once per session |
| given | (output, **settings) -> a job on them, in this process |
| ran | a finished run of such a job, once per session; read it only |
| copy | a copy of it to spoil |
| cli | runs `repoloom` in this process: arguments -> (status, stdout, stderr) |
"""

import pathlib
import shutil

import pytest

from repoloom.pipeline import config, options, show
from repoloom.pipeline.running import engine, job, sequence
from tests import job as corpus
from tests.pipeline import small_run

SMALL = {
    "tokenizer": {"vocab_size": 512},
    "weave": {"length": 256},
    "select": {"validation_share": 0.0},
}


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    return small_run.Recipe().write(tmp_path_factory.mktemp("run") / "out")


@pytest.fixture
def cli(capfd, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*arguments):
        try:
            status = show.main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = left.code
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return call


def command(*flags):
    return options.parse(["--input", "x", "--output", "y", *flags])


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    return corpus.write_folders(corpus.corpus(), tmp_path_factory.mktemp("corpus") / "source")


@pytest.fixture(scope="session")
def given(source):
    def make(output, *, overwrite=False, inputs=None, seed=0, **sections):
        chosen = {name: {**SMALL.get(name, {}), **sections.get(name, {})}
                  for name in SMALL.keys() | sections.keys()}  # fmt: skip
        return job.Job(
            settings=config.build(config.Config, {"seed": seed, **chosen}),
            inputs=tuple(map(str, inputs or [source])),
            output=str(output),
            execute=engine.executor(command()),
            overwrite=overwrite,
        )

    return make


@pytest.fixture(scope="session")
def ran(given, tmp_path_factory):
    output = tmp_path_factory.mktemp("ran") / "out"
    sequence.run(given(output))
    return output


@pytest.fixture
def copy(ran, tmp_path):
    return pathlib.Path(shutil.copytree(ran, tmp_path / "copy"))
