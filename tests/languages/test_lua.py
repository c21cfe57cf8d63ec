import pytest

from tests.languages.made import meanings, outline_of


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
        ("require('./a')", ["a.lua"], "a.lua"),
        ("require('main')", [], "external"),
        ("require('main')", ["lua/main/init.lua"], "lua/main/init.lua"),
        ("require('a')", ["app/a.lua", "lua/a.lua"], "lua/a.lua"),
        ("dofile('a.lua')", ["app/a.lua", "a.lua"], "app/a.lua"),
        ("dofile('a.lua')", ["a.lua"], "a.lua"),
        ("loadfile('../a.lua')", ["a.lua"], "a.lua"),
        ("dofile('a.lua')", ["x/a.lua"], "unresolved"),
        ("include('a.lua')", ["app/a.lua"], "app/a.lua"),
        ("include('a.lua')", [], "external"),
        ("import 'a'", ["app/a.lua"], "app/a.lua"),
        ("require(... .. '.a')", ["app/main/a.lua", "app/a.lua"], "app/main/a.lua inexact"),
        ("require(path .. 'a')", ["app/a.lua"], "app/a.lua inexact"),
        ("require(... .. '.a')", ["a.lua"], "external"),
    ],
)
def test_where_a_module_is(statement, files, expected):
    (meaning,) = meanings({"app/main.lua": statement + "\n"} | dict.fromkeys(files, "")).values()
    assert meaning == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require'x'.setup{}", [("x", "require", "")]),
        ("require('x').setup({})", [("x", "require", "")]),
        ("require('x'):go()", [("x", "require", "")]),
        ("return { a = require('x'), require 'y' }", [("x", "require", ""), ("y", "require", "")]),
        ("return require('x')(1)", [("x", "require", "")]),
        ("require [==[x]==]", [("x", "require", "")]),
        ("local ok, m = pcall(require, 'x')", [("x", "require", "m")]),
        ("if not pcall(require, 'x') then end", [("x", "require", "")]),
        ("xpcall(require, print, 'x')", [("x", "require", "")]),
        ("pcall(dofile, 'x.lua')", [("x.lua", "dofile", "")]),
        ("local m = utils.safe_require('x')", [("x", "require", "m")]),
        ("f(function() require('x').find() end)", [("x", "require", "")]),
        ("local a, b = require('x'), require('y')", [("x", "require", ""), ("y", "require", "")]),
        ("require(p .. '.x')", [(".x", "joined", "")]),
        ("require('x' .. p)", []),
        ("print('x')", []),
        ("pcall(f, 'x')", []),
        ("-- require('x')", []),
    ],
)
def test_what_a_call_states(text, expected):
    found = outline_of("a.lua", text + "\n").imports
    assert [(each.module, each.kind, each.bound) for each in found] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"set.lua": "package.path = package.path .. ';./code/?.lua'\n"}, "code/gfx.lua"),
        ({"x/set.lua": "package.path = '../code/?.lua;' .. package.path\n"}, "code/gfx.lua"),
        ({"set.lua": "package.path = './?.lua'\n"}, "external"),
        ({"set.lua": "print('./code/?.lua')\n"}, "external"),
        ({".busted": 'return { default = { lpath = "./code/?.lua" } }\n'}, "code/gfx.lua"),
        ({"a-1.rockspec": 'modules = { gfx = "code/gfx.lua" }\n'}, "code/gfx.lua"),
        ({"a-1.rockspec": 'modules = { ["gfx"] = "code/gfx.lua" }\n'}, "code/gfx.lua"),
        ({"a-1.rockspec": 'modules = { gfx = "code/none.lua" }\n'}, "external"),
    ],
)
def test_roots_that_a_path_or_a_rockspec_names(files, expected):
    made = {"game/main.lua": "require 'gfx'\n", "code/gfx.lua": ""} | files
    assert meanings(made) == {"gfx": expected}
