"""The step that reads the sources: its settings, its store."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from repoloom import languages
from repoloom.pipeline import build, config, sources
from repoloom.pipeline.running import job
from repoloom.pipeline.running.job import Job, RunError
from repoloom.pipeline.storage import fingerprint, steps, store
from repoloom.pipeline.supplied import decontamination, identity, protection
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import ingest, keyed

STORE_BUCKET_BYTES = 64 << 20


def check(given: Job) -> None:
    """Raises what wrong lists, benchmarks or a daemon that is not there raise, before any work."""
    chosen = given.settings.ingest
    protection.providers(chosen)
    protection.public_values(chosen)
    protection.left_out(chosen)
    decontamination.check(chosen.benchmarks)


def discover(given: Job) -> list[sources.Source]:
    """The sources that the inputs name."""
    chosen = given.settings.ingest
    only = config.names(chosen.only)
    names = ("repo", "path", "text", "licence", "rank")
    columns = {name: column for name in names if (column := getattr(chosen, f"{name}_column"))}
    found = sources.discover(given.inputs, revision=chosen.revision, columns=columns or None)
    asked = [source for source in found if not (only and source.repo) or source.repo in only]
    if not asked:
        raise RunError(f"no input is called {chosen.only}, which --only asks for")
    return asked


def run(given: Job, found: Sequence[sources.Source]) -> steps.Step:
    """Sources -> store.

    Raises:
        RunError: the output folder holds the store of other sources or settings, which no changed
            setting may quietly replace.
    """
    chosen = given.settings.ingest
    expected = sum(source.size for source in found)
    buckets = chosen.buckets or keyed.buckets_for(expected / STORE_BUCKET_BYTES)
    step = given.step("store", _settings(given.settings, found, buckets))
    if changed := job.changes(step):
        raise RunError(
            f"{given.output} holds the store of another run ({_few(changed)}): choose another "
            "--output, or pass --overwrite to replace it"
        )
    to = Parts(step.folder, buckets, digest=step.digest)
    if job.done_before(step):
        _check_columns(given.output, to)
        return step
    cleaning = _cleaning(given)
    only = config.names(chosen.only)
    limits = sources.Limits(
        max_file_bytes=chosen.max_file_bytes, max_archive_bytes=chosen.max_archive_bytes
    )

    times = job.run_parts(
        *(given, step, buckets, expected),
        lambda root, missing: build.ingest(root, found, missing, to, limits, cleaning, only),
    )
    job.finish(step, buckets, times=times, inputs=[*map(_spelled, given.inputs)])
    return step


def _few(changed: Sequence[str]) -> str:
    more = f"; and {len(changed) - 5} more" if len(changed) > 5 else ""
    return "; ".join(changed[:5]) + more


def _check_columns(output: str, stored: Parts) -> None:
    """Refuses the store of another version before later steps give up what they have made of it."""
    if missing := store.lacking(stored.path(0)):
        raise RunError(
            f"{output} holds a store of another version, without {', '.join(missing[:5])}: choose "
            "another --output, or pass --overwrite to read the sources again"
        )


def _cleaning(given: Job) -> ingest.Cleaning:
    chosen = given.settings.ingest
    secret = ingest.redaction_secret(chosen.redaction_key, given.settings.seed)
    return ingest.Cleaning(
        secret=secret if chosen.redact else b"",
        benchmarks=decontamination.build(chosen.benchmarks, given.output),
        permutations=chosen.permutations,
        syntax=chosen.measure_syntax,
        languages=languages.additions(chosen.languages),
        providers=protection.providers(chosen),
        unsafe=protection.DROP,
        public=protection.public_values(chosen),
        left_out=protection.left_out(chosen),
        allowance=given.allowance,
    )


def _settings(
    settings: config.Config, found: Sequence[sources.Source], buckets: int
) -> dict[str, Any]:
    chosen = dataclasses.asdict(settings.ingest) | {"buckets": buckets}
    chosen["redaction_key"] = fingerprint.digest(chosen["redaction_key"])
    chosen["benchmarks"] = identity.folder_digest(settings.ingest.benchmarks)
    chosen |= protection.identity(settings.ingest)
    return {
        "seed": settings.seed,
        "ingest": chosen,
        "sources": {_spelled(source.location): source.fingerprint for source in found},
    }


def _spelled(location: str) -> str:
    """The location as text that can be written: a folder's name need not be UTF-8."""
    return location.encode("utf-8", "backslashreplace").decode()
