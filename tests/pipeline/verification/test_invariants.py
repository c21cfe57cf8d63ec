"""The laws on rows, one by one."""

import dataclasses
import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import shards
from repoloom.pipeline.verification import invariants
from repoloom.pipeline.verification.copies import Repeats
from repoloom.pipeline.verification.invariants import Stored
from repoloom.transforms.records import CONTEXT_ONLY, TRAIN, Cut
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import REPEATED, Example, PlacedFile, Range
from repoloom.transforms.tokens import serialization
from tests.pipeline import small_corpus, small_run

paths = st.text("abc/", min_size=1, max_size=8)
pieces = st.builds(
    lambda path, text, masked, mode: small_run.piece(
        path,
        text,
        masked=masked,
        cut=Cut(len(text) // 3, len(text) // 2, mode, "random") if mode and not masked else None,
    ),
    paths,
    st.binary(max_size=20),
    st.booleans(),
    st.sampled_from(["", "psm", "spm"]),
)
examples = st.lists(
    st.builds(
        lambda repo, found: Example(repo, "train", tuple(found)),
        st.sampled_from(["a/a", "b/b"]),
        st.lists(pieces, min_size=1, max_size=3),
    ),
    max_size=4,
)


@given(examples)
def test_what_the_packer_makes_holds_every_law(found):
    tokenizer = small_run.tokenizer()
    for row in packing.pack(found, tokenizer, length=256, seed=1):
        labelled = dataclasses.replace(row, labels=row.labels or shards.default_labels(row))
        ids = np.frombuffer(row.input_ids, "<i4")
        for made in (row, labelled):
            assert list(invariants.check_lengths(made, 256)) == []
            assert list(invariants.check_borders(made, ids, tokenizer)) == []
            assert list(invariants.check_provenance(made, ids, tokenizer)) == []
            assert list(invariants.check_labels(made, ids)) == []


@given(examples.filter(bool), st.data())
def test_a_changed_label_is_found(found, data):
    row = packing.pack(found, small_run.tokenizer(), length=256, seed=1)[0]
    labels = np.frombuffer(row.labels or shards.default_labels(row), "<i4").copy()
    labels[data.draw(st.integers(0, len(labels) - 1))] += 1
    spoilt = dataclasses.replace(row, labels=labels.tobytes())
    assert len(list(invariants.check_labels(spoilt, np.frombuffer(row.input_ids, "<i4")))) == 1


def packed():
    """One row of one segment of two files."""
    files = [small_run.piece(name, b"text\n") for name in ("a", "b")]
    example = Example("a/a", "train", tuple(files))
    return packing.pack([example], small_run.tokenizer(), length=256, seed=1)[0]


def test_lengths_of_a_row():
    row = packed()
    tokens = row.lengths[0]
    assert [fault.message for fault in invariants.check_lengths(row, tokens - 1)] == [
        f"{tokens} ids in a row of at most {tokens - 1}"
    ]
    wrong = dataclasses.replace(row, lengths=(tokens - 3, 1))
    assert [fault.message for fault in invariants.check_lengths(wrong, tokens)] == [
        f"seq_lengths sum to {tokens - 2}, the row has {tokens} ids",
        "2 seq_lengths for 1 segments",
    ]


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_a_span_that_begins_elsewhere_is_found(first, second):
    row = packed()
    (segment,) = row.segments
    files = [
        dataclasses.replace(file, start=file.start + shift)
        for file, shift in zip(segment.files, (first, second), strict=True)
    ]
    moved = dataclasses.replace(row, segments=(dataclasses.replace(segment, files=tuple(files)),))
    ids = np.frombuffer(row.input_ids, "<i4")
    (fault,) = invariants.check_provenance(moved, ids, small_run.tokenizer())
    assert fault.place == f"a/a:{'a' if first else 'b'}"


def test_a_segment_without_files_is_found():
    row = packed()
    empty = dataclasses.replace(row.segments[0], files=())
    spoilt = dataclasses.replace(row, segments=(empty,))
    ids = np.frombuffer(row.input_ids, "<i4")
    assert len(list(invariants.check_provenance(spoilt, ids, small_run.tokenizer()))) == 1


def placed(start, end, part, parts, masked=False, rule=""):
    return PlacedFile("a.py", "", "", part, parts, "", rule, masked, 0, 0, start, end)


def coverage(size, *found, verdict=TRAIN):
    return list(invariants.check_coverage(Stored(bytes(size), verdict, "train"), {"train"}, found))


def test_pieces_in_any_order_cover_a_file():
    assert coverage(9, placed(4, 9, 1, 2), placed(0, 4, 0, 2)) == []
    assert coverage(0, placed(0, 0, 0, 1)) == []


def test_a_repeated_copy_does_not_count_and_what_is_masked_says_that_it_is_one():
    copy = placed(0, 9, 0, 1, masked=True, rule=REPEATED)
    lost = "its verdict is train, and none of its 9 bytes stand in the shards"
    assert coverage(9, placed(0, 9, 0, 1), copy, copy) == []
    assert coverage(9, copy) == [lost]
    assert coverage(9, placed(0, 9, 0, 1, masked=True)) == [
        "its verdict is train, and 1 piece of it are masked",
        lost,
    ]


def test_a_copy_with_loss_does_not_count_either_but_a_context_file_never_has_it():
    learnt = placed(0, 9, 0, 1, rule=REPEATED)
    assert coverage(9, placed(0, 9, 0, 1), learnt, learnt) == []
    assert coverage(9, learnt, verdict=CONTEXT_ONLY) == [
        "it is context only, and 1 piece of it are not masked"
    ]
    repeats = Repeats(any=True, loss=True)
    stored, masked = Stored(bytes(9), TRAIN, "train"), placed(0, 9, 0, 1, True, REPEATED)
    found = invariants.check_coverage(stored, {"train"}, [placed(0, 9, 0, 1), masked], repeats)
    assert list(found) == ["1 repeat of it without loss, and the run gives it to them"]


SLICED = b"def a():\n    pass\ndef b():\n    pass\n"


def sliced(text, ranges=((0, 9), (18, 27))):
    """The faults of a slice of `a.py` whose tokens say `text`."""
    ids = serialization.serialize("a.py", text, None, small_run.tokenizer())
    spans = tuple(Range(*one) for one in ranges)
    ends = (ranges[0][0], ranges[-1][1]) if ranges else (0, len(text))
    file = PlacedFile("a.py", "", "", 0, 1, "", REPEATED, True, 0, len(ids), *ends, spans)
    return list(invariants.check_text(file, ids, SLICED, small_run.tokenizer()))


def test_a_slice_is_the_text_of_its_ranges_one_behind_the_other():
    assert sliced(b"def a():\ndef b():\n") == []
    assert sliced(SLICED, ()) == []
    assert sliced(b"def a():\ndef c():\n") == [
        "its text differs from the store's from byte 22 on (18 bytes in the row, 18 in the store)"
    ]
    assert sliced(b"xef a():\ndef b():\n") == [
        "its text differs from the store's from byte 0 on (18 bytes in the row, 18 in the store)"
    ]


def test_a_copy_that_is_no_slice_is_the_whole_file():
    assert sliced(SLICED[:9], ()) == [
        "it is a repeated copy of bytes 0 to 9, and no slice; the file has 36 bytes"
    ]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([(0, 4, 0, 2), (5, 9, 1, 2)], "bytes 4 to 5 of its text are missing"),
        ([(0, 5, 0, 2), (4, 9, 1, 2)], "bytes 4 to 5 of its text are repeated"),
        ([(0, 4, 0, 2), (4, 8, 1, 2)], "its pieces end at byte 8 of 9"),
        ([(0, 4, 1, 2), (4, 9, 0, 2)], "its pieces are numbered 1 of 2, 0 of 2"),
        ([(0, 9, 0, 2)], "its pieces are numbered 0 of 2"),
        ([(0, 9, 0, 1), (0, 9, 0, 1)], "bytes 0 to 9 of its text are repeated"),
    ],
)
def test_what_is_lost_or_repeated_is_named(found, message):
    assert message in coverage(9, *(placed(*piece) for piece in found))


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_coverage_agrees_with_counting_every_byte(size, spans):
    spans = sorted((min(a, b), max(a, b)) for a, b in spans)
    found = [placed(start, end, part, len(spans)) for part, (start, end) in enumerate(spans)]
    times = np.zeros(41, int)
    for start, end in spans:
        times[start:end] += 1
    exact = bool(spans) and (times[:size] == 1).all() and not times[size:].any()
    # An empty piece inside or beyond another covers no byte twice, and is still no tiling.
    tiles = exact and all(a[1] == b[0] for a, b in itertools.pairwise(spans))
    assert (coverage(size, *found) == []) == tiles


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_cycles_are_found_as_networkx_finds_them(edges):
    names = [(str(a), str(b)) for a, b in edges]
    acyclic = nx.is_directed_acyclic_graph(nx.DiGraph(names))
    assert (list(invariants.check_graph([], [], names)) == []) == acyclic


