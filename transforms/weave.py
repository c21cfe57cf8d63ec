"""Weave: kept files into packed rows, one shard at a time.

A shard's repositories come one after the other; of each, only token ids and names stay until the
shard is packed.  So memory is bounded by one repository and one shard, never by the corpus.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import apache_beam as beam
from apache_beam.pvalue import PCollection

from repoloom.transforms.examples import comparison, composition, context, coverage, drafts, figures
from repoloom.transforms.examples.drafts import Draft
from repoloom.transforms.graph import layout
from repoloom.transforms.graph.layout import Layout
from repoloom.transforms.records import Edge, Pair, Piece
from repoloom.transforms.rows import bins, packing
from repoloom.transforms.rows.packed import Example, PackedRow
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens import infill
from repoloom.transforms.tokens.pieces import KeptFile, Parsed, parse_file, place_context
from repoloom.transforms.tokens.tokenizer import Tokenizer


@dataclasses.dataclass(frozen=True)
class Repository:
    """What weave needs of a repository.

    Attributes:
        kept: files to place, in path order.
        manifests: path to text of the files that describe the project to its own tools.
        paths: every path that has text, dropped files included: an import of one is resolved.
        copies: those of the paths that repeat a kept file of any repository.
        layout: of the whole repository, where this is a part of one; None to find it.
        part: 0-based number of the part; the first one reports what is of the whole.
    """

    name: str
    split: str
    kept: Sequence[KeptFile]
    manifests: Mapping[str, bytes]
    paths: Sequence[str]
    copies: Collection[str] = ()
    layout: Layout | None = None
    part: int = 0


@dataclasses.dataclass(frozen=True)
class Woven:
    """One repository, or a part of one, ordered and grouped into examples.

    Attributes:
        drafts: its examples; the shard settles them.
        inner: edges and pairs between its files.
        edges: of the whole repository, as `order` and `pairs`; only its first part has them.
    """

    repo: str
    drafts: tuple[Draft, ...]
    inner: tuple[Sequence[Edge], Sequence[Pair]]
    edges: tuple[Edge, ...]
    order: tuple[str, ...]
    pairs: tuple[Pair, ...]
    stats: Mapping[str, float]
    compared: Mapping[str, comparison.Compared] = dataclasses.field(default_factory=dict)

    @property
    def examples(self) -> tuple[Example, ...]:
        """As they are if the shard needs none of them for filler."""
        return tuple(draft.example for draft in self.drafts)


def weave_repository(repository: Repository, settings: Weaving, tokenizer: Tokenizer) -> Woven:
    """Orders the files of a repository, or of a part of one, and groups them into examples."""
    kept = {one.file.path: one for one in repository.kept}
    parsed = {path: parse_file(one, settings, tokenizer) for path, one in kept.items()}
    whole = repository.layout or _laid_out(repository, parsed, settings)
    here = whole.part(kept)
    for path in needed_context(kept, here.placed):
        parsed[path] = place_context(kept[path], parsed[path], settings, tokenizer)
    pieces = [piece for path in here.order for piece in parsed[path].pieces]
    drafted = _drafts(repository, pieces, here, settings)
    if settings.composer == "context":
        drafted = _with_copies(
            drafted,
            here,
            lambda path: _copy_of(kept[path], parsed[path], settings, tokenizer),
            settings,
        )
    rate = infill.rate_of(settings.fim_preset, settings.fim_rate)
    stats = Counter(figures.count(parsed.values(), rate=rate))
    stats.update(coverage.against(here.order, here.placed))
    learnt = {path for path, one in kept.items() if not one.masked}
    places = {piece.path for piece in pieces}
    stats.update(figures.broken_edges(here.edges, learnt, repository.copies, places))
    compared = {}
    if settings.compare_orders:
        compared = comparison.compare(
            pieces, here.placed, here.pairs, budget=settings.budget, seed=settings.seed
        )
    if repository.layout:
        parted = figures.parted(whole, parsed)
        stats.update(parted)
        missed = {key: number for key, number in parted.items() if key.startswith("dbu/")}
        compared = {name: one.plus(missed) for name, one in compared.items()}
    tables: tuple[tuple[Edge, ...], tuple[str, ...], tuple[Pair, ...]] = (), (), ()
    if not repository.part:
        stats.update(figures.count_layout(whole))
        tables = tuple(whole.edges), tuple(whole.order), tuple(whole.pairs)
    inner = here.placed, here.pairs
    return Woven(repository.name, drafted, inner, *tables, dict(stats), compared)


def _laid_out(repository: Repository, parsed: Mapping[str, Parsed], settings: Weaving) -> Layout:
    tests = {one.file.path: one.file.signals.test for one in repository.kept}
    return layout.lay_out(
        [
            layout.Outlined(path, file.language, file.outline, tests[path])
            for path, file in parsed.items()
        ],
        repository.manifests,
        repository.paths,
        settings,
    )


def _drafts(
    repository: Repository, pieces: Sequence[Piece], here: Layout, settings: Weaving
) -> tuple[Draft, ...]:
    groups = composition.group(
        [composition.Item(piece.path, piece.part, piece.length) for piece in pieces],
        here.placed,
        here.pairs,
        budget=settings.budget,
        method=settings.composer,
        context_share=settings.context_share,
    )
    return tuple(drafts.draft(repository.name, repository.split, pieces, group) for group in groups)


def _copy_of(
    kept: KeptFile, parsed: Parsed, settings: Weaving, tokenizer: Tokenizer
) -> Piece | None:
    """What stands for a file in the examples that lack it; None for one in several pieces."""
    if len(parsed.pieces) > 1:
        return None
    masked = dataclasses.replace(kept, masked=True)
    return context.repeated(place_context(masked, parsed, settings, tokenizer).pieces)


def _with_copies(
    drafted: Sequence[Draft],
    here: Layout,
    copy_of: Callable[[str], Piece | None],
    settings: Weaving,
) -> tuple[Draft, ...]:
    found = context.add(
        [draft.example.pieces for draft in drafted],
        here.placed,
        copy_of,
        {path: number for number, path in enumerate(here.order)},
        budget=settings.budget,
        share=settings.context_share,
    )
    return tuple(
        drafts.whole(dataclasses.replace(draft.example, pieces=group))
        for draft, group in zip(drafted, found, strict=True)
    )


def needed_context(kept: Mapping[str, KeptFile], edges: Iterable[Edge]) -> list[str]:
    """The context files that a file with loss needs, by path.

    The others have a verdict and a place in the order, but none in a row: tokens without loss are
    worth their cost only where something with loss can look at them.
    """
    return sorted(
        {
            edge.imported
            for edge in edges
            if edge.kept and kept[edge.imported].masked and not kept[edge.importer].masked
        },
        key=str.encode,
    )


@dataclasses.dataclass(frozen=True)
class Shard:
    """All that weave makes of the repositories of one shard.  Rows stand in the order of keys."""

    number: int
    rows: Mapping[str, Sequence[PackedRow]]
    woven: Sequence[Woven]
    stats: Mapping[str, float]


@dataclasses.dataclass
class Weave(beam.PTransform):
    """Shard number -> the same number, once `write` has stored the shard.

    Attributes:
        read: the repositories of a shard.
        write: stores a shard.
        load: gives the tokenizer; called in the worker, for a tokenizer does not travel.
        settings: see `Weaving`.
    """

    read: Callable[[int], Iterable[Repository]]
    write: Callable[[Shard], None]
    load: Callable[[], Tokenizer]
    settings: Weaving

    def expand(self, shards: PCollection[int]) -> PCollection[int]:
        """One element is one shard's whole work."""
        return shards | "WeaveShard" >> beam.Map(self.weave).with_output_types(int)

    def weave(self, number: int) -> int:
        """Weaves, packs and stores one shard."""
        tokenizer = self.load()
        woven = [
            weave_repository(repository, self.settings, tokenizer)
            for repository in self.read(number)
        ]
        self.write(pack_shard(number, woven, tokenizer, self.settings))
        return number


