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
    own = {"name", "extensions", "filenames", "interpreters", "grammar", "query"}
    shared = [{key: value for key, value in vars(spec).items() if key not in own} for spec in specs]
    assert shared[0] == shared[1] == shared[2]
    assert len({spec.grammar for spec in specs}) == 3
