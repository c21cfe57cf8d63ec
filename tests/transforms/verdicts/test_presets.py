"""Named policies and policies as tables."""

import dataclasses
import json

import pytest

from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN
from repoloom.transforms.verdicts import presets
from repoloom.transforms.verdicts.policy import Policy
from tests.transforms.verdicts.test_policy import judged


def test_an_empty_table_is_the_default_preset():
    assert presets.from_table({}) == presets.PRESETS["codegemma"] == Policy()


def test_a_table_changes_what_it_names():
    policy = presets.from_table(
        {
            "preset": "starcoder2",
            "max_line": 80,
            "max_mean_line": 20,
            "generated": "context_only",
            "context_kinds": ["data", "markup"],
            "languages": {"go": {"max_line": 200}},
        }
    )
    assert (policy.max_line, policy.max_mean_line, policy.generated) == (80, 20.0, CONTEXT_ONLY)
    assert policy.context_kinds == {"data", "markup"}
    assert policy.vendored == presets.PRESETS["starcoder2"].vendored
    assert judged("go", policy, longest_line=150, mean_line=10).verdict == TRAIN
    assert judged("python", policy, longest_line=150, mean_line=10).reason == "long_lines"
    assert judged("json", policy, longest_line=150, mean_line=10).reason == "data"


def test_limits_of_languages_are_sorted_and_laid_over_those_of_the_preset():
    given = {"go": {"max_line": 200, "generated": "train"}, "json": {"max_line": 7}}
    policy = presets.from_table({"preset": "starcoder2", "languages": given})
    names = [name for name, _ in policy.languages]
    assert (
        names
        == sorted(names)
        == ["go", "html", "json", "markdown", "restructuredtext", "text", "xml"]
    )
    limits = dict(policy.languages)
    assert limits["go"] == (("generated", TRAIN), ("max_line", 200))
    assert dict(limits["json"]) == {"max_line": 7, "max_mean_line": float(1 << 62)}
    assert limits["xml"] == dict(presets.PRESETS["starcoder2"].languages)["xml"]
    backwards = {name: dict(reversed(own.items())) for name, own in reversed(given.items())}
    assert presets.from_table({"preset": "starcoder2", "languages": backwards}) == policy


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"max_line": 0}, ("max_line", 0)),
        ({"min_alphabetic": 1}, ("min_alphabetic", 1.0)),
        ({"max_errors": 0.25}, ("max_errors", 0.25)),
        ({"vendored": "drop"}, ("vendored", DROP)),
    ],
)
def test_a_limit_is_taken_as_it_is(table, expected):
    name, value = expected
    found = getattr(presets.from_table(table), name)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"preset": "x"}, "preset is 'x'; use one of codegemma"),
        (
            {"max_lines_": 1},
            "unknown key 'max_lines_'; known keys are context_kinds, generated, languages, long_lines",
        ),
        ({"max_line": 1.5}, "max_line is 1.5; a whole number"),
        ({"min_alphabetic": -1}, "min_alphabetic is -1"),
        ({"max_line": True}, "max_line is True"),
        ({"max_line": "9"}, "max_line is '9'; a whole number of 0 or more"),
        ({"max_errors": -0.1}, r"max_errors is -0\.1; a number from 0 to 1 is needed"),
        ({"max_encoded": 40}, "max_encoded is 40; a number from 0 to 1"),
        ({"max_mean_line": float("inf")}, "max_mean_line is inf; a number of 0 or more"),
        ({"preset": ["none"]}, r"here: preset is \['none'\]"),
        ({"languages": {"go": 3}}, "languages.go is 3; give a table of limits"),
        ({"context_kinds": "data"}, "context_kinds is 'data'"),
        ({"generated": "keep"}, "generated is 'keep'; use one of train, context_only, drop"),
        ({"context_kinds": ["music"]}, "context_kinds is "),
        ({"languages": {"klingon": {}}}, "languages.klingon: no such language"),
        ({"languages": {"go": {"preset": "none"}}}, "languages.go: unknown key 'preset'"),
        ({"languages": 3}, "languages is 3"),
        ({"allowed_licences": ["MIT"]}, "unknown key 'allowed_licences'"),
    ],
)
def test_what_no_policy_has_is_an_error(table, message):
    with pytest.raises(ValueError, match=message):
        presets.from_table(table, "here")


def test_none_keeps_every_readable_file():
    limits = presets.PRESETS["none"]
    fields = {"generated": "x", "minified": "x", "vendored": "x", "encoded": 1.0}
    assert judged(limits=limits, longest_line=10**9, alphabetic=0.0, **fields).verdict == TRAIN
    assert judged("json", limits, lines=10**9).verdict == TRAIN


def test_opencoder_counts_comments_and_repetition():
    limits = presets.PRESETS["opencoder"]
    assert judged(limits=limits, repetition=0.7).reason == "repetitive"
    assert judged(limits=limits, comments=0.9).verdict == CONTEXT_ONLY
    assert judged(repetition=0.7, comments=0.9).verdict == TRAIN


@pytest.mark.parametrize("name", presets.PRESETS)
def test_no_preset_drops_a_small_file_or_a_test(name):
    limits = presets.PRESETS[name]
    assert judged(limits=limits, size=20, lines=1, alphabetic=0.0).verdict == TRAIN
    assert judged(limits=limits, test=True, longest_line=10**6).verdict != DROP


def test_plain_tables_tell_policies_apart():
    tables = {json.dumps(presets.to_table(policy)) for policy in presets.PRESETS.values()}
    assert len(tables) == len(presets.PRESETS)
    one = Policy(opted_out=frozenset({"a", "b"}), allowed_licences=frozenset({"MIT"}))
    assert presets.to_table(one)["opted_out"] == ["a", "b"]
    assert presets.to_table(one) != presets.to_table(dataclasses.replace(one, max_line=1))
