import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.unit_tests import naming
from repoloom.transforms.unit_tests.naming import Subject
from tests.transforms.unit_tests.conventions import CONVENTIONS, stem_for


@pytest.mark.parametrize(("spec", "name"), CONVENTIONS)
def test_a_convention_of_a_language_names_what_is_tested(spec, name):
    stem = stem_for(name)
    test = f"tests/{name.format(stem=stem)}{spec.extensions[0]}"
    assert naming.subject(test, spec.name) == Subject(("http", "client"), sure=True)
    assert naming.is_test(test, spec.name)
    assert not naming.is_test(f"{stem}{spec.extensions[0]}", spec.name)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/androidTest/kotlin/Setup.kt", "kotlin"),
        ("src/commonTest/kotlin/Setup.kt", "kotlin"),
        ("tests/helpers.py", "python"),
        ("src/__tests__/setup.js", "javascript"),
        ("Acme.Tests/Setup.cs", "csharp"),
        ("spec/support.rb", "ruby"),
        ("app/tests.py", "python"),
        ("src/parser/tests.rs", "rust"),
        ("io/buffer_unittest.cc", "cpp"),
        ("BufferIT.java", "java"),
        ("pkg/test_utils.go", "go"),
        ("lib/foo_spec.py", "python"),
        ("MyTestCase.py", "python"),
        ("testcase_a.py", "python"),
        ("tests/unknown_language_given.py", ""),
        ("App.Tests/FunFacts.cs", "csharp"),
        ("suite_test/setup.rs", "rust"),
    ],
)
def test_tests_are_known_by_name_or_directory(path, language):
    assert naming.is_test(path, language)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/latest.py", "python"),
        ("src/Contest.java", "java"),
        ("src/EXIT.java", "java"),
        ("attestation/verify.go", "go"),
        ("inspector/special.ts", "typescript"),
        ("openapi-spec/client.ts", "typescript"),
        ("fastest/sort.c", "c"),
        ("SplitIt.java", "java"),
        ("FunFacts.cs", "csharp"),
        ("CipherSuite.scala", "scala"),
        ("openapi/_spec.py", "python"),
        ("lexer_test/src/lib.rs", "rust"),
        ("lexer_test/lib.rs", "rust"),
        ("tokio-test/src/io.rs", "rust"),
    ],
)
def test_a_word_inside_a_word_makes_no_test(path, language):
    assert not naming.is_test(path, language)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("laws/src/main/scala/acme/EqTests.scala", False),
        ("web-test/src/main/java/acme/TestServer.java", False),
        ("web/src/commonMain/kotlin/acme/test/TestClock.kt", False),
        ("web/src/main/java/acme/test/Clock.java", False),
        ("web/src/test/java/acme/TestServer.java", True),
        ("test/web/src/main/java/acme/Clock.java", True),
        ("web/main/java/acme/ServerTest.java", True),
        ("javatests/acme/ServerTest.java", True),
        ("javatests/acme/Fakes.java", True),
        ("apps/shop-e2e/src/pages/login.ts", True),
        ("e2e/login.ts", True),
    ],
)
def test_a_source_set_of_production_code_holds_no_tests(path, found):
    assert naming.is_test(path) is found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("laws/EqTests.scala", b"trait EqTests[A] extends Laws { def eqv: RuleSet }", False),
        ("lib/TestServer.cs", b"public class TestServer : IServer { void Run() {} }", False),
        ("lib/TestServer.cs", b"public class TestServer { [Fact] void Runs() {} }", True),
        ("lib/ServerTests.java", b"class ServerTests { @Test void runs() {} }", True),
        ("lib/ServerTest.php", b"class ServerTest extends TestCase {}", True),
        ("lib/ServerTest.php", b"class ServerTest { function testRuns() {} }", True),
        ("lib/ServerTests.swift", b"class ServerTests: XCTestCase {}", True),
        ("lib/ServerTest.kt", b"class ServerTest { fun runs() { assertEquals(1, 1) } }", True),
        ("lib/EqSuite.scala", b"class EqTest extends FunSuite", False),
        ("lib/EqTest.scala", b"class EqTest extends munit.FunSuite", True),
        ("tests/TestServer.cs", b"public class TestServer {}", True),
        ("lib/test_server.py", b"class Server: pass", True),
        ("lib/server_test.go", b"package lib", True),
    ],
)
def test_a_class_that_only_its_name_calls_a_test_defines_tests(path, text, found):
    assert naming.is_test(path, "", text) is found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("test/integration/a.rb", True),
        ("spec/System/a.rb", True),
        ("apps/shop-e2e/a.ts", True),
        ("test/integration.rb", False),
        ("src/systems/a.rb", False),
    ],
)
def test_a_directory_of_tests_of_a_whole_system(path, found):
    assert naming.in_system_directory(path) is found


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("docs/spec.md", "markdown"),
        ("docs/spec.md", ""),
        (".github/workflows/test.yml", ""),
        ("tests/data/x.json", ""),
        ("tests/data/x.json", "json"),
        ("tests/unknown.xyzzy", ""),
    ],
)
def test_what_is_no_code_is_no_test(path, language):
    assert not naming.is_test(path, language)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test_http_client", ("test", "http", "client")),
        ("HttpClientTest", ("http", "client", "test")),
        ("http-client.test", ("http", "client", "test")),
        ("HTTPPool2Test", ("http", "pool", "2", "test")),
        ("_private__name", ("private", "name")),
        ("größeTest", ("größe", "test")),
        ("", ()),
        ("__", ()),
    ],
)
def test_words_are_split_at_capitals_digits_and_punctuation(name, words):
    assert naming.words(name) == words


