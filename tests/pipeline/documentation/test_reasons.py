"""The page of the reasons."""

import pathlib
import re

from repoloom.pipeline.documentation import reasons

PAGE = pathlib.Path(__file__).parents[3] / "docs" / "reasons.md"


def test_the_page_is_what_the_code_says():
    message = "run `make docs`"
    assert PAGE.read_text() == reasons.page(), message


def test_a_reason_is_a_lower_snake_word_with_a_meaning():
    for word, meaning in reasons.MEANINGS.items():
        assert re.fullmatch("[a-z]+(_[a-z]+)*", word), word
        assert meaning.strip(), word
