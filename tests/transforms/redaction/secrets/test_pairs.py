"""Secrets whose name stands in another field.  All values are made up."""

import pytest

from repoloom.transforms.redaction import spans
from repoloom.transforms.redaction.secrets import pairs
from repoloom.transforms.redaction.situation import Situation

DRAW = b"hW7#" + b"kq2_Zr9=m"
TOKEN = b"q8Zk3Lr9" + b"Tx2Vb7Nm4Wc"

FORMS = [
    b"{ key: 'NAME', value: '%s' }",
    b"{ value: '%s', key: 'NAME' }",
    b'{"name": "NAME", "value": "%s"}',
    b'{\n  "key": "NAME",\n  "type": "text",\n  "value": "%s"\n}',
    b"{'name': 'NAME', 'value': '%s'}",
    b'{ name = "NAME", value = "%s" }',
    b"[:key => 'NAME', :value => '%s']",
    b"['name' => 'NAME', 'value' => '%s']",
    b'EnvVar{Name: "NAME", Value: "%s"}',
    b'Env { name: "NAME".into(), value: Some("%s".into()) }',
    b'.name("NAME").value("%s")',
    b'mapOf("key" to "NAME", "value" to "%s")',
    b"- name: NAME\n  value: %s\n",
    b'- name: "NAME"\n  value: "%s"\n',
    b"ParameterKey=NAME,ParameterValue=%s",
    b'<add key="NAME" value="%s" />',
    b'<add value="%s" key="NAME" />',
    b'<property name="NAME">\n  <value>%s</value>',
    b'<param name="NAME">%s</param>',
    b'<setting name="NAME" serializeAs="String"><value>%s</value></setting>',
    b'<entry key="NAME"><![CDATA[%s]]></entry>',
]


def found(text, **situation):
    merged = spans.merge(pairs.find(text, Situation(**situation)))
    return [(span.kind, text[span.start : span.end]) for span in merged]


@pytest.mark.parametrize("form", FORMS)
def test_the_value_beside_the_name_of_a_secret_is_found(form):
    assert found(form.replace(b"NAME", b"DB_PASSWORD") % DRAW) == [("password", DRAW)]
    assert found(form.replace(b"NAME", b"apiToken") % TOKEN) == [("key", TOKEN)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"DB_USER", DRAW),
        (b"passwordLabel", b"Your_password"),
        (b"PASSWORD_FILE", b"/run/secrets/db1"),
        (b"DB_PASSWORD", b"${DB_PASSWORD}"),
        (b"DB_PASSWORD", b"password"),
        (b"apiToken", b"api_token_2"),
    ],
)
def test_what_is_beside_another_name_or_no_secret_stays(form, name, value):
    assert found(form.replace(b"NAME", name) % value) == []


def test_a_name_without_a_value_does_not_take_that_of_the_next():
    for border in (b"\n", b"\n  valueFrom:\n    secretKeyRef: a\n"):
        text = b"- name: DB_PASSWORD" + border + b"- name: OTHER\n  value: %s\n" % TOKEN
        assert found(text) == []
    assert found(b"[{ key: 'password' }, { key: 'user', value: '%s' }]" % TOKEN) == []


def test_a_name_below_its_value_takes_none_of_another_entry():
    text = b"- name: PORT\n  value: harbour1234\n- value: %s\n  name: API_TOKEN\n" % TOKEN
    assert found(text) == [("key", TOKEN)]
    assert found(text.replace(b"\n", b"\r\n")) == [("key", TOKEN)]


def test_in_code_a_bare_value_is_an_expression_unless_it_is_drawn():
    form = b"f(name='DB_PASSWORD', value=%s)"
    assert found(form % b"default_value2", code=True) == []
    assert found(form % (TOKEN * 2), code=True) == [("password", TOKEN * 2)]


def test_where_values_are_made_up_only_a_draw_counts():
    form = b"{ key: 'password', value: '%s' }"
    assert found(form % b"sesame!7x") == [("password", b"sesame!7x")]
    assert found(form % b"sesame!7x", made_up=True) == []
    assert found(form % DRAW, made_up=True) == [("password", DRAW)]
