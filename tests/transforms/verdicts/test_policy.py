import dataclasses
import hashlib

import pytest

from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, Hit, Signals, SourceFile
from repoloom.transforms.verdicts import policy
from repoloom.transforms.verdicts.policy import REASONS, Judgement, Policy

LIMITS = Policy()
PLAIN = Signals(lines=100, longest_line=90, mean_line=30.0, alphabetic=0.7)


def judged(language="python", limits=LIMITS, size=3000, **fields):
    own = {field.name for field in dataclasses.fields(Signals)}
    signals = dataclasses.replace(PLAIN, **{k: v for k, v in fields.items() if k in own})
    rest = {k: v for k, v in fields.items() if k not in own}
    file = SourceFile("r", "p", language, None, size=size, signals=signals, **rest)
    return policy.judge(file, limits)


def test_an_ordinary_file_is_trained_on():
    assert judged() == Judgement(TRAIN)


@pytest.mark.parametrize(
    ("fields", "verdict", "reason"),
    [
        ({"reason": "binary"}, DROP, "binary"),
        ({"reason": "symlink", "language": ""}, DROP, "symlink"),
        ({"language": ""}, DROP, "unknown_language"),
        ({"generated": "header"}, DROP, "generated"),
        ({"minified": "long mean line"}, DROP, "minified"),
        ({"encoded": 0.51}, CONTEXT_ONLY, "encoded"),
        ({"encoded": 0.81}, DROP, "encoded"),
        ({"language": "xml", "encoded": 0.51}, DROP, "encoded"),
        ({"alphabetic": 0.09}, DROP, "few_letters"),
        ({"alphabetic": 0.2}, CONTEXT_ONLY, "few_letters"),
        ({"lines": 100_001}, DROP, "too_many_lines"),
        ({"language": "json", "lines": 513}, DROP, "large_data"),
        ({"vendored": "third_party/"}, CONTEXT_ONLY, "vendored"),
        ({"longest_line": 100_001}, CONTEXT_ONLY, "long_lines"),
        ({"longest_line": 2000, "in_long_lines": 0.51}, CONTEXT_ONLY, "long_lines"),
        ({"longest_line": 2000, "in_long_lines": 0.5}, TRAIN, ""),
        ({"mean_line": 200.5}, CONTEXT_ONLY, "long_lines"),
        ({"language": "json"}, CONTEXT_ONLY, "data"),
    ],
)
def test_rules(fields, verdict, reason):
    found = judged(**fields)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert reason in ("", *REASONS) or "reason" in fields


STRICT = Policy(max_repetition=0.6, max_comments=0.8, max_errors=0.3, context_kinds=frozenset())


