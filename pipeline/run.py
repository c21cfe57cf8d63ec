"""A run: the steps in order, each done once, its result kept.

Whether a step's result is there is decided by its settings' digest alone (see `pipeline.steps`).
A finished step is left; an unfinished one is taken up where it stopped; one with other settings is
done again with those after it, except ingest, whose result no other setting may quietly replace.
"""

import dataclasses
import functools
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import apache_beam as beam

from pipeline import (
    against,
    balance,
    build,
    config,
    decontamination,
    filesystems,
    folder,
    identity,
    policies,
    progress,
    protection,
    shardparts,
    sources,
    steps,
)
from pipeline.parts import Parts
from transforms import ingest, keyed, presets, vocabulary
from transforms.pieces import Weaving
from transforms.tokens import Tokenizer

_log = logging.getLogger(__name__)

STORE_BUCKET_BYTES = 64 << 20
Execute = Callable[[Callable[[beam.Pipeline], None], float, int], None]


class RunError(ValueError):
    """The run cannot start or go on; the message says why and what to do."""


@dataclasses.dataclass
class Run:
    """One run over one output folder.

    Attributes:
        settings: what to do.
        inputs: what to read.
        output: where results go.
        execute: builds a pipeline from a function of its root and runs it to the end; the bytes
            that it will handle and the number of its parts tell a local run how many processes
            are worth their start.
    """

    settings: config.Config
    inputs: Sequence[str]
    output: str
    execute: Execute
    overwrite: bool = False
    times: dict[str, float] = dataclasses.field(default_factory=dict)

    def __call__(self) -> dict[str, Mapping[str, float]]:
        """Does what is missing.  Returns the numbers of each step."""
        folder.check(self.output)
        policies.resolve(self.settings.select)  # a wrong policy is said before ingest, not after
        against.check(self.settings.select.against, self.settings.ingest.permutations)
        found = self._discover()
        filesystems.make_folder(self.output)
        with folder.locked(self.output):
            if self.overwrite:
                folder.clear(self.output)
            stored = self._ingest(found)
            decided = self._select(stored)
            tokenizer = self._tokenizer(stored, decided)
            self._weave(stored, decided, tokenizer)
            return {
                name: self._stats(name) for name in ("store", "verdicts", "tokenizer", "shards")
            }

    def _stats(self, name: str) -> Mapping[str, float]:
        stats: Mapping[str, float] = steps.Step(self.output, name, {}).manifest()["stats"]
        return stats

    def _discover(self) -> list[sources.Source]:
        chosen = self.settings.ingest
        names = ("repo", "path", "text", "licence", "rank")
        given = {name: column for name in names if (column := getattr(chosen, f"{name}_column"))}
        return sources.discover(self.inputs, revision=chosen.revision, columns=given or None)

    def _do(self, step: steps.Step, work: Callable[[], None]) -> None:
        """Runs the work of an unfinished step and says how long it took."""
        recorded = step.recorded()
        if recorded is not None and recorded["digest"] != step.digest:
            changed = config.differences(_visible(recorded["settings"]), _visible(step.settings))
            _log.info(
                "%s is done again: %s", step.name, "; ".join(changed) or "an earlier step changed"
            )
        step.begin()
        started = time.monotonic()
        work()
        self.times[step.name] = time.monotonic() - started
        _log.info("%s: done in %.1f s", step.name, self.times[step.name])

    def _ingest(self, found: Sequence[sources.Source]) -> steps.Step:
        chosen = self.settings.ingest
        expected = sum(source.size for source in found)
        buckets = chosen.buckets or keyed.buckets_for(expected / STORE_BUCKET_BYTES)
        step = steps.Step(self.output, "store", self._ingest_settings(found, buckets))
        recorded = step.recorded()
        if recorded is not None and recorded["digest"] != step.digest:
            changed = config.differences(recorded["settings"], step.settings)
            raise RunError(
                f"{self.output} holds the store of another run ({'; '.join(changed[:5])}): "
                "choose another --output, or pass --overwrite to replace it"
            )
        if step.finished():
            _log.info("store: finished before")
            return step
        secret = ingest.redaction_secret(chosen.redaction_key, self.settings.seed)
        cleaning = ingest.Cleaning(
            secret=secret if chosen.redact else b"",
            benchmarks=decontamination.build(chosen.benchmarks, self.output),
            permutations=chosen.permutations,
            providers=protection.providers(chosen),
            unsafe=protection.DROP,
        )
        limits = sources.Limits(
            max_file_bytes=chosen.max_file_bytes, max_archive_bytes=chosen.max_archive_bytes
        )
        to = Parts(step.folder, buckets)

        def work() -> None:
            missing = step.missing(buckets)
            with progress.shown(step, buckets, expected):
                self.execute(
                    lambda root: build.ingest(root, found, missing, to, limits, cleaning),
                    expected,
                    len(missing),
                )

        self._do(step, work)
        self._finish(step, buckets)
        return step

    def _ingest_settings(self, found: Sequence[sources.Source], buckets: int) -> dict[str, Any]:
        chosen = dataclasses.asdict(self.settings.ingest) | {"buckets": buckets}
        chosen["redaction_key"] = config.digest(chosen["redaction_key"])
        chosen["benchmarks"] = identity.folder_digest(self.settings.ingest.benchmarks)
        chosen |= protection.identity(self.settings.ingest)
        return {
            "seed": self.settings.seed,
            "ingest": chosen,
            "sources": {source.location: source.fingerprint for source in found},
        }

    def _finish(self, step: steps.Step, parts: int, **more: Any) -> dict[str, Any]:
        records = step.records(parts)
        files = [file for record in records for file in record["files"]]
        stats = steps.total(record["stats"] for record in records)
        return step.finish(files, stats, parts=parts, **more)

    def _select(self, stored: steps.Step) -> steps.Step:
        policy = policies.resolve(self.settings.select)
        chosen = policies.others(self.settings.select)
        settings = {"seed": self.settings.seed, "select": chosen, "store": stored.digest}
        settings["policy"] = presets.to_table(policy)
        parts: int = stored.manifest()["parts"]
        read, joined = against.join(Parts(stored.folder, parts), chosen.pop("against"), settings)
        step = steps.Step(self.output, "verdicts", settings)
        if step.finished():
            _log.info("verdicts: finished before")
            return step
        to = Parts(step.folder, parts)
        expected = stored.manifest()["stats"].get("bytes", 0)
        given = {"seed": self.settings.seed, "policy": policy, **chosen, **joined}

        def work() -> None:
            with progress.shown(step, parts, expected):
                # Signatures only: a second process costs more than it brings.
                self.execute(lambda root: build.select(root, read, to, given), expected, 1)

        self._do(step, work)
        self._finish(step, parts)
        balance.check_verdicts(stored, step)
        return step

    def _tokenizer(self, stored: steps.Step, decided: steps.Step) -> steps.Step:
        chosen = self.settings.tokenizer
        settings: dict[str, Any] = {"tokenizer": dataclasses.asdict(chosen)}
        if chosen.tokenizer:
            settings["tokenizer"]["tokenizer"] = identity.file_digest(chosen.tokenizer)
        else:
            settings["verdicts"] = decided.digest
        step = steps.Step(self.output, "tokenizer", settings)
        if step.finished():
            _log.info("tokenizer: finished before")
            return step
        path = step.path("tokenizer.model")

        def work() -> None:
            data = (
                filesystems.read_bytes(chosen.tokenizer)
                if chosen.tokenizer
                else self._train(stored, decided)
            )
            Tokenizer.load(data)
            filesystems.write_bytes(path, data)

        self._do(step, work)
        vocabulary_size = Tokenizer.load(filesystems.read_bytes(path)).vocab_size
        step.finish([steps.describe(path)], {"vocab_size": vocabulary_size})
        return step

    def _train(self, stored: steps.Step, decided: steps.Step) -> bytes:
        chosen = self.settings.tokenizer
        parts: int = stored.manifest()["parts"]
        texts = shardparts.training_texts(
            Parts(stored.folder, parts),
            Parts(decided.folder, parts),
            sample_bytes=chosen.sample_bytes,
            kept_bytes=balance.kept_bytes(decided),
        )
        return vocabulary.train(
            texts,
            vocab_size=chosen.vocab_size,
            model=chosen.tokenizer_model,
            sample_bytes=chosen.sample_bytes,
        )

    def _weave(self, stored: steps.Step, decided: steps.Step, tokenizer: steps.Step) -> steps.Step:
        chosen = dataclasses.asdict(self.settings.weave)
        kept = balance.kept_bytes(decided)
        count = chosen["shards"] or keyed.buckets_for(kept / chosen["shard_bytes"])
        settings = {
            "seed": self.settings.seed,
            "weave": chosen | {"shards": count},
            "verdicts": decided.digest,
            "tokenizer": tokenizer.manifest()["files"][0]["sha256"],
        }
        step = steps.Step(self.output, "shards", settings, folders=("graph",))
        if step.finished():
            _log.info("shards: finished before")
            return step
        names = {field.name for field in dataclasses.fields(Weaving)} & chosen.keys()
        weaving = Weaving(seed=self.settings.seed, **{key: chosen[key] for key in names})
        parts: int = stored.manifest()["parts"]
        read = functools.partial(
            shardparts.shard_repositories,
            Parts(stored.folder, parts),
            Parts(decided.folder, parts),
            Parts(step.folder, count),
        )
        metadata = {
            "length": str(weaving.length),
            "tokenizer_sha256": settings["tokenizer"],
            "vocab_size": str(tokenizer.manifest()["stats"]["vocab_size"]),
            "settings_sha256": config.digest({key: settings[key] for key in ("seed", "weave")}),
        }
        masks = any(key.startswith("verdict/context_only/") for key in decided.manifest()["stats"])
        form = {"labels": masks, "remaining": weaving.middle_remaining}
        write = functools.partial(shardparts.store_shard, self.output, count, metadata, form)
        load = functools.partial(load_tokenizer, tokenizer.path("tokenizer.model"))

        def work() -> None:
            missing = step.missing(count)
            with progress.shown(step, count, kept):
                self.execute(
                    lambda root: build.weave(root, missing, read, write, load, weaving),
                    kept,
                    len(missing),
                )

        self._do(step, work)
        self._finish_weave(step, count, weaving)
        balance.check_placed(decided, step)
        return step

    def _finish_weave(self, step: steps.Step, count: int, weaving: Weaving) -> None:
        side = [file for record in step.records(count) for file in record["graph"]]
        graph = steps.Step(self.output, "graph", step.settings)
        graph.finish(side, {})
        self._finish(step, count, length=weaving.length)


@functools.cache
def load_tokenizer(path: str) -> Tokenizer:
    """The tokenizer, once per process."""
    return Tokenizer.load(filesystems.read_bytes(path))


def _visible(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without the digests of earlier steps, which tell a reader nothing."""
    return {key: value for key, value in settings.items() if key not in ("store", "verdicts")}
