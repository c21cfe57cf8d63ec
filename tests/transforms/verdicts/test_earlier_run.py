"""A new crawl against an earlier run: its kept files win, and nothing else changes."""

import pytest

from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, Signals, SourceFile, Verdict
from repoloom.transforms.verdicts import earlier_run
from repoloom.transforms.verdicts.policy import Judgement
from tests.transforms import selecting
from tests.transforms.selecting import edited, file, program

OLD = {
    "old/kept": {"a.py": program(1), "b.py": program(2), **{f"k{i}.py": program(900 + i) for i in range(8)}},
    "old/lost": {"c.py": program(1), "own.py": program(3)},
    "old/held": {f"h{i}.py": program(800 + i) for i in range(5)},
    "old/dropped": {"gen.py": file(program(4), signals=Signals(generated="header", alphabetic=0.7))},
}  # fmt: skip
NEW = {
    # Whole, permissive and with a better rank: it wins in its own run, and loses against OLD.
    "new/whole": {
        path: file(text, rank=9, signals=Signals(licence="MIT", alphabetic=0.7))
        for path, text in {
            "a.py": program(1),
            "b.py": edited(program(2), 5),
            **{f"m{i}.py": program(100 + i) for i in range(30)},
        }.items()
    },
    "new/fork": {**OLD["old/kept"], "more.py": program(10)},
    "new/generated": {"gen.py": program(4), "x.py": program(12)},
    "new/near_held": {"h0.py": edited(program(800), 3), "y.py": program(13)},
    "new/apart": {"z.py": program(14)},
}


def decided(buckets=2):
    """OLD's own verdicts by bucket; one repository is held out."""
    found = selecting.run(OLD, buckets=buckets, validation_share=0.0)
    return {
        bucket: [
            Verdict(one.repo, one.path, one.verdict, one.reason, one.evidence,
                    "validation" if one.repo == "old/held" else "train", one.size)
            for one in verdicts
        ]
        for bucket, verdicts in found.items()
    }  # fmt: skip


def against_old(buckets=2, old_buckets=2, **settings):
    return selecting.verdicts(
        NEW, buckets=buckets, against=(OLD, decided(old_buckets)), validation_share=0.0, **settings
    )


def test_a_repository_is_recognised_by_what_it_held():
    files = [SourceFile("r", str(size), "python", None, size=size) for size in (0, 1, 9, 9, 9)]
    judgements = [
        *(Judgement(TRAIN), Judgement(TRAIN), Judgement(DROP, "near_duplicate")),
        *(Judgement(DROP, "near_duplicate_repository"), Judgement(DROP, "binary")),
    ]
    assert earlier_run.sketched(files, judgements) == (
        [TRAIN, TRAIN, TRAIN, DROP, DROP],
        [False, True, True, False, False],
    )


@pytest.mark.parametrize(("bucket", "held"), [(3, False), (4, True), (5, True)])
def test_buckets_of_the_earlier_run_come_after_those_of_the_new_one(bucket, held):
    assert earlier_run.Earlier(4, dict).holds(bucket) == held


@pytest.fixture(scope="module")
def chosen():
    return against_old()


def test_only_new_files_get_verdicts(chosen):
    assert {repo for repo, _ in chosen} == set(NEW)


def test_kept_files_of_the_earlier_run_always_win(chosen):
    exact, near = chosen["new/whole", "a.py"], chosen["new/whole", "b.py"]
    assert (exact.reason, exact.evidence) == (
        "exact_duplicate",
        "OLD old/kept:a.py jaccard 1.00",
    )
    assert near.reason == "near_duplicate"
    assert near.evidence.startswith("OLD old/kept:b.py jaccard 0.9")
    assert chosen["new/whole", "m0.py"].verdict == TRAIN


def test_a_copy_of_an_earlier_repository_is_one(chosen):
    assert chosen["new/fork", "k1.py"].evidence == "OLD old/kept:k1.py jaccard 1.00"
    assert chosen["new/fork", "k1.py"].reason == "near_duplicate_repository"
    more = chosen["new/fork", "more.py"]
    assert more.verdict == CONTEXT_ONLY
    assert more.evidence.startswith("OLD old/kept jaccard 0.9")


def test_what_the_earlier_run_dropped_wins_nothing(chosen):
    assert chosen["new/generated", "gen.py"].verdict == TRAIN


def test_what_is_tied_to_the_earlier_run_takes_its_split(chosen):
    sides = {repo: one.split for (repo, _), one in chosen.items()}
    assert sides == {
        "new/whole": "train",
        "new/fork": "train",
        "new/generated": "train",
        "new/near_held": "validation",
        "new/apart": "train",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"buckets": 1},
        {"buckets": 8, "old_buckets": 1},
        {"old_buckets": 4, "order": [5, 0, 3, 1, 4, 2]},
    ],
    ids=["one bucket", "more buckets", "another order"],
)
def test_verdicts_do_not_depend_on_how_the_work_is_cut(chosen, settings):
    assert against_old(**settings) == chosen


@pytest.mark.slow
def test_the_same_crawl_again_adds_nothing():
    found = selecting.verdicts(OLD, against=(OLD, decided()), validation_share=0.0)
    assert not [one for one in found.values() if one.verdict != DROP]


@pytest.mark.slow
def test_an_earlier_run_of_nothing_changes_nothing():
    alone = selecting.verdicts(NEW, buckets=2)
    assert selecting.verdicts(NEW, buckets=2, against=({}, {0: [], 1: []})) == alone


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict("r", "p", TRAIN), Judgement(TRAIN)),
        (Verdict("r", "p", CONTEXT_ONLY, "data", "json"), Judgement(CONTEXT_ONLY, "data", "json")),
        (
            Verdict("r", "p", CONTEXT_ONLY, "near_duplicate", "e"),
            Judgement(DROP, "near_duplicate", "e"),
        ),
    ],
)
def test_an_earlier_verdict_is_a_judgement(verdict, expected):
    assert earlier_run.judgement(verdict) == expected
