import dataclasses

import pytest

from repoloom.model import config
from repoloom.model.config import TrainConfig


def test_tiny_follows_the_tokenizer_and_the_published_shapes_do_not():
    assert config.preset("tiny", 1234).vocab_size == 1234
    assert config.preset("2b", 1234).vocab_size == 256128
    assert config.preset("2b", 256128).vocab_size == 256128


@pytest.mark.parametrize(
    ("name", "pieces", "message"),
    [("9b", 100, "no preset '9b'; there are tiny, 2b, 7b"), ("2b", 300000, "300000 pieces")],
)
def test_a_preset_that_cannot_be_says_why(name, pieces, message):
    with pytest.raises(ValueError, match=message):
        config.preset(name, pieces)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"layers": 0}, "layers is 0"),
        ({"kv_heads": 3}, "heads is 4"),
        ({"head_dim": 7}, "head_dim is 7"),
        ({"dtype": "int8"}, "dtype is 'int8'"),
        ({"loss_chunk": -1}, "loss_chunk is -1"),
    ],
)
def test_an_impossible_shape_is_refused(shape, change, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(shape, **change)


@pytest.mark.parametrize(
    "change",
    [
        *({"vocab_size": 1}, {"layers": 1}, {"width": 1}, {"hidden": 1}, {"loss_chunk": 0}),
        *({"heads": 1, "kv_heads": 1}, {"kv_heads": 4}, {"head_dim": 2}, {"dtype": "bfloat16"}),
    ],
)
def test_the_smallest_shapes_are_shapes(shape, change):
    made = dataclasses.replace(shape, **change)
    assert {name: getattr(made, name) for name in change} == change


@pytest.mark.parametrize(
    "change",
    [
        {"steps": 1},
        {"batch": 1},
        {"length": 2},
        {"length": None},
        {"warmup": 0},
        {"save_every": 0},
        {"weight_decay": 0.0},
        {"clip": 1e-9},
    ],
)
def test_the_smallest_settings_are_settings(change):
    assert dataclasses.asdict(TrainConfig(**change)).items() >= change.items()


@pytest.mark.parametrize(
    "change",
    [
        {"steps": 0},
        {"batch": 0},
        {"length": 1},
        {"warmup": -1},
        {"learning_rate": 0.0},
        {"weight_decay": -0.1},
        {"save_every": -1},
        {"learning_rate": float("nan")},
        {"clip": float("inf")},
        {"weight_decay": float("nan")},
        {"seed": 1 << 63},
        {"seed": -(1 << 63) - 1},
        {"clip": 0.0},
    ],
)
def test_an_impossible_setting_is_refused_by_name(change):
    with pytest.raises(ValueError, match=f"{next(iter(change))} is"):
        TrainConfig(**change)