@pytest.mark.parametrize(
    ("language", "at", "over", "reason", "evidence"),
    [
        ("python", {"encoded": 0.5}, {"encoded": 0.51}, "encoded", "51% of the bytes"),
        ("python", {"errors": 0.3}, {"errors": 0.3125}, "syntax_errors", "31.2% of the bytes"),
        ("python", {"alphabetic": 0.25}, {"alphabetic": 0.24}, "few_letters", "24% letters"),
        ("python", {"repetition": 0.6}, {"repetition": 0.7}, "repetitive", "70% repeated lines"),
        ("python", {"comments": 0.8}, {"comments": 0.9}, "comments", "90% comments"),
        ("python", {"lines": 100_000}, {"lines": 100_001}, "too_many_lines", "100001 lines"),
        (
            "python",
            {"longest_line": 100_000},
            {"longest_line": 100_001},
            "long_lines",
            "a line of 100001 bytes",
        ),
        (
            "python",
            {"in_long_lines": 0.5},
            {"in_long_lines": 0.51},
            "long_lines",
            "51% of the bytes in lines of over 1000",
        ),
        ("python", {"mean_line": 200.0}, {"mean_line": 201.0}, "long_lines", "201 bytes a line"),
        (
            "makefile",
            {"longest_line": 100_000},
            {"longest_line": 100_001},
            "long_lines",
            "a line of 100001 bytes",
        ),
        (
            "makefile",
            {"in_long_lines": 0.5},
            {"in_long_lines": 0.51},
            "long_lines",
            "51% of the bytes in lines of over 1000",
        ),
        (
            "markdown",
            {"longest_line": 100_000},
            {"longest_line": 100_001},
            "long_lines",
            "a line of 100001 bytes",
        ),
        ("json", {"lines": 512}, {"lines": 513}, "large_data", "513 lines"),
        (
            "json",
            {"longest_line": 100_000},
            {"longest_line": 100_001},
            "long_lines",
            "a line of 100001 bytes",
        ),
        ("markdown", {"lines": 513}, {"lines": 100_001}, "too_many_lines", "100001 lines"),
        (
            "python",
            {"size": 255, "alphabetic": 0.1},
            {"size": 256, "alphabetic": 0.1},
            "few_letters",
            "10% letters",
        ),
        (
            "python",
            {"lines": 0, "alphabetic": 0.1},
            {"lines": 1, "alphabetic": 0.1},
            "few_letters",
            "10% letters",
        ),
        (
            "markdown",
            {"alphabetic": 0.1, "comments": 1.0},
            {"encoded": 0.75},
            "encoded",
            "75% of the bytes",
        ),
    ],
)
def test_a_limit_itself_is_within(language, at, over, reason, evidence):
    assert judged(language, STRICT, **at) == Judgement(TRAIN)
    found = judged(language, STRICT, **over)
    assert (found.reason, found.evidence) == (reason, evidence)


def test_what_is_of_no_use_comes_before_what_is_not_learnt_from():
    assert judged(vendored="x", encoded=0.9).reason == "encoded"
    assert judged("json", longest_line=10**6, lines=513).reason == "large_data"
    assert judged(vendored="x", longest_line=2000).reason == "vendored"
    kept = Policy(generated=CONTEXT_ONLY)
    assert judged(limits=kept, generated="header", alphabetic=0.05).reason == "few_letters"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"content": hashlib.sha256(b"").digest()}, False),
        ({"content": b""}, False),
        ({"reason": "binary"}, False),
        ({"language": "json"}, True),
    ],
)
def test_what_stays_and_is_not_empty_competes(fields, expected):
    file = dataclasses.replace(SourceFile("r", "p", "python", None, content=b"1" * 32), **fields)
    assert policy.competes(file, policy.judge(file, LIMITS)) is expected


def test_limits_of_a_language_are_its_own():
    own = Policy(languages=(("go", (("max_line", 50), ("vendored", DROP))),))
    assert judged("go", own).reason == "long_lines"
    assert judged("go", own, longest_line=50, vendored="x") == Judgement(DROP, "vendored", "x")
    assert judged("python", own) == Judgement(TRAIN)


def test_a_benchmark_hit_says_where_it_stands():
    hits = (Hit("mbpp", "7", "ngram", 10, 90),)
    assert judged(hits=hits).evidence == "mbpp 7 ngram 10-90"


def test_a_benchmark_hit_names_the_item():
    hits = (Hit("mbpp", "7", "ngram"), Hit("humaneval", "HumanEval/3", "verbatim"))
    assert judged(hits=hits) == Judgement(DROP, "benchmark", "humaneval HumanEval/3 verbatim")


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"encoded": 0.9}, TRAIN),
        ({"encoded": 0.96}, CONTEXT_ONLY),
        ({"in_long_lines": 0.9, "longest_line": 6000, "mean_line": 500.0}, TRAIN),
        ({"in_long_lines": 0.96, "longest_line": 6000}, CONTEXT_ONLY),
        ({"in_long_lines": 0.9, "longest_line": 100_001}, CONTEXT_ONLY),
        ({"mean_line": 500.0}, CONTEXT_ONLY),
        ({"minified": "x", "in_long_lines": 0.9}, CONTEXT_ONLY),
        ({"language": "xml", "encoded": 0.9}, CONTEXT_ONLY),
    ],
)
def test_the_literals_of_a_test_are_written_with_it(fields, verdict):
    assert judged(**fields, test=True).verdict == verdict
    assert judged(**fields).verdict != TRAIN
    assert judged(**fields, test=True, limits=Policy(max_test_literals=0.0)).verdict != TRAIN


