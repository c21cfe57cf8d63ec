"""`repoloom run`: flags become settings, settings become steps, and a table ends the run.

Light to import, so that `--help` and a wrong flag do not wait for Beam (2 s).
"""

import logging
import os
import re
import sys
import time
from collections.abc import Sequence

from repoloom.pipeline import options


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the job.  Returns 0, 1 for a failure or too many, 2 for a wrong command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        command = options.parse(sys.argv[1:] if arguments is None else arguments)
    except options.UsageError as error:
        return _fail(error, 2)
    # Beam logs what it then raises; a user sees it once, in the last line, or all with --debug.
    logging.getLogger("apache_beam").setLevel(logging.INFO if command.debug else logging.CRITICAL)
    logging.getLogger().addFilter(_without_import_noise)
    from repoloom.pipeline import config, sources
    from repoloom.pipeline.running import folder, job
    from repoloom.pipeline.supplied import identity
    from repoloom.pipeline.workers import package

    wrong = (
        *(config.ConfigError, sources.SourceError, folder.OutputError),
        *(identity.IdentityError, job.RunError, package.PackageError),
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
    from repoloom.pipeline.inspection import report
    from repoloom.pipeline.running import engine, failing, job, sequence

    started, cpu = time.monotonic(), _cpu_seconds()
    given = job.Job(
        settings=command.settings,
        inputs=command.inputs,
        output=command.output,
        execute=engine.executor(command),
        overwrite=command.overwrite,
        retry_failed=command.retry_failed,
    )
    stats = sequence.run(given)
    times = {"seconds": time.monotonic() - started, "cpu_seconds": _cpu_seconds() - cpu}
    report.write(command.output, stats, times)
    return failing.end(command.output, stats, command.settings.failures.max_failed_share)


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
