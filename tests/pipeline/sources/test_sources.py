import os
import pathlib
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings

from repoloom.pipeline import sources
from repoloom.pipeline.sources.entries import Limits, SourceError
from tests.pipeline import building
from tests.strategies import trees

TREE = {b"src/a.py": b"import b\n", b"src.py": b"\r\n\xff\0", b"README.md": b"", b"\xc3\xa9": b"e"}


def as_folder(at: pathlib.Path, tree: building.Tree) -> None:
    building.folder(at / "o" / "r", tree)


def as_work_tree(at: pathlib.Path, tree: building.Tree) -> None:
    building.work_tree(at / "o" / "r", tree)


def as_bare(at: pathlib.Path, tree: building.Tree) -> None:
    at.mkdir()
    building.bare(at / "o__r.git", tree)


def as_tar(at: pathlib.Path, tree: building.Tree) -> None:
    (at / "o").mkdir(parents=True)
    (at / "o" / "r.tar").write_bytes(building.tar_bytes(building.tree_members(tree)))


def as_zip(at: pathlib.Path, tree: building.Tree) -> None:
    at.mkdir()
    members = {f"top/{os.fsdecode(name)}": data for name, data in tree.items()}
    (at / "o__r.zip").write_bytes(building.zip_bytes(members))


def as_parquet(at: pathlib.Path, tree: building.Tree) -> None:
    table = {"repo": ["o/r"] * len(tree), "path": [name.decode() for name in tree]}
    building.parquet(at / "t.parquet", table | {"text": list(tree.values())}, row_group_size=2)


def as_arrow(at: pathlib.Path, tree: building.Tree) -> None:
    at.mkdir()
    table = {"repo": ["o/r"] * len(tree), "path": [name.decode() for name in tree]}
    building.arrow(at / "t.arrow", table | {"text": list(tree.values())})


TABLES = [as_parquet, as_arrow]
KINDS = [as_folder, as_work_tree, as_bare, as_tar, as_zip, *TABLES]


def everything(at: pathlib.Path, **options):
    return [
        file for source in sources.discover([str(at)], **options) for file in sources.read(source)
    ]


@pytest.mark.parametrize("make", KINDS)
def test_every_kind_gives_the_same_files(tmp_path, make):
    make(tmp_path / "src", TREE)
    got = [(file.repo, file.path, file.data) for file in everything(tmp_path / "src")]
    expected = [("o/r", name.decode(), TREE[name]) for name in sorted(TREE)]
    assert expected == (sorted(got) if make in TABLES else got)


@settings(max_examples=25, deadline=None)
@given(trees)
def test_any_tree_is_the_same_in_every_kind(tmp_path_factory, tree):
    at = tmp_path_factory.mktemp("law")
    found = []
    for make in (as_folder, as_work_tree, as_tar, as_zip, *TABLES):
        make(at / make.__name__, tree)
        found.append({(f.repo, f.path, f.data) for f in everything(at / make.__name__)})
    assert len(tree) == len(found[0])
    assert all(one == found[0] for one in found)


def test_sources_do_not_depend_on_the_order_of_the_inputs(tmp_path):
    for name in "abc":
        building.work_tree(tmp_path / name, TREE)
    inputs = [str(tmp_path / name) for name in "abc"]
    assert sources.discover(inputs) == sources.discover([*reversed(inputs), inputs[0]])


def test_a_source_is_small_and_can_be_sent(tmp_path):
    as_work_tree(tmp_path, TREE)
    source = sources.discover([str(tmp_path)])[0]
    assert source == pickle.loads(pickle.dumps(source))
    assert len(pickle.dumps(source)) < 1000


def test_without_inputs_there_is_an_error():
    with pytest.raises(SourceError, match="pass --input"):
        sources.discover([])


def test_two_inputs_of_one_name_are_refused(tmp_path):
    for name in "ab":
        building.work_tree(tmp_path / name / "repo", TREE)
    inputs = [str(tmp_path / name / "repo") for name in "ab"]
    with pytest.raises(SourceError, match=r"both called 'repo'.*--input NAME=.*/b/repo"):
        sources.discover(inputs)
    found = sources.discover([inputs[0], f"b/repo={inputs[1]}"])
    assert [source.repo for source in found] == ["repo", "b/repo"]


