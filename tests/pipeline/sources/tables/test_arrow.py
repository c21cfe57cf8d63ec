"""Tables in Arrow's IPC format, both of its forms."""

import pathlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.pipeline import sources
from repoloom.pipeline.sources import tables
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import columns
from tests.pipeline import building

PLAIN = {"repo": ["o/a", "o/a", "o/b"], "path": ["x.py", "d/y.py", "x.py"], "text": ["1", "", "3"]}
EXPECTED = [("o/a", "x.py", b"1"), ("o/a", "d/y.py", b""), ("o/b", "x.py", b"3")]
FORMS = ("stream", "file")


def read(at: pathlib.Path, given=None, **limits):
    return list(tables.read(str(at), "arrow", given or {}, Limits(**limits)))


def triples(files):
    return [(file.repo, file.path, file.data) for file in files]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_both_forms_are_read_in_row_order(tmp_path, form, compression):
    at = building.arrow(tmp_path / "t.arrow", PLAIN, form, compression=compression)
    assert triples(read(at)) == EXPECTED


def test_the_form_is_told_by_the_bytes_and_not_by_the_name(tmp_path):
    assert triples(read(building.arrow(tmp_path / "t.feather", PLAIN, "stream"))) == EXPECTED
    assert triples(read(building.arrow(tmp_path / "t.arrow", PLAIN, "file"))) == EXPECTED


@pytest.mark.parametrize("form", FORMS)
@given(rows=st.integers(0, 200), batch=st.integers(1, 200))
@settings(max_examples=20)
def test_no_size_of_a_batch_changes_what_is_read(tmp_path_factory, form, rows, batch):
    table = {"repo": [f"r{n % 3}" for n in range(rows)], "path": [f"{n}.py" for n in range(rows)]}
    table["text"] = [f"x = {n}" if n % 5 else None for n in range(rows)]
    plain = {name: pa.array(values, pa.string()) for name, values in table.items()}
    folder = tmp_path_factory.mktemp("batches")
    found = read(building.arrow(folder / "t.arrow", plain, form, batch=batch))
    building.parquet(folder / "t.parquet", plain)
    assert found == list(tables.read(str(folder / "t.parquet"), "parquet", {}, Limits()))
    assert len(found) == rows


@pytest.mark.parametrize("layout", columns.LAYOUTS, ids=str)
def test_every_known_layout_is_read(tmp_path, layout):
    chosen = columns.LAYOUTS[layout]
    row = {"other": [1], chosen.repo: ["o/r"], chosen.path: ["p.py"], chosen.text: ["x"]}
    row |= {chosen.rank: [7]} if chosen.rank else {}
    (file,) = read(building.arrow(tmp_path / "t.arrow", row))
    assert (file.repo, file.path, file.data) == ("o/r", "p.py", b"x")
    assert (7 if chosen.rank else 0) == file.rank


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.dictionary(pa.int32(), pa.string()),
    ],
    ids=str,
)
@pytest.mark.parametrize("form", FORMS)
def test_text_may_have_any_type_of_text(tmp_path, kind, form):
    table = {name: pa.array(values).cast(kind) for name, values in PLAIN.items()}
    assert triples(read(building.arrow(tmp_path / "t.arrow", table, form))) == EXPECTED


def test_several_licences_hold_together(tmp_path):
    table = PLAIN | {"licence": [["MIT"], ["MIT", "Apache-2.0"], []]}
    found = read(building.arrow(tmp_path / "t.arrow", table))
    assert [file.licence for file in found] == ["MIT", "Apache-2.0 AND MIT", ""]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_text_need_not_be_the_utf8_that_it_says_it_is(tmp_path, kind):
    binary = pa.binary() if kind == pa.string() else pa.large_binary()
    texts = pa.array([b"caf\xe9", b"ok", None], binary).view(kind)
    found = read(building.arrow(tmp_path / "t.arrow", PLAIN | {"text": texts}))
    assert [(file.data, file.reason) for file in found] == [
        (b"caf\xe9", ""),
        (b"ok", ""),
        (None, "missing_text"),
    ]


def test_rows_without_a_name_stand_under_the_table_by_their_number(tmp_path):
    table = PLAIN | {"repo": ["o/a", "o/a", None]}
    found = read(building.arrow(tmp_path / "t.arrow", table, batch=1))[2]
    assert (found.repo, found.path, found.reason) == (
        "t.arrow",
        "row-000000002",
        "missing_repository",
    )


def test_limits_are_those_of_the_reader(tmp_path):
    at = building.arrow(tmp_path / "t.arrow", PLAIN | {"text": ["x" * 9, "y", "z"]})
    assert [file.reason for file in read(at, max_file_bytes=5)] == ["over_size_cap", "", ""]


