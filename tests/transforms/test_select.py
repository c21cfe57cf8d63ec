import logging
import pathlib

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from repoloom.transforms.duplicates import similarity
from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, Hit, Signals, Verdict
from repoloom.transforms.select import Select, pair_bits
from repoloom.transforms.verdicts.policy import REASONS
from tests.transforms import selecting
from tests.transforms.selecting import edited, file, program


def many(first, count, folder="src"):
    return {f"{folder}/m{i}.py": program(first + i) for i in range(count)}


def small_world():
    """Each repository shows one thing; `z/…` stands for what is left alone."""
    origin = many(100, 20)
    collection = {f"copied/{i}.py": program(i) for i in (0, 100, 200)}
    one_liners = {f"one/{i}.py": f"VALUE_{i} = {i}\n" for i in range(12)}
    operators = {
        f"ops/{i}.py": f"def f(a, b):\n    return a {sign} b {sign} {i}\n"
        for i, sign in enumerate("+-*/%&|^")
    }
    return {
        "a/origin": origin | {"pkg/__init__.py": ""},
        "b/again": dict(origin) | {"pkg/__init__.py": ""},
        "c/fork": origin | {"src/m3.py": edited(program(103), 5), "new.py": program(7)},
        "d/diverged": {**many(100, 5), **many(300, 8, "own")},
        "e/collection": collection,
        "f/near": {"x.py": edited(program(0), 2), **many(400, 3)},
        "g/plain": {"x.py": program(0), "y.py": program(200), **many(500, 6)},
        "h/policy": {
            "bin.py": file("", reason="binary", content=b"\1" * 32, size=9),
            "gen.py": file(program(1), signals=Signals(generated="header", alphabetic=0.7)),
            "test_gen.py": file(program(2), signals=Signals(generated="header", test=True)),
            "leak.py": file(program(3), hits=(Hit("humaneval", "HumanEval/0", "verbatim"),)),
            "data.json": file('{"a": 1}', language="json"),
            "what": file("text", language=""),
            "vendor.py": file(program(500), signals=Signals(vendored="vendor/", alphabetic=0.7)),
        },
        "z/one": one_liners,
        "z/operators": operators,
    }


@pytest.fixture(scope="module")
def world():
    return small_world()


@pytest.fixture(scope="module")
def chosen(world):
    return selecting.verdicts(world)


def text_of(corpus, repo, path):
    given = corpus[repo][path]
    return given.encode() if isinstance(given, str) else given.text


def summary(verdict):
    return verdict.verdict, verdict.reason, verdict.evidence


def test_every_file_has_one_verdict_in_row_order(world):
    found = selecting.run(world, buckets=4)
    for bucket, rows in enumerate(selecting.bucketed(world, 4)):
        assert [(v.repo, v.path, v.size) for v in found[bucket]] == [
            (row.repo, row.path, row.size) for row in rows
        ]


def test_every_reason_is_documented(chosen):
    assert {one.reason for one in chosen.values()} - {""} <= set(REASONS)


def test_an_exact_copy_of_a_repository_leaves(chosen):
    copies = [one for (repo, _), one in chosen.items() if repo == "b/again"]
    assert {(one.verdict, one.reason) for one in copies} == {(DROP, "exact_duplicate_repository")}
    assert chosen["b/again", "src/m1.py"].evidence == "a/origin:src/m1.py jaccard 1.00"
    assert chosen["b/again", "pkg/__init__.py"].evidence == "a/origin jaccard 1.00"


def test_a_near_copy_of_a_repository_leaves_but_for_what_it_adds(chosen):
    fork = {path: one for (repo, path), one in chosen.items() if repo == "c/fork"}
    assert {one.reason for one in fork.values()} == {"near_duplicate_repository"}
    assert fork["src/m3.py"].evidence.startswith("a/origin:src/m3.py jaccard 0.9")
    assert fork.pop("new.py").verdict == CONTEXT_ONLY
    assert {one.verdict for one in fork.values()} == {DROP}


