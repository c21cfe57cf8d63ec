"""Licences: headers, licence files, manifests, and the nearest folder."""

import pytest

from repoloom.transforms.signals.licences import licence

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
    ("text", "expected"),
    [
        ("(MIT or Apache-2.0) and ISC", "(MIT OR Apache-2.0) AND ISC"),
        ("((MIT OR ISC) AND (Zlib OR GPL-2.0-only))", "((MIT OR ISC) AND (Zlib OR GPL-2.0-only))"),
        ("LicenseRef-Acme", "LicenseRef-Acme"),
        ("MIT) */", "MIT"),
        (
            "MIT\n# SPDX-License-" + "Identifier: GPL-2.0-only OR ISC",
            "MIT AND (GPL-2.0-only OR ISC)",
        ),
    ],
)
def test_expressions_of_identifiers(text, expected):
    line = "# SPDX-License-" + f"Identifier: {text}\nx = 1\n"
    assert licence.detect("a.py", line.encode()) == expected


def test_an_identifier_in_a_string_is_not_the_files():
    line = 'expected = "SPDX-License-' + 'Identifier: MIT"\n'
    assert licence.detect("test_a.py", line.encode()) == ""


def test_an_identifier_and_a_stricter_notice_are_both_asked_for():
    line = "# SPDX-License-" + "Identifier: MIT\n# Licensed under the GPL v2.\n"
    assert licence.detect("a.py", line.encode()) == "(MIT) AND (GPL-2.0-only)"


def test_the_whole_text_of_a_licence_at_the_beginning_counts():
    header = b"\n".join(b"// " + line for line in MIT.splitlines()) + b"\n"
    assert licence.detect("a.c", header + b"\nint x;\n") == "MIT"
    gpl = b"// Alternatively, under the terms of the GNU General Public License version 2 only.\n"
    assert licence.detect("a.c", header + gpl) == "MIT OR GPL-2.0-only"
    also = b"// Changes are licensed under the GNU General Public License version 2 only.\n"
    assert licence.detect("a.c", header + also) == "MIT AND GPL-2.0-only"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MIT.decode() + "\nCommons Clause License Condition", "MIT AND LicenseRef-Commons-Clause"),
        ("Elastic License 2.0\n\n## Acceptance\n## Limitations\n", "Elastic-2.0"),
        ("This program is licensed under the GPLv3.", "GPL-3.0-only"),
        ("Under the Apache License, Version 2.0, or the MIT license.", "Apache-2.0 OR MIT"),
        ("# PolyForm Noncommercial License 1.0.0", "PolyForm-Noncommercial-1.0.0"),
        ("Copyright Acme. Proprietary and confidential.", "LicenseRef-Proprietary"),
    ],
)
def test_licence_files_of_other_kinds(text, expected):
    assert licence.detect("LICENSE", text.encode()) == expected


@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        ("Attribution-ShareAlike 3.0 Unported License", "CC-BY-SA-3.0"),
        ("Attribution 3.0 Unported", "CC-BY-3.0"),
        ("Attribution-NonCommercial-NoDerivs 2.5 Generic", "CC-BY-NC-ND-2.5"),
        ("Attribution-NonCommercial 2.0 Generic", "CC-BY-NC-2.0"),
    ],
)
def test_an_earlier_version_of_creative_commons_stands_before_what_names_single_files(
    title, identifier
):
    text = f"### Creative Commons {title}\n\nOnly a.md and b.md are licensed under the GPL.\n"
    assert licence.detect("LICENSE.md", text.encode()) == identifier
