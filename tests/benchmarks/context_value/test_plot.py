"""The picture of gains is well formed and has each arm where its gain is."""

from xml.etree import ElementTree

import pytest

from benchmarks.context_value import plot
from benchmarks.context_value.gains import Gain

GAINED = {
    ("worse", "all bytes"): Gain(-4.0, -6.0, -2.0, 1, 9),
    ("base", "all bytes"): Gain(0.0, 0.0, 0.0, 0, 9),
    ("better", "all bytes"): Gain(4.0, 1.0, 7.0, 9, 9),
    ("worse", "tests <5"): None,
    ("base", "tests <5"): None,
    ("better", "tests <5"): None,
}
SPACE = "{http://www.w3.org/2000/svg}"


def drawn(gained):
    return ElementTree.fromstring(plot.svg("a & b", gained))


def test_a_dot_stands_where_its_gain_is_and_inside_of_its_interval():
    picture = drawn(GAINED)
    dots = [float(dot.get("cx")) for dot in picture.iter(f"{SPACE}circle")]
    assert len(dots) == 3
    assert dots[2] - dots[1] == pytest.approx(dots[1] - dots[0], abs=0.2)
    intervals = [line for line in picture.iter(f"{SPACE}line") if line.get("stroke-width") == "2"]
    for dot, line in zip(dots, intervals, strict=True):
        assert float(line.get("x1")) <= dot <= float(line.get("x2"))


def test_names_are_escaped_and_each_stands_once():
    words = [text.text for text in drawn(GAINED).iter(f"{SPACE}text")]
    assert words[:4] == ["a & b", "worse", "base", "better"]
    assert "tests <5, % fewer bits" in words
    assert words.count("0") == 2


def test_nothing_is_drawn_outside():
    gain = Gain(-0.013, -0.02, 0.001, 1, 2)
    picture = drawn(
        {("one", "m"): gain, ("two", "m"): None, ("one", "n"): None, ("two", "n"): gain}
    )
    for node in picture.iter():
        for name in ("x1", "x2", "cx", "x"):
            assert 0 <= float(node.get(name, "0")) <= float(picture.get("width"))


@pytest.mark.parametrize(
    ("span", "expected"), [(10, 2), (9.9, 2), (0.1, 0.02), (5, 1), (24, 5), (26, 10), (0, 2e-4)]
)
def test_ticks_are_round(span, expected):
    assert plot.tick(span) == pytest.approx(expected)
