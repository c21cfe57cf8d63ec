"""What workers read of a shard's repositories, and what they write of its rows."""

import dataclasses
import json
import pathlib
from collections import Counter

import pyarrow.parquet as pq
import pytest

from repoloom.pipeline.storage import shards, steps, store
from repoloom.pipeline.workers import live, shard_parts
from repoloom.pipeline.workers.shard_parts import Weaving
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import keyed
from repoloom.transforms.failures import DEFAULT
from repoloom.transforms.records import (
    CONTEXT_ONLY,
    DROP,
    TRAIN,
    Edge,
    Pair,
    Signals,
    SourceFile,
    Verdict,
)
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example
from repoloom.transforms.shards import Shard, Woven
from tests.pipeline import small_run

REPOS = [f"owner/r{number}" for number in range(12)]
DECIDED = {
    "a.py": (TRAIN, ""),
    "context.py": (CONTEXT_ONLY, "vendored"),
    "copy.py": (DROP, "near_duplicate"),
    "go.mod": (DROP, "excluded_kind"),
    "picture": (DROP, "binary"),
}


def text_of(repo, path):
    return None if path == "picture" else f"{repo} {path}\n".encode()


def write(folder, buckets, repos=REPOS, decided=DECIDED):
    """Store and verdicts of the repositories in so many buckets."""
    texts, verdicts = (Parts(str(folder / name), buckets) for name in ("store", "verdicts"))
    for parts in (texts, verdicts):
        pathlib.Path(parts.folder, "parts").mkdir(parents=True)
    for bucket in range(buckets):
        keys = [
            (repo, path)
            for repo in sorted(repos)
            if keyed.bucket_of(repo, buckets) == bucket
            for path in sorted(decided)
        ]
        store.write(
            texts.path(bucket),
            [
                SourceFile(repo, path, "", text_of(repo, path), size=9, signals=Signals(lines=3))
                for repo, path in keys
            ],
        )
        store.write_verdicts(
            verdicts.path(bucket),
            [
                Verdict(repo, path, *decided[path], split=f"of {repo}", size=10)
                for repo, path in keys
            ],
        )
    return texts, verdicts


def read(folder, buckets, count, shard, **fields):
    texts, verdicts = write(folder, buckets, **fields)
    (folder / "shards" / "parts").mkdir(parents=True)
    to = Parts(str(folder / "shards"), count)
    return list(
        shard_parts.shard_repositories(texts, verdicts, to, Weaving(0, 256), DEFAULT, shard)
    )


@pytest.mark.parametrize(("buckets", "count"), [(1, 1), (4, 1), (1, 4), (2, 8), (8, 2)])
def test_a_shard_has_the_repositories_of_its_hash_whatever_the_buckets(tmp_path, buckets, count):
    found = []
    for shard in range(count):
        names = [one.name for one in read(tmp_path / str(shard), buckets, count, shard)]
        assert {keyed.bucket_of(name, count) for name in names} <= {shard}
        found += names
    assert sorted(found) == sorted(REPOS)


def test_a_repository_has_what_weave_needs_of_it(tmp_path):
    (found,) = read(tmp_path, 1, 1, 0, repos=["o/r"])
    assert (found.name, found.split, found.part, found.layout) == ("o/r", "of o/r", 0, None)
    assert [(one.file.path, one.masked) for one in found.kept] == [
        ("a.py", False),
        ("context.py", True),
    ]
    assert [one.file.text for one in found.kept] == [b"o/r a.py\n", b"o/r context.py\n"]
    assert found.kept[0].file.signals.lines == 3
    assert dict(found.manifests) == {"go.mod": b"o/r go.mod\n"}
    assert list(found.paths) == ["a.py", "context.py", "copy.py", "go.mod"]
    assert list(found.copies) == ["copy.py"]


def test_a_repository_that_keeps_nothing_is_passed_over(tmp_path):
    assert read(tmp_path, 1, 1, 0, repos=["o/r"], decided={"picture": (DROP, "binary")}) == []


def test_a_repository_over_the_bound_comes_in_parts(tmp_path):
    texts, verdicts = write(tmp_path, 1, repos=["a/a", "o/r", "z/z"])
    (tmp_path / "shards" / "parts").mkdir(parents=True)
    settings = Weaving(0, 256, max_repo_bytes=12)
    to = Parts(str(tmp_path / "shards"), 1)
    found = list(shard_parts.shard_repositories(texts, verdicts, to, settings, DEFAULT, 0))
    assert [(one.name, one.part) for one in found] == [
        (repo, part) for repo in ("a/a", "o/r", "z/z") for part in (0, 1)
    ]
    assert [[kept.file.text for kept in one.kept] for one in found[2:4]] == [
        [b"o/r a.py\n"],
        [b"o/r context.py\n"],
    ]


def test_numbers_of_a_shard_are_published_while_it_is_read(tmp_path, monkeypatch):
    texts, verdicts = write(tmp_path, 1, repos=["a/a", "b/b"])
    seen, to = {}, Parts(str(tmp_path / "shards"), 1)
    real = live.published

    def noted(folder, part, stats):
        seen.update(folder=folder, part=part, stats=stats)
        return real("memory://nowhere", part, stats)

    monkeypatch.setattr(live, "published", noted)
    found = shard_parts.shard_repositories(texts, verdicts, to, Weaving(0, 256), DEFAULT, 0)
    next(found)
    assert (seen["folder"], seen["part"]) == (to.folder, 0)
    assert seen["stats"] == Counter(files=2, bytes=len(b"a/a a.py\na/a context.py\n"))
    assert len(list(found)) == 1
    assert seen["stats"]["files"] == 4


