"""The command line, and `repoloom show`."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from repoloom.pipeline import show
from tests.pipeline.small_corpus import ALPHA

# What takes long to import (seconds): none of it may be needed to print a help text.
HEAVY = (
    "apache_beam", "jax", "pyarrow", "numpy", "rich", "sentencepiece", "networkx", "datasketch",
    "scipy", "tree_sitter", "optax", "re2",
)  # fmt: skip


def loaded(*arguments):
    """Top-level modules that a fresh interpreter holds after the command."""
    code = (
        "import sys; from repoloom.pipeline import show\n"
        "try: show.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print('\\n' + ' '.join(sys.modules), file=sys.stderr)"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "PYTHONPATH")}
    root = pathlib.Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, cwd=root, env=environment, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        *([["--help"], ["--version"], ["show"], ["export", "--help"]]),
        *([["run", "--help"], ["train", "--help"], ["run"], ["train", "--unknown"]]),
    ],
)
def test_help_imports_nothing_heavy(arguments):
    assert loaded(*arguments) & set(HEAVY) == set()


@pytest.mark.slow
def test_stats_reads_manifests_alone(run_folder):
    assert loaded("stats", run_folder) & set(HEAVY) == set()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["show", "verify"])
def test_no_command_imports_beam_or_jax(run_folder, command):
    found = loaded(command, run_folder)
    assert "pyarrow" in found
    assert found & {"apache_beam", "jax"} == set()


def test_every_command_is_in_the_help(cli):
    status, out, _ = cli("--help")
    assert status == 0
    for command in ("run", "train", "show", "stats", "verify", "export", "graph", "why"):
        assert f"\n    {command} " in out


@pytest.mark.parametrize(
    ("command", "flags"),
    [
        ("run", ("--input", "--output", "--config", "--runner", "--vocab_size")),
        ("train", ("--shards", "--checkpoint", "--steps", "--learning_rate")),
    ],
)
def test_commands_with_a_parser_of_their_own_have_help(cli, command, flags):
    status, out, _ = cli(command, "--help")
    assert status == 0
    assert out.startswith(f"usage: repoloom {command} ")
    for flag in flags:
        assert f"\n  {flag} " in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "error: --input is missing; see repoloom run --help"),
        (["run", "--input", "x", "--output", "y", "--lenght", "8"], "did you mean --length?"),
        (["train", "--lenght", "8", "--shards", "x"], "unrecognized arguments: --lenght"),
        (["train", "--shards", "nowhere"], "nowhere"),
    ],
)
def test_a_wrong_flag_of_run_or_train_is_status_2_and_named(cli, arguments, message):
    status, out, err = cli(*arguments)
    assert (status, out) == (2, "")
    assert message in err.splitlines()[-1]


def test_run_gets_its_flags_and_its_status_is_ours(cli, monkeypatch):
    from repoloom.pipeline import run

    monkeypatch.setattr(run, "main", lambda arguments: len(arguments))
    assert cli("run", "--input", "x", "--debug")[0] == 3


@pytest.mark.parametrize("missing", ["jax", "optax"])
def test_the_trainer_says_which_extra_it_needs(cli, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "repoloom.model.train", raising=False)
    monkeypatch.delattr("repoloom.model.train", raising=False)
    status, out, err = cli("train", "--shards", "x")
    assert (status, out) == (2, "")
    assert err.startswith(f"repoloom: {missing} is not installed; ")
    assert err.endswith("pip install 'repoloom[train]'\n")


def test_a_module_of_ours_that_is_missing_is_no_extra(cli, monkeypatch):
    monkeypatch.setitem(sys.modules, "repoloom.model.train", None)
    monkeypatch.delattr("repoloom.model.train", raising=False)
    with pytest.raises(ModuleNotFoundError):
        cli("train", "--shards", "x")


def test_version(cli):
    status, out, _ = cli("--version")
    assert status == 0
    assert out.startswith("repoloom ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["show"],
        ["show", "OUT", "--row", "-1"],
        ["show", "OUT", "--row", "x"],
        ["show", "OUT", "--unknown"],
        ["export", "OUT", "nothing"],
        ["export", "OUT", "fim", "--format", "xml"],
    ],
)
def test_a_wrong_request_is_status_2_and_one_line_of_error(cli, arguments):
    status, out, err = cli(*arguments)
    assert (status, out) == (2, "")
    assert "error:" in err.splitlines()[-1]


@pytest.mark.parametrize("command", ["show", "stats", "verify"])
def test_a_wrong_folder_is_one_line(cli, tmp_path, command):
    status, out, err = cli(command, tmp_path / "nowhere")
    assert (status, out) == (2, "")
    assert err.startswith("repoloom: ")
    assert err.count("\n") == 1


def test_a_closed_pipe_is_no_error(run_folder, monkeypatch):
    class Closed(io.StringIO):
        def fileno(self):
            return descriptor

        def write(self, text):
            raise BrokenPipeError

    descriptor = os.open(os.devnull, os.O_WRONLY)
    monkeypatch.setattr(sys, "stdout", Closed())
    try:
        assert show.main(["stats", run_folder]) == 1
    finally:
        os.close(descriptor)


def test_a_damaged_page_is_one_line(cli, run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    (path,) = (copy / "shards").glob("train-*")
    place = pq.read_metadata(path).row_group(0).column(1).data_page_offset
    data = bytearray(path.read_bytes())
    data[place + 20 : place + 60] = bytes(40)
    path.write_bytes(data)
    status, _, err = cli("show", copy)
    assert status == 1
    assert err.startswith("repoloom: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "damage", "status"),
    [(["verify"], True, 1), (["verify"], False, 0), (["show", "--count", "0"], False, 0),
     (["stats", "--json"], False, 0), (["stats", "--lsh"], False, 0), (["graph", ALPHA], False, 0),
     (["export", "order"], False, 0), (["why", ALPHA, "main.py"], False, 0)],
)  # fmt: skip
def test_the_status_is_that_of_the_command(run_folder, tmp_path, capfd, command, damage, status):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    if damage:
        (copy / "store" / "stray").write_bytes(b"")
    name, *more = command
    assert show.main([name, str(copy), *more]) == status


def test_shards_are_exported_into_a_folder(cli, run_folder, tmp_path):
    status, out, _ = cli("export", run_folder, "shards", "--as", "docs", "--to", tmp_path / "to")
    assert (status, out) == (0, "")
    assert len(list((tmp_path / "to").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "shards"), "--as is for shards, and shards need it"),
        (("export", "order", "--as", "docs"), "--as is for shards"),
        (("export", "shards", "--as", "docs"), "--to FOLDER"),
        (("export", "shards", "--as", "docs", "--to", "x", "--format", "csv"), "--to FOLDER"),
    ],
)
def test_an_export_that_makes_no_sense(cli, run_folder, arguments, message):
    name, *more = arguments
    status, _, err = cli(name, run_folder, *more)
    assert status == 2
    assert message in err


def test_a_user_that_stops_a_command_has_its_status(monkeypatch, run_folder):
    def stopped(*arguments, **more):
        raise KeyboardInterrupt

    from repoloom.pipeline.inspection import statistics

    monkeypatch.setattr(statistics, "print_stats", stopped)
    assert show.main(["stats", run_folder]) == 130


def test_the_arguments_of_the_process_are_those_of_the_command(monkeypatch, run_folder, capsys):
    monkeypatch.setattr(sys, "argv", ["repoloom", "stats", run_folder, "--json"])
    assert show.main() == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", show.WHOLE)
def test_commands_with_a_parser_of_their_own_get_all_that_follows(monkeypatch, name):
    seen = []
    text, _ = show.WHOLE[name]
    monkeypatch.setattr(show, "WHOLE", {name: (text, lambda given: seen.append(given) or 7)})
    assert show.main([name, "--help", "x"]) == 7
    assert seen == [["--help", "x"]]


def test_run_is_the_main_job(capsys):
    assert show.main(["run", "--input", "x"]) == 2
    assert "--output is missing" in capsys.readouterr().err


def test_numbers_of_rows_are_read(cli, run_folder):
    _, out, _ = cli("show", run_folder, "--row", "1", "--count", "2")
    assert [line.split()[2] for line in out.splitlines() if line.startswith("#####")] == ["1", "2"]
    assert cli("show", run_folder, "--count", "0") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["shw", "out"], "show"),
        (["show", "out", "--rows", "3"], "--row"),
        (["export", "out", "edge"], "edges"),
        (["export", "out", "edges", "--format", "jsn"], "jsonl"),
    ],
)
def test_a_wrong_word_names_the_one_that_was_meant(cli, arguments, meant):
    status, _, err = cli(*arguments)
    assert status == 2
    assert err.rstrip().endswith(f"; did you mean {meant}?")


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "free some space"), (13, "may be read or written"), (5, "`repoloom verify` says")],
)
def test_a_fault_of_the_disk_comes_with_its_own_way_out(
    cli, monkeypatch, run_folder, number, words
):
    from repoloom.pipeline.inspection import statistics

    def failing(*arguments, **more):
        raise OSError(number, "said")

    monkeypatch.setattr(statistics, "print_stats", failing)
    status, _, err = cli("stats", run_folder)
    assert status == 1
    assert words in err
