"""A repository whose texts are over the bound, part by part.

Its files are read twice: once one by one for their outlines, of which the graph and the order of
the whole repository are made, and then the texts of one part after the other.  Nothing of it is in
memory as a whole but outlines and names.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from repoloom import languages
from repoloom.pipeline.storage import store
from repoloom.transforms import failures
from repoloom.transforms.examples import division
from repoloom.transforms.graph import layout
from repoloom.transforms.records import CONTEXT_ONLY, KEPT, Failure, SourceFile, Verdict
from repoloom.transforms.scratch import texts
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Aside, Repository
from repoloom.transforms.tokens.pieces import KeptFile, read_outline
from repoloom.transforms.verdicts.verdicts import COPIED

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
    failed: list[Failure] = dataclasses.field(default_factory=list)

    def take(self, row: Row, import_lines: int, allowance: failures.Allowance) -> None:
        """Notes a row and lets go of its text."""
        number, file, verdict = row
        if verdict.reason in COPIED:
            self.copies.append(file.path)
        if file.text is None:
            return
        self.paths.append(file.path)
        if languages.is_manifest(file.path):
            self.manifests[file.path] = file.text
        if verdict.verdict in KEPT:
            self._keep(
                number, KeptFile(file, verdict.verdict == CONTEXT_ONLY), import_lines, allowance
            )

    def _keep(
        self, number: int, kept: KeptFile, import_lines: int, allowance: failures.Allowance
    ) -> None:
        file, text = kept.file, kept.file.text or b""
        outlined = failures.attempt(
            lambda: read_outline(file.language, text, import_lines)[1],
            *("cut", file.repo, file.path),
            size=len(text),
            content=text,
            allowance=allowance,
        )
        if isinstance(outlined, Failure):
            self.failed.append(outlined)
            return
        self.kept[file.path] = number, KeptFile(dataclasses.replace(file, text=None), kept.masked)
        self.sizes[file.path] = len(text)
        lean = outlined.lean() if outlined else None
        self.outlined.append(layout.Outlined(file.path, file.language, lean, file.signals.test))


def needed(row: Row) -> Row:
    """The row without a text that weave does not read: of a file neither kept nor a manifest.

    It is b"" then: that there is one tells a path that imports may mean.
    """
    number, file, verdict = row
    if not file.text or verdict.verdict in KEPT or languages.is_manifest(file.path):
        return row
    return number, dataclasses.replace(file, text=b""), verdict


def within(
    rows: Iterator[Row], bound: int, held: texts.Held
) -> tuple[collections.deque[Row], bool]:
    """Takes rows from the front until the kept texts of a repository are over the bound.

    Args:
        rows: of the repository.
        bound: bytes.
        held: takes the texts of the rows taken.

    Returns:
        The rows taken, and whether they are all and within the bound.
    """
    taken: collections.deque[Row] = collections.deque()
    total = 0
    for number, file, verdict in rows:
        total += len(file.text or b"") * (verdict.verdict in KEPT)
        taken.append((number, held.add(file), verdict))
        if total > bound:
            return taken, False
    return taken, True


def drained(rows: collections.deque[Row], held: texts.Held) -> Iterator[Row]:
    """The rows with their texts, each let go of once it has been taken."""
    while rows:
        number, file, verdict = rows.popleft()
        yield number, held.whole(file), verdict


def repositories(
    path: str, repo: str, rows: Iterable[Row], settings: Weaving, allowance: failures.Allowance
) -> Iterator[Repository | Aside]:
    """The parts of a repository, each within `settings.max_repo_bytes`, first part first.

    Args:
        path: the bucket of the store that has the repository.
        repo: its name.
        rows: all of it, in path order.
        settings: of the run.
        allowance: of the work on one file or repository.
    """
    survey, split = Survey(), ""
    for row in rows:
        split = row[2].split
        survey.take(row, settings.import_lines, allowance)
    files, failed = len(survey.kept) + len(survey.failed), tuple(survey.failed)
    if not files:
        return
    laid_out = failures.attempt(
        lambda: _divided(survey, settings),
        *("order", repo),
        size=sum(survey.sizes.values()),
        allowance=allowance,
    )
    if isinstance(laid_out, Failure):
        yield Aside(repo, files, laid_out)
        return
    found, parts = laid_out
    for number, part in enumerate(parts):
        kept = _with_texts(path, [survey.kept[name] for name in part])
        yield Repository(
            *(repo, split, kept, {}, survey.paths, survey.copies),
            layout=found,
            part=number,
            failed=() if number else failed,
        )


def _divided(survey: Survey, settings: Weaving) -> tuple[layout.Layout, Sequence[Sequence[str]]]:
    """The layout of the whole, and the paths of each part; one part without any at the least."""
    found = layout.lay_out(survey.outlined, survey.manifests, survey.paths, settings)
    survey.outlined.clear()
    parts = division.divide(survey.sizes, found.placed, found.pairs, settings.max_repo_bytes)
    return found, parts or [[]]


def _with_texts(path: str, files: Sequence[tuple[int, KeptFile]]) -> list[KeptFile]:
    ordered = sorted(files, key=lambda one: one[0])
    found = store.each_text(path, [row for row, _ in ordered])
    held = texts.Held()
    return [
        KeptFile(held.add(dataclasses.replace(one.file, text=text)), one.masked, held)
        for (_, one), text in zip(ordered, found, strict=True)
    ]
