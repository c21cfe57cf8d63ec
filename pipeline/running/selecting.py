"""The step that judges every file: its settings, its verdicts."""

import logging

from repoloom.pipeline import build
from repoloom.pipeline.running import balance, job
from repoloom.pipeline.running.job import Job
from repoloom.pipeline.storage import steps
from repoloom.pipeline.supplied import against, policies
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.verdicts import presets

_log = logging.getLogger(__name__)


def check(given: Job) -> None:
    """Raises what a wrong policy or earlier run raises: before ingest has worked for hours."""
    chosen = given.settings.select
    policies.resolve(chosen)
    against.check(chosen.against, given.settings.ingest.permutations, given.output)


def run(given: Job, stored: steps.Step) -> steps.Step:
    """Signals of the store -> verdicts."""
    policy = policies.resolve(given.settings.select)
    chosen = policies.others(given.settings.select)
    settings = {"seed": given.settings.seed, "select": chosen, "store": stored.digest}
    settings["policy"] = presets.to_table(policy)
    parts: int = stored.manifest()["parts"]
    read, joined = against.join(Parts(stored.folder, parts), chosen.pop("against"), settings)
    step = given.step("verdicts", settings)
    if job.done_before(step):
        return step
    to = Parts(step.folder, parts, digest=step.digest)
    expected = stored.manifest()["stats"].get("bytes", 0)
    plain = {"seed": given.settings.seed, "policy": policy, **chosen, **joined}
    plain["strict"] = given.allowance.strict

    times = job.run_parts(
        *(given, step, parts, expected),
        lambda root, _: build.select(root, read, to, plain),  # all buckets: they are compared
        together=True,  # signatures only: a second process costs more than it brings
    )
    job.finish(step, parts, times=times)
    balance.check_verdicts(stored, step)
    return step


def warn(given: Job, decided: steps.Step) -> None:
    """Says it where a split that the settings ask for is empty."""
    stats, share = decided.manifest()["stats"], given.settings.select.validation_share
    files = {split: stats.get(f"split/{split}/files", 0) for split in ("train", "validation")}
    repos = sum(stats.get(f"split/{split}/repos", 0) for split in files)
    for split, wanted in (("train", 1 - share), ("validation", share)):
        if repos and wanted and not files[split]:
            _log.warning(
                "the %s split is empty: with --validation_share %g none of %.0f repositories fell "
                "to it; give another share or --seed, or %g to do without",
                *(split, share, repos, 1 - (split == "validation")),
            )
