import os
import pathlib

import pytest

from repoloom.pipeline.sources import datasets, discovery
from repoloom.pipeline.sources.entries import SourceError
from tests.pipeline import building

FILES = {b"main.py": b"", b"src/a.py": b""}


def found(text: object) -> list[tuple[str, str]]:
    return [(one.kind, one.repo) for one in discovery.find(str(text))]


def touch(*paths: pathlib.Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_a_folder_of_repositories_holds_every_kind(tmp_path):
    building.folder(tmp_path / "plain", FILES)
    building.work_tree(tmp_path / "tree", FILES)
    building.bare(tmp_path / "bare.git", FILES)
    touch(tmp_path / "packed.tar.gz", tmp_path / "rows.parquet", tmp_path / "rows.jsonl.gz")
    assert sorted(
        [
            ("git", "bare"),
            ("archive", "packed"),
            ("folder", "plain"),
            ("jsonl", ""),
            ("parquet", ""),
            ("git", "tree"),
        ]
    ) == sorted(found(tmp_path))


def test_a_folder_of_folders_beside_one_with_files_is_a_repository(tmp_path):
    building.folder(tmp_path / "app" / "src", FILES)
    building.folder(tmp_path / "library", FILES)
    assert found(tmp_path) == [("folder", "app"), ("folder", "library")]


def test_a_folder_whose_name_has_an_owner_is_a_repository(tmp_path):
    building.folder(tmp_path / "owner__name" / "src", FILES)
    building.folder(tmp_path / "owner__name" / "tests", FILES)
    assert found(tmp_path) == [("folder", "owner/name")]


def test_a_folder_of_folders_is_an_owner(tmp_path):
    building.folder(tmp_path / "owner" / "one", FILES)
    building.work_tree(tmp_path / "owner" / "two", FILES)
    touch(tmp_path / "owner" / "three.tar.zst")
    building.folder(tmp_path / "other__four", FILES)
    assert found(tmp_path) == [
        ("folder", "other/four"),
        ("folder", "owner/one"),
        ("archive", "owner/three"),
        ("git", "owner/two"),
    ]


def test_tables_are_found_two_folders_down(tmp_path):
    touch(tmp_path / "data" / "python" / "0.parquet", tmp_path / "data" / "go" / "0.parquet")
    assert found(tmp_path) == [("parquet", ""), ("parquet", "")]


def test_git_repositories_three_folders_down_say_which_input_to_pass(tmp_path):
    building.work_tree(tmp_path / "host" / "owner" / "name", FILES)
    with pytest.raises(SourceError, match=f"three levels down.*--input {tmp_path}/host$"):
        found(tmp_path)
    assert found(tmp_path / "host") == [("git", "owner/name")]


def test_a_repository_may_be_the_input(tmp_path):
    assert found(building.work_tree(tmp_path / "r", FILES)) == [("git", "r")]
    assert found(tmp_path / "r" / ".git") == [("git", "r")]
    assert found(building.bare(tmp_path / "b.git", FILES)) == [("git", "b")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.zip", ("archive", "a")),
        ("o__n.tar.xz", ("archive", "o/n")),
        ("a.parquet", ("parquet", "")),
        ("a.json", ("jsonl", "")),
    ],
)
def test_a_file_may_be_the_input(tmp_path, name, expected):
    touch(tmp_path / name)
    assert [expected] == found(tmp_path / name)
    assert [expected] == found(f"file://{tmp_path / name}")


def test_a_flat_plain_folder_is_one_repository(tmp_path):
    assert found(building.folder(tmp_path / "r", {b"a.py": b"", b"b": b""})) == [("folder", "r")]


def test_a_plain_folder_that_may_be_one_or_many_names_both_ways_out(tmp_path):
    building.folder(tmp_path / "r", FILES)
    with pytest.raises(SourceError, match=r"holds files \(main.py\).*r=.*/r;.*'.*/r/\*'"):
        found(tmp_path / "r")
    assert found(f"me/r={tmp_path / 'r'}") == [("folder", "me/r")]
    assert found(f"{tmp_path / 'r'}/*") == [("folder", "src"), ("folder", "r (loose entries)")]


def test_files_beside_git_repositories_are_loose(tmp_path):
    building.work_tree(tmp_path / "src" / "r", FILES)
    touch(tmp_path / "src" / "notes.md", tmp_path / "src" / ".DS_Store", tmp_path / "src/.x/y")
    assert found(tmp_path / "src") == [("git", "r"), ("folder", "src (loose entries)")]
    assert discovery.find(str(tmp_path / "src"))[1].loose == (".x", "notes.md")


