import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages.engine.comments import MARKUP
from repoloom.languages.families import components
from tests.languages.made import outline_of

KINDS = (components.of_vue, components.of_svelte, components.of_astro)
PARTS = [
    *(
        "<script>",
        "</script>",
        '<script lang="ts">',
        "<template>",
        "</template>",
        "<style>",
        "</style>",
    ),
    *(
        "<!--",
        "-->",
        "---\n",
        "\n",
        "import a from './a'\n",
        '<script src="./b.ts">',
        "<script src=c>",
    ),
    *("<template/>", "é", '"', "'", "{", "}", "<", ">", "/>", "<script ", "<docs>", "</docs>"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=14), st.sampled_from(KINDS))
def test_every_place_stays_what_it_is(parts, kind):
    text = "".join(parts).encode()
    made = kind(text)
    assert len(made) == len(text)
    assert [at for at, byte in enumerate(made) if byte == 10] == [
        at for at, byte in enumerate(text) if byte == 10
    ]


def imported(text, name):
    return [one.module for one in outline_of(name, text).imports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>import './a'</script>", ["./a"]),
        (
            "<script setup lang='ts'>\nimport './a'\n</script>\n<script>\nimport './b'\n</script>",
            ["./a", "./b"],
        ),
        (
            "<template><script>import './no'</script></template><script>import './a'</script>",
            ["./a"],
        ),
        (
            "<template><template #x><b/></template><i/></template><script>import './a'</script>",
            ["./a"],
        ),
        (
            "<template><template #x v-if=\"a > b\" /></template><script>import './a'</script>",
            ["./a"],
        ),
        ("<docs>\n<script>import './no'</script>\n</docs>\n<script>import './a'</script>", ["./a"]),
        ("<!-- <script>import './no'</script> -->\n<script>import './a'</script>", ["./a"]),
        ('<script lang="ts" src="./a.ts"></script>', ["./a.ts"]),
        ("<script setup src='./a.ts' />", ["./a.ts"]),
        ("<script src=./a.ts></script>", ["./a.ts"]),
        ("<script src></script>", []),
        ('<script lang="coffee">\nimport "./no"\n</script>', []),
        ('<script type="application/json">import "./no"</script>', []),
        ('<script type="text/x-template">import "./no"</script>', []),
        ('<script generic="T extends A<B>" setup>import "./a"</script>', ["./a"]),
        ("<SCRIPT>import './no'</SCRIPT>", []),
        ("<scripted>import './no'</scripted>", []),
        ("<script>import './a'", ["./a"]),
        ("<style>@import './no.css'</style>", []),
    ],
)
def test_the_scripts_of_vue(text, expected):
    assert imported(text + "\n", "A.vue") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<script context="module">import "./a"</script>\n<script lang="ts">import "./b"</script>',
            ["./a", "./b"],
        ),
        ("<script module>\nimport './a'\n</script>\n<p>{x}</p>", ["./a"]),
        ("<p>text</p>\n<script>import './a'</script>", ["./a"]),
        ("{@html \"<script>import './no'</script>\"}", []),
        ("<style>\n<script>import './no'</script>\n</style>", []),
        ("<!--\n<script>import './no'</script>\n-->", []),
    ],
)
def test_the_scripts_of_svelte(text, expected):
    assert imported(text + "\n", "A.svelte") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nimport A from './A.astro';\n---\n<A />", ["./A.astro"]),
        ("\n---\nconst x = await import('./a');\n---\n", ["./a"]),
        ("<p/>\n<script>import './a'</script>", ["./a"]),
        ("---\nimport './a';\n---\n<script src='./b.ts'></script>", ["./a", "./b.ts"]),
        ("<script is:inline>import './no'</script>", []),
        ("<script define:vars={{ a }}>import './no'</script>", []),
        ("<script type='module'>import './no'</script>", []),
        ("<p>a</p>\n---\nimport './no';\n---\n", []),
    ],
)
def test_the_scripts_of_astro(text, expected):
    assert imported(text + "\n", "A.astro") == expected


def test_names_of_the_markup_use_what_the_script_imports():
    text = "<script setup>\nimport A from './A.vue'\nimport B from './B.vue'\n</script>\n<template><A/></template>\n"
    assert [one.uses for one in outline_of("C.vue", text).imports] == [1, 0]


def test_tags_that_are_left_open_take_no_square():
    for text in (
        b"<a " * 90_000,
        b'<a "' * 90_000,
        b"<!--" * 90_000,
        b"<template>" * 40_000,
        b"<t {" * 50_000,
    ):
        assert components.of_vue(text).isspace() or text.startswith(b"<!--")


def test_components_are_code_with_the_comments_of_markup():
    for name in ("vue", "svelte", "astro"):
        assert languages.kind_of(name) == "code"
        assert languages.comments_of(name) == MARKUP
