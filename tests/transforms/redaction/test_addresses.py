"""Personal data by form."""

import pytest

from repoloom.transforms.redaction import addresses, spans


def found(text):
    return [(span.kind, text[span.start : span.end]) for span in spans.merge(addresses.find(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"# Author: Jane <jane.d+oss@mail.uni.edu>", b"jane.d+oss@mail.uni.edu"),
        (b"mailto:jane@firmenich-bau.io?subject=x", b"jane@firmenich-bau.io"),
        (b"jane@xn--80ak6aa92e.com, x", b"jane@xn--80ak6aa92e.com"),
        (b"Ask JANE@FIRMBAU.COM.", b"JANE@FIRMBAU.COM"),
        (b'"by\\njane@firmbau.com"', b"jane@firmbau.com"),
        (b"<\\fIjane@firmbau.com\\fP>", b"jane@firmbau.com"),
    ],
)
def test_an_email_is_found(text, value):
    assert found(text) == [("email", value)]


@pytest.mark.parametrize(
    "text",
    [
        b"user@example.com",
        b"a@b.com",
        b"jo@gmail.com a1@mail.com",
        b"jane@mail.example.org",
        b"noreply@firmenich-bau.io",
        b"git@github.com:owner/repo.git",
        b"y = a@b.T + x@w.transpose(0)",
        b"import x from '@scope/pkg@1.2.3'",
        b"image@2x.png",
        b"return@forEach.call()",
        b"@app.route.get",
        b"https://user:jane@firmenich-bau.io/x",
        b"var(--a)@media.query",
    ],
)
def test_what_only_looks_like_an_email_stays(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'HOST = "93.184.215.34"', b"93.184.215.34"),
        (b"http://93.184.215.34:80/x", b"93.184.215.34"),
        (b"ssh root@93.184.215.34", b"93.184.215.34"),
        (b"at 93.184.215.34.", b"93.184.215.34"),
        (b"(64:ff9b::93.184.215.34)", b"64:ff9b::93.184.215.34"),
        (b"b099::09c0:876a:130b up", b"b099::09c0:876a:130b"),
        (b"[2a00:1450:4001:81b::200e]:443", b"2a00:1450:4001:81b::200e"),
        (b"684d:1111:222:3333:4444:5555:6:77", b"684d:1111:222:3333:4444:5555:6:77"),
    ],
)
def test_a_public_address_is_found(text, value):
    assert found(text) == [("ip", value)]


@pytest.mark.parametrize(
    "text",
    [
        b"127.0.0.1 10.1.2.3 192.168.1.1 172.16.5.4 169.254.169.254 0.0.0.0",
        b"192.0.2.7 198.51.100.7 203.0.113.7 2001:db8::7 fe80::1 ::1",
        b"8.8.8.8 1.1.1.1 9.9.9.9 2001:4860:4860::8888",
        b"version 21.45.67.89",
        b"55.66.77.88 and 101.102.103.104",
        b"certificatePolicies = 2.5.29.32",
        b"::127.0.0.1",
        b"v21.45.67.89",
        b"Chrome/91.0.4472.124",
        b"lib==21.45.67.89",
        b"1.2.3.4.5 and 1.2.3.4",
        b"21.45.67.256 and 021.45.67.89.1",
        b'd="M1.5,21.45.67.89,3.2z"',
        b"std::vector and a::b::c",
        b"50:06:01:60:3b:20:1f:aa",
        b"12:34:56 on 2024:01:02",
    ],
)
def test_private_documentation_and_version_numbers_stay(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "number", [b"4012888888881881", b"4012-8888-8888-1881", b"3714 496353 98431"]
)
def test_a_card_number_is_found(number):
    assert found(b"card: '" + number + b"'") == [("card", number)]


@pytest.mark.parametrize(
    "text",
    [
        b"4012888888881882",
        b"x4012888888881881",
        b"0.4012888888881881",
        b"40128888888818810",
        b"1111111111111117",
        b"[4012888888881881, 1748503543012]",
        b"{1748503543012: [4012888888881881]}",
    ],
)
def test_other_numbers_stay(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        b"openssl 1.0.1.20",
        b"[1111:2222:3333:4444:5555:6666:7777:8888]",
        b"[abcd:ef01:2345:6789:abcd:ef01:2345:6789]",
        b'd="M3.43 4.71 7.72 61.97.83.24 1.64.39"',
        b"see C++17 20.19.3.7",
    ],
)
def test_versions_drawings_and_made_up_addresses_stay(text):
    assert found(text) == []
