"""Processes that died: what they worked on, and what is therefore not begun again.

A fault in C code ends a process at once.  Where it was a worker of this run, or the interpreter
saw the crash, its repository or file is set aside by the next attempt at the step.  Where a whole
run ended without a word, it may have been killed by a user as well as by its own work: then the
same file has to be in work at two such ends, or one repository at three.
"""

import collections
import contextlib
import json
import logging
import os
import pathlib
import signal
import threading
from collections.abc import Iterator, Sequence

from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import WHOLE
from repoloom.transforms.scratch import tasks
from repoloom.transforms.scratch.tasks import Task

_log = logging.getLogger(__name__)

FOLDER = ".died"
_KNOWN = "known.json"
_ENDS_OF_A_FILE = 2
_ENDS_OF_A_REPOSITORY = 3
_BEAMS_WORKER = "run_worker"
_BEAMS_READERS = ("read_grpc_client_inputs", "beam_control_read")
"""Names of Beam's threads: one waits for a worker process, the others read what it sends."""


class WorkerDiedError(RuntimeError):
    """A worker process of this run died; `found` says whether anything is on record of it."""

    def __init__(self, found: bool) -> None:
        what = "its work is set aside by the next run" if found else "nothing says of which work"
        super().__init__(f"a worker process died, {what}; run the same command again")
        self.found = found


def folder(output: str) -> str:
    """Where processes say what they work on; "" where the output is on another machine."""
    return "" if filesystems.is_remote(output) else filesystems.join(output, FOLDER)


def set_aside(output: str) -> frozenset[Task]:
    """The work that is not begun again."""
    sure: set[Task] = set()
    ends = collections.Counter[Task]()
    for task, crashed in _known(output):
        ends[task] += 1
        if crashed:
            sure.add(task)
    sure |= {task for task, number in ends.items() if number >= _ENDS_OF_A_FILE}
    repositories = collections.Counter[Task]()
    for task, number in ends.items():
        if task not in sure:
            repositories[_around(task)] += number
    sure |= {task for task, number in repositories.items() if number >= _ENDS_OF_A_REPOSITORY}
    return frozenset(sure)


def _around(task: Task) -> Task:
    """The work on the whole repository inside of which a step works on its files."""
    return Task({"clean": "read", "cut": "order"}.get(task.step, task.step), task.repo, WHOLE)


def _known(output: str) -> list[tuple[Task, bool]]:
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = json.loads(pathlib.Path(folder(output), _KNOWN).read_bytes())
        return [(Task(*task), bool(crashed)) for task, crashed in found]
    return []


def collect(output: str, dead: Sequence[tasks.Left], *, crashed: bool = False) -> bool:
    """Notes what dead processes worked on, and says it.

    Args:
        output: of the run.
        dead: what they have left.
        crashed: they died of a fault of their own, for this process goes on.

    Returns:
        Whether there was anything.
    """
    found = [(task, left.crashed or crashed) for left in dead for task in left.tasks]
    if not found:
        return False
    text = json.dumps([*_known(output), *found]).encode()
    filesystems.write_bytes(filesystems.join(folder(output), _KNOWN), text)
    aside = set_aside(output)
    for task, _ in found:
        name = task.repo if task.path == WHOLE else f"{task.repo}:{task.path}"
        then = "it is set aside" if {task, _around(task)} & aside else "it is tried once more"
        _log.warning("a process died while it worked on %s (%s); %s", name, task.step, then)
    return True


def forget(output: str) -> None:
    """What died is tried again."""
    if found := folder(output):
        filesystems.remove_tree(found)


@contextlib.contextmanager
def recorded(output: str) -> Iterator[None]:
    """Reads what an earlier run has left; what this one leaves goes, unless it dies in the block.

    To be entered under the lock of the output.
    """
    if not (place := folder(output)):
        yield
        return
    filesystems.make_folder(place)
    collect(output, tasks.read(place))
    tasks.sweep(place)
    try:
        yield
    finally:
        tasks.sweep(place)
        with contextlib.suppress(OSError):
            pathlib.Path(place).rmdir()


@contextlib.contextmanager
def noticed(output: str) -> Iterator[None]:
    """Ends the block where a worker process of a local run dies: its runner would wait for ever.

    Raises:
        WorkerDiedError: one has died.
    """
    place = folder(output)
    if not place or threading.current_thread() is not threading.main_thread():
        yield
        return
    died: list[bool] = []
    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        name = arguments.thread.name if arguments.thread else ""
        if name == _BEAMS_WORKER and not died:
            died.append(collect(output, _dead(place), crashed=True))
            os.kill(os.getpid(), signal.SIGUSR1)
        elif name not in (_BEAMS_WORKER, *_BEAMS_READERS):
            before(arguments)

    def stop(number: int, frame: object) -> None:
        del number, frame
        raise WorkerDiedError(died[0])

    threading.excepthook = hook
    restored = signal.signal(signal.SIGUSR1, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, restored or signal.SIG_DFL)
        threading.excepthook = before


def _dead(place: str) -> list[tasks.Left]:
    return [left for left in tasks.read(place) if not _lives(left.process)]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
