import pytest

from repoloom.languages.families.manifests import swift_packages
from repoloom.languages.swift import resolver
from tests.languages.made import meanings, repository


def package(*targets):
    return (
        '// swift-tools-version:5.9\nlet package = Package(name: "P", targets: [\n'
        + ",\n".join(targets)
        + "\n])\n"
    )


FILES = dict.fromkeys(
    ("Code/Tide/A.swift", "Checks/T.swift", "src/Plain/B.swift", "Tests/PlainTests/C.swift"), ""
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ('.target(name: "Tide", path: "Code/Tide")', {"Code/Tide": ("Tide",)}),
        (
            '.target(name: "Tide", dependencies: [.product(name: "X", package: "y")], path: "Code/Tide")',
            {"Code/Tide": ("Tide",)},
        ),
        (
            '.testTarget(name: "TideTests", dependencies: ["Tide"], path: "Checks", exclude: ["a"])',
            {"Checks": ("TideTests",)},
        ),
        ('.executableTarget(\n  name: "Run", // path: "no"\n  path: "./Code")', {"Code": ("Run",)}),
        ('.target(name: "All", path: ".")', {"": ("All",)}),
        ('.target(name: "Plain")', {"src/Plain": ("Plain",)}),
        (
            '.testTarget(name: "PlainTests", dependencies: ["Plain"])',
            {"Tests/PlainTests": ("PlainTests",)},
        ),
        ('.target(name: "Gone", path: "Gone")', {}),
        ('.target(name: "None")', {}),
        ('.target(name: name, path: "Code/Tide")', {}),
        ('.binaryTarget(name: "Tide", path: "Code/Tide")', {}),
        ('/* .target(name: "Tide", path: "Code/Tide") */', {}),
        ('.target(name: "Tide", path: "Code/Tide"', {"Code/Tide": ("Tide",)}),
    ],
)
def test_the_directory_of_a_target(target, expected):
    made = repository({"Package.swift": package(target)} | FILES)
    assert swift_packages.targets(made) == expected


def test_an_import_means_the_files_of_the_target():
    files = {
        "Checks/T.swift": "@testable import Tide\nlet a = Gauge()\n",
        "Code/Core/Gauge.swift": "public struct Gauge {}\n",
        "Code/Tide/Other.swift": "public struct Other {}\n",
        "Package.swift": package(
            '.target(name: "Tide", path: "Code/Core")', '.testTarget(name: "T", path: "Checks")'
        ),
    }
    assert meanings(files) == {"Tide *": "package Code/Core/Gauge.swift"}
    del files["Package.swift"]
    made = repository(files)
    (statement,) = made.outlines["Checks/T.swift"].imports
    assert resolver(made)("Checks/T.swift", statement).paths == ()


def test_a_package_inside_of_another_has_its_own_targets():
    files = {
        "App/main.swift": "import Kit\nlet a = Gauge()\n",
        "Kit/Package.swift": package('.target(name: "Kit", path: "Lib")'),
        "Kit/Lib/Gauge.swift": "public struct Gauge {}\n",
    }
    assert meanings(files) == {"Kit *": "package Kit/Lib/Gauge.swift"}


def test_a_string_that_is_left_open_ends_with_its_line_and_is_read_once():
    assert not swift_packages.PROSE.sub(" ", "/* " * 90_000).strip()
    assert swift_packages.PROSE.sub(r"\1", '"\\' * 90_000) == '"\\' * 90_000
    assert swift_packages.PROSE.sub(r"\1", 'a "b // c\nd // e\n') == 'a "b // c\nd \n'
