from repoloom.pipeline.verification.ledger import CHECKS, Failure, Fault, Ledger


def test_what_was_checked_and_what_failed_is_counted_by_check():
    ledger = Ledger(10)
    ledger.enter("files", ())
    ledger.enter("files", [Fault("one"), Fault("two")], "store/a")
    ledger.enter("split", [Fault("three")], things=5)
    ledger.enter("steps", [Fault("four")], things=0)
    assert ledger.checked == {"files": 2, "split": 5, "steps": 0}
    assert ledger.failed == {"files": 2, "split": 1, "steps": 1}
    assert [found.fault.message for found in ledger.first] == ["one", "two", "three", "four"]


def test_only_the_first_failures_are_kept_and_all_are_counted():
    ledger = Ledger(2)
    ledger.enter("files", [Fault(str(number)) for number in range(5)])
    assert [found.fault.message for found in ledger.first] == ["0", "1"]
    assert ledger.failed["files"] == 5


def test_faults_of_one_place_share_it():
    ledger = Ledger(9)
    ledger.enter_of("text", "o/r:a.py", ["one", "two"], "train row 3")
    assert ledger.first == [
        Failure("text", Fault(message, "o/r:a.py"), "train row 3") for message in ("one", "two")
    ]
    assert ledger.checked["text"] == 1


def test_a_failure_is_a_line_with_what_is_known_of_its_place():
    lines = [str(Failure("text", Fault("it fails", place), where))
             for place in ("", "o/r:a.py") for where in ("", "row 3")]  # fmt: skip
    assert lines == [
        "text: it fails",
        "text: row 3: it fails",
        "text: o/r:a.py: it fails",
        "text: o/r:a.py, row 3: it fails",
    ]


def test_the_table_has_the_checks_that_looked_at_something_in_their_order():
    ledger = Ledger(9)
    ledger.enter("text", [Fault("x")], things=1200)
    ledger.enter("steps", ())
    ledger.enter("files", (), things=0)
    assert ledger.table().rows == (
        (f"steps: {CHECKS['steps']}", "1", "0"),
        (f"text: {CHECKS['text']}", "1 200", "1"),
    )
    assert ledger.table().header == ("law", "checked", "faults")
