"""Files of patterns; a repository is a table of paths and texts."""

import pathlib
import re

import hypothesis
import hypothesis.strategies as st
import pytest

from repoloom.languages.families import globs
from tests.languages.made import meanings, repository

FILES = dict.fromkeys(
    ["src/use.ts", "src/a.ts", "src/b.js", "src/deep/a.ts", "src/deep/er/b.ts", "lib/a.ts"], ""
)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import.meta.glob('./*.ts')", "src/a.ts src/use.ts"),
        ("import.meta.glob('./**/a.ts', { eager: true })", "src/a.ts src/deep/a.ts"),
        ("import.meta.glob<Page>(['./deep/**/*.ts', '!**/b.ts'])", "src/deep/a.ts"),
        ('import.meta.globEager("./{a,b}.{ts,js}")', "src/a.ts src/b.js"),
        ("import.meta.glob('/lib/*.ts')", "lib/a.ts"),
        ("import.meta.glob('../lib/?.ts')", "lib/a.ts"),
        ("import.meta.glob('./[ab].ts')", "src/a.ts"),
        ("import.meta.glob('./gone/*.ts')", "unresolved"),
        ("require.context('./deep', false, /\\.ts$/)", "src/deep/a.ts"),
        ("require.context('./deep', true, /\\.(ts|tsx?)$/)", "src/deep/a.ts src/deep/er/b.ts"),
        ("require.context('./deep/')", "src/deep/a.ts src/deep/er/b.ts"),
        ("require.context('.', false, /\\.jsx?$/)", "src/b.js"),
    ],
)
def test_what_a_pattern_takes_in(statement, expected):
    (meaning,) = meanings(
        FILES | {"src/use.ts": f"const all = {statement};\n"}, "src/use.ts"
    ).values()
    assert meaning == expected


def test_an_alias_of_the_compiler_may_begin_a_pattern():
    files = FILES | {"src/use.ts": "import.meta.glob('@/deep/*.ts')\n"}
    files["tsconfig.json"] = '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'
    assert list(meanings(files, "src/use.ts").values()) == ["src/deep/a.ts"]


@pytest.mark.parametrize("mark", ["// ", " * ", "/* ", "x(); // "])
def test_a_statement_in_a_comment_is_none(mark):
    assert (
        meanings(FILES | {"src/use.ts": f"{mark}import.meta.glob('./*.ts')\n"}, "src/use.ts") == {}
    )


def test_a_pattern_of_many_signs_means_nothing():
    find = globs.matching(repository(FILES))
    assert find("src/*.ts") == ("src/a.ts", "src/use.ts")
    assert find("*" * 13 + ".ts") == find("../src/*.ts") == find("/src/*.ts") == ()


@hypothesis.given(
    st.text("ab*?/.", min_size=1, max_size=8), st.text("ab/.", min_size=1, max_size=8)
)
def test_one_star_takes_no_slash_as_in_pathlib(pattern, path):
    """Against `PurePosixPath.match` of a whole path, where it knows the pattern too."""
    hypothesis.assume("**" not in pattern and not {"", ".", ".."} & {*pattern.split("/")})
    hypothesis.assume(not {"", ".", ".."} & {*path.split("/")})
    fits = re.fullmatch(globs.expression(pattern), path) is not None
    expected = pathlib.PurePosixPath("/" + path).match("/" + pattern)
    assert fits == expected