def sample(folder, kept_bytes, sample_bytes=10, buckets=8):
    texts, verdicts = write(folder, buckets)
    found = shard_parts.training_texts(
        texts, verdicts, sample_bytes=sample_bytes, kept_bytes=kept_bytes
    )
    return [text.split()[0].decode() for text in found if text.split()[1] == b"a.py"]


def test_a_tokenizer_learns_from_the_train_files_alone(tmp_path):
    texts, verdicts = write(tmp_path, 1, repos=["o/r"])
    found = shard_parts.training_texts(texts, verdicts, sample_bytes=10, kept_bytes=10)
    assert list(found) == [b"o/r a.py\n"]


@pytest.mark.parametrize(
    ("kept_bytes", "share"), [(0, 1), (160, 1), (320, 1), (321, 2), (640, 2), (641, 4), (3e3, 16)]
)
def test_a_large_corpus_is_sampled_by_repository(tmp_path, kept_bytes, share):
    expected = [repo for repo in REPOS if keyed.bucket_of(repo, share) == 0]
    assert sorted(sample(tmp_path, kept_bytes)) == sorted(expected)


def test_the_sample_does_not_depend_on_the_number_of_buckets(tmp_path):
    found = [sorted(sample(tmp_path / str(n), 1000, buckets=n)) for n in (1, 2, 16)]
    assert found[0] == found[1] == found[2] != sorted(REPOS)


def test_a_share_without_the_large_repositories_is_not_enough(tmp_path):
    """One large repository alone, or beside a small one, may fall outside of any share."""
    outside = [repo for repo in REPOS if keyed.bucket_of(repo, 2)]
    inside = [repo for repo in REPOS if not keyed.bucket_of(repo, 2)][:1]
    for number, repos in enumerate((outside[:1], [*outside, *inside])):
        texts, verdicts = write(tmp_path / str(number), 4, repos=repos)
        found = shard_parts.training_texts(texts, verdicts, sample_bytes=11, kept_bytes=3000)
        assert sorted(text.split()[0].decode() for text in found) == sorted(repos)


EDGE = Edge("a.py", "b.py", "import", 1.5, False, 3, True, True, True, True)
PAIR = Pair("test_a.py", "a.py", "stem")


def woven(repo, part=0):
    tables = ((EDGE,), ("b.py", "a.py"), (PAIR,)) if not part else ((), (), ())
    return Woven(repo, (), ((), ()), *tables, {})


def store_shard(folder, form=None):
    for name in ("shards/parts", "graph"):
        (folder / name).mkdir(parents=True)
    rows = {"train": small_run_rows("o/r"), "validation": small_run_rows("v/v")}
    shard = Shard(1, rows, [woven("o/r"), woven("o/r", 1), woven("v/v")], {"rows": 2})
    form = form or {"labels": True, "remaining": False}
    packed = Parts(str(folder / "shards"), 4, digest="d")
    shard_parts.store_shard(str(folder), packed, {"length": "128"}, form, shard)
    return rows, json.loads((folder / "shards/parts/00001.json").read_text())


def small_run_rows(repo):
    example = Example(repo, "train", (small_run.piece("a.py", b"x\n"),))
    return packing.pack([example], small_run.tokenizer(), length=128, seed=0)


def test_rows_are_written_by_split_with_the_columns_of_the_form(tmp_path):
    rows, record = store_shard(tmp_path)
    for number, split in enumerate(rows):
        path = tmp_path / "shards" / f"{split}-00001-of-00004.parquet"
        assert [row.key for row in shards.read(path)] == [row.key for row in rows[split]]
        assert "labels" in pq.read_schema(path).names
        with path.open("rb") as file:
            assert shards.metadata(file)["length"] == "128"
        assert record["files"][number] == steps.describe(str(path)) | {"split": split, "rows": 1}
    assert (record["stats"], record["digest"]) == ({"rows": 2}, "d")


def test_without_masks_there_are_no_labels(tmp_path):
    store_shard(tmp_path, {"labels": False, "remaining": False})
    (path, _) = sorted((tmp_path / "shards").glob("*.parquet"))
    assert "labels" not in pq.read_schema(path).names


def table(folder, name):
    return pq.read_table(folder / "graph" / f"{name}-00001-of-00004.parquet").to_pylist()


def test_the_graph_is_written_beside_them(tmp_path):
    _, record = store_shard(tmp_path)
    repos = ("o/r", "v/v")
    assert table(tmp_path, "edges") == [
        {"repo": repo, **dataclasses.asdict(EDGE)} for repo in repos
    ]
    assert table(tmp_path, "pairs") == [
        {"repo": repo, **dataclasses.asdict(PAIR)} for repo in repos
    ]
    assert table(tmp_path, "order") == [
        {"repo": repo, "position": position, "path": path}
        for repo in repos
        for position, path in enumerate(("b.py", "a.py"))
    ]
    names = [f"{name}-00001-of-00004.parquet" for name in ("edges", "order", "pairs")]
    assert record["graph"] == [steps.describe(str(tmp_path / "graph" / name)) for name in names]
