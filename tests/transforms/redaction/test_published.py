"""Names of algorithms, and the examples of documents."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction import published
from repoloom.transforms.redaction.secrets import values

DRAW = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"


@pytest.mark.parametrize(
    "name",
    [
        *(b"argon2id", b"AES/CBC/PKCS5Padding", b"AES/GCM/NoPadding", b"PBKDF2WithHmacSHA256"),
        *(b"PBEWithMD5AndDES", b"xchacha20-poly1305", b"chacha20-ietf-poly1305", b"blake2b-512"),
        *(b"rc4-hmac-md5", b"ed25519", b"x25519", b"ripemd160", b"3des-cbc", b"des3-cbc-sha1"),
        *(b"camellia256-cts-cmac", b"TLS_AES_128_GCM_SHA256", b"ECDHE-RSA-AES128-GCM-SHA256"),
        *(b"A128CBC-HS256", b"RSA-OAEP-256", b"ECDH-ES+A128KW", b"PBES2-HS256+A128KW", b"ES256K"),
        *(b"pbkdf2:sha256:260000", b"ecdsa-sha2-nistp256", b"scram-sha-256", b"secp256k1"),
        *(b"aes256-gcm@openssh.com"[:10], b"{SSHA512}", b"SHA512withRSA", b"prime256v1"),
    ],
)
def test_the_name_of_an_algorithm_is_no_secret(name):
    assert published.is_algorithm(name)
    for judge in (values.is_secret, values.is_password, values.is_drawn):
        assert not judge(name)


@pytest.mark.parametrize(
    "value",
    [b"hunt" + b"er2!x", b"aes256-" + DRAW, b"sha256:" + DRAW, b"cbc-128", b"with-and", b"", DRAW],
)
def test_what_is_more_than_such_names_is_none(value):
    assert not published.is_algorithm(value)


@given(st.from_regex(r"[A-Za-z0-9]{20,40}", fullmatch=True))
def test_no_draw_is_the_name_of_an_algorithm(value):
    known = (b"aes", b"des", b"sha", b"rsa", b"md", b"mac", b"crc", b"dh", b"ec", b"rc", b"dsa")
    if not any(word in value.lower().encode() for word in known):
        assert not published.is_algorithm(b"q" + value.encode())


def test_the_example_of_a_standard_is_known_by_its_digest():
    of_rfc_6750 = b"mF_9.B5" + b"f-4.1JqM"
    assert published.is_example(of_rfc_6750)
    assert not published.is_example(of_rfc_6750[:-1])
    assert not published.is_example(hashlib.sha256(of_rfc_6750).digest())


def web_token(header, payload):
    parts = (json.dumps(part).encode() for part in (header, payload))
    return b".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts), DRAW])


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"sub": "1234567890", "name": "Jane", "iat": 7}, True),
        ({"iss": "joe", "exp": 7, "http://example.com/is_root": True}, True),
        ({"sub": "1234567890", "jti": "oak"}, False),
        ({"iss": "joe"}, False),
        ({"sub": "123456789"}, False),
        ([], False),
    ],
)
def test_the_token_that_everybody_pastes_is_an_example(payload, shown):
    token = web_token({"alg": "HS256"}, payload)
    assert published.is_sample(token) is shown
    assert not published.is_example(token)
    assert not published.is_sample(b"x" + token)


def test_the_header_of_a_token_alone_names_an_algorithm():
    header = web_token({"alg": "HS256", "typ": "JWT"}, {}).split(b".")[0]
    assert published.is_example(header)
    assert not published.is_example(web_token({"alg": "HS256", "oak": 1}, {}).split(b".")[0])
    for broken in (b"eyJ", b"eyJ.", b"eyJhbG.x", header[:-3]):
        assert not published.is_example(broken)


def test_the_example_tokens_of_a_standard_s_text_are_known():
    for value in (b"SlAV32" + b"hkKG", b"h480djs" + b"93hd8", b"gX1fBa" + b"t3bV"):
        assert published.is_example(value)


def test_a_header_with_its_dot_is_a_header():
    header = web_token({"alg": "HS256", "typ": "JWT"}, {}).split(b".")[0]
    assert published.is_example(header + b".")


def test_a_token_cut_behind_its_header_is_but_a_header():
    header = web_token({"alg": "HS256", "typ": "JWT"}, {}).split(b".")[0]
    assert published.is_example(header + b".eyJy")
    assert not published.is_example(header + b".eyJyb2xl")
    assert not published.is_example(header + b".e30." + DRAW)
