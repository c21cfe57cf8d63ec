"""What workers leave of a part of the store and of the verdicts."""

import contextlib
import json
import pathlib

import pytest

from repoloom.pipeline.storage import steps, store
from repoloom.pipeline.workers import store_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.records import Hit, Redaction, SourceFile, Verdict


@pytest.fixture
def step(tmp_path):
    made = steps.Step(str(tmp_path), "store", {})
    made.begin()
    return made


def record(step, part):
    return json.loads(pathlib.Path(step.path("parts", f"{part:05d}.json")).read_text())


def file(repo, path, text=b"x\n", **fields):
    defaults = {"size": len(text or b""), "encoding": "utf-8" if text is not None else ""}
    return SourceFile(repo, path, "go" if path.endswith(".go") else "", text, **(defaults | fields))


def test_parts_of_an_earlier_run_come_behind():
    parts = Parts("new", 2, Parts("old", 4))
    assert [parts.path(part) for part in (0, 1, 2, 5)] == [
        "new/bucket-00000-of-00002.parquet",
        "new/bucket-00001-of-00002.parquet",
        "old/bucket-00000-of-00004.parquet",
        "old/bucket-00003-of-00004.parquet",
    ]
    assert parts.path(3, "edges") == "old/edges-00001-of-00004.parquet"
    assert Parts("new", 2).path(2) == "new/bucket-00002-of-00002.parquet"


FILES = [
    file("a/a", "README"),
    file("a/a", "b.bin", None, reason="binary", size=50),
    file("a/a", "main.go", b"package a\n", encoding="latin-1", size=7),
    file("a/a", "readme", b"", redactions=(Redaction("email", 0, 1), Redaction("email", 1, 2))),
    file("b/b", "caf%E9", hits=(Hit("mbpp", "1", "ngram"), Hit("mbpp", "2", "ngram"))),
    file("b/b", "readme"),
]


def test_a_bucket_has_its_files_and_a_record_of_what_they_are(step):
    to = Parts(step.folder, 2, digest=step.digest)
    store_parts.store_bucket(to, 1, iter(FILES))
    assert step.missing(2) == [0]
    assert list(store.read(to.path(1))) == FILES
    found = record(step, 1)
    assert found["files"] == [steps.describe(to.path(1))]
    assert found["stats"] == {
        "repos": 2,
        "files": 6,
        "bytes": 2 + 50 + 7 + 0 + 2 + 2,
        "text_files": 5,
        "text_bytes": 2 + 10 + 0 + 2 + 2,
        "names/case_clash/files": 1,
        "names/not_utf8/files": 1,
        "unread/binary/files": 1,
        "languages/go/files": 1,
        "languages/go/bytes": 10,
        "languages/unknown/files": 4,
        "languages/unknown/bytes": 6,
        "encodings/latin-1/files": 1,
        "redactions/email": 2,
        "hits/mbpp": 1,
    }


def test_while_a_bucket_is_written_its_numbers_are_published(step, monkeypatch):
    seen = []
    monkeypatch.setattr(
        store_parts.live,
        "published",
        lambda folder, part, stats: seen.append((folder, part, stats)) or contextlib.nullcontext(),
    )
    store_parts.store_bucket(Parts(step.folder, 1), 0, iter(FILES[:1]))
    ((folder, part, stats),) = seen
    assert (folder, part, stats["files"]) == (step.folder, 0, 1)


def test_a_bucket_that_fails_has_no_record(step):
    def failing():
        yield FILES[0]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        store_parts.store_bucket(Parts(step.folder, 1), 0, failing())
    assert step.missing(1) == [0]
    assert list(pathlib.Path(step.folder).glob("*.parquet")) == []


def test_select_reads_columns_and_texts_of_rows(step):
    to = Parts(step.folder, 1)
    store_parts.store_bucket(to, 0, iter(FILES))
    (table,) = store_parts.bucket_signals(to, 0, ("path", "size"))
    assert table.column_names == ["path", "size"]
    assert table["size"].to_pylist() == [one.size for one in FILES]
    assert store_parts.bucket_texts(to, 0, [5, 2]) == [b"x\n", b"package a\n"]


VERDICTS = [
    Verdict("a/a", "1", "train", split="train", size=10),
    Verdict("a/a", "2", "drop", "binary", split="train", size=5),
    Verdict("a/b", "1", "context_only", "vendored", split="train", size=3),
    Verdict("c/c", "1", "train", split="validation", size=4),
    Verdict("d/d", "1", "drop", "binary", split="validation", size=1),
    Verdict("a/b", "2", "train", split="train", size=1),
]


def test_verdicts_are_stored_with_the_record_of_their_reasons(tmp_path):
    step = steps.Step(str(tmp_path), "verdicts", {})
    step.begin()
    to = Parts(step.folder, 4, digest=step.digest)
    assert store_parts.store_verdicts(to, 3, VERDICTS) == 3
    assert step.missing(4) == [0, 1, 2]
    assert store.read_verdicts(to.path(3)) == VERDICTS
    found = record(step, 3)
    assert found["files"] == [steps.describe(to.path(3))]
    assert found["stats"] == {
        "files": 6,
        "bytes": 24,
        "verdict/train/-/files": 3,
        "verdict/train/-/bytes": 15,
        "verdict/drop/binary/files": 2,
        "verdict/drop/binary/bytes": 6,
        "verdict/context_only/vendored/files": 1,
        "verdict/context_only/vendored/bytes": 3,
        "split/train/files": 3,
        "split/train/repos": 2,
        "split/validation/files": 1,
        "split/validation/repos": 1,
    }
