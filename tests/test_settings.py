"""Settings of weave that change what a row is, through the whole job; `verify` checks each run."""

import numpy as np
import pytest

from pipeline import outputs, show
from tests import job
from transforms import serialization

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return job.write_folders(job.corpus(), tmp_path_factory.mktemp("source"))


@pytest.fixture
def run(source, tmp_path):
    def call(*flags):
        output = job.run(source, tmp_path / "out", *flags)
        assert show.main(["verify", str(output)]) == 0
        return outputs.open_output(str(output))

    return call


def pieces(output):
    for part in output.parts("shards"):
        for row in output.rows(part):
            ids = np.frombuffer(row.input_ids, "<i4")
            for segment in row.segments:
                for file in segment.files:
                    yield file, ids[file.start : file.end]


def rows(output):
    return [row for part in output.parts("shards") for row in output.rows(part)]


def test_spm_variant_2_and_path_dropout(run):
    output = run("--spm_variant", "2", "--spm_rate", "1", "--path_dropout", "0.5")
    tokenizer = output.tokenizer()
    found = [
        serialization.restore(
            ids, file.mode, tokenizer, body_length=file.text_end - file.text_start
        )
        for file, ids in pieces(output)
    ]
    paths = [restored.path for restored in found]
    assert 0.2 < paths.count("") / len(paths) < 0.8
    cut = [ids for file, ids in pieces(output) if file.mode]
    assert {file.mode for file, _ in pieces(output)} == {"", "spm"}
    for ids in cut:
        (place,) = np.flatnonzero(ids == tokenizer.fim_prefix)
        assert ids[place + 1] == tokenizer.fim_suffix


@pytest.mark.parametrize("packing", ["best_fit", "first_fit"])
def test_every_packing_keeps_examples_whole(run, packing):
    output = run("--packing", packing)
    stats = output.manifest("shards").stats
    assert stats["needless_cuts"] == 0
    assert stats["rows"] == len(rows(output))


def test_concatenation_cuts_examples_that_verify_puts_together(run):
    output = run("--packing", "concat", "--middle_remaining", "true", "--length", "512")
    stats = output.manifest("shards").stats
    assert 0 < stats["needless_cuts"] < stats["rows"]
    assert stats["pieces"] == stats["placed_pieces"]


@pytest.mark.parametrize("variant", ["1", "2"])
def test_middle_remaining_is_a_column(run, variant):
    output = run("--middle_remaining", "true", "--spm_variant", variant)
    middles = 0
    for row in rows(output):
        counts = np.frombuffer(row.middle_remaining, "<i2")
        assert len(counts) == len(row.input_ids) // 4
        middles += np.count_nonzero(counts == 0)
    assert middles == sum(bool(file.mode) for file, _ in pieces(output)) > 0


def test_without_the_setting_there_is_no_such_column(run):
    output = run()
    (part, *_) = output.parts("shards")
    with output.file(part) as file:
        assert "middle_remaining" not in file.schema_arrow.names


def test_the_rate_of_a_preset_is_the_effective_rate(run):
    output = run("--fim_preset", "codegemma_2b_v1_1", "--length", "2048")
    stats = output.manifest("shards").stats
    cut = sum(
        value
        for key, value in stats.items()
        if key.startswith("fim/") and key not in ("fim/eligible", "fim/nominal", "fim/none/none")
    )
    assert stats["fim/eligible"] > 15
    assert 0.7 < cut / stats["fim/eligible"] <= 1
    assert stats["cuts/empty_suffix"] <= cut
    assert stats["cuts/midline_suffix"] <= cut


def test_a_longest_middle(run):
    output = run("--max_middle", "40", "--fim_rate", "1")
    tokenizer = output.tokenizer()
    sizes = [
        len(serialization.restore(ids, file.mode, tokenizer).middle)
        for file, ids in pieces(output)
        if file.mode
    ]
    assert sum(size <= 40 for size in sizes) / len(sizes) > 0.9


def test_the_report_has_the_shares(run, capfd):
    output = run()
    capfd.readouterr()
    assert show.main(["stats", output.root]) == 0
    text = capfd.readouterr().out
    for name in ("midline suffix", "empty middle", "empty suffix", "examples cut though they fit"):
        assert name in text
