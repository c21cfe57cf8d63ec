"""The command line, and `repoloom show`."""

import io
import os
import pathlib
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from repoloom.pipeline import show

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
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["show"], ["export", "--help"]])
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
    for command in ("show", "stats", "verify", "export", "graph", "why"):
        assert f"\n    {command} " in out


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