def test_links_beside_repositories_are_followed(tmp_path):
    building.work_tree(tmp_path / "elsewhere" / "r", FILES)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "owner__name").symlink_to(tmp_path / "elsewhere" / "r")
    assert found(tmp_path / "src") == [("git", "owner/name")]


def test_what_a_pattern_matches_is_named_by_its_wildcards(tmp_path):
    building.work_tree(tmp_path / "src" / "owner" / "one", FILES)
    building.folder(tmp_path / "src" / "owner" / "two", FILES)
    touch(tmp_path / "src" / "rows=1" / "x.parquet")
    assert found(f"{tmp_path}/src/o*/*") == [("git", "owner/one"), ("folder", "owner/two")]
    assert found(f"{tmp_path}/src/owner/on?") == [("git", "one")]
    assert found(f"{tmp_path}/src/rows=*/*.parquet") == [("parquet", "")]


def test_a_name_may_be_given(tmp_path):
    building.work_tree(tmp_path / "repo", FILES)
    assert found(f"owner/name={tmp_path}/repo") == [("git", "owner/name")]


def test_a_path_with_an_equals_sign_is_a_path(tmp_path):
    touch(tmp_path / "lang=python" / "x.jsonl")
    assert found(tmp_path / "lang=python" / "x.jsonl") == [("jsonl", "")]
    assert found(tmp_path / "lang=python") == [("jsonl", "")]


def test_a_relative_input_and_the_home_folder_are_resolved(tmp_path, monkeypatch):
    building.work_tree(tmp_path / "src" / "r", FILES)
    monkeypatch.chdir(tmp_path / "src" / "r")
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in (".", "../r", "~/src/r"):
        one = discovery.find(text)[0]
        assert ("r", str(tmp_path / "src" / "r")) == (one.repo, one.location)


@pytest.mark.parametrize("name", ["nowhere", "no*where"])
def test_an_input_that_does_not_exist_is_said(tmp_path, name):
    with pytest.raises(SourceError, match=r"does not exist|matches nothing"):
        found(tmp_path / name)


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(SourceError, match="there is nothing in it"):
        found(tmp_path)


def test_a_file_of_another_kind_is_said(tmp_path):
    touch(tmp_path / "a.rar", tmp_path / "t.parquet")
    with pytest.raises(SourceError, match="no kind of file we read"):
        found(tmp_path / "a.rar")
    with pytest.raises(SourceError, match="NAME= is for a repository"):
        found(f"x={tmp_path}/t.parquet")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["r"], "r"),
        (["r.git"], "r"),
        (["o", "r.tar.gz"], "o/r"),
        (["x", "o", "r"], "o/r"),
        (["o__r"], "o/r"),
        (["o-1__r__s.zip"], "o-1/r__s"),
        (["__init__"], "__init__"),
        (["my_lib__x"], "my_lib__x"),
        ([".git"], ".git"),
        (["caf\udce9"], "caf%E9"),
    ],
)
def test_repository_name(parts, name):
    assert name == discovery.repository_name(parts)


def test_a_remote_folder_holds_archives_and_tables_at_any_depth(memory):
    for name in ("o/r.tar", "p.zip", "deep/er/t.parquet", "README"):
        memory[f"memory://b/x/{name}"] = b"12"
    assert sorted(found("memory://b/x")) == sorted(
        [("archive", "o/r"), ("archive", "p"), ("parquet", ""), ("folder", "x (loose entries)")]
    )
    assert discovery.find("memory://b/x")[-1].loose == ("README",)
    assert found("memory://b/x/*.zip") == [("archive", "p")]
    assert found("me/it=memory://b/x/p.zip") == [("archive", "me/it")]
    (one,) = discovery.find("memory://b/x/p.zip")
    assert (one.direct, one.size, one.state) == (True, 2, "2-sum:12")
    assert not discovery.find("memory://b/x/*.zip")[0].direct


@pytest.mark.parametrize("text", ["memory://b/none", "me=memory://b/x", "me=memory://b/x/t.jsonl"])
def test_remote_inputs_that_are_nothing_or_not_one_repository_are_said(memory, text):
    for name in ("a.zip", "b.zip", "t.jsonl"):
        memory[f"memory://b/x/{name}"] = b""
    with pytest.raises(SourceError, match="no archive and no table is found there"):
        found(text)


