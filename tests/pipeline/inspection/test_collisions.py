"""`repoloom stats --lsh`."""

import json
import pathlib
import shutil

import pytest

from repoloom.transforms.duplicates import similarity


def test_the_curve_is_that_of_the_runs_own_settings(cli, run_folder):
    status, out, err = cli("stats", run_folder, "--lsh")
    assert (status, err) == (0, "")
    assert "lsh of files: 42 bands of 6 rows, 256 permutations, threshold 0.7\n" in out
    assert "lsh of repositories: 25 bands of 10 rows" in out
    assert ["0.7", f"{similarity.collision_probability(0.7, 42, 6):.2%}"] in [
        line.split() for line in out.splitlines()
    ]


def test_json_holds_the_same_curve(cli, run_folder):
    figures = json.loads(cli("stats", run_folder, "--lsh", "--json")[1])["files"]
    banding = similarity.choose_banding(256, 0.7)
    assert (figures["bands"], figures["rows"]) == (banding.bands, banding.rows)
    for level, share in figures["curve"].items():
        expected = 1 - (1 - float(level) ** banding.rows) ** banding.bands
        assert share == pytest.approx(expected)


def test_a_run_without_select_has_no_curve(cli, run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    (copy / "verdicts" / "COMPLETED").unlink()
    status, _, err = cli("stats", copy, "--lsh")
    assert status == 1
    assert "the step 'verdicts'" in err
