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


BARE = "MIIEpA" + "IBAAKC" + MIXED


def test_a_key_in_quotes_ends_before_the_next_word_of_the_program():
    lines = '" +\n    "'.join(BARE[at : at + 64] for at in range(0, 256, 64))
    for key in (BARE, lines, lines.replace('" +', '\\n" +')):
        assert found(f'key = "{key}"\n\nfunc TestOfAVeryLongName(t)') == [("key", key)]
        second = f'["{key}", "x", "{key}"]'
        assert found(second) == [("key", key)] * 2


def test_a_short_last_line_with_its_padding_is_of_the_key():
    assert found(f'"{BARE}\nq8Zk==" func') == [("key", f"{BARE}\nq8Zk==")]


def test_a_key_of_which_the_rest_is_left_out_stays():
    head = f"/// -----BEGIN {PRIVATE}-----\n/// {MIXED[:64]}\n/// "
    assert found(f"{head}...\n") == []
    assert found(f"{head}{MIXED[64:128]}\n/// ") != []


def test_the_beginning_of_a_key_alone_ends_the_search():
    assert found("MHcCAQ" + "EEI " + "ab " * 40) == []


def test_a_key_that_ends_in_a_dot_is_cut():
    text = f"-----BEGIN {PRIVATE}----- {MIXED[:64]}%s -----END {PRIVATE}-----"
    assert found(text % ".") == []
    assert found(text % "") != []
