"""Whose the files in folders of copies are; a repository is a table of paths and texts."""

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.records import Signals, SourceFile
from repoloom.transforms.signals.provenance import folders


def found(files):
    entries = [
        folders.Entry(
            path,
            lambda size, text=text: text.encode()[:size],
            languages.language_of(path, text.encode()),
        )
        for path, text in sorted(files.items())
    ]
    return dict(folders.copies(entries))


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("vendor/github.com/a/b/c.go", "vendor"),
        ("third_party/zlib/zlib.h", "third_party"),
        ("src/3rd-party/a.c", "third_party"),
        ("lib/thirdparty/a.py", "third_party"),
        ("pkg/_vendor/a.py", "vendor"),
        ("external/a.c", "third_party"),
        ("deps/lua/lua.c", "third_party"),
        ("dist/a.js", "dist"),
        ("engine/vendor/assets/javascripts/a.js", "vendor"),
        ("src/external/api.c", ""),
        ("src/vendors.ts", ""),
        ("src/vendor.py", ""),
        ("src/distance/a.py", ""),
        ("dist/release.py", ""),
        ("src/dist/tide.js", ""),
        ("app/vendors/acme.py", ""),
        ("src/vendor/export.js", ""),
        ("src/main/java/com/acme/vendor/Vendor.java", ""),
        ("thirdparty_package/a.py", ""),
        ("portable/ThirdParty/port.c", ""),
        ("ThirdParty/zlib/zlib.c", "third_party"),
    ],
)
def test_a_file_by_itself(path, rule):
    assert found({path: "x\n", "main.py": ""}).get(path, "") == rule


def test_a_package_called_vendors_that_imports_its_project_is_its_own():
    files = {
        "tide/vendors/__init__.py": "",
        "tide/vendors/acme.py": "from tide.registry import register\n",
        "tide/vendors/library/other.py": "from ..acme import Acme\n",
        "tide/registry.py": "",
        "tide/vendors/LICENSE": "x",
    }
    assert found(files) == {}


def test_what_has_a_manifest_or_a_licence_of_its_own_is_a_copy():
    files = {
        "app/vendors/one/LICENSE": "MIT",
        "app/vendors/one/src/a.py": "import os\n",
        "app/vendors/two/package.json": "{}",
        "app/vendors/two/b.js": "x",
        "app/vendors/three/c.py": "x = 1\n",
        "app/vendors/three/deep/one/LICENSE": "MIT",
        "app/vendors/three/deep/d.py": "x = 1\n",
        "app/vendors/github.com/e/f/g.py": "x = 1\n",
        "app/main.py": "",
    }
    assert set(found(files)) == {
        path for path in files if any(part in path for part in ("/one/", "/two/", "github.com"))
    }


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("/*! Tide.js v1.2.3 | MIT */\nvar x;\n", True),
        ("/**\n * @license React\n */\nvar x;\n", True),
        (
            "/* eslint-disable */\nimport { saveAs } from 'file-saver'\nimport XLSX from 'xlsx'\n",
            False,
        ),
        ("// Copyright 2024 The Tide Authors\nvar x;\n", False),
        ("var x = 'MIT licensed v1.2.3';\n", False),
    ],
)
def test_a_single_file_is_a_copy_by_its_banner(text, copied):
    assert bool(found({"src/vendor/a.js": text, "package.json": "{}"})) == copied


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("vendor/views.py", "from accounts.models import Account\n"),
        ("vendor/deep/views.py", "from ...accounts import models\n"),
        ("third_party/adapter.py", "from accounts import login\n"),
        ("vendor/store.js", "import { get } from '../accounts/get'\n"),
        ("vendor/page.vue", "<script>\nimport x from '@/utils'\n</script>\n"),
        ("vendor/Vendor.php", "<?php\nnamespace App\\Vendor;\n"),
        ("Vendors/Acme.cs", "namespace Tide.Vendors;\n"),
        ("vendor/vendor.go", "package vendor\n"),
    ],
)
def test_files_that_know_where_they_lie_are_no_copies(path, text):
    beside = {"accounts/__init__.py": "", "accounts/models.py": ""}
    assert found({path: text, **beside}) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("vendor/lib/a.py", "from .b import c\nimport os\n"),
        ("vendor/lib/a.js", "import b from './b'\nimport c from 'react'\n"),
        ("vendor/lib/deep/a.js", "import b from '../../b'\n"),
        ("third_party/lib/A.java", "package org.other.lib;\n"),
    ],
)
def test_files_that_know_only_themselves_are_copies(path, text):
    assert path in found(
        {path: text, "accounts/models.py": "", "os/readme.txt": "", "json/a.js": ""}
    )


