"""Secrets by what they are assigned to.  All values are made up."""

import pytest

from repoloom.transforms.redaction import spans
from repoloom.transforms.redaction.secrets import assignments
from repoloom.transforms.redaction.situation import Situation

TOKEN = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"
PASSWORD = b"hunt" + b"er2!x"


def found(text, *, code=False):
    return [text[span.start : span.end] for span in assignments.find(text, Situation(code=code))]


@pytest.mark.parametrize(
    "form",
    [
        b'api_token = "%s"',
        b"apiToken: '%s'",
        b"API_KEY=%s\n",
        b'"client_secret": "%s",',
        b'var accessToken string = "%s"',
        b'const SECRET: &str = "%s";',
        b"$secret .= `%s`",
        b'secret => "%s"',
        b"<authToken>\n    %s\n</authToken>",
        b'setProperty("API_TOKEN", "%s")',
        b'{"config": "TOKEN=%s\\nX=1"}',
        b'{\\"token\\": \\"%s\\"}',
        b"- name: MY_TOKEN\n  value: %s\n",
        b'-H "X-Api-Key: %s"',
        b'client.setToken("%s")',
        b'field("String", "API_TOKEN", "\\"%s\\"")',
        b'variable "api_token" {\n  default = "%s"\n}',
        b'variable "api_token" {\n  description = "of the sea"\n  default     = "%s"\n}',
        b"<key>ServiceToken</key>\n\t<string>%s</string>",
    ],
)
def test_a_token_is_found_in_every_form_of_assignment(form):
    assert found(form % TOKEN) == [TOKEN]


@pytest.mark.parametrize(
    "form",
    [
        b'password = "%s"',
        b"password: %s\n",
        b'db_passwd := "%s"',
    ],
)
def test_a_password_is_found(form):
    assert set(found(form % PASSWORD)) == {PASSWORD}


@pytest.mark.parametrize(
    "text",
    [
        b'password = "password"',
        b'password = "Enter your password"',
        b'password = "${DB_PASSWORD}"',
        b'password = os.environ["PASSWORD"]',
        b'password: "test1234"',
        b'password = "s3cr3t"',
        b'secret = "7065616e7574627574746572"',
        b'password_hash = "%s"' % TOKEN,
        b'token_type = "Bearer"',
        b'tokenizer = "%s"' % TOKEN,
        b"publicKeyToken=b77a5c561934e089",
        b'token = "https://auth.company.io/token1"',
        b'secret = "src/keys/secret1.pem"',
        b'token = "parse_token_2"',
        b'secretKey = "OAuth2AccessToken"',
        b'token = "xxxxxxxxxxxxxxxxxxxx"',
        b'token = "<your-token>"',
        b'token = "v1.2.3-beta.4"',
        b"sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
    ],
)
def test_words_templates_and_references_stay(text):
    assert found(text) == []


@pytest.mark.parametrize("end", [b'"', b"'", b"\\n"])
def test_an_expression_in_code_stays_and_an_assignment_in_its_string_does_not(end):
    assert found(b"api_token = make_token_2", code=True) == []
    assert found(b"api_token = " + TOKEN + b" + end", code=True) == []
    assert found(b"api_token = " + TOKEN + b"(x)", code=True) == []
    assert found(b"call('API_TOKEN=" + TOKEN + end, code=True) == [TOKEN]
    for quote in (b'"', b"'", b"`", b'\\"'):
        assert found(b"api_token = " + quote + TOKEN + quote, code=True) == [TOKEN]


@pytest.mark.parametrize("end", [b"", b"\n", b";", b"  # a note", b"\n</api_token>"])
def test_in_code_a_bare_draw_that_ends_the_line_is_no_expression(end):
    assert found(b"api_token = " + TOKEN + end, code=True) == [TOKEN]


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        (b"accessTokenValue", True),
        (b"access_token_value", True),
        (b"ACCESS_TOKEN_VALUE", True),
        (b"TOKENs", True),
        (b"tokens", False),
        (b"TOKENS", False),
        (b"tokenHash", False),
        (b"public_key_token", False),
        (b"public_keys_token", True),
    ],
)
def test_a_name_says_whether_its_value_is_the_secret(name, secret):
    assert found(b"%s = '%s'" % (name, TOKEN)) == ([TOKEN] if secret else [])


