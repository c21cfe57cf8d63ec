"""Policies as settings name them."""

import re

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.supplied import policies
from repoloom.transforms.signals.licences import licence
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
    assert resolved(licences="mit,gpl-3.0-ONLY").allowed_licences == {"MIT", "GPL-3.0-only"}
    assert resolved(licences="LicenseRef-Ours").allowed_licences == {"LicenseRef-Ours"}


def test_every_permissive_licence_is_one_of_spdx():
    given = ",".join(sorted(licence.PERMISSIVE))
    assert resolved(licences=given).allowed_licences == licence.PERMISSIVE


def test_an_opt_out_list(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("# asked by mail\nAnna/Shop  # 2024\nberta/*\nclara\ndora/shop.git\n")
    assert resolved(opt_out=str(path)).opted_out == {"anna/shop", "berta", "clara", "dora/shop"}


@pytest.mark.parametrize(
    ("setting", "text", "message"),
    [
        ("policy", "max_lin = 3", "unknown key 'max_lin'"),
        ("policy", "max_line =", "is not TOML"),
        ("policy", f"a = {'[' * 5000}", "is not TOML"),
        ("policy", f"max_line = {'9' * 5000}", "is not TOML"),
        ("policy", "max_mean_line = nan", "max_mean_line is nan; a number of 0 or more"),
        ("policy", "min_alphabetic = 25.0", "min_alphabetic is 25.0; a number from 0 to 1"),
        ("policy", "generated = []", "generated is []"),
        ("policy", "context_kinds = [[]]", "context_kinds is"),
        ("policy", "languages = 3", "languages is 3"),
        ("policy", "[languages]\nnosuch = 3", "no such language"),
        ("policy", "[languages]\npython = 3", "languages.python is 3"),
        ("opt_out", "anna/shop\na b\n", "line 2 is 'a b'"),
        ("opt_out", "https://host/anna/shop", "line 1"),
        ("opt_out", "git@host.test:anna/shop", "line 1"),
        ("opt_out", "anna/shop,by mail", "line 1"),
    ],
)
def test_a_wrong_file_is_named_with_the_way_out(tmp_path, setting, text, message):
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(config.ConfigError, match=re.escape(message)):
        resolved(**{setting: str(path)})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"policy": "nonesuch"}, "presets are codegemma, starcoder2, opencoder, none"),
        ({"policy": "missing.toml"}, "cannot be read"),
        ({"opt_out": "missing"}, "cannot be read"),
        ({"licences": ""}, "--licences is ''"),
        ({"licences": "MIT,any"}, "give any, permissive, or SPDX"),
        ({"licences": "permisive"}, "has 'permisive', which .* did you mean 'permissive'"),
        ({"licences": "MIT,Apache-2"}, "has 'Apache-2', which .* did you mean 'Apache-2.0'"),
        ({"licences": "MIT OR ISC"}, "has 'MIT OR ISC', which is no SPDX identifier"),
        ({"licences": "(MIT"}, "which is no SPDX identifier"),
        ({"policy": "codegema"}, "is no preset .* did you mean 'codegemma'"),
        ({"include_kinds": "cod"}, "give some of .* did you mean 'code'"),
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
