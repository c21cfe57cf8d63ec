"""The tables of columns in the documentation."""

import dataclasses
import pathlib

import pytest

from repoloom.pipeline.documentation import records
from repoloom.pipeline.storage import store

DOCS = pathlib.Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", ["data-model.md", "shard-format.md"])
def test_the_page_is_what_the_code_says(name):
    page = (DOCS / name).read_text()
    assert page.count("<!-- columns of ") >= 3
    assert page == records.filled(page), "run `make docs`"


def test_the_words_of_a_page_stay():
    page = "# Head\n\n<!-- columns of Pair -->\n\n| old |\n|---|\n\nTail | text.\n"
    filled = records.filled(page)
    assert filled.startswith("# Head\n\n<!-- columns of Pair -->\n\n| column | type | meaning |\n")
    assert filled.endswith(" |\n\nTail | text.\n")
    assert "old" not in filled
    assert records.filled(filled) == filled
    assert records.filled(page.replace("| old |\n|---|\n\n", "")) == filled


def test_every_column_of_the_store_is_on_its_page():
    page = (DOCS / "data-model.md").read_text()
    signals = store.SCHEMA.field("signals").type
    for name in (*store.SCHEMA.names, *(signals.field(i).name for i in range(signals.num_fields))):
        assert f"`{name}`" in page, name


@dataclasses.dataclass(frozen=True)
class Told:
    """A record.

    Attributes:
        one, two: said
            together | apart.
        three: alone.
    """

    one: str
    two: int
    three: bytes


def test_fields_that_are_explained_together_share_a_row():
    rows = records.fields_of(Told)
    assert rows == [
        ("`one`, `two`", "string, int64", "said together | apart"),
        ("`three`", "binary", "alone"),
    ]
    assert records.markdown([("a", "b", "c"), *rows]) == (
        "| a | b | c |\n|---|---|---|\n"
        "| `one`, `two` | string, int64 | said together \\| apart |\n"
        "| `three` | binary | alone |\n"
    )


def test_a_field_without_a_meaning_is_an_error():
    silent = dataclasses.make_dataclass("Silent", [("four", int, 0)], bases=(Told,), frozen=True)
    silent.__doc__ = Told.__doc__
    with pytest.raises(ValueError, match=r"docstring of Silent and its fields differ: \['four'\]"):
        records.meanings(silent)