def test_a_password_in_a_call_must_look_random():
    for form in (b'fill("password", "%s")', b'password("%s")'):
        assert found(form % PASSWORD) == []
        assert found(form % TOKEN) == [TOKEN]
    assert found(b'password = "%s"' % PASSWORD) == [PASSWORD]


@pytest.mark.parametrize(
    "text",
    [
        b'<a class="token" href="#/s:9Shop22ItemSerializerC16dataPreprocessor18emptyResponse">',
        b'<span class="token" id="a1B2c3D4e5F6g7H8">',
        b'{"token": "#/definitions/a1B2c3D4e5F6g7H8"}',
        b'"password": "%F0%9F%92%A9"',
    ],
)
def test_attributes_and_fragments_stay(text):
    assert found(text) == []


def behind(text):
    merged = spans.merge(assignments.find_behind(text))
    return [(span.kind, text[span.start : span.end]) for span in merged]


@pytest.mark.parametrize(
    "form",
    [
        b'api_key = os.environ.get("TIDE", "%s")',
        b'api_key = (\n    "%s"\n)',
        b'apiToken = SecretStr("%s")',
        b'let secret = Some("%s");',
        b"api_key: string = fromHex(`%s`)",
        b'token = await load("harbour", default="%s")',
        b"'secret' => env('APP', '%s'),",
        b"client_secret = ENV['TIDE'] || '%s'",
        b'String token = System.getenv("TIDE") ?: "%s"',
        b'var secret = config["Tide"] ?? "%s";',
        b'local token = os.getenv("T") or "%s"',
        b"$secret = $ENV{TIDE} // '%s';",
        b'let token = env::var("TIDE").unwrap_or("%s".into());',
        b'app.secret_key = urandom(24) if PRODUCTION else "%s"',
        b'token = live ? read() : "%s"',
        b"salt = ENV.fetch('DEVISE_PEPPER') { '%s' }",
        b'x = process.env.DB_PASS ?? "%s";',
        b'login(os.environ.get("MAIL_PW", "%s"))',
    ],
)
def test_a_draw_that_an_expression_hands_on_is_behind(form):
    assert [value for _, value in behind(form % TOKEN)] == [TOKEN]
    for other in (b"default_value2", b"harbour.api.token", b"/run/secrets/db1"):
        assert behind(form % other) == []


def test_a_password_counts_by_its_own_writing():
    assert behind(b'password = new String("hW7#kq2_Zr9=m")') == [("password", b"hW7#kq2_Zr9=m")]
    assert behind(b'password = get("Enter your password")') == []


def in_situation(text, **situation):
    return [text[one.start : one.end] for one in assignments.find(text, Situation(**situation))]


def test_the_name_in_a_bare_value_that_is_none_has_a_value_of_its_own():
    assert found(b"password = password = " + PASSWORD + b"\n") == [PASSWORD]
    assert found(b"token = x.y.z.password=" + PASSWORD + b"\n") == [PASSWORD]


def test_a_placeholder_is_no_name():
    assert found(b"REDACTED_PASSWORD_2e59a2ad " + TOKEN) == []
    assert found(b"PASSWORD_2e59a2ad " + TOKEN) == [TOKEN]


@pytest.mark.parametrize(
    "text",
    [
        b'tokens = tokenize("%s")',
        b'token_type = read("%s")',
        b'publicKeyToken = load("%s")',
        b'colour = os.environ.get("TIDE", "%s")',
        b'token = read()\ncolour = paint("%s")',
        b'token = read(); colour = paint("%s")',
    ],
)
def test_what_is_handed_to_another_name_stays(text):
    assert behind(text % TOKEN) == []


