"""What failed in a run: how much of it the run stands, and how it is tried again."""

import itertools
import logging
from collections.abc import Mapping

from repoloom.pipeline.running import deaths
from repoloom.pipeline.running.job import Job
from repoloom.pipeline.storage import failed, outputs
from repoloom.transforms.records import FAILED_REPOSITORIES

_log = logging.getLogger(__name__)

_LISTED = 20


def end(output: str, stats: Mapping[str, Mapping[str, float]], share: float) -> int:
    """Says how many repositories failed.  Returns 0, or 1 where they are more than allowed.

    Args:
        output: the run's folder.
        stats: the numbers of each step.
        share: of the repositories that may fail; one always may.
    """
    number = sum(int(found.get(FAILED_REPOSITORIES, 0)) for found in stats.values())
    if not number:
        return 0
    total = int(stats["store"].get("repos", 0))
    allowed = max(1, int(share * total))
    _log.warning(
        "%d of %d repositories failed, in whole or in part, and were set aside; "
        "`repoloom failures %s` lists them",
        *(number, total, output),
    )
    if number <= allowed:
        return 0
    for repo, failure in itertools.islice(failed.found(outputs.Output(output)), _LISTED):
        _log.error("%s:%s %s", repo, failure.path, failure)
    _log.error("error: more than %d failed, which max_failed_share %s allows", allowed, share)
    return 1


def reopen(job: Job) -> None:
    """Makes the parts of the steps unfinished in which something failed, and what follows them.

    Work that has ended a process is begun again, too.  What follows goes first, so that a process
    that dies here leaves nothing that was made of failures and counts as whole.
    """
    deaths.forget(job.output)
    store, verdicts, shards = (
        job.step("store", {}),
        job.step("verdicts", {}),
        job.step("shards", {}, "graph"),
    )
    again = store.failed_parts()
    if again or verdicts.failed_parts():
        for step in (shards, job.step("tokenizer", {}), verdicts):
            step.clear()
        store.reopen(again)
    elif again := shards.failed_parts():
        shards.reopen(again)
    else:
        _log.info("nothing failed in %s; there is nothing to try again", job.output)
