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
