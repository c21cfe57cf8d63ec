import hashlib

from hypothesis import given

from repoloom.pipeline.storage import fingerprint
from tests.strategies import plain_settings


def reordered(value):
    """The same data with the keys of every mapping the other way round."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


@given(plain_settings)
def test_the_digest_does_not_depend_on_the_order_of_keys(value):
    assert fingerprint.digest(value) == fingerprint.digest(reordered(value))


@given(plain_settings, plain_settings)
def test_other_data_has_another_digest(one, other):
    if one != other:
        assert fingerprint.digest(one) != fingerprint.digest(other)


def test_the_digest_of_data_is_fixed():
    """It stands in finished folders: with another they would all be done again."""
    expected = "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"
    assert fingerprint.digest({"b": 2, "a": 1}) == expected


def test_differences_name_each_key_that_changed():
    old = {"seed": 0, "weave": {"length": 1, "order": "path"}}
    new = {"seed": 0, "weave": {"length": 2}, "more": True}
    assert fingerprint.differences(old, new) == [
        "more: null -> true",
        "weave.length: 1 -> 2",
        'weave.order: "path" -> null',
    ]


def test_digests_are_told_in_short():
    old, new = (hashlib.sha256(text).hexdigest() for text in (b"a", b"b"))
    (line,) = fingerprint.differences({"benchmarks": old}, {"benchmarks": new})
    assert line == (
        f"benchmarks: content {old[:8]} -> content {new[:8]} (what it names has other content now)"
    )
    (line,) = fingerprint.differences({"benchmarks": ""}, {"benchmarks": new})
    assert line == f'benchmarks: "" -> content {new[:8]}'


def test_sources_are_told_in_words():
    old = {"/a": "1", "/b": "2", "/c": "3", "/same": "4"}
    new = {"/z": "1", "/y": "9", "/c": "5", "/same": "4"}
    assert fingerprint.moves(old, new) == [
        "/a has moved to /z, with the same content",
        "/b is not among the inputs any more",
        "/y is new among the inputs",
        "/c has changed",
    ]
    assert fingerprint.moves(old, old) == []


def test_of_two_copies_each_has_moved_once():
    assert fingerprint.moves({"/a": "1", "/b": "1"}, {"/c": "1"}) == [
        "/a has moved to /c, with the same content",
        "/b is not among the inputs any more",
    ]


@given(plain_settings)
def test_there_is_no_difference_to_the_same(value):
    assert fingerprint.differences(value, reordered(value)) == []


def test_a_section_that_becomes_a_value_is_one_difference():
    assert fingerprint.differences({"a": {"b": 1}}, {"a": 2}) == ['a: {"b": 1} -> 2']
    assert fingerprint.differences(1, 2, "seed") == ["seed: 1 -> 2"]
