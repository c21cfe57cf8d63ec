import re

from repoloom.transforms.signals.licences import names


def test_each_identifier_has_a_place_for_the_group_of_its_name():
    for identifier, name in names.NAMES:
        assert ("{}" in identifier) == bool(name.groups), identifier
        assert re.fullmatch(r"[A-Za-z0-9.{}-]+", identifier)


def test_names_are_written_in_small_letters():
    assert [n.pattern for _, n in names.NAMES if re.search(r"[A-Z]", n.pattern)] == []
