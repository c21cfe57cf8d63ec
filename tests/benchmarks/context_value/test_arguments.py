"""What a command is asked for: arms, the types of settings, and what is no setting."""

import argparse

import pytest

from benchmarks.context_value import arguments
from benchmarks.context_value.corpus import ARMS


def test_settings_have_the_types_of_their_defaults():
    found = arguments.settings_in(
        "length=512,context_share=0.2,composer=linear,compare_orders=true"
    )
    assert found == {
        "length": 512,
        "context_share": 0.2,
        "composer": "linear",
        "compare_orders": True,
    }
    assert arguments.named_arm("own:") == ("own", {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("width=3", "'width' is no setting of weave"),
        ("length=long", "length=long: invalid literal"),
        ("length=3", "at least 64"),
        ("composer=best", "use one of affinity"),
        ("compare_orders=yes", "use one of true, false"),
    ],
)
def test_a_wrong_setting_is_named(text, words):
    with pytest.raises(argparse.ArgumentTypeError, match=words):
        arguments.settings_in(text)


def parsed(*given, **names):
    return arguments.parsed(arguments.parser("some.module", "What it does."), given, **names)


def test_arms_have_the_settings_of_all_and_their_own():
    more = ("--arm", "less:composer=context,length=256", "--set", "length=512")
    found = parsed("out", *more, names=("path", "affinity")).chosen
    assert found == {
        "path": {**ARMS["path"], "length": 512},
        "affinity": {**ARMS["affinity"], "length": 512},
        "less": {"composer": "context", "length": 256},
    }
    assert list(parsed("out").chosen) == list(ARMS)


@pytest.mark.parametrize("baseline", ["path", "less"])
def test_a_baseline_is_one_of_the_arms(baseline, capsys):
    more = ("--arm", "less:composer=context")
    assert parsed("out", *more, "--baseline", baseline).baseline == baseline
    with pytest.raises(SystemExit):
        parsed("out", "--baseline", baseline, names=("affinity",))
    assert f"{baseline!r} is no arm: affinity" in capsys.readouterr().err
