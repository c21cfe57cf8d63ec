import bz2
import gzip
import lzma
import pathlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.pipeline.sources import tables
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import columns
from tests.pipeline import building

PLAIN = {"repo": ["o/a", "o/a", "o/b"], "path": ["x.py", "d/y.py", "x.py"], "text": ["1", "", "3"]}
ROWS = [dict(zip(PLAIN, row, strict=True)) for row in zip(*PLAIN.values(), strict=True)]
EXPECTED = [("o/a", "x.py", b"1"), ("o/a", "d/y.py", b""), ("o/b", "x.py", b"3")]


def parquet(at: pathlib.Path, table: dict, given=None, limits=None, groups=None, **options):
    building.parquet(at / "t.parquet", table, **options)
    return list(
        tables.read(str(at / "t.parquet"), "parquet", given or {}, limits or Limits(), groups)
    )


def lines(at: pathlib.Path, data: bytes, given=None, limits=None, name="t.jsonl"):
    (at / name).write_bytes(data)
    return list(tables.read(str(at / name), "jsonl", given or {}, limits or Limits()))


def triples(files):
    return [(file.repo, file.path, file.data) for file in files]


def test_reads_a_parquet_in_row_order(tmp_path):
    assert triples(parquet(tmp_path, PLAIN)) == EXPECTED


@pytest.mark.parametrize(
    "compress",
    [
        bytes,
        gzip.compress,
        bz2.compress,
        lzma.compress,
        lambda data: pa.Codec("zstd").compress(data).to_pybytes(),
    ],
)
def test_reads_json_lines_of_every_compression(tmp_path, compress):
    assert triples(lines(tmp_path, compress(building.lines(ROWS)))) == EXPECTED


@pytest.mark.parametrize("layout", columns.LAYOUTS, ids=str)
def test_every_known_layout_is_read_from_both_kinds(tmp_path, layout):
    chosen = columns.LAYOUTS[layout]
    row = {chosen.repo: "o/r", chosen.path: "p.py", chosen.text: "x"}
    row |= {chosen.licence: "MIT"} if chosen.licence else {}
    row |= {chosen.rank: 7} if chosen.rank else {}
    files = parquet(tmp_path, {name: [value] for name, value in row.items()})
    assert files == lines(tmp_path, building.lines([row]))
    assert triples(files) == [("o/r", "p.py", b"x")]
    assert ("MIT" if chosen.licence else "") == files[0].licence
    assert (7 if chosen.rank else 0) == files[0].rank


def test_given_names_win_over_known_layouts(tmp_path):
    table = PLAIN | {"body": ["B"] * 3, "stars": [1, 2, 3]}
    files = parquet(tmp_path, table, {"text": "body", "rank": "stars"})
    assert [(file.data, file.rank) for file in files] == [(b"B", 1), (b"B", 2), (b"B", 3)]


def test_a_table_of_no_known_layout_names_its_columns(tmp_path):
    at = building.parquet(tmp_path / "t.parquet", {"code": ["x"], "file": ["p"]})
    with pytest.raises(SourceError, match=r"its columns code, file; .*--repo_column"):
        tables.check(str(at), "parquet", {})


def test_a_given_name_that_is_not_there_is_an_error(tmp_path):
    at = building.parquet(tmp_path / "t.parquet", PLAIN)
    with pytest.raises(SourceError, match="no column 'body'; its columns are path, repo, text"):
        tables.check(str(at), "parquet", {"text": "body"})


def test_an_unknown_key_is_an_error(tmp_path):
    at = building.parquet(tmp_path / "t.parquet", PLAIN)
    with pytest.raises(SourceError, match="unknown key 'licenze'; the keys are repo, path, text"):
        tables.check(str(at), "parquet", {"licenze": "text"})


def test_a_column_of_numbers_is_no_text(tmp_path):
    at = building.parquet(tmp_path / "t.parquet", PLAIN | {"text": [1, 2, 3]})
    with pytest.raises(SourceError, match="column 'text' is int64"):
        tables.check(str(at), "parquet", {})


