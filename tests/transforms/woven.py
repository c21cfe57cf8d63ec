"""Small repositories and plain settings, for tests of what weave makes of them."""

import dataclasses

from repoloom.transforms import keyed
from repoloom.transforms.examples import drafts
from repoloom.transforms.graph import layout
from repoloom.transforms.records import Signals, SourceFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.pieces import KeptFile
from repoloom.transforms.weave import Repository, Woven
from tests.strategies import edge, example, piece

SETTINGS = Weaving(seed=1, length=512)
FILES = {
    "shop/__init__.py": b"",
    "shop/cart.py": b"from shop.money import price\n\n\ndef total(cart):\n    return price(cart)\n",
    "shop/money.py": b"def price(cart):\n    return sum(cart.values())\n",
    "tests/test_cart.py": b"from shop.cart import total\n\n\ndef test_total():\n    assert total({}) == 0\n",
    "README.md": b"# Shop\n\nA shop.\n",
}


HUB = {
    "core.py": b"def price(amount):\n    return amount * 7 // 3\n",
    **{
        f"part{number}.py": b"from core import price\n\n\n"
        + b"".join(b"def f%d(x):\n    return price(x + %d)\n\n\n" % (i, number) for i in range(9))
        for number in range(6)
    },
}
"""A file that six import, each of which fills most of half a row."""


def kept_file(path, text, masked=False, repo="o/r"):
    language = "markdown" if path.endswith(".md") else "python"
    signals = Signals(test="test_" in path)
    return KeptFile(SourceFile(repo, path, language, text, signals=signals), masked)


def repository(files=FILES, masked=(), name="o/r", split="train"):
    kept = [kept_file(path, text, path in masked, name) for path, text in files.items()]
    return Repository(name, split, kept, {}, list(files))


def placed(woven):
    return [piece.path for example in woven.examples for piece in example.pieces]


def repeated(found):
    return [one.path for each in found.examples for one in each.pieces if one.repeated]


def loose(name, count=400):
    """Examples of 2/3 of a row of 90 tokens and more, a third of each in small units."""
    draw = keyed.rng(0, "loose", name)
    made = []
    for number in range(count):
        sizes = [draw.randrange(40, 55), *[draw.randrange(4, 8)] * 4]
        units = [
            example(piece(f"{number}/{at}", [75] * size), repo=name)
            for at, size in enumerate(sizes)
        ]
        whole = example(*(unit.pieces[0] for unit in units), repo=name)
        made.append(drafts.Draft(whole, tuple(units), draw.random()))
    stats = {"pieces": 5 * count}
    return Woven(name, tuple(made), ((), ()), (), (), (), stats)


def parts(*groups):
    """A repository in parts, as one that is over the bound comes."""
    made = repository()
    files = [
        layout.Outlined(one.file.path, one.file.language, None, one.file.signals.test)
        for one in made.kept
    ]
    found = layout.lay_out(files, {}, made.paths, SETTINGS)
    ends = [("tests/test_cart.py", "shop/cart.py"), ("shop/cart.py", "shop/money.py")]
    edges = [edge(*each) for each in ends]
    found = dataclasses.replace(found, edges=edges, placed=edges)
    for number, group in enumerate(groups):
        kept = [one for one in made.kept if one.file.path in group]
        yield dataclasses.replace(made, kept=kept, layout=found, part=number)
