"""Ingest: what is kept of a file, of a repository and of a bucket."""

import dataclasses
import gzip
import hashlib

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from repoloom.transforms import ingest
from repoloom.transforms.duplicates import minhash
from repoloom.transforms.records import Hit, RawFile, Redaction, SourceFile
from repoloom.transforms.signals import safety

CLEANING = ingest.Cleaning(secret=bytes(32))
SPDX = b"# SPDX-License-" + b"Identifier: MPL-2.0\n"


def clean(files, **settings):
    raws = [RawFile("o/r", path, data) for path, data in files.items()]
    cleaned = ingest.clean_repository(raws, ingest.Cleaning(secret=bytes(32), **settings))
    return {file.path: file for file in cleaned}


def test_files_come_in_path_order_as_bytes():
    files = clean({"b.py": b"", "a.py": b"", "é.py": b"", "a/z.py": b"", "B.py": b""})
    assert list(files) == ["B.py", "a.py", "a/z.py", "b.py", "é.py"]


def test_an_entry_without_bytes_keeps_its_reason():
    (file,) = ingest.clean_repository([RawFile("o/r", "x", None, "symlink", size=4)], CLEANING)
    assert (file.text, file.reason, file.size) == (None, "symlink", 4)


def test_a_binary_file_has_a_row_without_text():
    file = clean({"a.png": b"\x89PNG\r\n\x1a\n\0\0\0"})["a.png"]
    assert (file.text, file.reason, len(file.content)) == (None, "binary", 32)


