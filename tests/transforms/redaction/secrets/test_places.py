"""Secrets by the place they stand at: URLs, headers, commands, calls.  All values are made up."""

import base64

import pytest

from repoloom.transforms.redaction import spans
from repoloom.transforms.redaction.secrets import places
from repoloom.transforms.redaction.situation import Situation

TOKEN = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"
PASSWORD = b"hunt" + b"er2!x"
DRAW = b"hW7#" + b"kq2_Zr9=m"


def found(text, *, code=False, made_up=False):
    located = places.find(text, Situation(code=code, made_up=made_up))
    return [text[span.start : span.end] for span in spans.merge(located)]


@pytest.mark.parametrize(
    "form",
    [
        b"Authorization: Bearer %s\n",
        b"h = {'Authorization': '%s'}",
        b"https://chat.company.io/webhooks/%s",
        b"tool login --api-token %s\n",
        b"ENV SERVICE_TOKEN %s\n",
        b"git clone https://%s@git.company.io/a.git",
        b"git clone https://x-access-token:%s@git.company.io/a.git",
    ],
)
def test_a_token_is_found(form):
    assert found(form % TOKEN) == [TOKEN]


@pytest.mark.parametrize(
    "form",
    [
        b"Server=db;User Id=app;Password=%s;",
        b"postgres://app:%s@db.company.io/main",
        b"mysql -u root -p%s tides < dump.sql",
        b"mysqldump --host db -p'%s' tides",
        b'run(["mysql", "-u", "root", "-p%s"])',
        b"sshpass -p %s ssh harbour",
        b"docker login -u app -p %s registry.company.io",
        b"echo '%s' | docker login -u app --password-stdin",
        b"echo app:%s | sudo chpasswd",
        b"redis-cli -h db -a %s ping",
        b"ldapsearch -x -D cn=app -w %s",
        b"keytool -list -keystore a.jks -storepass %s",
        b"openssl rsa -passin pass:%s -in a.key",
        b"smbclient //host/share -U app%%%s",
        b"CREATE USER app IDENTIFIED BY '%s';",
        b"ALTER ROLE app WITH ENCRYPTED PASSWORD '%s';",
        b"requirepass %s\n",
        b"db.company.io:5432:main:app:%s\n",
        b"machine company.io login app password %s\n",
        b"requests.get(u, auth=('app', '%s'))",
        b"get(u, { auth: 'app:%s' })",
        b"auth => ['app', '%s'],",
    ],
)
def test_a_password_is_found(form):
    assert found(form % PASSWORD) == [PASSWORD]


@pytest.mark.parametrize(
    "form",
    [
        b'connect("db", "app", "%s")',
        b"s.login('app', '%s')",
        b'r.SetBasicAuth("app", "%s")',
        b'c.basic_auth("app", Some("%s"))',
        b'new NetworkCredential("app", "%s")',
        b'DriverManager.getConnection(url(), "app", "%s")',
        b"new PDO($dsn, 'app', '%s')",
        b'WiFi.begin("harbour", "%s")',
        b"new PDO('mysql:host=sea', 'app', '%s')",
        b'mysqli_connect("localhost", "app", "%s", "tides")',
    ],
)
def test_among_the_arguments_of_a_call_a_draw_is_a_password(form):
    assert found(form % DRAW) == [DRAW]
    assert found(form % b"north-east") == []
    assert found(form % b"c0a80b1e-2c9a-43a1-8485-4c04c4011ae1") == []


@pytest.mark.parametrize("code", [True, False])
def test_a_password_of_a_connection_string_is_found_in_code_too(code):
    text = b'connect("Server=db;User Id=app;Password=%s;")' % PASSWORD
    assert found(text, code=code)[-1:] == [PASSWORD]
    assert found(text.replace(PASSWORD, b"password"), code=code) == []


def test_curl_takes_user_and_password():
    assert found(b"curl -s -u app:%s https://api.company.io" % PASSWORD) == [b"app:" + PASSWORD]


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


def test_the_worst_password_on_a_real_host_is_one():
    assert found(b"https://root:password@db.shop.io/") == [b"password"]


