"""Fixtures of the measurement of contexts; its tests are skipped where nothing compiles C.

`finished`: the folder of a small finished run without infilling; read it only.
"""

import pytest

from benchmarks.context_value import predictor
from tests import job


@pytest.fixture(autouse=True)
def _compiler():
    try:
        predictor.library()
    except predictor.CompilerError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("context_value")
    source = job.write_folders(job.corpus(), folder / "source")
    return str(job.run(source, folder / "out", "--fim_rate", "0", "--seed", "3", "--shards", "2"))
