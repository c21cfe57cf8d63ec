import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.engine import configuration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'[a]\nb = "c"\n', {"a": {"b": "c"}}),
        (b"\xef\xbb\xbfa = 1\n", {"a": 1}),
        (b"a = [", {}),
        (b"a = \xff\n", {}),
        (b"a = " + b"9" * 5000 + b"\n", {}),
        (b"a = " + b"[" * 100 + b"]" * 100 + b"\n", None),
        (b"a = " + b"[" * 101 + b"]" * 101 + b"\n", {}),
        (b"a = " + b"[" * 90_000 + b"\n", {}),
        (b'a = "' + b"[" * 200 + b'"\n', {"a": "[" * 200}),
        (b"# " + b"[" * 200 + b"\na = 1\n", {"a": 1}),
        (b".".join([b"a"] * 20_000) + b" = 1\n", {}),
        (b"a = 1\n#" + b" " * (1 << 20), {}),
    ],
)
def test_toml_within_bounds(text, expected):
    found = configuration.toml(text)
    assert found == expected if expected is not None else list(found) == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a": [1]}', {"a": [1]}),
        (b'\xef\xbb\xbf"a"', "a"),
        (b"{", None),
        (b"[" * 101 + b"]" * 101, None),
        (b"9" * 5000, None),
        (b'"' + b"[" * 200 + b'"', "[" * 200),
        (b" " * (1 << 20) + b"1", None),
    ],
)
def test_json_within_bounds(text, expected):
    assert configuration.json_value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"[a]\nb = c\n", ["a"]),
        (b"[a]\nb\n", []),
        (b"b = c\n", []),
        (b"[a]\nb" + b" " * 20_000 + b"c\n", []),
        (b"[a]\n" + b"b = c\n" * 200_000, []),
    ],
)
def test_ini_within_bounds(text, expected):
    assert configuration.ini(text).sections() == expected


@given(st.binary() | st.text(alphabet="[]{}\"'#=.a1\n:, ").map(str.encode))
def test_any_text_is_answered(text):
    assert isinstance(configuration.toml(text), dict)
    configuration.json_value(text)
    assert isinstance(configuration.ini(text).sections(), list)


def test_patterns_fit_names_and_no_patterns_fit_nothing():
    assert configuration.fits(("*.mk", "go.mod"), "a/b.mk")
    assert not configuration.fits(("*.mk", "go.mod"), "a/go.mode")
    assert not configuration.fits((), "a")
