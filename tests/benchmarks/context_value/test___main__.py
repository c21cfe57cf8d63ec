"""The command: a whole measurement of a small run, and what it says of wrong requests."""

from xml.etree import ElementTree

import pytest

from benchmarks.context_value import __main__ as command
from benchmarks.context_value import corpus, predictor
from benchmarks.context_value.corpus import Corpus


@pytest.fixture(autouse=True)
def small_tables(monkeypatch):
    monkeypatch.setattr(command, "Predictor", lambda: predictor.Predictor(16, 1 << 20))


def lines_of(out, arm):
    return [line for line in out.splitlines() if line.startswith(f"| {arm} ")]


def test_every_arm_is_in_every_table_and_in_the_picture(finished, tmp_path, capsys):
    picture = tmp_path / "gains.svg"
    more = "less:composer=context,context_share=0.2"
    assert command.main([finished, "--plot", str(picture), "--arm", more]) == 0
    out = capsys.readouterr().out
    for arm in (*corpus.ARMS, "less", "alone"):
        assert len(lines_of(out, arm)) == 3
    assert len(lines_of(out, "affinity, shuffled")) == 2
    words = [node.text for node in ElementTree.parse(picture).iter() if node.text]
    assert {*corpus.ARMS, "less", "alone", "affinity, shuffled"} <= set(words)


def test_only_given_arms_are_measured_when_asked(finished, capsys):
    more = "less:composer=context,context_share=0.2"
    assert command.main([finished, "--only", "--arm", more, "--equal", "3"]) == 0
    out = capsys.readouterr().out
    assert [len(lines_of(out, arm)) for arm in ("affinity", "less", "linear", "alone")] == [
        3,
        3,
        0,
        0,
    ]
    assert "shuffled" not in out


def test_the_same_again_is_the_same(finished, capsys):
    outs = []
    for _ in range(2):
        command.main([finished, "--baseline", "linear", "--equal", "3"])
        outs.append(capsys.readouterr().out.rsplit("\n", 2)[0])
    assert outs[0] == outs[1]
    assert "linear, shuffled" in outs[0]


def test_the_run_that_primes_is_read(finished, capsys):
    assert command.main([finished, "--prime", finished, "--equal", "3"]) == 0
    repos = ", ".join(Corpus.open(finished).repos)
    assert capsys.readouterr().out.startswith(f"prime of 0.00 MB before {repos}\n")


def test_a_folder_without_a_run_and_a_machine_without_a_compiler(
    tmp_path, finished, monkeypatch, capsys
):
    assert command.main([str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err

    def missing():
        raise predictor.CompilerError("no C compiler here")

    monkeypatch.setattr(command, "Predictor", missing)
    assert command.main([finished]) == 1
    assert capsys.readouterr().err == "no C compiler here\n"


def test_an_unknown_baseline_is_refused(finished, capsys):
    with pytest.raises(SystemExit):
        command.main([finished, "--baseline", "best"])
    assert "'best' is no arm" in capsys.readouterr().err
