import collections
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages.engine import qualified_names
from repoloom.languages.engine.qualified_names import holding, names, places, tally, within, words
from tests.languages import test_corpus

RUST, PHP, GO, KOTLIN, CSHARP = (
    languages.SPECS[name] for name in ("rust", "php", "go", "kotlin", "csharp")
)
text = st.text(alphabet="ab1_ :.\\-$#`@\n", max_size=40).map(str.encode)


@given(st.text(max_size=30))
def test_words_are_those_of_a_regular_expression_on_ascii(given_text):
    plain = given_text.encode("ascii", "replace")
    assert words(plain) == re.findall(rb"[A-Za-z0-9_]+", plain)


def test_bytes_beyond_ascii_are_parts_of_words():
    assert words(b"a\x80b \xc3\xa4 c-d") == [b"a\x80b", b"\xc3\xa4", b"c", b"d"]


def test_kept_bytes_stay():
    assert b"a.b:c d".translate(qualified_names.blanked(b".:")) == b"a.b:c d"
    assert b"a.b:c d".translate(qualified_names.blanked(b".")) == b"a.b c d"


@given(text)
def test_a_tally_counts_the_words(given_text):
    for spec in (RUST, PHP, GO, KOTLIN, CSHARP):
        counts, _ = tally(spec, given_text)
        assert dict(counts) == dict(collections.Counter(words(given_text)))


def test_a_tally_finds_the_names_with_the_separator():
    assert tally(RUST, b"a::b c :: d a::b e:f g: h")[1] == {b"a::b"}
    assert tally(PHP, b"A\\B \\C $d")[1] == {b"A\\B", b"\\C"}
    assert tally(GO, b"a/b")[1] == frozenset()
    assert tally(RUST, b"#[x] a::r#type::b #")[1] == {b"a::r#type::b"}
    assert tally(KOTLIN, b"a.`in`.B `c d`")[1] == {b"a.`in`.B"}
    assert tally(CSHARP, b"A.@event.B @c")[1] == {b"A.@event.B"}


@given(st.lists(st.text(alphabet="ab:", min_size=1, max_size=4).map(str.encode), max_size=6))
def test_holding_agrees_with_a_scan(tokens):
    assert holding(b":", tokens) == [token for token in tokens if b":" in token]


@pytest.mark.parametrize(
    ("place", "expected"), [(0, False), (2, True), (4, True), (5, False), (8, True), (9, False)]
)
def test_within_takes_the_start_and_not_the_end(place, expected):
    assert within(place, [(2, 5), (8, 9)]) is expected


def test_no_span_holds_a_place():
    assert not within(3, [])


def test_names_say_what_part_names_the_file_and_whether_the_place_matters():
    pattern = re.compile(rb"(?P<file>(?:(?P<here>self)|\w+)(?:::\w+)*)::\w+")
    assert names(pattern, [b"a::b::C", b"self::d"]) == {
        (b"a::b::C", b"a::b", False),
        (b"self::d", b"self", True),
    }
    assert names(re.compile(rb"\w+::\w+"), [b"a::b"]) == {(b"a::b", b"a::b", False)}


def test_places_are_those_of_the_whole_name():
    pattern = re.compile(rb"(?<![\w:])\w+(?:::\w+)+")
    source = b"a::b a::bc xa::b a::b::c a::b"
    assert list(places(pattern, source, b"a::b")) == [0, len(source) - 4]


def found(spec, source, statements=()):
    tree = languages.parse(spec.name, source)
    assert tree is not None
    qualified = tally(spec, source)[1]
    nodes = qualified_names.nodes(spec, source, tree.root_node, statements, qualified)
    return [(node.start_byte, source[node.start_byte : node.end_byte]) for node in nodes]


def test_a_name_counts_at_its_first_place_in_code():
    source = b'fn f() { /* a::b() */ "a::b"; a::b(); a::b(); }'
    assert [place for place, _ in found(RUST, source)] == [source.index(b"a::b();")]


def test_of_names_in_one_file_the_first_is_enough_unless_the_place_matters():
    source = b"fn f() { a::b(); a::c(); self::d(); self::d(); }"
    starts = [place for place, _ in found(RUST, source)]
    selves = [source.index(b"self"), source.rindex(b"self")]
    assert sorted(starts) == [source.index(b"a::b"), *selves]


def test_names_in_statements_do_not_count():
    source = b"fn f() { a::b(); }"
    assert found(RUST, source, [(0, len(source))]) == []


def test_a_sigil_before_a_name_belongs_to_its_node():
    source = b"fn f() { $crate::a::b(); x!($crate::a::b); }"
    assert len(found(RUST, source)) == 1


@pytest.mark.parametrize("case", test_corpus.CASES, ids=lambda case: case.name)
def test_many_names_are_found_as_one_by_one(case, monkeypatch):
    expected = test_corpus.outlines_of(case)
    monkeypatch.setattr(qualified_names, "MOST_SEARCHES", 0)
    assert test_corpus.outlines_of(case) == expected
