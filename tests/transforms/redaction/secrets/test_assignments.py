"""Secrets by what they are assigned to.  All values are made up."""

import base64

import pytest

from repoloom.transforms.redaction.secrets import assignments

TOKEN = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"
PASSWORD = b"hunt" + b"er2!x"


def found(text, *, code=False):
    return [text[span.start : span.end] for span in assignments.find(text, code=code)]


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
        b"Authorization: Bearer %s\n",
        b'-H "X-Api-Key: %s"',
        b'client.setToken("%s")',
        b"tool login --api-token %s\n",
        b"ENV SERVICE_TOKEN %s\n",
        b"<key>ServiceToken</key>\n\t<string>%s</string>",
        b"https://chat.company.io/webhooks/%s",
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
        b"Server=db;User Id=app;Password=%s;",
        b"postgres://app:%s@db.company.io/main",
    ],
)
def test_a_password_is_found(form):
    assert set(found(form % PASSWORD)) == {PASSWORD}


@pytest.mark.parametrize("code", [True, False])
def test_a_password_of_a_connection_string_is_found_in_code_too(code):
    text = b'connect("Server=db;User Id=app;Password=%s;")' % PASSWORD
    assert found(text, code=code)[-1:] == [PASSWORD]
    assert found(text.replace(PASSWORD, b"password"), code=code) == []


def test_curl_takes_user_and_password():
    assert found(b"curl -s -u app:%s https://api.company.io" % PASSWORD) == [b"app:" + PASSWORD]


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
        b"http://user:pass@host.io/",
        b"http://app:s3cret@localhost:8080/",
        b"http://app:s3cret@example.com/",
        b"http://app:hunter2x@localhost:8080/",
        b"http://root:password@db/",
        b"curl -u user:password https://a.io",
        b'curl -u "$USER:$PASS" https://a.io',
        b"sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
    ],
)
def test_words_templates_and_references_stay(text):
    assert found(text) == []


@pytest.mark.parametrize("end", [b'"', b"'", b"\\n"])
def test_an_expression_in_code_stays_and_an_assignment_in_its_string_does_not(end):
    assert found(b"api_token = " + TOKEN, code=True) == []
    assert found(b"api_token = " + TOKEN + b" + end", code=True) == []
    assert found(b"call('API_TOKEN=" + TOKEN + end, code=True) == [TOKEN]
    for quote in (b'"', b"'", b"`", b'\\"'):
        assert found(b"api_token = " + quote + TOKEN + quote, code=True) == [TOKEN]


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


def test_the_base64_of_user_and_password_is_judged_by_the_password():
    basic = base64.b64encode(b"app:" + PASSWORD)
    assert found(b"Authorization: Basic " + basic + b"\n") == [basic]
    for pair in (b"app:password", b"app:${PASSWORD}"):
        assert found(b"Authorization: Basic " + base64.b64encode(pair) + b"\n") == []


def test_a_quote_inside_of_what_curl_takes_stays():
    for quote in (b'"', b"'"):
        text = b"curl -u app:" + quote + PASSWORD + quote + b" https://api.company.io"
        assert found(text) == [PASSWORD]
    assert found(b"curl -u %s: https://api.company.io" % TOKEN) == [TOKEN + b":"]


def test_a_path_of_a_web_hook_is_one_secret():
    path = b"T0AB9/" + TOKEN
    assert found(b"https://company.io/api/hooks/" + TOKEN + b"/" + path) == [TOKEN + b"/" + path]


@pytest.mark.parametrize(
    "text",
    [
        b'<a class="token" href="#/s:9Shop22ItemSerializerC16dataPreprocessor18emptyResponse">',
        b'<span class="token" id="a1B2c3D4e5F6g7H8">',
        b'{"token": "#/definitions/a1B2c3D4e5F6g7H8"}',
        b'"Authorization": "Basic VXNlcm5hbWU6UGFzc3dvcmQ="',
        b"http://user:password@192.168.16.1:10",
        b"http://user:pass@shop.io/",
        b"http://user:p%40ss@shop.io/",
        b"http://[user]:[secret]@shop.io/",
        b"http://x-auth:my-access-token@shop.io/",
        b"http://token:MY_SHOP_TOKEN@shop.io/",
        b"http://u:%60%7B%7D@shop.io/",
        b'"password": "%F0%9F%92%A9"',
    ],
)
def test_attributes_fragments_and_stand_in_pairs_stay(text):
    assert found(text) == []


def test_the_worst_password_on_a_real_host_is_one():
    assert found(b"https://root:password@db.shop.io/") == [b"password"]