def test_of_two_repositories_of_one_name_the_first_counts(tmp_path):
    building.folder(tmp_path / "r", {b"a": b"1"})
    members = building.tree_members({b"a": b"2", b"b": b"2"})
    (tmp_path / "r.tar").write_bytes(building.tar_bytes(members))
    files = everything(tmp_path)
    assert [(file.path, file.data, file.reason) for file in files] == [
        ("a", b"1", ""),
        ("a", None, "duplicate_repository"),
        ("b", None, "duplicate_repository"),
    ]


def test_an_empty_repository_among_others_is_counted(tmp_path):
    building.git(tmp_path, "init", "-q", "empty")
    building.work_tree(tmp_path / "full", {b"a": b""})
    (tmp_path / "plain").mkdir()
    files = everything(tmp_path)
    assert [(file.repo, file.path, file.reason) for file in files] == [
        ("empty", ".", "empty_repository"),
        ("full", "a", ""),
        ("plain", ".", "empty_repository"),
    ]


def test_an_empty_repository_that_is_the_input_is_an_error(tmp_path):
    building.git(tmp_path, "init", "-q", "empty")
    with pytest.raises(SourceError, match="has no commit yet"):
        sources.discover([str(tmp_path / "empty")])


def test_a_revision_that_some_repositories_lack_is_counted(tmp_path):
    building.work_tree(tmp_path / "new", {b"a": b""})
    building.git(building.work_tree(tmp_path / "old", {b"a": b""}), "tag", "v1")
    files = everything(tmp_path, revision="v1")
    assert [(f.repo, f.reason) for f in files] == [("new", "unknown_revision"), ("old", "")]


def test_loose_entries_are_counted(tmp_path):
    building.work_tree(tmp_path / "r", {b"a": b""})
    building.folder(tmp_path, {b"notes.md": b"not read"})
    found = {(f.path, f.reason, f.data) for f in everything(tmp_path)}
    assert {("a", "", b""), ("notes.md", "loose_entry", None)} == found


def test_what_was_discovered_is_read_even_if_the_branch_moves(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"a": b"old"})
    source = sources.discover([str(repository)])[0]
    (repository / "a").write_bytes(b"new")
    building.git(repository, "commit", "-q", "-a", "-m", "second")
    assert [file.data for file in sources.read(source)] == [b"old"]


@pytest.mark.parametrize("make", KINDS)
def test_the_fingerprint_follows_the_content(tmp_path, make):
    for name, tree in (("one", TREE), ("two", TREE | {b"README.md": b"changed"})):
        (tmp_path / name).mkdir()
        make(tmp_path / name / "src", tree)
    one, again, two = (
        sources.discover([str(tmp_path / name / "src")])[0].fingerprint
        for name in ("one", "one", "two")
    )
    assert one == again
    assert "" != one != two


@pytest.mark.parametrize("make", [as_folder, as_work_tree, as_parquet])
def test_the_size_is_about_that_of_the_text(tmp_path, make):
    make(tmp_path / "src", {b"a": os.urandom(100_000), b"b": os.urandom(100_000)})
    assert sources.discover([str(tmp_path / "src")])[0].size == pytest.approx(200_000, rel=0.05)


def test_a_parquet_is_split_into_row_groups_that_make_the_whole(tmp_path):
    rows = 20
    table = {"repo": [f"r{n}" for n in range(rows)], "path": ["a"] * rows}
    table["text"] = [os.urandom(1000) for _ in range(rows)]
    building.parquet(tmp_path / "t.parquet", table, row_group_size=2)
    source = sources.discover([str(tmp_path / "t.parquet")])[0]
    parts = sources.split(source, target_bytes=5000)
    assert 3 < len(parts) < 8
    assert [part.groups for part in sources.split(source)] == [(0, 10)]
    whole = list(sources.read(source))
    assert whole == [file for part in parts for file in sources.read(part)]
    assert parts == [one for part in parts for one in sources.split(part)]


def test_only_a_parquet_is_split(tmp_path):
    as_tar(tmp_path, TREE)
    found = sources.discover([str(tmp_path)])
    assert found == sources.split(found[0])


def test_column_names_reach_the_reader(tmp_path):
    table = {"who": ["r"], "where": ["p"], "what": ["x"]}
    building.parquet(tmp_path / "t.parquet", table)
    columns = {"repo": "who", "path": "where", "text": "what"}
    with pytest.raises(SourceError, match="no known layout fits"):
        sources.discover([str(tmp_path)])
    assert [file.data for file in everything(tmp_path, columns=columns)] == [b"x"]


