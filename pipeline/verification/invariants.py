"""What holds in every finished run: the laws that `repoloom verify` checks, one function each.

Pure: rows and tables in, faults out.  Nothing here repairs or guesses; a fault names the file or
the row and says what stands there and what should.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from repoloom.pipeline.console import plural
from repoloom.pipeline.verification import copies
from repoloom.pipeline.verification.ledger import Fault
from repoloom.transforms.keyed import bucket_of
from repoloom.transforms.records import CONTEXT_ONLY, DROP, FAILED, TRAIN
from repoloom.transforms.rows.packed import IGNORED, PackedRow, PlacedFile, Segment
from repoloom.transforms.tokens import serialization

if TYPE_CHECKING:
    from repoloom.transforms.tokens.tokenizer import Tokenizer

Ids = npt.NDArray[np.int32]
Key = tuple[str, str]

_SENTINELS: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("", 1): (),
    ("", 2): (),
    ("psm", 1): ("fim_prefix", "fim_suffix", "fim_middle"),
    ("psm", 2): ("fim_prefix", "fim_suffix", "fim_middle"),
    ("spm", 1): ("fim_suffix", "fim_prefix", "fim_middle"),
    ("spm", 2): ("fim_prefix", "fim_suffix", "fim_middle"),
}
"""Sentinels of a piece in their order, by mode and SPM variant (the setting `spm_variant`)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """What the store and the verdicts say of a file."""

    text: bytes | None
    verdict: str
    split: str


def check_lengths(row: PackedRow, capacity: int) -> Iterator[Fault]:
    """`seq_lengths` sums to the number of ids, one for each segment, within the row's length."""
    tokens = len(row.input_ids) // 4
    if sum(row.lengths) != tokens:
        yield Fault(f"seq_lengths sum to {sum(row.lengths)}, the row has {tokens} ids")
    if len(row.lengths) != len(row.segments):
        yield Fault(f"{len(row.lengths)} seq_lengths for {len(row.segments)} segments")
    if capacity and tokens > capacity:
        yield Fault(f"{tokens} ids in a row of at most {capacity}")


def bounds(row: PackedRow) -> list[tuple[Segment, int, int]]:
    """Each segment with its half-open span of tokens in the row."""
    ends = list(itertools.accumulate(row.lengths, initial=0))
    return list(zip(row.segments, ends, ends[1:], strict=False))


def check_borders(row: PackedRow, ids: Ids, tokenizer: Tokenizer) -> Iterator[Fault]:
    """Every segment is `<bos> ... <eos>`, with none of `<bos>`, `<eos>`, `<pad>` between them."""
    ends = np.isin(ids, (tokenizer.bos, tokenizer.eos, tokenizer.pad))
    for number, (segment, start, end) in enumerate(bounds(row), 1):
        if end - start < 2 or ids[start] != tokenizer.bos or ids[end - 1] != tokenizer.eos:
            yield Fault(f"segment {number} does not run from <bos> to <eos>", segment.repo)
        elif inner := int(np.count_nonzero(ends[start + 1 : end - 1])):
            yield Fault(
                f"{inner} of <bos>, <eos>, <pad> stand inside segment {number}", segment.repo
            )


def check_provenance(row: PackedRow, ids: Ids, tokenizer: Tokenizer) -> Iterator[Fault]:
    """The spans of a segment's files tile it: one after `<bos>`, one separator between two."""
    for number, (segment, start, end) in enumerate(bounds(row), 1):
        at = start + 1
        for index, file in enumerate(segment.files):
            place = f"{segment.repo}:{file.path}"
            if index and (at >= len(ids) or ids[at] != tokenizer.file_separator):
                yield Fault(f"no <|file_separator|> stands before it at token {at}", place)
            at += bool(index)
            if file.start != at or file.end < file.start:
                yield Fault(f"its span {file.start}:{file.end} should begin at {at}", place)
            at = file.end
        if not segment.files or at != end - 1:
            yield Fault(
                f"the files of segment {number} end at token {at}, its <eos> stands at {end - 1}",
                segment.repo,
            )


