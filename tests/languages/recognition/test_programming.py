"""The tables of names: each name once, each language once, each with a kind."""

import collections

from repoloom import languages
from repoloom.languages.recognition import formats, naming, programming

TABLES = (programming.CODE, formats.BUILD, formats.DOCS, formats.MARKUP, formats.DATA)
ENTRIES = [entry.split() for table in TABLES for entry in table.split("|")]


def test_no_name_belongs_to_two_languages():
    names = collections.Counter(name for _, *names in ENTRIES for name in names)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_language_stands_twice():
    assert len(ENTRIES) == len({language for language, *_ in ENTRIES}) == len(naming.KINDS)


def test_extensions_are_written_as_they_are_looked_up():
    extensions = [name for _, *names in ENTRIES for name in names if name.startswith(".")]
    assert [name for name in extensions if name != name.lower()] == []
    assert len(extensions) > 1000


def test_languages_with_a_grammar_keep_their_kind():
    assert {naming.KINDS.get(name, "code") for name in languages.SPECS} == {"code"}
