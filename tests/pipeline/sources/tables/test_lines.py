"""JSON Lines whose lines differ: in what they leave out, in types, in layout."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import tables
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import columns, lines
from repoloom.pipeline.storage import filesystems
from tests.pipeline import building

BIGQUERY = {"sample_repo_name": "o/r", "sample_path": "a.py"}


def read(at, rows, given=None, name="t.jsonl"):
    (at / name).write_bytes(rows if isinstance(rows, bytes) else building.lines(rows))
    tables.check(str(at / name), "jsonl", given or {})
    return list(tables.read(str(at / name), "jsonl", given or {}, Limits()))


def said(files):
    return [(file.path, file.data, file.reason) for file in files]


def test_a_first_row_without_text_does_not_hide_the_layout(tmp_path):
    image = BIGQUERY | {"sample_path": "logo.png", "binary": True}
    for rows in ([image, BIGQUERY | {"content": "x"}], [image] * 3 + [BIGQUERY | {"content": "x"}]):
        found = said(read(tmp_path, rows))
        assert found[0] == ("logo.png", None, "binary")
        assert found[-1] == ("a.py", b"x", "")


@given(st.data())
def test_no_order_of_rows_changes_what_each_is(tmp_path_factory, data):
    """Of rows that leave out what is null, whatever comes first, at least one of them whole."""
    whole = {"repo": "o/r", "path": "p", "text": "x", "licence": "MIT", "rank": 3}
    kept = st.sets(st.sampled_from(sorted(whole))).map(sorted)
    rows = [
        {name: whole[name] for name in names} for names in data.draw(st.lists(kept, max_size=5))
    ]
    rows = data.draw(st.permutations([*rows, whole]))
    expected = {
        (json.dumps(row, sort_keys=True)): (
            "missing_repository" if "repo" not in row
            else "missing_path" if "path" not in row
            else "" if "text" in row
            else "missing_text"
        )
        for row in rows
    }  # fmt: skip
    files = read(tmp_path_factory.mktemp("rows"), rows)
    assert [file.reason for file in files] == [
        expected[json.dumps(row, sort_keys=True)] for row in rows
    ]


def test_a_row_of_another_layout_is_read_by_that(tmp_path):
    rows = [
        {"repo": "o/r", "path": "a", "text": "1"},
        BIGQUERY | {"content": "2"},
        {"repo_name": "o/r", "path": "c", "code": "3"},
        {"repo": "o/r", "path": "d"},
    ]
    assert said(read(tmp_path, rows)) == [
        ("a", b"1", ""),
        ("a.py", b"2", ""),
        ("c", b"3", ""),
        ("d", None, "missing_text"),
    ]


@pytest.mark.parametrize("value", [3, 1.5, True, None, ["x"], {"x": 1}])
@pytest.mark.parametrize(
    ("name", "reason"),
    [("repo", "missing_repository"), ("path", "missing_path"), ("text", "missing_text")],
)
def test_a_value_of_another_type_is_that_row_s_fault(tmp_path, name, value, reason):
    row = {"repo": "o/r", "path": "a", "text": "1"}
    for rows in ([row, row | {name: value}], [row | {name: value}, row]):
        assert sorted(file.reason for file in read(tmp_path, rows)) == ["", reason]


@pytest.mark.parametrize("digits", [19, 20, 400, 5000])
def test_a_number_of_any_length_is_a_rank(tmp_path, digits):
    row = b'{"repo": "o/r", "path": "a", "text": "1", "rank": %s}\n' % (b"9" * digits)
    (file,) = read(tmp_path, row)
    assert file.data == b"1"
    assert file.rank == (0 if digits == 5000 else 2**63 - 1)


def test_given_names_may_come_in_later_rows(tmp_path):
    names = {"text": "body", "rank": "stars"}
    rows = [{"repo": "o/r", "path": "a"}, {"repo": "o/r", "path": "b", "body": "x", "stars": 5}]
    found = read(tmp_path, rows, names)
    assert [(file.reason, file.rank) for file in found] == [("missing_text", 0), ("", 5)]
    with pytest.raises(SourceError, match=r"t.jsonl line 1 has no column 'cody'; its columns are"):
        read(tmp_path, rows, {"text": "cody"})


def test_lines_that_have_no_layout_between_them_are_said(tmp_path):
    rows = [{"repo": "o/r", "path": "a"}, {"repo": "o/r", "sha": "x"}]
    with pytest.raises(SourceError, match=r"line 1: no known layout.*columns path, repo, sha;"):
        read(tmp_path, rows)


def test_a_layout_is_looked_for_in_so_many_lines_only(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "_LOOKED_AT", 3)
    rows = [{"repo": "o/r", "path": "a"}] * 2 + [{"repo": "o/r", "path": "a", "text": "1"}]
    assert [file.reason for file in read(tmp_path, rows)] == ["missing_text"] * 2 + [""]
    with pytest.raises(SourceError, match="no known layout"):
        read(tmp_path, rows[:1] + rows)


def test_columns_without_end_are_not_all_kept(tmp_path):
    rows = [{f"key{n}{m}": 1 for m in range(50)} for n in range(50)]
    with pytest.raises(SourceError) as raised:
        read(tmp_path, rows)
    assert len(str(raised.value)) < 40_000


@pytest.mark.parametrize(
    "document", [b'[{"repo": "r"}, {"repo": "s"}]', b"[\n {}\n]", b'{\n "repo": "r"\n}']
)
@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_one_document_is_no_table_and_how_to_make_one_is_said(tmp_path, document, compress):
    if document == b"[\n {}\n]":
        document = b'[\n {"a":\n 1}\n]'
    with pytest.raises(SourceError, match=r"t.json is one JSON document.*jq -c"):
        read(tmp_path, compress(document), name="t.json")


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path):
    row = b'\xef\xbb\xbf{"repo": "r", "path": "p", "text": "x"}\n'
    assert said(read(tmp_path, row + row[3:])) == [("p", b"x", "")] * 2


def test_folders_of_keys_above_a_table_are_its_columns(tmp_path):
    at = tmp_path / "a=1" / "repo=o%2Fr" / "licence=MIT" / "rank=__HIVE_DEFAULT_PARTITION__"
    at.mkdir(parents=True)
    (file, own) = read(at, [{"path": "p", "text": "x"}, {"repo": "its", "path": "p", "text": "x"}])
    assert (file.repo, file.licence, file.rank) == ("o/r", "MIT", 0)
    assert own.repo == "its"


def test_plain_files_are_those_that_are_not_compressed():
    assert set(lines.PLAIN) - {".json"} <= set(lines.SUFFIXES)
    assert ".json" not in lines.SUFFIXES
    assert columns.LAYOUTS["plain"].needed == {"repo", "path", "text"}


ROWS = [{"repo": "o/r", "path": "é.py", "text": "x"}, {"repo": "o/r", "path": "b", "text": "y"}]
TEXT = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_in_utf_16_are_read_as_in_utf_8(tmp_path, compress, encoding, end):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + TEXT.replace("\n", end)).encode(encoding)
    found = read(tmp_path, compress(data))
    assert said(found) == [("é.py", b"x", ""), ("b", b"y", "")]


def test_damage_in_utf_16_is_counted(tmp_path):
    found = read(tmp_path, (TEXT + "\n").encode("utf-16") + b"x")
    assert [file.reason for file in found] == ["", "", "corrupt_table"]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.replace("\n", ",\n"),
        f"[{TEXT}]".replace("\n", ",\n "),
        "\x1e" + TEXT.replace("\n", "\n\x1e"),
    ],
)
def test_objects_of_a_list_or_a_sequence_one_a_line_are_rows(tmp_path, data):
    assert said(read(tmp_path, data.encode())) == [("é.py", b"x", ""), ("b", b"y", "")]


@pytest.mark.parametrize(("name", "kind"), [("t.jsonl", "jsonl"), ("t.parquet", "parquet")])
def test_a_pointer_of_git_lfs_is_no_damage(tmp_path, name, kind):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64
    (tmp_path / name).write_bytes(pointer + b"\nsize 1\n")
    tables.check(str(tmp_path / name), kind, {})
    found = list(tables.read(str(tmp_path / name), kind, {}))
    assert [(one.repo, one.path, one.reason) for one in found] == [(name, ".", "lfs_pointer")]


def test_a_table_that_may_not_be_read_is_counted(tmp_path, monkeypatch):
    def refuse(location):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filesystems, "open_read", refuse)
    tables.check("t.jsonl", "jsonl", {})
    assert tables.row_groups("t.parquet") == []
    assert building.reasons(tables.read("dir/t.jsonl", "jsonl", {})) == {".": "unreadable"}