def test_the_first_object_of_json_lines_is_checked(tmp_path):
    (tmp_path / "t.jsonl").write_bytes(b"\nno json\n" + building.lines([{"a": 1}]))
    with pytest.raises(SourceError, match="line 3: no known layout fits its columns a;"):
        tables.check(str(tmp_path / "t.jsonl"), "jsonl", {})


def test_a_layout_that_does_not_fit_is_counted_when_it_is_read(tmp_path):
    assert building.reasons(parquet(tmp_path, {"a": ["x"]})) == {".": "unknown_columns"}
    assert building.reasons(lines(tmp_path, b'{"a": 1}\n')) == {".": "unknown_columns"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"repo": None}, "missing_repository"),
        ({"repo": ""}, "missing_repository"),
        ({"path": None}, "missing_path"),
        ({"text": None}, "missing_text"),
        ({"text": None, "binary": True}, "binary"),
        ({"path": "../up"}, "unsafe_path"),
        ({"text": "x" * 11}, "over_size_cap"),
    ],
)
def test_a_row_that_is_no_file_has_its_reason(tmp_path, change, reason):
    row = {"repo": "o/r", "path": "p", "text": "x", "binary": False} | change
    rows = [{"repo": "o/r", "path": "q", "text": "ok", "binary": False}, row]
    limits = Limits(max_file_bytes=10)
    table = {name: [row[name] for row in rows] for name in row}
    for files in (
        parquet(tmp_path, table, limits=limits),
        lines(tmp_path, building.lines(rows), limits=limits),
    ):
        assert ["", reason] == [file.reason for file in files]


def test_a_row_without_a_name_stands_under_its_table(tmp_path):
    files = parquet(tmp_path, PLAIN | {"repo": ["o/a", None, "o/b"]})
    assert (files[1].repo, files[1].path) == ("t.parquet", "row-000000001")


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b"null", b'{"repo": "\xff"}', b"[" * 100_000, b"9" * 5000]
)
def test_a_malformed_line_is_counted_and_the_rest_is_read(tmp_path, line):
    whole = building.lines(ROWS)
    files = lines(tmp_path, whole[: whole.index(b"\n") + 1] + line + b"\n\n" + whole)
    assert [file.reason for file in files] == ["", "malformed_row", "", "", ""]
    assert (files[1].repo, files[1].path) == ("t.jsonl", "line-000000002")


def test_a_line_beyond_all_limits_is_passed_over_in_pieces(tmp_path):
    long = building.lines([{"repo": "r", "path": "p", "text": "x" * 200_000}])
    data = building.lines(ROWS[:1]) + long + building.lines(ROWS[1:])
    files = lines(tmp_path, data, limits=Limits(max_file_bytes=100))
    assert [file.reason for file in files] == ["", "over_size_cap", "", ""]


def test_a_last_line_needs_no_newline(tmp_path):
    assert triples(lines(tmp_path, building.lines(ROWS).rstrip())) == EXPECTED


def test_an_empty_table_has_no_rows(tmp_path):
    assert lines(tmp_path, b"") == []
    empty = {name: pa.array([], pa.string()) for name in PLAIN}
    assert parquet(tmp_path, empty) == []


def test_half_a_surrogate_pair_is_left_to_the_decoder(tmp_path):
    files = lines(tmp_path, b'{"repo": "r", "path": "p", "text": "\\ud800"}\n')
    assert [file.data for file in files] == [b"\xed\xa0\x80"]


@pytest.mark.parametrize("cut", [0, 3, 40, 200])
def test_a_truncated_table_is_counted(tmp_path, cut):
    at = building.parquet(tmp_path / "t.parquet", PLAIN)
    at.write_bytes(at.read_bytes()[:cut])
    tables.check(str(at), "parquet", {})
    assert tables.row_groups(str(at)) == []
    assert building.reasons(tables.read(str(at), "parquet", {})) == {".": "corrupt_table"}


