"""Settings stand once: stages, tables of methods and the command line all have the same."""

import dataclasses
import pathlib
import re
import tomllib

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.running import weaving
from repoloom.transforms.examples import comparison, composition
from repoloom.transforms.graph import arrangement, order
from repoloom.transforms.measures import RULES
from repoloom.transforms.rows import bins
from repoloom.transforms.select import Select
from repoloom.transforms.settings import SelectKeys, TokenizerKeys, WeaveKeys, Weaving
from repoloom.transforms.tokens import infill, vocabulary
from repoloom.transforms.verdicts import presets

CHOICES = {field.name: field.metadata["choices"] for field in dataclasses.fields(WeaveKeys)}
DOCS = pathlib.Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("key", "methods"),
    [
        ("order", order.METHODS),
        ("composer", composition.METHODS),
        ("packing", bins.METHODS),
        ("fim_preset", infill.PRESETS),
        ("other_files", arrangement.OTHER_FILES),
    ],
)
def test_every_choice_is_a_method_and_every_method_a_choice(key, methods):
    assert CHOICES[key] == tuple(methods)


def test_what_is_compared_and_rated_is_a_choice():
    assert set(comparison.ORDERS) <= set(CHOICES["order"])
    assert set(infill.RATES) <= set(CHOICES["fim_preset"])


@pytest.mark.parametrize("keys", [SelectKeys, TokenizerKeys, WeaveKeys])
def test_defaults_are_choices(keys):
    for field in dataclasses.fields(keys):
        choices = field.metadata["choices"]
        assert not choices or field.default in choices
        assert field.metadata["help"]


def test_select_has_the_defaults_of_its_keys():
    own = {field.name: field.default for field in dataclasses.fields(Select)}
    for field in dataclasses.fields(SelectKeys):
        assert own[field.name] == field.default


def test_weave_works_by_the_keys_and_the_seed_of_the_run():
    given = config.load("seed = 3\n[weave]\nlength = 512\npacking = 'concat'\n", {})
    found = weaving.settings_of(given)
    assert found == Weaving(seed=3, length=512, packing="concat")
    assert found.budget == 510


def test_a_preset_says_its_own_rate_by_default():
    assert infill.rate_of("codegemma", Weaving().fim_rate) == 0.8
    assert infill.rate_of("codegemma_2b_v1_1", Weaving().fim_rate) == 0.9


def test_a_trained_model_is_one_of_the_choices():
    with pytest.raises(ValueError, match="must be one of unigram, bpe"):
        vocabulary.train([b"x"], model="word")
    with pytest.raises(config.ConfigError, match="use one of unigram, bpe"):
        config.Tokenizer(tokenizer_model="word")


def test_the_help_of_the_policy_names_every_preset():
    (help_text,) = (f.metadata["help"] for _, f in config.fields() if f.name == "policy")
    assert all(name in help_text for name in presets.PRESETS)


def test_the_page_of_policies_has_every_limit_with_its_default():
    page = (DOCS / "policies.md").read_text()
    given = tomllib.loads(re.search("```toml\n(.*?)```", page, re.DOTALL)[1])
    for rule in RULES:
        if rule.limit:
            assert given[rule.limit.key] == rule.limit.default
