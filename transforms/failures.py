"""Setting aside: what fails on one repository or file becomes a record, and the run goes on.

A corpus of 173 million repositories holds every fault a thousand times, so work on one of them is
an `attempt`: an exception that nobody expected, or an overrun of the last resorts, gives a
`Failure` instead of a result.  What is wrong with the machine (a full disk, a missing package)
is nobody's failure and ends the run.
"""

import contextlib
import ctypes
import dataclasses
import errno
import hashlib
import logging
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import TypeVar

from repoloom.transforms.records import WHOLE, Failure
from repoloom.transforms.scratch import tasks
from repoloom.transforms.settings import FailureKeys

_log = logging.getLogger(__name__)

T = TypeVar("T")

_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOLCK}
)
"""What the operating system says when no repository is at fault."""
_LOOK_SECONDS = 1.0
_SLOW_SECONDS = 60.0
_MAXRSS = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


class OverrunError(Exception):
    """Raised into work that took more CPU time or memory than the last resorts allow."""


class StrictError(RuntimeError):
    """Work failed where nothing may be set aside; the message names the repository and file."""


class ProcessDiedError(Exception):
    """A process died while it did this work: it is not done again."""


@dataclasses.dataclass(frozen=True)
class Allowance(FailureKeys):
    """The last resorts, whether anything may be set aside at all, and what has to be.

    Attributes:
        record: folder in which processes say what they work on (`scratch.tasks`), "" for none.
        died: work that has ended a process; it fails without being begun.
    """

    record: str = ""
    died: frozenset[tasks.Task] = frozenset()

    def seconds(self, size: int) -> float:
        """CPU time for a text of so many bytes."""
        return self.cpu_seconds * (1 + size / (1 << 20))


DEFAULT = Allowance()


@dataclasses.dataclass(eq=False)
class _Task:
    """One attempt that is running, as the watchdog sees it."""

    step: str
    repo: str
    path: str
    size: int
    allowance: Allowance
    began: float = 0.0
    peak: int = 0
    told: float = _SLOW_SECONDS
    over: bool = False


_tasks: dict[int, list[_Task]] = {}
"""The running attempts of each thread, the innermost last."""
_lock = threading.RLock()
_watchdog: list[threading.Thread] = []


def attempt(
    work: Callable[[], T],
    step: str,
    repo: str,
    path: str = WHOLE,
    *,
    size: int = 0,
    content: bytes = b"",
    allowance: Allowance = DEFAULT,
) -> T | Failure:
    """The result of `work`, or what it failed of.

    Attempts may stand inside each other: the innermost one that is at fault fails.

    Args:
        work: on one repository or file.
        step: what it does, one word.
        repo: the repository.
        path: of the file; of the whole repository where it is not given.
        size: bytes of text that it works on; more may be told on the way (`more`).
        content: what it works on, for the digest of the case.
        allowance: of time and memory.

    Raises:
        StrictError: it failed, and `allowance.strict` holds.
        Exception: it failed of what the machine lacks: room on a disk, a package.
    """
    task = _Task(step, repo, path, size, allowance)
    try:
        try:
            if (step, repo, path) in allowance.died:
                raise ProcessDiedError("a process died of it before")
            _enter(task)
            return work()
        finally:
            _leave(task)
    except Exception as error:
        _leave(task)  # an overrun may be raised between the two lines of `finally`
        if ends_the_run(error) or (isinstance(error, OverrunError) and not task.over):
            raise
        if allowance.strict:
            raise StrictError(
                f"{repo}:{path} failed in {step}: {type(error).__name__}: {error}"
            ) from error
        return of(error, step, repo, path, content)


def of(error: Exception, step: str, repo: str, path: str = WHOLE, content: bytes = b"") -> Failure:
    """The record of a failure.  The exception's words are not in it: they may quote a secret."""
    name, place, line = type(error).__name__, *_place(error)
    case = hashlib.sha256()
    for part in (step, name, place, repo, path):
        case.update(part.encode("utf-8", "surrogateescape") + b"\0")
    case.update(content)
    return Failure(path, step, name, f"{place}:{line}" if line else place, case.hexdigest()[:16])


