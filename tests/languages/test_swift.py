import pytest

from repoloom.languages import swift
from tests.languages.made import meanings, repository


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Sources/M/deep/a.swift", "Sources/M"),
        ("x/Tests/T/a.swift", "x/Tests/T"),
        ("Source/a.swift", "Source"),
        ("other/a.swift", ""),
    ],
)
def test_the_module_of_a_file(path, expected):
    assert swift.module_of(path) == expected


def test_where_files_stand_in_the_sources_all_below_is_one_module():
    made = repository(
        {"Source/a.swift": "", "Source/deep/b.swift": "", "Tests/T/c.swift": "", "d.py": ""}
    )
    assert swift.modules(made) == {
        "Source": ("Source/a.swift", "Source/deep/b.swift"),
        "Tests/T": ("Tests/T/c.swift",),
    }


FILES = {"Sources/M/a.swift": "", "Sources/M/b.swift": "", "Tests/T/c.swift": "import M\n"}
FLAT = {"Source/a.swift": "", "Tests/T/c.swift": "import M\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (FILES, "package Sources/M/a.swift Sources/M/b.swift"),
        (FLAT, "external"),
        (FLAT | {"M.podspec": ""}, "package Source/a.swift"),
        (FLAT | {"M.xcodeproj/project.pbxproj": ""}, "package Source/a.swift"),
        (FLAT | {"x/M.xcodeproj/shared/y": ""}, "package Source/a.swift"),
        (FLAT | {"N.podspec": ""}, "external"),
    ],
)
def test_what_an_import_means(files, expected):
    assert meanings(files, "Tests/T/c.swift") == {"M *": expected}


def test_names_of_the_module_are_visible():
    files = FILES | {"Sources/M/a.swift": "struct A {}\n", "Sources/N/d.swift": "struct D {}\n"}
    assert swift.visible(repository(files))("Sources/M/b.swift") == {"A": ("Sources/M/a.swift",)}
