"""The imports of a file by where they stand: each once, in the order of the text."""

import pytest

from repoloom import languages
from repoloom.languages.engine import gathering
from repoloom.languages.engine.spec import LanguageSpec


def imports(language, text):
    tree = languages.parse(language, text)
    return languages.outline(language, text, tree).imports


def test_statements_come_in_the_order_of_the_text_with_their_places():
    text = b"import b\n\ndef f():\n    import a\n\n\nimport c\n"
    found = imports("python", text)
    assert [one.module for one in found] == ["b", "a", "c"]
    assert [one.top_level for one in found] == [True, False, True]
    assert [text[one.start : one.end] for one in found] == [b"import b", b"import a", b"import c"]


@pytest.mark.parametrize("places", [1, gathering.MOST_LOOKS, gathering.MOST_LOOKS + 9])
def test_imports_in_depth_are_found_one_by_one_or_in_one_look(places):
    call = "".join(f"f(function() {{ g(require('./m{n}')); }});\n" for n in range(places))
    found = imports("javascript", call.encode())
    assert [one.module for one in found] == [f"./m{n}" for n in range(places)]


def test_uses_are_counted_outside_of_statements():
    (found,) = imports("python", b"import a\na.b(a)\n")
    assert found.uses == 2


def test_deep_places_are_the_last_bytes_of_matches_in_order():
    spec = languages.SPECS["javascript"]
    text = b"x = require('a'); y = import('b'); z = require('c');"
    places = gathering.deep_places(spec, text)
    assert isinstance(spec, LanguageSpec)
    assert places == sorted(places)
    assert len(places) == 3
