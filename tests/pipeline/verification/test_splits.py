"""What is alike stands on one side of the split."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.verification.splits import Splits


def verdict(repo, path, split, reason="", evidence=""):
    return {"repo": repo, "path": path, "split": split, "reason": reason, "evidence": evidence}


def messages(*records, stored=()):
    sides = Splits()
    for record in records:
        sides.decide(record)
    for one in stored:
        sides.store(*one)
    return [f"{fault.place} {fault.message}" for fault in sides.faults()]


@pytest.mark.parametrize("reason", ["near_duplicate", "exact_duplicate_repository"])
def test_a_twin_on_the_other_side_is_a_fault(reason):
    assert messages(
        verdict("a", "x", "train"),
        verdict("b", "y", "validation", reason, "a:x jaccard 0.90"),
    ) == ["b:y it is in validation, its twin a in train"]


def test_a_twin_on_the_same_side_is_none():
    assert not messages(
        verdict("a", "x", "train"), verdict("b", "y", "train", "near_duplicate", "a:x jaccard 0.9")
    )


def test_a_copied_repository_may_name_no_file():
    evidence = ("near_duplicate_repository", "a jaccard 0.90")
    assert messages(verdict("a", "x", "train"), verdict("b", "y", "validation", *evidence))


def test_a_repository_on_both_sides_is_a_fault():
    found = messages(verdict("a", "x", "train"), verdict("a", "y", "validation"))
    assert found == ["a:y it is in validation, its repository in train"]


def test_a_twin_without_a_verdict_is_a_fault():
    evidence = ("near_duplicate", "gone:x jaccard 0.90")
    assert messages(verdict("b", "y", "train", *evidence)) == ["b:y its twin gone is in no verdict"]


def test_names_may_hold_colons():
    records = verdict("a:b", "x:y", "train"), verdict("a", "z", "validation")
    evidence = ("near_duplicate", "a:b:x:y jaccard 0.90")
    assert not messages(*records, verdict("c", "z", "train", *evidence))
    assert messages(*records, verdict("c", "z", "validation", *evidence))


def test_what_is_no_copy_names_no_twin():
    record = verdict("b", "y", "validation", "benchmark", "a:x jaccard 0.90")
    assert not messages(verdict("a", "x", "train"), record)


def content(text):
    return hashlib.sha256(text.encode()).digest()


def test_equal_contents_on_both_sides_are_a_fault():
    stored = [
        ("a", "x", "train", "train", content("same")),
        ("b", "y", "context_only", "validation", content("same")),
        ("b", "z", "train", "validation", content("other")),
    ]
    assert messages(stored=stored) == ["b:y a file of the same content is in train"]


def test_a_dropped_copy_is_on_no_side():
    stored = [
        ("a", "x", "train", "train", content("same")),
        ("b", "y", "drop", "validation", content("same")),
    ]
    assert not messages(stored=stored)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8),
    st.lists(st.sampled_from(["train", "validation"]), min_size=7, max_size=7),
)
def test_a_chain_crosses_where_one_of_its_ties_does(links, sides):
    records = [verdict(f"r{number}", "x", side) for number, side in enumerate(sides)] + [
        verdict(f"r{one}", "y", sides[one], "near_duplicate", f"r{other}:x jaccard 0.80")
        for one, other in links
    ]
    crossing = any(sides[one] != sides[other] for one, other in links)
    assert bool(messages(*records)) == crossing
