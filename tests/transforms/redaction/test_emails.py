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


@pytest.mark.parametrize(
    "text",
    [
        *("john.doe@shop.io", "jane_doe3@shop.io", "put_your_mail@shop.io", "YourApacheID@shop.io"),
        *("test_user_3@shop.io", "demouser@shop.io", "arandomemail@shop.io", "blah@shop.io"),
        *("idonthavethisemail@shop.io", "myaddr@shop.io", "abcdefg@shop.io", "aaabbbccc@shop.io"),
        *("oak@otherhost.com", "oak@testshop.com", "oak@test.shop.net", "oak@mystore.com"),
        *("oak@users.com", "oak@localhost.com", "oak@some.where.org", "LL@li.org"),
        *("ssh $oak@shop.io", "!oak@shop.io", "noreply-mt-oak@shop.io"),
        '"allowed_extensions": [\n  "oak@shop.io"\n]',
        '"gecko": {"id": "oak@shop.io"}',
    ],
)
@anywhere
def test_made_up_addresses_variables_and_extensions_stay(text, before, after):
    assert found(emails, text, before, after) == []


@pytest.mark.parametrize(
    "text",
    [
        "yourston@shop.io",
        "testa@shop.io",
        "mallorca@shop.io",
        "User-Agent: Gecko/2\nTo: o.ak@shop.io",
    ],
)
def test_names_that_begin_like_made_up_ones_are_found(text):
    assert found(emails, text) == [("email", text.split()[-1])]


def somebody(line, value=b"oak@shop.io", kind="email", **situation):
    start = line.index(value)
    span = Span(start, start + len(value), kind)
    return list(emails.of_somebody(line, [span], Situation(**situation))) == [span]


def test_what_an_example_a_fixture_and_a_translation_show_stays():
    line = b'f("oak@shop.io")'
    assert somebody(line, code=True)
    assert not somebody(line, code=True, example=True)
    assert not somebody(b"email: oak@shop.io", data=True, test=True)
    assert somebody(b"email: oak@shop.io", data=True)
    assert not somebody(b'"hint": "as oak@shop.io"', data=True, translated=True)
    assert somebody(b'"Last-Translator: Oak <oak@shop.io>"', data=True, translated=True)
    assert somebody(b"# Oak <oak@shop.io>, 2019", data=True, translated=True)


def test_in_a_test_a_quoted_address_of_a_comment_and_a_generated_one_stay():
    test = {"code": True, "test": True}
    assert not somebody(b'#   user: "oak@shop.io",', **test)
    assert not somebody(b'"billing_contact": {"mail": "oak@shop.io"}', **test)
    assert somebody(b'"contact oak at oak@shop.io"', **test)
    generated = b"Bertha.Becker78@yahoo.com"
    assert not somebody(b'f("' + generated + b'")', generated, **test)
    assert somebody(b'f("' + generated.lower() + b'")', generated.lower(), **test)


def test_a_stand_in_for_a_person_has_nobody_s_address():
    assert not somebody(b'"mock_user": {"account": "oak@shop.io"}', data=True)
    assert somebody(b'"first_user": {"account": "oak@shop.io"}', data=True)


def test_a_phone_that_a_document_or_a_comment_quotes_shows_how_one_is_written():
    number = b"(415) 872-0132"
    assert not somebody(b"- `" + number + b"`", number, "phone", made_up=True)
    assert somebody(b"- " + number, number, "phone", made_up=True)
    assert not somebody(b'// digits("' + number + b'")', number, "phone", code=True)
    assert somebody(b'digits("' + number + b'")', number, "phone", code=True)


@pytest.mark.parametrize(
    "before", [r"\x20", r"\u0020", "%20", "q=%3C", "a%20b%3C", "=3D", "x =20", r"\u003c"]
)
def test_an_address_begins_behind_an_escape(before):
    assert found(emails, f'"{before}hazel@shop.io"') == [("email", "hazel@shop.io")]


@pytest.mark.parametrize(
    "text",
    [
        *("user1@shop.io", "user_name@shop.io", "renovate-bot@shop.io", "action@shop.io"),
        *("sea@tide.iam.gserviceaccount.com", "oak@anotherexample.com", "hello@world.com"),
        *("b4ghd@group.calendar.google.com", "b4ghd@resource.calendar.google.com"),
        *("oak@localdomain2.com", "agenericemail@shop.io", "donotreply.oak@shop.io"),
        *("b'ranges@openssh.com'", "b'ranges@seassh.com'", "rec_lorem@shop.io"),
    ],
)
def test_machines_documentation_and_names_of_extensions_have_no_mail(text):
    assert found(emails, text) == []


