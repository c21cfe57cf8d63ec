"""A run in which something fails: it ends, it balances, it verifies, and can be tried again."""

import dataclasses
import logging

import pytest

from repoloom.pipeline.running import failing, sequence
from repoloom.pipeline.storage import failed, outputs
from repoloom.pipeline.verification import ledger, verify
from repoloom.transforms import ingest, weave
from repoloom.transforms.examples import drafts
from repoloom.transforms.failures import StrictError
from repoloom.transforms.verdicts import policy
from tests import job as corpus
from tests.faults import boom_at

CART = "shop/cart.py"


def fail_clean(patch):
    patch.setattr(ingest, "clean", boom_at(ingest.clean, lambda raw, _: raw.path == CART))


def fail_judge(patch):
    patch.setattr(policy, "judge", boom_at(policy.judge, lambda file, _: file.path == CART))


def fail_cut(patch):
    fault = boom_at(weave.parse_file, lambda one, *_: one.file.path == CART)
    patch.setattr(weave, "parse_file", fault)


def fail_order(patch):
    fault = boom_at(drafts.draft, lambda repo, *_: repo == "owner1/shop")
    patch.setattr(drafts, "draft", fault)


FAULTS = {"clean": fail_clean, "judge": fail_judge, "cut": fail_cut, "order": fail_order}


def checked(output):
    """The faults that verify finds in a run."""
    found = ledger.Ledger(20)
    verify.Verification(outputs.Output(str(output)), found).run()
    return [str(fault) for fault in found.first]


@pytest.mark.parametrize("step", FAULTS)
def test_a_run_with_a_fault_ends_and_a_new_try_has_the_bytes_of_a_run_without(
    given, ran, tmp_path, monkeypatch, step
):
    output = tmp_path / "out"
    with monkeypatch.context() as patch:
        FAULTS[step](patch)
        stats = sequence.run(given(output))
    found = list(failed.found(outputs.Output(str(output))))
    assert {one.step for _, one in found} == {step}
    assert {one.path for _, one in found} == {"." if step == "order" else CART}
    assert sum(numbers.get("failed/files", 0) for numbers in stats.values()) == (
        9 if step == "order" else len(found)
    )
    assert checked(output) == []
    assert corpus.checksums(output) != corpus.checksums(ran)

    sequence.run(given(output))  # without being asked it does not try again
    assert list(failed.found(outputs.Output(str(output)))) == found

    sequence.run(dataclasses.replace(given(output), retry_failed=True))
    assert not list(failed.found(outputs.Output(str(output))))
    assert corpus.checksums(output) == corpus.checksums(ran)
    assert checked(output) == []
    assert not (output / "shards" / "parts").exists()


@pytest.mark.parametrize("step", FAULTS)
def test_a_strict_run_ends_at_the_first(given, tmp_path, monkeypatch, step):
    FAULTS[step](monkeypatch)
    with pytest.raises(Exception, match="failed in") as seen:
        sequence.run(given(tmp_path / "out", failures={"strict": True}))
    assert StrictError.__name__ in repr(seen.value) or "StrictError" in str(seen.value)


def test_a_new_try_that_fails_again_leaves_the_same(given, tmp_path, monkeypatch):
    fail_cut(monkeypatch)
    output = tmp_path / "out"
    sequence.run(given(output))
    first = corpus.checksums(output)
    sequence.run(dataclasses.replace(given(output), retry_failed=True))
    assert corpus.checksums(output) == first


def test_only_the_parts_with_a_failure_are_done_again(given, tmp_path, monkeypatch):
    output = tmp_path / "out"
    settings = {"weave": {"shards": 4}}
    with monkeypatch.context() as patch:
        fail_order(patch)
        sequence.run(given(output, **settings))
    before = {path: path.stat().st_mtime_ns for path in (output / "graph").glob("order-*")}
    sequence.run(dataclasses.replace(given(output, **settings), retry_failed=True))
    after = {path: path.stat().st_mtime_ns for path in (output / "graph").glob("order-*")}
    assert sum(before[path] != after[path] for path in after) == 1
    assert checked(output) == []


def test_without_a_failure_there_is_nothing_to_try_again(given, ran, tmp_path, copy, caplog):
    with caplog.at_level(logging.INFO):
        sequence.run(dataclasses.replace(given(copy), retry_failed=True))
    assert "nothing failed" in caplog.text
    assert corpus.checksums(copy) == corpus.checksums(ran)


@pytest.mark.parametrize(
    ("repos", "failing_repos", "share", "status"),
    [
        (5, 0, 0.0, 0),
        (5, 1, 0.0, 0),
        (5, 2, 0.0, 1),
        (3000, 3, 0.001, 0),
        (3000, 4, 0.001, 1),
        (2, 2, 1.0, 0),
    ],
)
def test_a_share_of_the_repositories_may_fail_and_one_always(
    ran, repos, failing_repos, share, status
):
    stats = {"store": {"repos": repos}, "shards": {"failed/repositories": failing_repos}}
    assert failing.end(str(ran), stats, share) == status


def test_the_failures_of_all_steps_count_and_are_listed(given, tmp_path, monkeypatch, caplog):
    fail_clean(monkeypatch)
    fail_order(monkeypatch)
    stats = sequence.run(given(tmp_path / "out"))
    assert failing.end(str(tmp_path / "out"), stats, 0.0) == 1
    assert "owner0/shop:shop/cart.py clean: FaultError" in caplog.text
    assert "owner1/shop:. order: FaultError" in caplog.text
