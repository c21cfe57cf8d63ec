import concurrent.futures
import random
import tracemalloc

import pytest

from benchmarks import fuzz
from repoloom import languages
from repoloom.languages.engine import parsing
from tests.languages import test_fuzz

LARGE = 256 << 10


def test_an_unknown_language_has_no_tree():
    assert languages.parse("klingon", b"x") is None


def test_a_text_over_the_cap_has_no_tree():
    assert languages.parse("python", b"x = 1\n" * 3, max_bytes=17) is None
    assert languages.parse("python", b"x = 1\n" * 3, max_bytes=18) is not None


def test_a_deadline_stops_a_large_text():
    text = b"a<" * (LARGE // 2 + 1)
    assert languages.parse("cpp", text, deadline_s=0.01) is None


def test_a_stop_leaves_nothing_behind():
    # one parser would resume the stopped text inside of the next one
    languages.parse("cpp", b"a<" * (LARGE // 2 + 1), deadline_s=0.01)
    text = b"int here;\n" * (LARGE // 10 + 1)
    tree = languages.parse("cpp", text)
    assert tree is not None
    assert {node.type for node in tree.root_node.children} == {"declaration"}


@pytest.mark.parametrize("size", [1 << 10, LARGE])
def test_a_text_is_let_go_with_its_tree(size):
    """The parser keeps a reference to all that it is given to read."""
    tracemalloc.start()
    try:
        for number in range(40):
            text = b"x = %d\n" % number * (size // 6)
            assert languages.parse("python", text) is not None
            if number == 20:
                before, _ = tracemalloc.get_traced_memory()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 3 * size


def test_texts_that_are_parsed_at_the_same_time_do_not_mix():
    """A thread may be interrupted whenever a parser asks for more."""

    def names(number):
        text = b"".join(b"n%d_%d = 1\n" % (number, line) for line in range(LARGE // 10))
        tree = languages.parse("python", text)
        return {one.name for one in languages.outline("python", text, tree).definitions}, number

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for found, number in pool.map(names, range(8)):
            assert found == {f"n{number}_{line}" for line in range(LARGE // 10)}


def test_a_large_text_gives_the_same_outline_as_its_small_parts():
    line = b"from a import name%d\n"
    text = b"".join(line % index for index in range(LARGE // 20 + 1))
    assert len(text) > LARGE
    tree = languages.parse("python", text)
    assert tree is not None
    found = languages.outline("python", text, tree).imports
    assert [statement.name for statement in found][:2] == ["name0", "name1"]
    assert len(found) == text.count(b"\n")


def test_an_outline_of_an_unknown_language_names_the_known_ones():
    tree = languages.parse("python", b"")
    assert tree is not None
    with pytest.raises(ValueError, match=r"no language 'klingon'.*'python'"):
        languages.outline("klingon", b"", tree)


def test_steps_are_counted_so_that_no_clock_decides():
    assert languages.parse("cpp", b"a<" * 20_000, deadline_s=1e9) is None


@pytest.mark.parametrize("language", sorted(languages.SPECS))
def test_a_nul_is_a_blank(language):
    # Kotlin's scanner takes it for the end of the text, again and again
    tree = languages.parse(language, b"{{}\na\n \0\0\0 ry,\n  x = y?.z(),\n  size = at\n")
    assert tree is not None
    assert tree.root_node.end_byte > 0


@pytest.mark.parametrize("language", sorted(languages.SPECS))
def test_the_grammar_is_given_a_text_of_equal_length_and_lines(language):
    draw = random.Random(language)
    texts = test_fuzz.texts_of(language)
    for _ in range(100):
        text = fuzz.mutated(draw, texts).rstrip(b"\n")
        plain = parsing.readable(languages.SPECS[language], text)
        assert len(plain) == len(text) + 1
        breaks = [
            [i for i, byte in enumerate(each) if byte == 10] for each in (text + b"\n", plain)
        ]
        assert breaks[0] == breaks[1]


@pytest.mark.parametrize("language", sorted(languages.SPECS))
def test_a_text_may_end_without_a_newline(language):
    """A scanner that waits for the end of a line must meet one; see `parsing.readable`."""
    (text, *_) = test_fuzz.texts_of(language)
    stripped = text.rstrip()
    tree = languages.parse(language, stripped)
    assert tree is not None
    found = languages.outline(language, stripped, tree)
    places = [*found.imports, *found.definitions]
    assert all(0 <= each.start <= each.end <= len(stripped) for each in places)
    assert parsing.readable(languages.SPECS[language], b"") == b"\n"
