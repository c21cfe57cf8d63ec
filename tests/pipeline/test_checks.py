"""Checks of settings: what is said of a value that cannot be used."""

import dataclasses

import pytest

from repoloom.pipeline import checks
from repoloom.transforms.settings import Bounds, key


@dataclasses.dataclass
class Section:
    size: int = key(3, "a number", bounds=Bounds(1, 9, "give 1 to 9"))
    kind: str = key("a", "a word", choices=("a", "long"))
    name: str = key("", "a name")


def test_what_keys_allow_passes():
    checks.check(Section())
    checks.check(Section(size=9, kind="long", name="caf\u00e9 / x"))


@pytest.mark.parametrize(
    ("value", "message", "name"),
    [
        ({"size": 10}, "size is 10; give 1 to 9", "size"),
        ({"kind": "lang"}, "kind is 'lang'; use one of a, long; did you mean 'long'?", "kind"),
        ({"name": "a\nb"}, "name is 'a\\nb'; it holds a control character", "name"),
        ({"name": "a\udce9"}, "it is not UTF-8 text", "name"),
    ],
)
def test_what_keys_do_not_allow_is_said(value, message, name):
    with pytest.raises(checks.ConfigError) as seen:
        checks.check(Section(**value))
    assert message in str(seen.value)
    assert seen.value.key == name


def test_a_long_value_is_cut_off():
    with pytest.raises(checks.ConfigError) as seen:
        checks.require(False, "x", "y" * 1000, "no")
    assert len(str(seen.value)) < 250


def test_nothing_is_near_what_is_far():
    assert checks.nearest("lengt", ["length", "seed"]) == "; did you mean 'length'?"
    assert checks.nearest("zzz", ["length", "seed"]) == ""
