"""The command with a model that a test can follow: who is drawn, behind what, and the tables."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from benchmarks.context_value import lengths, pretrained
from benchmarks.context_value.corpus import ALONE, ARMS, Corpus
from benchmarks.context_value.smollm import ModelMissingError
from tests.benchmarks.context_value.fakes import Fake

LEAST = 60  # bytes of a target: of the small run some are smaller


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(pretrained, "SmolLM", lambda threads: Fake())
    monkeypatch.setattr(pretrained, "LEAST_TARGET", LEAST)
    monkeypatch.setattr(lengths, "LEAST_CONTEXT", 20)


@pytest.fixture(scope="module")
def run(finished):
    return Corpus.open(finished)


@pytest.fixture(scope="module")
def arms(run):
    """So long that most pieces have a context."""
    return {name: run.arm({**ARMS[name], "length": 4096}) for name in ("path", "affinity")}


def lines_of(out, arm):
    return [line for line in out.splitlines() if line.startswith(f"| {arm} ")]


def test_five_arms_are_measured_by_default(finished, tmp_path, capsys):
    picture = tmp_path / "gains.svg"
    assert pretrained.main([finished, "--plot", str(picture)]) == 0
    captured = capsys.readouterr()
    names = ["alone", "random", "path", "deepseek", "affinity"]
    assert re.findall(r"^\| (\w+) ", captured.out, re.MULTILINE) == ["arm", *names]
    words = [node.text for node in ElementTree.parse(picture).iter() if node.text]
    assert set(names) <= set(words)
    assert "tests with a source" not in captured.out
    assert "CPU-seconds" in captured.err


def test_arms_are_chosen_and_added(finished, capsys):
    more = ["--arms", "path,affinity", "--arm", "less:composer=context,context_share=0.2"]
    assert pretrained.main([finished, *more, "--baseline", "path", "--targets", "5"]) == 0
    out = capsys.readouterr().out
    assert "2000 bytes of 5 pieces of 3 repositories" in out
    assert "% better than path" in out
    assert [len(lines_of(out, arm)) for arm in ("alone", "path", "less", "random")] == [1, 1, 1, 0]


def test_a_context_of_ones_own_is_another_table(finished, capsys):
    assert pretrained.main([finished, "--own", "--targets", "4", "--arms", "path,affinity"]) == 0
    out = capsys.readouterr().out
    assert [len(lines_of(out, arm)) for arm in ("alone", "path", "affinity")] == [2, 2, 2]
    assert "window of 1048576 tokens" in out
    equal, own = ([line.split("|")[-2] for line in lines_of(out, arm)] for arm in ("path", "alone"))
    assert len(set(equal)) == 2
    assert [float(number) for number in own] == [0, 0]


def test_contexts_are_equal_in_length_and_end_where_the_piece_begins(run, arms, monkeypatch):
    monkeypatch.setattr(pretrained, "LEAST_TARGET", 100)
    found = pretrained.equal_contexts(run, arms, 200, 6)
    own = {name: lengths.contexts(run, arm.examples) for name, arm in arms.items()}
    assert set(found) == {ALONE, *arms}
    assert set(found["path"]) == set(found["affinity"]) == set(found[ALONE])
    assert set(Counter(key.repo for key in found["path"]).values()) == {2}
    for key, text in found["path"].items():
        assert 20 <= len(text) == len(found["affinity"][key]) <= 200
        assert key.end - key.start >= 100
        assert own["path"][key].endswith(text)
        assert found[ALONE][key] == b""


@pytest.mark.parametrize("contexts", [pretrained.equal_contexts, pretrained.own_contexts])
def test_targets_are_spread_over_repositories(run, arms, contexts):
    for count in range(1, 6):
        drawn = Counter(key.repo for key in contexts(run, arms, 200, count)[ALONE])
        assert (sum(drawn.values()), len(drawn)) == (count, min(count, 3))
        assert max(drawn.values()) - min(drawn.values()) <= 1


def test_own_contexts_are_of_any_piece_that_is_large_and_paid(run, arms):
    found = pretrained.own_contexts(run, arms, 1 << 20, 1000)
    whole = {name: lengths.contexts(run, arm.examples, 1 << 20) for name, arm in arms.items()}
    large = {key for key in whole["path"] if key.end - key.start >= LEAST}
    for name, before in whole.items():
        assert found[name] == {key: before[key] for key in large}
    assert list(found[ALONE]) == list(found["path"]) == list(found["affinity"])
    assert any(not text for text in found["affinity"].values())


def test_names_that_count_are_those_of_the_other_measurement(run, arms):
    found = pretrained.measured(run, Fake(), pretrained.equal_contexts(run, arms, 200, 6))
    for prime, repos in pretrained.corpus.folds(run):
        spans = lengths.names_of(run, repos, set(lengths.NAME.findall(prime)))
        for key, one in found["path"].items():
            if key.repo in repos:
                assert one.names == len(spans(key))
    assert sum(one.names for one in found["path"].values()) > 0


class Stopped(Fake):
    """Somebody presses Ctrl-C while it reads for the so-many-th time."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def bits(self, before, tokens):
        if len(self.read) == self.times - 1:
            raise KeyboardInterrupt
        return super().bits(before, tokens)


def test_who_does_not_wait_has_the_targets_that_were_read_in_every_arm(run, arms):
    contexts = pretrained.equal_contexts(run, arms, 200, 5)
    whole = pretrained.measured(run, Fake(), contexts)
    some = pretrained.measured(run, Stopped(3 * 2 + 2), contexts)
    first = list(contexts[ALONE])[:2]
    assert some == {name: {key: found[key] for key in first} for name, found in whole.items()}
    with pytest.raises(KeyboardInterrupt):
        pretrained.measured(run, Stopped(2), contexts)


def test_a_table_of_fewer_targets_says_so(finished, monkeypatch, capsys):
    given = [finished, "--arms", "path,affinity", "--targets", "5"]
    assert pretrained.main(given) == 0
    assert "Stopped" not in capsys.readouterr().out
    monkeypatch.setattr(pretrained, "SmolLM", lambda threads: Stopped(3 * 2 + 2))
    assert pretrained.main(given) == 0
    assert capsys.readouterr().out.startswith("Stopped: 2 of 5 targets were read.\n")


def test_wrong_requests_are_named(finished, tmp_path, monkeypatch, capsys):
    assert pretrained.main([str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    monkeypatch.setattr(lengths, "LEAST_CONTEXT", 1 << 30)
    assert pretrained.main([finished]) == 1
    assert "has no piece of 60 bytes" in capsys.readouterr().err
    for wrong, words in (
        (["--arms", "path,best"], "'best' is no arm: random"),
        (["--baseline", "context"], "'context' is no arm: random, path, deepseek, affinity"),
    ):
        with pytest.raises(SystemExit):
            pretrained.main([finished, *wrong])
        assert words in capsys.readouterr().err

    def missing(threads):
        raise ModelMissingError("the package is missing")

    monkeypatch.setattr(pretrained, "SmolLM", missing)
    assert pretrained.main([finished]) == 1
    assert capsys.readouterr().err == "the package is missing\n"
