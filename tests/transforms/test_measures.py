import dataclasses

import pytest

from repoloom.pipeline import config
from repoloom.transforms import measures
from repoloom.transforms.measures import DROP, EVER, KINDS, RULES, Limit, Signals
from repoloom.transforms.records import SourceFile
from repoloom.transforms.verdicts import policy, presets
from repoloom.transforms.verdicts.policy import Policy

LIMITED = [rule for rule in RULES if rule.limit]
LANGUAGE = {"code": "python", "docs": "markdown", "data": "json", "build": "make", "markup": "html"}


def test_every_rule_looks_at_a_signal_and_has_a_documented_reason():
    signals = {field.name for field in dataclasses.fields(Signals)}
    for rule in RULES:
        assert rule.signal in signals
        assert policy.REASONS[rule.reason] == rule.meaning
        assert set(rule.kinds) <= set(KINDS)
        assert rule.outcome in (*measures.VERDICTS, *Policy.__dataclass_fields__)


def test_rules_of_one_reason_mean_the_same():
    meanings = {(rule.reason, rule.meaning) for rule in RULES}
    assert len(meanings) == len({reason for reason, _ in meanings})


@pytest.mark.parametrize("rule", LIMITED, ids=lambda rule: rule.limit.key)
def test_a_policy_has_the_limit_of_each_rule(rule):
    key, kind = rule.limit.key, type(rule.limit.default)
    assert getattr(Policy(), key) == rule.limit.default
    assert getattr(presets.PRESETS["none"], key) == rule.limit.never
    assert type(rule.limit.never) is kind
    assert getattr(presets.from_table({key: kind(1)}), key) == 1


@pytest.mark.parametrize(
    ("key", "value", "limit", "broken"),
    [
        ("max_a", 2, 1, True),
        ("max_a", 1, 1, False),
        ("min_a", 1, 2, True),
        ("min_a", 2, 2, False),
        ("max_a", EVER, EVER, False),
    ],
)
def test_a_limit_itself_is_allowed(key, value, limit, broken):
    assert Limit(key, 0).broken(value, limit) is broken


def test_a_new_signal_needs_a_field_and_a_rule(monkeypatch):
    """What a newcomer adds to this module, and nothing else, is a verdict."""
    wider = dataclasses.make_dataclass("Wider", [("depth", int, 0)], bases=(Signals,), frozen=True)
    rule = measures.Rule(
        "depth",
        "deep",
        "it is nested too deep",
        "{} levels",
        Limit("max_depth", 9),
        DROP,
        ("code",),
    )
    monkeypatch.setattr(policy, "RULES", (rule, *RULES))
    limits = dataclasses.make_dataclass(
        "Limits", [("max_depth", int, 9)], bases=(Policy,), frozen=True
    )()
    for depth, verdict in ((9, "train"), (10, "drop")):
        file = SourceFile("r", "p.py", "python", b"x", size=1, signals=wider(lines=1, depth=depth))
        judged = policy.judge(file, limits)
        assert (judged.verdict, judged.evidence) == (verdict, "10 levels" if depth > 9 else "")


def test_the_kinds_of_languages_are_those_that_take_part():
    assert config.Select().include_kinds.split(",") == list(KINDS)
    assert Policy().included_kinds == set(KINDS)