@given(st.lists(st.sampled_from(["http", "client", "pool", "2", "test"]), min_size=1))
def test_words_are_the_same_in_any_spelling(some):
    assert naming.words("_".join(some)) == naming.words("-".join(some)) == tuple(some)


@pytest.mark.parametrize(
    ("path", "stem"),
    [("a/b.test.ts", "b.test"), ("a/.env", ".env"), ("Makefile", "Makefile"), ("x/y.py", "y")],
)
def test_the_stem_is_the_name_to_its_last_dot(path, stem):
    assert naming.stem(path) == stem


@pytest.mark.parametrize(
    ("path", "language", "name", "sure"),
    [
        ("test_http_client.py", "python", ("http", "client"), True),
        ("http_client_test.py", "python", ("http", "client"), True),
        ("tests.rs", "rust", (), True),
        ("src/foo_spec.py", "python", ("foo",), False),
        ("MyTestCase.py", "python", ("my",), False),
        ("testcase_a.py", "python", ("a",), False),
        ("TestCaseA.py", "python", ("a",), False),
        ("test_helper.py", "python", ("helper",), False),
        ("test_helper_pool.py", "python", ("helper", "pool"), True),
        ("helper_test.py", "python", ("helper",), True),
        ("tests/CipherSuite.scala", "scala", ("cipher",), True),
        ("tests/_spec.py", "python", (), False),
        ("a_test.xyz", "unknown", ("a",), True),
        ("test_a.xyz", "unknown", ("a",), True),
    ],
)
def test_what_a_test_is_named_after(path, language, name, sure):
    assert naming.subject(path, language) == Subject(name, sure)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("cart.py", "python"),
        ("CipherSuite.scala", "scala"),
        ("src/_spec.py", "python"),
        ("src/latest.py", "python"),
    ],
)
def test_a_name_without_a_word_for_tests_says_nothing(path, language):
    assert naming.subject(path, language) is None


def test_the_language_is_found_by_the_path_where_it_is_not_given():
    assert naming.subject("SplitIT.java") == Subject(("split",), sure=True)
    assert naming.subject("split_it.go") is None
    assert naming.is_test("SplitIT.java")
    assert not naming.is_test("README_test.md")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("tests/a.py", True),
        ("Tests/a.py", True),
        ("a/b/__tests__/c/d.js", True),
        ("src/jvmTest/A.kt", True),
        ("Core.Tests/A.cs", True),
        ("lexer_test/src/io.rs", False),
        ("lexer_test/lib/io.rs", False),
        ("lexer_test/main.rs", False),
        ("lexer_test/io.rs", True),
        ("lexerTest/src/io.rs", True),
        ("a/lexer-test/bin/io.rs", True),
        ("lexer_test/src/tests/io.rs", True),
        ("contest/a.py", False),
        ("tests.py", False),
        ("a.py", False),
    ],
)
def test_a_directory_of_tests(path, found):
    assert naming.in_test_directory(path) is found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("tests/fixtures/a.py", True),
        ("tests/TestData/a.py", True),
        ("tests/fixtures.py", False),
        ("src/a.py", False),
    ],
)
def test_a_directory_of_what_tests_read(path, found):
    assert naming.in_data_directory(path) is found


@pytest.mark.parametrize(
    ("segment", "found"),
    [("test", True), ("Specs", True), ("jvmTest", True), ("e2e-tests", True), ("shop-e2e", True),
     ("test-helpers", True), ("test-page-helpers", False), ("helpers", False), ("test-cart", False),
     ("openapi-spec", False), ("", False)],
)  # fmt: skip
def test_the_name_of_a_directory_of_tests(segment, found):
    assert naming.is_test_directory(segment) is found