@pytest.mark.parametrize(
    "text",
    [
        b"http://user:pass@host.io/",
        b"http://app:s3cret@localhost:8080/",
        b"http://app:s3cret@example.com/",
        b"http://app:hunter2x@localhost:8080/",
        b"http://root:password@db/",
        b"curl -u user:password https://a.io",
        b'curl -u "$USER:$PASS" https://a.io',
        b'"Authorization": "Basic VXNlcm5hbWU6UGFzc3dvcmQ="',
        b"http://user:password@192.168.16.1:10",
        b"http://user:pass@shop.io/",
        b"http://user:p%40ss@shop.io/",
        b"http://[user]:[secret]@shop.io/",
        b"http://x-auth:my-access-token@shop.io/",
        b"http://token:MY_SHOP_TOKEN@shop.io/",
        b"http://u:%60%7B%7D@shop.io/",
        b"mkdir -p out/charts && mysql -u root -p",
        b"find . -name mysql -printf '%f'",
        b"mysql --port=3306 -path",
        b"docker run -p 8080:80 app",
        b"mysql -u root -p$MYSQL_PASSWORD",
        b"get(u, params=('north', 'south-east'))",
        b"k8s.io/pkg-credentialprovider v0.0.0-20200107171650-7c61ffa44238/go.mod h1:Jw",
        b"root:x:0:0:root:/root:/bin/bash",
        b"git clone https://tide@git.company.io/tide/open.git",
        b"credentials('498b4638-2d02-4ce5-832d-8a57d01d97ab')",
    ],
)
def test_words_templates_and_places_of_other_things_stay(text):
    assert found(text) == []


def test_where_values_are_made_up_only_a_draw_is_one():
    for form in (b"https://app:%s@db.company.io/", b"get(u, auth=('app', '%s'))", b"mysql -p%s"):
        assert found(form % b"nothing!7x", made_up=True) == []
        assert found(form % b"nothing!7x") == [b"nothing!7x"]
        assert found(form % DRAW, made_up=True) == [DRAW]


def test_authors_and_arguments_of_another_name_stay():
    assert found(b'"authors": ["Oak", "meat9ball!3"]') == []
    assert found(b'"auth": ["Oak", "meat9ball!3"]') == [b"meat9ball!3"]
    call = b"stored_credential(:used, %s: '" + DRAW + b"')"
    assert found(call % b"password") == [DRAW]
    assert found(call % b"order_id") == []


def test_a_password_that_is_the_user_s_name_is_a_default():
    assert found(b"postgresql://tide:tide@db.shop.io/tide") == []
    assert found(b"postgresql://tide:tidal@db.shop.io/tide") == [b"tidal"]


def test_the_name_of_a_redis_setting_in_prose_has_no_value():
    assert found(b'# (using the "requirepass" configuration') == []
    assert found(b"requirepass " + PASSWORD) == [PASSWORD]
    assert found(b'["requirepass", "' + PASSWORD + b'"]') == [PASSWORD]


@pytest.mark.parametrize("host", [b"api.example.com", b"api.shop.test", b"localhost:8080"])
def test_what_curl_sends_to_a_host_that_is_nowhere_has_to_be_a_draw(host):
    form = b"curl -u tide:%s https://" + host + b"/x"
    assert found(form % PASSWORD) == []
    assert found(form % DRAW) == [b"tide:" + DRAW]
    assert found(b"curl -u tide:%s https://api.shop.io/x" % PASSWORD) == [b"tide:" + PASSWORD]


def test_algorithms_in_a_list_of_a_login_stay():
    call = b"connect('harbour.io', %s=['" + DRAW + b"'])"
    assert found(call % b"encryption_algs") == []
    assert found(call % b"passwords") == [DRAW]


def test_the_end_of_another_word_is_no_web_hook():
    assert found(b"https://github.com/sea/lefthook/releases/tide_2.1.11_Windows_x86_64.gz") == []
    for hook in (b"hook", b"webhook", b"web-hooks"):
        assert found(b"https://sea.io/api/" + hook + b"/" + TOKEN) == [TOKEN]


def test_the_account_of_a_database_s_manual_has_no_secret():
    assert found(b"oracle+oracledb://scott:tiger@sea.io/x") == []
    assert found(b"oracle+oracledb://oak:tiger@sea.io/x") == [b"tiger"]
