"""The index of benchmarks that a run's workers share, and the report of what it holds."""

import functools
import json
import logging
import pathlib
import tempfile
from collections.abc import Callable

from repoloom.pipeline import config
from repoloom.pipeline.storage import filesystems
from repoloom.pipeline.supplied import identity
from repoloom.transforms.benchmarks import lookup, suites

_log = logging.getLogger(__name__)


def check(given: str) -> None:
    """Reads the benchmark folder `given`, "" for none, before any work is done or given up.

    Raises:
        ConfigError: a file of it gives no item.
        IdentityError: it is no folder.
    """
    if not given:
        return
    identity.require_folder(given)
    try:
        suites.check(pathlib.Path(given))
    except (ValueError, OSError) as error:
        raise config.ConfigError(f"--benchmarks {given}: {error}") from None


def build(given: str, output: str) -> Callable[[], lookup.Index] | None:
    """Builds the index of the benchmark folder `given` in the output folder.

    Beside it stands `report.json`: the items of each benchmark, and the n-grams that were left out
    as its scaffolding, the most shared first.

    Returns:
        What loads the index in a worker, None where no benchmarks are given.
    """
    if not given:
        return None
    folder = filesystems.join(output, "benchmarks")
    filesystems.make_folder(folder)
    path = filesystems.join(folder, "index.npz")
    index = lookup.build(pathlib.Path(given))
    with tempfile.TemporaryDirectory() as local:  # the output may be on a remote filesystem
        saved = pathlib.Path(local, "index.npz")
        index.save(saved)
        filesystems.write_bytes(path, saved.read_bytes())
    report = {
        name: {"items": items, "suppressed": list(index.suppressed.get(name, ()))}
        for name, items in index.benchmarks.items()
    }
    text = json.dumps(report, indent=1, ensure_ascii=False, sort_keys=True)
    filesystems.write_bytes(filesystems.join(folder, "report.json"), text.encode())
    _log.info("benchmarks: %s", ", ".join(f"{name} {n}" for name, n in index.benchmarks.items()))
    return functools.partial(load, path)


@functools.cache
def load(path: str) -> lookup.Index:
    """The index, once per process."""
    with tempfile.TemporaryDirectory() as local:
        saved = pathlib.Path(local, "index.npz")
        saved.write_bytes(filesystems.read_bytes(path))
        return lookup.load(saved)
