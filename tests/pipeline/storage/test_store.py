import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repoloom.pipeline.storage import store
from repoloom.transforms.records import Hit, Redaction, Signals, SourceFile, Verdict
from tests import strategies

FILES = [
    SourceFile("a/b", "a.py", "python", b"x = 1\n", size=6, encoding="utf-8", content=b"1" * 32),
    SourceFile(
        "a/b",
        "z.bin",
        "",
        None,
        reason="binary",
        size=9,
        content=b"2" * 32,
    ),
    SourceFile(
        "c/d",
        "m.go",
        "go",
        b"package m\n",
        signature=b"sig",
        rank=7,
        signals=Signals(lines=1, licence="MIT", test=True),
        redactions=(Redaction("email", 1, 2),),
        hits=(Hit("bench", "1", "ngram"),),
    ),
]


def test_what_is_written_is_read(tmp_path):
    path = str(tmp_path / "bucket")
    store.write(path, FILES)
    assert list(store.read(path)) == FILES


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(found=st.lists(strategies.of(SourceFile), max_size=5))
def test_any_files_are_read_as_they_were_written(found, tmp_path_factory):
    files = {store.sort_key(file.repo, file.path): file for file in found}
    ordered = [files[key] for key in sorted(files)]
    path = str(tmp_path_factory.mktemp("store") / "bucket")
    store.write(path, ordered)
    assert list(store.read(path)) == ordered


@given(found=st.lists(strategies.of(Verdict), max_size=5))
def test_any_verdicts_are_read_as_they_were_written(found, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("verdicts") / "bucket")
    store.write_verdicts(path, found)
    assert store.read_verdicts(path) == found


def test_a_new_signal_is_written_and_read(tmp_path, monkeypatch):
    wider = dataclasses.make_dataclass(
        "Wider", [("depth", float, 0.0)], bases=(Signals,), frozen=True
    )
    file = dataclasses.make_dataclass(
        "WiderFile", [("signals", wider, wider())], bases=(SourceFile,), frozen=True
    )
    monkeypatch.setattr(store, "SCHEMA", store.tables.schema(file))
    monkeypatch.setattr(store, "SourceFile", file)
    path = str(tmp_path / "bucket")
    store.write(path, [file("r", "p", "go", b"", signals=wider(lines=1, depth=0.9))])
    (found,) = store.read(path)
    assert found.signals.depth == 0.9


def test_columns_that_were_not_asked_for_have_their_defaults(tmp_path):
    path = str(tmp_path / "bucket")
    store.write(path, FILES)
    assert list(store.read(path, ("repo", "path"))) == [
        SourceFile(file.repo, file.path, "", None) for file in FILES
    ]


def test_rows_come_in_order_and_once(tmp_path):
    for files in (FILES[::-1], [FILES[0], FILES[0]]):
        with pytest.raises(ValueError, match="comes twice or out of order"):
            store.write(str(tmp_path / "bucket"), files)
    assert not list(tmp_path.iterdir())


def test_only_the_columns_asked_for_are_read(tmp_path):
    path = str(tmp_path / "bucket")
    store.write(path, FILES)
    (table,) = store.read_columns(path, ("size", "repo"))
    assert table.column_names == ["size", "repo"]
    assert table.column("repo").to_pylist() == ["a/b", "a/b", "c/d"]


def test_columns_come_a_row_group_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "GROUP_BYTES", 1)
    path = str(tmp_path / "bucket")
    store.write(path, FILES)
    tables = [table["repo"].to_pylist() for table in store.read_columns(path, ("repo",))]
    assert len(tables) > 1
    assert [name for table in tables for name in table] == [file.repo for file in FILES]


def test_texts_come_in_the_order_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "GROUP_BYTES", 1)
    path = str(tmp_path / "bucket")
    store.write(path, FILES)
    assert store.read_texts(path, [2, 0, 2]) == [b"package m\n", b"x = 1\n", b"package m\n"]
    with pytest.raises(ValueError, match=r"row 1 .* has no text"):
        store.read_texts(path, [1])


def test_an_empty_bucket_is_a_bucket(tmp_path):
    path = str(tmp_path / "bucket")
    store.write(path, [])
    assert list(store.read(path)) == []


def test_verdicts_round_trip(tmp_path):
    path = str(tmp_path / "bucket")
    verdicts = [Verdict("a/b", "a.py", "train", size=3), Verdict("a/b", "b", "drop", "binary", "x")]
    store.write_verdicts(path, verdicts)
    assert store.read_verdicts(path) == verdicts


def test_the_bytes_of_a_bucket_do_not_change(tmp_path):
    for name in ("one", "two"):
        store.write(str(tmp_path / name), FILES)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
