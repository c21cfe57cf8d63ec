"""Values of Kubernetes' Secrets.  All are made up."""

import base64

import pytest

from repoloom.transforms.redaction.secrets import manifests

VALUE = base64.b64encode(b"sesame-open-7")
HEAD = b"apiVersion: v1\nkind: Secret\nmetadata:\n  name: tide-secret-name\n"


def found(text):
    return [text[span.start : span.end] for span in manifests.find(text)]


@pytest.mark.parametrize("form", [b"%s", b"'%s'", b'"%s"', b"|\n    %s", b">-\n    %s"])
@pytest.mark.parametrize("before", [True, False])
def test_a_value_of_the_data_is_found(form, before):
    data = b"data:\n  # a note\n  extra: " + form % VALUE + b"\n"
    assert found(data + HEAD if before else HEAD + data) == [VALUE]


def test_each_value_is_found_and_what_is_outside_of_the_data_stays():
    text = HEAD + b"data:\n  a: %s\n  b: %s\ntype: T3BhcXVlIHR5cGU=\n" % (VALUE, VALUE[::-1])
    assert found(text) == [VALUE]  # the reverse begins with padding
    text = text.replace(VALUE[::-1], VALUE)
    assert found(text) == [VALUE, VALUE]


@pytest.mark.parametrize(
    "value",
    [
        b"bar",
        b"YmFy",
        b"{{ .Values.password | b64enc }}",
        b"REDACTED_KEY_0123abcd",
        base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIC"),
    ],
)
def test_short_open_and_filled_in_values_stay(value):
    assert found(HEAD + b"data:\n  extra: " + value + b"\n") == []


def test_a_name_of_something_open_stays():
    assert found(HEAD + b"data:\n  username: " + VALUE + b"\n") == []


def test_plain_values_are_judged_as_passwords():
    text = HEAD + b"stringData:\n  a: %s\n  b: sometimes\n" % (b"hunt" + b"er2!x")
    assert found(text) == [b"hunt" + b"er2!x"]


def test_another_kind_and_another_document_stay():
    data = b"data:\n  extra: " + VALUE + b"\n"
    assert found(HEAD.replace(b"Secret", b"ConfigMap") + data) == []
    assert found(HEAD + b"---\nkind: ConfigMap\n" + data) == []
    assert found(HEAD + b"---\nkind: Secret\n" + data) == [VALUE]


@pytest.mark.parametrize(
    ("name", "value"),
    [(b"apiAddress", VALUE), (b"db-username", VALUE), (b"key", base64.b64encode(b"my-password"))],
)
def test_addresses_users_and_words_for_a_password_stay(name, value):
    assert found(HEAD + b"data:\n  " + name + b": " + value + b"\n") == []
    assert found(HEAD + b"data:\n  passcode: " + VALUE + b"\n") == [VALUE]


def test_the_name_of_an_account_is_no_secret():
    text = b"kind: Secret\ndata:\n  azurestorage%s: c2VhLW9hay10aWRl\n"
    assert list(manifests.find(text % b"accountname")) == []
    assert len(list(manifests.find(text % b"accountkey"))) == 1


@pytest.mark.parametrize("kind", ["X509 CRL", "CERTIFICATE", "DH PARAMETERS"])
def test_what_everybody_may_see_stays(kind):
    inner = f"-----BEGIN {kind}-----\\n{'q8Zk' * 20}\\n"
    text = b"kind: Secret\ndata:\n  ca.crl: %s\n" % base64.b64encode(inner.encode())
    assert list(manifests.find(text)) == []
    other = text.replace(base64.b64encode(inner.encode()), base64.b64encode(inner[5:].encode()))
    assert len(list(manifests.find(other))) == 1
