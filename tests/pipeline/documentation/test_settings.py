import pathlib

from repoloom.pipeline import config
from repoloom.pipeline.documentation import settings

PAGE = pathlib.Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_page_of_settings_is_in_step():
    assert PAGE.read_text() == settings.page(), "run `make docs`"


def test_every_setting_stands_once_in_the_table_of_its_section():
    sections = settings.page().split("\n## ")[1:]
    found = [
        (section, line.split("`")[1])
        for section, text in zip(
            ("", "ingest", "select", "tokenizer", "weave", "failures"), sections, strict=True
        )
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    assert found == [(section, field.name) for section, field in config.fields()]


def test_a_row_has_default_meaning_and_choices():
    rows = settings.page().splitlines()
    assert "| `seed` | `0` | all random draws follow from it (-2^63 to 2^63 - 1) |" in rows
    (model,) = [row for row in rows if row.startswith("| `tokenizer_model` ")]
    assert model == (
        "| `tokenizer_model` | `'unigram'` | kind of a trained tokenizer; one of unigram, bpe |"
    )
