"""A repository over the bound of memory: its parts together are the whole."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import store
from repoloom.pipeline.workers import large_repositories
from repoloom.pipeline.workers.large_repositories import Weaving
from repoloom.transforms import failures
from repoloom.transforms.graph import layout
from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, Signals, SourceFile, Verdict
from repoloom.transforms.scratch import texts
from repoloom.transforms.shards import Aside
from tests.faults import boom, boom_at


def row(number, path, text=b"x = 1\n", verdict=TRAIN, reason="", **fields):
    language = "python" if path.endswith(".py") else ""
    file = SourceFile("o/r", path, language, text, size=len(text or b""), **fields)
    return number, file, Verdict("o/r", path, verdict, reason, split="validation")


ROWS = [
    row(0, "a/one.py", b"from b import two\n" + b"ONE = 1\n" * 10),
    row(1, "a/test_one.py", b"from a import one\n", signals=Signals(test=True)),
    row(2, "b/__init__.py", b""),
    row(3, "b/copy.py", b"TWO = 2\n" * 10, DROP, "exact_duplicate"),
    row(4, "b/logo.png", None, DROP, "binary"),
    row(5, "b/two.py", b"TWO = 2\n" * 10, CONTEXT_ONLY, "vendored"),
    row(6, "go.mod", b"module m\n", DROP, "excluded_kind"),
]
KEPT = ["a/one.py", "a/test_one.py", "b/__init__.py", "b/two.py"]


@pytest.fixture
def bucket(tmp_path):
    path = str(tmp_path / "bucket")
    store.write(path, [SourceFile("a/first", "x.py", "python", b"FIRST\n"), *(r[1] for r in ROWS)])
    return path


def parts(bucket, bound, rows=ROWS, allowance=failures.DEFAULT):
    settings = Weaving(seed=0, length=256, max_repo_bytes=bound)
    shifted = [(number + 1, file, verdict) for number, file, verdict in rows]
    return list(large_repositories.repositories(bucket, "o/r", shifted, settings, allowance))


def test_the_parts_hold_every_kept_file_once_with_its_text(bucket):
    found = parts(bucket, 110)
    assert len(found) > 1
    texts = {one.file.path: one.file.text for part in found for one in part.kept}
    assert sorted(texts) == KEPT == sorted(one.file.path for part in found for one in part.kept)
    assert texts == {file.path: file.text for _, file, _ in ROWS if file.path in KEPT}
    assert [part.part for part in found] == list(range(len(found)))
    for part in found:
        assert sum(len(one.file.text) for one in part.kept) <= 110


def test_each_part_has_what_is_of_the_whole(bucket):
    found = parts(bucket, 110)
    for part in found:
        assert (part.name, part.split, part.manifests) == ("o/r", "validation", {})
        assert list(part.paths) == [file.path for _, file, _ in ROWS if file.text is not None]
        assert list(part.copies) == ["b/copy.py"]
        assert part.layout is found[0].layout
        assert [one.file.path for one in part.kept] == sorted(one.file.path for one in part.kept)
    assert sorted(found[0].layout.order) == KEPT
    edges = {(edge.importer, edge.imported) for edge in found[0].layout.edges}
    assert ("a/one.py", "b/two.py") in edges
    assert {(pair.test, pair.source) for pair in found[0].layout.pairs} == {
        ("a/test_one.py", "a/one.py")
    }


def test_context_files_are_masked_and_others_are_not(bucket):
    masked = {one.file.path: one.masked for part in parts(bucket, 110) for one in part.kept}
    assert masked == {path: path == "b/two.py" for path in KEPT}


def test_a_repository_that_keeps_nothing_has_no_part(bucket):
    dropped = [
        (number, file, dataclasses.replace(verdict, verdict=DROP)) for number, file, verdict in ROWS
    ]
    assert parts(bucket, 110, dropped) == []


def test_a_survey_lets_go_of_texts_and_keeps_manifests():
    survey = large_repositories.Survey()
    for one in ROWS:
        survey.take(one, 0, failures.DEFAULT)
    assert survey.manifests == {"go.mod": b"module m\n"}
    assert {number for number, _ in survey.kept.values()} == {0, 1, 2, 5}
    assert all(kept.file.text is None for _, kept in survey.kept.values())
    assert survey.sizes == {file.path: len(file.text) for _, file, _ in ROWS if file.path in KEPT}
    assert [(one.path, one.test) for one in survey.outlined] == [
        (path, path == "a/test_one.py") for path in KEPT
    ]


def test_a_file_that_fails_is_in_no_part_and_the_first_part_has_it(bucket, monkeypatch):
    real = large_repositories.read_outline
    fail = boom_at(real, lambda language, text, lines: text.startswith(b"from b import two"))
    monkeypatch.setattr(large_repositories, "read_outline", fail)
    found = parts(bucket, 110)
    assert sorted(one.file.path for part in found for one in part.kept) == KEPT[1:]
    assert [[one.path for one in part.failed] for part in found] == [
        ["a/one.py"] if part == found[0] else [] for part in found
    ]
    assert sum(part.files for part in found) == len(KEPT)
    assert "a/one.py" in found[0].paths
    assert "a/one.py" not in found[0].layout.order


def test_a_repository_of_which_all_files_fail_still_has_a_part_that_says_so(bucket, monkeypatch):
    monkeypatch.setattr(large_repositories, "read_outline", boom)
    (found,) = parts(bucket, 110)
    assert ([*found.kept], [one.path for one in found.failed]) == ([], KEPT)


def test_a_repository_without_an_order_is_set_aside_with_all_its_files(bucket, monkeypatch):
    monkeypatch.setattr(layout, "lay_out", boom)
    (found,) = parts(bucket, 110)
    assert isinstance(found, Aside)
    assert (found.repo, found.files, found.failure.step) == ("o/r", len(KEPT), "order")


def test_where_nothing_may_fail_the_error_of_a_part_is_raised(bucket, monkeypatch):
    monkeypatch.setattr(layout, "lay_out", boom)
    with pytest.raises(failures.StrictError, match="o/r"):
        parts(bucket, 110, allowance=failures.Allowance(strict=True))


rows = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([TRAIN, CONTEXT_ONLY, DROP])), max_size=6
).map(
    lambda drawn: [row(n, f"{n}", b"x" * size, verdict) for n, (size, verdict) in enumerate(drawn)]
)


@given(rows, st.integers(0, 12), st.integers(0, 12))
def test_rows_are_taken_until_the_kept_texts_are_over_the_bound(found, bound, memory):
    left, place = iter(found), texts.Held(memory)
    taken, whole = large_repositories.within(left, bound, place)
    assert sum(len(file.text or b"") for _, file, _ in taken) <= memory
    assert [(n, place.whole(file), v) for n, file, v in taken] + [*left] == found
    held = [len(file.text) if v.verdict != DROP else 0 for _, file, v in found]
    over = [n for n in range(1, len(found) + 1) if sum(held[:n]) > bound]
    assert whole == (not over)
    assert len(taken) == (over[0] if over else len(found))


def test_a_file_without_text_takes_no_room():
    taken, whole = large_repositories.within(iter([row(0, "a", None)]), 0, texts.Held())
    assert (len(taken), whole) == (1, True)


@given(rows, st.integers(0, 12))
def test_rows_that_were_taken_are_let_go_one_by_one(found, memory):
    held = texts.Held(memory)
    taken, _ = large_repositories.within(iter(found), 1 << 20, held)
    for left, one in enumerate(large_repositories.drained(taken, held), 1):
        assert one == found[left - 1]
        assert len(taken) == len(found) - left


@pytest.mark.parametrize("found", ROWS, ids=lambda one: one[1].path)
def test_a_text_that_weave_does_not_read_is_let_go(found):
    """The copy's; what is kept, a manifest and what has none are as they were."""
    number, file, verdict = found
    expected = dataclasses.replace(file, text=b"") if file.path == "b/copy.py" else file
    assert large_repositories.needed(found) == (number, expected, verdict)


@pytest.mark.parametrize("memory", [0, 60, 1 << 20])
def test_the_texts_of_a_part_may_lie_outside_of_memory(bucket, monkeypatch, memory):
    monkeypatch.setattr(texts.Held.__init__, "__defaults__", (memory,))
    found = [one for part in parts(bucket, 110) for one in part.kept]
    assert all(sum(len(one.file.text) for one in p.kept) <= memory for p in parts(bucket, 110))
    assert sorted((one.file.path, one.whole().file.text, one.size) for one in found) == [
        (file.path, file.text, len(file.text)) for _, file, _ in ROWS if file.path in KEPT
    ]
