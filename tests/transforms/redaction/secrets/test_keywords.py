"""Keys that the name of their provider tells.  All are made up."""

import pytest

from repoloom.transforms.redaction.secrets import keywords
from repoloom.transforms.redaction.situation import Situation

DRAW = b"q8Zk3Lr9Tx2Vb7" + b"Nm4WcYs6Hd5Jf0Gt1Ua9Pe"
HEX = b"0574b9f43978174c" + b"c2cb9a1068681225433c4d71"
UUID = b"12345678-ABCD-ABCD-" + b"ABCD-1234567890AB"


def found(text, **situation):
    located = keywords.find(text, Situation(**situation))
    return [text[span.start : span.end] for span in located]


@pytest.mark.parametrize(
    "form",
    [
        b'cloudflare: "%s"',
        b"contentful=%s\n",
        b'"artifactory", "%s"',
        b"okta := `%s`",
        b"sentry:\n  %s",
    ],
)
def test_a_long_draw_beside_a_provider_is_found(form):
    assert found(form % DRAW) == [DRAW]


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (b'snykToken = "%s"', UUID),
        (b"SNYK_TOKEN: %s\n", UUID),
        (b'const HEROKU_KEY = "%s"', UUID),
        (b"sonar.login=%s\n", b"12345678ABCDEFH1234567890" + b"ABCDEFH12345678"),
        (b"SUMO_ACCESS_ID = '%s'", b"su9OL59b" + b"iWiJu7"),
    ],
)
def test_the_form_that_a_provider_documents_is_found_where_the_name_says_key(form, value):
    assert found(form % value) == [value]
    assert found(form.replace(b"Token", b"").replace(b"_TOKEN", b"_ORG") % b"sometimes-four") == []


@pytest.mark.parametrize(
    "text",
    [
        b"rookTable = " + DRAW,
        b"sumOfAll = " + DRAW,
        b"sentry_commit: " + DRAW,
        b"bitbucket_sha = '" + DRAW + b"'",
        b"sourcegraph: " + HEX,
        b"snyk_org = " + UUID,
        b"cloudflare: 'a-very-long-name-of-a-zone-in-the-north'",
        b"sonar.login=" + b"a" * 40,
        b"jira = " + DRAW[:20],
    ],
)
def test_digests_names_and_parts_of_other_words_stay(text):
    assert found(text) == []


def test_in_a_list_of_packages_nothing_is_looked_for():
    assert found(b"sentry: " + DRAW, locked=True) == []


def test_in_code_a_bare_value_counts_only_where_it_is_no_expression():
    assert found(b"cloudflare = " + DRAW, code=True) == [DRAW]
    assert found(b"cloudflare = make_the_client_of_cloudflare_zones_v2", code=True) == []


def test_a_name_beside_a_provider_s_is_no_key():
    uuid = b"0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6"
    for text, expected in (
        (b'{"x": "SnykToken",\n"%s": "Oak"}', []),
        (b'{"SnykToken": "%s"}', [uuid]),
    ):
        whole = text % uuid
        located = keywords.find(whole, Situation(data=True))
        assert [whole[one.start : one.end] for one in located] == expected