@pytest.mark.parametrize(
    "text",
    [
        b'apply(txtB2ApplicationKeyId, "txtB2ApplicationKeyId");',
        b'<Credential Id="1c8bb1ef-4de7-4c1a-9a3b-2f1d3c5b7a90" />',
        b"f.add('x=pass:oak9last:y7')",
        b'"[%key:ui::forgot_password::email_9x%]"',
        b"hash('password') == '" + b"5f4dcc3b5aa765d6" + b"1d8327deb882cf99'",
        b"fastcgi_pass uds9:php7_x;",
        b"#pass: action9=fatal",
        b"#pass: action=fatal0",
        b"forgotPasswordColor: '#909fa7'",
        b"A" * 40 + b"Pw " + TOKEN,
    ],
)
def test_names_values_of_options_digests_and_colours_stay(text):
    assert found(text) in ([], [b"action9=fatal"])


def test_a_value_that_only_ends_like_its_name_is_found():
    assert found(b'secret_token = "' + TOKEN + b'"') == [TOKEN]
    assert found(b'<Credential Token="1c8bb1ef-4de7-4c1a-9a3b-2f1d3c5b7a90" />')


def test_a_password_of_a_vector_with_its_hash_stays_in_a_test():
    vector = b'{"salt": "x", "passwd": "' + PASSWORD + b'", "n": 2}'
    assert in_situation(vector, data=True, test=True, made_up=True) == []
    drawn = b'{"passwd": "' + TOKEN + b'", "n": 2}'
    assert in_situation(drawn, data=True, test=True, made_up=True) == [TOKEN]
    assert in_situation(vector, data=True) == [PASSWORD]


def test_a_hash_that_a_test_hands_to_a_function_stays():
    digest = b"9f8c1e7a2b6d4035" * 2
    call = b'ShareToken("' + digest + b'")'
    assert in_situation(call, code=True, test=True) == []
    assert in_situation(call.replace(digest, digest[:16]), code=True, test=True) == []
    assert in_situation(call, code=True) == [digest]


def test_the_next_name_in_a_table_is_no_value():
    uuid = b"0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6"
    table = b'{"x": "SeaPassword",\n"%s": "Oak"}' % uuid
    assert in_situation(table, data=True) == []
    assert in_situation(b'{"SeaPassword": "%s"}' % uuid, data=True) == [uuid]


def test_the_token_of_a_badge_is_for_everybody():
    for before in (b"https://sea.io/v2/badges/21183?token=", b"https://sea.io/a.svg?token="):
        assert found(before + TOKEN + b")") == []
    assert found(b"https://sea.io/v2/charts/21183?token=" + TOKEN + b")") == [TOKEN]


def test_a_type_with_a_number_stays_in_code():
    types = b"_EdPrivateKey = Union[ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey]"
    assert found(types, code=True) == []
    assert found(b"_Sessions = Dict[_TokenID, 'SSHPKCS11Session']", code=True) == []


def test_the_short_name_in_noise_names_nothing():
    noise = b"~aB1%3=F_k-Uj4&7x" * 2 + b"GYzPw:"
    assert found(noise + TOKEN + b" ") == []
    assert found(b"x " * 30 + b"GYzPw:" + TOKEN + b" ") == [TOKEN]


def test_the_next_line_of_a_translation_is_no_password():
    assert found(b"DLG_PASSWORD=Password:\nDLG_PASTE=Paste9x from") == []
    assert found(b"- name: DLG_PASSWORD\n  value: " + TOKEN + b"\n") == [TOKEN]


@pytest.mark.parametrize(
    "before",
    [
        b"https://ci.sea.io/a.svg?style=shield&circle-token=",
        b"https://img.shields.io/codecov/c/github/sea/tide?token=",
        b"https://sea.io/badge?a=b&amp;token=",
    ],
)
def test_a_badge_is_told_by_its_picture(before):
    assert found(before + TOKEN + b"&x") == []
    assert found(
        before.replace(b"svg", b"png").replace(b"shields", b"x").replace(b"badge", b"b")
        + TOKEN
        + b"&x"
    ) == [TOKEN]


def test_the_number_of_a_token_and_a_verb_stay():
    assert found(b'"token_id": "token_FHfn3rIiM1Z8nr"') == []
    assert found(b'"token_ids": "' + TOKEN + b'"') == [TOKEN]
    assert found(b"Pass 'MinimumAge21' policy") == []
