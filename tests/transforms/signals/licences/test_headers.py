"""The comment at the beginning of a file, in every way of writing comments."""

import pytest

from repoloom.transforms.signals.licences import headers, licence

NOTICE = "Licensed under the GPL v2."
FORMS = r"""
/*\n * {}\n */|/** {} */|// {}|# {}|#!/bin/sh\n#\n# {}|<!--\n{}\n-->|; {}|;; {}|-- {}|--[[\n{}\n]]
{-\n{}\n-}|(* {} *)|% {}|! {}|C     {}|c     {}|' {}|@REM {}|rem {}|:: {}|dnl {}|'''{}'''|" {}
=begin\n{}\n=end|<#\n{}\n#>|#=\n{}\n=#|{# {} #}|@* {} *@|<%-- {} --%>|<?php\n/* {} */|<?php // {}
<?xml version='1.0'?>\n<!-- {} -->|<!DOCTYPE html>\n<html>\n<!-- {} -->|package a\n\n// {}
'use strict';\n\n/* {} */|////\n{}\n////|#pragma once\n\n// {}|---\n# {}|*> {}|{* {} *}|""'\n{}\n""'
#ifndef A_H\n#define A_H\n/* {} */|# -*- coding: utf-8 -*-\n# {}
"""


@pytest.mark.parametrize("form", FORMS.replace('""\'', '"""').strip().replace("\n", "|").split("|"))
def test_a_header_is_read_in_every_form(form):
    text = form.replace("\\n", "\n").replace("{}", NOTICE) + "\nx = 1\n"
    assert licence.detect("a.x", text.encode()) == "GPL-2.0-only"


@pytest.mark.parametrize(
    "text",
    [
        'x = 1\nGPL = """\nLicensed under the GPL v2.\n"""\n',
        "int main() {}\n// Licensed under the GPL v2.\n",
        'import a\nLICENCES = [\n    "Licensed under the GPL v2.",\n]\n',
        "def test_a():\n    # Licensed under the GPL v2.\n    pass\n",
        '{"notice": "Licensed under the GPL v2."}',
    ],
)
def test_what_stands_behind_code_is_no_header(text):
    assert licence.detect("a.py", text.encode(), "python") == ""


@pytest.mark.parametrize("language", ["markdown", "text", "restructuredtext"])
def test_prose_that_speaks_of_a_licence_has_no_header(language):
    text = b"# Licence\n\nLicensed under the GPL v2.\n"
    assert licence.detect("docs/a.md", text, language) == ""
    hidden = b"<!-- Licensed under the GPL v2. -->\n# Title\n"
    assert licence.detect("docs/a.md", hidden, language) == "GPL-2.0-only"


def test_a_header_ends_within_8_kib_and_250_lines():
    assert headers.leading(b"# a\n" * 300).count("a") == 250
    assert headers.leading(b"#" + b"a" * 9000) == "a" * 8191
    assert headers.leading(b"import a\n" * 4 + b"# b\n") == ""


POD = "package A;\nsub a { 1 }\n1;\n\n=head1 NAME\n\nA\n\n=head1 %s\n\n%s\n\n=cut\n"


@pytest.mark.parametrize(
    ("title", "words", "expected"),
    [
        (
            "LICENSE",
            "This is free software; you can redistribute it and/or modify it\n"
            "under the same terms as the Perl 5 programming language system itself.",
            "Artistic-1.0-Perl OR GPL-1.0-or-later",
        ),
        ("COPYRIGHT AND LICENSE", "It is licensed under the MIT License.", "MIT"),
        ("Licence and Copyright", "Licensed under the Apache License, Version 2.0.", "Apache-2.0"),
        ("SEE ALSO", "It is licensed under the MIT License.", ""),
    ],
)
def test_a_module_of_perl_has_its_licence_where_its_manual_ends(title, words, expected):
    text = (POD % (title, words)).encode()
    assert licence.detect("lib/A.pm", text, "perl") == expected
    assert licence.detect("lib/A.py", text, "python") == ""


def test_the_header_of_a_perl_module_goes_before_its_manual():
    text = "# Licensed under the GPL v2.\n" + POD % ("LICENSE", "Licensed under the MIT License.")
    assert licence.detect("lib/A.pm", text.encode(), "perl") == "GPL-2.0-only"
