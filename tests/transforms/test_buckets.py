"""A bucket's repositories and their files, whatever the order of arrival."""

from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.buckets import Bucket
from repoloom.transforms.records import RawFile


class Place:
    def __init__(self, repo, location, files):
        self.repo, self.location, self.files = repo, location, files


def read(place):
    return (RawFile(place.repo, path, data) for path, data in place.files.items())


def contents(origins, rows):
    found = Bucket(origins, rows).repositories(read)
    return [(name, [(file.path, file.data) for file in files]) for name, files in found]


def test_origins_of_one_repository_follow_their_location_and_rows_come_last():
    origins = [Place("o/r", "2", {"a": b""}), Place("o/r", "1", {"b": b"", "z": b""})]
    rows = [RawFile("o/r", "c", data) for data in (b"2", None, b"1")]
    ((name, found),) = contents(origins, rows)
    assert name == "o/r"
    assert found == [*(("b", b""), ("z", b""), ("a", b"")), *(("c", d) for d in (b"1", b"2", None))]


ORIGINS = [Place(repo, place, {"x": place.encode()}) for repo in "éba" for place in "21"]
ROWS = [RawFile(repo, path, b"") for repo in "cb" for path in "qp"]


@given(st.permutations(ORIGINS), st.permutations(ROWS))
def test_the_order_of_arrival_does_not_matter(origins, rows):
    assert contents(origins, rows) == contents(ORIGINS, ROWS)
    assert [name for name, _ in contents(origins, rows)] == ["a", "b", "c", "é"]


def test_a_repository_is_read_when_it_is_its_turn():
    asked = []

    def noting(place):
        asked.append(place.location)
        return read(place)

    found = Bucket([Place("a", "1", {"x": b""}), Place("b", "2", {"x": b""})], []).repositories(
        noting
    )
    _, files = next(found)
    assert asked == []
    assert len(list(files)) == 1
    assert asked == ["1"]