def test_columns_that_cannot_be_read_are_an_error_before_the_run(tmp_path):
    at = building.arrow(tmp_path / "t.arrow", PLAIN | {"text": [1, 2, 3]})
    with pytest.raises(SourceError, match="column 'text' is int64; text or bytes"):
        tables.check(str(at), "arrow", {})
    assert building.reasons(read(at)) == {".": "unknown_columns"}
    at = building.arrow(tmp_path / "u.arrow", {"file": ["p"], "code": ["x"]})
    with pytest.raises(SourceError, match="no known layout fits its columns code, file"):
        tables.check(str(at), "arrow", {})


def test_given_names_win(tmp_path):
    at = building.arrow(tmp_path / "t.arrow", {"who": ["r"], "where": ["p"], "what": ["x"]})
    names = {"repo": "who", "path": "where", "text": "what"}
    tables.check(str(at), "arrow", names)
    assert triples(read(at, names)) == [("r", "p", b"x")]


@pytest.mark.parametrize("form", FORMS)
def test_of_a_truncated_table_the_beginning_stays(tmp_path, form):
    at = building.arrow(tmp_path / "t.arrow", PLAIN, form, batch=1)
    whole = at.read_bytes()
    at.write_bytes(whole[: len(whole) * 2 // 3])
    tables.check(str(at), "arrow", {})
    found = read(at)
    assert found[-1].reason == "corrupt_table"
    assert triples(found[:-1]) == (EXPECTED[: len(found) - 1] if form == "stream" else [])
    assert len(found) > 1 or form == "file"


@pytest.mark.parametrize("data", [b"", b"ARROW1", b"FEA1" + bytes(40) + b"FEA1", b"no table" * 9])
def test_what_is_no_table_is_counted(tmp_path, data):
    (tmp_path / "t.feather").write_bytes(data)
    tables.check(str(tmp_path / "t.feather"), "arrow", {})
    assert building.reasons(read(tmp_path / "t.feather")) == {".": "corrupt_table"}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=100)
@given(data=st.data())
def test_no_damage_is_a_crash(tmp_path_factory, form, data):
    """Values that say they begin or end elsewhere would be read beyond their memory."""
    table = PLAIN | {"licence": [["MIT"], [], None]}
    at = building.arrow(tmp_path_factory.mktemp("damage") / "t.arrow", table, form)
    whole = bytearray(at.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    at.write_bytes(whole)
    read(at)


def test_offsets_that_lead_out_of_the_batch_are_damage(tmp_path):
    at = building.arrow(tmp_path / "t.arrow", {name: ["abcdefgh"] for name in PLAIN})
    whole = at.read_bytes()
    ends = [at.to_bytes(4, "little") for at in (0, 8, 9)]  # one byte more than there are
    good, bad = ends[0] + ends[1] + b"abcdefgh", ends[0] + ends[2] + b"abcdefgh"
    assert whole.count(good) == 3
    at.write_bytes(whole.replace(good, bad))
    assert building.reasons(read(at)) == {".": "corrupt_table"}


def save_to_disk(at: pathlib.Path, shards: int = 2) -> None:
    """A folder as `Dataset.save_to_disk` leaves it."""
    for number in range(shards):
        building.arrow(at / f"data-{number:05d}-of-{shards:05d}.arrow", PLAIN)
    building.folder(at, {b"dataset_info.json": b"{}", b"state.json": b"{}"})


def everything(folder: pathlib.Path):
    return [file for one in sources.discover([str(folder)]) for file in sources.read(one)]


def test_a_saved_dataset_is_an_input(tmp_path):
    save_to_disk(tmp_path / "one")
    assert triples(everything(tmp_path / "one")) == EXPECTED * 2


def test_a_saved_dictionary_of_datasets_is_an_input(tmp_path):
    for split in ("test", "train"):
        save_to_disk(tmp_path / "all" / split, shards=1)
    building.folder(tmp_path / "all", {b"dataset_dict.json": b"{}"})
    assert triples(everything(tmp_path / "all")) == EXPECTED * 2


def test_what_a_dataset_leaves_is_a_file_like_any_other_without_its_tables(tmp_path):
    building.folder(tmp_path / "repo", {b"state.json": b"1", b"a.py": b"2"})
    assert [file.path for file in everything(tmp_path / "repo")] == ["a.py", "state.json"]


def test_the_size_is_that_of_the_text(tmp_path):
    texts = {"repo": ["r"], "path": ["p"], "text": ["x" * 100_000]}
    for name, times in (("t.arrow", 1), ("t.feather", 4)):
        (source,) = sources.discover([str(building.arrow(tmp_path / name, texts))])
        assert source.size == pytest.approx(100_000 * times, rel=0.05)