def check_labels(row: PackedRow, ids: Ids) -> Iterator[Fault]:
    """Labels are the ids, -100 on masked files and on the first token of each segment.

    A separator or `<eos>` ends the file before it and is masked with it.  Of a file that is cut at
    the end of a row, what stands in this one.  A row without labels
    masks nothing.
    """
    masked = [(s, f) for s in row.segments for f in s.files if f.masked]
    if row.labels is None:
        for segment, file in masked:
            yield Fault("it is masked, but the row has no labels", f"{segment.repo}:{file.path}")
        return
    labels = np.frombuffer(row.labels, "<i4")
    expected = ids.copy()
    expected[[start for _, start, end in bounds(row) if start < len(ids)]] = IGNORED
    for _, file in masked:
        expected[max(file.start, 0) : file.end + 1] = IGNORED
    if labels.shape != ids.shape:
        yield Fault(f"{len(labels)} labels for {len(ids)} ids")
    elif len(wrong := np.flatnonzero(labels != expected)):
        at = int(wrong[0])
        yield Fault(f"label {labels[at]} at token {at} should be {expected[at]}", holder(row, at))


def holder(row: PackedRow, token: int) -> str:
    """`repo:path` of the file that a token belongs to, the repository between files."""
    for segment, start, end in bounds(row):
        for file in segment.files:
            if file.start <= token < file.end:
                return f"{segment.repo}:{file.path}"
        if start <= token < end:
            return segment.repo
    return ""


def check_sentinels(
    file: PlacedFile, ids: Ids, tokenizer: Tokenizer, variant: int
) -> Iterator[str]:
    """The control ids of a piece are those of its mode, each once, in their order."""
    names = {
        tokenizer.fim_prefix: "fim_prefix",
        tokenizer.fim_middle: "fim_middle",
        tokenizer.fim_suffix: "fim_suffix",
        tokenizer.file_separator: "file_separator",
    }
    found = tuple(names[token] for token in ids[np.isin(ids, list(names))].tolist())
    expected = _SENTINELS.get((file.mode, variant))
    if expected is None:
        yield f"its mode {file.mode!r} is none of '', 'psm', 'spm'"
    elif found != expected:
        yield (
            f"mode {file.mode or 'none'!r} has the sentinels {', '.join(found) or 'none'}, "
            f"not {', '.join(expected) or 'none'}"
        )


def check_text(file: PlacedFile, ids: Ids, text: bytes, tokenizer: Tokenizer) -> Iterator[str]:
    """Prefix, middle and suffix restored from the ids are the store's text of the piece."""
    if file.is_copy and not file.ranges and (file.text_start, file.text_end) != (0, len(text)):
        place = f"bytes {file.text_start} to {file.text_end}"
        yield f"it is a repeated copy of {place}, and no slice; the file has {len(text)} bytes"
    try:
        found = serialization.restore(ids, file.mode, tokenizer, body_length=file.size)
    except ValueError as error:
        yield f"its tokens cannot be restored: {error}"
        return
    if found.path not in ("", file.path):
        yield f"its path line is {found.path!r}"
    body = found.prefix + found.middle + found.suffix
    expected = file.of(text)
    if body != expected:
        pairs = enumerate(zip(body, expected, strict=False))
        at = next((i for i, (a, b) in pairs if a != b), min(len(body), len(expected)))
        yield (
            f"its text differs from the store's from byte {_place(file, at)} on "
            f"({len(body)} bytes in the row, {len(expected)} in the store)"
        )


def _place(file: PlacedFile, at: int) -> int:
    """The place in the file's text of byte `at` of what stands of it in a row."""
    for start, end in file.spans:
        if at < end - start:
            return start + at
        at -= end - start
    return file.text_end


def check_keys(keys: Sequence[Key], buckets: int, bucket: int) -> Iterator[Fault]:
    """The files of a store bucket are sorted as UTF-8, unique, and of its repositories."""
    for before, after in itertools.pairwise(keys):
        if tuple(map(str.encode, before)) >= tuple(map(str.encode, after)):
            yield Fault("it comes twice or out of the order of (repo, path)", ":".join(after))
    for repo in sorted({repo for repo, _ in keys}):
        if (right := bucket_of(repo, buckets)) != bucket:
            yield Fault(f"it stands in bucket {bucket} and belongs into {right}", repo)


