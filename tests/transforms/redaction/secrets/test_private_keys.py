"""Private keys in files.  Every key here is made up and put together at run time."""

import random
import string

import pytest

from repoloom.transforms.redaction.secrets import private_keys

DRAW = random.Random(7)
MIXED = "".join(DRAW.choices(string.ascii_letters + string.digits, k=300))
BODY = "\n" + "\n".join(MIXED[at : at + 64] for at in range(0, 192, 64)) + "\n"
PRIVATE = "PRIVATE " + "KEY"


def found(text):
    data = text.encode()
    return [(span.kind, data[span.start : span.end].decode()) for span in private_keys.find(data)]


@pytest.mark.parametrize("label", ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""])
def test_the_body_goes_and_the_lines_around_it_stay(label):
    text = f"-----BEGIN {label}{PRIVATE}-----{BODY}-----END {label}{PRIVATE}-----\n"
    assert set(found("x\n" + text)) == {("key", BODY)}


def test_a_key_without_its_last_line_goes_too():
    assert found(f"-----BEGIN {PRIVATE}-----{BODY}") == [("key", BODY)]


def test_an_encrypted_key_of_ssh2_goes():
    text = f"---- BEGIN SSH2 ENCRYPTED {PRIVATE} ----{BODY}---- END SSH2 ENCRYPTED {PRIVATE} ----\n"
    assert found(text) == [("key", BODY)]


@pytest.mark.parametrize("last", ["Private-MAC: ", "Private-Hash: "])
def test_the_private_half_of_a_file_of_putty_goes(last):
    head = f"PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\n{MIXED[:40]}\nPrivate-Lines: 2"
    assert found(f"{head}{BODY}{last}{MIXED[:40]}\n") == [("key", BODY)]


@pytest.mark.parametrize("quote", ['"', '\\"', "'"])
def test_the_private_half_of_a_json_web_key_goes(quote):
    private = MIXED[100:143]
    text = f'{{"kty": "EC", "x": "{MIXED[:43]}", "d": "{private}"}}'
    assert found(text.replace('"', quote)) == [("key", private)]
    assert found(text.replace("kty", "kind")) == []


@pytest.mark.parametrize(
    "text",
    [
        f"-----BEGIN PUBLIC KEY-----\n{MIXED[:64]}\n-----END PUBLIC KEY-----",
        f"-----BEGIN RSA {PRIVATE}-----\n...\n-----END RSA {PRIVATE}-----",
        f"-----BEGIN {PRIVATE}-----\n{MIXED[:50]}...\n{MIXED[:64]}\n-----END {PRIVATE}-----",
        f"-----BEGIN {PRIVATE}-----\n{'words of prose ' * 9}\n-----END {PRIVATE}-----",
        f"the {PRIVATE} {MIXED[:64]}",
        f"Private-Lines: 2\n{MIXED[:30]}\nPrivate-MAC: x",
    ],
)
def test_public_keys_and_stand_ins_stay(text):
    assert found(text) == []
