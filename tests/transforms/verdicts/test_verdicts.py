import dataclasses

import numpy as np
import pytest

from repoloom.transforms.duplicates.election import Loss, Pairs
from repoloom.transforms.duplicates.keepers import Classes, Ranking
from repoloom.transforms.duplicates.numbering import packed
from repoloom.transforms.duplicates.repositories import Copy, Repository
from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, SourceFile
from repoloom.transforms.verdicts import verdicts
from repoloom.transforms.verdicts.policy import REASONS, Judgement
from repoloom.transforms.verdicts.verdicts import Decision, Owner, Removal

FILE = SourceFile("r", "p", "python", None, size=7, content=b"1")
EMPTY = SourceFile("r", "p", "python", None, content=b"")
PLAIN = Owner("train")
BANK = Owner("train", "benchmark_repository", "o jaccard 0.95")
FORK = Owner("validation", "near_duplicate_repository", "o jaccard 0.95")
TWIN = Removal(1, 2, 0.834, exact=False)
SAME = Removal(1, 2, 1.0, exact=True)
NAMES = {(1, 2): "o:q"}


@pytest.mark.parametrize(
    ("file", "judgement", "owner", "removal", "expected"),
    [
        (FILE, Judgement(TRAIN), PLAIN, None, (TRAIN, "", "")),
        (FILE, Judgement(TRAIN), PLAIN, TWIN, (DROP, "near_duplicate", "o:q jaccard 0.83")),
        (FILE, Judgement(TRAIN), PLAIN, SAME, (DROP, "exact_duplicate", "o:q jaccard 1.00")),
        (
            FILE,
            Judgement(CONTEXT_ONLY, "vendored", "x"),
            PLAIN,
            SAME,
            (DROP, "exact_duplicate", "o:q jaccard 1.00"),
        ),
        (FILE, Judgement(DROP, "binary"), FORK, None, (DROP, "binary", "")),
        (
            FILE,
            Judgement(TRAIN),
            FORK,
            SAME,
            (DROP, "near_duplicate_repository", "o:q jaccard 1.00"),
        ),
        (
            FILE,
            Judgement(TRAIN),
            FORK,
            None,
            (CONTEXT_ONLY, "near_duplicate_repository", "o jaccard 0.95"),
        ),
        (
            FILE,
            Judgement(CONTEXT_ONLY, "data", "data"),
            FORK,
            None,
            (CONTEXT_ONLY, "data", "data"),
        ),
        (
            EMPTY,
            Judgement(TRAIN),
            FORK,
            None,
            (DROP, "near_duplicate_repository", "o jaccard 0.95"),
        ),
        (EMPTY, Judgement(TRAIN), PLAIN, None, (TRAIN, "", "")),
        (EMPTY, Judgement(DROP, "vendored", "x"), FORK, None, (DROP, "vendored", "x")),
        (FILE, Judgement(DROP, "binary"), PLAIN, TWIN, (DROP, "binary", "")),
        (FILE, Judgement(DROP, "binary"), BANK, SAME, (DROP, "binary", "")),
        (FILE, Judgement(TRAIN), BANK, SAME, (DROP, "benchmark_repository", "o jaccard 0.95")),
        (
            FILE,
            Judgement(CONTEXT_ONLY, "data", "data"),
            BANK,
            None,
            (DROP, "benchmark_repository", "o jaccard 0.95"),
        ),
    ],
)
def test_what_a_file_is_comes_before_what_it_repeats(file, judgement, owner, removal, expected):
    found = verdicts.verdict(file, judgement, owner, removal, NAMES)
    assert (found.verdict, found.reason, found.evidence) == expected
    assert (found.repo, found.path, found.size) == ("r", "p", file.size)
    assert found.split == owner.split
    assert not found.reason or found.reason in REASONS


def repository(name, bucket, files=3):
    return Repository(name, bucket, 0, files, files, name.encode(), b"", 1, 0)


# Ranks: a in bucket 0, b in bucket 1, c (a copy of a) in bucket 2.
RANKING = Ranking(
    [repository("a", 0), repository("b", 1), repository("c", 2)],
    {2: Copy(0, 0.9, exact=False)},
)
CLASSES = Classes(
    np.array([packed(False, 0, 0), packed(False, 1, 0), packed(False, 2, 0)], np.uint64),
    np.array([3]),
)
NEAR = Pairs(
    np.array([0 << 32 | 1, 0 << 32 | 1], np.uint64),
    np.array([1 << 32 | 1, 2 << 32 | 1], np.uint64),
    np.array([0.8, 0.9]),
)


def test_losses_of_all_files():
    assert verdicts.losses(RANKING, CLASSES, NEAR, files=True) == {
        1 << 32: Loss(0, 1.0, exact=True),
        2 << 32: Loss(0, 1.0, exact=True),
        1 << 32 | 1: Loss(1, 0.8),
        2 << 32 | 1: Loss(1, 0.9),
    }


def test_losses_of_copied_repositories_only():
    assert verdicts.losses(RANKING, CLASSES, NEAR, files=False) == {
        2 << 32: Loss(0, 1.0, exact=True),
        2 << 32 | 1: Loss(1, 0.9),
    }


