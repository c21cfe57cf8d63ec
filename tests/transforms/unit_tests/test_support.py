import pytest

from repoloom import languages
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import support


def outline(path, text):
    language = languages.language_of(path, b"")
    return languages.outline(language, text, languages.parse(language, text))


def needs(*pairs, kind="import"):
    return [Edge(importer, imported, kind, 1.0) for importer, imported in pairs]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.py", b"assert f() == 1\n", True),
        ("a.py", b"import asserts\n", False),
        ("a.js", b"describe('x', () => {})\n", True),
        ("a.rs", b"#[test]\nfn f() {}\n", True),
        ("a.java", b"class A { @Test void f() {} }\n", True),
        ("a.java", b"class A { String s = \"Test\"; } // Test\n", False),
    ],
)  # fmt: skip
def test_words_of_a_framework_say_that_a_file_defines_tests(path, text, found):
    assert support.defines_tests(outline(path, text)) is found


FAKE = "acme/testing/server.py"


@pytest.mark.parametrize(
    ("path", "text", "importer", "kind", "found"),
    [
        (FAKE, b"class Server: pass\n", "acme/web.py", "import", True),
        (FAKE, b"class Server: pass\n", "tests/test_web.py", "import", False),
        (FAKE, b"class Server: pass\n", "acme/web.py", "same_package", False),
        (FAKE, b"assert True\n", "acme/web.py", "import", False),
        ("acme/testing/test_server.py", b"class Server: pass\n", "acme/web.py", "import", False),
        ("tests/fixtures/server.py", b"class Server: pass\n", "acme/web.py", "import", False),
    ],
)
def test_a_tool_for_tests_of_others_is_no_test(path, text, importer, kind, found):
    tests = [(path, "python"), ("tests/test_web.py", "python")]
    tools = support.tools(tests, needs((importer, path), kind=kind), {path: outline("a.py", text)})
    assert tools == ({path} if found else set())
    assert support.tools(tests, needs((importer, path), kind=kind), {}) == set()


def test_what_another_test_needs_is_shared():
    edges = needs(("a", "b"), ("a", "b"), ("c", "b"), ("src", "a"), ("a", "src"), ("c", "c"))
    assert support.shared(["a", "b", "c"], edges) == {"b": 2}


@pytest.mark.parametrize(
    ("path", "text", "users", "found"),
    [
        ("tests/test_web.py", b"", 1, True),
        ("tests/test_web.py", b"assert f()\n", 2, False),
        ("tests/tests.py", b"assert f()\n", 0, False),
        ("tests/web.py", b"assert f()\n", 0, True),
        ("tests/web.py", b"assert f()\n", 1, False),
        ("tests/web.py", b"f()\n", 0, False),
        ("tests/conftest.py", b"assert f()\n", 0, False),
        ("tests/test_utils.py", b"assert f()\n", 0, False),
        ("tests/helper_web.py", b"assert f()\n", 0, False),
        ("tests/bench/test_web.py", b"assert f()\n", 0, False),
        ("tests/fixtures/test_web.py", b"assert f()\n", 0, False),
    ],
)
def test_a_case_is_a_test_that_tests_something(path, text, users, found):
    outlines = {path: outline("a.py", text)}
    assert support.is_case(path, "python", outlines, users) is found
    assert not support.is_case(path, "python", {}, users)


@pytest.mark.parametrize(
    ("test", "source", "found"),
    [
        ("tests/all.rs", "src/lib.rs", True),
        ("core/tests/all.rs", "core/src/lib.rs", True),
        ("tests/all.rs", "core/src/lib.rs", False),
        ("core/tests/all.rs", "src/lib.rs", False),
        ("tests/all.rs", "src/main.rs", False),
        ("tests/all.py", "src/lib.rs", False),
        ("tests/all/main.rs", "src/lib.rs", True),
        ("tests/common/mod.rs", "src/lib.rs", False),
    ],
)
def test_a_test_of_a_crate_stands_in_tests_beside_its_src(test, source, found):
    edges = needs((test, source))
    assert support.crates([test], edges) == ({test: source} if found else {})
    assert support.crates([], edges) == {}
