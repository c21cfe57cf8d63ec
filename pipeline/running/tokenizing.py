"""The step that provides the tokenizer: given, or trained on the kept text."""

import dataclasses
import logging
from typing import Any

from repoloom.pipeline import config
from repoloom.pipeline.running import balance, job, losses
from repoloom.pipeline.running.job import Job, RunError
from repoloom.pipeline.storage import filesystems, steps
from repoloom.pipeline.supplied import identity
from repoloom.pipeline.workers import shard_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer

_log = logging.getLogger(__name__)


def check(given: Job) -> None:
    """Raises what a given tokenizer raises that does not load: before ingest has worked for hours.

    Raises:
        ConfigError: it is none, or one that packing or infilling cannot work with.
        IdentityError: it cannot be read.
    """
    path = given.settings.tokenizer.tokenizer
    if not path:
        return
    try:
        Tokenizer.load(identity.read(path, "--tokenizer"))
    except ValueError as error:
        if isinstance(error, identity.IdentityError):
            raise
        raise config.ConfigError(f"--tokenizer {path}: {error}") from None


def run(given: Job, stored: steps.Step, decided: steps.Step) -> steps.Step:
    """Kept text, or a given model -> tokenizer."""
    chosen = given.settings.tokenizer
    settings: dict[str, Any] = {"tokenizer": dataclasses.asdict(chosen)}
    if chosen.tokenizer:
        settings["tokenizer"]["tokenizer"] = identity.file_digest(chosen.tokenizer, "--tokenizer")
    else:
        settings["verdicts"] = decided.digest
    step = given.step("tokenizer", settings)
    if job.done_before(step):
        return step
    path = step.path("tokenizer.model")

    def work() -> None:
        data = (
            filesystems.read_bytes(chosen.tokenizer)
            if chosen.tokenizer
            else _train(given, stored, decided)
        )
        Tokenizer.load(data)
        filesystems.write_bytes(path, data)

    times = job.do(step, work)
    pieces = Tokenizer.load(filesystems.read_bytes(path)).vocab_size
    if not chosen.tokenizer and pieces < chosen.vocab_size:
        _log.warning(
            "the kept text fills %d of the %d pieces of --vocab_size: the tokenizer has %d; give "
            "more text, or a --tokenizer",
            *(pieces, chosen.vocab_size, pieces),
        )
    step.finish([steps.describe(path)], {"vocab_size": pieces}, times=times)
    return step


def _train(given: Job, stored: steps.Step, decided: steps.Step) -> bytes:
    chosen = given.settings.tokenizer
    parts: int = stored.manifest()["parts"]
    if not balance.trained_files(decided):
        raise RunError(
            f"no file is left to train a tokenizer on: {losses.summary(given.output)}; "
            "give other limits (--policy, --licences, --include_kinds) or a --tokenizer"
        )
    texts = shard_parts.training_texts(
        Parts(stored.folder, parts),
        Parts(decided.folder, parts),
        sample_bytes=chosen.sample_bytes,
        kept_bytes=balance.kept_bytes(decided),
    )
    try:
        return vocabulary.train(
            texts,
            vocab_size=chosen.vocab_size,
            model=chosen.tokenizer_model,
            sample_bytes=chosen.sample_bytes,
        )
    except vocabulary.NoTextError as error:
        raise RunError(
            f"{error}: {losses.summary(given.output)}; docs/reasons.md explains each reason, "
            f"`repoloom why {given.output} PATH` one file"
        ) from None
