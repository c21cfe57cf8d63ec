"""The sections of a report, one by one: numbers in, cells out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.inspection import sections
from tests.strategies import flat_stats


@given(flat_stats)
def test_below_and_grouped_hold_what_stands_under_a_prefix(stats):
    found = sections.below(stats, "a")
    assert {f"a/{key}": value for key, value in found.items()} == {
        key: value for key, value in stats.items() if key.startswith("a/")
    }
    again = {
        (f"{name}/{field}" if name else field): value
        for name, group in sections.grouped(stats, "a").items()
        for field, value in group.items()
    }
    assert again == found


def test_names_of_groups_may_hold_slashes_and_come_sorted():
    stats = {"v/drop/b/files": 1, "v/drop/a/files": 2, "v/drop/a/bytes": 3, "w/x/y": 4}
    found = sections.grouped(stats, "v")
    assert list(found.items()) == [("drop/a", {"bytes": 3, "files": 2}), ("drop/b", {"files": 1})]


def test_what_came_in():
    stats = {
        "repos": 2, "files": 9, "bytes": 1000, "text_files": 7, "text_bytes": 900,
        "source/git/files": 5, "names/case_clash/files": 1, "names/odd/files": 2,
        "encodings/latin-1/files": 3, "unread/binary/files": 4, "unread/link/bytes": 1,
    }  # fmt: skip
    assert sections.came_in(stats).rows == (
        ("repositories", "2"),
        ("files", "9"),
        ("bytes", "1 kB"),
        ("files with text", "7"),
        ("bytes of clean text", "900 B"),
        ("from git", "5"),
        ("paths that differ in case alone", "1"),
        ("odd", "2"),
        ("not UTF-8 but latin-1", "3"),
        ("without text: binary", "4"),
        ("without text: link", "0"),
    )


def test_languages_by_falling_bytes_and_then_by_name():
    stats = {"languages/b/bytes": 10, "languages/a/bytes": 10, "languages/c/bytes": 20,
             "languages/c/files": 2, "languages//bytes": 0}  # fmt: skip
    assert sections.languages(stats).rows == (
        ("c", "2", "20 B", "50.0 %"),
        ("a", "0", "10 B", "25.0 %"),
        ("b", "0", "10 B", "25.0 %"),
        ("unknown", "0", "0 B", "0.0 %"),
    )


def test_a_language_without_bytes_takes_no_share():
    stats = {"languages/a/bytes": 10, "languages/b/files": 3}
    assert sections.languages(stats).rows == (
        ("a", "0", "10 B", "100.0 %"),
        ("b", "3", "0 B", "0.0 %"),
    )


@pytest.mark.parametrize(("more", "last"), [(0, "l14"), (1, "1 more"), (7, "7 more")])
def test_only_the_top_languages_have_a_row(more, last):
    stats = {f"languages/l{n:02}/bytes": 100 - n for n in range(sections.TOP + more)}
    found = sections.languages(stats).rows
    assert found[-1][0] == last
    assert len(found) == sections.TOP + bool(more)


def test_what_was_cleaned():
    stats = {"redactions/name": 2, "redactions/email": 1, "hits/mbpp": 3, "hits/ds1000": 4}
    assert sections.cleaned(stats).rows == (
        ("redacted: email", "1"),
        ("redacted: name", "2"),
        ("benchmark hits: ds1000", "4"),
        ("benchmark hits: mbpp", "3"),
    )


VERDICTS = {
    "verdict/drop/small/files": 1, "verdict/drop/small/bytes": 10,
    "verdict/drop/large/files": 2, "verdict/drop/large/bytes": 60,
    "verdict/train/-/files": 5, "verdict/train/-/bytes": 30,
}  # fmt: skip


def test_verdicts_come_in_their_order_and_reasons_by_falling_bytes():
    assert sections.verdicts(VERDICTS).rows == (
        ("train", "5", "30 B", "30.0 %"),
        ("drop", "3", "70 B", "70.0 %"),
        ("  large", "2", "60 B", "60.0 %"),
        ("  small", "1", "10 B", "10.0 %"),
    )


def test_verdicts_are_shares_of_all_bytes_where_they_are_known():
    assert sections.verdicts(VERDICTS | {"bytes": 300}).rows[0][-1] == "10.0 %"


def test_reasons_of_equal_bytes_come_by_name():
    stats = {f"verdict/drop/{name}/bytes": 5 for name in "ba"}
    assert [row[0] for row in sections.verdicts(stats).rows] == ["drop", "  a", "  b"]


def test_splits():
    stats = {"split/train/repos": 3, "split/train/files": 9, "split/validation/files": 1}
    assert sections.splits(stats).rows == (("train", "3", "9"), ("validation", "0", "1"))


def cells(section):
    return {row[0]: row[1:] for row in section.rows}


def test_what_came_out():
    stats = {
        "rows": 4, "tokens": 3000, "capacity": 4096, "segments": 6, "pieces": 8,
        "repeated/tokens": 300, "repeated/learnt": 30, "parse/ok": 5, "parse/broken": 1,
        "copies/imported": 2, "copies/edges": 8, "copies/broken": 1,
        "tests/paired": 4, "tests/adjacent": 3,
    }  # fmt: skip
    assert cells(sections.came_out(stats)) == {
        "rows": ("4",),
        "tokens": ("3 000",),
        "segments": ("6",),
        "pieces of files": ("8",),
        "fill of the rows": ("73.24 %",),
        "segments in a row": ("1.50",),
        "tokens of repeated context": ("10.0 %",),
        "of these with loss": ("10.0 %",),
        "files parsed": ("5",),
        "of these with syntax errors": ("1",),
        "files that would not parse": ("0",),
        "imports of a removed copy": ("2, 25.0 %",),
        "of these without it in a row": ("1, 12.5 %",),
        "tests beside their source": ("75.0 %",),
    }


@pytest.mark.parametrize(
    ("stats", "absent"),
    [
        ({"capacity": 0, "tokens": 0}, "fill of the rows"),
        ({"capacity": 8}, "fill of the rows"),
        ({"rows": 0, "segments": 0}, "segments in a row"),
        ({"rows": 3}, "segments in a row"),
        ({"repeated/tokens": 0, "tokens": 9}, "tokens of repeated context"),
        ({"repeated/tokens": 5, "tokens": 9, "repeated/learnt": 0}, "of these with loss"),
        ({"rows": 1}, "files parsed"),
        ({"copies/imported": 0, "copies/edges": 3}, "imports of a removed copy"),
        ({"tests/paired": 0}, "tests beside their source"),
        ({"distance/4": 0}, "median tokens from definition to use"),
        ({}, "median tokens from definition to use"),
    ],
)
def test_what_is_not_there_has_no_row(stats, absent):
    assert absent not in cells(sections.came_out(stats))


@given(st.lists(st.sampled_from([1, 2, 4, 64]), min_size=1, max_size=9))
def test_the_median_is_that_of_the_distances(distances):
    stats = {f"distance/{low}": distances.count(low) for low in (1, 2, 4, 64)}
    low = sorted(distances)[(len(distances) - 1) // 2]
    found = cells(sections.came_out(stats))["median tokens from definition to use"]
    assert found == (f"{low} to {2 * low - 1}",)


def test_infilling_of_the_eligible_beside_what_was_set():
    stats = {"fim/psm/close": 30, "fim/spm/close": 20, "fim/spm/random": 10, "fim/eligible": 80,
             "fim/nominal": 64, "fim/none/none": 5, "cuts/empty_suffix": 6}  # fmt: skip
    assert sections.infilling(stats).rows == (
        ("psm, close", "30", "50.0 %"),
        ("spm, close", "20", "33.3 %"),
        ("spm, random", "10", "16.7 %"),
        ("all psm", "30", "50.0 %"),
        ("all spm", "30", "50.0 %"),
        ("cut, of the eligible", "60", "75.0 %"),
        ("of the eligible, as set", "64", "80.0 %"),
        ("empty suffix", "6", "10.0 %"),
    )


@pytest.mark.parametrize(
    ("stats", "labels"),
    [
        ({"fim/psm/a": 1}, ["psm, a", "all psm"]),
        ({"fim/psm/a": 1, "fim/none/none": 3}, ["psm, a", "all psm", "cut, of all pieces"]),
        ({"fim/eligible": 4}, []),
        ({"fim/eligible": 4, "fim/nominal": 2}, ["of the eligible, as set"]),
        ({"fim/none/none": 3}, []),
    ],
)
def test_rows_of_infilling_need_their_numbers(stats, labels):
    assert [row[0] for row in sections.infilling(stats).rows] == labels


def test_imports_are_shares_of_the_internal_ones():
    stats = {"imports/go/resolved": 6, "imports/go/external": 90, "imports/go/unresolved": 2}
    assert sections.imports(stats).rows == (("go", "6", "90", "0", "2", "75.0 %"),)


def test_syntax_errors_of_languages_that_have_some():
    stats = {"syntax/a/files": 40, "syntax/a/broken": 1, "syntax/b/files": 2, "syntax/c/broken": 1}
    assert sections.syntax(stats).rows == (("a", "40", "1", "2.5 %"),)


def test_edges_that_are_kept_are_those_that_are_not_cut():
    stats = {"edges/import/found": 12, "edges/import/cut": 2, "edges/type/found": 1}
    assert sections.edges(stats).rows == (("import", "12", "10", "2"), ("type", "1", "1", "0"))


def test_all_languages_have_a_row_where_there_are_several():
    go, python = ({f"dbu/{name}/before": n, f"dbu/{name}/total": 4}
                  for name, n in (("go", 1), ("python", 3)))  # fmt: skip
    one, both = (sections.definition_before_use(stats).rows for stats in (go, go | python))
    assert one == (("go", "4", "1", "25.0 %"),)
    assert both == (*one, ("python", "4", "3", "75.0 %"), ("all", "8", "4", "50.0 %"))


def test_times_are_rates_on_the_bytes_of_each_step():
    kept = {"verdict/train/-/bytes": 6e6, "verdict/drop/x/bytes": 9e6, "seconds": 3}
    stats = {
        "store": {"bytes": 20e6, "seconds": 4.0, "cpu_seconds": 7.5},
        "verdicts": kept,
        "shards": {"seconds": 3.0},
        "tokenizer": {"bytes": 1},
        sections.RUN: {"seconds": 10},
    }
    assert sections.times(stats).rows == (
        ("store", "4.0", "7.5", "5.00"),
        ("verdicts", "3.0", "-", "6.67"),
        ("shards", "3.0", "-", "2.00"),
        ("run", "10.0", "-", "2.00"),
    )


def test_a_time_without_bytes_or_seconds_has_no_rate():
    assert sections.times({"shards": {"seconds": 3}}).rows == (("shards", "3.0", "-", "-"),)
    found = sections.times({"store": {"seconds": 0, "bytes": 5}}).rows
    assert found == (("store", "0.0", "-", "-"),)
