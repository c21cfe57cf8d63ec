"""User names in paths of home directories.  All of them are made up."""

import pytest

from repoloom.transforms.redaction import home_directories
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