def test_decisions_name_places_and_sides():
    found = dict(verdicts.decide(RANKING, CLASSES, NEAR, files=True, validation_share=0.0, seed=0))
    # a and b share two of three files each, so the name decides and a keeps them.
    assert found[0].removals == {}
    assert found[1].removals == {0: Removal(0, 0, 1.0, True), 1: Removal(0, 1, 0.8, False)}
    assert found[2].owners == {"c": Owner("train", "near_duplicate_repository", "a jaccard 0.90")}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(
    ("fields", "reason", "evidence"),
    [
        ({}, "{}_duplicate_repository", "a jaccard 0.90"),
        ({"split": "train"}, "{}_duplicate_repository", "OLD a jaccard 0.90"),
        ({"leak": True}, "benchmark_repository", "a jaccard 0.90"),
    ],
)
def test_the_owner_says_what_its_repository_repeats(fields, reason, evidence, exact):
    keeper = dataclasses.replace(repository("a", 0), **fields)
    ranking = Ranking([keeper, *RANKING.repositories[1:]], {2: Copy(0, 0.9, exact=exact)})
    found = dict(verdicts.decide(ranking, CLASSES, NEAR, files=True, validation_share=0.0, seed=0))
    expected = reason.format("exact" if exact else "near")
    assert found[2].owners == {"c": Owner("train", expected, evidence)}
    assert found[1].owners == {"b": Owner("train")}


def test_near_copies_decide_anew_which_repository_keeps():
    # a shares two of its three files, b and c one each: what was first by its name is now last.
    ranking = Ranking(RANKING.repositories, {})
    near = Pairs(
        np.array([packed(False, 0, 1), packed(False, 0, 2)], np.uint64),
        np.array([packed(False, 1, 1), packed(False, 2, 1)], np.uint64),
        np.array([0.8, 0.9]),
    )
    none = Classes(np.empty(0, np.uint64), np.empty(0, np.int64))
    found = dict(verdicts.decide(ranking, none, near, files=True, validation_share=0.0, seed=0))
    assert (found[1].removals, found[2].removals) == ({}, {})
    assert found[0].removals == {1: Removal(1, 1, 0.8, False), 2: Removal(2, 1, 0.9, False)}


def test_an_earlier_run_loses_nothing():
    old = [dataclasses.replace(one, split="train") for one in RANKING.repositories[:2]]
    ranking = Ranking([*old, RANKING.repositories[2]], {})
    found = dict(verdicts.decide(ranking, CLASSES, NEAR, files=True, validation_share=0.0, seed=0))
    assert (found[0].removals, found[1].removals) == ({}, {})
    assert found[2].removals == {0: Removal(0, 0, 1.0, True), 1: Removal(0, 1, 0.9, False)}


def test_the_split_follows_the_share_and_the_seed():
    def splits(**settings):
        found = verdicts.decide(RANKING, CLASSES, NEAR, files=True, **settings)
        return {name: one.split for _, made in found for name, one in made.owners.items()}

    # All three share files, so they are one cluster, in one split.
    assert set(splits(validation_share=1.0, seed=0).values()) == {"validation"}
    assert set(splits(validation_share=0.0, seed=0).values()) == {"train"}
    lone = Classes(np.empty(0, np.uint64), np.empty(0, np.int64))
    apart = Ranking([repository(f"r{n}", n) for n in range(40)], {})
    none = Pairs(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0))
    splits = {
        tuple(
            next(iter(one.owners.values())).split
            for _, one in verdicts.decide(
                apart, lone, none, files=True, validation_share=0.3, seed=seed
            )
        )
        for seed in range(3)
    }
    assert len(splits) == 3


def rows_of(*files):
    """Files of one repository with their judgements, and the decision that removes `copy*`."""
    made = [dataclasses.replace(FILE, path=path, language=language) for path, language in files]
    removals = {row: SAME for row, (path, _) in enumerate(files) if path.startswith("copy")}
    return made, [Judgement(TRAIN)] * len(made), Decision({"r": PLAIN}, removals)


def words(found):
    return [(one.path, one.verdict, one.reason) for one in found]


def test_a_copy_that_may_be_imported_stays_as_context():
    rows = rows_of(("copy.py", "python"), ("copy.json", "json"), ("own.py", "python"))
    assert words(verdicts.verdicts(*rows, NAMES)) == [
        ("copy.py", CONTEXT_ONLY, "exact_duplicate"),
        ("copy.json", DROP, "exact_duplicate"),
        ("own.py", TRAIN, ""),
    ]


def test_a_copy_is_no_context_where_nothing_is_learnt():
    rows = rows_of(("copy.py", "python"), ("copy2.py", "python"))
    assert {one.verdict for one in verdicts.verdicts(*rows, NAMES)} == {DROP}


def test_files_and_judgements_belong_together():
    files, judgements, decision = rows_of(("copy.py", "python"), ("own.py", "python"))
    with pytest.raises(ValueError, match="shorter"):
        verdicts.verdicts(files, judgements[:1], decision, NAMES)


def test_a_copy_is_dropped_where_the_setting_says_so():
    rows = rows_of(("copy.py", "python"), ("own.py", "python"))
    found = verdicts.verdicts(*rows, NAMES, keep_imported=False)
    assert words(found)[0] == ("copy.py", DROP, "exact_duplicate")


def test_a_file_of_a_copied_repository_is_no_context():
    files, judgements, _ = rows_of(("copy.py", "python"), ("new.py", "python"))
    found = verdicts.verdicts(files, judgements, Decision({"r": FORK}, {0: SAME}), NAMES)
    assert [one.verdict for one in found] == [DROP, CONTEXT_ONLY]


@pytest.mark.parametrize(
    ("reason", "evidence", "expected"),
    [
        ("near_duplicate", "a/b:c d.py jaccard 0.93", "a/b:c d.py"),
        ("exact_duplicate_repository", "a/b jaccard 1.00", "a/b"),
        ("benchmark", "a jaccard b", ""),
        ("", "", ""),
    ],
)
def test_evidence_names_the_twin(reason, evidence, expected):
    assert verdicts.twin(reason, evidence) == expected
