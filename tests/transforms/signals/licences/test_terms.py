"""SPDX expressions: what meets them, and how free they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.signals.licences import licence


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        ("MIT", True),
        ("mit", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0", True),
        ("MIT AND GPL-3.0", False),
        ("GPL-3.0 OR MIT AND Apache-2.0", True),
        ("(MIT OR GPL-3.0) AND Apache-2.0", True),
        ("(GPL-3.0 OR LGPL-2.1) AND MIT", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT OR", True),
        ("(MIT", False),
        ("MIT GPL-3.0", False),
        ("", False),
    ],
)
def test_an_expression_is_met_with_the_allowed_licences(expression, met):
    assert licence.permits(expression, {"MIT", "Apache-2.0"}) is met


def test_only_and_later_are_the_licence_itself():
    assert licence.permits("GPL-2.0-or-later", {"GPL-2.0"})
    assert licence.permits("GPL-2.0+", {"GPL-2.0-only"})


def test_a_licence_is_permissive_unknown_or_another():
    stated = ("MIT", "GPL-3.0-only OR MIT", "", "GPL-3.0-only", "MIT AND GPL-3.0-only")
    assert [licence.licence_class(name) for name in stated] == [0, 0, 1, 2, 2]


IDENTIFIERS = ("MIT", "Apache-2.0", "GPL-3.0", "ISC")


@st.composite
def expressions(draw, depth=3):
    """An SPDX expression, and whether MIT and ISC alone meet it."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(IDENTIFIERS))
        return name, name in ("MIT", "ISC")
    (left, met), (right, other) = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    if draw(st.booleans()):
        return f"({left}) AND ({right})", met and other
    return f"({left} OR {right})", met or other


@given(expressions())
def test_an_expression_is_met_as_logic_says(drawn):
    expression, met = drawn
    assert licence.permits(expression, {"mit", "ISC-only"}) is met
    assert licence.permits(f"({expression}) WITH some-exception", {"MIT", "ISC"}) is met
    assert licence.permits(expression + " )", {"MIT", "ISC"}) is False
