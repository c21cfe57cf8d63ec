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