def test_a_diverged_fork_stays_with_its_own_files(chosen):
    kept = {path for (repo, path), one in chosen.items() if repo == "d/diverged" and not one.reason}
    assert kept == set(many(300, 8, "own"))
    assert chosen["d/diverged", "src/m0.py"].reason == "exact_duplicate"


def test_a_copy_is_kept_where_most_of_the_repository_stays(chosen):
    collection = {path: summary(one) for (repo, path), one in chosen.items() if repo[0] == "e"}
    assert collection == {
        "copied/0.py": (DROP, "near_duplicate", "f/near:x.py jaccard 0.94"),
        "copied/100.py": (DROP, "exact_duplicate", "a/origin:src/m0.py jaccard 1.00"),
        "copied/200.py": (DROP, "exact_duplicate", "g/plain:y.py jaccard 1.00"),
    }


def test_a_near_duplicate_names_its_twin(world, chosen):
    alike = similarity.text_jaccard(
        text_of(world, "f/near", "x.py"), text_of(world, "g/plain", "x.py")
    )
    lost = chosen["g/plain", "x.py"], chosen["f/near", "x.py"]
    assert sorted(one.verdict for one in lost) == [CONTEXT_ONLY, TRAIN]
    evidence = next(one.evidence for one in lost if one.verdict == CONTEXT_ONLY)
    assert evidence.endswith(f"x.py jaccard {alike:.2f}")


def test_small_files_stay(chosen):
    assert {summary(one) for (repo, _), one in chosen.items() if repo.startswith("z/")} == {
        (TRAIN, "", "")
    }


def test_policy(chosen):
    found = {path: summary(one) for (repo, path), one in chosen.items() if repo == "h/policy"}
    assert found == {
        "bin.py": (DROP, "binary", ""),
        "gen.py": (DROP, "generated", "header"),
        "test_gen.py": (CONTEXT_ONLY, "generated", "header"),
        "leak.py": (DROP, "benchmark", "humaneval HumanEval/0 verbatim"),
        "data.json": (CONTEXT_ONLY, "data", "data"),
        "what": (DROP, "unknown_language", ""),
        "vendor.py": (DROP, "exact_duplicate", "g/plain:src/m0.py jaccard 1.00"),
    }


def test_what_is_removed_as_a_duplicate_has_a_kept_twin(world, chosen):
    for (repo, path), one in chosen.items():
        twin, _, alike = one.evidence.rpartition(" jaccard ")
        if "duplicate" in one.reason and ":" in twin:
            where = tuple(twin.split(":"))
            assert chosen[where].verdict == TRAIN
            true = similarity.text_jaccard(text_of(world, repo, path), text_of(world, *where))
            assert alike == f"{true:.2f}"
            assert true >= 0.7


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [{"buckets": 1}, {"buckets": 16}, {"order": [2, 0, 3, 1]}, {"workers": 2}],
    ids=["one bucket", "16 buckets", "another order", "2 workers"],
)
def test_verdicts_do_not_depend_on_how_the_work_is_cut(world, chosen, settings):
    assert selecting.verdicts(world, **settings) == chosen


@pytest.mark.slow
def test_verdicts_do_not_depend_on_worker_processes(world, chosen, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(pathlib.Path(__file__).resolve().parents[2]))
    found = selecting.verdicts(
        world, workers=2, running_mode="multi_processing", order=[3, 1, 2, 0]
    )
    assert found == chosen


@pytest.mark.slow
def test_switched_off_only_policy_decides(world):
    found = selecting.verdicts(world, dedupe_repos=False, dedupe_files=False)
    assert not [one for one in found.values() if "duplicate" in one.reason]
    assert found["h/policy", "gen.py"].reason == "generated"


