"""What failed in a run: by ingest and select as the verdicts say, by weave as its table says.

The verdicts were there before weave began, so what weave sets aside stands in a table of its own,
beside the graph; here the two are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from repoloom.pipeline.storage import graph_tables
from repoloom.transforms import columns
from repoloom.transforms.records import FAILED, KEPT, WHOLE, Failure

if TYPE_CHECKING:
    from repoloom.pipeline.storage.outputs import Output, Part

_COLUMNS = ("repo", *columns.names(Failure))


def found(output: Output) -> Iterator[tuple[str, Failure]]:
    """(repository, failure) of everything that failed; files of a repository one by one."""
    if output.finished("verdicts"):
        yield from _judged(output)
    if output.finished("graph"):
        for part in output.parts("graph", graph_tables.FAILURES):
            for repo, by_path in of_part(output, part).items():
                yield from ((repo, failure) for failure in by_path.values())


def _judged(output: Output) -> Iterator[tuple[str, Failure]]:
    if not any(key.startswith(f"verdict/{FAILED}/") for key in output.manifest("verdicts").stats):
        return
    for part in output.parts("verdicts"):
        for record in output.records(part, ("repo", "path", "verdict", "evidence")):
            if record["verdict"] == FAILED:
                path, said = str(record["path"]), str(record["evidence"])
                yield str(record["repo"]), Failure.parse(path, said)


def of_part(output: Output, part: Part, repo: str = "") -> dict[str, dict[str, Failure]]:
    """The failures of one of weave's tables: by repository and path."""
    failures: dict[str, dict[str, Failure]] = {}
    for record in output.records(part, _COLUMNS, repo):
        values = {name: str(record[name]) for name in _COLUMNS[1:]}
        failures.setdefault(str(record["repo"]), {})[values["path"]] = Failure(**values)
    return failures


def in_weave(output: Output, repo: str = "") -> dict[str, dict[str, Failure]]:
    """What weave set aside, by repository and path; with `repo`, of this one only."""
    failures: dict[str, dict[str, Failure]] = {}
    if not output.finished("graph"):
        return failures
    for part in output.parts("graph", graph_tables.FAILURES):
        if not repo or part.holds(repo):
            failures |= of_part(output, part, repo)
    return failures


def of_file(by_path: Mapping[str, Failure], path: str) -> Failure | None:
    """What holds for a file of a repository of which this failed: its own, or the whole's."""
    return by_path.get(path) or by_path.get(WHOLE)


def decided(
    record: Mapping[str, object], failures: Mapping[str, Mapping[str, Failure]]
) -> dict[str, object]:
    """A row of the verdicts as it stands after weave.

    Args:
        record: at least `repo`, `path`, `verdict`, `reason` and `evidence`.
        failures: as from `in_weave`.
    """
    failure = of_file(failures.get(cast(str, record["repo"]), {}), cast(str, record["path"]))
    if failure is None or record["verdict"] not in KEPT:
        return dict(record)
    return {**record, "verdict": FAILED, "reason": FAILED, "evidence": str(failure)}
