"""Secrets that are Base64 once more.  All are made up and put together at run time."""

import base64
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction import secrets
from repoloom.transforms.redaction.secrets import encoded
from repoloom.transforms.redaction.situation import Situation

BODY = base64.b64encode(random.Random(3).randbytes(600))
PEM = b"-----BEGIN " + b"PRIVATE KEY-----\n" + BODY + b"\n-----END " + b"PRIVATE KEY-----\n"
ACCOUNT = b'{"type": "service_account", "private_key": "' + PEM.replace(b"\n", rb"\n") + b'"}'
LOGIN = b'{"password": "' + b"hunt" + b'er2!x"}                '


def found(text):
    located = secrets.find(text, Situation())
    return {text[span.start : span.end] for span in located if span.kind == "key"}


@pytest.mark.parametrize("inner", [PEM, b"\n" + PEM, ACCOUNT, LOGIN, base64.b64encode(PEM)])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_an_encoded_secret_is_found_whole(inner, encode):
    value = encode(inner)
    for form in (b'KEY = "%s"\n', b"key: %s\n", b"%s"):
        text = form % value
        assert any(value.rstrip(b"=") in one for one in found(text))


@pytest.mark.parametrize("joint", [b"\n", b"\n    ", b'"\n  "', b'" +\n  "', b"\\n", b"\r\n"])
@pytest.mark.parametrize("width", [64, 76])
def test_lines_of_one_key_are_one_secret(joint, width):
    value = base64.b64encode(PEM)
    lines = joint.join(value[at : at + width] for at in range(0, len(value), width))
    (one,) = encoded.find(b'k = "' + lines + b'"\nx = 1\n', _has_key)
    assert (one.start, one.end) == (5, 5 + len(lines))


def test_hexadecimal_counts_too():
    value = PEM.hex().encode()
    assert value in found(b"k = '" + value + b"'")


@pytest.mark.parametrize(
    "inner",
    [
        b"-----BEGIN " + b"CERTIFICATE-----\n" + BODY + b"\n-----END CERTIFICATE-----\n",
        b'{"version": 3, "sources": ["a.js"], "names": []}',
        b"nothing but words, and many of them, one behind the other",
        random.Random(4).randbytes(90),
    ],
)
def test_other_encoded_things_stay(inner):
    assert not list(encoded.find(base64.b64encode(inner), _has_key))


def test_depth_is_limited():
    value = base64.b64encode(base64.b64encode(base64.b64encode(PEM)))
    assert not list(encoded.find(value, _has_key, depth=2))
    assert list(encoded.find(value, _has_key, depth=3))


def _has_key(text):
    return secrets.private_keys.find(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_readable_text_comes_back(text):
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert encoded.decoded(encode(text.encode())) == text.encode()


@given(st.binary(max_size=40))
def test_no_value_is_too_odd_to_be_decoded(value):
    assert isinstance(encoded.decoded(value), bytes)


@given(
    st.lists(
        st.sampled_from([b"eyJh", b"QUJD", b"xx", b"=", b" ", b"-", b"/+", b'"', b"AAAA"]),
        max_size=30,
    )
)
def test_the_places_are_those_of_all_runs_that_begin_readable(parts):
    text = b"".join(parts)
    runs = re.finditer(rb"[A-Za-z0-9+/_-]{24,}={0,2}", text)
    readable = [run.span() for run in runs if encoded.decoded(run[0][:24])]
    assert list(encoded._candidates(text)) == readable
