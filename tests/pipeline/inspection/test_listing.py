"""The notes of a listing; what `show` prints as a whole is in test_show."""

import pytest

from repoloom.pipeline.inspection import listing
from repoloom.transforms.rows.packed import PlacedFile


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (1, 9, ""),
        (-3, 5, "only its last 5 tokens, the first end another row"),
        (6, 14, "only its first 4 tokens, the last begin another row"),
    ],
)
def test_a_file_that_stands_in_two_rows_says_so(start, end, said):
    file = PlacedFile("a.py", "python", "MIT", 0, 1, "", "", False, start, end, 0, 30)
    assert listing.note(file, 10).partition("8 tokens")[2].removeprefix(" | ") == said
