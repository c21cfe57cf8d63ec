"""Merging of spans, against a brute force over bytes."""

from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction.spans import PRIORITY, Span, merge

SPANS = st.lists(
    st.builds(
        lambda start, length, kind: Span(start, start + length, kind),
        st.integers(0, 20),
        st.integers(1, 6),
        st.sampled_from(PRIORITY),
    )
)


@given(SPANS)
def test_the_merged_spans_cover_the_same_bytes_without_overlap(spans):
    merged = merge(spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert sorted(covered) == [at for span in merged for at in range(span.start, span.end)]


@given(SPANS, st.randoms(use_true_random=False))
def test_the_order_of_detectors_does_not_matter(spans, random):
    shuffled = random.sample(spans, len(spans))
    assert merge(shuffled) == merge(spans)


def test_a_key_inside_an_email_makes_the_whole_a_key():
    assert merge([Span(5, 30, "email"), Span(0, 10, "key")]) == [Span(0, 30, "key")]


def test_neighbours_stay_apart():
    assert merge([Span(3, 6, "ip"), Span(0, 3, "ip")]) == [Span(0, 3, "ip"), Span(3, 6, "ip")]
