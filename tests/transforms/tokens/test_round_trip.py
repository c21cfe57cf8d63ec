"""Cuts of every grammar's sample, in every preset and layout, come back byte for byte.

`python -m benchmarks.infilling FOLDER 100000` does the same on real files.
"""

import itertools
import pathlib
import re

import pytest

from repoloom import languages
from repoloom.transforms import keyed
from repoloom.transforms.tokens import infill, serialization

PAGES = pathlib.Path(__file__).parents[2] / "corpus"
LAYOUTS = tuple(itertools.product(sorted(infill.PRESETS), (1, 2)))


def sample(language):
    """The code of a language's page, one text; the joins break its syntax, which is the point."""
    page = (PAGES / f"{language}.md").read_text()
    return "é\u2581\U0001f642\r\n".join(re.findall(r"```.*?\n(.*?)```", page, re.DOTALL)).encode()


@pytest.mark.parametrize("language", sorted(languages.SPECS))
def test_cuts_come_back(language, tokenizer):
    text = sample(language)
    tree = languages.parse(language, text)
    for turn, (preset, variant) in enumerate(LAYOUTS * 3):
        draw = keyed.rng(0, "round trip", language, str(turn))
        cut = infill.choose(text, tree, draw, rate=1.0, preset=preset)
        ids = serialization.serialize("a/é.x", text, cut, tokenizer, spm_variant=variant)
        found = serialization.restore(ids, cut.mode, tokenizer, body_length=len(text))
        joined = cut.mode == "spm" and variant == 2
        assert found.path == "a/é.x"
        assert found.body == text
        assert found.middle == (text[: cut.end] if joined else text[cut.start : cut.end])
        assert found.suffix == text[cut.end :]
        found.suffix.decode()
        text[: cut.start].decode()
