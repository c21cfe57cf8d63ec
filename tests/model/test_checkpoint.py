import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.model import checkpoint

RUN = {"seed": 3, "shards": "d1", "rate": 1e-3, "length": None}
LEAVES = st.sampled_from(
    [
        jnp.arange(6, dtype=jnp.float32).reshape(2, 3),
        jnp.array(7, jnp.int32),
        jnp.zeros((0, 4), jnp.float32),
        jnp.array([True, False]),
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        st.tuples(inner, inner),
    ),
    max_leaves=6,
)


def tree(value=1.5):
    return {"layers": (jnp.full((2, 2), value), jnp.arange(3)), "step": jnp.array(4)}


@given(tree=TREES, step=st.integers(0, 2**40))
def test_what_was_saved_comes_back(tmp_path_factory, tree, step):
    path = str(tmp_path_factory.mktemp("checkpoint") / "state.npz")
    checkpoint.save(path, tree, step, RUN)
    empty = jax.tree.map(jnp.zeros_like, tree)
    found, done = checkpoint.load(path, empty, RUN)
    assert done == step
    assert jax.tree.structure(found) == jax.tree.structure(tree)
    for leaf, again in zip(jax.tree.leaves(tree), jax.tree.leaves(found), strict=True):
        assert again.dtype == leaf.dtype
        np.testing.assert_array_equal(leaf, again)


def test_leaves_go_back_by_name_and_not_by_place(tmp_path):
    path = str(tmp_path / "state.npz")
    checkpoint.save(path, {"a": jnp.array(1), "b": jnp.array(2)}, 0, {})
    found, _ = checkpoint.load(path, {"b": jnp.array(0)}, {})
    assert int(found["b"]) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 4}, "seed was 3 and is 4; give the settings"),
        ({"shards": "d2", "seed": 4}, "seed was 3 and is 4"),
        ({"more": 1}, "more was None and is 1"),
        ({"length": 8}, "length was None and is 8"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused_by_what_differs(tmp_path, change, message):
    path = str(tmp_path / "state.npz")
    checkpoint.save(path, tree(), 2, RUN)
    with pytest.raises(ValueError, match=f"of another run: {message}"):
        checkpoint.load(path, tree(), RUN | change)


def test_a_setting_that_is_gone_is_a_difference(tmp_path):
    path = str(tmp_path / "state.npz")
    checkpoint.save(path, tree(), 2, RUN)
    left = {name: value for name, value in RUN.items() if name != "rate"}
    with pytest.raises(ValueError, match=r"rate was 0\.001 and is None"):
        checkpoint.load(path, tree(), left)


def test_a_tuple_of_the_run_is_what_json_makes_of_it(tmp_path):
    path = str(tmp_path / "state.npz")
    checkpoint.save(path, tree(), 2, {"sizes": (1, 2)})
    assert checkpoint.load(path, tree(), {"sizes": (1, 2)})[1] == 2


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    def full(file, **members):
        file.write(b"half")
        raise OSError("no space left")

    path = tmp_path / "state.npz"
    checkpoint.save(str(path), tree(1.0), 1, RUN)
    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        checkpoint.save(str(path), tree(2.0), 2, RUN)
    assert [one.name for one in tmp_path.iterdir()] == ["state.npz"]
    found, done = checkpoint.load(str(path), tree(0.0), RUN)
    assert (done, float(found["layers"][0][0, 0])) == (1, 1.0)


def test_the_same_state_is_the_same_file_whatever_the_order_of_the_settings(tmp_path):
    files = []
    for number, run in enumerate((RUN, dict(reversed(RUN.items())))):
        path = tmp_path / f"{number}.npz"
        checkpoint.save(str(path), tree(), 5, run)
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_the_file_is_a_numpy_archive_with_a_member_a_leaf(tmp_path):
    path = tmp_path / "state.npz"
    checkpoint.save(str(path), tree(), 5, RUN)
    with np.load(path) as stored:
        assert sorted(stored) == [
            "run",
            "step",
            "tree['layers'][0]",
            "tree['layers'][1]",
            "tree['step']",
        ]
        assert json.loads(str(stored["run"])) == RUN
        assert int(stored["step"]) == 5


@pytest.mark.parametrize("kept", [0, 1, 30, 200, -1, -40])
def test_a_part_of_a_checkpoint_is_said_to_be_one(tmp_path, kept):
    path = tmp_path / "state.npz"
    checkpoint.save(str(path), tree(), 3, RUN)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"is no whole checkpoint .*delete it to begin anew"):
        checkpoint.load(str(path), tree(), RUN)


def test_a_file_that_is_no_checkpoint(tmp_path):
    path = tmp_path / "state.npz"
    for data in (b"text\n" * 99, b"PK\x03\x04" * 30):
        path.write_bytes(data)
        with pytest.raises(ValueError, match="is no whole checkpoint"):
            checkpoint.load(str(path), tree(), RUN)
    np.save(tmp_path / "array.npy", np.arange(3))
    with pytest.raises(ValueError, match="is no whole checkpoint"):
        checkpoint.load(str(tmp_path / "array.npy"), tree(), RUN)
    np.savez(path, other=np.arange(3))
    with pytest.raises(ValueError, match="is no whole checkpoint"):
        checkpoint.load(str(path), tree(), RUN)


def test_where_a_checkpoint_goes_is_checked_before_the_run(tmp_path):
    checkpoint.check("", 0)
    checkpoint.check(str(tmp_path / "new.npz"), 5)
    checkpoint.check("gs://bucket/new.npz", 5)
    for wrong in (tmp_path / "none" / "x.npz", tmp_path):
        with pytest.raises(ValueError, match=r"--checkpoint .* cannot be written: name a file in"):
            checkpoint.check(str(wrong), 0)
    with pytest.raises(ValueError, match="save_every is 5; name the file with --checkpoint"):
        checkpoint.check("", 5)
