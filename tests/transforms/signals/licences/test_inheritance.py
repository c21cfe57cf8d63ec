"""The licence that a file has from its folders, lists and neighbours."""

import pytest

from repoloom.transforms.signals.licences import inheritance, licence


def test_the_nearest_folder_above_counts():
    known = {"LICENSE": "MIT", "lib/COPYING": "GPL-2.0", "lib/empty/LICENSE": ""}
    assert inheritance.inherit(inheritance.of_folders(known), "src/a/b.c") == "MIT"
    assert inheritance.inherit(inheritance.of_folders(known), "lib/x/y.c") == "GPL-2.0"
    assert inheritance.inherit(inheritance.of_folders(known), "lib/empty/y.c") == "GPL-2.0"
    assert inheritance.inherit(inheritance.of_folders(known), "library/y.c") == "MIT"
    assert inheritance.inherit(inheritance.of_folders({"lib/COPYING": "GPL-2.0"}), "a.c") == ""


def test_a_licence_file_goes_before_a_manifest():
    assert (
        inheritance.inherit(
            inheritance.of_folders({"package.json": "ISC", "LICENSE": "MIT"}), "a.js"
        )
        == "MIT"
    )


@pytest.mark.parametrize(
    ("path", "learns"),
    [
        ("LICENSE", True),
        ("a/copying.md", True),
        ("a/package.json", True),
        ("licence.py", False),
        ("README.md", False),
        ("package.json/x", False),
    ],
)
def test_the_licence_of_a_folder_is_learnt_from_licence_files_and_manifests(path, learns):
    assert inheritance.is_licence_source(path) is learns


def test_in_one_folder_paths_count_in_byte_order():
    assert (
        inheritance.inherit(
            inheritance.of_folders({"LICENSE-B": "MIT", "LICENSE-A": "ISC"}), "a.js"
        )
        == "ISC"
    )
    assert (
        inheritance.inherit(
            inheritance.of_folders({"package.json": "ISC", "Cargo.toml": "MIT"}), "a.js"
        )
        == "MIT"
    )
    assert (
        inheritance.inherit(inheritance.of_folders({"LICENSE": "", "package.json": "ISC"}), "a.js")
        == "ISC"
    )


@pytest.mark.parametrize("path", ["/srv/a.py", "//a", "/", "///a/b"])
def test_an_absolute_path_inherits_from_its_own_folders_alone(path):
    assert inheritance.inherit({"": "MIT"}, path) == ""
    assert inheritance.inherit({"/": "MIT"}, "/srv/a.py") == "MIT"


def test_texts_side_by_side_are_a_choice_and_the_lesser_gpl_is_an_addition():
    rust = {"LICENSE-MIT": "MIT", "LICENSE-APACHE": "Apache-2.0", "Cargo.toml": "ISC"}
    assert inheritance.of_folders(rust) == {"": "Apache-2.0 OR MIT"}
    gnu = {"COPYING": "GPL-3.0", "COPYING.LESSER": "LGPL-3.0"}
    assert inheritance.of_folders(gnu) == {"": "LGPL-3.0"}
    others = {"zlib-LICENSE": "Zlib", "LICENSE": "MIT"}
    assert inheritance.of_folders(others) == {"": "MIT"}
    assert not inheritance.is_licence_source("THIRD-PARTY-LICENSES.txt")


def test_the_folder_of_reuse_speaks_for_the_repository_where_it_has_one_text():
    assert inheritance.of_folders({"LICENSES/MIT.txt": "MIT"}) == {"": "MIT"}
    assert inheritance.of_folders({"LICENSES/MIT.txt": "MIT", "LICENSES/X.txt": "ISC"}) == {"": ""}
    assert inheritance.of_folders({"LICENSES/A.txt": "ISC", "LICENSE": "MIT"}) == {"": "MIT"}
    assert inheritance.is_licence_source("a/LICENSES/MIT.txt")


def test_what_stands_beside_a_file_speaks_of_it():
    text = b"SPDX-License-" + b"Identifier: CC0-1.0\n"
    assert licence.detect("a.png.license", text) == "CC0-1.0"
    assert inheritance.sidecars([("a.png.license", "MIT"), ("b", "ISC"), ("c.license", "")]) == {
        "a.png": "MIT"
    }