@pytest.mark.parametrize("manifest", ["package.json", "pom.xml", "go.mod"])
def test_a_service_among_services_is_no_copy(manifest):
    files = {f"{app}/{name}": "x" for app in ("admin", "vendor") for name in (manifest, "src/a.js")}
    assert found(files) == {}
    assert found({f"services/{path}": text for path, text in files.items()}) == {}
    assert found({"vendor/package.json": "{}", "vendor/src/a.js": "x", "admin/b.js": ""}) != {}


def test_copies_lie_in_a_folder_of_the_projects_own_too():
    files = {
        "tide/vendors/acme.py": "from tide.registry import register\n",
        "tide/vendors/zlib/LICENSE": "zlib",
        "tide/vendors/zlib/a.py": "import os\n",
        "tide/registry.py": "",
    }
    assert set(found(files)) == {"tide/vendors/zlib/LICENSE", "tide/vendors/zlib/a.py"}


def test_one_patched_copy_among_many_changes_nothing():
    files = {f"pip/_vendor/lib{number}.py": "import os\n" for number in range(9)}
    files["pip/_vendor/patched.py"] = "from pip.internal import x\n"
    assert len(found({**files, "pip/internal.py": ""})) == 10


def test_a_build_stands_beside_its_manifest():
    assert found({"web/dist/a.js": "x", "web/package.json": "{}"}) == {"web/dist/a.js": "dist"}
    assert found({"web/dist/a.js": "x", "web/main.go": ""}) == {}


def test_what_the_file_itself_says_goes_first():
    signals = (Signals(), Signals(vendored="script_library"), Signals())
    paths = ("dist/a.js", "dist/b.js", "src/c.js")
    files = [
        SourceFile("o/r", path, "javascript", b"x", signals=one)
        for path, one in zip(paths, signals, strict=True)
    ]
    unread = SourceFile("o/r", "dist/d.js", "javascript", None, "binary")
    found = [
        file.signals.vendored
        for file in folders.decided([*files, unread], lambda file, size: file.text[:size])
    ]
    assert found == ["dist", "script_library", "", ""]


def test_the_innermost_folder_gives_the_rule():
    files = {"third_party/a/vendor/github.com/b/c.go": "x"}
    assert set(found(files).values()) <= {"vendor", "third_party"}
    assert len(found(files)) == 1


def test_hundreds_of_folders_of_copies_in_each_other_are_read_in_time_by_their_length():
    deep = "vendors/" * 500
    files = {f"{deep}{number}.c": "int x;" for number in range(2000)}
    assert found(files) == {}
    assert set(found({**files, f"{deep}LICENSE": "MIT"}).values()) == {"vendor"}


FOLDER = st.lists(st.sampled_from(["a", "a-b", "a!", "b", "vendors"]), min_size=1, max_size=4)


@given(st.lists(FOLDER, max_size=4), st.lists(FOLDER, min_size=1, max_size=6))
def test_copies_are_the_files_below_a_folder_with_a_mark(marked, others):
    marks = {"/".join(("vendors", "x", *folder, "LICENSE")) for folder in marked}
    paths = {"/".join(("vendors", "x", *folder, "own.c")) for folder in others}
    around = [posixpath.dirname(mark) + "/" for mark in marks]
    expected = {path for path in marks | paths if path.startswith(tuple(around))}
    assert set(found(dict.fromkeys(marks | paths, "int x;"))) == expected
