"""`repoloom run`: flags become settings, settings become steps, and a table ends the run.

Light to import, so that `--help` and a wrong flag do not wait for Beam (2 s).
"""

import contextlib
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence

from repoloom.pipeline import beam_flags, options

_GRACE_SECONDS = 3.0
"""For which a thread that a run has left may still work when the process ends."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the job.

    Returns:
        0; 1 for a failure, or for more failed repositories than are allowed; 2 for a wrong command
        line or a wrong input; 130 or 143 where a user or the system has stopped it.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    before, code = frozenset(threading.enumerate()), 1
    try:
        code = _until_stopped(sys.argv[1:] if arguments is None else arguments)
    finally:
        _leave_behind(frozenset(threading.enumerate()) - before, code)
    return code


def _until_stopped(arguments: Sequence[str]) -> int:
    with _stoppable() as stopped:
        try:
            return _main(arguments)
        except BaseException as error:  # a runner may wrap what stopped it, or lose it
            if stopped or isinstance(error, KeyboardInterrupt):
                return _stop(stopped)
            raise


def _main(arguments: Sequence[str]) -> int:
    try:
        command = options.parse(arguments)
    except options.UsageError as error:
        return _fail(error, 2)
    # Beam logs what it then raises; a user sees it once, in the last line, or all with --debug.
    logging.getLogger("apache_beam").setLevel(logging.INFO if command.debug else logging.CRITICAL)
    logging.getLogger().addFilter(_without_import_noise)
    if not command.runner:
        for line in beam_flags.unheeded(command.beam):
            logging.warning("%s", line)
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
    except Exception as error:  # the one edge where a failure becomes a line and an exit code
        if command.debug or _stopping:
            raise
        return _fail(error, 1)


def _run(command: options.Command) -> int:
    from repoloom.pipeline.inspection import report
    from repoloom.pipeline.running import engine, failing, job, sequence

    engine.check(command)
    given = job.Job(
        settings=command.settings,
        inputs=command.inputs,
        output=command.output,
        execute=engine.executor(command),
        overwrite=command.overwrite,
        retry_failed=command.retry_failed,
    )
    stats = sequence.run(given)
    report.write(command.output, stats, {name: given.times(name) for name in stats})
    return failing.end(command.output, stats, command.settings.failures.max_failed_share)


_stopping: list[int] = []
"""Signals that have come, in this process."""


@contextlib.contextmanager
def _stoppable() -> Iterator[list[int]]:
    """Notes the signals that stop a run, so that nothing between here and there can lose them."""

    def stop(number: int, frame: object) -> None:
        del frame
        _stopping.append(number)
        raise KeyboardInterrupt

    _stopping.clear()
    if threading.current_thread() is not threading.main_thread():
        yield _stopping
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield _stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _stop(stopped: Sequence[int]) -> int:
    print(
        "stopped; run the same command again to go on from what is finished",
        file=sys.stderr,
    )
    return 128 + (stopped[0] if stopped else signal.SIGINT)


def _leave_behind(threads: frozenset[threading.Thread], code: int) -> None:
    """Sees to it that threads which a run has left do not keep its process from ending.

    Beam samples states in a thread that is no daemon.  Where a signal comes between its start and
    the block that stops it nothing ever does, and the interpreter would wait for it for ever.

    Args:
        threads: that the run has started and not ended.
        code: of the process, should it have to be ended.
    """
    left = [thread for thread in threads if not thread.daemon and thread.is_alive()]

    def end() -> None:
        threading.main_thread().join()
        for thread in left:
            thread.join(_GRACE_SECONDS)
        if any(thread.is_alive() for thread in left):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    if left:
        threading.Thread(target=end, name="end", daemon=True).start()


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
    text = " ".join(text.split()) or type(error).__name__
    print(f"error: {text}{_way_out(text) if code == 1 else ''}", file=sys.stderr)
    return code


_WAYS_OUT = (
    (r"\[Errno (28|122)\]|[Nn]o space left|quota exceeded", "free some space"),
    (r"\[Errno (13|30)\]|[Pp]ermission denied|[Rr]ead-only file", "make the folder writable"),
    (r"^MemoryError|Cannot allocate memory", "give fewer --direct_num_workers or more memory"),
)


def _way_out(text: str) -> str:
    """What to do about a fault of the machine; the run itself goes on from where it is."""
    for pattern, words in _WAYS_OUT:
        if re.search(pattern, text):
            return f"; {words} and run the same command again, what is finished stays"
    return ""