def ends_the_run(error: BaseException) -> bool:
    """Whether an exception is nobody's failure: what the machine or the installation lacks."""
    if isinstance(error, OSError):
        return error.errno in _MACHINE
    return isinstance(error, ImportError | StrictError)


def more(size: int) -> None:
    """Tells the attempts of this thread that they work on so many more bytes of text."""
    for task in _tasks.get(threading.get_ident(), ()):
        task.size += size


def _place(error: BaseException) -> tuple[str, int]:
    """Module and function of ours in which it was raised, and the line: "", 0 where in none."""
    ours = f"{__package__.partition('.')[0]}."
    frames = [
        (str(frame.f_globals.get("__name__", "")), frame.f_code.co_name, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    for module, function, line in reversed(frames):
        if module.startswith(ours) and module != __name__:
            return f"{module.removeprefix(ours)}.{function}", line
    return "", 0


def _enter(task: _Task) -> None:
    thread = threading.get_ident()
    with _lock:
        task.began, task.peak = _cpu(thread), _peak()
        _tasks.setdefault(thread, []).append(task)
        if not (_watchdog and _watchdog[-1].is_alive()):
            _watchdog[:] = [threading.Thread(target=_watch, name="watchdog", daemon=True)]
            _watchdog[-1].start()
        _put_on_record(task)


def _leave(task: _Task) -> None:
    thread = threading.get_ident()
    with _lock:
        running = _tasks.get(thread, [])
        if task in running:
            running.remove(task)
            _put_on_record(task)
            if task.over:
                _raise_into(thread, None)  # what has not been raised yet would hit the next work
        if not running:
            _tasks.pop(thread, None)


def _put_on_record(task: _Task) -> None:
    """Says what this process works on, in the folder of the task's run."""
    if folder := task.allowance.record:
        innermost = [running[-1] for running in _tasks.values() if running]
        tasks.write(folder, [tasks.Task(one.step, one.repo, one.path) for one in innermost])


def _watch() -> None:
    """Looks at what runs, once a second, as long as the process lives."""
    while True:
        time.sleep(_LOOK_SECONDS)
        with _lock:  # no attempt ends meanwhile, so its thread is alive
            for thread, running in _tasks.items():
                _look(thread, running)


def _look(thread: int, running: list[_Task]) -> None:
    now, peak = _cpu(thread), _peak()
    innermost = running[-1]
    used = now - innermost.began
    if used > innermost.told:
        innermost.told = used * 2
        _log.warning("%s of %s takes long: %.0f CPU-seconds so far, at %s", *_told(thread, used))
    for task in reversed(running):
        if task.over:
            continue
        slow = now - task.began > task.allowance.seconds(task.size)
        large = peak - task.peak > task.allowance.memory_bytes
        if slow or large:
            task.over = True
            _raise_into(thread, OverrunError)
            return


def _told(thread: int, used: float) -> tuple[str, str, float, str]:
    """What the watchdog says of a thread: step, repository and path, CPU-seconds, place."""
    task, frame = _tasks[thread][-1], sys._current_frames().get(thread)
    name = task.repo if task.path == WHOLE else f"{task.repo}:{task.path}"
    place = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}" if frame else "?"
    return task.step, name, used, place


def _raise_into(thread: int, error: type[BaseException] | None) -> None:
    """Raises an exception in a thread where it next runs Python; None takes it back."""
    value = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), value)


def _cpu(thread: int) -> float:
    """CPU-seconds of a thread that is alive; of the process where the system cannot tell."""
    with contextlib.suppress(AttributeError, OSError):
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    return time.process_time()


def _peak() -> int:
    """The most bytes that the process has had in memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS
