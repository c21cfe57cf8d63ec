"""The wiring of the pipelines: what reaches which worker."""

import functools

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from repoloom.pipeline import build, options, sources
from repoloom.pipeline.storage import steps, store
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import keyed
from repoloom.transforms.ingest import Cleaning
from repoloom.transforms.records import RawFile
from tests.faults import boom
from tests.pipeline import building

BUCKETS = 4


def run(graph, *arguments):
    flags = [f"--runner={options.FN_API_RUNNER}"]
    with beam.Pipeline(options=PipelineOptions(flags)) as root:
        graph(root, *arguments)


@pytest.fixture
def step(tmp_path):
    made = steps.Step(str(tmp_path / "out"), "store", {})
    made.begin()
    return made


@pytest.fixture
def found(tmp_path):
    for number in range(8):
        building.folder(tmp_path / "in" / "own" / f"r{number}", {b"a.py": b"x = %d\n" % number})
    rows = {"repo": [f"t/r{n}" for n in range(8)], "path": ["b.py"] * 8, "text": ["y\n"] * 8}
    building.parquet(tmp_path / "in" / "own" / "t.parquet", rows, row_group_size=2)
    return sources.discover([str(tmp_path / "in")])


REPOS = [f"{owner}/r{number}" for owner in ("own", "t") for number in range(8)]


@pytest.mark.slow
@pytest.mark.parametrize("missing", [range(BUCKETS), [2], [0, 3]])
def test_the_missing_buckets_are_written_whole_and_no_other(step, found, missing):
    to = Parts(step.folder, BUCKETS, digest=step.digest)
    run(build.ingest, found, missing, to, sources.Limits(), Cleaning(b""))
    assert step.missing(BUCKETS) == sorted(set(range(BUCKETS)) - set(missing))
    for bucket in missing:
        repos = [file.repo for file in store.read(to.path(bucket))]
        assert repos == sorted(repo for repo in REPOS if keyed.bucket_of(repo, BUCKETS) == bucket)


@pytest.mark.slow
def test_limits_reach_repositories_and_tables(step, found):
    run(
        build.ingest,
        found,
        [0],
        Parts(step.folder, 1),
        sources.Limits(max_file_bytes=1),
        Cleaning(b""),
    )
    files = store.read(Parts(step.folder, 1).path(0))
    assert {file.reason for file in files} == {"over_size_cap"}


def test_rows_of_finished_buckets_are_not_sent_again(found):
    (table,) = [one for one in found if not one.repo]
    limits = sources.Limits()
    whole = list(build.read_rows(table, limits, BUCKETS, frozenset(range(BUCKETS))))
    assert [row.repo for _, row in whole] == REPOS[8:]
    assert all(keyed.bucket_of(row.repo, BUCKETS) == bucket for bucket, row in whole)
    some = list(build.read_rows(table, limits, BUCKETS, frozenset([1])))
    assert some == [one for one in whole if one[0] == 1] != []
    assert list(build.read_rows(table, limits, BUCKETS)) == []


class Noted:
    """Stands for a stage, and notes what it was made with and given."""

    def __init__(self, log, name):
        self.log, self.name = log, name

    def __call__(self, *arguments, **settings):
        self.log.update({self.name: (arguments, settings)})
        return beam.Map(lambda element: element)


@pytest.mark.parametrize("earlier", [0, 2])
def test_select_compares_the_buckets_of_both_runs(monkeypatch, tmp_path, earlier):
    log = {}
    monkeypatch.setattr(build.selecting, "Select", Noted(log, "select"))
    monkeypatch.setattr(build.selecting, "pair_bits", lambda count: ("bits of", count))
    monkeypatch.setattr(
        build.beam,
        "Create",
        lambda values: log.update(created=list(values)) or beam.transforms.core.Create([]),
    )
    read = Parts("store", 4, Parts("old", earlier) if earlier else None)
    to = Parts("verdicts", 4)
    root = beam.Pipeline(options=PipelineOptions([]))
    build.select(root, read, to, {"seed": 3})
    (signals, texts), settings = log["select"]
    assert log["created"] == list(range(4 + earlier))
    assert settings == {"pair_bits": ("bits of", 4 + earlier), "seed": 3}
    assert (signals.func, signals.args) == (build.store_parts.bucket_signals, (read,))
    assert (texts.func, texts.args) == (build.store_parts.bucket_texts, (read,))


def test_weave_does_the_missing_shards_in_order(monkeypatch):
    log = {}
    monkeypatch.setattr(build.weaving, "Weave", Noted(log, "weave"))
    monkeypatch.setattr(
        build.beam,
        "Create",
        lambda values: log.update(created=values) or beam.transforms.core.Create([]),
    )
    root = beam.Pipeline(options=PipelineOptions([]))
    build.weave(
        root, {3, 1}, *(given := (functools.partial(int), str, len, "settings", "allowance"))
    )
    assert log == {"created": [1, 3], "weave": (given, {})}


def test_a_table_that_fails_to_be_read_leaves_a_row_of_its_name(monkeypatch):
    def rows(table, limits):
        yield RawFile("o/r", "a", b"1")
        boom()

    monkeypatch.setattr(sources, "read", rows)
    table = sources.Source("jsonl", "folder/rows.jsonl", "")
    found = [row for _, row in build.read_rows(table, sources.Limits(), 1, {0})]
    assert [(row.repo, row.path, row.reason) for row in found] == [
        ("o/r", "a", ""),
        ("rows.jsonl", ".", "failed"),
    ]
    assert found[1].failure.startswith("read: FaultError")


def test_only_rows_of_the_repositories_that_are_asked_for_are_sent(monkeypatch):
    rows = [RawFile(repo, "a", b"1") for repo in ("a/a", "b/b", "c/c")]
    monkeypatch.setattr(sources, "read", lambda *_: iter(rows))
    table = sources.Source("jsonl", "rows.jsonl", "")
    only = frozenset({"a/a", "c/c"})
    found = [row for _, row in build.read_rows(table, sources.Limits(), 1, {0}, only)]
    assert found == [rows[0], rows[2]]
