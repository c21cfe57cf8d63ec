"""What executes a run: Beam, with the flags of the runner that was asked for."""

import os
from collections.abc import Callable

from repoloom.pipeline import options
from repoloom.pipeline.running.job import RunError
from repoloom.pipeline.workers import package

# Two processes start in 5 to 6 s and cost 9 CPU-seconds: one process does 10 MB in that time.  A
# step of 24 MB took 3 s in one and 10 s in two, one of 140 MB in four parts 21 s and 14 s.
PARALLEL_BYTES = 64 << 20


def executor(command: options.Command) -> Callable[..., None]:
    """What runs one pipeline: (how to build it, bytes that it handles, its parts) -> when done."""
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    def execute(build: Callable[[beam.Pipeline], None], size: float, parts: int) -> None:
        flags = [*runner_flags(command, size, parts), *command.beam]
        importable = package.importable_by_processes(os.environ)
        with importable, beam.Pipeline(options=PipelineOptions(flags)) as root:
            build(root)

    return execute


def check(command: options.Command) -> None:
    """Has Beam check its flags and the runner, before any work is done or given up.

    Raises:
        RunError: the runner is none, is not installed, or lacks a flag that it needs.
        PackageError: its workers would not find this package.
    """
    if not command.runner:
        return
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    flags = [*runner_flags(command, 0, 1), *command.beam]
    try:
        beam.Pipeline(options=PipelineOptions(flags))
    except (ValueError, TypeError, ImportError, AttributeError) as error:
        why = " ".join(str(error).split()).replace("apache_beam[", "repoloom[")
        raise RunError(f"--runner {command.runner}: {why}") from None


def runner_flags(command: options.Command, size: float, parts: int) -> list[str]:
    """Beam's flags for a pipeline.

    Args:
        command: with the runner, or "" for this machine's processes.
        size: bytes that the pipeline handles.
        parts: into which its work falls; more processes than that have nothing to do.
    """
    if command.runner:
        brought = package.remote_flags(command.runner, command.beam)
        return [f"--runner={command.runner}", *brought]
    cores = os.cpu_count() or 1
    workers = command.workers or (min(cores, parts) if size >= PARALLEL_BYTES else 1)
    flags = [f"--runner={options.FN_API_RUNNER}"]
    if workers > 1:
        flags += [f"--direct_num_workers={workers}", "--direct_running_mode=multi_processing"]
    return flags
