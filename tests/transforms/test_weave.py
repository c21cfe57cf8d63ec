import dataclasses

import pytest

from repoloom.transforms import weave
from repoloom.transforms.records import SourceFile
from repoloom.transforms.rows import packing
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.pieces import KeptFile
from repoloom.transforms.weave import Repository

SETTINGS = Weaving(seed=1, length=512)
FILES = {
    "shop/__init__.py": b"",
    "shop/cart.py": b"from shop.money import price\n\n\ndef total(cart):\n    return price(cart)\n",
    "shop/money.py": b"def price(cart):\n    return sum(cart.values())\n",
    "tests/test_cart.py": b"from shop.cart import total\n\n\ndef test_total():\n    assert total({}) == 0\n",
    "README.md": b"# Shop\n\nA shop.\n",
}


def repository(files=FILES, masked=(), name="o/r"):
    kept = [
        KeptFile(
            SourceFile(name, path, "markdown" if path.endswith(".md") else "python", text),
            path in masked,
        )
        for path, text in files.items()
    ]
    return Repository(name, "train", kept, {}, list(files))


def placed(woven):
    return [piece.path for example in woven.examples for piece in example.pieces]


def test_every_file_is_placed_once(tokenizer):
    woven = weave.weave_repository(repository(), SETTINGS, tokenizer)
    assert sorted(placed(woven)) == sorted(woven.order) == sorted(FILES)


def test_needs_come_first_and_the_test_behind_its_source(tokenizer):
    order = weave.weave_repository(repository(), SETTINGS, tokenizer).order
    assert order.index("shop/money.py") < order.index("shop/cart.py")
    assert order.index("tests/test_cart.py") == order.index("shop/cart.py") + 1


def test_context_stands_in_a_row_only_where_a_trained_file_needs_it(tokenizer):
    masked = {"shop/money.py", "README.md"}
    woven = weave.weave_repository(repository(masked=masked), SETTINGS, tokenizer)
    assert "shop/money.py" in placed(woven)
    assert "README.md" not in placed(woven)
    assert "README.md" in woven.order
    assert woven.stats["unplaced_context"] == 1


def test_context_that_only_context_needs_stands_nowhere(tokenizer):
    masked = {"shop/money.py", "shop/cart.py", "tests/test_cart.py"}
    woven = weave.weave_repository(repository(masked=masked), SETTINGS, tokenizer)
    assert sorted(placed(woven)) == ["README.md", "shop/__init__.py"]


def test_a_shard_is_packed_by_split_and_counted(tokenizer):
    one = weave.weave_repository(repository(), SETTINGS, tokenizer)
    shard = weave.pack_shard(4, [one], tokenizer, SETTINGS)
    assert shard.number == 4
    assert list(shard.rows) == ["train"]
    assert shard.stats["pieces"] == shard.stats["placed_pieces"] == len(FILES)
    assert shard.stats["tokens"] == sum(sum(row.lengths) for row in shard.rows["train"])
    assert shard.stats["capacity"] == 512 * shard.stats["rows"]


def test_a_piece_that_went_missing_fails_the_shard(tokenizer, monkeypatch):
    one = weave.weave_repository(repository(), SETTINGS, tokenizer)
    pack = packing.pack
    monkeypatch.setattr(packing, "pack", lambda found, *a, **k: pack(found[1:], *a, **k))
    with pytest.raises(ValueError, match=r"5 pieces went in, \d came out"):
        weave.pack_shard(0, [one], tokenizer, SETTINGS)


def test_the_stage_weaves_what_it_reads(tokenizer):
    shards = []
    stage = weave.Weave(
        read=lambda number: [repository(name=f"o/{number}")],
        write=shards.append,
        load=lambda: tokenizer,
        settings=SETTINGS,
    )
    assert stage.weave(7) == 7
    assert [one.repo for one in shards[0].woven] == ["o/7"]


def test_imports_of_a_removed_copy_are_counted(tokenizer):
    copies = {"shop/money.py", "README.md"}
    dropped = dataclasses.replace(
        repository({path: text for path, text in FILES.items() if path not in copies}),
        paths=list(FILES),
        copies=copies,
    )
    masked = dataclasses.replace(repository(masked=copies), copies=copies)
    broken = weave.weave_repository(dropped, SETTINGS, tokenizer).stats
    whole = weave.weave_repository(masked, SETTINGS, tokenizer).stats
    names = ("copies/edges", "copies/imported", "copies/broken")
    assert [broken[name] for name in names] == [2, 1, 1]
    assert [whole[name] for name in names] == [2, 1, 0]


def test_other_orders_are_measured_on_the_same_pieces(tokenizer):
    settings = dataclasses.replace(SETTINGS, compare_orders=True)
    one = weave.weave_repository(repository(), settings, tokenizer)
    plain = weave.weave_repository(repository(), SETTINGS, tokenizer)
    assert (one.examples, one.stats, plain.compared) == (plain.examples, plain.stats, {})
    stats = weave.pack_shard(0, [one], tokenizer, settings).stats
    assert stats["compare/path/dbu/python/total"] == stats["dbu/python/total"] == 2
    assert stats["compare/random/capacity"] == 512
    separators = len(FILES) - stats["examples"]
    assert stats["compare/path/tokens"] == stats["tokens"] + len(FILES) - 1 - separators + 2 - (
        2 * stats["examples"]
    )