def test_the_order_of_keys_is_that_of_utf8_bytes():
    # U+FFFD sorts before U+10000 as UTF-8 and after it as UTF-16.
    keys = [("r", "\ufffd"), ("r", "\U00010000")]
    assert list(invariants.check_keys(keys, 1, 0)) == []
    assert len(list(invariants.check_keys(keys[::-1], 1, 0))) == 1


def test_a_repository_in_the_wrong_bucket():
    (fault,) = invariants.check_keys([(small_corpus.ALPHA, "a")], 2, 0)
    assert fault.message == "it stands in bucket 0 and belongs into 1"


def test_variant_2_of_spm_has_its_own_sentinels():
    tokenizer = small_run.tokenizer()
    file = dataclasses.replace(placed(0, 1, 0, 1), mode="spm")
    ids = np.array([tokenizer.fim_prefix, tokenizer.fim_suffix, tokenizer.fim_middle], np.int32)
    assert list(invariants.check_sentinels(file, ids, tokenizer, 2)) == []
    assert len(list(invariants.check_sentinels(file, ids, tokenizer, 1))) == 1
    unknown = dataclasses.replace(file, mode="mps")
    assert "none of '', 'psm', 'spm'" in next(
        invariants.check_sentinels(unknown, ids, tokenizer, 1)
    )


