import pytest

from tests.languages.made import meanings


@pytest.mark.parametrize(
    ("statement", "files", "expected"),
    [
        ("require('a.b')", ["app/a/b.lua", "a/b.lua"], "app/a/b.lua"),
        ("require('a.b')", ["src/a/b/init.lua"], "src/a/b/init.lua"),
        ("require('a.b')", ["other/a/b.lua"], "other/a/b.lua"),
        ("require('a.b')", ["other/a/b/init.lua"], "other/a/b/init.lua"),
        ("require('a.b')", ["x/a/b.lua", "y/a/b.lua"], "x/a/b.lua ambiguous"),
        ("require('a.b')", [], "external"),
        ("require('a')", ["other/a.lua"], "external"),
        ("dofile('a.lua')", ["app/a.lua", "a.lua"], "app/a.lua"),
        ("dofile('a.lua')", ["a.lua"], "a.lua"),
        ("loadfile('../a.lua')", ["a.lua"], "a.lua"),
        ("dofile('a.lua')", ["x/a.lua"], "unresolved"),
    ],
)
def test_where_a_module_is(statement, files, expected):
    (meaning,) = meanings({"app/main.lua": statement + "\n"} | dict.fromkeys(files, "")).values()
    assert meaning == expected
