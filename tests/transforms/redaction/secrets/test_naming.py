"""What names say: the word for a secret, and the words that make it something else."""

import pytest

from repoloom.transforms.redaction.secrets import naming


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (b"DB_PASSWORD", "password"),
        (b"administrator_login_password", "password"),
        (b"dbPassword2", "password"),
        (b"auth.clientSecret", "key"),
        (b"x-api-key", "key"),
        (b"ACCESS_TOKEN_VALUE", "key"),
        (b"DB_PASS", "short"),
        (b"smtpPass", "short"),
        (b"WIFI_PSK", "short"),
        (b"creds", "short"),
        (b"compass", ""),
        (b"tokenizer", ""),
        (b"tokens", ""),
        (b"password_length", ""),
        (b"passwordLabel", ""),
        (b"PASSWORD_POLICY", ""),
        (b"publicKeyToken", ""),
        (b"token_type", ""),
        (b"user", ""),
        (b"", ""),
    ],
)
def test_a_name_is_that_of_a_password_a_key_or_neither(name, kind):
    assert naming.kind_of(name) == kind


def test_the_second_word_of_a_name_counts_where_the_first_says_nothing():
    assert naming.kind_of(b"tokens_password") == "password"
    assert naming.kind_of(b"password_url_secret") == "key"


@pytest.mark.parametrize(
    "name",
    [b"token_signature", b"secretHmac", b"secret_key_alg", b"password_cipher", b"passwordKdf"],
)
def test_signatures_and_algorithms_of_a_secret_are_none(name):
    assert naming.kind_of(name) == ""
    assert naming.kind_of(name + b"_of_x_secret") != ""


def test_the_number_of_a_token_is_none():
    for name in (b"token_id", b"tokenId", b"TOKEN_ID", b"tokenID"):
        assert naming.kind_of(name) == ""
    for name in (b"secret_id", b"token_idle", b"tokenIdle"):
        assert naming.kind_of(name) == "key"


@pytest.mark.parametrize(
    "name", [b"hashedToken", b"hash_token", b"PASSWORD_POLICIES", b"passwordHistory"]
)
def test_hashes_rules_and_past_ones_are_none(name):
    assert naming.kind_of(name) == ""


def test_the_digest_of_a_key_is_public():
    for name in (b"sha3_256_hash_of_signing_key", b"digest_of_token", b"fingerprintToken"):
        assert naming.kind_of(name) == ""
    assert naming.kind_of(b"sha3_256_of_signing_key") == "key"
