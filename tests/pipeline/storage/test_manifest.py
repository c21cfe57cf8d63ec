import json

import pytest

from repoloom.pipeline.storage import manifest, steps

RECORD = {
    "step": "store",
    "digest": "d",
    "settings": {"seed": 1},
    "files": [
        {"name": "b", "bytes": 5, "sha256": "x", "rows": 2},
        {"name": "a", "bytes": 0, "sha256": "y"},
    ],
    "stats": {"files": 3},
    "more": "not looked at",
}


def parse(**changes):
    record = {key: value for key, value in (RECORD | changes).items() if value is not ...}
    return manifest.Manifest.parse(json.dumps(record).encode())


def test_the_fields_of_a_manifest():
    found = parse()
    assert (found.step, found.digest, found.settings, found.stats) == (
        "store", "d", {"seed": 1}, {"files": 3},
    )  # fmt: skip
    assert found.files == {
        "b": manifest.Listed("b", 2, 5, "x"),
        "a": manifest.Listed("a", None, 0, "y"),
    }


@pytest.mark.parametrize("name", ["step", "digest", "settings", "files", "stats"])
@pytest.mark.parametrize("value", [..., None, 3])
def test_a_field_that_is_not_there_or_of_another_type_is_named(name, value):
    with pytest.raises(ValueError, match=f"^{name} is .*, not a "):
        parse(**{name: value})


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("a", "name is None"),
        ({"bytes": 1, "sha256": ""}, "name is None"),
        ({"name": "a", "sha256": ""}, "bytes is None"),
        ({"name": "a", "bytes": 1}, "sha256 is None"),
        ({"name": "a", "bytes": 1, "sha256": "", "rows": "2"}, "rows of a are '2'"),
    ],
)
def test_a_file_that_is_listed_wrong_is_named(file, message):
    with pytest.raises(ValueError, match=message):
        parse(files=[file])


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null"])
def test_what_is_no_manifest_is_an_error(data):
    with pytest.raises(ValueError):  # noqa: PT011  # JSON's own message, or ours
        manifest.Manifest.parse(data)


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(ValueError, match=r"step is \['x+, not a str$") as raised:
        parse(step=["x" * 200])
    assert len(str(raised.value)) < 70


def test_what_a_step_writes_is_a_manifest(tmp_path):
    step = steps.Step(str(tmp_path), "store", {"seed": 1})
    step.begin()
    (tmp_path / "store" / "t").write_bytes(b"abc")
    step.finish([steps.describe(step.path("t")) | {"rows": 4}], {"files": 1}, parts=1)
    found = manifest.Manifest.parse((tmp_path / "store" / "manifest.json").read_bytes())
    assert (found.step, found.digest, found.stats) == ("store", step.digest, {"files": 1})
    assert (found.files["t"].rows, found.files["t"].bytes) == (4, 3)
