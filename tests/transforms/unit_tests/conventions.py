"""What every language says that its tests are called, as parameters of tests."""

import pytest

from repoloom import languages

CONVENTIONS = [
    pytest.param(spec, name, id=f"{spec.name}-{name}")
    for spec in languages.SPECS.values()
    for name in spec.test_names
]


def stem_for(name):
    """A stem of two words, written as the convention `name` writes words."""
    return "HttpClient" if "_" not in name and "-" not in name else "http_client"
