"""Random-looking values against written ones."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction.secrets import randomness


@pytest.mark.parametrize(
    "value",
    [
        b"q8Zk3Lr9Tx2Vb7Nm4Wc",
        b"9f8c1e7a2b6d4035",
        b"xzw3mih1uk28skl95",
        b"pk.92h11hr83kqr6e23k4qp3",
        b"531879923133217612",
        b"rcvl-u7=1uf7qk3=5ayv9=v5id_vu",
        b"ux32hx8=5oacbc0z90ztez0-yf",
    ],
)
def test_drawn_values_look_random(value):
    assert randomness.is_random(value)


@pytest.mark.parametrize(
    "value",
    [
        b"getAccessTokenFromRequest2",
        b"OAuth2AccessToken",
        b"my-secret-key-123",
        b"v1.2.3-beta.4",
        b"aaaaaaaa1111",
        b"1234",
        b"",
        b"x509certificate",
        b"2024-01-31T10:00:00Z-build7",
        b"aws-s3-bucket2-us-east1-v2",
    ],
)
def test_written_values_do_not(value):
    assert not randomness.is_random(value)


@pytest.mark.parametrize(
    "value", [b"your-key", b"XXXXXXXX", b"${TOKEN}", b"<token>", b"%(key)s", b"{{ key }}"]
)
def test_stand_ins_are_seen(value):
    assert randomness.is_stand_in(value)


@given(st.text(string.ascii_letters, min_size=1).map(str.encode))
def test_entropy_is_between_nothing_and_all(value):
    assert 0 <= randomness.entropy(value) <= 8
    assert randomness.entropy(value + value) == pytest.approx(randomness.entropy(value))


def test_two_even_values_have_one_bit():
    assert randomness.entropy(b"abab") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("value", "random"),
    [(b"981736fbecad", True), (b"981736gbywat", False), (b"981736gbyWat", True)],
)
def test_one_change_is_enough_in_hexadecimal_and_in_mixed_case(value, random):
    assert randomness.is_random(value) is random


def test_words_behind_the_last_digit_make_the_name_of_a_type():
    for name in (b"SSHPKCS11Session", b"Ed448PrivateKey", b"GTFSB21Feeder"):
        assert not randomness.is_random(name)
    assert randomness.is_random(b"SSHPKCS11Session".swapcase())
    assert randomness.is_random(b"x7Kq2mVt9Session")
