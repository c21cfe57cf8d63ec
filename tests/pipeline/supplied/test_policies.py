"""Policies as settings name them."""

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.supplied import policies
from repoloom.transforms.signals import licence
from repoloom.transforms.verdicts import presets


def resolved(**settings):
    return policies.resolve(config.Select(**settings))


def test_the_default_is_the_default_preset():
    assert resolved() == presets.PRESETS["codegemma"]


def test_a_file_is_a_policy(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('preset = "none"\nmax_line = 7\n')
    assert resolved(policy=str(path)).max_line == 7


def test_licences():
    assert resolved(licences="permissive").allowed_licences == licence.PERMISSIVE
    assert resolved(licences="MIT, GPL-3.0").allowed_licences == {"MIT", "GPL-3.0"}
    assert resolved(licences="permissive,GPL-2.0").allowed_licences > licence.PERMISSIVE


def test_an_opt_out_list(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("# asked by mail\nAnna/Shop  # 2024\nberta/*\nclara\n\n")
    assert resolved(opt_out=str(path)).opted_out == {"anna/shop", "berta", "clara"}


@pytest.mark.parametrize(
    ("setting", "text", "message"),
    [
        ("policy", "max_lin = 3", "unknown key 'max_lin'"),
        ("policy", "max_line =", "is not TOML"),
        ("opt_out", "anna/shop\na b\n", "line 2 is 'a b'"),
        ("opt_out", "https://host/anna/shop", "line 1"),
    ],
)
def test_a_wrong_file_is_named_with_the_way_out(tmp_path, setting, text, message):
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(config.ConfigError, match=message):
        resolved(**{setting: str(path)})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"policy": "nonesuch"}, "presets are codegemma, starcoder2, opencoder, none"),
        ({"policy": "missing.toml"}, "cannot be read"),
        ({"opt_out": "missing"}, "cannot be read"),
        ({"licences": ""}, "--licences is ''"),
        ({"licences": "MIT,any"}, "give any, permissive, or SPDX"),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_out(settings, message):
    with pytest.raises(config.ConfigError, match=message):
        resolved(**settings)


def test_included_kinds_are_a_list():
    assert resolved(include_kinds="code, docs").included_kinds == {"code", "docs"}
    assert resolved().included_kinds == {"code", "docs", "data", "build", "markup"}
    with pytest.raises(config.ConfigError, match="--include_kinds is 'prose'; give some of code,"):
        resolved(include_kinds="prose")
