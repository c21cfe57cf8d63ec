import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut
from repoloom.transforms.rows import horizon
from repoloom.transforms.tokens.serialization import serialize

BODY = "def name_1(self):\n    return str(value + é)\n".encode()


@pytest.mark.parametrize(("mode", "variant"), [("psm", 1), ("spm", 1), ("spm", 2)])
@given(places=st.tuples(st.integers(0, len(BODY)), st.integers(0, len(BODY))))
def test_it_counts_the_tokens_of_the_middle_down_to_zero(tokenizer, mode, variant, places):
    start, end = sorted(places)
    cut = Cut(start, end, mode, "close")
    ids = serialize("a.py", BODY, cut, tokenizer, spm_variant=variant)
    counts = horizon.remaining(ids, mode, start, tokenizer)
    middle = len(tokenizer.encode(BODY[start:end]))
    assert counts.dtype == np.int16
    assert counts[counts >= 0].tolist() == list(range(middle, -1, -1))
    assert counts[-1] == 0
    assert tokenizer.decode(ids[len(ids) - middle :]) == BODY[start:end]


def test_without_a_cut_there_is_no_middle(tokenizer):
    ids = serialize("a.py", BODY, None, tokenizer)
    assert set(horizon.remaining(ids, "", 0, tokenizer).tolist()) == {-1}
