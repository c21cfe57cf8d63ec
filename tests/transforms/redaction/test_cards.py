"""Payment card numbers.  All are published for tests, or made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction import cards
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span
from tests.transforms.redaction.detecting import anywhere, found

TEST_NUMBER = "4532" + "0151" + "1283" + "0366"


@pytest.mark.parametrize(
    "number", [TEST_NUMBER, "4532-0151-1283-0366", "3714 496353 98431", "3056 930902 5904"]
)
@anywhere
def test_a_card_number_is_found(number, before, after):
    assert found(cards, f"card: '{number}'", before, after) == [("card", number)]
    assert found(cards, number, before, after) == [("card", number)]


def sum_of_luhn(number):
    """The sum of ISO/IEC 7812, digit by digit from the right."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total


def with_check_digit(number):
    return f"{number}{-sum_of_luhn(number + '0') % 10}"


@given(st.from_regex(r"4[0-9]{15}", fullmatch=True, alphabet="0123456789"))
def test_a_number_of_an_issuer_is_found_if_its_check_digit_is_right(number):
    right = sum_of_luhn(number) % 10 == 0
    assert found(cards, number) == ([("card", number)] if right else [])
    mended = with_check_digit(number[:-1])
    assert found(cards, f"'{mended}'") == [("card", mended)]


@given(st.text("0123456789", min_size=14, max_size=14))
def test_no_other_prefix_is_an_issuer_s(rest):
    assert found(cards, with_check_digit("7" + rest)) == []


@pytest.mark.parametrize(
    "text",
    [
        "4532015112830367",
        "x" + TEST_NUMBER,
        "0." + TEST_NUMBER,
        TEST_NUMBER + "0",
        TEST_NUMBER + "-1",
        "1111111111111117",
        f"[{TEST_NUMBER}, 1748503543012]",
        f"[1748503543012, {TEST_NUMBER}]",
        f"{{1748503543012: [{TEST_NUMBER}]}}",
    ],
)
@anywhere
def test_other_numbers_stay(text, before, after):
    assert found(cards, text, before, after) == []


@pytest.mark.parametrize(("blanks", "values"), [(24, []), (25, [("card", TEST_NUMBER)])])
def test_a_neighbour_in_a_table_is_at_most_24_blanks_away(blanks, values):
    assert found(cards, f"[1748503543012,{' ' * blanks}{TEST_NUMBER}]") == values
    assert found(cards, f"[{TEST_NUMBER},{' ' * blanks}1748503543012]") == values


def test_a_number_of_ten_digits_is_as_good_a_neighbour():
    assert found(cards, f"1748503543,{TEST_NUMBER}") == []
    assert found(cards, f"174850354,{TEST_NUMBER}") == [("card", TEST_NUMBER)]


def kept(text, **situation):
    at = text.index(b"4")
    span = Span(at, at + len(text[at:].split(b'"')[0].split(b")")[0]), "card")
    return list(cards.of_somebody(text, [span], Situation(**situation))) == [span]


def test_in_code_an_integer_and_a_string_without_a_word_for_cards_stay():
    number = TEST_NUMBER.encode()
    assert kept(b'x = "' + number + b'"')
    assert not kept(b'x = "' + number + b'"', code=True)
    assert not kept(b"assert card == f(" + number + b")", code=True)
    assert kept(b'card_number = "' + number + b'"', code=True)
    assert kept(b'x = "4532-0151-1283-0366"', code=True)
    assert not kept(b'card_number = "' + number + b'"', code=True, test=True)
    assert not kept(b'{"discarded": "' + number + b'"}', data=True)


@pytest.mark.parametrize("text", ["5001 5002 5003 8053 8055", "67698703 67698713", "4242" * 4])
def test_lists_of_ports_odd_groups_and_repetitions_are_none(text):
    assert found(cards, text) == []


CARD = b"4532-0151-1283-0366"


def test_in_a_document_or_a_drawing_a_word_for_cards_stands_before_one():
    for situation in ({"made_up": True}, {"markup": True}):
        assert not kept(b"M 0 Q 4532 0151 1283 0366", **situation)
        assert not kept(b'x = "' + CARD + b'"', made_up=True)
        assert kept(b'card: "' + CARD + b'"', **situation)


@pytest.mark.parametrize("number", ["4111111111111111", "4263970000005262", "378282246310005"])
def test_published_numbers_stay_in_a_known_language(number):
    line = f'card_number = "{number}"'.encode()
    span = Span(15, 15 + len(number), "card")
    assert not list(cards.of_somebody(line, [span], Situation(code=True)))
    assert list(cards.of_somebody(line, [span], Situation())) == [span]


def test_a_text_about_the_check_digit_has_none():
    assert not kept(b'the Luhn formula; card "' + CARD + b'"', made_up=True)
    assert kept(b'the usual formula; card "' + CARD + b'"', made_up=True)
