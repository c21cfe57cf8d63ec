import pytest

from repoloom.languages.families.manifests import bundlers
from tests.languages.made import repository

HEAD = "import path from 'path';\nexport default defineConfig({ resolve: {"


def table(text, name="vite.config.ts", others=()):
    files = {f"app/{name}": text} | dict.fromkeys(("app/src/a.ts", "app/lib/b.ts", *others), "")
    found = bundlers.read_aliases(repository(files, unparsed=files))
    assert set(found) <= {"app"}
    return {
        key: [fit.fill(str(place)) for fit in one.fits(key) for place in fit.value]
        for one in found.get("app", ())
        for key in [*one.exact, *(head + "x" for head in one.heads)]
    }


def one(alias, **more):
    """What `@` alone means by a table of aliases."""
    return table(f"{HEAD} alias: {alias} }} }})", **more).get("@")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'./src'", ["app/src"]),
        ("'/src'", ["app/src"]),
        ("path.resolve(__dirname, './src')", ["app/src"]),
        ("path.resolve(__dirname, 'src', 'a')", ["app/src/a"]),
        ("resolve('src')", ["app/src"]),
        ("path.join(__dirname, '../shared')", ["shared"]),
        ("fileURLToPath(new URL('./src', import.meta.url))", ["app/src"]),
        ("new URL('./src/', import.meta.url).pathname", ["app/src"]),
        ("`${__dirname}/src`", ["app/src"]),
        ("__dirname + '/src'", ["app/src"]),
        ("__dirname", ["app"]),
        ("path.resolve(process.cwd(), 'src')", ["app/src"]),
        ("'src'", ["app/src"]),
        ("'preact/compat'", None),
        ("srcDir", None),
        ("path.resolve(root, 'src')", None),
        ("`${base}/src`", None),
        ("isProd ? './src' : './lib'", None),
        ("['./src', './lib']", None),
        ("path.resolve(__dirname, '../../outside')", None),
    ],
)
def test_a_target_of_literals_and_the_directory_is_plain(value, expected):
    assert one(f"{{ 'x': y, '@': {value}, ...more }}") == expected
    assert one(f"[{{ find: '@', replacement: {value} }}]") == expected


def test_an_alias_stands_for_itself_and_for_what_is_below():
    assert table("x({ alias: { '@': './src', 'vue$': './lib/b' , '$c/*': './lib/*' } })") == {
        "@": ["app/src"],
        "@/x": ["app/src/x"],
        "vue": ["app/lib/b"],
        "$c/x": ["app/lib/x"],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "webpack.config.js",
            "module.exports = { resolve: { alias: { '@': path.resolve(__dirname, 'src') } } }",
        ),
        ("webpack.common.js", "config.resolve.alias['@'] = path.join(__dirname, 'src');"),
        (
            "next.config.mjs",
            "config.resolve.alias = { ...config.resolve.alias, '@': resolve('src') };",
        ),
        ("vue.config.js", "chainWebpack: c => { c.resolve.alias.set('@', resolve('src')) }"),
        ("vue.config.js", "c.resolve.alias\n .set('x', f())\n .set('@', resolve('src'))\n.end()"),
        (".babelrc", '{"plugins": [["module-resolver", {"alias": {"@": "./src"}}]]}'),
        ("babel.config.js", "plugins: [['module-resolver', { alias: { '@': './src' } }]]"),
        ("svelte.config.js", "kit: { alias: { '@': 'src', } }"),
        (
            "jest.config.js",
            "moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1', '^@$': '<rootDir>/src' }",
        ),
    ],
)
def test_tools_that_have_aliases(name, text):
    found = table(text, name)
    assert (found["@"], found["@/x"]) == (["app/src"], ["app/src/x"])


@pytest.mark.parametrize(
    "text",
    [
        "// alias: { '@': './src' }",
        "/* alias: { '@': './src' } */",
        "const s = \"alias: { '@': './src' }\"",
        "alias: aliases",
        "alias: [",
        "alias: { '@'",
        "alias:",
        "alias: [{ find: /^@/, replacement: './src' }]",
        "moduleNameMapper: { '\\\\.(css|less)$': './src' }",
        "alias.set(name, './src')",
        "alias.set('@'",
        "a.b.set('@', './src')",
        "alias.set('x', './src'); cache.set('@', './src')",
    ],
)
def test_what_is_no_alias(text):
    assert table(text).get("@") is None


def test_tables_in_tables_take_no_square():
    assert table("alias: { a: (" * 20_000) == {}
    assert table("alias.set('a', (" * 20_000) == {}
    assert table("alias: { '@': './src' },\n" * 20_000)["@"] == ["app/src"]


def test_frameworks_have_aliases_of_their_own():
    assert table("", "svelte.config.js") == {"$lib": ["app/src/lib"], "$lib/x": ["app/src/lib/x"]}
    assert table("", "nuxt.config.ts")["~/x"] == ["app/app/x", "app/x", "app/src/x"]
    assert table("", "vue.config.js")["@/x"] == ["app/src/x"]
    assert table("alias: { '@': './lib' }", "vue.config.js")["@/x"] == ["app/lib/x"]
    assert table("alias: { '@': './src' }", "other.config.js") == {}


@pytest.mark.parametrize("text", ["/* " * 90_000, "`\\" * 90_000, "'\\'" * 90_000])
def test_what_is_left_open_is_read_once_or_not_at_all(text):
    """Tried again at each mark, they took minutes."""
    assert table(text) == {}
    assert table(f"{HEAD} alias: {{ '@': './src' }} }} }})\n{text[:9]}")["@"] == ["app/src"]
