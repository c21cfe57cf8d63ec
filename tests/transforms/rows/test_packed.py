from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import REPEATED
from tests.strategies import example, piece


def placed(tokenizer, *pieces):
    (row,) = packing.pack([example(*pieces)], tokenizer, length=32, seed=0)
    return row.segments[0].files


def test_a_copy_is_told_by_its_mark_and_not_by_its_mask(tokenizer):
    copy, context, own = placed(
        tokenizer,
        piece("a.py", masked=True, repeated=True),
        piece("b.py", masked=True),
        piece("c.py"),
    )
    assert (copy.is_copy, context.is_copy, own.is_copy) == (True, False, False)
    assert (copy.rule, context.rule) == (REPEATED, "")
