"""Source repositories in, packed training shards out.

Flags and settings become steps, steps become pipelines, and the run ends with its table.  Nothing
that travels to a worker is defined here: what `__main__` holds cannot be unpickled elsewhere.
"""

import logging
import os
import pathlib
import re
import sys
import time
from collections.abc import Callable, Sequence

from pipeline import options

# Two processes start in 5 to 6 s and cost 9 CPU-seconds: one process does 10 MB in that time.  A
# step of 24 MB took 3 s in one and 10 s in two, one of 140 MB in four parts 21 s and 14 s.
PARALLEL_BYTES = 64 << 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the job.  Returns 0, 1 for a failure, 2 for a wrong command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        command = options.parse(sys.argv[1:] if arguments is None else arguments)
    except options.UsageError as error:
        return _fail(error, 2)
    # Beam logs what it then raises; a user sees it once, in the last line, or all with --debug.
    logging.getLogger("apache_beam").setLevel(logging.INFO if command.debug else logging.CRITICAL)
    logging.getLogger().addFilter(_without_import_noise)
    from pipeline import config, sources
    from pipeline.running import folder, identity, job

    wrong = (
        *(config.ConfigError, sources.SourceError, folder.OutputError),
        *(identity.IdentityError, job.RunError),
    )

    try:
        return _run(command)
    except wrong as error:
        return _fail(error, 2)
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return 130
    except Exception as error:  # the one edge where a failure becomes a line and an exit code
        if command.debug:
            raise
        return _fail(error, 1)


def _run(command: options.Command) -> int:
    from pipeline import run
    from pipeline.inspection import report
    from pipeline.running import job

    started, cpu = time.monotonic(), _cpu_seconds()
    given = job.Job(
        settings=command.settings,
        inputs=command.inputs,
        output=command.output,
        execute=_executor(command),
        overwrite=command.overwrite,
    )
    stats = run.run(given)
    times = {"seconds": time.monotonic() - started, "cpu_seconds": _cpu_seconds() - cpu}
    report.write(command.output, stats, times)
    return 0


def _executor(command: options.Command) -> Callable[..., None]:
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    def execute(build: Callable[[beam.Pipeline], None], size: float, parts: int) -> None:
        flags = [*_runner_flags(command, size, parts), *command.beam]
        with beam.Pipeline(options=PipelineOptions(flags)) as root:
            build(root)

    return execute


def _runner_flags(command: options.Command, size: float, parts: int) -> list[str]:
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
    project = pathlib.Path(__file__).resolve().with_name("pyproject.toml")
    if any(flag.startswith(brings) for flag in given) or not project.exists():
        return []
    return [f"--setup_file={project}"]


def _let_workers_import() -> None:
    """Worker processes start with the caller's folder on their path, not this file's."""
    here = str(pathlib.Path(__file__).resolve().parent)
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if here not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([here, *filter(None, paths)])


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _without_import_noise(record: logging.LogRecord) -> bool:
    return "apitools" not in record.getMessage()


def _fail(error: BaseException, code: int) -> int:
    """Prints one line: what happened, without what a runner has put around it."""
    text = str(error)
    if "Traceback (most recent call last)" in text:  # a worker process sends its whole traceback
        raised = re.findall(r"^\w[\w.]*: (.+)$", text, re.MULTILINE)
        text = raised[-1] if raised else text
    text = re.sub(r"\s*\[while running '[^']*'\]", "", text)
    text = re.sub(r"^(?:\w+(?:Error|Exception): )+", "", text)
    print(f"error: {' '.join(text.split()) or type(error).__name__}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
