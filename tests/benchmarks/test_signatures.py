"""Hot keys: a band that half of all files share costs no text and removes nothing."""

import functools

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from benchmarks import signatures
from repoloom.transforms.select import Select


@pytest.mark.slow
@pytest.mark.parametrize("hot", [0.0, 0.5, 1.0])
def test_hot_keys_change_nothing(tmp_path, monkeypatch, capsys, hot):
    monkeypatch.setattr(signatures, "BUCKETS", 4)
    read = functools.partial(signatures.signals, 200, hot), functools.partial(signatures.texts, 200)
    with beam.Pipeline(FnApiRunner(), options=PipelineOptions([])) as root:
        save = functools.partial(signatures.save, folder=str(tmp_path))
        root | beam.Create([3, 1, 0, 2]) | Select(*read) | beam.Map(save)
    signatures.check(tmp_path, 200)
    printed = capsys.readouterr().out
    assert "0 keep several, 0 keep none" in printed
    assert "single files removed: 0" in printed


def test_the_same_signatures_each_time():
    one, other = (pa.concat_tables(signatures.signals(50, 0.5, 2)) for _ in range(2))
    assert one.equals(other)


def test_hot_keys_are_there():
    table = pa.concat_tables(signatures.signals(400, 0.5, 0))
    values = np.frombuffer(b"".join(table["signature"].to_pylist()), "<u4").reshape(400, -1)
    assert 100 < int((values[:, : signatures.ROWS] == 1).all(axis=1).sum()) < 300


def test_a_text_that_nobody_needs_is_an_error():
    family = signatures.families(0, 100)
    alone = int(np.flatnonzero(family < signatures.FAMILY)[0])
    with pytest.raises(ValueError, match="has no twin"):
        signatures.texts(100, 0, [alone])
