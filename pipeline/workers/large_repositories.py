"""A repository whose texts are over the bound, part by part.

Its files are read twice: once one by one for their outlines, of which the graph and the order of
the whole repository are made, and then the texts of one part after the other.  Nothing of it is in
memory as a whole but outlines and names.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Iterator

from repoloom import languages
from repoloom.pipeline.storage import store
from repoloom.transforms.examples import division
from repoloom.transforms.graph import layout
from repoloom.transforms.records import CONTEXT_ONLY, TRAIN, SourceFile, Verdict
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.pieces import KeptFile, read_outline
from repoloom.transforms.verdicts.verdicts import COPIED
from repoloom.transforms.weave import Repository

Row = tuple[int, SourceFile, Verdict]
"""A row of a bucket: its number, what the store and what select say of it."""


@dataclasses.dataclass
class Survey:
    """What one reading of a repository leaves."""

    outlined: list[layout.Outlined] = dataclasses.field(default_factory=list)
    kept: dict[str, tuple[int, KeptFile]] = dataclasses.field(default_factory=dict)
    sizes: dict[str, int] = dataclasses.field(default_factory=dict)
    paths: list[str] = dataclasses.field(default_factory=list)
    copies: list[str] = dataclasses.field(default_factory=list)
    manifests: dict[str, bytes] = dataclasses.field(default_factory=dict)

    def take(self, row: Row, import_lines: int) -> None:
        """Notes a row and lets go of its text."""
        number, file, verdict = row
        if verdict.reason in COPIED:
            self.copies.append(file.path)
        if file.text is None:
            return
        self.paths.append(file.path)
        if languages.is_manifest(file.path):
            self.manifests[file.path] = file.text
        if verdict.verdict in (TRAIN, CONTEXT_ONLY):
            masked = verdict.verdict == CONTEXT_ONLY
            self.kept[file.path] = (
                number,
                KeptFile(dataclasses.replace(file, text=None), masked),
            )
            self.sizes[file.path] = len(file.text)
            _, outline = read_outline(file.language, file.text, import_lines)
            self.outlined.append(
                layout.Outlined(file.path, file.language, outline, file.signals.test)
            )


def within(rows: Iterator[Row], bound: int) -> tuple[collections.deque[Row], bool]:
    """Takes rows from the front until the kept texts of a repository are over the bound.

    Returns:
        The rows taken, and whether they are all and within the bound.
    """
    taken: collections.deque[Row] = collections.deque()
    held = 0
    for row in rows:
        taken.append(row)
        held += len(row[1].text or b"") * (row[2].verdict in (TRAIN, CONTEXT_ONLY))
        if held > bound:
            return taken, False
    return taken, True


def drained(rows: collections.deque[Row]) -> Iterator[Row]:
    """The rows, each let go of once it has been taken."""
    while rows:
        yield rows.popleft()


def repositories(
    path: str, repo: str, rows: Iterable[Row], settings: Weaving
) -> Iterator[Repository]:
    """The parts of a repository, each within `settings.max_repo_bytes`, first part first.

    Args:
        path: the bucket of the store that has the repository.
        repo: its name.
        rows: all of it, in path order.
        settings: of the run.
    """
    survey, split = Survey(), ""
    for row in rows:
        split = row[2].split
        survey.take(row, settings.import_lines)
    if not survey.kept:
        return
    found = layout.lay_out(survey.outlined, survey.manifests, survey.paths, settings)
    survey.outlined.clear()
    parts = division.divide(survey.sizes, found.placed, found.pairs, settings.max_repo_bytes)
    for number, part in enumerate(parts):
        ordered = sorted((survey.kept[name] for name in part), key=lambda one: one[0])
        texts = store.read_texts(path, [row for row, _ in ordered])
        kept = [
            KeptFile(dataclasses.replace(one.file, text=text), one.masked)
            for (_, one), text in zip(ordered, texts, strict=True)
        ]
        yield Repository(
            repo, split, kept, {}, survey.paths, survey.copies, layout=found, part=number
        )