def test_of_truncated_json_lines_the_beginning_stays(tmp_path):
    rows = [{"repo": "r", "path": str(n), "text": str(n**9)} for n in range(3000)]
    whole = gzip.compress(building.lines(rows))
    files = lines(tmp_path, whole[: len(whole) // 2], name="t.jsonl.gz")
    assert files[0].data == b"0"
    assert files[-1].reason == "corrupt_table"


@settings(max_examples=50)
@given(st.data())
def test_no_damage_to_a_parquet_is_a_crash(tmp_path_factory, data):
    at = building.parquet(tmp_path_factory.mktemp("damage") / "t.parquet", PLAIN)
    whole = bytearray(at.read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    at.write_bytes(whole)
    list(tables.read(str(at), "parquet", {}))


def test_row_groups_are_read_apart_with_the_numbers_of_the_file(tmp_path):
    table = PLAIN | {"repo": ["o/a", "o/a", None]}
    whole = parquet(tmp_path, table, row_group_size=1)
    parts = [parquet(tmp_path, table, groups=(n, n + 1), row_group_size=1) for n in range(3)]
    assert whole == [file for part in parts for file in part]
    assert whole[2].path == "row-000000002"


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int32(), pa.string()),
    ],
    ids=str,
)
def test_text_may_have_any_type_of_text(tmp_path, kind):
    table = {name: pa.array(values).cast(kind) for name, values in PLAIN.items()}
    assert triples(parquet(tmp_path, table)) == EXPECTED


def test_several_licences_hold_together(tmp_path):
    table = PLAIN | {"licence": [["MIT"], ["MIT", "Apache-2.0", "MIT"], []]}
    assert [f.licence for f in parquet(tmp_path, table)] == ["MIT", "Apache-2.0 AND MIT", ""]


def test_a_licence_that_is_no_utf8_spoils_nothing_else(tmp_path):
    licences = pa.array([[b"MIT"], [b"\xff"], []], pa.list_(pa.binary())).view(
        pa.list_(pa.string())
    )
    files = parquet(tmp_path, PLAIN | {"licence": licences})
    assert [file.licence for file in files] == ["MIT", "\ufffd", ""]


def test_a_column_name_that_is_no_utf8_is_damage(tmp_path):
    at = building.parquet(tmp_path / "t.parquet", PLAIN)
    at.write_bytes(at.read_bytes().replace(b"path", b"p\xffth"))
    assert building.reasons(tables.read(str(at), "parquet", {})) == {".": "corrupt_table"}


@pytest.mark.parametrize(
    ("value", "rank"), [(5, 5), (5.0, 5), (None, 0), (-1, 0), (float("nan"), 0)]
)
def test_a_rank_is_a_count_or_zero(tmp_path, value, rank):
    table = {name: values[:1] for name, values in PLAIN.items()} | {"rank": [value]}
    table["rank"] = pa.array([value], pa.float64() if isinstance(value, float) else pa.int64())
    assert [rank] == [file.rank for file in parquet(tmp_path, table)]


def test_a_licence_that_only_later_lines_have_is_read(tmp_path):
    rows = [ROWS[0], ROWS[1] | {"licence": "MIT"}]
    assert [file.licence for file in lines(tmp_path, building.lines(rows))] == ["", "MIT"]


def test_paths_from_the_root_are_below_the_repository(tmp_path):
    files = parquet(tmp_path, PLAIN | {"path": ["/a", "./b", "c//d"]})
    assert [file.path for file in files] == ["a", "b", "c/d"]


def test_an_lfs_pointer_in_a_table_is_left(tmp_path):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1\n"
    files = parquet(tmp_path, PLAIN | {"text": [pointer, "a", "b"]})
    assert [file.reason for file in files] == ["lfs_pointer", "", ""]


@pytest.mark.parametrize(
    ("file_name", "kind"),
    [("a.parquet", "parquet"), ("a.JSONL.gz", "jsonl"), ("a.json.gz", "jsonl"), ("a.json", "")],
)
def test_kind_of_goes_by_the_suffix(file_name, kind):
    assert kind == tables.kind_of(file_name)
