"""Phone numbers.  All of them are made up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction import phones
from tests.transforms.redaction.detecting import anywhere, found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("# Tel: 030 9417 2286\n", "030 9417 2286"),
        ("phone: (415) 872-0132\n", "(415) 872-0132"),
        ("fax no. 9417 2286 x", "9417 2286"),
        ("fax: 2020 2323\n", None),
        ("fax: 2120 2323\n", "2120 2323"),
        ("fax: 7123 4607\n", "7123 4607"),
        ("tel: 94 1722 860 33 1 58\n", "94 1722 860 33 1 58"),
        ("// call (415) 872-0132 at night", "(415) 872-0132"),
        ("// +14158720132", "+14158720132"),
        ("# office +44 (0)20 7946 1832", "+44 (0)20 7946 1832"),
        ("# +91 98361 19389", "+91 98361 19389"),
        ("// call +44 20 7946 3817 for help\n", "+44 20 7946 3817"),
        ("# +33 1 42 68 53 07", "+33 1 42 68 53 07"),
    ],
)
@anywhere
def test_a_phone_number_is_found(text, value, before, after):
    expected = [("phone", value)] if value else []
    assert found(phones, text, before, after) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x = y +1 234 5\n",
        "phone: 555-0100-555\n",
        "phone: 415-555-0182\n",
        "mobile: 1234567890\n",
        "mobile: 6789 0123\n",
        "fax: 9 12345 60\n",
        "fax: 941 7228\n",
        "fax: 1941 7228 6033 1589\n",
        "fax: 2020 2121\n",
        "tel = 12\n",
        "matrix +12 -3 +4 5\n",
        "phone_1 = 94172286\n",
    ],
)
@anywhere
def test_what_only_looks_like_a_phone_number_stays(text, before, after):
    assert found(phones, text, before, after) == []


@given(st.text("02346789", min_size=4, max_size=16))
def test_a_number_with_a_label_has_8_to_15_digits_four_of_them_different(digits):
    spaced = f"{digits[:4]} {digits[4:]}".strip()
    counted = digits in "01234567890123456789"
    again = re.search(r"(.{3,})\1", digits)
    dated = re.search(r"\b20[0-9]{2}(0[1-9])(0[1-9]|2[0-9]|30)", spaced)
    many = 8 <= len(digits) <= 15 and len(set(digits)) >= 4
    likely = many and not (counted or again or dated)
    assert found(phones, f"tel: {spaced}") == ([("phone", spaced)] if likely else [])


@pytest.mark.parametrize(
    "text", ["tel: 2021-01-29", "fax 29.01.2021", "phone: 20210129173000", "+1 519 867 5309"]
)
def test_dates_and_the_number_of_a_song_are_none(text):
    assert found(phones, text) == []


@pytest.mark.parametrize("digits", ["4151234417", "1231231234", "9876540132", "+821023456789"])
def test_numbers_that_count_or_say_themselves_twice_stay(digits):
    expected = [("phone", digits)] if digits == "4151234417" else []
    assert found(phones, f"tel: {digits}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "+14 152 8720 132 -33 12",
        "-12 +14 152 8720 132",
        "[+14158720132, -14158720133]",
        "(-3,+14158720132)",
    ],
)
def test_beside_a_negative_number_a_signed_one_is_no_phone(text):
    assert found(phones, text) == []
    assert found(phones, text.replace("-", "x")) != []


@pytest.mark.parametrize(
    "text", ["+22.058730 +198.0130.0   0.0", "+96.834900   +1.0 70.0 74.1", "+1.0 70.0 74.1 +0.000"]
)
def test_among_decimals_with_a_sign_a_number_is_none(text):
    assert found(phones, text) == []


def test_a_bracket_that_nothing_closes_is_no_part():
    assert found(phones, "Phone: (201) 389-8963 (9-17 EST)") == [("phone", "(201) 389-8963")]
