"""Weave of what does not stay in memory: the same rows, and few texts and token ids at a time."""

import dataclasses

import pytest

from repoloom.transforms import weave
from repoloom.transforms.scratch.spill import Span, Spill
from repoloom.transforms.scratch.texts import Held
from repoloom.transforms.tokens.pieces import KeptFile
from tests.transforms.woven import FILES, HUB, SETTINGS, repository

LONG = HUB | {
    "long.py": b"".join(b"def f%d(x):\n    return x * %d\n\n\n" % (n, n) for n in range(99))
}


def held(whole, bound):
    """The repository with its texts in one place, so many bytes of them in memory."""
    place = Held(bound)
    kept = [KeptFile(place.add(one.file), one.masked, place) for one in whole.kept]
    return dataclasses.replace(whole, kept=kept)


@pytest.mark.parametrize("bound", [0, 300])
@pytest.mark.parametrize(
    ("files", "masked", "change"),
    [
        (FILES, (), {}),
        (FILES, ("shop/money.py", "README.md"), {"compare_orders": True}),
        (LONG, ("part1.py",), {"length": 256}),
        (LONG, (), {"composer": "context"}),
        (LONG, (), {"packing": "concat", "middle_remaining": True}),
    ],
)
def test_the_shard_is_the_same_whatever_stays_in_memory(tokenizer, bound, files, masked, change):
    settings = dataclasses.replace(SETTINGS, **change)
    one = repository(files, masked)
    expected = weave.pack_shard(
        0, [weave.weave_repository(one, settings, tokenizer)], tokenizer, settings
    )
    spill = Spill(bound)
    woven = weave.weave_repository(held(one, bound), settings, tokenizer, spill=spill)
    pieces = [piece for example in woven.examples for piece in example.pieces]
    there = {
        piece.path: len(piece.tokens) for piece in pieces if not isinstance(piece.tokens, Span)
    }
    assert sum(there.values()) <= bound
    assert any(isinstance(piece.tokens, Span) for piece in pieces)
    found = weave.pack_shard(0, [woven], tokenizer, settings)
    assert found.rows == expected.rows
    assert found.stats == expected.stats
    assert [woven.edges, woven.order, woven.pairs] == [
        *(expected.woven[0].edges, expected.woven[0].order, expected.woven[0].pairs)
    ]


def test_the_repositories_of_a_shard_share_what_may_stay(tokenizer, monkeypatch):
    """Else a shard of many repositories would have the bound of memory for each."""
    monkeypatch.setattr(Spill.__init__, "__defaults__", (300,))
    shards = []
    names = ("o/a", "o/b", "o/c")
    stage = weave.Weave(
        read=lambda number: [repository(name=name) for name in names],
        write=shards.append,
        load=lambda: tokenizer,
        settings=SETTINGS,
    )
    stage.weave(0)
    pieces = [p for one in shards[0].woven for example in one.examples for p in example.pieces]
    there = [len(piece.tokens) for piece in pieces if not isinstance(piece.tokens, Span)]
    assert 0 < sum(there) <= 300
    assert len({piece.tokens.spill for piece in pieces if isinstance(piece.tokens, Span)}) == 1


def test_the_size_of_a_file_is_known_where_its_text_is_not():
    one = repository(FILES)
    apart = held(one, 0)
    assert [file.size for file in apart.kept] == [len(text) for text in FILES.values()]
    assert [file.size for file in one.kept] == [len(text) for text in FILES.values()]
    assert [file.whole().file for file in apart.kept] == [file.file for file in one.kept]
