"""`repoloom stats`."""

import json
import pathlib
import shutil

from tests.pipeline import small_corpus


def test_json_has_the_numbers_of_every_step(cli, run_folder):
    status, out, _ = cli("stats", run_folder, "--json")
    stats = json.loads(out)
    assert status == 0
    assert sorted(stats) == ["shards", "store", "tokenizer", "verdicts"]
    assert stats["store"]["files"] == len(small_corpus.FILES)
    assert stats["verdicts"]["verdict/drop/exact_duplicate/files"] == 1


def test_the_report_is_printed(cli, run_folder):
    status, out, err = cli("stats", run_folder)
    assert (status, err) == (0, "")
    assert "What stays and what leaves\n" in out
    assert "\n  exact_duplicate" in out


def test_an_unfinished_step_is_named_and_the_rest_shown(cli, run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    (copy / "shards" / "COMPLETED").unlink()
    status, out, err = cli("stats", copy)
    assert status == 0
    assert "What came in" in out
    assert "What came out" not in out
    assert err == "The step 'shards' is not finished yet.\n"
