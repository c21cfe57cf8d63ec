"""Package manifests: how they state a licence."""

import pytest

from repoloom.transforms.signals.licences import licence, manifests


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("composer.json", b'{"license": ["MIT", "GPL-3.0"]}', "MIT OR GPL-3.0"),
        ("package.json", b'{"license": {"text": "MIT"}}', "MIT"),
        ("package.json", b'{"license": 3}', ""),
        ("package.json", b"[]", ""),
        ("package.json", b"[" * 100_000, ""),
        ("Cargo.toml", b'[workspace.package]\nlicense = "MIT"', "MIT"),
        ("pyproject.toml", b'[tool.poetry]\nlicense = "MIT"', "MIT"),
        ("pyproject.toml", b'[project]\nclassifiers = ["Typing :: Typed", 3]', ""),
        ("pyproject.toml", b'[project]\nclassifiers = "License :: x"', ""),
        ("pyproject.toml", b"\xff", ""),
        ("setup.cfg", b"[metadata]\nname = a\n", ""),
        ("setup.cfg", b"\xff", ""),
        ("setup.cfg", b"no section\n", ""),
        ("setup.cfg", b"[metadata]\nlicense = GPLv3\n", "GPL-3.0"),
        ("setup.cfg", b"[metadata]\nlicense = all of it\n", ""),
        ("other.json", b'{"license": "MIT"}', ""),
    ],
)
def test_other_forms_of_manifests(path, text, expected):
    assert licence.detect(path, text) == expected


REUSE = b"""version = 1
[[annotations]]
path = ["src/**", "one.c"]
SPDX-License-Identifier = "MIT"
[[annotations]]
path = "src/*.py"
precedence = "%s"
SPDX-License-Identifier = ["GPL-2.0-only", "ISC"]
"""


@pytest.mark.parametrize(
    ("path", "own", "expected"),
    [
        ("src/deep/a.c", "", "MIT"),
        ("one.c", "", "MIT"),
        ("deep/one.c", "", ""),
        ("src/a.py", "", "GPL-2.0-only AND ISC"),
        ("src/deep/a.py", "", "MIT"),
        ("src/deep/a.py", "Zlib", "Zlib"),
        ("other.py", "Zlib", "Zlib"),
    ],
)
def test_reuse_names_the_licence_of_what_its_patterns_mean(path, own, expected):
    assert manifests.Annotations([("REUSE.toml", REUSE % b"closest")]).of(path, own) == expected
    lists = manifests.Annotations([("sub/REUSE.toml", REUSE % b"closest")])
    assert lists.of(f"sub/{path}", own) == expected
    assert lists.of(path, own) == own


@pytest.mark.parametrize(
    ("precedence", "expected"),
    [
        (b"closest", "Zlib"),
        (b"aggregate", "Zlib AND (GPL-2.0-only AND ISC)"),
        (b"override", "GPL-2.0-only AND ISC"),
    ],
)
def test_precedence_says_what_becomes_of_a_files_own_words(precedence, expected):
    assert (
        manifests.Annotations([("REUSE.toml", REUSE % precedence)]).of("src/a.py", "Zlib")
        == expected
    )


def test_the_deepest_list_counts():
    lists = [
        ("sub/REUSE.toml", b'[[annotations]]\npath = "**"\nSPDX-License-Identifier = "ISC"\n'),
        ("REUSE.toml", b'[[annotations]]\npath = "**"\nSPDX-License-Identifier = "MIT"\n'),
    ]
    assert manifests.Annotations(lists).of("sub/a.c", "") == "ISC"
    assert manifests.Annotations(lists).of("a.c", "") == "MIT"


DEP5 = b"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2020 Tide
License: Expat

Files: theirs/* more/?.c
 last.c
Copyright: 2020 Others
License: LGPL-2.1+
 and the words of it

License: LGPL-2.1+
 Files: none
"""


@pytest.mark.parametrize("path", [".reuse/dep5", "debian/copyright"])
def test_debians_form_is_read(path):
    lists = manifests.Annotations([(path, DEP5.replace(b"\n", b"\r\n"))])
    assert lists.of("src/a.py", "") == "MIT"
    for one in ("theirs/deep/b.py", "more/x.c", "last.c"):
        assert lists.of(one, "") == "LGPL-2.1-or-later"
    assert (
        manifests.Annotations([(path, b"It was packaged by hand.\nFiles: *\n")]).of("a", "") == ""
    )


@pytest.mark.parametrize("text", [b"\xff", b"annotations = 3", b"annotations = [3]", b"[" * 9000])
def test_a_list_that_cannot_be_read_says_nothing(text):
    assert manifests.Annotations([("REUSE.toml", text)]).of("a.c", "MIT") == "MIT"
