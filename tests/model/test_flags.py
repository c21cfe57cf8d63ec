"""The flags of the trainer say what its settings are."""

import dataclasses

import pytest

from repoloom.model import flags
from repoloom.model.config import PRESETS, TrainConfig


def test_without_flags_every_setting_has_its_default():
    given = vars(flags.parser().parse_args(["--shards", "x"]))
    assert given == {
        **dataclasses.asdict(TrainConfig()),
        **{"shards": "x", "split": "train", "config": "tiny", "checkpoint": ""},
    }


def test_every_setting_is_read_as_its_type():
    changed = {"steps": 3, "batch": 2, "length": 64, "learning_rate": 0.5, "warmup": 1}
    changed |= {"weight_decay": 0.25, "clip": 2.5, "save_every": 4, "seed": 5}
    assert changed.keys() == dataclasses.asdict(TrainConfig()).keys()
    words = [word for name, value in changed.items() for word in (f"--{name}", str(value))]
    given = vars(flags.parser().parse_args(["--shards", "x", *words]))
    assert TrainConfig(**{name: given[name] for name in changed}) == TrainConfig(**changed)


@pytest.mark.parametrize(
    "wrong", [[], ["--shards", "x", "--config", "3b"], ["--shards", "x", "--steps", "few"],
              ["--shards", "x", "--step", "1"]],
)  # fmt: skip
def test_a_wrong_flag_leaves_with_2(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        flags.parser().parse_args(wrong)
    assert left.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_help_names_every_shape_and_default(capsys):
    with pytest.raises(SystemExit):
        flags.parser().parse_args(["--help"])
    out = capsys.readouterr().out
    assert all(name in out for name in PRESETS)
    assert "default: the longest row" in out
    assert "default: 0.003" in out
