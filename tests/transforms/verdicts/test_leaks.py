"""Which repositories count as benchmarks."""

import pytest

from repoloom.transforms.records import DROP, TRAIN, Hit, Signals, SourceFile
from repoloom.transforms.verdicts import leaks
from repoloom.transforms.verdicts.policy import Policy

PLAIN = Signals(lines=100, longest_line=90, mean_line=30.0, alphabetic=0.7)


def repository(name, *, files, leaked, items, reason=""):
    hits = tuple(Hit("bank", str(number), "ngram") for number in range(items))
    return [
        SourceFile(
            name,
            f"{number:03}.py",
            "python",
            None,
            reason=reason if number < leaked else "",
            size=3000,
            signals=PLAIN,
            hits=hits if number < leaked else (),
        )
        for number in range(files)
    ]


@pytest.mark.parametrize(
    ("files", "leaked", "items", "whole"),
    [
        *[(10, 1, 20, True), (11, 1, 20, False), (10, 1, 19, False), (3, 3, 40, True)],
        *[(5, 0, 0, False), (50, 1, 100, True), (51, 1, 100, False), (50, 1, 99, False)],
    ],
)
def test_a_repository_goes_whole_by_share_and_items(files, leaked, items, whole):
    found = leaks.judge_all(repository("r", files=files, leaked=leaked, items=items), Policy())
    assert [one.reason for one in found[:leaked]] == ["benchmark"] * leaked
    rest = {(one.verdict, one.reason) for one in found[leaked:]}
    expected = (DROP, "benchmark_repository") if whole else (TRAIN, "")
    assert rest <= {expected}


def test_the_evidence_says_how_much():
    files = repository("r", files=10, leaked=2, items=30)
    assert leaks.judge_all(files, Policy())[-1].evidence == "2 of 10 files hold 30 items"


def test_a_plain_repository_has_no_evidence():
    assert leaks.benchmark_evidence(repository("r", files=3, leaked=1, items=1)) == ""


def test_neighbours_in_the_bucket_are_judged_by_themselves():
    bank = repository("bank", files=4, leaked=4, items=30)
    shop = repository("shop", files=4, leaked=0, items=0)
    found = leaks.judge_all(bank + shop, Policy())
    assert [one.reason for one in found] == ["benchmark"] * 4 + [""] * 4


def test_a_packed_data_file_counts_though_it_is_not_read():
    files = repository("r", files=5, leaked=1, items=30, reason="binary")
    found = leaks.judge_all(files, Policy())
    assert [one.reason for one in found] == ["binary"] + ["benchmark_repository"] * 4