def test_every_reason_in_the_code_is_documented():
    folder = pathlib.Path(sources.__file__).parent
    texts = {path: path.read_text() for path in folder.rglob("*.py")}
    texts[folder / "entries.py"] = texts[folder / "entries.py"].split("\n}\n")[1]
    text = "".join(texts.values())
    assert [reason for reason in sources.REASONS if f'"{reason}"' not in text] == []


def test_limits_reach_every_reader(tmp_path):
    for make in KINDS:
        make(tmp_path / make.__name__, {b"big": b"x" * 9, b"small": b"x"})
        found = sources.discover([str(tmp_path / make.__name__)])
        files = [f for source in found for f in sources.read(source, Limits(max_file_bytes=5))]
        assert building.reasons(files) == {"big": "over_size_cap", "small": ""}


def test_local_sources_do_not_import_beam(tmp_path):
    as_tar(tmp_path, TREE)
    code = (
        "import sys; from repoloom.pipeline import sources\n"
        f"[list(sources.read(s)) for s in sources.discover([{str(tmp_path)!r}])]\n"
        "assert 'apache_beam' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("target", "groups"),
    [(1, [(0, 1), (1, 2), (2, 3)]), (100, [(0, 2), (2, 3)]), (150, [(0, 3)]), (9999, [(0, 3)])],
)
def test_row_groups_are_joined_until_they_are_large_enough(monkeypatch, target, groups):
    monkeypatch.setattr(sources.tables, "row_groups", lambda location: [50, 50, 50])
    table = sources.Source("parquet", "t.parquet", "")
    parts = sources.split(table, target_bytes=target)
    assert [part.groups for part in parts] == groups
    assert [part.size for part in parts] == [50 * (end - start) for start, end in groups]
    monkeypatch.setattr(sources.tables, "row_groups", lambda location: [])
    assert sources.split(table) == [table]


def test_a_kind_that_nobody_knows_is_said():
    with pytest.raises(SourceError, match="x: there is no kind of source 'floppy'"):
        list(sources.read(sources.Source("floppy", "x", "r")))


@pytest.mark.parametrize(
    ("name", "times"),
    [("r.tar", 1), ("r.tar.gz", 4), ("r.zip", 4), ("t.jsonl", 1), ("t.jsonl.gz", 4), ("t.JSON", 1)],
)
def test_what_is_compressed_counts_for_four_times_its_size(tmp_path, name, times):
    (tmp_path / name.lower()).write_bytes(b"{}" * 50)
    (source,) = sources.discover([str(tmp_path / name.lower())])
    assert source.size == 100 * times
    state = (tmp_path / name.lower()).stat()
    assert source.fingerprint == f"100-{state.st_mtime_ns}"


def test_a_revision_that_a_checkout_lacks_is_not_given_up_for_its_files(tmp_path):
    building.work_tree(tmp_path / "r", TREE)
    with pytest.raises(SourceError, match="no commit 'v9'"):
        sources.discover([str(tmp_path / "r")], revision="v9")


def test_of_several_tables_one_that_cannot_be_read_is_set_aside(tmp_path, caplog):
    good = {"repo": ["r"], "path": ["p"], "text": ["x"]}
    building.parquet(tmp_path / "a.parquet", {"id": [1]})
    building.parquet(tmp_path / "b.parquet", good)
    files = everything(tmp_path)
    assert [(f.path, f.reason) for f in files] == [(".", "unknown_columns"), ("p", "")]
    assert f"{tmp_path}/a.parquet: no known layout fits its columns id" in caplog.text
    with pytest.raises(SourceError, match=r"a\.parquet: no known layout"):
        sources.discover([f"{tmp_path}/a*", str(tmp_path / "b.parquet")])


def test_where_an_input_is_does_not_depend_on_its_name(tmp_path):
    assert sources.place(f"o/r={tmp_path}") == sources.place(f"file://{tmp_path}") == str(tmp_path)
    assert sources.place("gs://b/x=1") == "gs://b/x=1"


def test_a_folder_whose_name_is_no_utf8_is_a_repository(tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf\xe9")
    building.work_tree(pathlib.Path(name), {b"a": b"1"})
    building.folder(tmp_path / "in" / "plain", {b"a": b"1"})
    assert [file.repo for file in everything(tmp_path / "in")] == ["caf%E9", "plain"]
