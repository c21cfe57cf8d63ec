"""Credentials by shape.  Every secret here is made up and put together at run time."""

import base64
import random
import string

import pytest

from repoloom.transforms.redaction import spans
from repoloom.transforms.redaction.secrets import shapes

DRAW = random.Random(7)
HEX = "".join(DRAW.choices("0123456789abcdef", k=300))
MIXED = "".join(DRAW.choices(string.ascii_letters + string.digits, k=300))
CAPITALS = "".join(DRAW.choices(string.ascii_uppercase + "234567", k=80))


def found(text):
    return [text[span.start : span.end] for span in spans.merge(shapes.find(text))]


def token(*parts):
    return "".join(parts).encode()


EXAMPLES = {
    "aws_access_key": token("AKIA", CAPITALS[:16]),
    "github": token("gho", "_", MIXED[:36]),
    "github_fine_grained": token("github", "_pat_", MIXED[:82]),
    "gitlab": token("glpat", "-", MIXED[:20]),
    "slack_bot": token("xoxb", "-", "482915730264", "-", MIXED[:24]),
    "slack_webhook": token("https://hooks.", "slack.com/services/", MIXED[:44]),
    "stripe": token("sk", "_live_", MIXED[:24]),
    "google_api_key": token("AI", "za", MIXED[:35]),
    "npm": token("npm", "_", MIXED[:36]),
    "pypi": token("pypi-", "AgEIcHlwaS5vcmc", MIXED[:120]),
    "twilio": token("SK", HEX[:32]),
    "sendgrid": token("SG", ".", MIXED[:22], ".", MIXED[30:73]),
    "digitalocean": token("dop", "_v1_", HEX[:64]),
    "hugging_face": token("hf", "_", MIXED[:34]),
    "openai": token("sk", "-", MIXED[:20], "T3Blbk", "FJ", MIXED[40:60]),
    "anthropic": token("sk-", "ant-", "api03-", MIXED[:95]),
    "databricks": token("da", "pi", HEX[:32]),
    "telegram_bot": token("815620937", ":", "AA", MIXED[:33]),
    "mailchimp": token(HEX[:32], "-us", "14"),
    "openrouter": token("sk-", "or-v1-", HEX[:64]),
    "netlify": token("nfp", "_", MIXED[:36]),
    "elevenlabs": token("sk", "_", HEX[:48]),
    "langsmith": token("lsv2", "_pt_", HEX[:32], "_", HEX[:10]),
    "scaleway": token("SCW", "Q7RK2MZX9TB4WC8VN"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_credential_is_found_whatever_quotes_it(name):
    secret = EXAMPLES[name]
    for text in (b"k = '%s'\n", b"KEY=%s\n", b'{"a": "x\\n%s"}', b"%s"):
        assert found(text % secret) == [secret]


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"slack_webhook", "mailchimp"}))
def test_a_part_of_a_longer_word_is_none(name):
    assert found(b"alongword" + EXAMPLES[name] + b"0abc") == []


FIXED = ("aws_access_key", "google_api_key", "digitalocean", "twilio")


@pytest.mark.parametrize("name", FIXED)
@pytest.mark.parametrize("byte", [b"0", b"z", b"_"])
def test_no_letter_or_digit_may_touch_it_on_either_side(name, byte):
    secret = EXAMPLES[name]
    assert found(secret + byte) == found(byte + secret) == []
    assert found(b"\\" + byte + secret) == []
    assert found(b"." + secret + b".") == found(b"x-" + secret + b"-x") == [secret]
    for escape in (b"\\n", b"\\t", b"\\r"):
        assert found(escape + secret) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        token("ghp", "_", "x" * 36),
        token("glpat", "-", "your-token-here-1234"),
        token("sk", "_live_", "abcdefghijklmnop1234"),
        token("AKIA", "IOSFODNN7", "EXAMPLE"),
        token("pk", "_live_", MIXED[:24]),
        b"da39a3ee5e6b4b0d3255bfef95601890afd80709",
        b"d70a3ef2-2c9a-b3a1-3485-4c04c4011ae1",
        token("eyJ", MIXED[:20], ".eyJ", MIXED[:20], ".", MIXED[:20]),
    ],
)
def test_stand_ins_and_hashes_stay(text):
    assert found(b"v = '" + text + b"'") == []


