"""Safety: what providers answer, and what happens when they do not."""

import hashlib

import pytest

from repoloom.transforms.signals import safety
from repoloom.transforms.signals.safety import CSAM, MALWARE, PROFANITY, URL, Finding


class Broken:
    name = "broken"

    def __init__(self, *categories):
        self.categories = categories

    def tag(self, data, comments):
        raise safety.ProviderUnavailableError("down")


def test_no_provider_finds_nothing():
    assert safety.judge(b"x", [], []) == []


@pytest.mark.parametrize("category", [CSAM, MALWARE])
def test_an_outage_is_a_finding_where_nothing_may_be_missed(category):
    found = safety.judge(b"x", [], [Broken(category)])
    assert found == [Finding(category, 1.0, "broken", "unavailable")]
    assert safety.outcome(found, {}) == category


def test_an_outage_elsewhere_lets_the_file_go_on():
    assert safety.judge(b"x", [], [Broken(PROFANITY, URL)]) == []


def test_a_hash_list():
    digest = hashlib.sha256(b"bad").hexdigest()
    provider = safety.HashList(CSAM, frozenset({digest}), "2024-01")
    assert safety.judge(b"bad", [], [provider]) == [Finding(CSAM, 1.0, "hash_list", "2024-01")]
    assert safety.judge(b"good", [], [provider]) == []


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (b"see https://Bad.test/x", True),
        (b"see http://a.b.bad.test:80", True),
        (b"see https://half.test/evil/x?y", True),
        (b"see https://half.test/evil#z", True),
        (b"see https://half.test/evils", False),
        (b"see https://half.test/", False),
        (b"see https://notbad.test/x", False),
        (b"bad.test", False),
    ],
)
def test_a_url_list(text, listed):
    provider = safety.UrlList(URL, frozenset({b"bad.test", b"half.test/evil"}), "1")
    assert bool(safety.judge(text, [], [provider])) is listed


def test_words_count_in_comments_only():
    provider = safety.WordList(frozenset({b"drat"}), "1", share=0.25)
    found = safety.judge(b"drat drat", [b"Drat, this is bad"], [provider])
    assert found == [Finding(PROFANITY, 0.25, "word_list", "1")]
    assert safety.judge(b"drat drat", [b"dratted code is it"], [provider]) == []
    assert safety.judge(b"drat drat", [], [provider]) == []


def test_a_category_drops_from_its_limit():
    found = [Finding(PROFANITY, 0.3, "word_list", "1")]
    assert safety.outcome(found, {}) == ""
    assert safety.outcome(found, {PROFANITY: 0.31}) == ""
    assert safety.outcome(found, {PROFANITY: 0.3}) == PROFANITY


def test_a_list_has_entries():
    assert safety.read_list("# x\nA.test\n\nb # y\n", "f", safety.ADDRESS) == {"a.test", "b"}
    with pytest.raises(ValueError, match="f has no entry"):
        safety.read_list("# x\n", "f", safety.WORD)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (safety.DIGEST, "0" * 32),  # an MD5
        (safety.DIGEST, "0" * 64 + "  a.png"),  # as sha256sum writes it
        (safety.ADDRESS, "0.0.0.0 bad.test"),  # as a hosts file has it
        (safety.ADDRESS, "||bad.test^"),
        (safety.ADDRESS, "bad.test/a?b=c"),
        (safety.WORD, "two words"),
        (safety.WORD, "half-word"),
    ],
)
def test_a_line_by_which_nothing_could_be_found_is_an_error(form, line):
    with pytest.raises(ValueError, match=f"f line 2 is '.*{form.words}"):
        safety.read_list(f"# x\n{line}\n", "f", form)


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        ("https://Bad.test/", "bad.test"),
        ("http://bad.test:8080/a/", "bad.test/a"),
        ("bad.test/a/b", "bad.test/a/b"),
    ],
)
def test_an_address_of_a_list_may_be_a_whole_one(entry, where):
    assert safety.read_list(entry, "f", safety.ADDRESS) == {where}
    listed = safety.UrlList(URL, frozenset({where.encode()}), "1")
    assert safety.judge(f"https://{where}/c".encode(), [], [listed])


def test_a_provider_says_what_it_can_find():
    lists = (
        safety.HashList(CSAM, frozenset(), "1"),
        safety.UrlList(URL, frozenset(), "1"),
        safety.WordList(frozenset(), "1"),
    )
    assert [tuple(one.categories) for one in lists] == [(CSAM,), (URL,), (PROFANITY,)]


def test_findings_of_all_providers_come_sorted():
    digest = hashlib.sha256(b"https://bad.test").hexdigest()
    lists = (
        safety.HashList(MALWARE, frozenset({digest}), "1"),
        safety.UrlList(URL, frozenset({b"bad.test"}), "1"),
        Broken(MALWARE, CSAM),
    )
    found = safety.judge(b"https://bad.test", [], lists)
    assert [(one.category, one.provider) for one in found] == [
        *((CSAM, "broken"), (URL, "url_list"), (MALWARE, "broken"), (MALWARE, "hash_list"))
    ]
    assert {one.score for one in found} == {1.0}
    assert safety.outcome(found, {URL: 0.5}) == min(CSAM, URL)
    assert safety.outcome(found[1:2], {}) == ""


def test_a_word_list_asks_for_its_share_and_for_one_word_at_least():
    for share, found in ((0.5, 1), (0.51, 0), (0.0, 1)):
        provider = safety.WordList(frozenset({b"drat"}), "1", share=share)
        assert len(safety.judge(b"", [b"drat it"], [provider])) == found
        assert safety.judge(b"", [b"it is"], [provider]) == []