def test_evidence_names_the_rule():
    assert judged(generated="marker: do not edit").evidence == "marker: do not edit"
    assert judged(longest_line=200_000).evidence == "a line of 200000 bytes"


@pytest.mark.parametrize("fields", [{"generated": "x"}, {"alphabetic": 0.05}, {"encoded": 0.96}])
def test_a_test_stays_as_context_where_its_source_would_be_dropped(fields):
    assert judged(**fields).verdict == DROP
    assert judged(**fields, test=True).verdict == CONTEXT_ONLY


@pytest.mark.parametrize("size", [0, 1, 20, 255])
def test_nothing_is_dropped_for_being_small(size):
    signals = {"lines": 1, "longest_line": 40, "mean_line": 40.0, "alphabetic": 0.0}
    assert judged(size=size, **signals).verdict == TRAIN


def test_a_file_that_was_not_measured_is_not_judged():
    file = SourceFile("r", "p", "python", None, size=3000)
    assert policy.judge(file, LIMITS) == Judgement(TRAIN)


def test_prose_may_have_long_lines():
    assert judged("markdown", longest_line=5000, mean_line=500.0).verdict == TRAIN
    assert judged("markdown", longest_line=100_001).reason == "long_lines"


def test_licences():
    limits = Policy(allowed_licences=frozenset({"MIT"}))
    assert judged(limits=limits, licence="GPL-3.0-only") == Judgement(
        DROP, "licence", "GPL-3.0-only"
    )
    assert judged(limits=limits, licence="MIT").verdict == TRAIN
    assert judged(limits=limits).verdict == TRAIN
    assert judged(licence="GPL-3.0-only").verdict == TRAIN


@pytest.mark.parametrize(
    ("entry", "verdict"), [("r", DROP), ("owner/r", TRAIN), ("own", TRAIN), ("R", TRAIN)]
)
def test_an_opted_out_repository_goes_before_all_else(entry, verdict):
    limits = Policy(opted_out=frozenset({entry}))
    assert judged(limits=limits).verdict == verdict
    if verdict == DROP:
        assert judged(limits=limits, reason="binary") == Judgement(DROP, "opted_out", entry)


def test_an_owner_opts_out_for_all_repositories_in_any_case():
    limits = Policy(opted_out=frozenset({"anna"}))
    file = SourceFile("Anna/Shop", "p", "python", None, signals=PLAIN)
    assert policy.judge(file, limits) == Judgement(DROP, "opted_out", "anna")


def test_reasons_are_words_with_a_meaning():
    assert all(reason.isidentifier() and reason.islower() for reason in REASONS)
    assert all(meaning and "\n" not in meaning for meaning in REASONS.values())


def test_a_kind_that_is_not_asked_for_leaves_with_its_reason():
    limits = Policy(included_kinds=frozenset({"code", "docs"}))
    assert judged(limits=limits, language="json") == Judgement(DROP, "excluded_kind", "data")
    assert judged(limits=limits, language="markdown").verdict == TRAIN
    assert judged(limits=limits, language="") == Judgement(DROP, "unknown_language", "")


def test_syntax_errors_count_only_where_a_limit_is_set():
    assert judged(errors=0.4).verdict == TRAIN
    strict = dataclasses.replace(LIMITS, max_errors=0.3)
    assert judged(limits=strict, errors=0.4).reason == "syntax_errors"
    assert judged(limits=strict, errors=0.2).verdict == TRAIN
