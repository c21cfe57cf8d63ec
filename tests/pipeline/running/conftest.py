"""Fixtures of the tests of steps.

| fixture | what |
|---|---|
| source | folders of a small corpus (tests/job.py), written once per session |
| given | (output, **settings) -> a job on them, in this process |
| ran | a finished run of such a job, once per session; read it only |
| copy | a copy of it to spoil |
"""

import pathlib
import shutil

import pytest

from repoloom.pipeline import config, options
from repoloom.pipeline.running import engine, job, sequence
from tests import job as corpus

SMALL = {
    "tokenizer": {"vocab_size": 512},
    "weave": {"length": 256},
    "select": {"validation_share": 0.0},
}


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
