import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from repoloom.transforms import ingest
from repoloom.transforms.records import RawFile, Redaction

CLEANING = ingest.Cleaning(secret=bytes(32))


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


def test_a_licence_is_inherited_from_a_licence_file_and_not_from_a_neighbour():
    spdx = "# SPDX-License-" + "Identifier: MPL-2.0\n"
    files = clean(
        {
            "LICENSE": b"MIT License\n\nPermission is hereby granted, free of charge, to any person",
            "a.py": b"x = 1\n",
            "pkg/own.py": spdx.encode(),
            "pkg/other.py": b"x = 1\n",
        }
    )
    licences = {path: file.signals.licence for path, file in files.items()}
    assert licences["pkg/own.py"] == "MPL-2.0"
    assert licences["a.py"] == licences["pkg/other.py"] == licences["LICENSE"]


def test_tests_are_known_by_their_path():
    files = clean({"tests/test_a.py": b"", "a.py": b""})
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
