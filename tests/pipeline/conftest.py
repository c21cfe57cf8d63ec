"""Fixtures of the pipeline's tests.

| fixture | what |
|---|---|
| run_folder | a small finished run (see small_run.py), written once per session; read it only |
| cli | runs `repoloom` in this process: arguments -> (status, stdout, stderr) |
"""

import pytest

from repoloom.pipeline import show
from tests.pipeline import small_run


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
