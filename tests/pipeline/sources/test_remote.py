"""Files of a Beam filesystem, here one in memory."""

import pytest

from repoloom.pipeline import sources
from repoloom.pipeline.sources import remote
from repoloom.pipeline.sources.entries import SourceError
from tests.pipeline import building

TREE = {b"src/a.py": b"import b\n", b"src.py": b"\r\n\xff\0", b"README.md": b"", b"\xc3\xa9": b"e"}


def test_files_are_matched_in_the_order_of_their_names(memory):
    memory.update({"memory://b/z": b"12", "memory://b/A": b"", "memory://b/\u00e9": b"1"})
    memory["memory://b/folder/"] = b""  # a placeholder that a console has made
    memory["memory://other/x"] = b""
    found = remote.match("memory://b/**")
    assert [(file.location[-1], file.size) for file in found] == [("A", 0), ("z", 2), ("\u00e9", 1)]


def test_a_star_stays_inside_a_folder_and_two_do_not(memory):
    memory.update(dict.fromkeys(["memory://b/x.zip", "memory://b/in/y.zip"], b""))
    names = {star: [file.location for file in remote.match(f"memory://b/{star}.zip")]
             for star in ("*", "**")}  # fmt: skip
    assert names["*"] == ["memory://b/x.zip"]
    assert names["**"] == ["memory://b/in/y.zip", "memory://b/x.zip"]


def test_the_state_is_size_and_time_or_where_there_is_none_size_and_checksum(memory):
    memory["memory://b/x"] = b"12345"
    (file,) = remote.match("memory://b/x")
    assert file.state == "5-sum:12345"
    memory.times["memory://b/x"] = 17.5
    assert remote.match("memory://b/x")[0].state == "5-17.5"


def test_what_cannot_be_listed_says_why_in_one_line():
    with pytest.raises(
        SourceError, match=r"unheard-of://b/x cannot be listed: .*; check the name"
    ) as raised:
        remote.match("unheard-of://b/x")
    assert "\n" not in str(raised.value)


def test_nothing_is_no_file(memory):
    assert remote.match("memory://b/x") == []


@pytest.mark.slow
def test_remote_files_and_folders_and_patterns_are_read(memory, tmp_path):
    building.parquet(tmp_path / "t.parquet", {"repo": ["o/r"], "path": ["a"], "text": [b"1"]})
    memory["memory://b/x/rows/0.parquet"] = (tmp_path / "t.parquet").read_bytes()
    memory["memory://b/x/o/r.tar"] = building.tar_bytes(building.tree_members(TREE))
    memory["memory://b/x/p.zip"] = building.zip_bytes({"t/a": b"1", "t/b": b"2"})
    memory["memory://b/x/README"] = b""
    memory["memory://b/x/o/"] = b""
    found = sources.discover(["memory://b/x"])
    assert [source.repo for source in found] == ["x (loose entries)", "o/r", "p", ""]
    files = [file for source in found for file in sources.read(source)]
    assert len(TREE) + 2 + 1 + 1 == len(files)
    for text in ("memory://b/x/rows/*.parquet", "memory://b/x/rows/0.parquet"):
        assert [file.data for file in sources.read(sources.discover([text])[0])] == [b"1"]
    named = sources.discover(["me/it=memory://b/x/p.zip"])[0]
    assert named.repo == "me/it"
    assert named.size > 0
    assert named.fingerprint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("memory://nowhere/x", "no archive and no table is found there"),
        ("unheard-of://b/x", "unheard-of://b/x cannot be listed"),
    ],
)
def test_remote_inputs_that_cannot_be_used_are_said(memory, text, message):
    with pytest.raises(SourceError, match=message):
        sources.discover([text])


def test_of_remote_tables_the_first_of_each_kind_is_checked(memory, monkeypatch):
    for name in ("a.parquet", "b.parquet", "c.jsonl", "d.jsonl"):
        memory[f"memory://b/x/{name}"] = b"12"
    checked = []
    monkeypatch.setattr(
        sources.tables, "check", lambda location, kind, given: checked.append((location, kind))
    )
    assert len(sources.discover(["memory://b/x"])) == 4
    assert checked == [("memory://b/x/a.parquet", "parquet"), ("memory://b/x/c.jsonl", "jsonl")]


@pytest.mark.parametrize(
    "text",
    [
        *("https://host.test/a/b.git", "http://host.test/x.tar.gz", "git://host.test/a/b"),
        *("ssh://git@host.test/a/b", "git@host.test:a/b.git", "a/b=https://host.test/a/b"),
    ],
)
def test_an_address_that_somebody_has_to_fetch_is_refused_with_the_way_out(text):
    with pytest.raises(SourceError, match="is fetched by nobody here: bring it with `git clone`"):
        sources.discover([text])
