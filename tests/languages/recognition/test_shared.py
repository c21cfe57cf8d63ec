import re

from repoloom.languages.recognition import shared


def test_a_row_names_an_extension_once_and_begins_with_a_default():
    heads = [line for line in shared.ROWS.strip().splitlines() if not line.startswith(" ")]
    assert all(re.match(r"\.\w+=(?:-|\w+) ", head) for head in heads)
    extensions = [head.partition("=")[0] for head in heads]
    assert extensions == sorted(set(extensions))
