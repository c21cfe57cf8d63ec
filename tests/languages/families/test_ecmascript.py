import pytest

from repoloom import languages
from tests.languages.made import outline_of


def read(text, path="a.ts"):
    fields = ("module", "name", "bound", "kind", "conditional", "reexport")
    defaults = languages.Import("")
    return [
        {
            field: value
            for field in fields
            if (value := getattr(one, field)) != getattr(defaults, field)
        }
        for one in outline_of(path, text + "\n").imports
    ]


def imported(module, **more):
    return {"module": module} | more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import "a"', [imported("a")]),
        ('import a from "b"', [imported("b", name="default", bound="a")]),
        ('import * as a from "b"', [imported("b", name="*", bound="a")]),
        (
            'import a, {b, c as d} from "e"',
            [
                imported("e", name="default", bound="a"),
                imported("e", name="b", bound="b"),
                imported("e", name="c", bound="d"),
            ],
        ),
        ('import type {A} from "b"', [imported("b", name="A", bound="A", conditional=True)]),
        ('export * from "a"', [imported("a", name="*", reexport=True)]),
        ('export * as b from "a"', [imported("a", name="*", reexport=True)]),
        ('export {a as b} from "c"', [imported("c", name="a", reexport=True)]),
        ('export type {A} from "c"', [imported("c", name="A", conditional=True, reexport=True)]),
        ('import a = require("b")', [imported("b", name="*", bound="a")]),
        ('export import a = require("b")', [imported("b", name="*", reexport=True)]),
        ("import a = b.c", []),
        ('const a = require("b")', [imported("b", bound="a", kind="require")]),
        ('const a = require("b").c', [imported("b", bound="a", kind="require")]),
        ('const a = await import("b")', [imported("b", bound="a", kind="require")]),
        ('require("b")', [imported("b", kind="require")]),
        (
            'const {a, b: c, d: {e}} = require("f")',
            [imported("f", bound="a", kind="require"), imported("f", bound="c", kind="require")],
        ),
        (
            "const a = f(() => g(() => h(require('b'))))",
            [imported("b", kind="require", conditional=True)],
        ),
        ("import(/* chunk */ `b`)", [imported("b", kind="require")]),
        ("import(`b/${c}`)", []),
        ("import(b)", []),
        ("require(b)", []),
        ('load("b")', []),
        ('import " a "', [imported("a")]),
    ],
)
def test_what_a_statement_states(text, expected):
    assert read(text) == expected


def test_the_three_languages_share_all_but_name_files_grammar_and_query():
    specs = [languages.SPECS[name] for name in ("javascript", "tsx", "typescript")]
    own = {"name", "extensions", "filenames", "interpreters", "grammar", "query", "read"}
    shared = [{key: value for key, value in vars(spec).items() if key not in own} for spec in specs]
    assert shared[0] == shared[1] == shared[2]
    assert len({spec.grammar for spec in specs}) == 3


def modules(text, path="a.ts"):
    return [(one.module, one.kind) for one in outline_of(path, text + "\n").imports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('/// <reference path="./a.d.ts" />', [("./a.d.ts", "path")]),
        ("///<reference path='a.ts'/>", [("a.ts", "path")]),
        ('// c\n/* d */\n/// <reference types="node" />', [("node", "types")]),
        ('/// <reference preserve="true" types="x" />', [("x", "types")]),
        ('#!/usr/bin/env node\n/// <reference path="a" />', [("a", "path")]),
        ('/// <reference lib="dom" />', []),
        ('//// <reference path="a" />', []),
        ('// <reference path="a" />', []),
        ('let x = 1;\n/// <reference path="a" />', []),
        ('let x = 1;\n// c\n/// <reference path="a" />', []),
        ('function f() {\n/// <reference path="a" />\n}', []),
        ('let s = `\n/// <reference path="a" />`', []),
    ],
)
def test_triple_slash_references_stand_before_all_code(text, expected):
    assert modules(text) == expected
    assert modules(text, "a.js") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('/** @import {A} from "./a" */', ["./a"]),
        ('/** @import * as a from "./a" */', ["./a"]),
        ("/**\n * @import {\n *   B,\n *   C\n * } from './b'\n */", ["./b"]),
        ('/** @type {import("./c").C} */', ["./c"]),
        ('/** @type {typeof import("./c")} */', ["./c"]),
        (
            '/** @param {Map<string, {a: import("./d").D}>} x @returns {import("./e").E} */',
            ["./d", "./e"],
        ),
        ('function f() { return { /** @type {import("./g")} */ h: 1 } }', ["./g"]),
        ('/** for example import("./no") */', []),
        ('/** @type {A} then import("./no") */', []),
        ('/* @type {import("./no")} */', []),
        ('// @import {A} from "./no"', []),
        ('/** @import url("a.css") */', []),
    ],
)
def test_types_that_comments_import(text, expected):
    found = outline_of("a.js", text + "\n").imports
    assert [one.module for one in found] == expected
    assert all(one.conditional and one.kind == languages.INLINE for one in found)
    assert modules(text) == []  # TypeScript reads no types in comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('require.resolve("./a")', ["./a"]),
        ("require.resolve(`./a`)", ["./a"]),
        ('function f() { g(function () { return require.resolve("./a") }) }', ["./a"]),
        ('import.meta.resolve("./a")', ["./a"]),
        ("require(`./a`)", ["./a"]),
        ('new Worker(new URL("./w.js", import.meta.url))', ["./w.js"]),
        ('new URL("https://a.b", import.meta.url)', []),
        ('new URL("./a", base)', []),
        ('path.resolve("./a")', []),
        ('$.require("./a")', []),
        ("require(`./${a}`)", []),
    ],
)
def test_what_resolves_as_an_import_does(text, expected):
    assert [module for module, _ in modules(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require(path.join(__dirname, 'a', \"b.js\"))", "./a/b.js"),
        ("require(path.resolve(__dirname, '../a'))", "./../a"),
        ("require(join(__dirname, 'a'))", "./a"),
        ("require(__dirname + '/a')", "./a"),
        ("require(`${__dirname}/a`)", "./a"),
        ("jest.mock('./a', () => ({}))", "./a"),
        ("vi.importActual<typeof A>('./a')", "./a"),
        ("define(['./a'], function (a) {})", "./a"),
        ("define('me', ['a/b'], (b) => b)", "a/b"),
        ("require(['a/b'], function (b) {})", "a/b"),
        ("declare module './a' { interface A { x: 1 } }", "./a"),
    ],
)
def test_what_names_a_file_by_other_means_than_a_string_alone(text, expected):
    assert [one["module"] for one in read(text)] == [expected]
    assert read(f"// {text}") == []


@pytest.mark.parametrize(
    "text",
    ["jest.mock('axios')", "declare module 'x' {}", "join(__dirname, 'a')", "redefine(['a'])"],
)
def test_what_names_none(text):
    assert read(text) == []
