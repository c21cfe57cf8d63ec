"""What path and language say of a file."""

import pytest

from repoloom.transforms.redaction import situation
from repoloom.transforms.redaction.situation import Situation


@pytest.mark.parametrize(
    "path",
    [
        *("tests/a.py", "src/test/java/A.java", "spec/a.rb", "a/__tests__/b.js", "testdata/a.json"),
        *(
            "a_test.go",
            "test_a.py",
            "a.spec.ts",
            "UnitTests/A.cs",
            "src/App.Tests/B.cs",
            "ATest.java",
        ),
        *("lib/fixtures/a.yml", "t/local/a.t", "ios/AppUITests/A.swift", "AddressTests.cs"),
    ],
)
def test_a_test_is_told_by_its_place_or_name(path):
    assert situation.of(path, "").test
    assert situation.of(path, "").made_up


@pytest.mark.parametrize(
    "path",
    [
        "src/a.py",
        "latest/a.py",
        "contest.py",
        "attestation.go",
        "inspector/a.js",
        "fastest/B.cs",
        "",
    ],
)
def test_other_words_are_no_test(path):
    assert not situation.of(path, "").test


def test_a_document_is_made_up_and_no_test():
    assert situation.of("README.md", "markdown") == Situation(made_up=True)


@pytest.mark.parametrize(
    ("language", "code", "data"),
    [
        ("python", True, False),
        ("shell", False, False),
        ("json", False, True),
        ("hcl", False, False),
    ],
)
def test_a_language_says_what_a_bare_value_is(language, code, data):
    where = situation.of("a", language)
    assert (where.code, where.data) == (code, data)


@pytest.mark.parametrize(
    ("path", "language", "locked"),
    [
        ("package-lock.json", "json", True),
        ("web/pnpm-lock.yaml", "yaml", True),
        ("go.sum", "lockfile", True),
        ("go.mod", "gomod", True),
        ("locks.json", "json", False),
        ("src/lock.py", "python", False),
    ],
)
def test_a_list_of_packages_is_known(path, language, locked):
    assert situation.of(path, language).locked is locked


@pytest.mark.parametrize(
    ("path", "language", "translated"),
    [
        ("app/locales/de.json", "json", True),
        ("po/eu.po", "gettext", True),
        ("Resources/tr.lproj/Main.strings", "strings", True),
        ("src/lang/de.php", "php", True),
        ("docs/i18n/README.md", "markdown", False),
        ("slang/a.json", "json", False),
        ("src/language.py", "python", False),
    ],
)
def test_a_translation_is_told_by_its_place_and_shows_made_up_values(path, language, translated):
    where = situation.of(path, language)
    assert where.translated is translated
    assert where.made_up or not translated


@pytest.mark.parametrize(
    ("path", "example"),
    [
        ("examples/a.js", True),
        ("src/_samples/a.go", True),
        ("example.py", False),
        ("x/demons/a.c", False),
    ],
)
def test_an_example_is_told_by_its_folder(path, example):
    assert situation.of(path, "").example is example


def test_fixtures_and_suites_are_tests():
    assert situation.of("src/users.fixtures.ts", "typescript").test
    assert situation.of("internal/suites/users.yml", "yaml").test
    assert not situation.of("src/factoryline.ts", "typescript").test


def test_a_drawing_is_markup():
    assert situation.of("a.svg", "svg") == Situation(markup=True)


def test_a_file_that_stands_in_for_another_is_a_test():
    for path in ("lib/webhook_testing_gateway.js", "pkg/fake_client.go", "mock-server.py"):
        assert situation.of(path, "").test
    assert not situation.of("lib/protesting_gateway.js", "").test


def test_a_shell_s_language_is_a_script():
    assert situation.of("a.sh", "shell").script
    assert not situation.of("a.py", "python").script
