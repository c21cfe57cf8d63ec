"""Redaction as a whole: the law, the placeholders, and what must stay."""

import hashlib
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.records import Redaction
from repoloom.transforms.redaction import redact

SECRET = b"a secret of 16 bytes or more"
HEX = "9f8c1e7a2b6d4035"


def fake(*parts):
    """A secret put together at run time, so that none stands in this file."""
    return "".join(parts).encode()


TOKENS = [
    fake("ghp", "_", "q7Rk2mZx9Tb4Wc8Vn1Lp6Ys3Jd5Hf0Gt2Ua4"),
    fake("AKIA", "QYZ7LMNOP4RSTUV2"),
    fake("glpat", "-", "x9Kq2mVt7Rb4Wc8Zn1Lp"),
    fake("hazel.tarn", "@", "mail.", "ru"),
    fake("203.0.114", ".77"),
    fake("2a00:1450:4001", ":81b::200e"),
    fake("4532", "-0151-", "1283-0366"),
]
PLAIN = [
    b" = 1\n",
    b"def f(x):\n    return x @ y\n",
    b"# \xc3\xa9t\xc3\xa9\n",
    b'"',
    b" ",
    b"token",
    b": ",
    b"(a, b)",
    b"192.168.1.1 ",
    b"v1.2.3.4",
    b"user@example.com ",
    b"password = ",
]


def clean(text, **settings):
    return redact.redact(text, secret=SECRET, **settings)


@given(st.lists(st.sampled_from(PLAIN + TOKENS)).map(b"".join))
def test_bytes_outside_the_spans_stay_and_a_second_pass_finds_nothing(text):
    once = clean(text)
    at = 0
    rest = once.text
    for place in once.redactions:
        kept = text[at : place.start]
        assert rest.startswith(kept)
        value = text[place.start : place.end]
        replacement = redact.placeholder(place.kind, value, SECRET)
        assert rest[len(kept) :].startswith(replacement)
        rest = rest[len(kept) + len(replacement) :]
        at = place.end
    assert rest == text[at:]
    assert clean(once.text) == redact.Redacted(once.text, ())


@given(st.text(max_size=200))
def test_any_text_stays_valid_utf8(text):
    clean(text.encode()).text.decode()


def test_nothing_found_is_the_text_itself():
    text = b"def add(a, b):\n    return a + b\n"
    assert clean(text) == redact.Redacted(text, ())


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_in_a_string_is_replaced_and_the_string_stays(token):
    text = b'x = "' + token + b'"  # \xe2\x9c\x93\n'
    redacted = clean(text, language="python")
    assert token not in redacted.text
    assert redacted.text.startswith(b'x = "')
    assert redacted.text.endswith(b'"  # \xe2\x9c\x93\n')
    (place,) = redacted.redactions
    assert text[place.start : place.end] == token


def test_equal_values_have_equal_placeholders_and_others_do_not():
    one, two = TOKENS[0], TOKENS[2]
    lines = clean(b"\n".join([one, two, one])).text.split(b"\n")
    assert lines[0] == lines[2] != lines[1]


def test_the_placeholder_depends_on_the_secret():
    text = TOKENS[0]
    assert clean(text).text != redact.redact(text, secret=b"another secret of a run").text


@pytest.mark.parametrize(("value", "version"), [(TOKENS[4], 4), (TOKENS[5], 6)])
def test_an_address_becomes_a_private_one_of_its_family(value, version):
    address = ipaddress.ip_address(clean(value).text.decode())
    assert address.version == version
    assert not address.is_global


def test_an_email_becomes_one_of_a_documentation_domain():
    assert clean(TOKENS[3]).text.endswith(b"@example.com")


def test_places_are_those_in_the_text_before():
    text = b"a = '" + TOKENS[0] + b"'; b = '" + TOKENS[2] + b"'"
    places = [text.index(TOKENS[0]), text.index(TOKENS[2])]
    assert clean(text).redactions == (
        Redaction("key", places[0], places[0] + len(TOKENS[0])),
        Redaction("key", places[1], places[1] + len(TOKENS[2])),
    )


def test_in_code_a_value_without_quotes_is_an_expression_unless_it_is_drawn():
    for value in (b"make_token_2", b"OAuth2.token", b"f(x1)", b"base64Url", b"x509"):
        assert not clean(b"api_token = " + value + b"\n", language="python").redactions
    text = b"api_token = q8Zk3Lr9" + b"Tx2Vb7Nm4Wc\n"
    assert clean(text, language="python").redactions
    assert clean(text, language="yaml").redactions


def test_a_replacement_never_breaks_the_syntax():
    text = b'password = "ab1!c\\"d(("\nx = 1\n'
    redacted = clean(text, language="python")
    assert languages.parse("python", redacted.text).root_node.has_error is False
    assert redacted.text.startswith(b'password = "REDACTED_PASSWORD_')
    assert redacted.text.endswith(b'"\nx = 1\n')
    assert text[redacted.redactions[0].start : redacted.redactions[0].end] == b'ab1!c\\"d(('


def test_a_file_that_had_errors_may_keep_them():
    text = b'def (((:\npassword = "q8Zk3Lr9"\n'
    assert b"q8Zk3Lr9" not in clean(text, language="python").text


def test_a_user_has_one_name_in_paths_and_texts():
    path = redact.redact_path("home/moakhurst/.bashrc", secret=SECRET)
    text = clean(b"cat /home/moakhurst/x").text.decode()
    assert path.split("/")[1] == text.split("/")[2] != "moakhurst"
    assert redact.redact_path(path, secret=SECRET) == path


def test_a_short_secret_of_the_run_is_an_error():
    with pytest.raises(ValueError, match="has 3 bytes"):
        redact.redact(b"", secret=b"abc")


def test_a_public_value_stays_and_the_others_go():
    token = TOKENS[0]
    text = b"a = " + token + b"\nb = " + TOKENS[1] + b"\n"
    redacted = clean(text, public={hashlib.sha256(token).digest()})
    assert redacted.text.startswith(b"a = " + token + b"\nb = REDACTED_KEY_")
    assert len(redacted.redactions) == 1


def test_where_the_syntax_stays_whole_so_does_the_rest_of_the_string():
    for form in (b'x = "ask %s now"\n', b'def (:\nx = "ask %s now"\n'):
        text = clean(form % TOKENS[3], language="python").text
        assert text.startswith(form[: form.index(b"%s")])
        assert text.endswith(b'@example.com now"\n')


@pytest.mark.parametrize("path", ["spec/a_spec.rb", "docs/a.md"])
def test_in_a_test_or_a_document_what_everybody_pastes_stays(path):
    language = languages.language_of(path, b"")
    sample = fake("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", "." + HEX * 3)
    for value in (fake("AC", "a" * 32), sample):
        text = b'  x = "' + value + b'"\n'
        assert clean(text, path=path, language=language).redactions == ()
        assert len(clean(text).redactions) == 1
    drawn = b'  x = "' + fake("AC", HEX * 2) + b'"\n'
    assert len(clean(drawn, path=path, language=language).redactions) == 1
