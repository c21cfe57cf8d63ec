"""Safety providers as settings name them, and what becomes of a file that one of them finds."""

import hashlib
import socket

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.supplied import protection
from repoloom.transforms import ingest
from repoloom.transforms.records import RawFile

BAD = b"x = 1  # a file that a list has\n"


def cleaned(data, path="a.py", **settings):
    providers = protection.providers(config.Ingest(**settings))
    cleaning = ingest.Cleaning(b"", providers=providers, unsafe=protection.DROP)
    return ingest.clean(RawFile("r", path, data), cleaning)


@pytest.fixture
def listed(tmp_path):
    def write(text):
        path = tmp_path / "list"
        path.write_text(text)
        return str(path)

    return write


@pytest.mark.parametrize("name", ["csam_hashes", "malware_hashes"])
def test_of_a_listed_file_name_and_hash_stay(listed, name):
    found = cleaned(BAD, **{name: listed(hashlib.sha256(BAD).hexdigest().upper())})
    assert (found.text, found.reason) == (None, name.partition("_")[0])
    assert found.content == hashlib.sha256(BAD).digest()
    assert cleaned(b"x = 2\n", **{name: listed(hashlib.sha256(BAD).hexdigest())}).text == b"x = 2\n"


def test_a_listed_address(listed):
    assert cleaned(b"# https://bad.test/x\n", unsafe_urls=listed("bad.test")).reason == "listed_url"


def test_words_of_comments_by_their_share(listed):
    text = b"# drat it\ndrat = 1\n"
    assert cleaned(text, profanity=listed("drat")).reason == "profanity"
    assert cleaned(text, profanity=listed("drat"), profanity_share=0.6).reason == ""
    assert cleaned(b"drat = 1\n", profanity=listed("drat")).reason == ""


def test_the_identity_is_that_of_the_content(listed):
    one = protection.identity(config.Ingest(unsafe_urls=listed("a.test")))
    assert one != protection.identity(config.Ingest(unsafe_urls=listed("b.test")))
    assert protection.identity(config.Ingest()) == {}


def test_a_daemon_that_is_not_there_is_an_error_at_once():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(config.ConfigError, match=r"does not answer.*leave out --clamav"):
        cleaned(BAD, clamav=f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"clamav": "localhost"}, "give HOST:PORT"),
        ({"unsafe_urls": "missing"}, "--unsafe_urls missing cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_out(settings, message):
    with pytest.raises(config.ConfigError, match=message):
        cleaned(BAD, **settings)


def test_an_empty_list_is_an_error(listed):
    with pytest.raises(config.ConfigError, match="has no entry"):
        cleaned(BAD, profanity=listed("# none\n"))


def test_public_values_are_given_as_they_are_or_as_digests(listed):
    digest = hashlib.sha256(b"# a value").hexdigest()
    path = listed(f"{digest}\nAIza#Other \n\n")
    found = protection.public_values(config.Ingest(public_values=path))
    assert found >= {hashlib.sha256(value).digest() for value in (b"# a value", b"AIza#Other")}
    assert hashlib.sha256(b"").digest() not in found
    assert protection.public_values(config.Ingest()) == frozenset()


def test_repositories_that_are_left_out(listed):
    chosen = config.Ingest(leave_out=listed("# by mail\nAnna/Shop\nberta/*\n"))
    assert protection.left_out(chosen) == {"anna/shop", "berta"}
    assert protection.left_out(config.Ingest()) == frozenset()
    with pytest.raises(config.ConfigError, match=r"leave_out .* line 1"):
        protection.left_out(config.Ingest(leave_out=listed("a b c\n")))


@pytest.mark.parametrize("address", ["localhost", ":3310", "localhost:", "localhost:port", ""])
def test_an_address_has_a_host_and_a_port(address):
    if not address:
        assert protection.providers(config.Ingest(clamav=address)) == ()
        return
    with pytest.raises(config.ConfigError, match=f"--clamav is '{address}'; give HOST:PORT"):
        protection.providers(config.Ingest(clamav=address))


def test_every_list_is_a_provider_of_its_own_category(tmp_path):
    for name, text in (("hashes", "0" * 64), ("words", "drat")):
        (tmp_path / name).write_text(text)
    hashes, words = str(tmp_path / "hashes"), str(tmp_path / "words")
    chosen = config.Ingest(
        csam_hashes=hashes, malware_hashes=hashes, unsafe_urls=words, profanity=words
    )
    assert [type(one).__name__ for one in protection.providers(chosen)] == [
        "HashList", "HashList", "UrlList", "WordList",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["csam_hashes", "malware_hashes", "unsafe_urls", "profanity"])
def test_a_line_that_is_no_entry_is_named_with_the_way_out(listed, name):
    with pytest.raises(config.ConfigError, match=rf"--{name} .* line 2 is 'no entry \?'; give "):
        protection.providers(config.Ingest(**{name: listed("# of 2026\nno entry ?\n")}))


def test_a_mark_of_byte_order_is_no_part_of_a_list(listed):
    digest = hashlib.sha256(BAD).hexdigest()
    assert cleaned(BAD, csam_hashes=listed("\ufeff" + digest)).reason == "csam"
    assert protection.left_out(config.Ingest(leave_out=listed("\ufeffanna\n"))) == {"anna"}