def test_a_web_token_is_one_if_its_parts_are_json():
    parts = [
        base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"HS256"}', b'{"sub":"9"}')
    ]
    secret = b".".join([*parts, MIXED[:43].encode()])
    assert found(b"t: " + secret) == [secret]


@pytest.mark.parametrize(
    "text",
    [token("zq", "x_", MIXED[:40]), token("zqx", "_pat_", HEX[:40]), token("zq-", MIXED[:64])],
)
def test_a_provider_that_the_table_does_not_know_shows_by_prefix_and_draw(text):
    assert found(b"client = connect('" + text + b"')") == [text]


@pytest.mark.parametrize(
    "text",
    [
        b"sha512-" + MIXED[:86].encode() + b"==",
        b"img_" + HEX[:40].encode() + b".png",
        b"img_" + HEX[:40].encode(),
        b"img_" + HEX[:40].upper().encode(),
        b"sha256-" + MIXED[:43].encode(),
        b"img_" + MIXED[:29].encode(),
        b"zqx_" + b"".join(b"%dSometimes" % number for number in range(2, 7)),
        b"pat_" + b"kwqzmtrvbn7kwqzmtrvbnp3tkwqzmrvbn",
        b"test_thatAVeryLongNameOfATestWith2Digits3",
        b"/a-" + MIXED[:40].encode() + b"/b",
    ],
)
def test_digests_names_and_parts_of_paths_are_left(text):
    assert found(text) == []


def test_words_behind_the_two_letters_of_a_key_are_an_identifier():
    assert found(b"optional uint32 APCNumberOut4 = 12;") == []
    assert found(b" APACHEFRIENDS ") == []
    key = token("AP", "C", "q8Zk3Lr9Tx2V")
    assert found(b"key: " + key + b"\n") == [key]


URLSAFE = MIXED[:5].encode() + b"_" + MIXED[6:43].encode()  # 43 signs: 32 bytes in Base64


@pytest.mark.parametrize(
    "form",
    [b'hash: "%s"', b'"code_challenge": "%s"', b"x: '%s'", b'"kid": "%s"', b'"%s"', b'is("%s")'],
)
def test_a_digest_and_the_public_half_of_a_key_are_no_token_of_any_provider(form):
    expected = [URLSAFE] if form == b'"%s"' else []
    assert found(b"y(" + form % URLSAFE + b")") == expected
    assert found(b'is("' + URLSAFE[:-1] + b'")') == [URLSAFE[:-1]]


def test_what_a_file_calls_an_identity_is_one_everywhere_in_it():
    draw = token("evt", "_test_", MIXED[:44])
    called = b'x = {\n  ID: "%s",\n}\n' % draw
    assert found(b'call("%s")' % draw) == [draw]
    assert found(called + b'call("%s")' % draw) == []
    assert found(called.replace(b"ID", b"client_id")) == [draw]


def test_a_line_of_an_encoded_file_and_an_identity_in_braces_are_no_token():
    line = token("EAb", "_", MIXED[:56])
    other = MIXED[60:120].encode()
    assert found(other + b"\n" + line + b"\n") == []
    assert found(b"\n" + line + b"\n") == found(other + b" \n" + line + b"\n") == [line]
    assert found(b"{EAAA22CB-AF62-43BB-90DE-4BDD33737B6A}") == []


def test_a_digest_in_a_tuple_of_erlang_stays():
    assert found(b'{"a.3.thumbprint+b64", <<"' + URLSAFE + b'">>}') == []


def test_an_access_key_that_counts_is_made_up():
    assert found(token("A3TX", "1234567890", "ABCDEF")) == []
    assert found(token("A3TX", CAPITALS[:16])) == [token("A3TX", CAPITALS[:16])]


def test_the_identity_of_a_node_is_none():
    draw = token("REF", "_", MIXED[:48])
    assert found(b'"node_id":"%s"' % draw) == found(b'"eventId": "%s"' % draw) == []
    assert found(b'"node":"%s"' % draw) == [draw]
