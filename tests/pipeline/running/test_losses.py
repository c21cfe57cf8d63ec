"""What left a run that has nothing to train on."""

import pytest

from repoloom.pipeline.running import losses, sequence
from repoloom.pipeline.running.job import RunError
from tests.pipeline import building


def test_the_reasons_are_those_of_the_verdicts(run_folder):
    said = losses.summary(str(run_folder), most=99)
    assert "train (" in said
    assert said.count(";") + 1 == len({part.split()[1] for part in said.split("; ")})


def test_no_more_reasons_are_named_than_asked_for(run_folder):
    assert losses.summary(str(run_folder), most=1).endswith("; ...")


@pytest.mark.slow
def test_a_run_of_damaged_inputs_alone_says_which_and_why(tmp_path, given):
    building.folder(tmp_path / "in", {b"boat.tar.gz": b"no tar", b"rows.parquet": b"no rows"})
    for number in range(5):
        (tmp_path / "in" / f"{number}.zip").write_bytes(b"no zip")
    with pytest.raises(RunError, match="no file is left to train a tokenizer on") as raised:
        sequence.run(given(tmp_path / "out", inputs=[tmp_path / "in"]))
    said = str(raised.value)
    assert "6 corrupt_archive (" in said
    assert ", ...)" in said
    assert "1 corrupt_table (rows.parquet)" in said
