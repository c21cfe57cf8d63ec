"""Weave where a file or a repository fails: it is set aside, and the rest is as without it."""

import dataclasses

import pytest

from repoloom.transforms import failures, weave
from repoloom.transforms.records import Failure
from repoloom.transforms.shards import Aside
from tests.faults import boom, boom_at
from tests.transforms.woven import FILES, SETTINGS, parts, repository


def stage(tokenizer, read, **more):
    found = []
    made = weave.Weave(lambda _: read, found.append, lambda: tokenizer, SETTINGS, **more)
    made.weave(0)
    return found[0]


def test_a_file_that_fails_leaves_the_others_as_if_select_had_dropped_it(tokenizer, monkeypatch):
    rest = {path: text for path, text in FILES.items() if path != "shop/money.py"}
    expected = repository(rest)
    without = weave.weave_repository(
        dataclasses.replace(expected, paths=list(FILES)), SETTINGS, tokenizer
    )
    fail = boom_at(weave.parse_file, lambda one, *_: one.file.path == "shop/money.py")
    monkeypatch.setattr(weave, "parse_file", fail)
    found = weave.weave_repository(repository(), SETTINGS, tokenizer)
    assert (found.drafts, found.edges, found.order) == (
        without.drafts,
        without.edges,
        without.order,
    )
    assert [(one.path, one.step) for one in found.failed] == [("shop/money.py", "cut")]
    assert found.files == len(FILES)
    stats = {"failed/repositories": 1, "failed/files": 1}
    assert dict(found.stats) == {**without.stats, **stats}


def test_a_repository_that_fails_as_a_whole_is_set_aside_and_the_next_one_woven(
    tokenizer, monkeypatch
):
    fail = boom_at(weave._laid_out, lambda one, *_: one.name == "o/bad")
    monkeypatch.setattr(weave, "_laid_out", fail)
    found = stage(tokenizer, [repository(name="o/bad"), repository(name="o/good")])
    assert [one.repo for one in found.woven] == ["o/good"]
    assert [(one.repo, one.files, one.failure.step) for one in found.aside] == [
        ("o/bad", len(FILES), "order")
    ]


@pytest.mark.parametrize("bad", [0, 1])
def test_the_parts_of_a_divided_repository_fail_together(tokenizer, monkeypatch, bad):
    cut = {"shop/money.py", "README.md"}
    both = list(parts(set(FILES) - cut, cut))
    paths = {one.file.path for one in both[bad].kept}
    fail = boom_at(weave.parse_file, lambda one, *_: one.file.path in paths)
    monkeypatch.setattr(weave, "parse_file", fail)
    found = stage(tokenizer, [*both, repository(name="z/z", files={"z.py": b"Z = 1\n"})])
    assert [one.repo for one in found.woven] == ["z/z"]
    assert [(one.repo, one.files) for one in found.aside] == [("o/r", len(FILES))]


def test_what_failed_before_weave_goes_through_it(tokenizer):
    gone = Aside("o/s", 2, Failure(".", "order", "ValueError", "", ""))
    found = stage(tokenizer, [gone, repository()])
    assert (found.aside, [one.repo for one in found.woven]) == ([gone], ["o/r"])


def test_where_nothing_may_fail_the_stage_ends_at_the_first(tokenizer, monkeypatch):
    monkeypatch.setattr(weave, "parse_file", boom)
    strict = failures.Allowance(strict=True)
    with pytest.raises(failures.StrictError, match=r"o/r:shop/__init__\.py failed in cut"):
        stage(tokenizer, [repository()], allowance=strict)
