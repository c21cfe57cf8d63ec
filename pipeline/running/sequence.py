"""The steps of a run in order, each done once, its result kept.

A finished step is left, unless it is damaged; an unfinished one is taken up where it stopped; one
with other settings is done again with those after it, except ingest, whose result no other setting
may quietly replace.  All that can be checked is checked before anything is done or deleted.
"""

from collections.abc import Mapping, Sequence

from repoloom.pipeline import sources
from repoloom.pipeline.running import (
    deaths,
    failing,
    folder,
    ingesting,
    selecting,
    tokenizing,
    weaving,
)
from repoloom.pipeline.running.job import Job

STEPS = ("store", "verdicts", "tokenizer", "shards")


def run(job: Job) -> dict[str, Mapping[str, float]]:
    """Does what is missing.  Returns the numbers of each step."""
    folder.check(job.output)
    for step in (selecting, tokenizing, ingesting):
        step.check(job)
    found = ingesting.discover(job)
    folder.check_apart(job.output, job.inputs, found)
    folder.make(job.output)
    with folder.locked(job.output):
        folder.sweep(job.output)
        if job.overwrite:
            folder.clear(job.output)
        elif job.retry_failed:
            failing.reopen(job)
        return _run(job, found)


def _run(job: Job, found: Sequence[sources.Source]) -> dict[str, Mapping[str, float]]:
    """The steps; again where a worker died whose work is known, which is then set aside.

    Each time round sets aside something more, so that it comes to an end.
    """
    while True:
        try:
            with deaths.recorded(job.output), deaths.noticed(job.output):
                return _steps(job, found)
        except deaths.WorkerDiedError as error:
            if not error.found or job.allowance.strict:
                raise


def _steps(job: Job, found: Sequence[sources.Source]) -> dict[str, Mapping[str, float]]:
    stored = ingesting.run(job, found)
    decided = selecting.run(job, stored)
    selecting.warn(job, decided)
    tokenizer = tokenizing.run(job, stored, decided)
    weaving.run(job, stored, decided, tokenizer)
    return {name: job.stats(name) for name in STEPS}