def check_decided(keys: Sequence[Key], decided: Sequence[Key]) -> Iterator[Fault]:
    """Every file of the store has exactly one verdict, and nothing else has one."""
    for key in sorted(set(keys) - set(decided)):
        yield Fault("it has no verdict", ":".join(key))
    for key in sorted(set(decided) - set(keys)):
        yield Fault("it has a verdict, and the store does not have it", ":".join(key))
    for key, times in sorted(collections.Counter(decided).items()):
        if times > 1:
            yield Fault(f"it has {times} verdicts", ":".join(key))


def check_content(text: bytes | None, content: bytes, reason: str) -> Iterator[str]:
    """A stored text has its SHA-256, a file without text its reason."""
    if text is None and not reason:
        yield "it has neither a text nor a reason"
    if text is not None and hashlib.sha256(text).digest() != content:
        yield "its text does not have the SHA-256 that stands beside it"


def check_coverage(
    stored: Stored,
    splits: Collection[str],
    pieces: Sequence[PlacedFile],
    repeats: copies.Repeats = copies.NOTHING,
) -> Iterator[str]:
    """A train file stands in the shards exactly once, a dropped one never, a context one masked.

    Copies (`copies.check_copies`) are beside the count: what stands twice says that it is repeated.

    Args:
        stored: the file.
        splits: those of the shards that hold the pieces.
        pieces: all pieces of the file that the shards hold, in any order.
        repeats: what the run repeats.
    """
    own = copies.without(pieces)
    learnt = [piece for piece in pieces if not piece.masked]
    trained = sorted(copies.without(learnt), key=lambda p: (p.text_start, p.part))
    if stored.verdict in (DROP, FAILED) and pieces:
        held = plural(len(pieces), "piece")
        yield f"its verdict is {stored.verdict}, and {held} of it stand in the shards"
    if stored.verdict == CONTEXT_ONLY and learnt:
        yield f"it is context only, and {plural(len(learnt), 'piece')} of it are not masked"
    for split in sorted(set(splits) - {stored.split}):
        yield f"its split is {stored.split}, and it stands in {split}"
    yield from copies.check_masked(stored.verdict == TRAIN, own)
    yield from copies.check_loss(stored.verdict == TRAIN, pieces, repeats)
    if stored.verdict == TRAIN:
        yield from _check_once(stored.text, trained)


def _check_once(text: bytes | None, pieces: Sequence[PlacedFile]) -> Iterator[str]:
    if text is None:
        yield "its verdict is train, and it has no text"
        return
    if not pieces:
        yield f"its verdict is train, and none of its {len(text)} bytes stand in the shards"
        return
    numbers = [(piece.part, piece.parts) for piece in pieces]
    if numbers != [(part, len(pieces)) for part in range(len(pieces))]:
        yield f"its pieces are numbered {', '.join(f'{a} of {b}' for a, b in numbers)}"
    at = 0
    for piece in pieces:
        if piece.text_start != at:
            what = "missing" if piece.text_start > at else "repeated"
            first, last = sorted((at, piece.text_start))
            yield f"bytes {first} to {last} of its text are {what}"
        at = max(at, piece.text_end)
    if at != len(text):
        yield f"its pieces end at byte {at} of {len(text)}"


def check_graph(
    kept: Iterable[str], order: Sequence[tuple[int, str]], edges: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """The order of a repository holds its kept files once each; its kept edges have no cycle."""
    files = sorted(kept)
    if sorted(path for _, path in order) != files:
        differing = sorted({path for _, path in order} ^ set(files))
        yield f"its order is not its kept files once each: {', '.join(differing[:3])}"
    if sorted(position for position, _ in order) != list(range(len(order))):
        yield "the positions of its order are not 0, 1, 2, ..."
    if left := sorted(_on_cycles(edges)):
        yield f"kept edges form a cycle on or before {', '.join(left[:3])}"


def _on_cycles(edges: Iterable[tuple[str, str]]) -> set[str]:
    """What is left when files that import nothing (more) are taken away, over and over."""
    importers = collections.defaultdict(list)
    needs: collections.Counter[str] = collections.Counter()
    for importer, imported in edges:
        importers[imported].append(importer)
        needs[importer] += 1
    free = [name for name in importers if not needs[name]]
    while free:
        for importer in importers[free.pop()]:
            needs[importer] -= 1
            if not needs[importer]:
                free.append(importer)
    return {name for name, count in needs.items() if count}
