import pytest

from repoloom.pipeline import config


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
        ("[weave]\nlenght = 1\n", r"config.weave: unknown key 'lenght'; known keys are"),
        ("[wave]\n", "unknown key 'wave'"),
        ("weave = 3\n", "config.weave is 3; it is a section"),
        ('[weave]\nlength = "1"\n', "config.weave.length is '1'; a value of type int"),
        ("[weave]\nlength = true\n", "config.weave.length is True; a value of type int"),
        ("[weave]\nlength = 3\n", "length is 3; a row needs at least 64"),
        ("[weave]\nfim_rate = 1.5\n", "fim_rate is 1.5; it is a share between 0 and 1"),
        ('[weave]\norder = "best"\n', "order is 'best'; use one of codegemma"),
        ("[weave]\nspm_variant = 3\n", "spm_variant is 3; the layouts are 1 and 2"),
        ("[ingest]\nbuckets = 3\n", "buckets is 3; it must be a power of two"),
        ("[weave]\nshards = -2\n", "shards is -2; it must be a power of two"),
        ("[tokenizer]\nvocab_size = 100\n", "vocab_size is 100; 256 bytes"),
        ("[select]\nnear_threshold = -0.1\n", "near_threshold is -0.1; it is a share"),
        ("seed = \n", "the configuration is not TOML"),
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
        ("ingest", "buckets", [0, 1, 2, 64], [3, -1, 6]),
        ("ingest", "profanity_share", [0, 1, 0.5], [-0.1, 1.1]),
        ("select", "near_threshold", [0, 1], [-0.1, 1.1]),
        ("select", "repo_threshold", [0, 1], [-0.1, 1.1]),
        ("select", "validation_share", [0, 1], [-0.1, 1.1]),
        ("tokenizer", "vocab_size", [512, 1 << 20], [511, (1 << 20) + 1]),
        ("tokenizer", "tokenizer_model", ["unigram", "bpe"], ["word"]),
        ("weave", "length", [64], [63]),
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
