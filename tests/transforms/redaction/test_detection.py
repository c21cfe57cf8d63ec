"""How detectors are asked: by mark, and on the lines around it."""

from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import patterns
from repoloom.transforms.redaction import detection
from repoloom.transforms.redaction.detection import Detector, Detectors
from repoloom.transforms.redaction.spans import Span

AT = patterns.compiled(b"@")
TEXTS = st.lists(st.sampled_from([b"@", b"\n", b"x", b"y" * 100, b"z" * 139])).map(b"".join)


def windows(text):
    return list(detection.windows(text, AT))


@given(TEXTS)
def test_windows_are_disjoint_parts_of_lines_that_hold_every_mark(text):
    places = windows(text)
    marks = {at for at in range(len(text)) if text[at : at + 1] == b"@"}
    assert marks <= {at for start, end in places for at in range(start, end)}
    for start, end in places:
        assert marks & set(range(start, end))
        assert b"\n" not in text[start:end]
    flat = [at for place in places for at in place]
    assert flat == sorted(flat)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_window_is_its_line_or_160_bytes_before_a_mark_and_240_behind(before, after):
    text = b"\n" + b"x" * before + b"@" + b"y" * after + b"\n"
    at = 1 + before
    end = at + 1 + (after if after < 240 else 240)
    assert windows(text) == [(at - min(before, 160), end)]
    assert windows(text[1:-1]) == [(at - 1 - min(before, 160), end - 1)]


def test_the_second_mark_of_a_line_starts_where_the_window_of_the_first_ends():
    text = b"@" + b"x" * 300 + b"@" + b"\n"
    assert windows(text) == [(0, 241), (241, 302)]
    assert windows(b"@@\n@") == [(0, 2), (3, 4)]


def test_a_detector_is_asked_only_where_its_mark_occurs():
    asked = []

    def finder(name):
        def find(text):
            asked.append(name)
            yield Span(0, len(text), "key")

        return find

    detectors = Detectors([Detector(b"a+b", finder("ab")), Detector(b"c", finder("c"))])
    assert list(detectors.find(b"xx")) == []
    assert list(detectors.find(b"xc")) == [Span(0, 2, "key")]
    assert asked == ["c"]
    assert len(list(detectors.find(b"c aab"))) == 2
    assert asked == ["c", "ab", "c"]


def test_a_detector_on_lines_gets_the_text_and_the_places():
    detector = detection.windowed(b"@", lambda text, start, end: [Span(start, end, "name")])
    assert detector.mark == b"@"
    assert list(detector.find(b"a\nb@c\nd")) == [Span(2, 5, "name")]
