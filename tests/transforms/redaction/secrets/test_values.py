"""Values that stand where a secret may stand: which of them are one.  All are made up."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction.secrets import values

DRAW = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"
JUDGES = (values.is_secret, values.is_password, values.is_url_password)


@pytest.mark.parametrize(
    "value",
    [
        DRAW,
        b"9f8c1e7a2b",
        b"d70a3ef2-2c9a-b3a1-3485-4c04c4011ae1",
        b"1c8bb1ef-aaaa-aaaa-aaaa-baaaaaaaaaaa",
        b"pat." + b"hx7himnppab4ymj0" + b".qim8",
        b"ab1." + b"hx7himnppab4ym" + b".qim",
        b"zq4k9x7p1m" * 100,
        bytes.fromhex("8f").hex().encode() + b"a3c19e7b2d40f1c85a6e",
    ],
)
def test_a_long_draw_is_a_secret(value):
    assert values.is_secret(value)


@pytest.mark.parametrize(
    "value",
    [
        b"9f8c1e7a2",
        b"zq4k9x7p1m" * 100 + b"z",
        DRAW + b" x",
        b"https://a.io/" + DRAW,
        b"src/" + DRAW[:12] + b".pem",
        b"/" + DRAW,
        b"7065616e7574627574746572",
        b"ab1." + b"hx7himnppab4y" + b".qim",
        b"my_access_token",
        b"your-" + DRAW,
        b"aaaaaaaaaaaa1111",
    ],
)
def test_what_is_short_long_spaced_or_a_reference_is_none(value):
    assert not values.is_secret(value)


@pytest.mark.parametrize(
    "value",
    [b"hunt" + b"er2!x", b"ab1x", b"correct!horse", b"Tr0mbone$", b"x9k2w7q4m1" * 20, b"w!thsigns"],
)
def test_a_word_that_is_no_word_is_a_password(value):
    assert values.is_password(value)


@pytest.mark.parametrize(
    "value",
    [
        b"ab1",
        b"x9k2w7q4m1" * 20 + b"y",
        b"hunter 2!x",
        b"s3cr3t",
        b"p%40ss",
        b"%21%40%23%24",
        b"password",
        b"Password123!",
        b"sometimes",
        b"some-times-7",
        b"io.shop.auth/UserIdentity9?",
        b"!sometimes",
        b"12345678",
        b"sha256-x",
        b"${PASSWORD}",
        b"xxxxxxxx",
    ],
)
def test_words_references_and_stand_ins_are_no_password(value):
    assert not values.is_password(value)


@pytest.mark.parametrize("value", [b"wxcvbnmlkjhgf", b"sometimes-q8zk3lr9tx2v"])
def test_a_plain_run_of_letters_is_a_password_where_it_cannot_be_read(value):
    assert values.is_password(value)


@pytest.mark.parametrize("value", [b"hunter", b"sometimes", b"hunt%65r", b"oak-tree", b"a1b"])
def test_between_the_signs_of_a_url_any_word_is_one(value):
    assert values.is_url_password(value)


@pytest.mark.parametrize(
    "value",
    [
        *(b"password", b"p%61ssword", b"p%40ss", b"s3cret", b"8080", b"a%20b%20c", b"%60%7B%7D"),
        *(b"MY_SHOP_TOKEN", b"my-access-token", b"$PASSWORD", b"{password}", b"ab"),
    ],
)
def test_but_not_the_words_that_stand_for_one(value):
    assert not values.is_url_password(value)


@given(st.binary(max_size=60))
def test_no_value_is_too_odd_to_be_judged(value):
    assert {judge(value) for judge in JUDGES} <= {True, False}


@given(st.text("abcxyz0189-_", max_size=20).map(str.encode))
def test_a_value_in_a_template_is_never_a_secret(value):
    for form in (b"${%s}", b"{{%s}}", b"<%s>", b"%%(%s)s", b"#{%s}", b"example_%s"):
        assert not any(judge(form % value) for judge in JUDGES)


@given(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.from_regex(r"[!-~]{0,9}", fullmatch=True))
def test_user_and_password_come_back_from_base64(user, password):
    pair = (user.encode(), password.encode())
    assert values.basic(base64.b64encode(b"%s:%s" % pair)) == pair


@pytest.mark.parametrize(
    "value",
    [
        b"no base64!",
        b"abc",
        b"!" + base64.b64encode(b"user:word"),
        *map(base64.b64encode, (b"user", b"\xff:x", b"x:\xff")),
    ],
)
def test_what_holds_no_pair_gives_none(value):
    assert values.basic(value) is None


@pytest.mark.parametrize(
    ("host", "local"),
    [
        (b"localhost:80", True),
        (b"127.0.0.1/x", True),
        (b"db.example.com", True),
        (b"db.test", True),
        (b"db.company.io", False),
        (b"a.example.io", True),
    ],
)
def test_a_local_host_leads_nowhere(host, local):
    assert values.is_local(host) is local


@pytest.mark.parametrize(
    "value", [b"hW7#" + b"kq2_Zr9=m", DRAW, b"VMNC" + b"fZqpQ#AbTbH6", b"#Bfhq8" + b"Y2Eq8i"]
)
def test_a_draw_shows_by_its_writing_alone(value):
    assert values.is_drawn(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            b"hunt" + b"er2!x",
            b"P@ssw0rd123!",
            b"p%C3%A4ssword1",
            b"libwww-perl-utf8",
            b"phpfpm:9001",
        ),
        *(b"LIBSSH2_SESSION", b"^1.2.3-beta.4", b">=1.0.0 <2.0.0", b"2024-01-02T10:00:00Z"),
        *(b"0x803100A4", b"auth_user=", b"string|function", b"), call(", b"'$password_hash'"),
        *(
            b"*" + b"6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4",
            b"Wachtwoordlengte",
            b"%Y-%m-%dT%H:%M",
        ),
        *(b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", base64.b64encode(b"my-secret-key-to-be-changed")),
    ],
)
def test_words_versions_dates_and_code_are_no_draw(value):
    assert not values.is_drawn(value)


def test_a_token_is_no_identifier_and_a_uuid_is_told_apart():
    assert values.is_token(DRAW)
    assert not values.is_token(b"make_token_2")
    assert not values.is_token(b"base64UrlOfTheOther2")
    assert values.is_uuid(b"d70a3ef2-2c9a-b3a1-3485-4c04c4011ae1")
    assert not values.is_uuid(DRAW)


def test_the_worst_password_needs_a_host_under_a_domain():
    assert values.is_worst(b"password", b"db.shop.io/")
    assert not values.is_worst(b"password", b"db/")
    assert not values.is_worst(b"sesame", b"db.shop.io/")


@pytest.mark.parametrize(
    "value",
    [
        *(
            b"0xFFFF_FFFF_FFFF_FFC3",
            b"0b1010_1010_1010u64",
            b"r2dbc:h2:mem:///shop7",
            b"unix:/run/x7.sock",
        ),
        *(b"#DEPLOY_KEYPASS=", b"repeatlast=0", b"UUID=9e6faddf-31ab", b"required|min:8", b"1f3ab"),
        *(b"1f468-200d-1f469", b"#909fa7", base64.b64encode(b"password"), b"Passwortschutz"),
        *(base64.b64encode(b"Aladdin:open sesame"), base64.b64encode(b'{"offset":"100","v":2}')),
    ],
)
def test_numbers_options_colours_cursors_and_words_in_base64_are_none(value):
    assert not values.is_secret(value)
    assert not values.is_password(value)


def test_what_begins_like_them_is_a_secret():
    assert values.is_secret(b"0b4832ca37a31e74" + b"8c4490b58d743986")
    assert values.is_password(b"abc=" + b"hunt2er!x")
    assert values.is_secret(base64.b64encode(b'{"id":"q8Zk3Lr9Tx2Vb7Nm4Wc"}'))
    assert not values.is_secret(b"5up3r53cr37")


@pytest.mark.parametrize(
    "value",
    [
        *(b"1:4.8.1-1ubuntu5.20.04.4", b"0.20.4-2ubuntu1~rc1", b"2.3.1~beta1"),
        *(b"%C3%A4%C3%B6%C3%BC%5C%2F%20%7F", rb"\x4f\x1b\x7c\x00\x9a\x13\x44\x81\xfe"),
        *(rb"\u00e4\u00f6\u00fc\u00df\u00e9", b"1a1a", b"zz9z", b"a1b2c3d4e5f6", b"abc123def456"),
        *(b"abc123%2F20260722%2Fsea%2Fs3%2Faws4_request", b"amzn1.account.AF6RHO7KZU5XRVQJGX"),
        *(b"my-sea-key:" + b"change this tide".hex().encode(), b"deployDocsSshPassphrase"),
        *(b"TIDE_" + base64.b64encode(b"access_token"), base64.b64encode(b"secret\n")),
        *(b"SeaTokenabc123==", b"8f742231b10e8888abcd99yyyzzz85a5", b"RANDOMCHARS-----DWxgOvPT003"),
    ],
)
def test_versions_bytes_counted_runs_and_text_in_other_writing_are_none(value):
    for judge in (values.is_secret, values.is_password, values.is_drawn):
        assert not judge(value)


def test_a_password_may_hold_escapes_and_begin_like_a_counted_run():
    assert values.is_password(b"hunt%40er2%21x")
    assert values.is_password(b"ab1c1x")
    assert values.is_secret(b"a1b2c3d4" + DRAW)
    assert values.is_secret(b"sea:" + DRAW)


def test_a_value_before_a_colon_and_another_is_a_name():
    text = b'"sea": "oak", "tide": [1], "end": 7'
    assert values.is_name(text, 4)
    assert values.is_name(text, 19)
    assert not values.is_name(text, 11)
    assert not values.is_name(text, 30)


@pytest.mark.parametrize(
    "value",
    [
        *(b"jjwt-impl:0.11.2", b"sea@1.2.3-rc.4", b"org.iso.18013.5.1.mDL.no_scope"),
        *(b"Sec-WebSocket-Key", b"X25519PublicKey", b"EdDSA25519PublicKey"),
        *(base64.b64encode(b"USER_KEY_DATA"), base64.b64encode(b"]USER2_KEYDATA")),
    ],
)
def test_packages_domains_headers_types_and_names_in_base64_are_no_draw(value):
    assert not values.is_secret(value)
    assert not values.is_drawn(value)


@pytest.mark.parametrize(
    "value",
    [
        *(b"127.0.0.1:$hostport:$port", b"54321abcde", b"seasimdsv2sessiontoken", b"atPwdFormBtn"),
        *(b"Signature=" + b"dc20c8fbe516daf0ccae7e5b7a78fc29", b"token%21%40%23%24%25%5E"),
        *(
            base64.b64encode(b"my-access-tokens").rstrip(b"="),
            b"." + base64.b64encode(b"signature"),
        ),
        base64.b64encode(b"testClientId:testClientSecret"),
    ],
)
def test_ports_names_signatures_and_pairs_of_words_are_none(value):
    for judge in (values.is_secret, values.is_password, values.is_drawn):
        assert not judge(value)


def test_the_worst_password_in_capitals_stands_for_one():
    assert not values.is_worst(b"PASSWORD", b"db.shop.io/")
    assert values.is_secret(base64.b64encode(b"tide:" + DRAW))


def test_what_joins_two_strings_is_code():
    for code in (b'+RED._("sea.create.passphrase")+', b" . t('sea9x') . ", b"& Oak(tide7) &"):
        assert not values.is_password(code)
        assert not values.is_secret(code)
    assert values.is_password(b"+hunt" + b"er2!x+")
