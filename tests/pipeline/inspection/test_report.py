"""The report of a run."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.inspection import report, sections

STATS = {
    "store": {
        "repos": 3,
        "files": 10,
        "bytes": 2_000_000,
        "text_files": 8,
        "unread/over_size_cap/files": 1,
        "unread/binary/files": 1,
        "languages/python/files": 6,
        "languages/python/bytes": 900,
        "languages/go/files": 2,
        "languages/go/bytes": 100,
        "redactions/email": 4,
        "hits/humaneval": 2,
        "seconds": 4.0,
        "cpu_seconds": 7.5,
    },
    "verdicts": {
        "files": 10,
        "bytes": 2_000_000,
        "verdict/train/-/files": 5,
        "verdict/train/-/bytes": 1_200_000,
        "verdict/train/low_priority/files": 1,
        "verdict/train/low_priority/bytes": 300_000,
        "verdict/drop/exact_duplicate/files": 4,
        "verdict/drop/exact_duplicate/bytes": 500_000,
        "split/train/repos": 2,
        "split/train/files": 6,
    },
    "shards": {
        "rows": 4,
        "tokens": 3000,
        "capacity": 4096,
        "segments": 6,
        "fim/psm/close": 30,
        "fim/spm/close": 20,
        "fim/spm/random": 10,
        "fim/eligible": 80,
        "fim/nominal": 64.0,
        "syntax/python/files": 40,
        "syntax/python/broken": 1,
        "syntax/go/files": 2,
        "imports/python/resolved": 6,
        "imports/python/external": 90,
        "imports/python/ambiguous": 1,
        "imports/python/unresolved": 1,
        "edges/import/found": 12,
        "edges/import/cut": 2,
        "dbu/python/before": 3,
        "dbu/python/total": 4,
        "dbu/go/before": 1,
        "dbu/go/total": 4,
        "seconds": 3.0,
    },
}


def rows(title, stats=STATS):
    found = [section.rows for section in report.table(stats) if section.title == title]
    return {row[0]: row[1:] for row in (found[0] if found else ())}


def test_what_came_in():
    assert rows("What came in")["files"] == ("10",)
    assert rows("What came in")["bytes"] == ("2 MB",)
    assert rows("What came in")["without text: over_size_cap"] == ("1",)


def test_languages_by_falling_bytes():
    assert list(rows("Languages")) == ["python", "go"]
    assert rows("Languages")["python"] == ("6", "900 B", "90.0 %")


def test_languages_beyond_the_top_are_summed():
    stats = {f"languages/l{n:02}/files": 1 for n in range(sections.TOP + 3)}
    stats |= {f"languages/l{n:02}/bytes": 100 for n in range(sections.TOP + 3)}
    assert rows("Languages", {"store": stats})["3 more"] == ("3", "300 B", "16.7 %")


def test_verdicts_are_summed_over_their_reasons():
    found = rows("What stays and what leaves")
    assert found["train"] == ("6", "1.5 MB", "75.0 %")
    assert found["  low_priority"] == ("1", "300 kB", "15.0 %")
    assert found["drop"] == found["  exact_duplicate"] == ("4", "500 kB", "25.0 %")
    assert "  -" not in found


def test_fill_and_segments():
    found = rows("What came out")
    assert found["fill of the rows"] == ("73.24 %",)
    assert found["segments in a row"] == ("1.50",)


def test_tests_beside_their_source_and_the_median_distance():
    stats = {
        "tests/paired": 8, "tests/adjacent": 6,
        "distance/8": 1, "distance/1024": 1, "distance/64": 3,
    }  # fmt: skip
    found = rows("What came out", {"shards": stats})
    assert found["tests beside their source"] == ("75.0 %",)
    assert found["median tokens from definition to use"] == ("64 to 127",)


def test_infilling_by_mode_and_rule_and_of_the_eligible():
    found = rows("Fill in the middle")
    assert found["psm, close"] == ("30", "50.0 %")
    assert found["all spm"] == ("30", "50.0 %")
    assert found["cut, of the eligible"] == ("60", "75.0 %")
    assert found["of the eligible, as set"] == ("64", "80.0 %")


def test_pieces_left_alone_are_no_infilling():
    stats = {"shards": {"fim/none/none": 3, "fim/psm/close": 1}}
    assert list(rows("Fill in the middle", stats)) == [
        "psm, close", "all psm", "cut, of all pieces",
    ]  # fmt: skip
    assert rows("Fill in the middle", stats)["cut, of all pieces"] == ("1", "25.0 %")


def test_imports_are_judged_without_the_external_ones():
    assert rows("Imports")["python"] == ("6", "90", "1", "1", "75.0 %")


def test_syntax_errors_of_the_languages_that_have_some():
    assert rows("Syntax errors") == {"python": ("40", "1", "2.5 %")}


def test_edges_and_definition_before_use():
    assert rows("Dependencies between files")["import"] == ("12", "10", "2")
    assert rows("Definition before use")["all"] == ("8", "4", "50.0 %")


def test_times_name_the_rate_on_the_bytes_of_the_step():
    found = rows("Time")
    assert found["store"] == ("4.0", "7.5", "0.50")
    assert found["shards"] == ("3.0", "-", "0.50")


@pytest.mark.parametrize("step", STATS)
def test_a_run_that_stopped_has_a_report_of_what_is_there(step):
    titles = [section.title for section in report.table({step: STATS[step]})]
    assert titles
    assert set(titles) < {section.title for section in report.table(STATS)}


def test_nothing_has_no_section():
    assert report.table({}) == []


def test_the_run_as_a_whole_is_told_by_all_bytes():
    stats = {**STATS, sections.RUN: {"seconds": 8.0, "cpu_seconds": 9.0}}
    assert rows("Time", stats)["run"] == ("8.0", "9.0", "0.25")


def test_a_run_leaves_its_report_and_prints_it(tmp_path, capsys):
    times = {"seconds": 8.0, "cpu_seconds": 9.0}
    steps = {"store": {"seconds": 5.5, "cpu_seconds": 9.0}, "shards": {"seconds": 2.5}}
    report.write(str(tmp_path), STATS, {**steps, "verdicts": {}})
    timed = {name: {**stats, **steps.get(name, {})} for name, stats in STATS.items()}
    expected = report.as_text(report.table({**timed, sections.RUN: times}))
    assert capsys.readouterr().out == expected
    assert json.loads((tmp_path / "report.json").read_bytes()) == {"steps": STATS, "times": times}
    assert report.times(str(tmp_path)) == times


def test_times_of_a_folder_without_a_report(tmp_path):
    assert report.times(str(tmp_path)) == {}


@given(
    st.dictionaries(
        st.sampled_from(sorted({key for stats in STATS.values() for key in stats})),
        st.floats(0, 1e15),
    )
)
def test_any_subset_of_the_numbers_makes_a_table_with_equal_rows(stats):
    for section in report.table({"store": stats, "verdicts": stats, "shards": stats}):
        assert {len(row) for row in section.rows} == {len(section.header)}


def test_the_text_holds_every_cell():
    text = report.as_text(report.table(STATS))
    for section in report.table(STATS):
        assert all(cell.strip() in text for row in section.rows for cell in row)


def test_printed_outside_a_terminal_it_is_the_text():
    file = io.StringIO()
    report.print_report(report.table(STATS), file)
    assert file.getvalue() == report.as_text(report.table(STATS))
