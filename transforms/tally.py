"""The numbers of one repository that was woven: flat, so that sums of them are the run's."""

from collections import Counter
from collections.abc import Iterable, Sequence

import languages
from transforms import comparison, coverage, resolution
from transforms.pieces import Parsed
from transforms.records import Edge, Example, Pair, Piece


def count(
    parsed: Iterable[Parsed],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    resolved: resolution.Resolution,
) -> dict[str, float]:
    """Flat numbers of one repository; sums of them are the run's."""
    stats: Counter[str] = Counter(pairs=len(pairs), repos=1)
    for file in parsed:
        stats["files"] += 1
        stats["split_files"] += len(file.pieces) > 1
        stats["unplaced_context"] += not file.pieces
        stats["fim/eligible"] += file.eligible
        stats["parse/broken"] += file.broken
        stats["cuts/midline_suffix"] += file.midline
        if file.language in languages.SPECS:
            stats["parse/ok" if file.outline else "parse/failed"] += 1
            stats[f"syntax/{file.language}/files"] += 1
            stats[f"syntax/{file.language}/broken"] += file.broken
        for piece in file.pieces:
            _count_piece(stats, piece)
    for edge in edges:
        stats[f"edges/{edge.kind}/found"] += 1
        stats[f"edges/{edge.kind}/cut"] += not edge.kept
    for language, counts in resolved.counts.items():
        for outcome, count in counts.items():
            stats[f"imports/{language}/{outcome}"] += count
    return dict(stats)


def measure(
    examples: Sequence[Example], edges: Sequence[Edge], pairs: Sequence[Pair]
) -> dict[str, float]:
    """Definition before use and its kin, and the number of examples (see `coverage.measure`)."""
    placed = [[comparison.placed(piece) for piece in example.pieces] for example in examples]
    return {"examples": len(examples), **coverage.measure(placed, edges, pairs)}


def _count_piece(stats: Counter[str], piece: Piece) -> None:
    stats["pieces"] += 1
    stats["piece_bytes"] += piece.end - piece.start
    stats["masked_pieces"] += piece.masked
    mode = f"{piece.cut.mode}/{piece.cut.rule}" if piece.cut else "none/none"
    stats[f"fim/{mode}"] += 1
    if piece.cut:
        stats["cuts/empty_prefix"] += piece.cut.start == 0
        stats["cuts/empty_middle"] += piece.cut.start == piece.cut.end
        stats["cuts/empty_suffix"] += piece.cut.end == piece.end - piece.start
