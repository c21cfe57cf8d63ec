import pytest

from repoloom import languages


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("meson.options", "build"),
        ("TARGETS", "build"),
        ("paper.typ", "docs"),
        ("HISTORY", "docs"),
        ("card.wxml", "markup"),
        ("mail.njk", "markup"),
        ("app.config", "data"),
        (".tool-versions", "data"),
        ("main.tscn", "data"),
    ],
)
def test_what_is_not_a_program_has_its_kind(path, kind):
    assert languages.kind_of(languages.language_of(path, b"")) == kind
