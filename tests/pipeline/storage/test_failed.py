"""Failures of a run from where they stand: verdicts, and weave's own table."""

from repoloom.pipeline.storage import failed
from repoloom.transforms.records import WHOLE, Failure

ONE = Failure("a.py", "cut", "ValueError", "x:1", "0" * 16)
ALL = Failure(WHOLE, "order", "ValueError", "x:1", "1" * 16)


def row(repo, path, verdict="train"):
    return {"repo": repo, "path": path, "verdict": verdict, "reason": "", "evidence": "", "size": 3}


def test_a_file_fails_by_itself_or_with_its_repository():
    assert failed.of_file({"a.py": ONE}, "a.py") is ONE
    assert failed.of_file({"a.py": ONE}, "b.py") is None
    assert failed.of_file({WHOLE: ALL}, "b.py") is ALL
    assert failed.of_file({WHOLE: ALL, "a.py": ONE}, "a.py") is ONE


def test_what_was_kept_and_fails_has_its_last_verdict():
    failures = {"o/r": {"a.py": ONE}, "o/s": {WHOLE: ALL}}
    found = failed.decided(row("o/r", "a.py"), failures)
    assert found == {
        **row("o/r", "a.py", "failed"),
        "reason": "failed",
        "evidence": str(ONE),
    }
    assert failed.decided(row("o/s", "b.py", "context_only"), failures)["verdict"] == "failed"


def test_other_verdicts_stand():
    failures = {"o/r": {"a.py": ONE}, "o/s": {WHOLE: ALL}}
    for other in (row("o/r", "b.py"), row("o/s", "b.py", "drop"), row("o/t", "a.py")):
        assert failed.decided(other, failures) == other
