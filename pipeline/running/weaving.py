"""The step that makes the shards: its settings, its rows and the graph beside them."""

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from repoloom.pipeline import build, config
from repoloom.pipeline.running import balance, job
from repoloom.pipeline.running.job import Job
from repoloom.pipeline.storage import filesystems, fingerprint, steps
from repoloom.pipeline.workers import shard_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import keyed
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.tokenizer import Tokenizer


def run(given: Job, stored: steps.Step, decided: steps.Step, tokenizer: steps.Step) -> steps.Step:
    """Store, verdicts and tokenizer -> shards and graph."""
    kept = balance.kept_bytes(decided)
    settings = _settings(given, decided, tokenizer, kept)
    count: int = settings["weave"]["shards"]
    step = given.step("shards", settings, "graph")
    if job.done_before(step):
        return step
    weaving = settings_of(given.settings)
    parts: int = stored.manifest()["parts"]
    to = Parts(step.folder, count, digest=step.digest)
    read = functools.partial(
        shard_parts.shard_repositories,
        Parts(stored.folder, parts),
        Parts(decided.folder, parts),
        to,
        weaving,
        given.allowance,
    )
    metadata = _metadata(settings, tokenizer, weaving)
    form = {"labels": _masks(decided, weaving), "remaining": weaving.middle_remaining}
    write = functools.partial(shard_parts.store_shard, given.output, to, metadata, form)
    load = functools.partial(
        load_tokenizer, tokenizer.path("tokenizer.model"), settings["tokenizer"]
    )

    times = job.run_parts(
        *(given, step, count, kept),
        lambda root, missing: build.weave(
            *(root, missing, read, write, load, weaving), given.allowance
        ),
    )
    _finish(given, step, count, weaving, times)
    balance.check_placed(decided, step)
    return step


@functools.cache
def load_tokenizer(path: str, _sha256: str) -> Tokenizer:
    """The tokenizer, once per process; a new try may leave another one at the same path."""
    return Tokenizer.load(filesystems.read_bytes(path))


def _settings(
    given: Job, decided: steps.Step, tokenizer: steps.Step, kept: float
) -> dict[str, Any]:
    chosen = dataclasses.asdict(given.settings.weave)
    count = chosen["shards"] or keyed.buckets_for(kept / chosen["shard_bytes"])
    return {
        "seed": given.settings.seed,
        "weave": chosen | {"shards": count},
        "verdicts": decided.digest,
        "tokenizer": tokenizer.manifest()["files"][0]["sha256"],
    }


def settings_of(settings: config.Config) -> Weaving:
    """What the transforms know of a run's settings."""
    chosen = dataclasses.asdict(settings.weave)
    names = {field.name for field in dataclasses.fields(Weaving)} & chosen.keys()
    return Weaving(seed=settings.seed, **{name: chosen[name] for name in names})


def _metadata(
    settings: Mapping[str, Any], tokenizer: steps.Step, weaving: Weaving
) -> dict[str, str]:
    """What each shard says of itself in its footer."""
    return {
        "length": str(weaving.length),
        "tokenizer_sha256": settings["tokenizer"],
        "vocab_size": str(tokenizer.manifest()["stats"]["vocab_size"]),
        "settings_sha256": fingerprint.digest({key: settings[key] for key in ("seed", "weave")}),
    }


def _masks(decided: steps.Step, weaving: Weaving) -> bool:
    """Whether anything is without loss, so that shards need a column of labels."""
    repeats = weaving.composer == "context" and weaving.context_loss == "masked"
    return repeats or any(
        key.startswith("verdict/context_only/") for key in decided.manifest()["stats"]
    )


def _finish(given: Job, step: steps.Step, count: int, weaving: Weaving, times: job.Times) -> None:
    side = [file for record in step.records(count) for file in record["graph"]]
    given.step("graph", step.settings).finish(side, {})
    job.finish(step, count, length=weaving.length, times=times)
