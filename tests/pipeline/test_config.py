"""Settings: from a file and from flags, each of its type and inside its bounds."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline import config
from repoloom.transforms import settings


def test_defaults_are_valid():
    assert config.load("", {}) == config.Config()


def test_flags_win_over_the_file():
    loaded = config.load("seed = 3\n[weave]\nlength = 512\n", {"length": 1024, "fim_rate": 0.5})
    assert (loaded.seed, loaded.weave.length, loaded.weave.fim_rate) == (3, 1024, 0.5)


def test_key_names_are_unique_over_all_sections():
    names = [field.name for _, field in config.fields()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[weave]\nlenght = 1\n",
            r"the configuration: unknown key 'lenght' in \[weave\]; known keys .*mean 'length'\?",
        ),
        ("[wave]\n", "unknown key 'wave'"),
        ("weave = 3\n", "the configuration: weave is 3; it is a section"),
        ('[weave]\nlength = "1"\n', r"configuration: \[weave\] length is '1'; a value of type int"),
        ("[weave]\nlength = true\n", r"\[weave\] length is True; a value of type int"),
        ("[weave]\nlength = 3\n", "length is 3; a row needs at least 64"),
        ("[weave]\nfim_rate = 1.5\n", "fim_rate is 1.5; it is a share between 0 and 1"),
        ('[weave]\norder = "best"\n', "order is 'best'; use one of codegemma"),
        ("[weave]\nspm_variant = 3\n", "spm_variant is 3; the layouts are 1 and 2"),
        ("[ingest]\nbuckets = 3\n", "buckets is 3; it must be a power of two"),
        ("[weave]\nshards = -2\n", "shards is -2; it must be a power of two"),
        ("[tokenizer]\nvocab_size = 100\n", "vocab_size is 100; 256 bytes"),
        ("[select]\nnear_threshold = -0.1\n", "near_threshold is -0.1; it is a share"),
        ("seed = \n", "the configuration is not TOML"),
        ("seed = 1\nseed = 2\n", "the configuration is not TOML"),
        (f"seed = {'9' * 5000}\n", "the configuration is not TOML"),
        (f"a = {'[' * 5000}\n", "the configuration is not TOML"),
        ("length = 64\n", r"unknown key 'length'; it belongs to \[weave\]"),
        ("[weave]\nseed = 1\n", r"unknown key 'seed' in \[weave\]; it belongs to the top level"),
        ("[[weave]]\nlength = 64\n", "weave is .*; it is a section of keys"),
        ("[select]\nnear_threshold = 0\n", "near_threshold is 0.0; it is a share above 0"),
        ("[select]\nrepo_threshold = nan\n", r"\[select\] repo_threshold is nan; it is a share"),
        ("[weave]\nspm_rate = inf\n", "spm_rate is inf; it is a share"),
        ("[weave]\nimport_lines = -5\n", "import_lines is -5; give 0 for no limit"),
        ("[tokenizer]\nsample_bytes = 0\n", "sample_bytes is 0; a tokenizer needs at least"),
        ("[ingest]\nmax_archive_bytes = 0\n", "max_archive_bytes is 0; give at least 1"),
        ("[weave]\norder = 2020-01-01\n", "order is datetime.date.*; a value of type str"),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_out(text, message):
    with pytest.raises(config.ConfigError, match=message):
        config.load(text, {})


@pytest.mark.parametrize(
    ("section", "key", "right", "wrong"),
    [
        ("ingest", "max_file_bytes", [1], [0, -1]),
        ("ingest", "permutations", [16, 4096], [15, 4097]),
        ("ingest", "buckets", [0, 1, 2, 64, 1 << 20], [3, -1, -2, 6, 1 << 21]),
        ("ingest", "profanity_share", [0, 1, 0.5], [-0.1, 1.1]),
        ("select", "near_threshold", [0.01, 1], [0, -0.1, 1.1]),
        ("select", "repo_threshold", [0.01, 1], [0, -0.1, 1.1]),
        ("select", "validation_share", [0, 1], [-0.1, 1.1]),
        ("tokenizer", "vocab_size", [512, 1 << 20], [511, (1 << 20) + 1]),
        ("tokenizer", "tokenizer_model", ["unigram", "bpe"], ["word"]),
        ("tokenizer", "sample_bytes", [1024, 1 << 34], [1023, 0, (1 << 34) + 1]),
        ("weave", "import_lines", [0, 1, 1 << 40], [-1, -5]),
        ("weave", "length", [64, 1 << 24], [63, (1 << 24) + 1]),
        ("weave", "shard_bytes", [1], [0]),
        ("weave", "max_repo_bytes", [1], [0]),
        ("weave", "shards", [0, 1, 8], [3, -2]),
        ("weave", "fim_rate", [-1, 0, 1], [-2, -0.5, 1.1]),
        ("weave", "spm_rate", [0, 1], [-1, 1.1]),
        ("weave", "path_dropout", [0, 1], [-1, 1.1]),
        ("weave", "context_share", [0, 1], [-1, 1.1]),
        ("weave", "max_middle", [0, 5], [-1]),
        ("weave", "spm_variant", [1, 2], [0, 3]),
        ("weave", "packing", ["concat", "best_fit", "first_fit"], ["worst_fit"]),
    ],
)
def test_the_bounds_of_a_setting(section, key, right, wrong):
    for value in right:
        found = config.build(config.Config, {section: {key: value}})
        assert getattr(getattr(found, section), key) == value
    for value in wrong:
        with pytest.raises(config.ConfigError, match=f"{key} is {value!r}"):
            config.build(config.Config, {section: {key: value}})


@pytest.mark.parametrize(("length", "remaining", "holds"),
                         [(1 << 15, True, True), ((1 << 15) + 1, True, False), (1 << 16, False, True)])  # fmt: skip
def test_a_count_to_the_end_of_a_middle_fits_int16(length, remaining, holds):
    values = {"weave": {"length": length, "middle_remaining": remaining}}
    if holds:
        assert config.build(config.Config, values).weave.length == length
    else:
        with pytest.raises(config.ConfigError, match="middle_remaining is int16"):
            config.build(config.Config, values)


def test_a_whole_number_may_stand_for_a_share_and_no_other_type_for_another():
    found = config.load("[weave]\nfim_rate = 1\n", {})
    assert type(found.weave.fim_rate) is float
    for text in ("length = 64.0", "compare_orders = 1", "fim_rate = true", "order = 1"):
        with pytest.raises(config.ConfigError, match="a value of type"):
            config.load(f"[weave]\n{text}\n", {})


def test_sections_stand_in_the_order_of_the_steps():
    sections = list(dict.fromkeys(section for section, _ in config.fields()))
    assert sections == ["", "ingest", "select", "tokenizer", "weave", "failures"]


def test_every_number_has_bounds_that_its_default_meets():
    for _, field in config.fields():
        bounds = field.metadata["bounds"]
        assert (bounds is None) == (field.type not in (int, float)), field.name
        assert not bounds or bounds.hold(field.default)
        assert not bounds or str(bounds)[0] in "0123456789-a"


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (settings.Bounds(0, 1, ""), "0 to 1"),
        (settings.Bounds(0, 1, "", above=True), "above 0 to 1"),
        (settings.Bounds(64, 1 << 24, ""), "64 to 2^24"),
        (settings.Bounds(16, 4096, "", also=(-1,)), "16 to 4096, or -1"),
        (settings.Bounds(-(1 << 63), (1 << 63) - 1, ""), "-2^63 to 2^63 - 1"),
        (settings.COUNT, "a power of two, 1 to 2^20, or 0"),
    ],
)
def test_bounds_in_words(bounds, text):
    assert str(bounds) == text


def test_a_flag_meets_a_file_that_has_no_section_for_it():
    with pytest.raises(config.ConfigError, match=r"^a\.toml: ingest is 3; it is a section"):
        config.load("ingest = 3\n", {"redact": False}, "a.toml")


def test_an_error_names_the_file_and_section_or_the_flag():
    with pytest.raises(config.ConfigError, match=r"^a\.toml: \[weave\] length is 3"):
        config.load("[weave]\nlength = 3\n", {}, "a.toml")
    with pytest.raises(config.ConfigError, match=r"^--length is 3"):
        config.load("[weave]\nlength = 512\n", {"length": 3}, "a.toml")


def toml(value):
    """The value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key, ensure_ascii=False)} = {toml(one)}' for key, one in value.items())}}}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


PLAIN = (
    st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=9)
    | st.datetimes()
    | st.dates()
    | st.times()
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner)
)
PLACES = [(section, field.name) for section, field in config.fields()]
PLACES += [("", name) for name in ("ingest", "select", "tokenizer", "weave", "failures", "other")]


@given(st.sampled_from(PLACES), VALUES, st.sampled_from([{}, {"redact": False}, {"length": 512}]))
def test_any_value_of_any_key_is_a_setting_or_a_clear_error(place, value, flags):
    section, name = place
    text = f"[{section}]\n" if section else ""
    try:
        found = config.load(f"{text}{name} = {toml(value)}\n", flags, "a.toml")
    except config.ConfigError as error:
        assert str(error).startswith("a.toml")  # noqa: PT017  # both outcomes are right
        assert name in str(error)  # noqa: PT017
    else:
        stored = getattr(getattr(found, section), name) if section else getattr(found, name)
        assert name in flags or stored == value or dataclasses.is_dataclass(stored)
        assert name in config.Config.__dataclass_fields__ or type(stored) in (bool, int, float, str)
