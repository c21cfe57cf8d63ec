"""What weave reads and what it makes: repositories, woven ones, and shards packed of them."""

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from repoloom.transforms.examples import comparison, drafts, figures
from repoloom.transforms.examples.drafts import Draft
from repoloom.transforms.graph.layout import Layout
from repoloom.transforms.records import FAILED_FILES, FAILED_REPOSITORIES, Edge, Failure, Pair
from repoloom.transforms.rows import bins, packing
from repoloom.transforms.rows.packed import Example, PackedRow
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.pieces import KeptFile
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
        failed: files that select kept and that failed before they came here.
    """

    name: str
    split: str
    kept: Sequence[KeptFile]
    manifests: Mapping[str, bytes]
    paths: Sequence[str]
    copies: Collection[str] = ()
    layout: Layout | None = None
    part: int = 0
    failed: tuple[Failure, ...] = ()

    @property
    def files(self) -> int:
        """Files that select kept."""
        return len(self.kept) + len(self.failed)


@dataclasses.dataclass(frozen=True)
class Woven:
    """One repository, or a part of one, ordered and grouped into examples.

    Attributes:
        drafts: its examples; the shard settles them.
        inner: edges and pairs between its files.
        edges: of the whole repository, as `order` and `pairs`; only its first part has them.
        failed: files that are set aside.
    """

    repo: str
    drafts: tuple[Draft, ...]
    inner: tuple[Sequence[Edge], Sequence[Pair]]
    edges: tuple[Edge, ...]
    order: tuple[str, ...]
    pairs: tuple[Pair, ...]
    stats: Mapping[str, float]
    compared: Mapping[str, comparison.Compared] = dataclasses.field(default_factory=dict)
    failed: tuple[Failure, ...] = ()

    @property
    def examples(self) -> tuple[Example, ...]:
        """As they are if the shard needs none of them for filler."""
        return tuple(draft.example for draft in self.drafts)

    @property
    def files(self) -> int:
        """Files that select kept."""
        return int(self.stats["files"]) + len(self.failed)


@dataclasses.dataclass(frozen=True)
class Aside:
    """A repository that failed as a whole.

    Attributes:
        files: its files that select kept.
    """

    repo: str
    files: int
    failure: Failure

    def larger(self, files: int) -> "Aside":
        """The same with so many files more."""
        return dataclasses.replace(self, files=self.files + files)


@dataclasses.dataclass(frozen=True)
class Shard:
    """All that weave makes of the repositories of one shard.  Rows stand in the order of keys."""

    number: int
    rows: Mapping[str, Sequence[PackedRow]]
    woven: Sequence[Woven]
    stats: Mapping[str, float]
    aside: Sequence[Aside] = ()


def pack_shard(
    number: int,
    woven: Sequence[Woven],
    tokenizer: Tokenizer,
    settings: Weaving,
    aside: Sequence[Aside] = (),
) -> Shard:
    """Settles the examples, measures them and packs those of each split.

    Args:
        number: of the shard.
        woven: its repositories, or their parts.
        tokenizer: of the run.
        settings: of the run.
        aside: those of its repositories that failed.

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
    for lost in aside:
        stats.update({FAILED_REPOSITORIES: 1, FAILED_FILES: lost.files})
    return Shard(number, rows, woven, dict(stats), aside)


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