def test_legacy_text_is_utf8_in_the_store():
    file = clean({"a.py": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1")})["a.py"]
    assert "é".encode() in file.text
    assert file.encoding != "utf-8"


def test_nothing_in_the_row_depends_on_a_secret():
    """Two files that differ in the redacted value alone have unequal placeholders, and no value."""
    mail = "vera.lindqvist" + "@" + "tidewater.se"
    file = clean({"a.py": f'CONTACT = "{mail}"\n'.encode()})["a.py"]
    assert mail.encode() not in file.text
    assert file.redactions == (Redaction("email", 11, 11 + len(mail)),)
    kept = ingest.clean(RawFile("o/r", "a.py", mail.encode()), ingest.Cleaning(secret=b""))
    assert kept.text == mail.encode()


def test_equal_values_have_equal_placeholders_in_the_whole_run():
    mail = ("vera.lindqvist" + "@" + "tidewater.se").encode()
    one = ingest.clean(RawFile("o/r", "a", b"to " + mail), CLEANING)
    two = ingest.clean(RawFile("p/s", "b", b"cc " + mail), CLEANING)
    other = ingest.clean(RawFile("p/s", "b", b"cc " + mail), ingest.Cleaning(secret=b"k" * 32))
    assert one.text[3:] == two.text[3:]
    assert two.text[3:] != other.text[3:]


def test_a_path_that_comes_twice_keeps_its_first_file():
    raws = [RawFile("o/r", "a.py", data) for data in (b"1\n", b"2\n", b"3\n")]
    files = ingest.clean_repository(raws, CLEANING)
    assert [(file.path, file.text, file.reason) for file in files] == [
        ("a.py", b"1\n", ""),
        ("a.py#2", None, "duplicate_path"),
        ("a.py#3", None, "duplicate_path"),
    ]


def test_headers_are_what_the_repository_says():
    header = {"a.h": b"int f(void);\n"}
    assert clean({**header, "a.c": b"int f(void) { return 1; }\n"})["a.h"].language == "c"
    assert clean({**header, "a.cpp": b"int f() { return 1; }\n"})["a.h"].language == "cpp"


def test_a_notebook_is_the_script_of_its_cells():
    cells = b'[{"cell_type": "code", "source": ["import os\\n", "x = 1"], "outputs": [3]}]'
    file = clean({"a.ipynb": b'{"nbformat": 4, "cells": ' + cells + b"}"})["a.ipynb"]
    assert (file.language, file.text) == ("python", b"# %%\nimport os\nx = 1\n")
    assert file.content == hashlib.sha256(file.text).digest()


def test_whose_a_folder_is_the_repository_says():
    files = clean({"web/vendor/a.js": b"x", "web/vendor/LICENSE": b"MIT", "vendors/b.py": b"x"})
    assert [file.signals.vendored for file in files.values()] == ["", "vendor", "vendor"]


def test_a_licence_is_inherited_from_a_licence_file_and_not_from_a_neighbour():
    files = clean(
        {
            "LICENSE": b"MIT License\n\nPermission is hereby granted, free of charge, to any person",
            "a.py": b"x = 1\n",
            "pkg/own.py": SPDX,
            "pkg/other.py": b"x = 1\n",
        }
    )
    licences = {path: file.signals.licence for path, file in files.items()}
    assert licences["pkg/own.py"] == "MPL-2.0"
    assert licences["a.py"] == licences["pkg/other.py"] == licences["LICENSE"]


def test_tests_are_known_by_their_path_and_classes_by_their_text():
    files = clean({"tests/test_a.py": b"", "a.py": b"", "TestServer.java": b"class TestServer {}"})
    assert not files["TestServer.java"].signals.test
    assert files["tests/test_a.py"].signals.test
    assert not files["a.py"].signals.test


class Place:
    def __init__(self, repo, location, files):
        self.repo, self.location, self.files = repo, location, files


def read_place(place):
    return (RawFile(place.repo, path, data) for path, data in place.files.items())


class Store:
    """Stands in for the store; keeps what was written."""

    written: dict = {}  # noqa: RUF012  # reset by the fixture

    def __call__(self, bucket, files):
        self.written[bucket] = [(file.repo, file.path) for file in files]


@pytest.fixture(autouse=True)
def empty_store(monkeypatch):
    monkeypatch.setattr(Store, "written", {})


@pytest.mark.parametrize("reverse", [False, True])
def test_a_bucket_is_stored_in_order_whatever_the_order_of_arrival(reverse):
    places = [Place("z/a", "2", {"m": b"", "a": b""}), Place("a/b", "1", {"c": b""})]
    rows = [RawFile("m/n", "q", b""), RawFile("m/n", "b", b"")]
    parts = {
        "buckets": [0],
        "origins": places[::-1] if reverse else places,
        "rows": rows[::-1] if reverse else rows,
    }
    stage = ingest.Ingest(read_place, Store(), CLEANING)
    assert stage.store(3, parts) == 3
    assert Store.written == {
        3: [("a/b", "c"), ("m/n", "b"), ("m/n", "q"), ("z/a", "a"), ("z/a", "m")]
    }


@pytest.mark.slow
def test_the_stage_gives_the_buckets_it_has_stored():
    with beam.Pipeline(options=PipelineOptions([])) as root:
        inputs = {
            "buckets": root | "B" >> beam.Create([(0, 0), (1, 0)]),
            "origins": root | "O" >> beam.Create([], reshuffle=False),
            "rows": root | "R" >> beam.Create([(1, RawFile("m/n", "q", b"x = 1\n"))]),
        }
        done = inputs | ingest.Ingest(read_place, Store(), CLEANING)
        assert_that(done, equal_to([0, 1]))


def test_the_redaction_key_is_the_users_or_follows_from_the_seed():
    assert ingest.redaction_secret("mine", 0) == ingest.redaction_secret("mine", 1)
    assert ingest.redaction_secret("", 0) != ingest.redaction_secret("", 1)
    assert len(ingest.redaction_secret("", 0)) == 32


def test_of_a_repository_that_is_left_out_no_text_is_stored():
    raw = RawFile("Anna/Shop", "a.py", b"x = 1\n")
    for entry in ("anna", "anna/shop"):
        cleaning = ingest.Cleaning(secret=bytes(32), left_out=frozenset({entry}))
        (file,) = ingest.clean_repository([raw], cleaning)
        assert (file.text, file.reason, file.size, file.content) == (None, "opted_out", 6, b"")
    other = ingest.Cleaning(secret=bytes(32), left_out=frozenset({"ann", "anna/sho"}))
    assert ingest.clean(raw, other).text == b"x = 1\n"


def test_syntax_errors_are_measured_on_request_by_what_headers_mean():
    cpp = b"namespace a { class B; template <class T> T c(T); }\n"
    raws = [RawFile("r", "a.h", cpp), RawFile("r", "b.cpp", cpp), RawFile("r", "c.py", b"def (:\n")]
    shares = [
        [
            file.signals.errors
            for file in ingest.clean_repository(raws, ingest.Cleaning(b"", syntax=asked))
        ]
        for asked in (True, False)
    ]
    assert shares[0][:2] == [0, 0]
    assert shares[0][2] > 0.2
    assert shares[1] == [0, 0, 0]


def test_an_entry_without_bytes_that_is_left_out_keeps_its_size():
    raw = RawFile("anna/shop", "a.bin", None, "too_large", size=4)
    cleaning = ingest.Cleaning(secret=bytes(32), left_out=frozenset({"anna"}))
    file = ingest.clean(raw, cleaning)
    assert (file.reason, file.size, file.language) == ("opted_out", 4, "")
    header = dataclasses.replace(raw, path="a.h", data=b"int x;")
    assert ingest.clean_repository([header], cleaning)[0].language == ""


@pytest.mark.parametrize("data", [b"x = 1\n", b"\x89PNG\r\n\x1a\n\0\0\0"])
def test_of_an_unsafe_file_only_name_and_hash_are_kept(data):
    digest = hashlib.sha256(data).digest()
    listed = safety.HashList(safety.MALWARE, frozenset({digest.hex()}), "1")
    bad, good = (RawFile("o/r", "a.py", content) for content in (data, b"y = 2\n"))
    cleaning = ingest.Cleaning(secret=b"", providers=(listed,))
    file = ingest.clean(bad, cleaning)
    assert file == SourceFile("o/r", "a.py", "python", None, "malware", len(data), content=digest)
    assert ingest.clean(good, cleaning).text == b"y = 2\n"


def test_words_count_in_comments_from_the_limit_of_their_category():
    words = safety.WordList(frozenset({b"drat"}), "1", share=0.1)
    raw = RawFile("o/r", "a.py", b"# drat it\ndrat = 1\n")
    reasons = [
        ingest.clean(raw, ingest.Cleaning(b"", providers=(words,), unsafe=unsafe)).reason
        for unsafe in ({}, {safety.PROFANITY: 0.6}, {safety.PROFANITY: 0.5})
    ]
    assert reasons == ["", "", "profanity"]


class Benchmarks:
    """Stands in for an index: says what it was asked."""

    def lookup(self, text):
        return (Hit("bank", text.decode(), "verbatim"),)


def test_benchmarks_are_looked_up_in_clean_text_and_in_what_is_packed():
    cleaning = ingest.Cleaning(secret=bytes(32), benchmarks=Benchmarks)
    mail = ("vera.lindqvist" + "@" + "tidewater.se").encode()
    file = ingest.clean(RawFile("o/r", "a.md", mail), cleaning)
    assert file.hits == (Hit("bank", file.text.decode(), "verbatim"),)
    packed = RawFile("o/r", "a.gz", gzip.compress(b"an item"))
    assert ingest.clean(packed, cleaning).hits == (Hit("bank", "an item", "verbatim"),)
    assert ingest.clean(RawFile("o/r", "a.gz", bytes(64)), cleaning).hits == ()
    assert ingest.clean(packed, CLEANING).hits == ()


def test_what_is_stored_of_a_text_is_that_of_the_clean_text():
    mail = "vera.lindqvist" + "@" + "tidewater.se"
    data = f"# coding: latin-1 {mail}\nx = 'é'\n".encode("latin-1")
    raw = RawFile("o/r", "a.py", data, licence="MIT", rank=3)
    file = ingest.clean(raw, ingest.Cleaning(secret=bytes(32), permutations=64))
    assert file.content == hashlib.sha256(file.text).digest()
    assert file.signature == minhash.signature(file.text, permutations=64)
    assert (file.size, file.rank, file.signals.licence) == (len(data), 3, "MIT")
    assert file.signals.lines == 2
    assert ingest.clean(RawFile("o/r", "a.c", SPDX), CLEANING).signals.licence == "MPL-2.0"


def test_public_values_stay():
    mail = ("vera.lindqvist" + "@" + "tidewater.se").encode()
    public = frozenset({hashlib.sha256(mail).digest()})
    assert clean({"a.py": mail}, public=public)["a.py"].text == mail


def test_the_user_of_a_home_directory_leaves_the_path_unless_nothing_is_redacted():
    raw = RawFile("o/r", "home/moakhurst/.bashrc", b"ls\n")
    (file,) = ingest.clean_repository([raw], CLEANING)
    assert "moakhurst" not in file.path
    (file,) = ingest.clean_repository([raw], ingest.Cleaning(secret=b""))
    assert file.path == raw.path


def test_a_shebang_counts_in_the_first_512_bytes():
    for blanks, language in ((495, "python"), (496, "")):
        data = b"#!" + b" " * blanks + b"/usr/bin/python3\nx = 1\n"
        assert ingest.clean(RawFile("o/r", "tool", data), CLEANING).language == language


@pytest.mark.parametrize("order", [("a", "a", "a#2"), ("a#2", "a", "a"), ("a", "a#2", "a")])
def test_a_name_that_is_made_up_takes_no_real_one(order):
    raws = [RawFile("o/r", path, b"%d\n" % at) for at, path in enumerate(order)]
    files = {file.path: file for file in ingest.clean_repository(raws, CLEANING)}
    assert {path: file.reason for path, file in files.items()} == {
        "a": "",
        "a#2": "",
        "a#3": "duplicate_path",
    }
    assert files["a#2"].text == b"%d\n" % order.index("a#2")


def test_a_copy_keeps_the_reason_that_its_source_gave():
    raws = [RawFile("o/r", "a", b"1\n"), RawFile("o/r", "a", None, reason="duplicate_member")]
    files = ingest.clean_repository(raws, CLEANING)
    assert [(file.path, file.reason) for file in files] == [("a", ""), ("a#2", "duplicate_member")]


@pytest.mark.parametrize("path", ["/srv/a.py", "//a", "/", "../a.py", "a", ""])
def test_a_path_from_the_root_has_an_end(path):
    raws = [RawFile("o/r", path, None, reason="unsafe_path"), RawFile("o/r", "LICENSE", b"x\n")]
    assert len(ingest.clean_repository(raws, CLEANING)) == 2
