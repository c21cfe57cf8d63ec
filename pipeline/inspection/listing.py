"""A packed row as code: `repoloom show`.

What is printed is what the model reads, in the order in which it reads it, from the ids of the row
alone: a row that contradicts its provenance shows that it does.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from repoloom.pipeline import console
from repoloom.pipeline.console import Span, plural
from repoloom.pipeline.storage.outputs import InspectionError, Output, Part

if TYPE_CHECKING:
    from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment
    from repoloom.transforms.tokens.tokenizer import Tokenizer

_ROLES = {"fim_prefix": "prefix", "fim_middle": "middle", "fim_suffix": "suffix"}
_STYLES = {
    "": "",
    "prefix": "cyan",
    "middle": "bold black on green",
    "suffix": "yellow",
    "path": "bold underline",
    "masked": "dim",
    "control": "bold magenta",
    "border": "bold blue",
    "note": "italic bright_black",
}
CONTROLS = {
    "pad": "<pad>",
    "bos": "<bos>",
    "eos": "<eos>",
    "fim_prefix": "<|fim_prefix|>",
    "fim_middle": "<|fim_middle|>",
    "fim_suffix": "<|fim_suffix|>",
    "file_separator": "<|file_separator|>",
}
"""Attribute of the tokenizer to the symbol that is printed for its id."""


def runs(
    ids: npt.NDArray[np.int32], tokenizer: Tokenizer
) -> Iterator[tuple[str, npt.NDArray[np.int32]]]:
    """Cuts ids [tokens] at control tokens: (control that opens the run, ids up to the next one).

    The name is "" for what stands before the first control token; its run may be empty, as any.
    """
    names = {getattr(tokenizer, name): name for name in CONTROLS}
    places = np.flatnonzero(np.isin(ids, list(names)))
    yield "", ids[: places[0] if len(places) else len(ids)]
    for place, end in itertools.pairwise([*places.tolist(), len(ids)]):
        yield names[int(ids[place])], ids[place + 1 : end]


def piece(file: PlacedFile, ids: npt.NDArray[np.int32], tokenizer: Tokenizer) -> Iterator[Span]:
    """The text of a placed file with its roles, from the row's ids [tokens]."""
    last = ""
    for control, inner in runs(ids[max(file.start, 0) : file.end], tokenizer):
        text = tokenizer.decode(inner).decode("utf-8", "backslashreplace")
        role = _ROLES.get(control, "masked" if file.masked else "")
        if control:
            yield Span(CONTROLS[control], _STYLES["control"])
        elif text.startswith(file.path + "\n"):
            yield Span(file.path, _STYLES["path"])
            text = text[len(file.path) :]
        yield Span(text, _STYLES[role])
        last = text or last
    if not last.endswith("\n"):
        yield Span("\n")


def note(file: PlacedFile, size: int) -> str:
    """Provenance of a file in one line; `size` is the length of its row in tokens."""
    parts = [
        file.path,
        file.language or "unknown language",
        file.licence or "no licence",
        f"{file.mode}, rule {file.rule}" if file.mode else "no infilling",
        f"{file.end - file.start} tokens",
    ]
    if file.parts > 1:
        place = f"bytes {file.text_start} to {file.text_end}"
        parts.append(f"part {file.part + 1} of {file.parts}, {place}")
    if file.ranges:
        spans = ", ".join(f"{start}-{end}" for start, end in file.spans)
        parts.append(f"a slice of it, {plural(file.size, 'byte')}: {spans}")
    if file.is_copy:
        parts.append("repeated for what follows")
    if file.start < 0:
        parts.append(f"only its last {plural(file.end, 'token')}, the first end another row")
    if file.end > size:
        first = plural(size - file.start, "token")
        parts.append(f"only its first {first}, the last begin another row")
    if file.masked:
        parts.append("loss masked")
    return " | ".join(parts)


def segment(
    number: int, row: PackedRow, ids: npt.NDArray[np.int32], tokenizer: Tokenizer
) -> Iterator[Span]:
    """Segment `number` (from 0) of a row: a border, then each file under its provenance."""
    origin = row.segments[number]
    yield Span(
        f"=== segment {number + 1} of {len(row.segments)}: {origin.repo}, "
        f"{plural(len(origin.files), 'file')}, {plural(row.lengths[number], 'token')}, "
        f"unit {origin.unit.hex()}\n",
        _STYLES["border"],
    )
    for index, file in enumerate(origin.files):
        if index:
            yield Span(CONTROLS["file_separator"], _STYLES["control"])
            yield Span("\n")
        yield Span(f"--- {note(file, len(ids))}\n", _STYLES["note"])
        yield from piece(file, ids, tokenizer)


def listing(row: PackedRow, place: str, tokenizer: Tokenizer, repo: str = "") -> Iterator[Span]:
    """A whole row, or only its segments of `repo`; `place` says where it stands."""
    ids = np.frombuffer(row.input_ids, "<i4")
    yield Span(
        f"##### {place}: {plural(len(ids), 'token')}, {plural(len(row.segments), 'segment')}, "
        f"key {row.key.hex()}\n",
        _STYLES["border"],
    )
    for number, origin in enumerate(row.segments):
        if repo in ("", origin.repo):
            yield from segment(number, row, ids, tokenizer)


def rows(output: Output, first: int, repo: str) -> Iterator[tuple[int, Part, int, PackedRow]]:
    """Rows of the run from number `first` on, those that hold `repo`.

    Rows are numbered through the shards in the order of their names: all of train, then all of
    validation.

    Yields:
        The row's number, its shard, its number in the shard and the row.
    """
    start = 0
    for part in output.parts("shards"):
        size = output.rows_of(part)
        if start + size > first and (not repo or part.holds(repo)):
            skipped = max(first - start, 0)
            for index, row in enumerate(output.rows(part, first=skipped), skipped):
                if not repo or _holds(row.segments, repo):
                    yield start + index, part, index, row
        start += size


def _holds(segments: tuple[Segment, ...], repo: str) -> bool:
    return any(segment.repo == repo for segment in segments)


def print_rows(output: Output, *, first: int | None, repo: str, count: int) -> int:
    """Prints `count` rows from row `first` on; with `repo`, rows and segments of it only.

    Raises:
        InspectionError: there is no such row, or none that holds the repository.
    """
    found = 0
    tokenizer = None
    for number, part, index, row in itertools.islice(rows(output, first or 0, repo), count):
        tokenizer = tokenizer or output.tokenizer()
        place = f"row {number} ({part.name} row {index})"
        console.print_spans(listing(row, place, tokenizer, repo), sys.stdout)
        found += 1
    if count and not found:
        raise InspectionError(_missing(output, first, repo), code=2)
    return 0


def _missing(output: Output, first: int | None, repo: str) -> str:
    total = sum(output.rows_of(part) for part in output.parts("shards"))
    if repo:
        start = f" from row {first} on" if first else ""
        return (
            f"no row of {output.root} holds the repository {repo!r}{start}; "
            "`repoloom export OUT rows` lists which repository stands where"
        )
    return f"row {first or 0} does not exist; {output.root} has {total} rows, numbered from 0"