def test_a_role_at_a_maker_of_ssh_has_mail():
    assert found(emails, "to security@seassh.com") == [("email", "security@seassh.com")]


def test_in_the_test_of_a_shell_bare_addresses_stay():
    test = {"script": True, "test": True, "made_up": True}
    assert not somebody(b"run add send oak@shop.io", **test)
    assert somebody(b"# Author: oak@shop.io", **test)
    assert somebody(b"run add send oak@shop.io", script=True)


def test_an_address_that_says_one_word_twice_is_made_up_where_values_are():
    line, value = b"address is spam@spam.io", b"spam@spam.io"
    assert not somebody(line, value, made_up=True)
    assert somebody(line, value)


@pytest.mark.parametrize(
    "text",
    [
        '"<g@shop.io>") BODY',
        "'newline@vandyke.com'",
        "x,camellia192-cbc@openssh.org",
        "ex@qq.com",
        "github-actions@shop.io",
    ],
)
def test_identities_of_messages_extensions_and_machines_are_no_mailboxes(text):
    assert found(emails, text) == []
    assert found(emails, "<g@shop.io>")


def test_a_signed_integer_of_a_program_is_no_phone():
    number = b"+253402300799"
    assert not somebody(b"const limit = " + number + b" // Seconds", number, "phone", code=True)
    assert not somebody(b"f(x, " + number + b")", number, "phone", code=True)
    assert somebody(b"// call " + number, number, "phone", code=True)
    assert somebody(b'f("' + number + b'")', number, "phone", code=True)
    assert somebody(b"limit = " + number, number, "phone", data=True)
    assert somebody(b"<p>Call us: +1 415 872 0132</p>", b"+1 415 872 0132", "phone", code=True)


def test_an_address_that_a_document_s_program_quotes_shows_how_one_is_written():
    value = b"hazel@shop.io"
    line = b'message.sender = From("' + value + b'")'
    assert not somebody(line, value, made_up=True)
    assert somebody(line, value)
    assert somebody(b"or write to " + value, value, made_up=True)
    assert somebody(b"or write to `" + value + b"`", value, made_up=True)
    assert somebody(b'author = "' + value + b'"', value, made_up=True)
    own = b"hazel.tarn@gmail.com"
    assert somebody(b'From("' + own + b'")', own, made_up=True)


def test_in_a_test_an_expression_and_an_address_for_it_stay():
    test = {"code": True, "test": True, "made_up": True}
    assert not somebody(b"assert(/^Cc: oak <oak@shop.io>$/m.test(x))", **test)
    for value in (b"scim2user1@gmail.com", b"selfRegisterTest@gmail.com"):
        assert not somebody(b'f("' + value + b'")', value, **test)


@pytest.mark.parametrize(
    "name", ["firstname.lastname", "first.last", "first_name.surname", "user7"]
)
def test_the_words_for_a_name_are_none(name):
    assert found(emails, f"MAIL={name}@hotmail.com") == []


@pytest.mark.parametrize(
    "text",
    [
        *("file@README.md", "00117612345678@s.whatsapp.net", "123456789012345678@g.us"),
        *("john@doe.com", "james.bond@mi6.co.uk", "admin@existing.com"),
        *("workflow@shop.io", "me@here.com"),
    ],
)
def test_files_chats_and_heroes_have_no_mail(text):
    assert found(emails, text) == []
    assert found(emails, "oak@shop.md 0011x@shop.us") != []


@pytest.mark.parametrize(
    "host", ["contoso.com", "CONTOSO.COM", "fabrikam.com", "northwindtraders.com"]
)
def test_the_firms_that_manuals_invent_have_no_mail(host):
    assert found(emails, f'Email = "leela@{host}",') == []
    assert emails.is_nowhere(host.encode())


def test_a_host_has_253_characters_at_most():
    host = "a." * 124 + "co"
    assert found(emails, f"hazel@oa.{host}") == [("email", f"hazel@oa.{host}")]
    assert found(emails, f"hazel@oak.{host}") == []


@pytest.mark.parametrize(("far", "kept"), [(987, True), (988, False)])
def test_a_word_for_an_author_counts_1000_bytes_away(far, kept):
    line = b"written by " + b"x" * far + b' "oak@shop.io"'
    assert somebody(line, code=True, test=True, made_up=True) is kept
