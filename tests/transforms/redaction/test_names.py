"""Names of people.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import names
from tests.transforms.redaction.detecting import anywhere, found

NAME = "Mirabel " + "Oakhurst"


@pytest.mark.parametrize(
    "form",
    [
        " * @author %s\n",
        "# Author: %s\n",
        "// Created by %s on 1/2/19.\n",
        "-- Written by %s\n",
        "__author__ = '%s'\n",
        "Signed-off-by: %s <m@oak.io>\n",
        '  "contributors": ["%s <m@oak.io>"]\n',
        "- %s <m@oak.io>\n",
        "Copyright (c) 2014 %s (m@oak.io)\n",
    ],
)
@pytest.mark.parametrize(
    "name", [NAME, "Łukasz Ołdak", "J. P. van der Oakhurst", "Anne-Marie McOak", "Жанна Дубова"]
)
@anywhere
def test_a_name_is_found_where_the_text_says_that_it_is_one(form, name, before, after):
    assert set(found(names, form % name, before, after)) == {("name", name)}


@pytest.mark.parametrize(
    "text",
    [
        f"class Of{NAME}: pass\n",
        f"{NAME} went home.\n",
        f'author = "{NAME}"\n',
        "# Author: Acme Software\n",
        "# Author: Oak-Software Mirabel\n",
        "# Author: Oakhurst Inc.\n",
        "# Author: M. O.\n",
        "# Created by Visual Studio\n",
        "// trace stack maintained by Google Test.\n",
        "# author of This File\n",
        "@author TODO\n",
        "Packaging Authority <team@oak.io>\n",
        "x = Foo Bar <a\n",
    ],
)
@anywhere
def test_what_only_looks_like_a_name_stays(text, before, after):
    assert found(names, text, before, after) == []


def test_places_count_bytes_after_letters_beyond_ascii():
    assert found(names, f"é é é\n# ééé Author: {NAME}\n") == [("name", NAME)]


def test_a_character_that_a_window_cuts_stands_for_itself():
    text = f"{'é' * 90}x{' ' * 60}Author: {NAME} <m@oak.io>"
    assert found(names, text) == found(names, "x" + text) == [("name", NAME)]


@pytest.mark.parametrize(
    "name", ["Joe Smith", "Joe Q. Public", "Oak Unit Tests", "Oakhurst Interactive", "Peter Sample"]
)
def test_made_up_people_and_firms_stay(name):
    assert found(names, f"Signed-off-by: {name} <m@oak.io>") == []


def test_a_last_capital_is_of_the_name():
    assert found(names, "// Created by Mirabel OakhursT on 1/2") == [("name", "Mirabel OakhursT")]
    assert found(names, "@author Joe Oakhurst") == [("name", "Joe Oakhurst")]


def test_the_name_of_nobody_is_also_spelt_like_this():
    assert found(names, "From: Joe Blogs <zzz@shop.io>") == []
    assert found(names, "From: Jim Blogs <zzz@shop.io>") == []
    assert found(names, "From: Jan Blogs <zzz@shop.io>") == [("name", "Jan Blogs")]


@pytest.mark.parametrize("field", ['"price": 8.95', '"isbn10": "x"', "'publisher' => 'Oak'"])
def test_the_author_of_a_book_is_public(field):
    record = '{\n  "author": "Hazel Tarn",\n  "title": "Tide",\n  %s\n}'
    assert found(names, record % field) == []
    assert found(names, record % '"license": "x"') == [("name", "Hazel Tarn")]
    assert found(names, "# author: Hazel Tarn\n" + record[2:] % field)[:1] == [
        ("name", "Hazel Tarn")
    ]


@pytest.mark.parametrize(
    "mail", ["bart@example.com", "bart@shop.test", "bart@yourdomain.com", "no-reply@shop.io"]
)
def test_a_name_before_an_address_of_nobody_is_made_up(mail):
    assert found(names, f"> To: Bart Tarn <{mail}>") == []
    assert found(names, f"> To: Bart Tarn ({mail})") == []


def test_a_name_before_an_address_that_is_hidden_is_found():
    line = "Hazel Tarn <979404+hazel@users.noreply.github.com>"
    assert found(names, line) == [("name", "Hazel Tarn")]
    assert found(names, "Hazel Tarn <hazel@shop.io>") == [("name", "Hazel Tarn")]


def test_the_name_of_a_firm_before_its_address_is_nobody_s():
    assert found(names, '"Shop Tides <help@shop.io>"') == []
    assert found(names, '"Hazel Tides <help@shop.io>"') == [("name", "Hazel Tides")]
    assert found(names, '"Hazel Shop <hazel@shop.io>"') == [("name", "Hazel Shop")]


def test_who_invented_an_algorithm_is_known_to_everybody():
    for text in ("// Algorithm created by %s in 1985\n", "/// A stream cipher developed by %s.\n"):
        assert found(names, text % NAME) == []
    for text in ("// The sort was written by %s\n", "# Test suite, created by: %s\n"):
        assert found(names, text % NAME) == [("name", NAME)]