def pack_shard(
    number: int, woven: Sequence[Woven], tokenizer: Tokenizer, settings: Weaving
) -> Shard:
    """Settles the examples, measures them and packs those of each split.

    Raises:
        ValueError: tokens or pieces went missing or came twice, which is a defect of ours.
    """
    examples: dict[str, list[Example]] = {}
    stats: Counter[str] = Counter()
    # Only best fit has use for filler: `concat` leaves no room, and `first_fit` keeps neighbours.
    settled: Sequence[Sequence[Example]] = [one.examples for one in woven]
    if settings.packing == "best_fit":
        settled = drafts.settle([one.drafts for one in woven], settings.length)
    for one, found in zip(woven, settled, strict=True):
        stats.update(one.stats)
        stats.update(figures.measure(found, *one.inner))
        for example in found:
            examples.setdefault(example.split, []).append(example)
    rows = {
        split: packing.pack(
            found,
            tokenizer,
            length=settings.length,
            seed=settings.seed,
            method=settings.packing,
            middle_remaining=settings.middle_remaining,
        )
        for split, found in sorted(examples.items())
    }
    for split in rows:
        stats.update(figures.count_rows(rows[split], split, settings.length))
    _count_compared(stats, woven, settings.length)
    placed = stats["placed_pieces"]
    if placed != stats["pieces"]:
        raise ValueError(f"shard {number}: {stats['pieces']} pieces went in, {placed} came out")
    return Shard(number, rows, woven, dict(stats))


def _count_compared(stats: Counter[str], woven: Iterable[Woven], length: int) -> None:
    """The figures of other orders, and the rows that each would have filled, by split."""
    lengths: dict[tuple[str, str], list[int]] = {}
    for one in woven:
        for name, compared in one.compared.items():
            split = one.examples[0].split if one.examples else ""
            lengths.setdefault((name, split), []).extend(compared.lengths)
            for key, count in compared.figures.items():
                stats[f"compare/{name}/{key}"] += count
    for (name, _), found in lengths.items():
        stats[f"compare/{name}/tokens"] += sum(found)
        stats[f"compare/{name}/capacity"] += len(bins.best_fit(found, length)) * length
