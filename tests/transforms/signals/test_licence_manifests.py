"""Package manifests: how they state a licence."""

import pytest

from repoloom.transforms.signals import licence


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("composer.json", b'{"license": ["MIT", "GPL-3.0"]}', "MIT OR GPL-3.0"),
        ("package.json", b'{"license": {"text": "MIT"}}', "MIT"),
        ("package.json", b'{"license": 3}', ""),
        ("package.json", b"[]", ""),
        ("package.json", b"[" * 100_000, ""),
        ("Cargo.toml", b'[workspace.package]\nlicense = "MIT"', "MIT"),
        ("pyproject.toml", b'[tool.poetry]\nlicense = "MIT"', "MIT"),
        ("pyproject.toml", b'[project]\nclassifiers = ["Typing :: Typed", 3]', ""),
        ("pyproject.toml", b'[project]\nclassifiers = "License :: x"', ""),
        ("pyproject.toml", b"\xff", ""),
        ("setup.cfg", b"[metadata]\nname = a\n", ""),
        ("setup.cfg", b"\xff", ""),
        ("setup.cfg", b"no section\n", ""),
        ("setup.cfg", b"[metadata]\nlicense = GPLv3\n", "GPL-3.0"),
        ("setup.cfg", b"[metadata]\nlicense = all of it\n", ""),
        ("other.json", b'{"license": "MIT"}', ""),
    ],
)
def test_other_forms_of_manifests(path, text, expected):
    assert licence.detect(path, text) == expected
