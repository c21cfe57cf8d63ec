"""Hostile repositories go through all stages, and the trial notices what is wrong."""

import pathlib
import random

import pytest

from benchmarks import hostile
from repoloom.languages import go
from repoloom.transforms import ingest
from repoloom.transforms.records import RawFile

PAGES = sorted((pathlib.Path(__file__).parents[1] / "corpus").glob("*.md"))


@pytest.fixture(scope="module")
def trial():
    return hostile.trial(PAGES, seed=0)


@pytest.mark.slow
def test_hostile_repositories_go_through(trial):
    assert {number: wrong for number in range(120) if (wrong := trial.fails(number))} == {}


def test_a_package_whose_first_file_was_dropped_is_among_them(trial, monkeypatch):
    """Most Go services import a package of generated files alone, which once ended the run.

    About one in a hundred is such a one; which, changes with every page of the corpus.
    """

    def packages(repository, paths):
        return tuple(repository.outlines[path].package for path in paths[:1])

    with monkeypatch.context() as broken:
        broken.setattr(go, "packages", packages)
        number = next(n for n in range(800) if "KeyError" in trial.fails(n))
    assert trial.fails(number) == ""


def test_the_same_number_makes_the_same_repository(trial):
    first, again, other = (
        hostile.made(random.Random(text), trial.known) for text in ("0/1", "0/1", "0/2")
    )
    assert first == again != other


def test_a_lost_entry_is_a_failure(trial, monkeypatch):
    clean = ingest.clean_repository
    monkeypatch.setattr(
        ingest, "clean_repository", lambda entries, *more: clean(entries[1:], *more)
    )
    assert "entries have" in trial.fails(1)


def test_a_file_that_is_not_placed_is_a_failure(trial, monkeypatch):
    real = hostile.pack_shard
    monkeypatch.setattr(hostile, "pack_shard", lambda number, _, *more: real(number, [], *more))
    entries = [RawFile("made/up", "a.py", b"def f(x):\n    return x + 1\n" * 3)]
    wrong = hostile.through(entries, trial.tokenizer, trial.settings)
    assert wrong == "1 files to train on are in no row, such as 'a.py'"


def test_odd_values_keep_a_file_json():
    value = {"name": "x", "main": "./a", "exports": {".": ["./b"]}, "list": [1, {"a": None}]}
    for seed in range(200):
        hostile.json.dumps(hostile.odd(random.Random(seed), value))
