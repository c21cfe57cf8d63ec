"""The commands of `repoloom`, each by its name; what they print is tested where it is made."""

import inspect

import pytest

from repoloom.pipeline import commands, show


@pytest.mark.parametrize("name", ["show", "stats", "verify", "export", "graph", "failures", "why"])
def test_each_command_of_the_line_is_a_function_here(name):
    more = {"graph": ["o/r"], "why": ["o/r", "a"], "export": ["verdicts"]}.get(name, [])
    chosen = show.parser().parse_args([name, "OUT", *more])
    assert chosen.run is getattr(commands, name)
    assert list(inspect.signature(chosen.run).parameters) == ["arguments"]


def test_shards_need_a_form_and_a_folder(cli, run_folder):
    assert cli("export", run_folder, "shards")[0] == 2
    status, _, err = cli("export", run_folder, "shards", "--as", "docs")
    assert (status, "--to FOLDER" in err) == (2, True)
