"""The numbers of one repository that was woven: flat, so that sums of them are the run's."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from repoloom import languages
from repoloom.transforms.examples import comparison, coverage
from repoloom.transforms.graph import cycles
from repoloom.transforms.graph.layout import Layout
from repoloom.transforms.records import Edge, Pair, Piece
from repoloom.transforms.rows import fragments
from repoloom.transforms.rows.packed import Example, PackedRow
from repoloom.transforms.tokens.pieces import Parsed


def count(parsed: Iterable[Parsed], *, rate: float) -> dict[str, float]:
    """Flat numbers of the files of one repository; sums of them are the run's.

    Args:
        parsed: the files.
        rate: share of the pieces that infilling was told to cut.
    """
    stats: Counter[str] = Counter()
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
    return {**stats, "fim/nominal": rate * stats["fim/eligible"]}


def count_layout(found: Layout) -> dict[str, float]:
    """The numbers of a whole repository's graph."""
    stats: Counter[str] = Counter(pairs=len(found.pairs), repos=1)
    stats["tangles"] = cycles.tangles(found.placed)
    for edge in found.edges:
        stats[f"edges/{edge.kind}/found"] += 1
        stats[f"edges/{edge.kind}/cut"] += not edge.kept
    for language, counts in found.resolved.counts.items():
        for outcome, number in counts.items():
            stats[f"imports/{language}/{outcome}"] += number
    return dict(stats)


def parted(found: Layout, part: Mapping[str, Parsed]) -> dict[str, int]:
    """What a part of a divided repository lacks: edges from its files to those of other parts.

    Returns:
        `divided/parts`: 1; `divided/edges`: such edges, each pair of files once; and their number
        as imports whose definition is not earlier (`dbu/<language>/total`).
    """
    leaving = {
        (edge.importer, edge.imported): edge.kind
        for edge in sorted(found.placed, key=lambda edge: edge.kind == "import")
        if edge.importer in part and edge.imported not in part
    }
    stats = Counter({"divided/parts": 1, "divided/edges": len(leaving)})
    for (importer, _), kind in leaving.items():
        if kind == "import":
            stats[f"dbu/{part[importer].language}/total"] += 1
    return dict(stats)


def broken_edges(
    edges: Iterable[Edge], learnt: Collection[str], copies: Iterable[str], placed: Collection[str]
) -> dict[str, int]:
    """How deduplication breaks the imports of the files with loss.

    Args:
        edges: of one repository.
        learnt: its files with loss.
        copies: its files that repeat a kept file of any repository.
        placed: its files that stand in a row.

    Returns:
        `copies/edges`: edges from such files; `copies/imported`: those to a copy, all of which
        were broken if copies were just dropped; `copies/broken`: those to a copy in no row.  A
        copy that is dropped is not parsed, so imports that only its content resolves are missed:
        take the share without context files from a run that has them.
    """
    among = set(copies)
    needs = [edge.imported for edge in edges if edge.importer in learnt]
    imported = [path for path in needs if path in among]
    return {
        "copies/edges": len(needs),
        "copies/imported": len(imported),
        "copies/broken": sum(path not in placed for path in imported),
    }


def measure(
    examples: Sequence[Example], edges: Sequence[Edge], pairs: Sequence[Pair]
) -> dict[str, float]:
    """Definition before use and its kin, and the number of examples (see `coverage.measure`)."""
    placed = [[comparison.placed(piece) for piece in example.pieces] for example in examples]
    return {"examples": len(examples), **coverage.measure(placed, edges, pairs)}


def count_rows(rows: Sequence[PackedRow], split: str, length: int) -> dict[str, float]:
    """The numbers of a shard's rows of one split, each of at most `length` tokens."""
    stats: Counter[str] = Counter(rows=len(rows), capacity=len(rows) * length, tokens=0, segments=0)
    units: set[bytes] = set()

    def counted() -> Iterator[PackedRow]:
        for row in rows:
            stats["tokens"] += sum(row.lengths)
            stats["segments"] += len(row.segments)
            units.update(segment.unit for segment in row.segments)
            yield row

    for row in fragments.whole(counted()):
        for file in (file for segment in row.segments for file in segment.files):
            stats["repeated/pieces" if file.is_copy else "placed_pieces"] += 1
            stats["repeated/tokens"] += (file.end - file.start) * file.is_copy
            stats["repeated/learnt"] += (file.end - file.start) * (file.is_copy and not file.masked)
    stats["needless_cuts"] = stats["segments"] - len(units)
    stats[f"split/{split}/rows"] = len(rows)
    stats[f"split/{split}/tokens"] = stats["tokens"]
    return dict(stats)


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
