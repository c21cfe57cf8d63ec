import re

from repoloom.languages.recognition import shared, signs


def test_signs_that_are_referred_to_are_there_and_used():
    used = set(re.findall(r"\(\?&(\w+)\)", shared.ROWS))
    lines = signs.SIGNS.strip().splitlines()
    assert used == {line.partition(" ")[0] for line in lines if not line.startswith(" ")}
