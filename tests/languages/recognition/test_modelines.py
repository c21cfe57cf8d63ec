import pytest

from repoloom import languages
from repoloom.languages.recognition import modelines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"# -*- mode: ruby -*-\nx\n", "ruby"),
        (b"; -*- Mode: Scheme; coding: utf-8 -*-\n", "scheme"),
        (b"// -*- C++ -*-\n", "cpp"),
        (b"# -*- coding: utf-8; mode: python -*-\n", "python"),
        (b"# -*- coding: utf-8 -*-\n", ""),
        (b"# vim: set ft=perl ts=4 :\n", "perl"),
        (b"x\n" * 20 + b"# vim:filetype=sh:\n", "shell"),
        (b'" ex: syntax=vim\n', "viml"),
        (b"x\n" * 9 + b"# vim: ft=sh\n" + b"x\n" * 9, ""),
        (b"# vim: ft=klingon\n", ""),
        (b"", ""),
    ],
)
def test_what_an_editor_is_told(text, expected):
    assert languages.language_of("run", text) == expected


def test_a_name_has_to_be_known():
    assert modelines.language_of({"perl"}, b"# vim: ft=perl\n") == "perl"
    assert modelines.language_of(set(), b"# vim: ft=perl\n") == ""