def test_files_that_end_before_their_segment_are_found():
    row = packed()
    (segment,) = row.segments
    first, last = segment.files
    files = (first, dataclasses.replace(last, end=last.end - 1))
    short = dataclasses.replace(row, segments=(dataclasses.replace(segment, files=files),))
    ids = np.frombuffer(row.input_ids, "<i4")
    (fault,) = invariants.check_provenance(short, ids, small_run.tokenizer())
    end = row.lengths[0] - 1
    message = f"the files of segment 1 end at token {end - 1}, its <eos> stands at {end}"
    assert (fault.place, fault.message) == ("a/a", message)


def test_labels_of_another_number_are_found():
    row = packed()
    labels = np.frombuffer(row.input_ids, "<i4")[1:].tobytes()
    found = dataclasses.replace(row, labels=labels)
    ids = np.frombuffer(row.input_ids, "<i4")
    (fault,) = invariants.check_labels(found, ids)
    assert fault.message == f"{len(ids) - 1} labels for {len(ids)} ids"


def test_every_file_has_one_verdict_and_faults_come_in_order():
    keys = [("r", name) for name in "abc"]
    assert list(invariants.check_decided(keys, keys)) == []
    decided = [("r", name) for name in "zzyyc"]
    faults = [(fault.place, fault.message) for fault in invariants.check_decided(keys, decided)]
    assert faults == [
        ("r:a", "it has no verdict"),
        ("r:b", "it has no verdict"),
        ("r:y", "it has a verdict, and the store does not have it"),
        ("r:z", "it has a verdict, and the store does not have it"),
        ("r:y", "it has 2 verdicts"),
        ("r:z", "it has 2 verdicts"),
    ]


def test_the_order_of_a_repository_is_its_kept_files_at_places_from_0():
    kept = ["a", "b"]
    assert list(invariants.check_graph(kept, [(1, "a"), (0, "b")], [("a", "b")])) == []
    assert list(invariants.check_graph(kept, [(0, "a"), (1, "c")], [])) == [
        "its order is not its kept files once each: b, c"
    ]
    assert list(invariants.check_graph(kept, [(0, "a"), (2, "b")], [])) == [
        "the positions of its order are not 0, 1, 2, ..."
    ]
    assert list(invariants.check_graph(kept, [(0, "a"), (1, "b")], [("a", "b"), ("b", "a")])) == [
        "kept edges form a cycle on or before a, b"
    ]
