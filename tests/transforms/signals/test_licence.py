"""Licences: headers, licence files, manifests, and the nearest folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.signals import licence

MIT = b"""The MIT License (MIT)

Copyright (c) 2024 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software,
to deal in the Software without restriction. The above copyright notice and this permission notice
shall be included in all copies.
"""
BSD = """Redistribution and use in source and binary forms, with or without modification, are
permitted provided that the following conditions are met: 1. keep the notice. {}"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("LICENSE", MIT, "MIT"),
        ("license.md", MIT, "MIT"),
        ("LICENSE-MIT", MIT, "MIT"),
        ("COPYING", b"GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007", "GPL-3.0"),
        (
            "COPYING.LESSER",
            b"GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007",
            "LGPL-3.0",
        ),
        ("LICENSE.txt", b"Apache License\n  Version 2.0, January 2004", "Apache-2.0"),
        ("LICENCE", BSD.format("").encode(), "BSD-2-Clause"),
        (
            "LICENCE",
            BSD.format("may not be used to endorse or promote products").encode(),
            "BSD-3-Clause",
        ),
        ("LICENSE", b"All rights reserved.", ""),
        ("src/licence.py", MIT, ""),
        ("README.md", MIT, ""),
    ],
)
def test_a_licence_file_is_known_by_its_phrases(path, text, expected):
    assert licence.detect(path, text) == expected


def test_the_first_licence_of_a_file_with_several_counts():
    text = MIT + b"\nParts are under the Apache License, Version 2.0."
    assert licence.detect("LICENSE", text) == "MIT"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"// SPDX-License-Identifier: MIT\n", "MIT"),
        (
            b"/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */",
            "GPL-2.0-only WITH Linux-syscall-note",
        ),
        (b"# SPDX-License-Identifier: (MIT OR Apache-2.0)\n", "(MIT OR Apache-2.0)"),
        (b"# no identifier\n", ""),
    ],
)
def test_an_spdx_line_states_the_licence_of_a_file(line, expected):
    assert licence.detect("src/a.c", b"// head\n" + line) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("package.json", b'{"license": "MIT"}', "MIT"),
        ("package.json", b'{"license": {"type": "ISC"}}', "ISC"),
        ("package.json", b'{"license": "SEE LICENSE IN file.txt"}', ""),
        ("package.json", b'{"license": "UNLICENSED"}', ""),
        ("package.json", b"{broken", ""),
        ("a/Cargo.toml", b'[package]\nlicense = "MIT/Apache-2.0"', "MIT OR Apache-2.0"),
        ("pyproject.toml", b'[project]\nlicense = {text = "BSD-3-Clause"}', "BSD-3-Clause"),
        (
            "pyproject.toml",
            b'[project]\nclassifiers = ["License :: OSI Approved :: MIT License"]',
            "MIT",
        ),
        ("pyproject.toml", b"= broken", ""),
        ("setup.cfg", b"[metadata]\nlicense = Apache 2.0\n", "Apache-2.0"),
        ("setup.cfg", b"[metadata]\nlicense = BSD\n", ""),
    ],
)
def test_a_manifest_states_the_licence_of_its_package(path, text, expected):
    assert licence.detect(path, text) == expected


def test_the_nearest_folder_above_counts():
    known = {"LICENSE": "MIT", "lib/COPYING": "GPL-2.0", "lib/empty/LICENSE": ""}
    assert licence.inherit(known, "src/a/b.c") == "MIT"
    assert licence.inherit(known, "lib/x/y.c") == "GPL-2.0"
    assert licence.inherit(known, "lib/empty/y.c") == "GPL-2.0"
    assert licence.inherit(known, "library/y.c") == "MIT"
    assert licence.inherit({"lib/COPYING": "GPL-2.0"}, "a.c") == ""


def test_a_licence_file_goes_before_a_manifest():
    assert licence.inherit({"package.json": "ISC", "LICENSE": "MIT"}, "a.js") == "MIT"


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        ("MIT", True),
        ("mit", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0", True),
        ("MIT AND GPL-3.0", False),
        ("GPL-3.0 OR MIT AND Apache-2.0", True),
        ("(MIT OR GPL-3.0) AND Apache-2.0", True),
        ("(GPL-3.0 OR LGPL-2.1) AND MIT", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT OR", True),
        ("(MIT", False),
        ("MIT GPL-3.0", False),
        ("", False),
    ],
)
def test_an_expression_is_met_with_the_allowed_licences(expression, met):
    assert licence.permits(expression, {"MIT", "Apache-2.0"}) is met


def test_only_and_later_are_the_licence_itself():
    assert licence.permits("GPL-2.0-or-later", {"GPL-2.0"})
    assert licence.permits("GPL-2.0+", {"GPL-2.0-only"})


def test_a_licence_is_permissive_unknown_or_another():
    stated = ("MIT", "GPL-3.0-only OR MIT", "", "GPL-3.0-only", "MIT AND GPL-3.0-only")
    assert [licence.licence_class(name) for name in stated] == [0, 0, 1, 2, 2]


IDENTIFIERS = ("MIT", "Apache-2.0", "GPL-3.0", "ISC")


@st.composite
def expressions(draw, depth=3):
    """An SPDX expression, and whether MIT and ISC alone meet it."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(IDENTIFIERS))
        return name, name in ("MIT", "ISC")
    (left, met), (right, other) = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    if draw(st.booleans()):
        return f"({left}) AND ({right})", met and other
    return f"({left} OR {right})", met or other


@given(expressions())
def test_an_expression_is_met_as_logic_says(drawn):
    expression, met = drawn
    assert licence.permits(expression, {"mit", "ISC-only"}) is met
    assert licence.permits(f"({expression}) WITH some-exception", {"MIT", "ISC"}) is met
    assert licence.permits(expression + " )", {"MIT", "ISC"}) is False


def test_the_phrases_of_a_licence_stand_within_a_window():
    first, second = (
        "Permission is hereby granted, free of charge",
        ("The above copyright notice and this permission notice"),
    )
    for gap, found in (
        (3000 - len(first) - len(second), "MIT"),
        (2999 - len(first) - len(second) + 2, ""),
    ):
        text = f"{first}{' x' * (gap // 2)}{'y' * (gap % 2)}{second}"
        assert licence.detect("LICENSE", text.encode()) == found


def test_an_identifier_counts_in_the_first_4096_bytes():
    line = b"SPDX-License-" + b"Identifier: MIT"
    assert licence.detect("a.c", b" " * (4096 - len(line)) + line) == "MIT"
    assert licence.detect("a.c", b" " * (4097 - len(line)) + line) == "MI"
    assert licence.detect("a.c", b" " * 4096 + line) == ""


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
    assert licence.is_licence_source(path) is learns


def test_in_one_folder_paths_count_in_byte_order():
    assert licence.inherit({"LICENSE-B": "MIT", "LICENSE-A": "ISC"}, "a.js") == "ISC"
    assert licence.inherit({"package.json": "ISC", "Cargo.toml": "MIT"}, "a.js") == "MIT"
    assert licence.inherit({"LICENSE": "", "package.json": "ISC"}, "a.js") == "ISC"


@pytest.mark.parametrize("path", ["/srv/a.py", "//a", "/", "///a/b"])
def test_an_absolute_path_inherits_from_its_own_folders_alone(path):
    assert licence.inherit({"LICENSE": "MIT"}, path) == ""
    assert licence.inherit({"/LICENSE": "MIT"}, "/srv/a.py") == "MIT"
