from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import REPEATED, Range
from tests.strategies import example, piece


def placed(tokenizer, *pieces):
    (row,) = packing.pack([example(*pieces)], tokenizer, length=32, seed=0)
    return row.segments[0].files


def test_a_slice_is_its_ranges_and_any_other_file_all_of_its_bytes(tokenizer):
    whole, part = placed(
        tokenizer, piece("a.py"), piece("b.py", repeated=True, ranges=((1, 2), (4, 6)))
    )
    assert (part.ranges, part.spans) == ((Range(1, 2), Range(4, 6)), ((1, 2), (4, 6)))
    assert (part.of(b"abcdefgh"), part.size) == (b"bef", 3)
    assert (whole.ranges, whole.spans) == ((), ((whole.text_start, whole.text_end),))
    assert whole.size == whole.text_end - whole.text_start


def test_a_copy_is_told_by_its_mark_and_not_by_its_mask(tokenizer):
    copy, context, own = placed(
        tokenizer,
        piece("a.py", masked=True, repeated=True),
        piece("b.py", masked=True),
        piece("c.py"),
    )
    assert (copy.is_copy, context.is_copy, own.is_copy) == (True, False, False)
    assert (copy.rule, context.rule) == (REPEATED, "")
