"""A file or folder is the same where its content is."""

import hashlib

import pytest

from repoloom.pipeline.supplied import identity


def write(at, **files):
    for name, text in files.items():
        path = at / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(at)


def test_a_file_is_its_content(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert (
        identity.file_digest(str(tmp_path / "a"), "--tokenizer")
        == hashlib.sha256(b"abc").hexdigest()
    )


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_file_that_cannot_be_read_is_said(tmp_path, name):
    with pytest.raises(identity.IdentityError, match=r"--some .* cannot be read: "):
        identity.file_digest(str(tmp_path / name), "--some")
    with pytest.raises(identity.IdentityError, match=r"--other .* cannot be read: "):
        identity.read(str(tmp_path / name), "--other")


def test_a_folder_is_its_names_and_contents_wherever_it_stands(tmp_path):
    one = write(tmp_path / "one", a="1", deep__b="2")
    two = write(tmp_path / "elsewhere" / "two", deep__b="2", a="1")
    (tmp_path / "one" / "empty").mkdir()
    assert identity.folder_digest(one) == identity.folder_digest(two) != ""


@pytest.mark.parametrize("other", [{"a": "x"}, {"b": "1"}, {"a": "1", "b": ""}, {"deep__a": "1"}])
def test_another_name_or_content_is_another_folder(tmp_path, other):
    one, two = write(tmp_path / "one", a="1"), write(tmp_path / "two", **other)
    assert identity.folder_digest(one) != identity.folder_digest(two)


def test_no_folder_has_no_digest():
    assert identity.folder_digest("") == ""


def test_benchmarks_that_are_no_folder_are_said(tmp_path):
    (tmp_path / "a").write_text("")
    for name in ("a", "absent"):
        with pytest.raises(identity.IdentityError, match=rf"--benchmarks .*{name} is not a folder"):
            identity.folder_digest(str(tmp_path / name))
