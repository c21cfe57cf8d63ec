import pytest

from repoloom import languages
from repoloom.transforms.signals.syntax import error_share, faults

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


def test_a_missing_token_counts_as_one_byte():
    text = b"int g(void) { return (2; }\n"
    assert error_share("c", text) == 1 / len(text)


def test_what_cannot_be_read_at_all_is_all_of_it():
    assert error_share("python", b"$$") == 1.0


@pytest.mark.parametrize("text", [b"def f(:\n  (]]\n", b"class ((x:\n  def (:\n ]\n", b"x = (1\n"])
def test_faults_inside_of_others_are_given_on_request(text):
    root = languages.parse("python", text).root_node
    outer, every = (list(faults(root, nested=nested)) for nested in (False, True))

    def reference(node, nested):
        fault = node.is_error or node.is_missing
        inner = (
            []
            if fault and not nested
            else [one for child in node.children for one in reference(child, nested)]
        )
        return [node] * fault + inner

    def by_place(nodes):
        return sorted((node.start_byte, node.end_byte, node.type) for node in nodes)

    assert by_place(outer) == by_place(reference(root, False))
    assert by_place(every) == by_place(reference(root, True))
    assert outer
