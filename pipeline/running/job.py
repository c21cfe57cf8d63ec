"""A job: what one run does, and how it does one step of it.

Whether a step's result is there is decided by its settings' digest alone; see
`pipeline.storage.steps`.
"""

import dataclasses
import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import apache_beam as beam

from repoloom.pipeline import config
from repoloom.pipeline.running import deaths, progress
from repoloom.pipeline.storage import damage, fingerprint, steps
from repoloom.transforms import failures
from repoloom.transforms.settings import FailureKeys

_log = logging.getLogger(__name__)

Times = Mapping[str, float]
"""`seconds` and `cpu_seconds` of a step, when it was done; they differ from run to run."""
Execute = Callable[[Callable[[beam.Pipeline], None], float, int], None]


class RunError(ValueError):
    """The run cannot start or go on; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Job:
    """One run over one output folder.

    Attributes:
        settings: what to do.
        inputs: what to read.
        output: where results go.
        execute: builds a pipeline from a function of its root and runs it to the end; the bytes
            that it will handle and the number of its parts tell a local run how many processes
            are worth their start.
        overwrite: whether another run's results in the output folder may go.
        retry_failed: whether what failed before is tried again.
    """

    settings: config.Config
    inputs: Sequence[str]
    output: str
    execute: Execute
    overwrite: bool = False
    retry_failed: bool = False

    @property
    def allowance(self) -> failures.Allowance:
        """Of the work on one file or repository, without what has ended a process."""
        names = [field.name for field in dataclasses.fields(FailureKeys)]
        chosen = {name: getattr(self.settings.failures, name) for name in names}
        record, died = deaths.folder(self.output), deaths.set_aside(self.output)
        return failures.Allowance(**chosen, record=record, died=died)

    def step(self, name: str, settings: Mapping[str, Any], *folders: str) -> steps.Step:
        """A step of this job."""
        return steps.Step(self.output, name, settings, folders=folders)

    def stats(self, name: str) -> Mapping[str, float]:
        """The numbers of a finished step."""
        stats: Mapping[str, float] = self.step(name, {}).manifest()["stats"]
        return stats

    def times(self, name: str) -> Times:
        """What a finished step took when it was done; empty where its manifest does not say."""
        times: Times = self.step(name, {}).manifest().get("times", {})
        return times


def done_before(step: steps.Step) -> bool:
    """Whether the step's result is there already and whole; says so if it is.

    What is damaged is deleted, so that the step is done again: its settings are those of this run.
    """
    try:
        if not step.finished():
            return False
    except steps.StepError as error:
        return _given_up(step, str(error))
    if wrong := damage.found(step):
        return _given_up(step, wrong)
    step.tidy()
    _log.info("%s: finished before", step.name)
    return True


def _given_up(step: steps.Step, wrong: str) -> bool:
    _log.warning("%s was finished, but is damaged (%s): it is done again", step.name, wrong)
    step.clear()
    return False


def run_parts(
    given: Job,
    step: steps.Step,
    parts: int,
    expected: float,
    graph: Callable[[beam.Pipeline, list[int]], None],
    *,
    together: bool = False,
) -> Times:
    """Does the missing parts of a step in one pipeline, and shows how far it is.

    Args:
        given: the job.
        step: unfinished.
        parts: its number of parts.
        expected: bytes that it will handle.
        graph: adds the pipeline of these parts to a root.
        together: the parts are not worth a process each.

    Returns:
        What it took, for `finish`.
    """

    def work() -> None:
        missing = step.missing(parts)
        with progress.shown(step, parts, expected):
            count = 1 if together else len(missing)
            given.execute(lambda root: graph(root, missing), expected, count)

    return do(step, work)


def do(step: steps.Step, work: Callable[[], None]) -> Times:
    """Runs the work of an unfinished step; says how long it took, and returns it."""
    try:
        changed = changes(step)
    except steps.StepError as error:  # nobody can say whose it is, and no later step holds it dear
        changed = [str(error).partition(";")[0]]
    if changed:
        _log.info("%s is done again: %s", step.name, "; ".join(changed))
    step.begin()
    started, cpu = time.monotonic(), _cpu_seconds()
    work()
    took = {"seconds": time.monotonic() - started, "cpu_seconds": _cpu_seconds() - cpu}
    _log.info("%s: done in %.1f s", step.name, took["seconds"])
    return {name: round(value, 3) for name, value in took.items()}


def _cpu_seconds() -> float:
    """Of this process, and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def finish(step: steps.Step, parts: int, **more: Any) -> None:
    """Closes a step from the records of its parts; `more` stands in its manifest, its times too."""
    records = step.records(parts)
    files = [file for record in records for file in record["files"]]
    stats = steps.total(record["stats"] for record in records)
    step.finish(files, stats, parts=parts, **more)


def changes(step: steps.Step) -> list[str]:
    """What differs from the settings of the result that stands in the step's folder, in words.

    Raises:
        StepError: what says so is damaged.
    """
    completed = step.completed()
    if completed == step.digest:
        return []
    recorded = step.recorded()
    if recorded is None:
        return ["its manifest is missing"] if completed else []
    if recorded["digest"] == step.digest:
        return []
    if (made := recorded.get("format")) != steps.FORMAT:
        return [f"it has format {made} of another version, this one has {steps.FORMAT}"]
    old, new = _visible(recorded.get("settings", {})), _visible(step.settings)
    changed = fingerprint.moves(old.pop("sources", {}), new.pop("sources", {}))
    return [*fingerprint.differences(old, new), *changed] or ["an earlier step changed"]


def _visible(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without the digests of earlier steps, which tell a reader nothing."""
    return {key: value for key, value in settings.items() if key not in ("store", "verdicts")}
