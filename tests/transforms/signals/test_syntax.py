import pytest

from repoloom.transforms.signals.syntax import error_share

GOOD = b"def f(x):\n    return x + 1\n\n\n"


def test_what_parses_has_no_errors():
    assert error_share("python", GOOD * 9) == 0
    assert error_share("python", b"") == 0


def test_the_share_is_that_of_the_bytes_that_the_parser_skips():
    noise = b"$ ? $ ? $ ? $\n"
    assert error_share("python", GOOD + noise) == pytest.approx(0.33, abs=0.1)
    assert error_share("python", GOOD * 99 + noise) < 0.01


def test_a_missing_token_counts():
    text = b"int f(void) { return 1; }\nint g(void) { return (2; }\n"
    assert 0 < error_share("c", text) < 0.1


def test_a_language_without_a_grammar_has_no_errors():
    assert error_share("markdown", b"((((") == 0
    assert error_share("", b"((((") == 0
