"""A small repository and plain settings, for tests of what weave makes of them."""

from repoloom.transforms.records import Signals, SourceFile
from repoloom.transforms.tokens.pieces import KeptFile, Weaving
from repoloom.transforms.weave import Repository

SETTINGS = Weaving(seed=1, length=512)
FILES = {
    "shop/__init__.py": b"",
    "shop/cart.py": b"from shop.money import price\n\n\ndef total(cart):\n    return price(cart)\n",
    "shop/money.py": b"def price(cart):\n    return sum(cart.values())\n",
    "tests/test_cart.py": b"from shop.cart import total\n\n\ndef test_total():\n    assert total({}) == 0\n",
    "README.md": b"# Shop\n\nA shop.\n",
}


def repository(files=FILES, masked=(), name="o/r", split="train"):
    kept = [
        KeptFile(
            SourceFile(
                name,
                path,
                "markdown" if path.endswith(".md") else "python",
                text,
                signals=Signals(test="test_" in path),
            ),
            path in masked,
        )
        for path, text in files.items()
    ]
    return Repository(name, split, kept, {}, list(files))


def placed(woven):
    return [piece.path for example in woven.examples for piece in example.pieces]
