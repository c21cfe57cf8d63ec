"""Names, phone numbers and user names.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import names

NAME = "Mirabel " + "Oakhurst"


def found(text):
    data = text.encode()
    return [(span.kind, data[span.start : span.end].decode()) for span in names.find(data)]


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
def test_a_name_is_found_where_the_text_says_that_it_is_one(form, name):
    assert set(found(form % name)) == {("name", name)}


@pytest.mark.parametrize(
    "text",
    [
        f"class Of{NAME}: pass\n",
        f"{NAME} went home.\n",
        f'author = "{NAME}"\n',
        "# Author: Acme Software\n",
        "# Created by Visual Studio\n",
        "// trace stack maintained by Google Test.\n",
        "# author of This File\n",
        "@author TODO\n",
        "Packaging Authority <team@oak.io>\n",
        "x = Foo Bar <a\n",
    ],
)
def test_what_only_looks_like_a_name_stays(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("# Tel: 030 9417 2286\n", "030 9417 2286"),
        ("phone: (415) 872-0132\n", "(415) 872-0132"),
        ("// call (415) 872-0132 at night", "(415) 872-0132"),
        ("// +14158720132", "+14158720132"),
        ("# office +44 (0)20 7946 1832", "+44 (0)20 7946 1832"),
        ("# +91 98361 19389", "+91 98361 19389"),
        ("// call +44 20 7946 3817 for help\n", "+44 20 7946 3817"),
        ("# +33 1 42 68 53 07", "+33 1 42 68 53 07"),
    ],
)
def test_a_phone_number_is_found(text, value):
    assert found(text) == [("phone", value)]


@pytest.mark.parametrize(
    "text",
    [
        "x = y +1 234 5\n",
        "phone: 555-0100-555\n",
        "mobile: 1234567890\n",
        "tel = 12\n",
        "matrix +12 -3 +4 5\n",
        "phone_1 = 94172286\n",
    ],
)
def test_what_only_looks_like_a_phone_number_stays(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('open("/home/moakhurst/x.txt")', "moakhurst"),
        ("at /Users/m.oakhurst/src/a.py:3", "m.oakhurst"),
        ("C:\\Users\\moakhurst\\x", "moakhurst"),
        ('"C:\\\\Users\\\\moakhurst\\\\x"', "moakhurst"),
        ("C:/Users/moakhurst/x", "moakhurst"),
    ],
)
def test_a_user_name_in_a_home_directory_is_found(text, value):
    assert found(text) == [("username", value)]


@pytest.mark.parametrize(
    "text",
    [
        "/home/user/x",
        "/home/runner/work/x",
        "C:\\Users\\runneradmin\\x",
        "https://oak.io/home/moakhurst/x",
        "src/home/moakhurst/x",
        '"/home/index/x"',
        "/home/$USER/x",
    ],
)
def test_machines_and_routes_stay(text):
    assert found(text) == []


def test_a_repository_that_is_a_home_directory_names_its_user_in_its_paths():
    path = "home/moakhurst/.bashrc"
    start, end = names.user_in_path(path)
    assert path[start:end] == "moakhurst"
    assert names.user_in_path("home/components/index.ts") is None
    assert names.user_in_path("src/home/moakhurst/.bashrc") is None


def test_places_count_bytes_after_letters_beyond_ascii():
    text = f"é é é\n# ééé Author: {NAME}\n".encode()
    (span,) = names.find(text)
    assert text[span.start : span.end] == NAME.encode()
