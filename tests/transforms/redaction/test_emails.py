"""E-mail addresses: whose they may be, and what only looks like one.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import emails
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span
from tests.transforms.redaction.detecting import anywhere, found

IN_A_URL = "://" + "u" * 196 + ":"  # 200 bytes, as far as an address is looked at from


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("# Author: Jane <jane.d+oss@mail.uni.edu>", "jane.d+oss@mail.uni.edu"),
        ("mailto:jane@firmenich-bau.io?subject=x", "jane@firmenich-bau.io"),
        ("jane@xn--80ak6aa92e.com, x", "jane@xn--80ak6aa92e.com"),
        ("jane@firmbau.xn--p1ai, x", "jane@firmbau.xn--p1ai"),
        ("Ask JANE@FIRMBAU.COM.", "JANE@FIRMBAU.COM"),
        ('"by\\njane@firmbau.com"', "jane@firmbau.com"),
        ("\\njane@firmbau.com", "jane@firmbau.com"),
        ("<\\fIjane@firmbau.com\\fP>", "jane@firmbau.com"),
        ("\\njane@firmbau.de \\x", "jane@firmbau.de"),
        ("jane@firmbau.de", "jane@firmbau.de"),
        ("jane@mail.firmbau.id", "jane@mail.firmbau.id"),
        ("ja@f.de", "ja@f.de"),
        ("j@firmbau.de", "j@firmbau.de"),
        ("j.janes@gmail.com", "j.janes@gmail.com"),
        ("j" * 64 + "@firmbau.de", "j" * 64 + "@firmbau.de"),
        (IN_A_URL.replace("u:", "uu:") + "jane@firmbau.de", "jane@firmbau.de"),
    ],
)
@anywhere
def test_an_email_is_found(text, value, before, after):
    assert found(emails, text, before, after) == [("email", value)]


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com",
        "a@b.com",
        "jo@gmail.com a1@mail.com",
        "j.a.n.e.s@gmail.com",
        "jane@mail.example.org",
        "jane@firmbau.id",
        "jane@firmbau.Com",
        "jane@firmbau.bar",
        "noreply@firmenich-bau.io",
        "git@github.com:owner/repo.git",
        "y = a@b.T + x@w.transpose(0)",
        "import x from '@scope/pkg@1.2.3'",
        "image@2x.png",
        "return@forEach.call()",
        "@app.route.get",
        "https://user:jane@firmenich-bau.io/x",
        IN_A_URL + "jane@firmbau.de",
        "j" * 65 + "@firmbau.de",
        "var(--a)@media.query",
    ],
)
@anywhere
def test_what_only_looks_like_an_email_stays(text, before, after):
    assert found(emails, text, before, after) == []


@pytest.mark.parametrize(
    "text",
    [
        '"aes128-gcm@openssh.com"',
        "ssh -i key api@dynshop.io hosts",
        "rsync -a out deploy@files.shop.io:/srv",
        "Message-ID: <96Jul29.022158-0700pdt.1482@mm1.shop.net>",
        "4769770500E92399@n064.sc1.shop.net",
        "ends.with.dot.@shop.io",
        "e.g. oakhurst@shop.io",
        "REDACTED_KEY_0123abcd.oak@shop.io",
    ],
)
def test_protocols_messages_and_logins_are_no_mailboxes(text):
    assert found(emails, text) == []


def test_colours_of_a_terminal_are_no_part_of_an_address():
    assert found(emails, "\x1b[38;2;230;219;116moak@shop.io") == [("email", "oak@shop.io")]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b'f("oak@shop.io")', False),
        (b"f(%w(oak@shop.io))", False),
        (b"# oak@shop.io", True),
        (b'__author__ = "oak@shop.io"', True),
        (b"To: oak@shop.io", True),
        (b'f("oakhurst@gmail.com")', True),
    ],
)
def test_in_strings_of_a_test_s_code_addresses_stay(line, kept):
    start = line.index(b"oak")
    span = Span(start, start + len(line[start:].split(b'"')[0].rstrip(b")")), "email")
    test = Situation(code=True, test=True, made_up=True)
    assert list(emails.of_somebody(line, [span], test)) == ([span] if kept else [])
    assert list(emails.of_somebody(line, [span], Situation(code=True))) == [span]
    assert list(emails.of_somebody(line, [span], Situation(test=True))) == [span]
