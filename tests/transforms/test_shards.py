"""A shard: what it packs, and what it says of repositories that failed."""

import dataclasses

from repoloom.transforms import shards, weave
from repoloom.transforms.records import WHOLE, Failure
from repoloom.transforms.shards import Aside
from tests.transforms.woven import FILES, SETTINGS, repository

FAILURE = Failure(WHOLE, "order", "ValueError", "x:1", "0" * 16)


def woven(tokenizer, name):
    return weave.weave_repository(repository(name=name), SETTINGS, tokenizer)


def test_a_shard_counts_what_is_set_aside_and_packs_the_rest(tokenizer):
    one = woven(tokenizer, "o/r")
    alone = shards.pack_shard(3, [one], tokenizer, SETTINGS)
    aside = [Aside("o/s", 4, FAILURE), Aside("o/t", 1, FAILURE)]
    found = shards.pack_shard(3, [one], tokenizer, SETTINGS, aside)
    assert found.rows == alone.rows
    assert (found.number, found.aside) == (3, aside)
    assert dict(found.stats) == {
        **alone.stats,
        "failed/repositories": 2,
        "failed/files": 5,
    }


def test_a_shard_of_which_all_failed_has_no_rows(tokenizer):
    found = shards.pack_shard(0, [], tokenizer, SETTINGS, [Aside("o/s", 4, FAILURE)])
    assert (found.rows, found.woven) == ({}, [])
    assert found.stats["failed/files"] == 4


def test_files_of_a_repository_are_all_that_select_kept():
    one = repository()
    assert one.files == len(FILES)
    assert dataclasses.replace(one, failed=(FAILURE,)).files == len(FILES) + 1
    assert Aside("o/r", 2, FAILURE).larger(3) == Aside("o/r", 5, FAILURE)
