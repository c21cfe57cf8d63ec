"""Widening of spans to the strings and comments around them."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.redaction import redact, widening
from repoloom.transforms.redaction.spans import Span


def widened(language, text, start, end):
    tree = languages.parse(language, text)
    (span,) = widening.widened(tree, text, [Span(start, end, "key")])
    assert span.kind == "key"
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("language", "text", "inside"),
    [
        ("python", b'x = "a @ b"\n', b"a @ b"),
        ("python", b'x = b"""a @ b"""\n', b"a @ b"),
        ("python", b"x = 'a\\'@ b'\n", b"a\\'@ b"),
        ("python", b'x = f"a {y} @"\n', b"a {y} @"),
        ("python", b"x = 1  # a @ b\n", b"a @ b"),
        ("c", b"/* a @\n b */\nint x;\n", b"a @\n b "),
        ("c", b"// a @ b\nint x;\n", b"a @ b"),
        ("c", b"char x = '@';\n", b"@"),
        ("javascript", b"x = `a ${y} @ b`\n", b"a ${y} @ b"),
    ],
)
def test_a_place_becomes_the_inside_of_its_string_or_comment(language, text, inside):
    at = text.index(b"@")
    assert widened(language, text, at, at + 1) == inside


def test_a_place_outside_of_both_stays():
    assert widened("python", b"x = y @ z\n", 6, 7) == b"@"
    assert widened("python", b"token = 1\n", 1, 3) == b"ok"


def test_what_a_template_fills_in_is_no_part_of_the_string():
    text = b"x = `a ${f('@')} b`\n"
    assert widened("javascript", text, text.index(b"@"), text.index(b"@") + 1) == b"@"


def test_a_span_never_shrinks():
    text = b'x = "ab"\n'
    assert widened("python", text, 4, 6) == b'"ab'
    assert widened("python", text, 6, 8) == b'ab"'


TEXTS = st.lists(
    st.sampled_from([b'"', b"'", b"#", b"a", b" ", b"\n", b"\\", b'"""', b"@", b"(", b"\xc3\xa9"])
).map(b"".join)


@hypothesis.settings(max_examples=60)
@given(TEXTS, st.data())
def test_a_wider_span_holds_the_narrow_one_and_lies_in_the_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    tree = languages.parse("python", text)
    hypothesis.assume(tree is not None)
    (span,) = widening.widened(tree, text, [Span(start, end, "ip")])
    assert 0 <= span.start <= start <= end <= span.end <= len(text)


def test_errors_are_counted_also_inside_of_others():
    assert widening.errors("python", b"x = 1\n") == 0
    assert widening.errors("python", b"x = (1\n") == 1
    one, two = b"def f(:\n    pass\n", b"\n\nx = 1\n\ny = ]]\n"
    assert widening.errors("python", one + two) > widening.errors("python", one) > 0
    assert widening.errors("", b"x = (((") is None
    assert widening.errors("markdown", b"x = (((") is None


def replaced(text):
    def replace(found):
        out = text
        for span in reversed(found):
            out = out[: span.start] + b"REDACTED_KEY_0123abcd" + out[span.end :]
        return out

    return replace


@pytest.mark.parametrize(
    ("language", "text", "value", "left"),
    [
        ("python", b"x = 'abcdefgh'\n", b"abcdefgh", 1),
        ("python", b'x = "a\\"bcdefgh(("\n', b'a\\"bcdefgh((', 1),
        ("javascript", b'f("Password:"), e ? g("code") : h;\n', b"), e ? g(", 0),
        ("json", b'{"a": "abcdefgh"}', b"abcdefgh", 1),
        ("json", b'{"a": 4012888888881881}', b"4012888888881881", 0),
        ("toml", b"a = 4012888888881881\n", b"4012888888881881", 0),
        ("", b"anything (((", b"anything", 1),
    ],
)
def test_what_breaks_the_syntax_is_widened_or_left_out(language, text, value, left):
    start = text.index(value)
    span = Span(start, start + len(value), "key")
    kept = widening.harmless(language, text, [span], replaced(text))
    assert len(kept) == left
    assert not widening.errors(language, replaced(text)(kept))


def test_of_many_only_those_that_break_are_left_out():
    text = b'{"a": "abcdefgh", "b": 4012888888881881}'
    spans = [Span(7, 15, "key"), Span(23, 39, "card")]
    assert widening.harmless("json", text, spans, replaced(text)) == spans[:1]


PIECES = st.sampled_from(
    [
        *("'", '"', "password", " = ", ": ", "(", ")", ",", "\n", "aB3#kZ9q_W2x", "token"),
        *("q8Zk3Lr9Tx2V", "oak@shop.io", "x", " ", "{", "}", ";", "93.184.215.34", "// "),
        *("# ", "`", "$PWD"),
    ]
)


@hypothesis.settings(max_examples=8, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
@pytest.mark.parametrize("language", [*languages.SPECS, "json", "toml"])
def test_no_redaction_adds_a_syntax_error(language, text):
    clean = redact.redact(text.encode(), secret=b"a secret of 16 bytes or more", language=language)
    before = widening.errors(language, text.encode())
    after = widening.errors(language, clean.text)
    assert before is None or after is None or after <= before


def test_a_text_without_errors_once_redacted_is_parsed_once(monkeypatch):
    asked = []
    errors = widening.errors
    monkeypatch.setattr(widening, "errors", lambda *given: asked.append(given) or errors(*given))
    text, spans = b"x = 'abcdefgh'\n", [Span(5, 13, "key")]
    assert widening.harmless("python", text, spans, replaced(text)) == spans
    assert len(asked) == 1
