"""E-mail addresses: whose they may be, and what only looks like one.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import emails
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
