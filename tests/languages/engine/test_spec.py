from repoloom import languages
from repoloom.languages.engine import spec


def test_a_language_alone_is_its_own_relative():
    assert languages.SPECS["go"].relatives == ("go",)
    assert languages.SPECS["c"].relatives == ("c", "cpp")


def test_of_several_package_clauses_the_first_counts():
    assert spec.first_declared(["a", "b"]) == ("a",)
    assert spec.first_declared([]) == ()


def test_a_hook_with_nothing_to_say_gives_nothing():
    assert spec.none(b"a.b", 1) == ()


def test_a_spec_is_a_key_of_caches():
    assert len({languages.SPECS["go"], languages.SPECS["c"], languages.SPECS["go"]}) == 2


def test_a_text_is_read_as_it_is_unless_a_language_says_otherwise():
    assert spec.as_it_is(b"a\0b") == b"a\0b"
