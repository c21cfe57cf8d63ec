"""Weave with composer `context`: what is repeated, how much of it, and whether it has loss."""

import dataclasses

import numpy as np
import pytest

from repoloom.transforms import weave
from tests.transforms.woven import FILES, HUB, SETTINGS, placed, repeated, repository


def woven(tokenizer, *, files=FILES, masked=(), **change):
    return weave.weave_repository(
        repository(files, masked), dataclasses.replace(SETTINGS, **change), tokenizer
    )


def pack(tokenizer, *some, number=0, **change):
    return weave.pack_shard(number, some, tokenizer, dataclasses.replace(SETTINGS, **change))


def test_context_repeats_what_an_example_lacks_within_its_share(tokenizer):
    found = woven(tokenizer, files=HUB, composer="context")
    assert set(repeated(found)) == {"core.py"}
    for each in found.examples:
        paths = [one.path for one in each.pieces]
        assert paths.count("core.py") == 1
        assert paths[0] == "core.py"
        assert [one.masked for one in each.pieces] == [one.repeated for one in each.pieces]
    shard = pack(tokenizer, found)
    assert shard.stats["pieces"] == shard.stats["placed_pieces"] == len(HUB)
    assert shard.stats["repeated/pieces"] == len(repeated(found)) > 1
    assert shard.stats["dbu/python/before"] == 6


def test_the_share_of_context_is_left_free_and_bounds_the_copies(tokenizer):
    sizes = {}
    for share in (0.0, 0.02, 0.5):
        found = woven(tokenizer, files=HUB, composer="context", context_share=share)
        assert bool(repeated(found)) is (share == 0.5)
        sizes[share] = len(found.examples)
    assert sizes[0.0] < sizes[0.5]


def test_a_draft_with_copies_stays_whole(tokenizer):
    found = woven(tokenizer, files=HUB, composer="context")
    assert all(draft.units == (draft.example,) for draft in found.drafts)
    assert any(len(draft.units) > 1 for draft in woven(tokenizer).drafts)


def test_a_file_in_pieces_is_sliced_and_not_copied(tokenizer):
    long = HUB["core.py"] + b"".join(
        b"def g%d(x):\n    return x * %d\n\n\n" % (i, i) for i in range(60)
    )
    files = {**HUB, "core.py": long}
    found = woven(tokenizer, files=files, composer="context", context_form="whole")
    assert sum(path == "core.py" for path in placed(found)) > 1
    assert repeated(found) == []
    found = woven(tokenizer, files=files, composer="context", context_share=0.5)
    assert set(repeated(found)) == {"core.py"}
    for piece in (one for each in found.examples for one in each.pieces if one.repeated):
        text = b"".join(long[start:end] for start, end in piece.ranges)
        assert text.startswith(b"def price(amount):\n")
        assert (piece.start, piece.end) == (piece.ranges[0][0], piece.ranges[-1][1])
        assert tokenizer.decode(np.frombuffer(bytes(piece.tokens), "<i4")) == b"core.py\n" + text


@pytest.mark.parametrize("form", ["slices", "whole"])
def test_repeats_have_loss_where_asked_for_but_never_of_context_files(tokenizer, form):
    settings = {"composer": "context", "context_form": form, "context_share": 0.5}
    plain = woven(tokenizer, files=HUB, **settings)
    full = woven(tokenizer, files=HUB, context_loss="full", **settings)
    unmasked = [
        [dataclasses.replace(one, masked=False) for one in each.pieces] for each in plain.examples
    ]
    assert unmasked == [list(each.pieces) for each in full.examples]
    shard = pack(tokenizer, full)
    assert all(row.labels is None for row in shard.rows["train"])
    assert shard.stats["repeated/learnt"] == shard.stats["repeated/tokens"] > 0
    assert shard.stats["dbu/python/before"] == 6
    context = woven(tokenizer, files=HUB, masked=["core.py"], context_loss="full", **settings)
    assert repeated(context)
    assert all(
        one.masked == (one.path == "core.py") for each in context.examples for one in each.pieces
    )
