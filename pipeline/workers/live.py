"""What a worker publishes of a part while it works on it: two numbers in a small file.

The file stands beside the parts' records, and only the driver's line of progress reads it
(`running.progress`); nothing depends on it.  Remote workers publish nothing.
"""

import contextlib
import json
import pathlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator

from repoloom.pipeline.storage import filesystems

_WRITE_SECONDS = 1.0


@contextlib.contextmanager
def published(folder: str, part: int, stats: Counter[str]) -> Iterator[None]:
    """Publishes `stats` once a second while the block fills them."""
    if filesystems.is_remote(folder):
        yield
        return
    path = pathlib.Path(folder, "parts", f"{part:05d}.live")
    try:
        with beside(_publish, path, stats):
            yield
    finally:
        path.unlink(missing_ok=True)


def _publish(path: pathlib.Path, stats: Counter[str], stop: threading.Event) -> None:
    while not stop.wait(_WRITE_SECONDS):
        path.write_text(json.dumps({key: stats[key] for key in ("files", "bytes")}))


@contextlib.contextmanager
def beside(work: Callable[..., None], *arguments: object) -> Iterator[None]:
    """Runs `work` in a thread while the block runs; its last argument tells it to stop."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(*arguments, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
