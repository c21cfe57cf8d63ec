"""A run woven again: its own rows come back, and every composer has the same pieces."""

import shutil
from collections import Counter

import pytest

from benchmarks.context_value import corpus
from benchmarks.context_value.corpus import ARMS, Corpus, Key, Shown
from repoloom.pipeline.inspection import listing
from repoloom.pipeline.storage import outputs
from repoloom.transforms.settings import COMPOSERS


@pytest.fixture(scope="module")
def run(finished):
    return Corpus.open(finished)


def paid(arm):
    return Counter(one.key for example in arm.examples for one in example if one.paid)


def test_the_runs_own_settings_give_its_own_rows(run, finished):
    stored = [
        [Key(segment.repo, file.path, file.text_start, file.text_end) for file in segment.files]
        for _, _, _, row in listing.rows(outputs.open_output(finished), 0, "")
        for segment in row.segments
    ]
    assert [[one.key for one in example] for example in run.arm({}).examples] == stored
    assert len(stored) > 10


def test_the_figures_of_all_shards_are_those_of_the_run(run, finished):
    stats = outputs.open_output(finished).manifest("shards").stats
    found = run.arm({}).stats
    assert {name: found[name] for name in ("tokens", "capacity", "pieces")} == {
        name: stats[name] for name in ("tokens", "capacity", "pieces")
    }


def test_a_run_that_has_not_finished_is_refused(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "out")
    (tmp_path / "out" / "shards" / outputs.COMPLETED).unlink()
    with pytest.raises(outputs.InspectionError, match=r"'shards' .* is not finished"):
        Corpus.open(str(tmp_path / "out"))


def test_every_composer_of_the_registry_is_an_arm_and_has_all_pieces():
    assert set(COMPOSERS) | {"path", "random", "deepseek"} == set(ARMS)


@pytest.mark.parametrize("name", ARMS)
def test_the_pieces_of_an_arm_are_those_of_the_run(run, name):
    found = paid(run.arm(ARMS[name]))
    assert found == paid(run.arm({}))
    assert set(found.values()) == {1}
    assert all(run.is_code(key.repo, key.path) for key in found)


def test_copies_are_shown_and_not_paid(run):
    arm = run.arm({"composer": "context", "context_form": "whole", "context_share": 0.5})
    shown = Counter(one.key for example in arm.examples for one in example)
    assert max(shown.values()) > 1
    assert max(paid(arm).values()) == 1


def test_a_slice_is_shown_as_the_text_of_its_ranges(run):
    arm = run.arm({"composer": "context", "context_share": 0.5})
    slices = [one for example in arm.examples for one in example if one.key.ranges]
    assert slices
    assert not any(one.paid for one in slices)
    for key, _ in slices:
        text = run.texts[key.repo, key.path]
        assert run.text(key) == b"".join(text[start:end] for start, end in key.ranges)


def test_a_copy_with_loss_is_paid_once_as_its_own(run):
    changes = {"composer": "context", "context_share": 0.5}
    full = paid(run.arm(changes | {"context_loss": "full"}))
    assert full == paid(run.arm(changes))


def test_settings_of_an_arm_are_heard(run):
    short, long = (run.arm({"composer": "linear", "length": length}) for length in (256, 4096))
    assert len(short.examples) > len(long.examples)
    assert run.settings({"length": 64}).seed == 3
    assert run.settings({}).fim_rate == 0


def test_tests_are_those_with_a_source(run):
    assert ("owner1/shop", "tests/test_cart.py") in run.arm({}).tests


def example(*paths):
    return tuple(Shown(Key("a/a", path, 0, 1), path != "copy") for path in paths)


def test_alone_and_shuffled():
    examples = [example("copy", "a", "b"), example("c")]
    assert corpus.alone(examples) == [example("a"), example("b"), example("c")]
    many = [example(*"abcdefgh"), example(*"ijklmnop")]
    found = corpus.shuffled(many)
    assert found != many
    assert [sorted(one) for one in found] == [sorted(one) for one in many]
    assert found == corpus.shuffled(many)


def sampled():
    texts = {
        (f"{owner}/r", f"{number}.{end}"): f"{owner} {number} {end}".encode() * 100
        for owner in "abc"
        for number in range(20)
        for end in ("py", "go")
    }
    return Corpus(None, texts, {place: place[1][-2:] for place in texts})


def test_a_sample_is_of_other_owners_in_the_wanted_shares():
    text = sampled().sample({"py": 3, "go": 1}, 20_000, ["a/other"])
    assert 20_000 <= len(text) < 22_500
    assert b"a 1" not in text
    assert text.count(b" py") == pytest.approx(3 * text.count(b" go"), rel=0.15)
    assert len(sampled().sample({"py": 1}, 1 << 30, [])) < 60 * 1000


def test_a_sample_leaves_out_what_is_most_of_a_language_or_next_to_nothing():
    texts = {("a/r", "long"): b"x" * 60_000, ("a/r", "short"): b"y" * 500, ("a/r", "z"): b"z" * 501}
    named = dict.fromkeys(texts, "py")
    assert Corpus(None, texts, named).sample({"py": 1}, 1 << 20, []) == b"z\n" + b"z" * 501 + b"\n"


def test_halves_are_measured_after_each_other(run):
    (prime, half), (other_prime, other_half) = corpus.folds(run, None, 10_000)
    assert sorted(half + other_half) == run.repos
    for text, inside in ((prime, half), (other_prime, other_half)):
        number = inside[0][len("owner")]
        assert f"price_{number}_1".encode() not in text
        assert b"price_" in text


def test_another_run_primes_all(run):
    ((prime, repos),) = corpus.folds(run, run, 10_000)
    assert (prime, repos) == (b"", run.repos)  # none of its owners is another
