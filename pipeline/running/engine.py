"""What executes a run: Beam, with the flags of the runner that was asked for."""

import os
import pathlib
from collections.abc import Callable, Sequence

import repoloom
from repoloom.pipeline import options

# Two processes start in 5 to 6 s and cost 9 CPU-seconds: one process does 10 MB in that time.  A
# step of 24 MB took 3 s in one and 10 s in two, one of 140 MB in four parts 21 s and 14 s.
PARALLEL_BYTES = 64 << 20


def executor(command: options.Command) -> Callable[..., None]:
    """What runs one pipeline: (how to build it, bytes that it handles, its parts) -> when done."""
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    def execute(build: Callable[[beam.Pipeline], None], size: float, parts: int) -> None:
        flags = [*runner_flags(command, size, parts), *command.beam]
        with beam.Pipeline(options=PipelineOptions(flags)) as root:
            build(root)

    return execute


def runner_flags(command: options.Command, size: float, parts: int) -> list[str]:
    """Beam's flags for a pipeline.

    Args:
        command: with the runner, or "" for this machine's processes.
        size: bytes that the pipeline handles.
        parts: into which its work falls; more processes than that have nothing to do.
    """
    if command.runner:
        return [f"--runner={command.runner}", *_package_flags(command.beam)]
    cores = os.cpu_count() or 1
    workers = command.workers or (min(cores, parts) if size >= PARALLEL_BYTES else 1)
    flags = [f"--runner={options.FN_API_RUNNER}"]
    if workers > 1:
        _let_workers_import()
        flags += [f"--direct_num_workers={workers}", "--direct_running_mode=multi_processing"]
    return flags


def _package_flags(given: Sequence[str]) -> list[str]:
    """Remote workers get this checkout as a package, unless the user says what they get."""
    brings = ("--setup_file", "--extra_package", "--sdk_container_image", "--sdk_location")
    project = _root() / "pyproject.toml"
    if any(flag.startswith(brings) for flag in given) or not project.exists():
        return []
    return [f"--setup_file={project}"]


def _let_workers_import() -> None:
    """Worker processes start with the caller's folder on their path, not this package's."""
    here = str(_root())
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if here not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([here, *filter(None, paths)])


def _root() -> pathlib.Path:
    """The folder that `repoloom` is imported from: a checkout, or the installed packages."""
    return pathlib.Path(repoloom.__file__).resolve().parent.parent