def test_a_plain_folder_may_be_named_and_a_table_may_not(tmp_path):
    building.folder(tmp_path / "r", FILES)
    (one,) = discovery.find(f"me/r={tmp_path / 'r'}")
    assert (one.kind, one.repo, one.direct) == ("folder", "me/r", True)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.zip", "archive"), ("a.PARQUET", "parquet"), ("a.feather", "arrow"), ("a.py", "")],
)
def test_kind_of_goes_by_the_suffix(name, kind):
    assert datasets.kind_of(name) == kind


def test_what_file_managers_leave_is_passed_over(tmp_path):
    touch(tmp_path / "Thumbs.db", tmp_path / "desktop.ini", tmp_path / "a.zip")
    assert found(tmp_path) == [("archive", "a")]


def test_a_folder_below_an_owner_that_holds_tables_and_folders_is_a_repository(tmp_path):
    building.folder(tmp_path / "owner" / "name" / "src", FILES)
    touch(tmp_path / "owner" / "name" / "t.parquet", tmp_path / "owner" / "x.zip")
    assert found(tmp_path) == [("folder", "owner/name"), ("archive", "owner/x")]


def test_folders_beside_repositories_are_no_files_that_refuse_them(tmp_path):
    building.folder(tmp_path / "r", FILES)
    building.folder(tmp_path / ".cache", FILES)
    assert found(tmp_path) == [("folder", "r"), ("folder", f"{tmp_path.name} (loose entries)")]


PART = "part-00000.snappy.parquet"


@pytest.mark.parametrize(
    "place", ["", "/*", "/language=*", "/language=*/*.parquet", "/**/*.parquet"]
)
def test_partitions_of_a_table_are_tables_however_they_are_named(tmp_path, place):
    for name in ("python", "go"):
        touch(tmp_path / f"language={name}" / PART, tmp_path / f"language={name}" / "_SUCCESS")
    assert found(f"{tmp_path}{place}") == [("parquet", "")] * 2


def test_a_folder_of_tables_beside_repositories_holds_tables(tmp_path):
    building.folder(tmp_path / "r", FILES)
    touch(tmp_path / "rows" / "a=1" / "b=2" / PART, tmp_path / "rows" / "_SUCCESS")
    touch(tmp_path / "rows" / f".{PART}.crc", tmp_path / "rows" / "_delta_log" / "0.json")
    assert found(tmp_path) == [("folder", "r"), ("parquet", "")]


def test_a_folder_that_is_called_like_a_table_is_what_it_holds(tmp_path):
    touch(tmp_path / "out.parquet" / PART, tmp_path / "out.parquet" / "_SUCCESS")
    assert found(tmp_path) == found(tmp_path / "out.parquet") == [("parquet", "")]
    touch(tmp_path / "rows.json" / "part-00000-x.json")
    assert found(tmp_path / "rows.json") == [("jsonl", "")]


def test_a_repository_with_tables_among_its_files_is_one(tmp_path):
    tree = {b"README.md": b"", b"data/rows.jsonl": b"", b"data/part-00000.parquet": b""}
    building.folder(tmp_path / "r", tree)
    assert found(tmp_path) == [("folder", "r")]
    assert found(f"{tmp_path}/*") == [("folder", "r")]
    assert found(f"me={tmp_path}/r/data") == [("folder", "me")]


def test_a_link_that_leads_nowhere_is_loose(tmp_path):
    building.work_tree(tmp_path / "src" / "r", FILES)
    (tmp_path / "src" / "gone.tar").symlink_to(tmp_path / "nowhere")
    assert discovery.find(str(tmp_path / "src"))[1].loose == ("gone.tar",)
    assert found(f"{tmp_path}/src/*") == [("git", "r"), ("folder", "src (loose entries)")]


def test_hidden_files_of_a_remote_folder_are_passed_over(memory):
    for name in (f"x=1/{PART}", "x=1/_SUCCESS", "_temporary/0/x.parquet", f".{PART}.crc"):
        memory[f"memory://b/t/{name}"] = b""
    assert found("memory://b/t") == [("parquet", "")]


def test_a_pipe_is_no_archive_and_is_never_opened(tmp_path):
    building.work_tree(tmp_path / "src" / "r", FILES)
    for name in ("a.tar", "b.jsonl"):
        os.mkfifo(tmp_path / "src" / name)
    assert discovery.find(str(tmp_path / "src"))[1].loose == ("a.tar", "b.jsonl")
    assert found(f"{tmp_path}/src/*")[0] == ("git", "r")
    with pytest.raises(SourceError, match="no kind of file we read"):
        found(tmp_path / "src" / "a.tar")
