"""The index of benchmarks that a run's workers share, and the report of what it holds."""

import json
import logging
import pathlib

from pipeline import filesystems
from transforms import contamination

_log = logging.getLogger(__name__)


def build(given: str, output: str) -> str:
    """Builds the index of the benchmark folder `given` in the output folder.

    Beside it stands `report.json`: the items of each benchmark, and the n-grams that were left out
    as its scaffolding, the most shared first.

    Returns:
        The path of the index, "" where no benchmarks are given.
    """
    if not given:
        return ""
    folder = filesystems.join(output, "benchmarks")
    filesystems.make_folder(folder)
    path = filesystems.join(folder, "index.npz")
    index = contamination.build(pathlib.Path(given))
    index.save(pathlib.Path(path))
    report = {
        name: {"items": items, "suppressed": list(index.suppressed.get(name, ()))}
        for name, items in index.benchmarks.items()
    }
    text = json.dumps(report, indent=1, ensure_ascii=False, sort_keys=True)
    filesystems.write_bytes(filesystems.join(folder, "report.json"), text.encode())
    _log.info("benchmarks: %s", ", ".join(f"{name} {n}" for name, n in index.benchmarks.items()))
    return path
