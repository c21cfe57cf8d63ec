"""The repositories of a finished run, as its store and verdicts have them."""

import itertools
from collections.abc import Iterable, Iterator

from repoloom.pipeline.storage import outputs, store
from repoloom.pipeline.workers import large_repositories
from repoloom.transforms import failures
from repoloom.transforms.records import SourceFile, Verdict

Judged = tuple[SourceFile, Verdict]


def repositories(folder: str) -> Iterator[tuple[str, Iterator[Judged]]]:
    """Each repository with its files, to be read before the next one."""
    output = outputs.open_output(folder)
    stored = {part.bucket: output.path("store", part.name) for part in output.parts("store")}
    for part in output.parts("verdicts"):
        rows = zip(
            store.read(stored[part.bucket]),
            store.read_verdicts(output.path("verdicts", part.name)),
            strict=True,
        )
        yield from itertools.groupby(rows, key=lambda row: row[0].repo)


def surveyed(files: Iterable[Judged]) -> large_repositories.Survey:
    """What the layout of a repository needs of its files."""
    survey = large_repositories.Survey()
    for number, (file, verdict) in enumerate(files):
        survey.take((number, file, verdict), 0, failures.DEFAULT)
    return survey
