import pytest

from repoloom.pipeline.storage import paths
from repoloom.pipeline.workers import troubled_names


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (b"plain.py", []),
        ("caf\u00e9.py".encode(), []),
        ("caf\u00e9.py".encode("latin-1"), ["not_utf8"]),
        (b"100%.py", []),
        (b"100%25.py", []),
        (b"tab\there.py", []),
        (b"README", ["case_clash"]),
        (b"readme\xff", ["not_utf8"]),
    ],
)
def test_trouble(name, found):
    assert troubled_names.trouble(paths.escape(name), {"readme"}) == found
    assert set(found) <= troubled_names.REASONS.keys()
