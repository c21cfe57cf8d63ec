"""Trains a decoder on the shards of a finished run.

repoloom train --shards out/shards --config tiny --steps 20 --length 256
"""

import argparse
import dataclasses
import functools
import itertools
import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from repoloom.model import flags

try:
    import jax
    import optax
except ModuleNotFoundError as missing:
    if __name__ != "__main__" or missing.name not in flags.EXTRA:
        raise
    print(f"error: {flags.needed(missing.name)}", file=sys.stderr)
    sys.exit(2)

from repoloom.model import checkpoint, config, data, gemma, loss
from repoloom.model.config import ModelConfig, TrainConfig
from repoloom.model.data import Batch
from repoloom.pipeline.storage import filesystems


class State(NamedTuple):
    """What a step takes and gives."""

    parameters: gemma.Parameters
    optimizer: optax.OptState


class Step(NamedTuple):
    """What is known of a finished step; `tokens` are those of the batch without its padding."""

    number: int
    loss: float
    tokens: int
    seconds: float


def optimizer(settings: TrainConfig) -> optax.GradientTransformation:
    """AdamW after clipping; linear warm-up, then a cosine to a tenth of the peak."""
    schedule = optax.warmup_cosine_decay_schedule(
        init_value=0.0,
        peak_value=settings.learning_rate,
        warmup_steps=settings.warmup,
        decay_steps=max(settings.steps, settings.warmup + 1),
        end_value=settings.learning_rate / 10,
    )
    return optax.chain(
        optax.clip_by_global_norm(settings.clip),
        optax.adamw(schedule, b1=0.9, b2=0.95, weight_decay=settings.weight_decay, mask=_decayed),
    )


def _decayed(parameters: gemma.Parameters) -> gemma.Parameters:
    """Marks what weight decay acts on: the layers' matrices, not norms and embeddings."""
    marked: gemma.Parameters = jax.tree.map_with_path(
        lambda path, _: path[0].name == "layers" and not path[-1].name.endswith("norm"), parameters
    )
    return marked


class Trainer:
    """A run: its state, and the steps that change it.

    Attributes:
        state: parameters and optimizer, on the device.
        done: steps done.
    """

    def __init__(self, model: ModelConfig, settings: TrainConfig) -> None:
        self.settings, self.done = settings, 0
        update = optimizer(settings)
        parameters = gemma.initialize(model, jax.random.key(settings.seed))
        self.state = State(parameters, update.init(parameters))

        @functools.partial(jax.jit, donate_argnums=0)
        def advance(state: State, batch: Batch) -> tuple[State, jax.Array]:
            value, gradient = jax.value_and_grad(loss.mean_loss)(state.parameters, model, batch)
            change, optimizer_state = update.update(gradient, state.optimizer, state.parameters)
            return State(optax.apply_updates(state.parameters, change), optimizer_state), value

        self._advance = advance

    def run(self, sequences: data.Sequences) -> Iterator[Step]:
        """The steps that are left; each is reported after the next one was dispatched.

        So the host never waits for the step that it has just started, and reads the next batch
        while the device computes.  The first step's seconds include compilation.
        """
        waiting: list[tuple[int, jax.Array, int]] = []
        since = time.perf_counter()
        for batch in self._batches(sequences):
            self.state, value = self._advance(self.state, batch)
            self.done += 1
            waiting.append((self.done, value, int((batch.segments > 0).sum())))
            if len(waiting) > 1:
                step, since = _finished(*waiting.pop(0), since)
                yield step
        for last in waiting:
            yield _finished(*last, since)[0]

    def _batches(self, sequences: data.Sequences) -> Iterator[Batch]:
        settings, left = self.settings, self.settings.steps - self.done
        first = self.done * settings.batch
        return itertools.islice(
            data.batches(sequences, settings.batch, settings.seed, first), max(left, 0)
        )


def _finished(number: int, value: jax.Array, tokens: int, since: float) -> tuple[Step, float]:
    """Waits for the step; the time of its end is the start of the next one's."""
    mean = float(value)
    now = time.perf_counter()
    return Step(number, mean, tokens, now - since), now


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Returns:
        0; 1 where the loss is not finite, 2 on bad input, 130 where a user has stopped it.
    """
    options = flags.parser().parse_args(arguments)
    try:
        return _train(options)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        kept = options.checkpoint and filesystems.exists(options.checkpoint)
        on = f"goes on from what {options.checkpoint} holds" if kept else "begins anew"
        print(f"stopped; the same command {on}", file=sys.stderr)
        return 130


def _train(options: argparse.Namespace) -> int:
    names = [field.name for field in dataclasses.fields(TrainConfig)]
    settings = TrainConfig(**{name: getattr(options, name) for name in names})
    checkpoint.check(options.checkpoint, settings.save_every)
    sequences = data.Sequences(data.Shards(options.shards, options.split), settings.length)
    model = config.preset(options.config, sequences.shards.vocab_size)
    trainer, run = Trainer(model, settings), _identity(sequences, model, settings)
    if options.checkpoint and filesystems.exists(options.checkpoint):
        trainer.state, trainer.done = checkpoint.load(options.checkpoint, trainer.state, run)
    print(*_describe(sequences, model, trainer.done), sep="\n")
    losses = []
    for step in trainer.run(sequences):
        losses.append(_shown(step).loss)
        if not math.isfinite(step.loss):
            print(f"error: the loss of step {step.number} is {step.loss}", file=sys.stderr)
            return 1
        if settings.save_every and step.number % settings.save_every == 0:
            _save(options.checkpoint, trainer, run)
    if not losses:
        raise ValueError(f"{trainer.done} steps are done already; give --steps beyond that")
    _save(options.checkpoint, trainer, run)
    print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f} in {len(losses)} steps")
    return 0


def _save(path: str, trainer: Trainer, run: Mapping[str, object]) -> None:
    if path:
        checkpoint.save(path, trainer.state, trainer.done, run)


def _identity(
    sequences: data.Sequences, model: ModelConfig, settings: TrainConfig
) -> dict[str, object]:
    """What two runs must have in common for one to go on where the other ended."""
    changeable = {"steps", "length", "save_every"}
    fixed = {k: v for k, v in dataclasses.asdict(settings).items() if k not in changeable}
    data_of = {"shards": sequences.shards.digest, "split": sequences.shards.split}
    return {**dataclasses.asdict(model), **fixed, **data_of, "length": sequences.length}


def _shown(step: Step) -> Step:
    speed = step.tokens / step.seconds
    print(f"step {step.number:5d}  loss {step.loss:8.4f}  {speed:9,.0f} tokens/s", flush=True)
    return step


def _describe(sequences: data.Sequences, model: ModelConfig, done: int) -> Iterator[str]:
    rows = sequences.shards
    yield (
        f"{len(rows):,} rows of {rows.row_tokens.sum():,} tokens; {model.vocab_size:,} pieces; "
        f"{model.parameters:,} parameters on {jax.default_backend()}"
    )
    if sequences.split_rows:
        yield (
            f"{sequences.split_rows:,} rows are longer than {sequences.length} tokens and are "
            f"split: {len(sequences):,} sequences, {sequences.lost:,} predictions lost at the cuts"
        )
    if done:
        yield f"{done} steps are done already; goes on with the next"


if __name__ == "__main__":
    sys.exit(main())
