import dataclasses
import itertools

import jax
import numpy as np
import pytest

from repoloom.model import checkpoint, data, gemma, train
from repoloom.model.config import TrainConfig

SETTINGS = TrainConfig(steps=6, batch=4, warmup=1)


@pytest.fixture(autouse=True)
def optax_promotes(strict):
    """optax itself raises a Python float to an int32 count, which strict mode refuses (0.2.8)."""
    with jax.numpy_dtype_promotion("standard"):
        yield


@pytest.fixture
def counting(write):
    """Segments that count upwards from a random token: there is something to learn."""
    draw = np.random.default_rng(2)
    starts = draw.integers(1, 40, (24, 3))
    return write(
        [[list(range(s, s + 20)) for s in row] for row in starts.tolist()], vocab_size="61"
    )


def test_twenty_steps_on_a_shard_lower_the_loss(counting, capsys):
    options = ["--shards", counting, "--steps", "20", "--length", "32", "--batch", "4"]
    assert train.main(options) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[1].startswith("24 rows are longer than 32 tokens and are split: 48 sequences")
    first, last = (float(word) for word in shown[-1].split() if "." in word)
    assert shown[-1] == f"loss {first:.4f} -> {last:.4f} in 20 steps"
    assert first == pytest.approx(np.log(61), abs=0.3)
    assert last < 0.7 * first


def test_a_run_that_goes_on_equals_one_that_never_stopped(counting, shape, tmp_path):
    sequences = data.Sequences(data.Shards(counting))
    whole = train.Trainer(shape, SETTINGS)
    straight = [step.loss for step in whole.run(sequences)]
    stopped = train.Trainer(shape, dataclasses.replace(SETTINGS))
    begun = [step.loss for step in itertools.islice(stopped.run(sequences), 2)]
    path = str(tmp_path / "state.npz")
    checkpoint.save(path, stopped.state, stopped.done, {})
    resumed = train.Trainer(shape, SETTINGS)
    resumed.state, resumed.done = checkpoint.load(path, resumed.state, {})
    # The third step had been dispatched when the second was reported: its loss is not seen twice.
    assert (resumed.done, begun) == (3, straight[:2])
    assert [step.loss for step in resumed.run(sequences)] == straight[3:]


def test_the_command_goes_on_from_its_checkpoint(counting, tmp_path, capsys):
    options = ["--shards", counting, "--length", "20", "--batch", "2"]
    options += ["--checkpoint", str(tmp_path / "state.npz")]
    assert train.main([*options, "--steps", "2"]) == 0
    assert train.main([*options, "--steps", "3", "--save_every", "1"]) == 0
    assert "2 steps are done already" in capsys.readouterr().out
    assert train.main([*options, "--steps", "3"]) == 2
    assert "3 steps are done already" in capsys.readouterr().err
    assert train.main([*options, "--steps", "4", "--seed", "9"]) == 2
    assert "another run: seed was 0 and is 9" in capsys.readouterr().err


def test_a_loss_that_is_not_finite_fails_the_run(counting, tmp_path, capsys):
    path = tmp_path / "state.npz"
    options = ["--shards", counting, "--length", "20", "--batch", "2", "--warmup", "0"]
    rate = ["--learning_rate", "1e38", "--checkpoint", str(path)]
    assert train.main([*options, *rate, "--steps", "6"]) == 1
    assert "error: the loss of step" in capsys.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [(["--batch", "0"], "batch is 0"), (["--shards", "nowhere"], "nowhere has no manifest")],
)
def test_bad_input_is_one_line_and_status_2(counting, capsys, change, message):
    assert train.main(["--shards", counting, *change]) == 2
    assert message in capsys.readouterr().err


def test_an_unknown_flag_is_an_error(counting, capsys):
    with pytest.raises(SystemExit, match="2"):
        train.main(["--shards", counting, "--lenght", "8"])
    assert "--lenght" in capsys.readouterr().err


def test_decay_acts_on_the_matrices_of_the_layers_alone(shape):
    settings = dataclasses.replace(SETTINGS, warmup=0, weight_decay=0.5)
    update = train.optimizer(settings)
    ones = jax.tree.map(np.ones_like, gemma.initialize(shape, jax.random.key(0)))
    change, _ = update.update(jax.tree.map(np.zeros_like, ones), update.init(ones), ones)
    moved = {
        jax.tree_util.keystr(path)
        for path, leaf in jax.tree.leaves_with_path(change)
        if np.abs(leaf).max() > 0
    }
    matrices = ("query", "key", "value", "output", "gate", "up", "down")
    assert moved == {f".layers.{name}" for name in matrices}
