"""User names in paths of home directories.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import home_directories
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span
from tests.transforms.redaction.detecting import anywhere, found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('open("/home/moakhurst/x.txt")', "moakhurst"),
        ("at /Users/m.oakhurst/src/a.py:3", "m.oakhurst"),
        ("C:\\Users\\moakhurst\\x", "moakhurst"),
        ('"C:\\\\Users\\\\moakhurst\\\\x"', "moakhurst"),
        ("C:/Users/moakhurst/x", "moakhurst"),
        ("/home/moakhurst/", "moakhurst"),
    ],
)
@anywhere
def test_a_user_name_in_a_home_directory_is_found(text, value, before, after):
    assert found(home_directories, text, before, after) == [("username", value)]


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
@anywhere
def test_machines_and_routes_stay(text, before, after):
    assert found(home_directories, text, before, after) == []


def test_a_repository_that_is_a_home_directory_names_its_user_in_its_paths():
    path = "home/moakhurst/.bashrc"
    start, end = home_directories.user_in_path(path)
    assert path[start:end] == "moakhurst"
    assert home_directories.user_in_path("home/components/index.ts") is None
    assert home_directories.user_in_path("home/admin/.bashrc") is None
    assert home_directories.user_in_path("src/home/moakhurst/.bashrc") is None


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (b"cat /home/tide/x", True),
        (b"cat /home/tide/x; restart tide now", False),
        (b"cat /home/tide/x  # Tide's", False),
        (b"/home/tide/x github.com/tide/tide", False),
        (b"/home/tide/x github.com/tide/charts tide@shop.io", True),
        (b"/home/tide/x tidewater", True),
    ],
)
def test_a_program_that_the_text_speaks_of_is_no_person(text, person):
    at = text.index(b"tide")
    span = Span(at, at + 4, "username")
    kept = list(home_directories.of_somebody(text, [span], Situation()))
    assert kept == ([span] if person else [])


@pytest.mark.parametrize("line", ["mountPath: /home/oakapp2/x", "COPY a /home/oakley/x"])
def test_where_an_image_is_set_up_the_account_is_its_own(line):
    assert found(home_directories, line) == []


def somebody(text, **situation):
    start = text.index(b"oakhurst")
    span = Span(start, start + 8, "username")
    kept = home_directories.of_somebody(text, [span], Situation(**situation))
    return list(kept) == [span]


def test_a_namespace_says_that_the_name_is_a_program_s():
    assert not somebody(b"/home/oakhurst/x\nnamespace Shop\\Oakhurst\\Build;")
    assert somebody(b"/home/oakhurst/x\nname Shop\\Oakhurst\\Build;")


def test_in_code_a_short_path_in_a_string_shows_what_one_looks_like():
    assert not somebody(b'f("/home/oakhurst/code/a.txt")', code=True)
    assert somebody(b'f("/home/oakhurst/code/shop/a.txt")', code=True)
    assert somebody(b'f("/home/oakhurst/.rbenv")', code=True)
    assert somebody(b"f /home/oakhurst/code/a.txt", code=True)
    assert somebody(b'f("/home/oakhurst/code/a.txt")')


def test_in_strings_of_a_test_s_code_no_path_is_somebody_s():
    deep = b'f("/home/oakhurst/code/shop/a.txt")'
    assert not somebody(deep, code=True, test=True)
    assert somebody(b"# " + deep, code=True, test=True)
    assert somebody(deep, test=True)


@pytest.mark.parametrize(
    "name",
    [
        "foobar",
        "jdoe",
        "j.doe",
        "bazfoo",
        "linux1",
        "centos",
        "ssm-user",
        "abc",
        "model-server",
        "ec-2user",
    ],
)
def test_users_that_stand_for_anybody_stay(name):
    assert found(home_directories, f"/home/{name}/a/b/c.txt") == []
    assert found(home_directories, f"/home/{name}hurst/a/b/c.txt") != []
