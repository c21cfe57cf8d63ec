"""Settings of weave that change what a row is, through the whole job; `verify` checks each run."""

import numpy as np
import pytest

from repoloom.pipeline import show
from repoloom.pipeline.storage import outputs
from repoloom.transforms.tokens import serialization
from tests import job

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


CROWDED = {
    "core.py": b"def price(amount):\n    return amount * 7 // 3\n",
    **{
        f"part{number}.py": b"from core import price\n\n\n"
        + b"".join(b"def f%d(x):\n    return price(x + %d)\n\n\n" % (i, number) for i in range(9))
        for number in range(6)
    },
}


def test_context_repeats_files_and_trains_on_what_affinity_trains_on(tmp_path):
    source = job.write_folders({"owner/crowded": CROWDED}, tmp_path / "source")
    ran = {
        composer: outputs.open_output(
            str(job.run(source, tmp_path / composer, "--composer", composer))
        )
        for composer in ("affinity", "context")
    }
    assert show.main(["verify", str(tmp_path / "context")]) == 0
    learnt = {
        composer: sorted(
            (file.path, file.part, ids.tobytes()) for file, ids in pieces(output) if not file.masked
        )
        for composer, output in ran.items()
    }
    copies = [file for file, _ in pieces(ran["context"]) if file.is_copy]
    assert {(file.path, file.masked, file.rule) for file in copies} == {
        ("core.py", True, "repeated")
    }
    assert learnt["context"] == learnt["affinity"]
    stats = {composer: output.manifest("shards").stats for composer, output in ran.items()}
    assert stats["context"]["repeated/pieces"] == len(copies) > 1
    assert all(file.ranges for file in copies)
    assert {file.of(CROWDED["core.py"])[:18] for file in copies} == {b"def price(amount):"}
    assert stats["context"]["dbu/python/before"] == 6 > stats["affinity"]["dbu/python/before"]


@pytest.mark.parametrize("form", ["slices", "whole"])
def test_with_full_loss_what_is_repeated_is_learnt_again(tmp_path, form):
    source = job.write_folders({"owner/crowded": CROWDED}, tmp_path / "source")
    flags = ("--composer", "context", "--context_loss", "full", "--context_form", form)
    folder = job.run(source, tmp_path / "out", *flags)
    output = outputs.open_output(str(folder))
    assert show.main(["verify", str(folder)]) == 0
    found = [file for file, _ in pieces(output)]
    assert any(file.is_copy for file in found)
    assert not any(file.masked for file in found)
    assert all(row.labels is None for part in output.parts("shards") for row in output.rows(part))
    stats = output.manifest("shards").stats
    assert stats["repeated/learnt"] == stats["repeated/tokens"] > 0


def test_a_divided_repository_keeps_its_graph_and_loses_nothing(run, source, tmp_path):
    output = run("--max_repo_bytes", "600")
    whole = outputs.open_output(str(job.run(source, tmp_path / "whole")))

    def table(finished, kind, columns):
        return [
            record
            for part in finished.parts("graph", kind)
            for record in finished.records(part, columns)
        ]

    assert output.manifest("shards").stats["divided/parts"] > 3
    assert output.manifest("shards").stats["divided/edges"] > 0
    for kind, columns in {"edges": ("importer", "imported", "kept"), "order": ("path",)}.items():
        assert table(output, kind, columns) == table(whole, kind, columns)
    assert {file.path for file, _ in pieces(output)} == {file.path for file, _ in pieces(whole)}


def test_kinds_that_are_not_included_leave_with_a_reason(tmp_path):
    files = {
        "a.py": b"import b\n",
        "b.py": b"NAME = 1\n",
        "README.md": b"# Shop\n",
        "c.toml": b"x = 1\n",
    }
    source = job.write_folders({"owner/kinds": files}, tmp_path / "source")
    output = outputs.open_output(
        str(
            job.run(source, tmp_path / "out", "--include_kinds", "code,docs", "--non_code", "first")
        )
    )
    stats = output.manifest("verdicts").stats
    assert show.main(["verify", str(tmp_path / "out")]) == 0
    assert stats["verdict/drop/excluded_kind/files"] == 1
    assert {file.path for file, _ in pieces(output)} == files.keys() - {"c.toml"}
    (part,) = output.parts("graph", "order")
    assert [row["path"] for row in output.records(part, ("path",))] == ["README.md", "b.py", "a.py"]