@pytest.mark.slow
def test_a_copy_is_dropped_where_imports_may_break(world, chosen):
    found = selecting.verdicts(world, keep_imported_duplicates=False)
    changed = {key: one for key, one in found.items() if one != chosen[key]}
    assert {one.verdict for one in changed.values()} == {DROP}
    assert {key[0] for key in changed} == {"d/diverged", "g/plain"}


@pytest.mark.slow
def test_repositories_alone(world):
    found = selecting.verdicts(world, dedupe_files=False)
    lost = {repo for (repo, _), one in found.items() if "duplicate" in one.reason}
    assert lost == {"b/again", "c/fork"}


@pytest.mark.slow
def test_linked_repositories_are_on_one_side():
    pairs = {
        f"{side}/{i}": {
            "x.py": edited(program(i), 1 + len(side)),
            "y.py": program(i + 900 if side == "p" else i + 950),
        }
        for i in range(12)
        for side in ("p", "qq")
    }
    found = selecting.verdicts(pairs, validation_share=0.5)
    sides = {repo: one.split for (repo, _), one in found.items()}
    assert all(sides[f"p/{i}"] == sides[f"qq/{i}"] for i in range(12))
    assert set(sides.values()) == {"train", "validation"}


def test_an_empty_bucket_has_no_verdicts():
    assert selecting.run({}, buckets=2) == {0: [], 1: []}


def test_the_wrong_input_is_refused_while_wiring():
    root = beam.Pipeline(FnApiRunner(), options=PipelineOptions([]))
    with pytest.raises(beam.typehints.TypeCheckError, match="int"):
        root | beam.Create(["bucket"]) | selecting.transform(pathlib.Path())


def test_wiring_logs_no_warning(caplog):
    root = beam.Pipeline(FnApiRunner(), options=PipelineOptions([]))
    with caplog.at_level(logging.WARNING):
        root | beam.Create([0]) | selecting.transform(pathlib.Path())
    assert caplog.messages == []


@pytest.mark.parametrize(
    "settings",
    [{"near_threshold": 0.0}, {"repo_threshold": 1.5}, {"validation_share": -0.1}],
)
def test_settings_are_checked(settings):
    name, value = next(iter(settings.items()))
    with pytest.raises(ValueError, match=f"{name} is {value}"):
        Select(selecting.read_signals, selecting.read_texts, **settings)


def test_a_verdict_is_a_plain_record(chosen):
    assert all(type(one) is Verdict for one in chosen.values())


@pytest.mark.parametrize("dedupe_repos", [True, False])
def test_a_near_copy_of_a_benchmark_goes_with_it(dedupe_repos):
    harness = many(700, 9)
    items = tuple(Hit("bank", str(number), "ngram") for number in range(25))
    world = {
        "a/fork": harness | {"src/m2.py": edited(program(702), 5), "new.py": program(8)},
        "b/bank": harness | {"items.jsonl": file(program(9), hits=items)},
        "c/shop": many(800, 9) | {"tool.py": program(703)},
    }
    chosen = selecting.verdicts(world, dedupe_repos=dedupe_repos)
    reasons = {
        repo: {one.reason for (own, _), one in chosen.items() if own == repo} for repo in world
    }
    assert reasons == {
        "a/fork": {"benchmark_repository"},
        "b/bank": {"benchmark_repository", "benchmark"},
        "c/shop": {""},
    }
    assert {one.verdict for (repo, _), one in chosen.items() if repo == "a/fork"} == {DROP}
    assert chosen["a/fork", "new.py"].evidence.startswith("b/bank jaccard 0.8")


def test_pairs_cut_into_many_parts_give_the_same_verdicts(world, chosen):
    assert selecting.verdicts(world, pair_bits=4) == chosen


def test_pair_parts_grow_with_the_buckets_and_are_one_for_small_runs():
    assert [pair_bits(2**power) for power in (0, 4, 5, 8, 12, 13, 20)] == [0, 0, 1, 4, 8, 8, 8]
